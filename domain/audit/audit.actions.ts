import { containing, pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireEverywhere } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, Instant, type Page } from '#domain/values.ts';
import { type AuditEntry, constantName, type ListAudit } from './audit.ts';
import { listAuditRows } from './audit.sql.ts';

/**
 * Who changed what, newest first. It shows every store's: only an admin of every store reads it.
 * @throws DomainError forbidden
 */
export async function listAudit(
  platform: Platform,
  caller: Caller,
  { cursor, limit, subjectKind, subjectId, actor, search, by, from, to }: ListAudit,
): Promise<Page<AuditEntry>> {
  requireEverywhere(caller, 'audit.read');
  const [beforeAt = null, beforeId = null] = readCursor(cursor, [Instant, Id]);
  const pattern = containing(search);
  const values = {
    subjectKind: subjectKind ?? null,
    subjectId: subjectId ?? null,
    actor: actor ?? null,
    from: from ?? null,
    to: to ?? null,
    beforeAt,
    beforeId,
    limit: limit + 1,
  };
  const found = search === undefined || pattern === null ? null : { search, pattern };
  const rows = await listAuditRows(platform.db, by ?? 'anybody', values, found);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _, ...entry }) => ({ ...entry, subjectName: entry.subjectName ?? constantName(entry) }),
  );
}
