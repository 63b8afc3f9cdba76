-- What is short is told by the figures of the plan that suggests what to order: what is expected to sell a day, and the
-- margin that a day without it costs. Before a first plan it is the mean of what sold lately.

-- Null where a plan of before this wrote it.
alter table reorder_level
  add column daily_units   numeric(14, 3),
  add column at_risk_minor bigint;

-- Rows are [product, reorder point, order-up-to, safety stock, units of a lead time, source, units a day, margin at risk a
-- day in minor units].
create or replace function put_levels(of_run bigint, with_claim uuid, rows jsonb) returns integer language plpgsql as $$
declare
  run replenishment_run := keep_run(of_run, with_claim);
  put integer;
begin
  insert into reorder_level (store_id, product_id, reorder_point, order_up_to, safety_stock, lead_units, source, daily_units,
      at_risk_minor, computed_at)
    select run.store_id, (r->>0)::bigint, (r->>1)::numeric, (r->>2)::numeric, (r->>3)::numeric, (r->>4)::numeric, r->>5,
      (r->>6)::numeric, (r->>7)::bigint, run.started_at
    from jsonb_array_elements(rows) r
    order by 2
    on conflict (store_id, product_id) do update set reorder_point = excluded.reorder_point,
      order_up_to = excluded.order_up_to, safety_stock = excluded.safety_stock, lead_units = excluded.lead_units,
      source = excluded.source, daily_units = excluded.daily_units, at_risk_minor = excluded.at_risk_minor,
      computed_at = excluded.computed_at;
  get diagnostics put = row_count;
  return put;
end $$;

-- As before, by the plan's figures where there are.
create or replace function alert_conditions(stores bigint[], products bigint[], at timestamptz, by_time boolean)
returns table (kind text, store_id bigint, product_id bigint, opens boolean, stays boolean, is_urgent boolean,
  money_minor bigint, facts jsonb, why text, episode_id bigint)
