import { lambda } from '#functions/http.ts';
import { listAuditRoute } from './list-audit.ts';
import { listPeopleRoute } from './list-people.ts';

export const handler = lambda([listPeopleRoute, listAuditRoute]);
