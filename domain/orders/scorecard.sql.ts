import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Scorecard } from './scorecard.ts';

const Money = z.string().transform((text): unknown => JSON.parse(text));
const Row = Scorecard.omit({ supplierId: true, leadTime: true, costs: true, openValue: true }).extend({
  ...Scorecard.shape.leadTime.shape,
  costs: Money.pipe(Scorecard.shape.costs),
  openValue: Money.pipe(Scorecard.shape.openValue),
});

/**
 * How a supplier has done since a time, in some stores; its lead time is that of all stores.
 * @param values.stores JSON array of ids, or null for all
 * @param values.since ISO instant
 * @returns nothing when there is no such supplier
 */
export async function readScorecardRow(
  db: Db,
  values: { supplierId: string; stores: string | null; since: string },
): Promise<z.output<typeof Row> | undefined> {
  const rows = await db.query(
    `with placed as materialized (
       select o.*, l.days_late, s.minor_units, business_day(now(), s.time_zone, s.day_cutoff) as today,
         business_day(o.first_received_at, s.time_zone, s.day_cutoff) as came_on
       from purchase_order o join store s on s.id = o.store_id left join order_late l on l.order_id = o.id
       where o.supplier_id = :supplierId::bigint and o.status <> 'cancelled'
         and (o.sent_at >= (select :since::timestamptz) or o.status in ('sent', 'partly_received'))
         and (:stores::jsonb is null or o.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     ), line as materialized (
       select o.id, o.status, o.currency, o.minor_units, l.ordered, l.unit_cost, s.received, s.damaged, s.open,
         (select coalesce(sum((r.unit_cost - l.unit_cost) * r.accepted), 0) from receipt_line r
          where r.order_id = o.id and r.product_id = l.product_id) as difference
       from placed o
       join purchase_order_line l on l.order_id = o.id
       join order_line_state s on s.order_id = o.id and s.product_id = l.product_id
       where o.sent_at is not null
     )
     select n.orders, n.due, n.on_time as "onTime", f.fill_rate as "fillRate", f.damaged_share as "damagedShare",
       u.lead_time_days as "typedDays", coalesce(t.orders, 0) as observations,
       t.observed_mean::float8 as "observedDays",
       case when t.orders > 1 then sqrt(t.observed_variance)::float8 end as "observedDeviation",
       p.days_mean::float8 as "plannedDays", sqrt(p.days_variance)::float8 as "plannedDeviation",
       n.open, n.late, c.costs, v.open_value as "openValue"
     from supplier u
     cross join lateral lead_time_for(u.id, null, null) p
     left join supplier_lead_time t on t.supplier_id = u.id and t.store_id is null and t.product_id is null
     cross join (
       select count(*) filter (where o.sent_at is not null)::integer as orders,
         count(*) filter (where d.is_due)::integer as due,
         (count(*) filter (where d.is_due and o.came_on <= o.expected_on))::float8
           / nullif(count(*) filter (where d.is_due), 0) as on_time,
         count(*) filter (where o.status in ('sent', 'partly_received'))::integer as open,
         count(*) filter (where o.days_late > 0)::integer as late
       from placed o
       cross join lateral (
         select o.sent_at is not null and o.expected_on is not null and (o.came_on is not null or o.expected_on < o.today)
           as is_due
       ) d
     ) n
     cross join (
       select (sum(least(l.received, l.ordered)) filter (where l.status = 'closed')
           / nullif(sum(l.ordered) filter (where l.status = 'closed'), 0))::float8 as fill_rate,
         (sum(l.damaged) / nullif(sum(l.damaged + l.received), 0))::float8 as damaged_share
       from line l
     ) f
     cross join (
       select coalesce(json_agg(json_build_object('currency', m.currency, 'orderedMinor', m.ordered,
           'differenceMinor', m.difference) order by m.currency), '[]')::text as costs
       from (
         select l.currency, round(sum(l.received * l.unit_cost * l.minor_units))::bigint as ordered,
           round(sum(l.difference * l.minor_units))::bigint as difference
         from line l where l.received > 0 and l.unit_cost is not null group by 1
       ) m
     ) c
     cross join (
       select coalesce(json_agg(json_build_object('currency', m.currency, 'amountMinor', m.amount) order by m.currency),
           '[]')::text as open_value
       from (
         select l.currency, round(sum(l.open * l.unit_cost * l.minor_units))::bigint as amount
         from line l where l.status in ('sent', 'partly_received') and l.unit_cost is not null group by 1
       ) m
     ) v
     where u.id = :supplierId::bigint`,
    values,
    Row,
  );
  return rows[0];
}