language sql stable as $$
  with position as materialized (
    select l.store_id, l.product_id, l.on_hand, l.available, l.last_movement_at, l.last_counted_at, l.value_minor,
      finite(w.reorder_point) as reorder_point, p.price, coalesce(finite(l.avg_cost), p.cost) as cost, s.minor_units, s.time_zone, s.day_cutoff,
      p.is_stocked and p.status <> 'archived' and not s.is_archived as is_kept,
      d.as_of, d.first_day, d.last_sold_on, d.age_units, finite(d.daily_units) as daily_units, finite(d.units) as units,
      d.abc, d.in_stock_days, cover_days(l.available, finite(d.daily_units))::numeric as cover,
      coalesce(finite(r.daily_units), finite(d.daily_units)) as expected_units,
      coalesce(r.at_risk_minor, at_risk_minor(d.daily_units, d.margin_minor, d.units)) as lost_minor
    from (select distinct k.store_id, k.product_id from unnest(stores, products) k (store_id, product_id)) k
    join stock_level l using (store_id, product_id)
    join stock_low_line w using (store_id, product_id)
    join product p on p.id = l.product_id
    join store s on s.id = l.store_id
    left join product_demand d on d.store_id = l.store_id and d.product_id = l.product_id and d.currency = s.currency
    left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id
  ), known as (
    select n.*, t.kind, t.is_on, t.threshold, t.hysteresis, t.urgent, e.opened_at, e.id as episode_id
    from position n
    join alert_setting t on t.store_id = n.store_id and t.kind not in ('feed_missing', 'late_order')
    -- One look into the index for each: as a plain join it is planned as every position with every open alert.
    left join lateral (
      select e.id, e.opened_at from alert_episode e
      where e.store_id = n.store_id and e.product_id = n.product_id and e.kind = t.kind and e.reference = ''
        and e.resolved_at is null
      limit 1
    ) e on true
    where t.is_on and n.is_kept or e.id is not null
  )
  select c.kind, c.store_id, c.product_id, c.is_on and c.is_kept and c.opens, c.is_on and c.is_kept and c.stays,
    c.urgent = 'always' or c.urgent = 'best_sellers' and coalesce(c.abc = 'A', false), c.money, c.facts,
    case when not c.is_kept then 'No longer kept' when not c.is_on then 'Alerts of this kind were switched off' else c.why end,
    c.episode_id
  from (
    select k.*, v.money, v.facts, v.why, coalesce(v.opens, false) as opens, coalesce(v.opens or v.stays, false) as stays
    from known k
    cross join lateral (
      select k.on_hand < 0 as opens, k.on_hand < 0 as stays, k.lost_minor as money,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.expected_units, 2)::text) as facts,
        format('%s on hand again', trim_scale(k.on_hand)) as why
      where k.kind = 'negative'
      union all
      -- What has not moved for so long is not missed.
      select k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day',
        k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day', k.lost_minor,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'available', trim_scale(k.available)::text,
          'dailyUnits', round(k.expected_units, 2)::text, 'lastSoldOn', k.last_sold_on::text),
        case when k.available > 0 then format('%s available again', trim_scale(k.available))
          else format('Nothing has moved for %s days', k.threshold) end
      where k.kind = 'out'
      union all
      select is_low(k.available, k.reorder_point),
        k.available <= k.reorder_point + greatest(1, k.reorder_point * k.hysteresis / 100),
        -- Nothing is lost while some is left: it counts as far as what should be left is missing.
        as_minor(k.lost_minor * (1 - greatest(k.available, 0) / nullif(k.reorder_point, 0))),
        jsonb_build_object('available', trim_scale(k.available)::text, 'reorderPoint', trim_scale(k.reorder_point)::text,
          'dailyUnits', round(k.expected_units, 2)::text, 'coverDays', round(cover_days(k.available, k.expected_units)::numeric, 1)::text),
        format('%s available, reorder point %s', trim_scale(k.available), coalesce(trim_scale(k.reorder_point)::text, 'taken away'))
      where k.kind = 'low'
      union all
      select k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold and k.on_hand > 0,
        k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold + k.hysteresis,
        as_minor(k.daily_units * (k.cost - k.price) * k.minor_units),
        jsonb_build_object('price', trim_scale(k.price)::text, 'cost', trim_scale(round(k.cost, 4))::text,
          'onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.daily_units, 2)::text),
        format('Price %s, cost %s', trim_scale(k.price), trim_scale(round(k.cost, 4)))
      where k.kind = 'price_below_cost'
      union all
      -- What keeping something costs a day: 26 % of its value a year (Heizer and Render, Operations Management, table
      -- "Determining Inventory Holding Costs as a Percentage of Inventory Value"). New products are given time.
      select k.cover > k.threshold and k.abc <> 'N', k.cover > k.threshold * (1 - k.hysteresis / 100),
        as_minor(x.excess / nullif(k.on_hand, 0) * k.value_minor * 0.26 / 365),
        jsonb_build_object('available', trim_scale(k.available)::text, 'dailyUnits', round(k.daily_units, 2)::text,
          'coverDays', round(k.cover)::text, 'excess', trim_scale(x.excess)::text,
          'excessMinor', greatest(round(x.excess / nullif(k.on_hand, 0) * k.value_minor), 0)::text),
        case when k.available <= 0 then 'Nothing is left' else format('Lasts %s days', coalesce(round(k.cover)::text, 'unknown')) end
      from (select greatest(floor(k.available - k.daily_units * k.threshold), 0) as excess) x
      where k.kind = 'overstock'
      union all
      select is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        as_minor(k.value_minor * 0.26 / 365),
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'lastSoldOn', k.last_sold_on::text,
          'valueMinor', greatest(k.value_minor, 0)::text),
        case when k.on_hand > 0 then 'It sells again' else 'Nothing is left' end
      where k.kind = 'dead'
      union all
      -- It sold on `selling` of `days` days, so on a day with probability p = (selling + 1) / (days + 2) (Laplace's rule of
      -- succession); that it does not sell on n days running by chance, with (1 - p)^n. A count or a sale ends the doubt.
      select y.is_rare and k.on_hand > 0,
        k.on_hand > 0 and k.opened_at is not null and coalesce(k.last_counted_at <= k.opened_at, true) and not exists (
          select from stock_movement m where m.store_id = k.store_id and m.product_id = k.product_id and m.type = 'sale'
            and m.occurred_at > k.opened_at),
        k.lost_minor,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'lastSoldOn', k.last_sold_on::text,
          'silentDays', y.silent::text, 'sellingDays', y.selling::text, 'ofDays', y.days::text),
        case when k.on_hand <= 0 then 'Nothing is left' when k.last_counted_at > k.opened_at then 'It was counted'
          else 'It sold again' end
      from (select 1) one
      left join lateral (
        select g.selling, g.days, q.silent,
          g.selling >= 8 and power(1 - (g.selling + 1.0) / (g.days + 2), q.silent) < 1.0 / k.threshold as is_rare
        from (
          -- The silence: open days since the last sale, or since it was last counted or came into stock again.
          select count(*)::integer as silent from store_open_day o
          where o.store_id = k.store_id and o.open_minutes > 0 and o.business_date <= k.as_of
            and o.business_date > greatest(k.last_sold_on,
              business_day(k.last_counted_at, k.time_zone, k.day_cutoff),
              (select business_day(max(coalesce(x.ended_at, 'infinity')), k.time_zone, k.day_cutoff) from stock_out x
               where x.store_id = k.store_id and x.product_id = k.product_id and coalesce(x.ended_at, 'infinity') > k.last_sold_on))
        ) q
        cross join lateral selling_days(k.store_id, k.product_id, k.first_day, k.last_sold_on + 1) g
        where by_time and k.opened_at is null and k.on_hand > 0 and k.last_sold_on < k.as_of - 1 and k.units > 0
          and k.daily_units is not null and q.silent > 1
      ) y on true
      where k.kind = 'phantom'
    ) v
  ) c
  where c.opens or c.opened_at is not null
$$;
