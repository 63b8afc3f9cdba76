import { type NewUpload, UploadPlace } from '#domain/imports/import.ts';
import { post } from '#web/lib/api.ts';

/** Asks for a place to put a file. Nothing happens to stock until the file has come. */
export const createUpload = (upload: NewUpload) => post('/uploads', UploadPlace, upload);
