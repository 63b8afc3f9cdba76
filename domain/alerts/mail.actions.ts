import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { isRefusedForGood } from '#domain/platform/suppressed.ts';
import { permissions } from '#domain/users/rights.ts';
import { claimMails, listDueDigests, listTellings, listUrgentRows, releaseMails, type Urgent } from './mail.sql.ts';
import { digestMail, urgentMail } from './mail-words.ts';
import { listToShip } from './to-ship.sql.ts';

type World = Pick<Platform, 'db' | 'mail' | 'clock'>;
const roles = JSON.stringify(permissions['stock.read']);
const movers = JSON.stringify(permissions['stock.move']);
/** Time that one mail may take, in ms: no new one is begun with less. */
const spareMs = 15_000;

/**
 * Sends everybody whose hour has come their digest: at most one for a person, day and hour, and none where nothing is
 * open and no transfer waits for them. Before that it tells what is urgent and was not told at once. New is what came since
 * the one before; in the first one nothing is, since a chain's history brings hundreds at once. Run twice or by two at once it sends each once; one whose end is not known
 * is not sent again.
 * @param limits.remainingMs how long the caller may still run, in ms
 */
export async function sendDigests(
  platform: World,
  limits: { now: Date; remainingMs: () => number },
): Promise<{ sent: number; isDone: boolean }> {
  const now = limits.now.toISOString();
  let sent = await sendUrgent(platform);
  for (;;) {
    const due = await listDueDigests(platform.db, now);
    if (due.length === 0) return { sent, isDone: true };
    for (const { userId, email, key, since } of due) {
      if (limits.remainingMs() < spareMs) return { sent, isDone: false };
      const attempt = crypto.randomUUID();
      const [mine] = await claimMails(platform.db, { userId, keys: JSON.stringify([key]), attempt, now });
      if (mine === undefined) continue;
      const tellings = await listTellings(platform.db, { userId, roles, since: since ?? now, now });
      const toShip = await listToShip(platform.db, { userId, roles: movers });
      if (tellings.length + toShip.length === 0) continue;
      await send(platform, { userId, attempt, to: email, ...digestMail(tellings, toShip, setting('WEB_ORIGIN')) });
      sent += 1;
    }
  }
}

/**
 * Tells people at once of what is urgent: one mail for all of it that they have not been told of, never a second one of
 * the same alert.
 * @returns how many mails it sent
 */
export async function sendUrgent(platform: World): Promise<number> {
  const now = platform.clock.now().toISOString();
  let sent = 0;
  for (;;) {
    const waiting = await listUrgentRows(platform.db, { roles, now });
    if (waiting.length === 0) return sent;
    const taken = await Promise.all(
      [...Map.groupBy(waiting, ({ userId }) => userId).values()].map((alerts) => tell(platform, alerts, now)),
    );
    sent += taken.filter(Boolean).length;
  }
}

async function tell(platform: World, alerts: Urgent[], now: string): Promise<boolean> {
  const [first] = alerts;
  if (first === undefined) return false;
  const { userId, email } = first;
  const attempt = crypto.randomUUID();
  const keys = JSON.stringify(alerts.map(({ id }) => `alert ${id}`));
  const mine = new Set(await claimMails(platform.db, { userId, keys, attempt, now }));
  const claimed = alerts.filter(({ id }) => mine.has(`alert ${id}`));
  if (claimed.length === 0) return false;
  await send(platform, { userId, attempt, to: email, ...urgentMail(worstOf(claimed), setting('WEB_ORIGIN')) });
  return true;
}

/** Of a product that has several alerts only the worst, which stands first. */
function worstOf(alerts: Urgent[]): Urgent[] {
  return [
    ...Map.groupBy(alerts, ({ storeId, sku, reference, id }) => `${storeId} ${sku ?? reference ?? id}`).values(),
  ].flatMap(([worst]) => (worst === undefined ? [] : [worst]));
}

/** Sends what was claimed. What SES certainly did not take is given back and thrown; of anything else nobody knows. */
async function send(
  { db, mail }: World,
  { userId, attempt, ...message }: { userId: string; attempt: string; to: string; subject: string; text: string },
): Promise<void> {
  try {
    await mail.send(message);
    log.info('Alerts told by mail', { userId });
  } catch (error) {
    const refusal = refusalOf(error);
    // It bounces, or SES in its sandbox takes no mail to an address that was not confirmed: trying again would not help.
    if (refusal === 'for good') return log.warn('No mail of alerts goes to somebody', { userId, error });
    if (refusal === 'unclear') return log.error('Nobody knows whether a mail of alerts left', { userId, error });
    await releaseMails(db, { userId, attempt });
    throw error;
  }
}

function refusalOf(error: unknown): 'for good' | 'for now' | 'unclear' {
  if (!(error instanceof Error)) return 'unclear';
  if (isRefusedForGood(error)) return 'for good';
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: string };
  const status = $metadata?.httpStatusCode;
  return code === 'ECONNREFUSED' || (status !== undefined && status < 500) ? 'for now' : 'unclear';
}
