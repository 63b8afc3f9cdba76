import * as z from 'zod';
import { getImport } from '#domain/imports/import.actions.ts';
import { ImportDetail } from '#domain/imports/import.ts';
import { route } from '#functions/http.ts';

export const getImportRoute = route({
  method: 'GET',
  path: '/imports/{importId}',
  summary: 'How far a file is, and the rows it was refused',
  permission: 'import.read',
  input: z.object({ importId: z.uuid() }),
  output: ImportDetail,
  run: getImport,
});
