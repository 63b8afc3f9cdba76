import { getCountSheet } from '#domain/counts/count-sheet.actions.ts';
import { CountSheetDetail, GetCountSheet } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';

export const getCountSheetRoute = route({
  method: 'GET',
  path: '/count-sheets/{sheetId}',
  summary: 'A count sheet with its lines, by SKU',
  description:
    'The variance is that to what the books have as of the instant of each count. A blind sheet hides it until it is posted.',
  permission: 'stock.read',
  input: GetCountSheet,
  output: CountSheetDetail,
  run: getCountSheet,
});
