-- Alerts: what is wrong with stock, from when it was noticed until it was over; who is told of it, and how often.

-- What opens alerts of a kind: in every store (store_id null, a row for each kind), or, instead of that, in one store.
-- The units of threshold and hysteresis are those of the kind; null where the kind has none.
create table alert_rule (
  kind       text not null check (kind in ('negative', 'out', 'low', 'phantom', 'feed_missing', 'late_order',
               'price_below_cost', 'overstock', 'dead')),
  store_id   bigint references store,
  is_on      boolean not null default true,
  threshold  numeric check (threshold >= 0),
  hysteresis numeric check (hysteresis >= 0),
  urgent     text not null default 'never' check (urgent in ('never', 'best_sellers', 'always')),
  version    integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), ''),
  unique nulls not distinct (kind, store_id)
);
insert into alert_rule (kind, threshold, hysteresis, urgent) values
  ('negative', null, null, 'always'), ('out', 90, null, 'best_sellers'), ('low', null, 10, 'never'),
  ('phantom', 1000, null, 'never'), ('feed_missing', 0, null, 'never'), ('late_order', 0, null, 'never'),
  ('price_below_cost', 0, 1, 'never'), ('overstock', 180, 10, 'never'), ('dead', null, null, 'never');
create trigger alert_rule_version before update on alert_rule
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger alert_rule_audit after insert or delete on alert_rule
  for each row execute function audit_change('alert_rule', 'kind', 'updated_by');
create trigger alert_rule_audit_update after update on alert_rule
  for each row when (old.* is distinct from new.*) execute function audit_change('alert_rule', 'kind', 'updated_by');

-- What holds of each kind in each store.
create view alert_setting as
  select s.id as store_id, c.kind,
    case when o.kind is null then c.is_on else o.is_on end as is_on,
    case when o.kind is null then c.threshold else o.threshold end as threshold,
    case when o.kind is null then c.hysteresis else o.hysteresis end as hysteresis,
    case when o.kind is null then c.urgent else o.urgent end as urgent
  from store s
  cross join alert_rule c
  left join alert_rule o on o.kind = c.kind and o.store_id = s.id
  where c.store_id is null;

-- One thing that was wrong. product_id 0: it is about a file or an order, which `reference` names (else empty).
-- No foreign keys: whoever writes has read store and product, and neither can be deleted.
create table alert_episode (
  id              bigint generated always as identity primary key,
  kind            text not null,
  store_id        bigint not null,
  product_id      bigint not null default 0,
  reference       text not null default '',
  is_urgent       boolean not null,
  money_minor     bigint not null default 0, -- margin lost a day; of what lies about, what keeping it costs a day
  facts           jsonb not null check (octet_length(facts::text) <= 2048),
  opened_at       timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  snoozed_until   timestamptz,
  awaits_arrival  boolean not null default false,
  resolved_at     timestamptz,
  why_resolved    text
);
-- Never two open ones of the same: whatever comes twice, late or at once.
create unique index alert_episode_open on alert_episode (store_id, product_id, kind, reference) where resolved_at is null;
create index alert_episode_money on alert_episode (store_id, money_minor desc, id desc) where resolved_at is null;
create index alert_episode_past on alert_episode (store_id, product_id, kind, opened_at);
create index alert_episode_over on alert_episode (resolved_at desc, id desc) where resolved_at is not null;
create index alert_episode_urgent on alert_episode (opened_at) where is_urgent and resolved_at is null;

-- What people did with an alert.
create table alert_step (
  id         bigint generated always as identity primary key,
  episode_id bigint not null references alert_episode,
  at         timestamptz not null,
  step       text not null check (step in ('acknowledged', 'snoozed', 'reopened')),
  actor      text,
  note       text
);
create index alert_step_episode on alert_step (episode_id, id);

-- Whether an alert is to be looked at. A snooze ends by the clock: nothing has to happen for it to come back.
create function alert_state(resolved_at timestamptz, snoozed_until timestamptz, awaits_arrival boolean,
  acknowledged_at timestamptz, at timestamptz)
