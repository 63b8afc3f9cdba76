import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal } from '#domain/sql.ts';
import { Minor, Quantity } from '#domain/values.ts';
import { BridgeKind } from './bridge.ts';

const PartRow = z.object({
  part: BridgeKind.or(z.enum(['opening', 'closing'])),
  units: Quantity,
  valueMinor: z.coerce.number().pipe(Minor),
});
export type BridgePart = z.infer<typeof PartRow>;

/** What each bar adds to stock: of the facts, its units and its value at cost. */
const measures: Record<BridgeKind, [units: string, value: string]> = {
  receipts: ['f.received', 'f.received_minor'],
  sales: ['-f.sold', '-f.cogs_minor'],
  returns: ['f.returned', 'f.returned_cost_minor'],
  transfers: ['f.transferred', 'f.transferred_minor'],
  counts: ['f.counted', 'f.counted_minor'],
  adjustments: ['f.adjusted - f.shrunk', 'f.adjusted_minor - f.shrunk_minor'],
  costs: ['0', 'f.revalued_minor'],
};
const kinds = Object.entries(measures);
const sums = kinds
  .map(([kind, [units, value]]) => `sum(${units}) as ${kind}, sum(${value}) as ${kind}_minor`)
  .join(', ');
const asRows = `cross join lateral (values ${kinds.map(([kind]) => `('${kind}', f.${kind}, f.${kind}_minor)`).join(', ')})
  k (kind, units, value_minor)`;
const kindOf = `case m.type when 'receipt' then 'receipts' when 'sale' then 'sales' when 'return' then 'returns'
  when 'transfer_in' then 'transfers' when 'transfer_out' then 'transfers' when 'adjustment' then 'adjustments'
  when 'revaluation' then 'costs' else 'counts' end`;

/**
 * Opening, every bar and closing, in units and at cost. Stock at an instant is the level less what happened after it:
 * whole business days from the facts, the rest of its own day from the ledger, on the shorter side of the instant.
 *
 * A day is whole when none of its movements can lie on the other side of the instant. Where the cut-off is not on the
 * hour, the hour that clocks repeat can belong to a day and then to the day before it; and where a store's zone or
 * cut-off was ever changed, days of before were cut otherwise, by up to 26 hours and a cut-off. There so many days
 * more, `slack`, are read from the ledger.
 * @param values.stores JSON array of ids; their currency must be one
 */
export async function readBridge(
  db: Db,
  { product, ...values }: { stores: string; from: string; to: string; product: string | null },
): Promise<BridgePart[]> {
  const only = (table: string) => (product === null ? '' : `and ${table}.product_id = :product::bigint`);
  return db.query(
    `with scope as materialized (
       select s.id, s.time_zone, s.day_cutoff, case
         when exists (
           select from audit_entry a
           where a.subject_kind = 'store' and a.subject_id = s.id::text and a.record = 'store' and a.action = 'update'
             and coalesce(a.after->>'time_zone', a.after->>'day_cutoff') is not null) then 3
         when extract(minute from s.day_cutoff) <> 0 then 1
         else 0 end as slack
       from store s where s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     ), moment as materialized (
       -- Where a day begins and ends by the clock says which rows to look at, amply; which of them count, their day says.
       select c.id, i.is_end, d.day - c.slack as first_day, d.day + c.slack as last_day, w.sign,
         case w.sign when 1 then d.day + c.slack else d.day - c.slack - 1 end as whole_after,
         case w.sign when 1 then i.at
           else (d.day - c.slack + c.day_cutoff) at time zone c.time_zone - w.spread end as after,
         case w.sign when 1 then (d.day + c.slack + 1 + c.day_cutoff) at time zone c.time_zone + w.spread
           else i.at end as upto
       from scope c
       cross join (values (false, :from::timestamptz), (true, :to::timestamptz)) i (is_end, at)
       cross join lateral (select business_day(i.at, c.time_zone, c.day_cutoff) as day,
         (i.at at time zone c.time_zone) - c.day_cutoff::interval as clock) d
       cross join lateral (select case when i.at < now() and d.clock::time < '12:00' then -1 else 1 end as sign,
         case c.slack when 3 then interval '3 days' else interval '3 hours' end as spread) w
     ), later as (
       select t.is_end, k.kind, k.units, k.value_minor
       from moment t
       cross join lateral (
         select ${sums} from ${product === null ? 'fact_store_day' : 'fact_store_product_day'} f
         where f.store_id = t.id and f.business_date > t.whole_after ${only('f')}
       ) f
       ${asRows}
       union all
       select f.is_end, k.kind, k.units, k.value_minor
       from (
         select t.is_end, ${sums} from moment t
         join fact_unfolded f on f.store_id = t.id and f.business_date > t.whole_after ${only('f')}
         group by t.is_end
       ) f
       ${asRows}
       union all
       select t.is_end, ${kindOf}, t.sign * m.quantity, t.sign * m.value_minor
       from moment t
       cross join lateral (
         select m.type, sum(m.quantity) as quantity, sum(m.value_minor) as value_minor from stock_movement m
         where m.store_id = t.id and m.occurred_at > t.after and m.occurred_at <= t.upto
           and m.business_date between t.first_day and t.last_day ${only('m')}
         group by m.type
       ) m
     ), level as materialized (
       select coalesce(sum(l.on_hand), 0) as units, coalesce(sum(l.value_minor), 0) as value_minor
       from stock_level l where l.store_id in (select c.id from scope c) ${only('l')}
     ), moved as materialized (
       select is_end, kind, coalesce(sum(units), 0) as units, coalesce(sum(value_minor), 0) as value_minor
       from later group by is_end, kind
     )
     select p.part, ${decimal('p.units')} as units, p.value_minor::text as "valueMinor" from (
       select case i.is_end when true then 'closing' else 'opening' end as part,
         l.units - coalesce((select sum(m.units) from moved m where m.is_end = i.is_end), 0) as units,
         l.value_minor - coalesce((select sum(m.value_minor) from moved m where m.is_end = i.is_end), 0) as value_minor
       from level l cross join (values (false), (true)) i (is_end)
       union all
       select kind, sum(case when is_end then -units else units end), sum(case when is_end then -value_minor else value_minor end)
       from moved group by kind
     ) p`,
    { ...values, ...(product === null ? {} : { product }) },
    PartRow,
  );
}
