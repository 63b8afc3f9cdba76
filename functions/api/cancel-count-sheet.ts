import { cancelCountSheet } from '#domain/counts/count-sheet.actions.ts';
import { CountSheetDone, EndCountSheet } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';

export const cancelCountSheetRoute = route({
  method: 'POST',
  path: '/count-sheets/{sheetId}/cancel',
  summary: 'Give a count sheet up',
  permission: 'stock.count',
  input: EndCountSheet,
  output: CountSheetDone,
  run: cancelCountSheet,
});
