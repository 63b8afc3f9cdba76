import { AuditPage } from '#domain/audit/audit.ts';
import { usePages } from '#web/lib/pages.ts';
import type { AuditSearch } from '#web/paths.ts';
import { subjectKinds } from './audit-words.ts';

/** Every change, the newest first. Days are the viewer's own; `to` is included. */
export function useAudit({ kind, subject, actor, search, by, from, to }: AuditSearch) {
  const subjectKind = subjectKinds.some(({ value }) => value === kind) ? kind || undefined : undefined;
  return usePages(['audit'], '/audit', AuditPage, {
    subjectKind,
    subjectId: subjectKind && subject,
    actor,
    search,
    // One file is thousands of changes: of all things, what people did; of one thing, all that happened to it.
    by: by === 'imports' || by === 'people' ? by : (by ?? subject ?? actor) ? undefined : 'people',
    from: startOf(from, 0),
    to: startOf(to, 1),
  });
}

/** When the day that lies `later` days after a date (YYYY-MM-DD) begins here; undefined for what is no date. */
function startOf(date: string | undefined, later: number): string | undefined {
  const start = new Date(`${date ?? ''}T00:00:00`);
  if (Number.isNaN(start.getTime())) return undefined;
  start.setDate(start.getDate() + later);
  return start.toISOString();
}