returns text language sql immutable parallel safe as $$
  select case when resolved_at is not null then 'resolved'
    when awaits_arrival or snoozed_until > at then 'snoozed'
    when acknowledged_at is not null then 'acknowledged' else 'open' end
$$;

-- Where kinds stand, the worst first.
create function alert_rank(kind text) returns integer language sql immutable parallel safe as $$
  select array_position(array['negative', 'out', 'low', 'phantom', 'feed_missing', 'late_order', 'price_below_cost',
    'overstock', 'dead'], kind)
$$;

-- At or below which available stock is low, in each store: the one place that says so. is_low() compares.
create view stock_low_line as
  select l.store_id, l.product_id, p.reorder_point::numeric as reorder_point
  from stock_level l join product p on p.id = l.product_id;

-- What somebody chose to be told; who has no row is told as their role brings: see alert_wish.
create table alert_preference (
  user_id    text primary key,
  is_on      boolean not null,
  hour       integer not null check (hour between 0 and 23),
  time_zone  text not null check (is_time_zone(time_zone)),
  weekdays   integer[] not null, -- 1 is Monday
  stores     bigint[],           -- null: all that they see
  kinds      text[],             -- null: all
  urgent     boolean not null,
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), '')
);
create trigger alert_preference_version before update on alert_preference
  for each row when (old.* is distinct from new.*) execute function count_version();

-- What everybody who holds a role wants to be told, chosen or not: managers and buyers a digest at seven o'clock by the
-- clock of their first store. Nobody who is locked out.
create view alert_wish as
  select u.user_id, p.email, coalesce(w.is_on, u.is_told) as is_on, coalesce(w.hour, 7) as hour,
    coalesce(w.time_zone, z.time_zone, 'UTC') as time_zone, coalesce(w.weekdays, '{1,2,3,4,5,6,7}') as weekdays,
    w.stores, w.kinds, coalesce(w.urgent, u.is_told) as urgent, coalesce(w.version, 0) as version
  from (
    select g.user_id, bool_or(g.role in ('manager', 'buyer')) as is_told,
      min(g.store_id) filter (where g.role in ('manager', 'buyer')) as told_store, min(g.store_id) as store
    from user_role_grant g group by g.user_id
  ) u
  left join person p using (user_id)
  left join alert_preference w using (user_id)
  cross join lateral (
    select (select s.time_zone from store s
      where case when coalesce(u.told_store, u.store) is null then not s.is_archived else s.id = coalesce(u.told_store, u.store) end
      order by s.id limit 1) as time_zone
  ) z
  where p.disabled_at is null;

-- Mails that were sent, or are being sent: a row is made before, so that no two of the same key go to one person.
-- key: 'digest 2026-11-23 07' (day and hour by their clock), or 'alert 42' for an urgent one.
create table alert_mail (
  user_id    text not null,
  key        text not null,
  attempt    uuid not null, -- whose it is: a call whose reply was lost finds its own row
  claimed_at timestamptz not null,
  primary key (user_id, key)
);

-- What is on its way to a store of a product, and when the first of it is expected.
create function stock_incoming(of_store bigint, of_product bigint) returns table (quantity numeric, arrives_on date)
language sql stable as $$
  select sum(i.quantity), min(i.expected_on)
  from (
    select o.quantity, o.expected_on from order_open_line o
    where o.store_id = of_store and o.product_id = of_product and o.status in ('sent', 'partly_received')
    union all
    select t.quantity, t.expected_on from transfer_open_line t
    where t.to_store_id = of_store and t.product_id = of_product and t.status = 'shipped'
  ) i
  having sum(i.quantity) > 0
$$;

