/**
 * SQL text for the facts of an alert `e` in a store `s` as JSON text. While it is open, what sells a day and the reorder
 * point are those of now, beside what is left now: a plan may have changed them since it opened. Of what is short they are the plan's own,
 * as in its suggestion; before a first plan, and of other kinds, what sells is the mean of lately. Needs `besideFacts`.
 */
export const factsNow = `(e.facts || jsonb_strip_nulls(jsonb_build_object(
    'dailyUnits', trim_scale(round(coalesce(finite(r.daily_units), finite(d.daily_units)), 2))::text,
    'reorderPoint', case when e.kind = 'low' then trim_scale(finite(w.reorder_point))::text end)))::text`;

export const besideFacts = `left join product_demand d on d.store_id = e.store_id and d.product_id = e.product_id
    and d.currency = s.currency and e.resolved_at is null
  left join reorder_level r on r.store_id = e.store_id and r.product_id = e.product_id and e.resolved_at is null
    and e.kind in ('negative', 'out', 'low')
  left join stock_low_line w on w.store_id = e.store_id and w.product_id = e.product_id and e.resolved_at is null`;

/**
 * SQL text for when what an alert `e` tells began: of what is out or below zero, when the last unit went by the books, which a
 * file may have told days later; of anything else, and at the latest, when it was noticed.
 */
export const beganAt = `case when e.kind in ('negative', 'out') then least(e.opened_at, (
    select max(x.began_at) from stock_out x
    where x.store_id = e.store_id and x.product_id = e.product_id and x.began_at <= e.opened_at
      and (x.ended_at is null or x.ended_at > e.opened_at))) else e.opened_at end`;
