import { setTimeout as sleep } from 'node:timers/promises';
import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { storesWhere } from '#domain/users/rights.ts';
import type { Change, News } from './live.ts';
import {
  closeConnections,
  endRound,
  type Listener,
  listenersPage,
  listListeners,
  noteNews,
  takeNews,
} from './live.sql.ts';

/** So long after a round the next one may begin, in ms: news that come meanwhile are told together. */
const gapMs = 1_000;
/** Messages on their way at once. API Gateway takes 10,000 calls a second of an account. */
const atOnce = 50;
/** Products named in one message: 128 KB are the most, in frames of 32 KB (quotas of WebSocket APIs). */
const mostProducts = 1_000;

/**
 * Tells open pages what an event means to them. Of all that come at once (an import brings hundreds) one tells, at most
 * once a second, and the others only note theirs. Afterwards it publishes what others left in the outbox: who writes
 * twice within a second publishes once, and the second change is to be seen too.
 * @param pace.roundMs instead of a second, in ms
 * @param pace.until when to stop though more may come, in ms of the platform's clock; what is noted then is told by the next
 */
export async function tellNews(
  platform: Platform,
  event: { name: string; data: unknown },
  pace: { roundMs?: number; until?: number } = {},
): Promise<void> {
  const teller = platform.clock.newId();
  const until = pace.until ?? platform.clock.now().getTime() + 40_000;
  const note = { name: event.name, data: JSON.stringify(event.data), teller };
  if (!(await noteNews(platform.db, note))) return;
  for (;;) {
    const round = platform.clock.newId();
    const changes = await takeNews(platform.db, { teller, round });
    if (changes.length > 0) await tellAll(platform, bounded(changes));
    const isLast = platform.clock.now().getTime() > until;
    if (!isLast) {
      await sleep(pace.roundMs ?? gapMs);
      // What the bus does not take now, the next relay brings.
      await relayOutbox(platform).catch((error: unknown) => log.warn('Events wait for the next relay', { error }));
    }
    if (await endRound(platform.db, { teller, round })) return;
  }
}

function bounded(changes: Change[]): Change[] {
  const named = changes.reduce((sum, { productIds }) => sum + (productIds?.length ?? 0), 0);
  return named <= mostProducts ? changes : changes.map((change) => ({ ...change, productIds: null }));
}

/** Sends to each open socket what its user may see and its page wants to hear. */
async function tellAll(platform: Platform, changes: Change[]): Promise<void> {
  const now = platform.clock.now().toISOString();
  const gone: string[] = [];
  let LiveSockets = 0;
  let LiveMessages = 0;
  let LiveFailures = 0;
  for (let after = ''; ;) {
    const listeners = await listListeners(platform.db, { now, after });
    await inTurns(listeners, async (listener) => {
      const news: News = { changes: changes.filter((change) => concerns(change, listener)) };
      if (news.changes.length === 0) return;
      const outcome = await platform.sockets.send(listener.id, JSON.stringify(news));
      if (outcome === 'gone') gone.push(listener.id);
      else if (outcome === 'failed') LiveFailures += 1;
      else LiveMessages += 1;
    });
    LiveSockets += listeners.length;
    const last = listeners.at(-1);
    if (last === undefined || listeners.length < listenersPage) break;
    after = last.id;
  }
  if (gone.length > 0) await closeConnections(platform.db, JSON.stringify(gone));
  measure({ LiveSockets, LiveMessages, LiveFailures });
}

/** Whether somebody may know of a change, and their page asked for it. A change of no one store is for who sees all. */
function concerns({ storeId, topics }: Change, { userId, grants, stores }: Listener): boolean {
  const caller = { userId, grants };
  const seen = storesWhere(caller, topics.includes('imports') ? 'import.read' : 'stock.read');
  if (seen !== 'all' && (storeId === null || !seen.includes(storeId))) return false;
  return stores === null || storeId === null || stores.includes(storeId);
}

/** Does something for each, `atOnce` at a time: one that takes long holds up its own place only. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
