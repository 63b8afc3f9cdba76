/**
 * SQL text for the facts of an alert `e` in a store `s` as JSON text. While it is open, what sells a day and the reorder
 * point are those of now, beside what is left now: a plan may have changed them since it opened. Needs `besideFacts`.
 */
export const factsNow = `(e.facts || jsonb_strip_nulls(jsonb_build_object(
    'dailyUnits', trim_scale(round(finite(d.daily_units), 2))::text,
    'reorderPoint', case when e.kind = 'low' then trim_scale(finite(w.reorder_point))::text end)))::text`;

export const besideFacts = `left join product_demand d on d.store_id = e.store_id and d.product_id = e.product_id
    and d.currency = s.currency and e.resolved_at is null
  left join stock_low_line w on w.store_id = e.store_id and w.product_id = e.product_id and e.resolved_at is null`;
