import { lambda } from '#functions/http.ts';
import { createUploadRoute } from './create-upload.ts';

export const handler = lambda([createUploadRoute]);
