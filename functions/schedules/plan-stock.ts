import { checkAlerts } from '#domain/alerts/check.actions.ts';
import { wakeForDigests } from '#domain/alerts/digest-wakes.actions.ts';
import { sendDigests } from '#domain/alerts/mail.actions.ts';
import { openBus } from '#domain/platform/bus.ts';
import { setting } from '#domain/platform/config.ts';
import { openMail } from '#domain/platform/mail.ts';
import { type Platform, platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { type DueDone, replenish } from '#domain/replenishment/due.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

// Alerts go by the reorder levels that a plan finds, and digests tell of both. One that fails leaves the others done.
export const handler = onSchedule(
  async (world, _, invocation) => {
    const remainingMs = () => invocation.getRemainingTimeInMillis();
    const did = [
      await settled(async () => allPlanned(await replenish(world, { remainingMs }))),
      await settled(() => checkAlerts(world, { remainingMs })),
      await settled(() => sendDigests(world, { now: world.clock.now(), remainingMs })),
      await settled(() => untilNextRun(world)),
    ];
    const failed = did.filter((one) => one.status === 'rejected');
    if (failed.length > 0) throw new AggregateError(failed.map(({ reason }) => reason as unknown));
    return did.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
  },
  () => platform({ budgetMs: 20_000, timeoutMs: 50_000 }, { bus: openBus, mail: openMail, wakes: openWakes }),
);

/** A store that could not be planned has been logged; the others are done, and the alarm is to know. */
function allPlanned(done: DueDone): DueDone {
  if (done.failed > 0) throw new Error(`${done.failed} stores could not be planned; the next run tries them again`);
  return done;
}

/** Where the next run is far away, so that the cluster can pause, digests that are due before it wake somebody themselves. */
async function untilNextRun(world: Platform): Promise<string | undefined> {
  const hours = setting('HOURS_UNTIL_PLAN');
  if (hours === 0) return undefined;
  return wakeForDigests(world, new Date(world.clock.now().getTime() + hours * 3_600_000).toISOString());
}

const settled = async <Result>(run: () => Promise<Result>): Promise<PromiseSettledResult<Result>> => {
  const [result] = await Promise.allSettled([run()]);
  return result;
};