-- On how many of a product's days in a store it sold, of the days (up to 91) before a silence on which it could.
-- A day out of stock for more than half of its opening time is not one of them, nor is a day on which it was closed.
create function selling_days(of_store bigint, of_product bigint, first_day date, silent_from date)
returns table (selling integer, days integer) language sql stable as $$
  select count(*) filter (where f.sold > 0)::integer, count(*)::integer
  from store_open_day k
  left join store_product_day f on f.store_id = of_store and f.product_id = of_product and f.business_date = k.business_date
  where k.store_id = of_store and k.open_minutes > 0
    and k.business_date >= greatest(silent_from - 91, first_day) and k.business_date < silent_from
    and coalesce(f.out_minutes, 0) <= k.open_minutes / 2
$$;

-- What is wrong, or is no longer wrong, with these positions: a row where something opens an alert, or one is open.
-- `opens`: there is reason to open one; `stays`: there is reason to keep an open one, which is weaker (hysteresis).
-- by_time: look for phantom stock too, which nothing but time brings about; else only for its end.
create function alert_conditions(stores bigint[], products bigint[], at timestamptz, by_time boolean)
returns table (kind text, store_id bigint, product_id bigint, opens boolean, stays boolean, is_urgent boolean,
  money_minor bigint, facts jsonb, why text)
