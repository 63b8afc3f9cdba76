import { setting } from '#domain/platform/config.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { reportOf } from './report.actions.ts';
import type { Report, ToldBefore } from './report.ts';
import { claimRun, failRun, finishRun, listVariants, type RunRow } from './run.sql.ts';
import { linesOnce, writeMail } from './write.actions.ts';

/** So long is a report one's own; made in seconds, it is made by another after a crash. */
const leaseMs = 10 * 60_000;
/** After a failure it waits so long. */
const pauseMs = 60_000;
/** Time that one report may take, in ms: no new one is begun with less. */
const spareMs = 45_000;

/**
 * Makes the reports that are due: asks for their figures, writes them once for each language, format and attachments that
 * their readers chose, keeps them in the bucket, and puts their mails up for sending. A report that was begun and not
 * finished is made again from the start: nothing of it was sent.
 * @param limits.remainingMs how long the caller may still run, in ms
 * @param limits.most how many reports to make at most
 * @returns how many reports were made, and whether none is left
 */
export async function makeReports(
  platform: Platform,
  limits: { remainingMs: () => number; most?: number },
): Promise<{ made: number; isDone: boolean }> {
  let made = 0;
  while (limits.remainingMs() > spareMs && made < (limits.most ?? Infinity)) {
    const now = platform.clock.now();
    const attempt = crypto.randomUUID();
    const until = new Date(now.getTime() + leaseMs).toISOString();
    const run = await claimRun(platform.db, { attempt, now: now.toISOString(), until });
    if (run === undefined) return { made, isDone: true };
    try {
      await make(platform, run, attempt);
      made += 1;
    } catch (error) {
      // One report that cannot be made does not keep the others waiting.
      log.error('A report could not be made', { runId: run.runId, error });
      const later = new Date(platform.clock.now().getTime() + pauseMs).toISOString();
      await failRun(platform.db, { runId: run.runId, attempt, until: later });
    }
  }
  return { made, isDone: false };
}

async function make(platform: Platform, run: RunRow, attempt: string): Promise<void> {
  const { runId, storeId, kind, to, revision, told } = run;
  const report = await reportOf(platform, { storeId, kind, to, revision, ...(told === null ? {} : { told }) });
  const place = `reports/${to}/${runId}`;
  const reportKey = `${place}/report.json`;
  await keep(platform, reportKey, report);
  const lines = linesOnce(platform, report);
  const bodies: object[] = [];
  for (const variant of await listVariants(platform.db, runId)) {
    const written = await writeMail(report, { ...variant, origin: setting('WEB_ORIGIN') }, lines);
    const key = `${place}/${[variant.language, variant.locale, ...variant.attachments].join('_')}.json`;
    await keep(platform, key, written);
    bodies.push({ ...variant, key, subject: written.subject });
  }
  await finishRun(platform.db, {
    runId,
    attempt,
    now: platform.clock.now().toISOString(),
    isPartial: report.isPartial,
    headline: JSON.stringify(headlinesOf(report)),
    reportKey,
    bodies: JSON.stringify(bodies),
  });
  log.info('A report was made', { runId, variants: bodies.length });
}

const headlinesOf = ({ parts }: Report): ToldBefore => parts.map(({ currency, headline }) => ({ currency, headline }));

/** Writes the same to the same place each time, so that making a report again leaves nothing behind. */
const keep = ({ files }: Platform, key: string, value: unknown): Promise<void> =>
  files.write(setting('UPLOAD_BUCKET'), key, once(JSON.stringify(value)), 'application/json');

async function* once(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}
