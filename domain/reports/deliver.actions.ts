import type { Platform } from '#domain/platform/platform.ts';
import { findNextReport } from './deliver.sql.ts';
import { dueReports } from './due.actions.ts';
import { makeReports } from './make.actions.ts';
import { sendReports } from './send.actions.ts';
import { waitForReports } from './wake-reports.actions.ts';

/** So soon it goes on where there was no time for everything, in ms; what is due anyway is not looked for sooner. */
const soonMs = 60_000;

type Delivered = { due: number; restated: number; made: number; sent: number; lost: number; next: string | null };

/**
 * Notes the reports that are due, makes them and sends their mails, and has somebody woken for what is left and for the
 * next store that closes, as far as that is before something looks by itself again. Run by two at once, or again, it makes
 * and sends nothing twice.
 * @param limits.until when something looks by itself again (ISO): what is due from then on is left to that
 * @param limits.remainingMs how long the caller may still run, in ms
 * @param limits.unsubscribe see sendReports
 * @returns how many reports were noted, restated and made, and mails sent and lost; `next`: what somebody is woken for
 */
export async function deliverReports(
  platform: Platform,
  limits: { until: string; remainingMs: () => number; unsubscribe: string },
): Promise<Delivered> {
  const { due, restated } = await dueReports(platform.db, platform.clock.now().toISOString());
  const made = await makeReports(platform, limits);
  const { sent, lost, nextAt } = await sendReports(platform, limits);
  const now = platform.clock.now();
  const soon = new Date(now.getTime() + soonMs).toISOString();
  const closing = await findNextReport(platform.db, now.toISOString());
  const [first] = [made.isDone ? null : soon, nextAt, closing].filter((at) => at !== null).toSorted();
  const next = first === undefined || first >= limits.until ? null : first < soon ? soon : first;
  if (next !== null) await waitForReports(platform, { at: next, until: limits.until });
  return { due: due.runs, restated: restated.runs, made: made.made, sent, lost, next };
}