language sql stable as $$
  with position as materialized (
    select l.store_id, l.product_id, l.on_hand, l.available, l.last_movement_at, l.last_counted_at, l.value_minor,
      w.reorder_point, p.price, coalesce(l.avg_cost, p.cost) as cost, s.minor_units, s.time_zone, s.day_cutoff,
      p.is_stocked and p.status <> 'archived' and not s.is_archived as is_kept,
      d.as_of, d.first_day, d.last_sold_on, d.age_units, d.daily_units, d.units, d.abc, d.in_stock_days,
      cover_days(l.available, d.daily_units)::numeric as cover,
      coalesce(greatest(round(d.daily_units * d.margin_minor / nullif(greatest(d.units, 0), 0)), 0), 0)::bigint as lost_minor
    from (select distinct k.store_id, k.product_id from unnest(stores, products) k (store_id, product_id)) k
    join stock_level l using (store_id, product_id)
    join stock_low_line w using (store_id, product_id)
    join product p on p.id = l.product_id
    join store s on s.id = l.store_id
    left join product_demand d on d.store_id = l.store_id and d.product_id = l.product_id and d.currency = s.currency
  ), known as (
    select n.*, t.kind, t.is_on, t.threshold, t.hysteresis, t.urgent, e.opened_at
    from position n
    join alert_setting t on t.store_id = n.store_id and t.kind not in ('feed_missing', 'late_order')
    left join alert_episode e on e.store_id = n.store_id and e.product_id = n.product_id and e.kind = t.kind
      and e.reference = '' and e.resolved_at is null
    where t.is_on and n.is_kept or e.id is not null
  )
  select c.kind, c.store_id, c.product_id, c.is_on and c.is_kept and c.opens, c.is_on and c.is_kept and c.stays,
    c.urgent = 'always' or c.urgent = 'best_sellers' and coalesce(c.abc = 'A', false), c.money, c.facts,
    case when not c.is_kept then 'No longer kept' when not c.is_on then 'Alerts of this kind were switched off' else c.why end
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
        k.available <= k.reorder_point + greatest(1, k.reorder_point * k.hysteresis / 100), k.lost_minor,
        jsonb_build_object('available', trim_scale(k.available)::text, 'reorderPoint', trim_scale(k.reorder_point)::text,
          'dailyUnits', round(k.daily_units, 2)::text, 'coverDays', round(k.cover, 1)::text),
        format('%s available, reorder point %s', trim_scale(k.available), coalesce(trim_scale(k.reorder_point)::text, 'taken away'))
      where k.kind = 'low'
      union all
      select k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold and k.on_hand > 0,
        k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold + k.hysteresis,
        coalesce(greatest(round(k.daily_units * (k.cost - k.price) * k.minor_units), 0), 0)::bigint,
        jsonb_build_object('price', trim_scale(k.price)::text, 'cost', trim_scale(round(k.cost, 4))::text,
          'onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.daily_units, 2)::text),
        format('Price %s, cost %s', trim_scale(k.price), trim_scale(round(k.cost, 4)))
      where k.kind = 'price_below_cost'
      union all
      -- What keeping something costs a day: 26 % of its value a year (Heizer and Render, Operations Management, table
      -- "Determining Inventory Holding Costs as a Percentage of Inventory Value"). New products are given time.
      select k.cover > k.threshold and k.abc <> 'N', k.cover > k.threshold * (1 - k.hysteresis / 100),
        greatest(round(x.excess / nullif(k.on_hand, 0) * k.value_minor * 0.26 / 365), 0)::bigint,
        jsonb_build_object('available', trim_scale(k.available)::text, 'dailyUnits', round(k.daily_units, 2)::text,
          'coverDays', round(k.cover)::text, 'excess', trim_scale(x.excess)::text,
          'excessMinor', greatest(round(x.excess / nullif(k.on_hand, 0) * k.value_minor), 0)::text),
        case when k.available <= 0 then 'Nothing is left' else format('Lasts %s days', coalesce(round(k.cover)::text, 'unknown')) end
      from (select greatest(floor(k.available - k.daily_units * k.threshold), 0) as excess) x
      where k.kind = 'overstock'
      union all
      select is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        greatest(round(k.value_minor * 0.26 / 365), 0)::bigint,
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

-- One evaluation of a store at a time, in the stores' order. The next statement of whoever holds this sees what the one
-- before has done: without it, one that had looked before the stock came in could open an alert after it came in.
create function lock_alerts(stores bigint[]) returns boolean language plpgsql as $$
declare
  of_store bigint;
begin
  for of_store in select distinct s from unnest(stores) s order by s loop
    perform pg_advisory_xact_lock(hashtext('stockroom alerts'), hashtext(of_store::text));
  end loop;
  return true;
end $$;

-- Opens, keeps up and ends the alerts of these positions, by what is so now: called twice, late or in any order it comes
-- to the same. What waited for an arrival comes back when nothing is on its way any more.
create function evaluate_alerts(stores bigint[], products bigint[], at timestamptz, by_time boolean default false)
returns table (opened integer, resolved integer, urgent integer) language plpgsql as $$
begin
  perform lock_alerts(stores);
  return query
    with found as materialized (
      select * from alert_conditions(stores, products, at, by_time)
    ), ended as (
      update alert_episode e set resolved_at = at, why_resolved = f.why from found f
      where e.store_id = f.store_id and e.product_id = f.product_id and e.kind = f.kind and e.reference = ''
        and e.resolved_at is null and not f.stays
      returning e.id
    ), kept as (
      update alert_episode e set money_minor = f.money_minor, is_urgent = f.is_urgent,
        awaits_arrival = e.awaits_arrival and exists (select from stock_incoming(f.store_id, f.product_id)),
        snoozed_until = case when e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id))
          then at else e.snoozed_until end
      from found f
      where e.store_id = f.store_id and e.product_id = f.product_id and e.kind = f.kind and e.reference = ''
        and e.resolved_at is null and f.stays
        and (e.money_minor <> f.money_minor or e.is_urgent <> f.is_urgent
          or e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id)))
    ), fresh as (
      insert into alert_episode (kind, store_id, product_id, is_urgent, money_minor, facts, opened_at)
      select f.kind, f.store_id, f.product_id, f.is_urgent, f.money_minor, f.facts, at from found f
      where f.opens and not exists (
        select from alert_episode e where e.store_id = f.store_id and e.product_id = f.product_id and e.kind = f.kind
          and e.reference = '' and e.resolved_at is null)
      order by f.store_id, f.product_id, f.kind
      on conflict do nothing
      returning is_urgent
    )
    select (select count(*) from fresh)::integer, (select count(*) from ended)::integer,
      (select count(*) from fresh f where f.is_urgent)::integer;
end $$;

