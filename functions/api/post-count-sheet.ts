import { postCountSheet } from '#domain/counts/count-sheet.actions.ts';
import { CountSheetDone, EndCountSheet } from '#domain/counts/count-sheet.ts';
import { route } from '#functions/http.ts';

export const postCountSheetRoute = route({
  method: 'POST',
  path: '/count-sheets/{sheetId}/post',
  summary: 'Post all that was counted, once',
  description:
    'Each line as of the instant of its count: what was sold since is not erased. What nobody counted is left alone.',
  permission: 'stock.count',
  input: EndCountSheet,
  output: CountSheetDone,
  run: postCountSheet,
});
