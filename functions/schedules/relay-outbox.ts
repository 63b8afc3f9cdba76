import { relayOutbox } from '#domain/platform/outbox.ts';
import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(relayOutbox, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { bus: openBus }),
);
