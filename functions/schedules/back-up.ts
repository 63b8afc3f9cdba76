import * as z from 'zod';
import { backUp, BackupState } from '#domain/backups/backup.actions.ts';
import { openBackups } from '#domain/backups/open.actions.ts';
import { platform } from '#domain/platform/platform.ts';
import { onSchedule } from '#functions/schedule.ts';

/** From itself it hears how far it came; anything else is the schedule's own event, and begins a backup. */
const Event = z.object({ goOn: BackupState.optional() });

export const handler = onSchedule(
  (_, event, invocation) =>
    backUp(openBackups(), Event.parse(event).goOn, { remainingMs: () => invocation.getRemainingTimeInMillis() }),
  () => platform({ budgetMs: 20_000, timeoutMs: 50_000 }),
);
