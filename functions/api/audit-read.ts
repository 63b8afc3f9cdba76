import { lambda } from '#functions/http.ts';
import { listAuditRoute } from './list-audit.ts';

export const handler = lambda([listAuditRoute]);
