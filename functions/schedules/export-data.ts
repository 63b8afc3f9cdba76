import { exportData } from '#domain/backups/export-data.actions.ts';
import { openExports } from '#domain/backups/open.actions.ts';
import { platform } from '#domain/platform/platform.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(
  ({ db }, _, invocation) =>
    exportData({ db, ...openExports() }, { remainingMs: () => invocation.getRemainingTimeInMillis() }),
  () => platform({ budgetMs: 60_000, timeoutMs: 50_000 }),
);
