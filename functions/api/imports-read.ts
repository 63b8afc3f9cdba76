import { openFiles } from '#domain/platform/files.ts';
import { platform } from '#domain/platform/platform.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { getImportRoute } from './get-import.ts';
import { listImportsRoute } from './list-imports.ts';

export const handler = lambda([listImportsRoute, getImportRoute], () => platform(httpBudget, { files: openFiles }));
