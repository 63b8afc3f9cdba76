import { checkAlerts } from '#domain/alerts/check.actions.ts';
import { sendDigests } from '#domain/alerts/mail.actions.ts';
import { openBus } from '#domain/platform/bus.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { replenish } from '#domain/replenishment/due.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

// Alerts go by the reorder levels that a plan finds, and digests tell of both. One that fails leaves the others done.
export const handler = onSchedule(
  async (world, _, invocation) => {
    const remainingMs = () => invocation.getRemainingTimeInMillis();
    const did = [
      await settled(() => replenish(world, { remainingMs })),
      await settled(() => checkAlerts(world, { remainingMs })),
      await settled(() => sendDigests(world, { now: world.clock.now(), remainingMs })),
    ];
    const failed = did.filter((one) => one.status === 'rejected');
    if (failed.length > 0) throw new AggregateError(failed.map(({ reason }) => reason as unknown));
    return did.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
  },
  () => platform({ budgetMs: 20_000, timeoutMs: 50_000 }, { bus: openBus, mail: openMail, wakes: openWakes }),
);

const settled = async <Result>(run: () => Promise<Result>): Promise<PromiseSettledResult<Result>> => {
  const [result] = await Promise.allSettled([run()]);
  return result;
};
