import { hash, randomBytes } from 'node:crypto';
import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { MailState } from './kinds.ts';
import { keptMail } from './kept.actions.ts';
import { mostAttempts, pauseAfter, refusalOf } from './refusals.ts';
import { type ClaimedRow, claimMails, markLost, nextMailAt, settleMails } from './send.sql.ts';
import { tokenPlace, type WrittenMail } from './written.ts';

type World = Pick<Platform, 'db' | 'files' | 'mail' | 'clock'>;
type Outcome = { id: string; state: MailState; reason: string | null; nextAt: string | null };

/** So many mails are claimed, sent at once, and told of in one statement. After a crash so many are unknown at most. */
const batch = 25;
/** Time that one batch may take, in ms: none is begun with less. */
const spareMs = 20_000;
/** A function lives 15 minutes at most (AWS Lambda, quotas): whoever claimed a mail before is gone. */
const lostMs = 16 * 60_000;

/**
 * Sends the mails that are ready, each at most once: it is claimed in the database before SES is asked and told of after.
 * What SES surely did not take is tried again later; what nobody knows of stays unknown until a person has it sent again.
 * @param limits.remainingMs how long the caller may still run, in ms
 * @param limits.unsubscribe the API's address that takes `POST …/<token>`, without a slash behind
 * @returns how many mails SES took; how many are lost from an earlier run; `nextAt`: when one that was refused is due
 */
export async function sendReports(
  platform: World,
  limits: { remainingMs: () => number; unsubscribe: string },
): Promise<{ sent: number; lost: number; isDone: boolean; nextAt: string | null }> {
  const { db, clock } = platform;
  const lost = await markLost(db, { before: new Date(clock.now().getTime() - lostMs).toISOString() });
  if (lost > 0) log.error('Nobody knows whether reports left', { mails: lost });
  const bodies = new Map<string, Promise<WrittenMail>>();
  let sent = 0;
  while (limits.remainingMs() >= spareMs) {
    const attempt = crypto.randomUUID();
    const secret = randomBytes(32).toString('hex');
    const taken = await claimMails(db, { attempt, secret, now: clock.now().toISOString(), most: batch });
    const outcomes = await Promise.all(
      taken
        .filter(({ isMine }) => isMine)
        .map((mail) => sendOne(platform, mail, tokenOf(secret, mail.id), bodies, limits.unsubscribe)),
    );
    sent += outcomes.filter(({ state }) => state === 'sent').length;
    if (outcomes.length > 0)
      await settleMails(db, { attempt, outcomes: JSON.stringify(outcomes), now: clock.now().toISOString() });
    // Nothing is left, or SES has had enough for now: then the rest would only be refused, too.
    const isRefused = outcomes.length > 0 && outcomes.every(({ state }) => state === 'ready');
    if (taken.length === 0 || isRefused) break;
  }
  const nextAt = await nextMailAt(db);
  return { sent, lost, isDone: nextAt === null, nextAt };
}

/** The token of a mail: who knows one cannot work out another. */
export const tokenOf = (secret: string, mailId: string): string => hash('sha256', `${secret}.${mailId}`);

async function sendOne(
  platform: World,
  { id, email, bodyKey, attempts }: ClaimedRow,
  token: string,
  bodies: Map<string, Promise<WrittenMail>>,
  unsubscribe: string,
): Promise<Outcome> {
  const again = (reason: string): Outcome => {
    if (attempts >= mostAttempts) return { id, state: 'failed', reason, nextAt: null };
    const pause = pauseAfter(attempts, Math.random());
    return { id, state: 'ready', reason, nextAt: new Date(platform.clock.now().getTime() + pause).toISOString() };
  };
  let body: WrittenMail;
  try {
    const kept = bodies.get(bodyKey) ?? keptMail(platform, bodyKey);
    bodies.set(bodyKey, kept);
    body = await kept;
  } catch (error) {
    bodies.delete(bodyKey);
    log.warn('A report that was kept cannot be read', { mailId: id, error });
    return again('What was kept of it could not be read');
  }
  try {
    await platform.mail.send(addressed(body, { id, email: email ?? '', token, unsubscribe }));
    return { id, state: 'sent', reason: null, nextAt: null };
  } catch (error) {
    const refusal = refusalOf(error);
    log.warn('A report was not sent as usual', { mailId: id, refusal, error });
    if (refusal === 'unclear') return { id, state: 'unknown', reason: 'SES did not answer', nextAt: null };
    if (refusal === 'for good') return { id, state: 'failed', reason: 'SES refused it', nextAt: null };
    return again('SES refused it for now');
  }
}

/** A kept mail as it goes to one reader, whose address was looked up when it was claimed, with headers for unsubscribing in one click (RFC 8058). */
export function addressed(
  body: WrittenMail,
  { id, email, token, unsubscribe }: { id: string; email: string; token: string; unsubscribe: string },
): Parameters<Platform['mail']['send']>[0] {
  const part = ({ name, type, base64 }: WrittenMail['files'][number]) => ({
    name,
    type,
    content: Buffer.from(base64, 'base64'),
  });
  return {
    to: email,
    subject: body.subject,
    html: body.html.replaceAll(tokenPlace, token),
    text: body.text.replaceAll(tokenPlace, token),
    pictures: body.pictures.map(({ contentId, ...picture }) => ({ contentId, ...part(picture) })),
    files: body.files.map(part),
    headers: {
      'List-Unsubscribe': `<${unsubscribe}/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      // What answers by itself (holidays) is not to answer this (RFC 3834).
      'Auto-Submitted': 'auto-generated',
    },
    tags: { stage: setting('STAGE'), report: id },
    isChecked: true,
  };
}
