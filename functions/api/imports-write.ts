import { openFiles } from '#domain/platform/files.ts';
import { platform } from '#domain/platform/platform.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { createUploadRoute } from './create-upload.ts';

export const handler = lambda([createUploadRoute], () => platform(httpBudget, { files: openFiles }));
