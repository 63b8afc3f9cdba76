import { sweepImports } from '#domain/imports/import.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(sweepImports);