-- The same, by time too, of the `most` positions behind (after_store, after_product) of a full re-check; answers where the
-- next piece begins, or null when this was the last.
create function check_alerts(after_store bigint, after_product bigint, most integer, at timestamptz)
returns table (opened integer, resolved integer, last_store bigint, last_product bigint) language plpgsql as $$
declare
  stores   bigint[];
  products bigint[];
begin
  select array_agg(k.store_id order by k.store_id, k.product_id), array_agg(k.product_id order by k.store_id, k.product_id)
    into stores, products
    from (
      select l.store_id, l.product_id from stock_level l
      where (l.store_id, l.product_id) > (after_store, after_product)
      order by l.store_id, l.product_id limit most
    ) k;
  if stores is null then return; end if;
  return query
    select e.opened, e.resolved, case when cardinality(stores) = most then stores[most] end,
      case when cardinality(stores) = most then products[most] end
    from evaluate_alerts(stores, products, at, true) e;
end $$;

-- Opens and ends alerts about what has a reference: files that did not come, orders that are late. `wrong` is all that is
-- so now: [{storeId, reference, since (from when on it was so), moneyMinor, facts}].
create function put_reference_alerts(of_kind text, wrong jsonb, at timestamptz, what_ends text)
returns table (opened integer, resolved integer) language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('stockroom alerts'), hashtext(of_kind));
  return query
    with given as materialized (
      select (w->>'storeId')::bigint as store_id, w->>'reference' as reference, (w->>'since')::timestamptz as since,
        coalesce((w->>'moneyMinor')::bigint, 0) as money_minor, coalesce(w->'facts', '{}') as facts
      from jsonb_array_elements(wrong) w
    ), found as materialized (
      select g.*, t.urgent = 'always' as is_urgent from given g
      join alert_setting t on t.store_id = g.store_id and t.kind = of_kind and t.is_on
      where g.since + t.threshold * case of_kind when 'late_order' then interval '1 day' else interval '1 hour' end <= at
    ), ended as (
      update alert_episode e set resolved_at = at, why_resolved = what_ends
      where e.kind = of_kind and e.resolved_at is null and not exists (
        select from found f where f.store_id = e.store_id and f.reference = e.reference)
      returning e.id
    ), fresh as (
      insert into alert_episode (kind, store_id, reference, is_urgent, money_minor, facts, opened_at)
      select of_kind, f.store_id, f.reference, f.is_urgent, f.money_minor, f.facts, at from found f
      order by f.store_id, f.reference
      on conflict do nothing
      returning 1
    )
    select (select count(*) from fresh)::integer, (select count(*) from ended)::integer;
end $$;

-- What people do with alerts: those of the ids, or those that the filter finds, in these stores (null: all).
-- Answers how many there were, and how many now are as asked for; what is so already stays as it is.
create function handle_alerts(action text, ids bigint[], in_stores bigint[], of_kind text, in_state text, pattern text,
  opened_before timestamptz, until_day date, for_arrival boolean, by_actor text, at timestamptz)
returns table (found integer, handled integer) language plpgsql as $$
declare
  chosen bigint[];
begin
  select array_agg(e.id) into chosen
    from alert_episode e left join product p on p.id = e.product_id
    where (in_stores is null or e.store_id = any (in_stores))
      and case when ids is not null then e.id = any (ids)
        else e.resolved_at is null and e.opened_at <= opened_before and (of_kind is null or e.kind = of_kind)
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

-- Settings of a kind for the chain (of_store null) or a store; `settings` null: a store's own are taken away. Sent twice
-- it changes nothing. Raises rule.stale: somebody else has changed them meanwhile.
create function save_alert_rule(of_kind text, of_store bigint, settings jsonb, read_version integer, by_actor text)
returns boolean language plpgsql as $$
declare
  is_now alert_rule;
