import { createUpload } from '#domain/imports/import.actions.ts';
import { NewUpload, UploadPlace } from '#domain/imports/import.ts';
import { route } from '#functions/http.ts';

export const createUploadRoute = route({
  method: 'POST',
  path: '/uploads',
  summary: 'A place to put a CSV file, and the import it becomes',
  description: 'A file of `products` is for who may edit the catalogue, and wants no store.',
  permission: 'import.create',
  input: NewUpload,
  output: UploadPlace,
  run: createUpload,
});
