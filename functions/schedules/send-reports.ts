import * as z from 'zod';
import { setting } from '#domain/platform/config.ts';
import { openFiles } from '#domain/platform/files.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { deliverReports } from '#domain/reports/deliver.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

/** Whoever was woken says until when to wait for the next; anything else is the schedule's own event. */
const Event = z.object({ until: z.iso.datetime().optional() });

export const handler = onSchedule(
  (world, event, invocation) => {
    const nextRun = world.clock.now().getTime() + setting('MINUTES_UNTIL_REPORTS') * 60_000;
    return deliverReports(world, {
      until: Event.parse(event).until ?? new Date(nextRun).toISOString(),
      remainingMs: () => invocation.getRemainingTimeInMillis(),
      unsubscribe: `${setting('API_URL')}/unsubscribe`,
    });
  },
  () => platform({ budgetMs: 20_000, timeoutMs: 50_000 }, { files: openFiles, mail: openMail, wakes: openWakes }),
);