begin
  perform set_config('stockroom.actor', by_actor, true);
  perform pg_advisory_xact_lock(hashtext('stockroom alert rule'), hashtext(of_kind));
  select * into is_now from alert_rule r where r.kind = of_kind and r.store_id is not distinct from of_store;
  if settings is null and is_now.kind is null then return true; end if;
  if is_now.is_on = (settings->>'isOn')::boolean and is_now.urgent = settings->>'urgent'
     and is_now.threshold is not distinct from (settings->>'threshold')::numeric
     and is_now.hysteresis is not distinct from (settings->>'hysteresis')::numeric then
    return true;
  end if;
  if coalesce(is_now.version, 0) <> read_version then
    raise exception 'rule.stale: Somebody has changed these settings meanwhile; read them again';
  end if;
  if settings is null then
    delete from alert_rule r where r.kind = of_kind and r.store_id = of_store;
  elsif is_now.kind is null then
    insert into alert_rule (kind, store_id, is_on, threshold, hysteresis, urgent)
      values (of_kind, of_store, (settings->>'isOn')::boolean, (settings->>'threshold')::numeric,
        (settings->>'hysteresis')::numeric, settings->>'urgent');
  else
    update alert_rule r set is_on = (settings->>'isOn')::boolean, threshold = (settings->>'threshold')::numeric,
        hysteresis = (settings->>'hysteresis')::numeric, urgent = settings->>'urgent'
      where r.kind = of_kind and r.store_id is not distinct from of_store;
  end if;
  return true;
end $$;

-- What somebody wants to be told. Sent twice it changes nothing. Raises preference.stale.
create function save_alert_preference(of_user text, wish jsonb, read_version integer) returns boolean language plpgsql as $$
declare
  is_now alert_preference;
  wanted alert_preference;
begin
  perform set_config('stockroom.actor', of_user, true);
  perform pg_advisory_xact_lock(hashtext('stockroom alert preference'), hashtext(of_user));
  select * into is_now from alert_preference w where w.user_id = of_user;
  select of_user, w.is_on, w.hour, w.time_zone, w.weekdays, w.stores, w.kinds, w.urgent, coalesce(is_now.version, 1),
      coalesce(is_now.updated_at, now()), coalesce(is_now.updated_by, of_user)
    into wanted from jsonb_populate_record(null::alert_preference, wish) w;
  if wanted is not distinct from is_now then return true; end if;
  if coalesce(is_now.version, 0) <> read_version then
    raise exception 'preference.stale: You have changed this elsewhere meanwhile; read it again';
  end if;
  insert into alert_preference select (wanted).*
    on conflict (user_id) do update set is_on = excluded.is_on, hour = excluded.hour, time_zone = excluded.time_zone,
      weekdays = excluded.weekdays, stores = excluded.stores, kinds = excluded.kinds, urgent = excluded.urgent;
  return true;
end $$;

