import type { Change, Changes, News, Ticket } from '#domain/live/live.ts';
import { get, post, unchecked } from './api.ts';
import { setLiveState } from './live-state.ts';

/** A socket without messages is closed after 10 minutes: this often the page says that it is there, in ms. */
const pingMs = 4 * 60_000;
/** Without a socket the page asks this often what has changed, in ms. */
const pollMs = 5_000;
/** A page that nobody has looked at for so long needs no socket, in ms. */
const hiddenMs = 5 * 60_000;
/** A socket that stays open so long works, in ms; others ended one after another. */
const settledMs = 10_000;
/** So many sockets in a row must fail until the page asks instead. */
const patience = 2;

type Told = { changes: (changes: readonly Change[]) => void; everything: () => void };

/** Waits before the next try, in ms: twice as long each time, up to a minute, and no two pages alike. */
export const backOff = (failures: number, random = Math.random()): number =>
  Math.min(60_000, 1_000 * 2 ** Math.max(0, failures - 1)) * (0.5 + random / 2);

/**
 * Hears of changes as long as it is not stopped: through a socket; where sockets fail, by asking. Whenever it was away it
 * first asks what it has missed.
 */
export function openLive(told: Told): { stop: () => void } {
  let cursor: string | undefined;
  let socket: WebSocket | undefined;
  let failures = 0;
  let isStopped = false;
  let hiddenSince: number | undefined;
  const timers: Record<string, ReturnType<typeof setTimeout> | undefined> = {};
  const after = (name: 'retry' | 'poll' | 'ping' | 'hide' | 'settled', ms: number, run: () => void) => {
    clearTimeout(timers[name]);
    timers[name] = setTimeout(run, ms);
  };

  async function catchUp(): Promise<void> {
    const answer = await get('/live/changes', unchecked<Changes>(), { query: { since: cursor } });
    if (isStopped) return;
    ({ cursor } = answer);
    if (!answer.isComplete) told.everything();
    else if (answer.changes.length > 0) told.changes(answer.changes);
  }

  async function connect(): Promise<void> {
    if (isStopped || socket !== undefined) return;
    try {
      const { ticket, url } = await post('/live/ticket', unchecked<Ticket>(), {});
      if (isStopped) return;
      attach(new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`));
    } catch {
      failed();
    }
  }

  function attach(opening: WebSocket): void {
    socket = opening;
    opening.addEventListener('open', () => {
      clearTimeout(timers['poll']);
      setLiveState('live');
      ping(opening);
      after('settled', settledMs, () => (failures = 0));
    });
    opening.addEventListener('message', ({ data }) => {
      const news = parsed(String(data)) as Partial<News> | undefined;
      if (Array.isArray(news?.changes)) told.changes(news.changes);
    });
    opening.addEventListener('close', () => {
      if (socket !== opening) return;
      socket = undefined;
      clearTimeout(timers['ping']);
      clearTimeout(timers['settled']);
      failed();
    });
  }

  /** Says that the page is there; and asks what it has missed, since a message may be lost on its way. */
  function ping(open: WebSocket): void {
    if (open.readyState !== WebSocket.OPEN) return;
    open.send(JSON.stringify({ action: 'ping' }));
    // If this fails, the next ping asks again for all of it.
    catchUp().catch(() => undefined);
    after('ping', pingMs, () => ping(open));
  }

  function failed(): void {
    if (isStopped || hiddenSince !== undefined) return;
    failures += 1;
    if (failures >= patience) void poll();
    else setLiveState('apart');
    after('retry', backOff(failures), () => void connect());
  }

  async function poll(): Promise<void> {
    clearTimeout(timers['poll']);
    try {
      if (document.visibilityState === 'visible') await catchUp();
      if (socket === undefined) setLiveState('polling');
    } catch {
      if (socket === undefined) setLiveState('apart');
    }
    if (!isStopped && socket?.readyState !== WebSocket.OPEN) after('poll', pollMs, () => void poll());
  }

  function onVisibility(): void {
    if (document.visibilityState === 'hidden') {
      after('hide', hiddenMs, () => {
        hiddenSince = Date.now();
        leave();
      });
      return;
    }
    clearTimeout(timers['hide']);
    if (hiddenSince === undefined) return;
    hiddenSince = undefined;
    failures = 0;
    void connect();
  }

  function leave(): void {
    for (const name of ['retry', 'poll', 'ping', 'settled']) clearTimeout(timers[name]);
    const leaving = socket;
    socket = undefined;
    leaving?.close();
    setLiveState('apart');
  }

  document.addEventListener('visibilitychange', onVisibility);
  void connect();
  return {
    stop() {
      isStopped = true;
      document.removeEventListener('visibilitychange', onVisibility);
      clearTimeout(timers['hide']);
      leave();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
