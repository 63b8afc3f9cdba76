import { listImports } from '#domain/imports/import.actions.ts';
import { ImportPage, ListImports } from '#domain/imports/import.ts';
import { route } from '#functions/http.ts';

export const listImportsRoute = route({
  method: 'GET',
  path: '/imports',
  summary: 'Files that came in, newest first',
  permission: 'import.read',
  input: ListImports,
  output: ImportPage,
  run: listImports,
});
