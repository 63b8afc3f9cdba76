import { sweepImports } from '#domain/imports/import.actions.ts';
import { openFiles } from '#domain/platform/files.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWorkers } from '#domain/platform/workers.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(sweepImports, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { files: openFiles, workers: openWorkers }),
);