-- What may explain that a product's stock in a store is below zero, from what is written; weight: the more the likelier.
-- Only what happened since the last count counts: a count made good what was before.
create function likely_causes(of_store bigint, of_product bigint, at timestamptz)
returns table (cause text, weight numeric, evidence jsonb) language sql stable as $$
  with lack as materialized (
    select -l.on_hand as units, p.family, s.time_zone, s.day_cutoff,
      greatest(coalesce(l.last_counted_at, '-infinity'), at - interval '60 days') as since,
      business_day(at, s.time_zone, s.day_cutoff) as today
    from stock_level l join product p on p.id = l.product_id join store s on s.id = l.store_id
    where l.store_id = of_store and l.product_id = of_product and l.on_hand < 0
  ), moved as materialized (
    select m.* from stock_movement m, lack
    where m.store_id = of_store and m.product_id = of_product and m.occurred_at > lack.since
  )
  (select 'order_not_received', case when o.quantity >= k.units then 0.9 else 0.6 end, jsonb_build_object(
      'orderId', o.order_id::text, 'number', n.number, 'quantity', trim_scale(o.quantity)::text, 'expectedOn', o.expected_on::text)
    from lack k join order_open_line o on o.store_id = of_store and o.product_id = of_product
    join purchase_order n on n.id = o.order_id
    where o.status in ('sent', 'partly_received') and coalesce(o.expected_on <= k.today + 2, true)
    order by o.expected_on, o.order_id limit 3)
  union all
  (select 'transfer_not_received', case when t.quantity >= k.units then 0.85 else 0.55 end, jsonb_build_object(
      'transferId', t.transfer_id::text, 'quantity', trim_scale(t.quantity)::text, 'fromStore', s.name)
    from lack k join transfer_open_line t on t.to_store_id = of_store and t.product_id = of_product and t.status = 'shipped'
    join store s on s.id = t.from_store_id
    order by t.transfer_id limit 3)
  union all
  -- What came in is no whole number of packs, so it may be a number of packs.
  (select 'pack_as_unit', 0.7, jsonb_build_object('received', trim_scale(m.quantity)::text,
      'receivedOn', m.business_date::text, 'packSize', trim_scale(i.pack_size)::text,
      'more', trim_scale(m.quantity * (i.pack_size - 1))::text)
    from lack k join moved m on m.type = 'receipt'
    left join goods_receipt g on m.source_type = 'receipt' and g.id = m.source_id
    join supplier_item i on i.product_id = of_product and i.supplier_id = coalesce(g.supplier_id, i.supplier_id)
    where i.pack_size > 1 and m.quantity % i.pack_size <> 0 and m.quantity = trunc(m.quantity)
      and m.quantity * (i.pack_size - 1) >= k.units
    order by m.occurred_at desc, i.pack_size limit 1)
  union all
  -- Two files with the same sales: those of the one at a time and in a number as often in the other.
  (select 'file_twice', case when w.units >= k.units then 0.8 else 0.5 end, jsonb_build_object('first', a.file_name,
      'second', b.file_name, 'lines', w.lines, 'units', trim_scale(w.units)::text)
    from lack k
    cross join lateral (
      select least(x.import_id, y.import_id) as one, greatest(x.import_id, y.import_id) as other,
        sum(least(x.lines, y.lines))::integer as lines, -sum(least(x.lines, y.lines) * x.quantity) as units,
        least(max(x.total), max(y.total)) as of_lines
      from (select m.import_id, m.occurred_at, m.quantity, count(*) as lines, sum(count(*)) over (partition by m.import_id) as total
        from moved m where m.type = 'sale' and m.import_id is not null group by 1, 2, 3) x
      join (select m.import_id, m.occurred_at, m.quantity, count(*) as lines, sum(count(*)) over (partition by m.import_id) as total
        from moved m where m.type = 'sale' and m.import_id is not null group by 1, 2, 3) y
        on y.occurred_at = x.occurred_at and y.quantity = x.quantity and x.import_id < y.import_id
      group by 1, 2
    ) w
    join import a on a.id = w.one join import b on b.id = w.other
    where w.lines >= 0.8 * w.of_lines and (w.lines > 1 or a.size = b.size)
    order by w.lines desc limit 1)
  union all
  (select 'other_size', 0.4, jsonb_build_object('otherId', p.id::text, 'otherSku', p.sku,
      'otherOnHand', trim_scale(l.on_hand)::text, 'lastSoldOn', d.last_sold_on::text, 'lack', trim_scale(k.units)::text)
    from lack k join product p on p.family = k.family and p.id <> of_product and p.status <> 'archived'
    join stock_level l on l.store_id = of_store and l.product_id = p.id and l.on_hand >= k.units
    join product_demand d on d.store_id = of_store and d.product_id = p.id
    where d.as_of - coalesce(d.last_sold_on, d.first_day) >= 14
    order by d.as_of - coalesce(d.last_sold_on, d.first_day) desc, p.id limit 2)
$$;

grant select, insert, update on alert_rule, alert_episode, alert_step, alert_preference to stockroom_app;
grant delete on alert_rule to stockroom_app;
grant select, insert, update, delete on alert_mail to stockroom_app;
grant select on alert_setting, alert_wish, stock_low_line to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
