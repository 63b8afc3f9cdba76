import { listCountSheets } from '#domain/counts/count-sheet.actions.ts';
import { CountSheetPage, ListCountSheets } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';

export const listCountSheetsRoute = route({
  method: 'GET',
  path: '/count-sheets',
  summary: 'The count sheets of your stores, newest first',
  permission: 'stock.read',
  input: ListCountSheets,
  output: CountSheetPage,
  run: listCountSheets,
});
