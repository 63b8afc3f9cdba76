import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal } from '#domain/sql.ts';
import { WhatIf } from './grade-what-if.ts';
import type { GradeRow } from './grade.ts';
import { Override } from './suggestion.ts';

const Done = z.object({ done: z.int() });

/** Grades suggestions whose window is over; see grade_suggestions in the migrations. @returns how many */
export async function gradeSome(db: Db, values: { most: number; at: string }): Promise<number> {
  const [row] = await db.query('select grade_suggestions(:most::integer, :at::timestamptz) as done', values, Done);
  return row?.done ?? 0;
}

const count = z.coerce.number();
const Row = z.object({
  storeId: z.string(),
  storeName: z.string(),
  category: z.string().nullable(),
  method: z.string(),
  currency: z.string(),
  suggestions: count,
  accepted: count,
  overridden: count,
  left: count,
  outMinutes: count,
  outMinutesAccepted: count,
  outMinutesOverridden: count,
  excessMinor: count,
  excessAcceptedMinor: count,
  excessOverriddenMinor: count,
  avoidable: count,
  needless: count,
  lateMinutes: count,
  valueMinor: count,
  lostMinor: count,
  idleMinor: count,
  supplierId: z.string().nullable(),
  supplierName: z.string().nullable(),
}) satisfies z.ZodType<GradeRow>;

/**
 * How suggestions turned out, by store, category and method: at most 1,000 rows, those with the most money in them first.
 * Avoidable: not ordered as suggested, and out of stock on days on which it would have been there. Needless: ordered as
 * suggested, though the stock never fell so low that less than the order was left.
 * @param values.stores JSON array of ids, or null for all
 * @param values.from the first day of suggestions
 */
export async function listGradeRows(db: Db, values: { stores: string | null; from: string }): Promise<GradeRow[]> {
  const sum = (what: string, of = '') => `coalesce(sum(${what})${of && ` filter (where ${of})`}, 0)::text`;
  return db.query(
    `select g.store_id::text as "storeId", s.name as "storeName", p.category, g.method, s.currency,
       count(*)::text as suggestions, count(*) filter (where g.is_accepted)::text as accepted,
       count(*) filter (where g.is_overridden)::text as overridden,
       count(*) filter (where g.status = 'expired')::text as left,
       ${sum('d.out_minutes')} as "outMinutes", ${sum('d.out_minutes', 'g.is_accepted')} as "outMinutesAccepted",
       ${sum('d.out_minutes', 'g.is_overridden')} as "outMinutesOverridden", ${sum('d.excess_minor')} as "excessMinor",
       ${sum('d.excess_minor', 'g.is_accepted')} as "excessAcceptedMinor",
       ${sum('d.excess_minor', 'g.is_overridden')} as "excessOverriddenMinor",
       count(*) filter (where not g.is_accepted and d.late_minutes > 0)::text as avoidable,
       count(*) filter (where g.is_accepted and d.lowest_units >= g.quantity)::text as needless,
       ${sum('d.late_minutes', 'not g.is_accepted')} as "lateMinutes", ${sum('g.cost_minor')} as "valueMinor",
       ${sum('w.lost_minor')} as "lostMinor", ${sum('w.idle_minor', 'w.extra > 0')} as "idleMinor",
       mode() within group (order by g.supplier_id)::text as "supplierId",
       (select u.name from supplier u where u.id = mode() within group (order by g.supplier_id)) as "supplierName"
     from (
       select g.*, g.status = 'accepted' or g.status = 'changed' and g.decided_quantity >= g.quantity as is_accepted,
         g.status = 'rejected' or g.status = 'changed' and g.decided_quantity < g.quantity as is_overridden
       from suggestion g
       where g.business_date >= :from::date
         and (:stores::jsonb is null or g.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     ) g
     join suggestion_grade d on d.suggestion_id = g.id
     left join suggestion_what_if w on w.suggestion_id = g.id
     join store s on s.id = g.store_id
     join product p on p.id = g.product_id
     group by g.store_id, s.id, p.category, g.method
     order by sum(d.excess_minor) + sum(d.out_minutes) desc, g.store_id, p.category nulls first, g.method
     limit 1000`,
    values,
    Row,
  );
}

const OverrideRow = Override.omit({ words: true, lostMinor: true, idleMinor: true }).extend({
  kind: z.enum(['buy', 'transfer']),
  quantity: z.string(),
  decidedQuantity: z.string().nullable(),
  whatIf: z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(WhatIf),
});
export type OverrideRow = z.infer<typeof OverrideRow>;

/**
 * Decisions against a suggestion that cost the most, in margin lost or in goods that were not needed.
 * @param values.stores JSON array of ids, or null for all
 * @param values.from the first day of suggestions
 */
export async function listOverrideRows(
  db: Db,
  values: { stores: string | null; from: string; limit: number },
): Promise<OverrideRow[]> {
  return db.query(
    `select g.id::text as "suggestionId", g.business_date::text as "businessDate", g.store_id::text as "storeId",
       s.name as "storeName", g.product_id::text as "productId", p.sku, p.name, g.reason, g.decided_by as "decidedBy",
       actor_name(g.decided_by) as "decidedByName", s.currency, g.kind, ${decimal('g.quantity')} as quantity,
       ${decimal('g.decided_quantity')} as "decidedQuantity", w.told::text as "whatIf"
     from suggestion_what_if w
     join suggestion g on g.id = w.suggestion_id
     join store s on s.id = g.store_id
     join product p on p.id = g.product_id
     where g.business_date >= :from::date
       and (:stores::jsonb is null or g.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     order by w.lost_minor + case when w.extra > 0 then w.idle_minor else 0 end desc, g.id desc
     limit :limit::integer`,
    values,
    OverrideRow,
  );
}
