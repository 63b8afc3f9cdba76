import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { AuditEntry } from './audit.ts';

const columns = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : z.record(z.string(), z.unknown()).parse(JSON.parse(text))));
const AuditRow = AuditEntry.extend({ before: columns, after: columns, key: z.string() });
type AuditRow = z.infer<typeof AuditRow>;

// Said in the statement rather than by a parameter: only then the index over people's entries is used.
const doneBy = {
  anybody: 'true',
  people: "(actor is null or actor not like 'import:%')",
  imports: "actor like 'import:%'",
};

/** Changes, newest first, before (`beforeAt`, `beforeId`). Only the rows of the page are given their names. */
export async function listAuditRows(
  db: Db,
  by: keyof typeof doneBy,
  values: {
    subjectKind: string | null;
    subjectId: string | null;
    actor: string | null;
    from: string | null;
    to: string | null;
    beforeAt: string | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<AuditRow[]> {
  return db.query(
    `select a.id::text, ${iso('a.at')} as at, a.actor, actor_name(a.actor) as "actorName", a.action, a.record,
       a.subject_kind as "subjectKind", a.subject_id as "subjectId", case a.subject_kind
         when 'store' then (select s.code from store s where s.id = a.subject_id::bigint)
         when 'product' then (select p.sku from product p where p.id = a.subject_id::bigint)
         when 'supplier' then (select u.code from supplier u where u.id = a.subject_id::bigint)
         when 'till' then (select k.label from api_key k where k.id = a.subject_id::bigint)
         when 'person' then (select p.name from person p where p.user_id = a.subject_id) end as "subjectName",
       a.store_id::text as "storeId", a.before::text, a.after::text,
       ${iso('a.at', 'US')} as key
     from (
       select * from audit_entry
       where (:subjectKind::text is null or subject_kind = :subjectKind::text)
         and (:subjectId::text is null or subject_id = :subjectId::text)
         and (:actor::text is null or actor = :actor::text)
         and ${doneBy[by]}
         and at >= coalesce(:from::timestamptz, '-infinity') and at < coalesce(:to::timestamptz, 'infinity')
         and (:beforeAt::timestamptz is null or (at, id) < (:beforeAt::timestamptz, :beforeId::bigint))
       order by at desc, id desc
       limit :limit::integer
     ) a
     order by a.at desc, a.id desc`,
    values,
    AuditRow,
  );
}
