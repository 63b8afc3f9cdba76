import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { AuditEntry, mostFound } from './audit.ts';

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

/** The page's rows among what this would give; `which` narrows it to one subject or doer. */
const entries = (by: keyof typeof doneBy, which = '') => `
  select * from audit_entry
  where (:subjectKind::text is null or subject_kind = :subjectKind::text)
    and (:subjectId::text is null or subject_id = :subjectId::text)
    and (:actor::text is null or actor = :actor::text)
    and ${doneBy[by]} ${which}
    and at >= coalesce(:from::timestamptz, '-infinity') and at < coalesce(:to::timestamptz, 'infinity')
    and (:beforeAt::timestamptz is null or (at, id) < (:beforeAt::timestamptz, :beforeId::bigint))
  order by at desc, id desc
  limit :limit::integer`;

/**
 * The same among what a text finds. First the things and people of that name, then of each its newest changes: never
 * the log from end to end, however long ago the last of them was.
 */
const foundEntries = (by: keyof typeof doneBy) => `
  select * from (
    select e.* from (
      select 'product' as kind, p.id::text as id, lower(p.sku) as code from product p
        where p.sku ilike :pattern::text or p.name ilike :pattern::text
          or p.id = (select b.product_id from product_barcode b where b.barcode = :search::text)
      union all select 'store', s.id::text, lower(s.code) from store s
        where s.code ilike :pattern::text or s.name ilike :pattern::text
      union all select 'supplier', u.id::text, lower(u.code) from supplier u
        where u.code ilike :pattern::text or u.name ilike :pattern::text
      union all select 'till', k.id::text, lower(k.label) from api_key k where k.label ilike :pattern::text
      union all select 'order', o.id::text, lower(o.number) from purchase_order o where o.number ilike :pattern::text
      union all select 'count_sheet', c.id::text, lower(c.name) from count_sheet c where c.name ilike :pattern::text
      union all select 'promotion', m.id::text, lower(m.name) from promotion m where m.name ilike :pattern::text
      union all select 'person', p.user_id, lower(p.name) from person p
        where p.name ilike :pattern::text or p.email ilike :pattern::text
      order by code limit ${mostFound}
    ) subject
    cross join lateral (${entries(by, 'and subject_kind = subject.kind and subject_id = subject.id')}) e
    union
    select e.* from (
      select p.user_id as id, lower(p.name) as code from person p
        where p.name ilike :pattern::text or p.email ilike :pattern::text
      union all select 'till:' || k.id, lower(k.label) from api_key k where k.label ilike :pattern::text
      order by code limit ${mostFound}
    ) doer
    cross join lateral (${entries(by, 'and actor = doer.id')}) e
  ) found
  order by at desc, id desc
  limit :limit::integer`;

type AuditQuery = {
  subjectKind: string | null;
  subjectId: string | null;
  actor: string | null;
  from: string | null;
  to: string | null;
  beforeAt: string | null;
  beforeId: string | null;
  limit: number;
};

/**
 * Changes, newest first, before (`beforeAt`, `beforeId`). Only the rows of the page are given their names.
 * @param found the text that is looked for and its pattern, if any
 */
export async function listAuditRows(
  db: Db,
  by: keyof typeof doneBy,
  values: AuditQuery,
  found: { search: string; pattern: string } | null,
): Promise<AuditRow[]> {
  return db.query(
    `select a.id::text, ${iso('a.at')} as at, a.actor, actor_name(a.actor) as "actorName", a.action, a.record,
       a.subject_kind as "subjectKind", a.subject_id as "subjectId", case a.subject_kind
         when 'store' then (select s.code from store s where s.id = a.subject_id::bigint)
         when 'product' then (select p.sku from product p where p.id = a.subject_id::bigint)
         when 'supplier' then (select u.code from supplier u where u.id = a.subject_id::bigint)
         when 'till' then (select k.label from api_key k where k.id = a.subject_id::bigint)
         when 'person' then (select p.name from person p where p.user_id = a.subject_id)
         when 'order' then (select o.number from purchase_order o where o.id = a.subject_id::bigint)
         when 'transfer' then (select t.id || ', ' || f.code || ' to ' || s.code from transfer t
           join store f on f.id = t.from_store_id join store s on s.id = t.to_store_id where t.id = a.subject_id::bigint)
         when 'count_sheet' then (select c.name from count_sheet c where c.id = a.subject_id::bigint)
         when 'policy' then (
           select coalesce((select sku from product where id = r.product_id), r.category, 'everything')
             || coalesce(' in ' || (select code from store where id = r.store_id), '')
           from reorder_policy r where r.id = a.subject_id::bigint)
         when 'budget' then (select s.code from store s where s.id = a.subject_id::bigint)
         when 'report' then (
           select coalesce(p.name, r.user_id) || ': ' || r.kind || ', ' || coalesce(s.code, 'all stores')
           from report_subscription r left join person p using (user_id) left join store s on s.id = r.store_id
           where r.id = a.subject_id::bigint)
         when 'promotion' then
           coalesce((select p.name from promotion p where p.id = a.subject_id::bigint), a.before->>'name')
         end as "subjectName",
       a.store_id::text as "storeId",
       (select u.name from supplier u where u.id = coalesce(a.after->>'supplier_id', a.before->>'supplier_id')::bigint) as "supplierName",
       (select p.sku from product p where a.subject_kind in ('order', 'transfer', 'count_sheet')
         and p.id = coalesce(a.after->>'product_id', a.before->>'product_id')::bigint) as "productSku",
       a.before::text, a.after::text, ${iso('a.at', 'US')} as key
     from (${found === null ? entries(by) : foundEntries(by)}) a
     order by a.at desc, a.id desc`,
    { ...values, ...found },
    AuditRow,
  );
}
