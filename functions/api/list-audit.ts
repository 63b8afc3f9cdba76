import { listAudit } from '#domain/audit/audit.actions.ts';
import { AuditPage, ListAudit } from '#domain/audit/audit.ts';
import { route } from '#functions/http.ts';

export const listAuditRoute = route({
  method: 'GET',
  path: '/audit',
  summary: 'Every change to stores, products, suppliers, people and till keys, newest first',
  permission: 'audit.read',
  input: ListAudit,
  output: AuditPage,
  run: listAudit,
});
