import { relayOutbox } from '#domain/platform/outbox.ts';
import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { expireReservations } from '#domain/sales/expiry.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

// What expires is told by the same run.
export const handler = onSchedule(
  async (world) => ({ expired: await expireReservations(world), ...(await relayOutbox(world)) }),
  () => platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { bus: openBus }),
);
