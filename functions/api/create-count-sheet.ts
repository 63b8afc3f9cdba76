import { createCountSheet } from '#domain/counts/count-sheet.actions.ts';
import { CountSheetDone, NewCountSheet } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const createCountSheetRoute = route({
  method: 'POST',
  path: '/count-sheets',
  summary: 'Make a sheet of what is to be counted in a store',
  permission: 'stock.count',
  input: NewCountSheet,
  headers: IdempotencyKey,
  output: CountSheetDone,
  run: (platform, caller, wanted, headers) => createCountSheet(platform, caller, wanted, headers['idempotency-key']),
});
