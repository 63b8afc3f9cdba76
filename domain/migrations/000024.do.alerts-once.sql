-- What is short is told once: who is out of something knows that it is low.

-- Whether an alert says all that another of the same product and store says: below zero is out, and out is low.
create function alert_covers(worse text, kind text) returns boolean language sql immutable parallel safe as $$
  select worse = 'negative' and kind in ('out', 'low') or worse = 'out' and kind = 'low'
$$;

-- The alerts that people are shown: all but those that a worse one covers for as long as that is not over, whether or not
-- somebody has acknowledged it. Each kind keeps an episode of its own; a covered one shows when the worse one is over.
create view alert_shown as
  select e.* from alert_episode e
  where not exists (
    select from alert_episode w
    where w.store_id = e.store_id and w.product_id = e.product_id and e.product_id <> 0
      and w.resolved_at is null and e.resolved_at is null and alert_covers(w.kind, e.kind));

-- A number that can be reckoned with, or null: one figure that is none must not end the check of a whole store.
create function finite(n numeric) returns numeric language sql immutable parallel safe as $$
  select nullif(nullif(nullif(n, 'NaN'), 'Infinity'), '-Infinity')
$$;

-- An amount in minor units, at least 0 and at most what a JSON number holds exactly (2^53 - 1); 0 where it is not known.
create function as_minor(amount numeric) returns bigint language sql immutable parallel safe as $$
  select coalesce(least(greatest(round(finite(amount)), 0), 9007199254740991), 0)::bigint
$$;

-- Margin lost a day while nothing is left: what sells a day times the margin of one.
create function at_risk_minor(daily_units numeric, margin_minor bigint, units numeric) returns bigint
language sql immutable parallel safe as $$
  select as_minor(finite(daily_units) * margin_minor / nullif(greatest(finite(units), 0), 0))
$$;

-- As before, but that no figure of demand or cost makes it fail; what is low counts for less than what is out; and the
-- episode that is open is named, so that nobody looks for it again.
drop function alert_conditions(bigint[], bigint[], timestamptz, boolean);
create function alert_conditions(stores bigint[], products bigint[], at timestamptz, by_time boolean)
returns table (kind text, store_id bigint, product_id bigint, opens boolean, stays boolean, is_urgent boolean,
  money_minor bigint, facts jsonb, why text, episode_id bigint)
language sql stable as $$
  with position as materialized (
    select l.store_id, l.product_id, l.on_hand, l.available, l.last_movement_at, l.last_counted_at, l.value_minor,
      finite(w.reorder_point) as reorder_point, p.price, coalesce(finite(l.avg_cost), p.cost) as cost, s.minor_units, s.time_zone, s.day_cutoff,
      p.is_stocked and p.status <> 'archived' and not s.is_archived as is_kept,
      d.as_of, d.first_day, d.last_sold_on, d.age_units, finite(d.daily_units) as daily_units, finite(d.units) as units,
      d.abc, d.in_stock_days, cover_days(l.available, finite(d.daily_units))::numeric as cover,
      at_risk_minor(d.daily_units, d.margin_minor, d.units) as lost_minor
    from (select distinct k.store_id, k.product_id from unnest(stores, products) k (store_id, product_id)) k
    join stock_level l using (store_id, product_id)
    join stock_low_line w using (store_id, product_id)
    join product p on p.id = l.product_id
    join store s on s.id = l.store_id
    left join product_demand d on d.store_id = l.store_id and d.product_id = l.product_id and d.currency = s.currency
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
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.daily_units, 2)::text) as facts,
        format('%s on hand again', trim_scale(k.on_hand)) as why
      where k.kind = 'negative'
      union all
      -- What has not moved for so long is not missed.
      select k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day',
        k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day', k.lost_minor,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'available', trim_scale(k.available)::text,
          'dailyUnits', round(k.daily_units, 2)::text, 'lastSoldOn', k.last_sold_on::text),
        case when k.available > 0 then format('%s available again', trim_scale(k.available))
          else format('Nothing has moved for %s days', k.threshold) end
      where k.kind = 'out'
      union all
      select is_low(k.available, k.reorder_point),
        k.available <= k.reorder_point + greatest(1, k.reorder_point * k.hysteresis / 100),
        -- Nothing is lost while some is left: it counts as far as what should be left is missing.
        as_minor(k.lost_minor * (1 - greatest(k.available, 0) / nullif(k.reorder_point, 0))),
        jsonb_build_object('available', trim_scale(k.available)::text, 'reorderPoint', trim_scale(k.reorder_point)::text,
          'dailyUnits', round(k.daily_units, 2)::text, 'coverDays', round(k.cover, 1)::text),
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

