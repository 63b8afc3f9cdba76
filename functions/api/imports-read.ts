import { lambda } from '#functions/http.ts';
import { getImportRoute } from './get-import.ts';
import { listImportsRoute } from './list-imports.ts';

export const handler = lambda([listImportsRoute, getImportRoute]);
