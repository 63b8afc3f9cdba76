import { saveCounts } from '#domain/counts/count-sheet.actions.ts';
import { CountsSaved, SaveCounts } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';
import { IdempotencyKey } from './idempotency-key.ts';

export const saveCountsRoute = route({
  method: 'POST',
  path: '/count-sheets/{sheetId}/lines',
  summary: 'Keep what was counted, all lines or none',
  description:
    'By product id, SKU or barcode; what is not on the sheet is added to it. Nothing is posted yet. A line that is far from ' +
    'the books has to be counted again.',
  permission: 'stock.count',
  input: SaveCounts,
  headers: IdempotencyKey,
  output: CountsSaved,
  run: (platform, caller, wanted, headers) => saveCounts(platform, caller, wanted, headers['idempotency-key']),
});