-- As before, by the episodes that the conditions name.
create or replace function evaluate_alerts(stores bigint[], products bigint[], at timestamptz, by_time boolean default false)
returns table (opened integer, resolved integer, urgent integer) language plpgsql as $$
begin
  perform lock_alerts(stores);
  return query
    with found as materialized (
      select * from alert_conditions(stores, products, at, by_time)
    ), ended as (
      update alert_episode e set resolved_at = at, why_resolved = f.why from found f
      where e.id = f.episode_id and e.resolved_at is null and not f.stays
      returning e.id
    ), kept as (
      update alert_episode e set money_minor = f.money_minor, is_urgent = f.is_urgent,
        awaits_arrival = e.awaits_arrival and exists (select from stock_incoming(f.store_id, f.product_id)),
        snoozed_until = case when e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id))
          then at else e.snoozed_until end
      from found f
      where e.id = f.episode_id and e.resolved_at is null and f.stays
        and (e.money_minor <> f.money_minor or e.is_urgent <> f.is_urgent
          or e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id)))
    ), fresh as (
      insert into alert_episode (kind, store_id, product_id, is_urgent, money_minor, facts, opened_at)
      select f.kind, f.store_id, f.product_id, f.is_urgent, f.money_minor, f.facts, at from found f
      where f.opens and f.episode_id is null
      order by f.store_id, f.product_id, f.kind
      on conflict do nothing
      returning is_urgent
    )
    select (select count(*) from fresh)::integer, (select count(*) from ended)::integer,
      (select count(*) from fresh f where f.is_urgent)::integer;
end $$;

-- As before, but that a filter finds what is shown.
create or replace function handle_alerts(action text, ids bigint[], in_stores bigint[], of_kind text, in_state text, pattern text,
  opened_before timestamptz, until_day date, for_arrival boolean, by_actor text, at timestamptz)
returns table (found integer, handled integer) language plpgsql as $$
declare
  chosen bigint[];
begin
  select array_agg(e.id) into chosen
    from alert_episode e left join product p on p.id = e.product_id
    where (in_stores is null or e.store_id = any (in_stores))
      and case when ids is not null then e.id = any (ids)
        else e.id in (select s.id from alert_shown s where s.resolved_at is null) and e.opened_at <= opened_before and (of_kind is null or e.kind = of_kind)
          and alert_state(e.resolved_at, e.snoozed_until, e.awaits_arrival, e.acknowledged_at, at) = in_state
          and (pattern is null or p.sku ilike pattern or p.name ilike pattern) end;
  if chosen is null then
    return query select 0, 0;
    return;
  end if;
  perform lock_alerts((select array_agg(e.store_id) from alert_episode e where e.id = any (chosen)));
  return query
    with wanted as materialized (
      select e.id, alert_state(e.resolved_at, e.snoozed_until, e.awaits_arrival, e.acknowledged_at, at) as state,
        e.snoozed_until, e.awaits_arrival, local_instant(until_day + s.day_cutoff, s.time_zone) as until_at
      from alert_episode e join store s on s.id = e.store_id
      where e.id = any (chosen) and e.resolved_at is null and case when action = 'snooze' and for_arrival
        then exists (select from stock_incoming(e.store_id, e.product_id))
        else action <> 'snooze' or local_instant(until_day + s.day_cutoff, s.time_zone) > at end
    ), changed as (
      update alert_episode e set
        acknowledged_at = case when action = 'acknowledge' then at end,
        acknowledged_by = case when action = 'acknowledge' then by_actor end,
        snoozed_until = case when action = 'snooze' and not for_arrival then w.until_at end,
        awaits_arrival = action = 'snooze' and for_arrival
      from wanted w
      where e.id = w.id and case action when 'acknowledge' then w.state <> 'acknowledged' when 'reopen' then w.state <> 'open'
        else not (w.state = 'snoozed' and w.awaits_arrival = for_arrival
          and w.snoozed_until is not distinct from case when not for_arrival then w.until_at end) end
      returning e.id
    ), noted as (
      insert into alert_step (episode_id, at, step, actor, note)
      select c.id, at, case action when 'acknowledge' then 'acknowledged' when 'snooze' then 'snoozed' else 'reopened' end,
        by_actor, case when action = 'snooze' then coalesce('until ' || until_day, 'until it arrives') end
      from changed c order by c.id
    )
    select cardinality(chosen), (select count(*) from wanted)::integer;
end $$;

grant select on alert_shown to stockroom_app;
