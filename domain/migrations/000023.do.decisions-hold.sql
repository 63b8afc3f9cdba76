-- What people decide holds and is told: rejections last, budgets count every order, changes name their month and product,
-- grades know the minutes of a day, and a warehouse's demand is what it ships.

-- A suggestion that was rejected is not made again (of that kind, from that giver) before held_until, unless the position
-- has fallen to held_below by then; null: the day alone counts.
alter table suggestion
  add column held_until date,
  add column held_below numeric(14, 3);
create index suggestion_held on suggestion (store_id, held_until) where held_until is not null;

-- Rejections that hold on a day. What was decided later of the same has ended them.
create function held_positions(of_store bigint, today date)
returns table (product_id bigint, kind text, from_store_id bigint, held_until date, held_below numeric)
language sql stable as $$
  select g.product_id, g.kind, g.from_store_id, g.held_until, g.held_below
  from suggestion g
  where g.store_id = of_store and g.held_until > today and g.status = 'rejected'
    and not exists (select from suggestion l
      where l.product_id = g.product_id and l.store_id = g.store_id and l.id > g.id and l.kind = g.kind
        and l.from_store_id is not distinct from g.from_store_id and l.status in ('accepted', 'changed', 'rejected'))
$$;

-- Takes the place of the position's open suggestions of earlier runs. A row that stands on what is not so any more is
-- left out: something was ordered, promised or rejected since it was read. Put again, it is there already. Answers how
-- many are in.
create or replace function put_suggestions(of_run bigint, with_claim uuid, rows jsonb) returns integer language plpgsql as $$
declare
  run replenishment_run;
  put integer;
begin
  perform lock_suggestions();
  run := keep_run(of_run, with_claim);
  update suggestion g set status = 'expired'
    where g.store_id = run.store_id and g.status = 'open' and g.run_id <> run.id
      and g.product_id in (select (r->>'productId')::bigint from jsonb_array_elements(rows) r);
  insert into suggestion (run_id, business_date, store_id, product_id, kind, supplier_id, from_store_id, quantity,
      raw_quantity, pack_size, unit_cost, cost_minor, margin_at_risk_minor, auto_mode, method, holds, inputs, sentence, grade_on)
    select run.id, run.business_date, run.store_id, w."productId", w.kind, w."supplierId", w."fromStoreId", w.quantity,
      w."rawQuantity", w."packSize", w."unitCost", w."costMinor", w."marginAtRiskMinor", w."autoMode", w.method,
      array(select jsonb_array_elements_text(w.holds)), w.inputs, w.sentence, run.business_date + w."gradeDays"
    from jsonb_to_recordset(rows) w ("productId" bigint, kind text, "supplierId" bigint, "fromStoreId" bigint,
      quantity numeric, "rawQuantity" numeric, "packSize" numeric, "unitCost" numeric, "costMinor" bigint,
      "marginAtRiskMinor" bigint, "autoMode" text, method text, holds jsonb, inputs jsonb, sentence text, "gradeDays" integer,
      coming numeric, promised numeric)
    left join coming_to(run.store_id) c on c.product_id = w."productId"
    left join promised_to_others(run.store_id, array(select (r->>'productId')::bigint from jsonb_array_elements(rows) r
        where r->>'kind' = 'transfer')) p
      on p.store_id = w."fromStoreId" and p.product_id = w."productId"
    left join held_positions(run.store_id, run.business_date) h
      on h.product_id = w."productId" and h.kind = w.kind and h.from_store_id is not distinct from w."fromStoreId"
    where coalesce(c.on_order + c.in_transit - c.leaving, 0) = w.coming
      and (w.kind = 'buy' or coalesce(p.quantity, 0) = w.promised)
      and (h.product_id is null or coalesce((w.inputs->>'position')::numeric <= h.held_below, false))
    order by w."productId", w.kind desc, w."fromStoreId"
    on conflict (store_id, product_id, kind, coalesce(from_store_id, 0)) where status = 'open' do nothing;
  select count(*) into put from suggestion g where g.run_id = run.id and g.status = 'open'
    and g.product_id in (select (r->>'productId')::bigint from jsonb_array_elements(rows) r);
  return put;
end $$;

-- Decides suggestions that are open, each once: decisions are [{suggestionId, verdict, quantity, reason, until}]. The same
-- decision again finds what it has decided. A purchase without a supplier cannot be accepted. A rejection holds until the
-- day that is said; else for the lead time and review, or until as much has sold as an order is to last for. The verdict
-- 'resume' ends that: the next plan may suggest it again.
create or replace function decide_suggestions(decisions jsonb, with_decision uuid, by_actor text, at timestamptz)
returns integer language plpgsql as $$
declare
  done    integer;
  resumed integer;
begin
  perform lock_suggestions();
  if exists (select from suggestion g where g.decision = with_decision
      and g.id not in (select (d->>'suggestionId')::bigint from jsonb_array_elements(decisions) d)) then
    raise exception 'suggestion.conflict: this Idempotency-Key was used for other suggestions';
  end if;
  update suggestion g
    set status = case d.verdict when 'accept' then 'accepted' when 'change' then 'changed' else 'rejected' end,
      decided_quantity = case d.verdict when 'accept' then g.quantity when 'change' then d.quantity end,
      held_until = case d.verdict when 'reject' then coalesce(d.until, g.grade_on) end,
      held_below = case when d.verdict = 'reject' and d.until is null then (g.inputs->>'position')::numeric
        - greatest(1, round((g.inputs->>'perDay')::numeric * (g.inputs->>'reviewDays')::numeric)) end,
      reason = d.reason, decided_at = at, decided_by = by_actor, decision = with_decision
    from jsonb_to_recordset(decisions) d ("suggestionId" bigint, verdict text, quantity numeric, reason text, until date)
    where g.id = d."suggestionId" and g.status = 'open' and d.verdict in ('accept', 'change', 'reject')
      and (d.verdict = 'reject' or g.kind = 'transfer' or g.supplier_id is not null);
  get diagnostics done = row_count;
  update suggestion g set held_until = null, held_below = null
    from jsonb_to_recordset(decisions) d ("suggestionId" bigint, verdict text)
    where g.id = d."suggestionId" and g.status = 'rejected' and d.verdict = 'resume' and g.held_until is not null;
  get diagnostics resumed = row_count;
  return done + resumed;
end $$;

-- What a store has bound itself to pay in a month (its first day), in minor units: orders approved in it, whoever made
-- them, less what is not awaited any more; and what was accepted in it of suggestions, while that is not approved. A
-- suggestion whose order is approved counts as that order alone.
create function ordered_in_month(of_store bigint, of_month date) returns bigint language sql stable as $$
  select coalesce(sum(round(c.quantity * c.unit_cost * s.minor_units)), 0)::bigint
  from store s
  cross join lateral (
    select l.ordered - l.cancelled as quantity, l.unit_cost
    from purchase_order o
    join purchase_order_line l on l.order_id = o.id
    where o.store_id = s.id and o.approved_at between of_month::timestamp - interval '3 days' and of_month::timestamp + interval '34 days'
      and month_of(business_day(o.approved_at, s.time_zone, s.day_cutoff)) = of_month
    union all
    select l.ordered - l.cancelled, l.unit_cost
    from purchase_order o
    join purchase_order_line l on l.order_id = o.id
    join suggestion g on g.id = l.suggestion_id
    where o.store_id = s.id and o.status = 'draft' and month_of(g.business_date) = of_month
    union all
    select g.decided_quantity, g.unit_cost
    from suggestion g
    where g.store_id = s.id and g.kind = 'buy' and g.status in ('accepted', 'changed') and g.order_id is null
      and month_of(g.business_date) = of_month
  ) c
  where s.id = of_store
$$;

-- Notes one changed row. Arguments: the kind of its subject, the column with the subject's id, columns to leave out.
-- Who did it: set_config('stockroom.actor', …, true) by the function that writes; nobody: the system itself.
-- Of an update it keeps what changed, and the month or product that tells the row from others of its subject.
-- It runs as its owner: the application may not write entries of its own.
create or replace function audit_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  left_out text[] := coalesce(tg_argv[2:], '{}') || '{created_at,updated_at,version}'::text[];
  was      jsonb := to_jsonb(old) - left_out;
  becomes  jsonb := to_jsonb(new) - left_out;
  whole    jsonb := coalesce(becomes, was);
  telling  jsonb;
begin
  if was is not null and becomes is not null then
    select jsonb_object_agg(w.key, w.value), jsonb_object_agg(w.key, becomes->w.key) into was, becomes
      from jsonb_each(was) w where w.value is distinct from becomes->w.key;
    if was is null then return null; end if;
    select coalesce(jsonb_object_agg(w.key, w.value), '{}') into telling
      from jsonb_each(whole) w
      where w.key = any (case when tg_argv[0] in ('order', 'transfer', 'count_sheet') then '{product_id}'::text[]
        when tg_argv[0] = 'budget' then '{month}'::text[] end);
    was := telling || was;
    becomes := telling || becomes;
  end if;
  insert into audit_entry (actor, action, record, subject_kind, subject_id, store_id, before, after)
    values (nullif(current_setting('stockroom.actor', true), ''), lower(tg_op), tg_table_name, tg_argv[0],
      whole->>tg_argv[1], case tg_table_name when 'store' then whole->>'id' else whole->>'store_id' end::bigint, was, becomes);
  return null;
end $$;

-- What lost sales are worked out from: the opening minutes of a usual day in the window in which the goods would have been
-- there; null where it was graded before this was kept. And how many days that window had.
alter table suggestion_grade
  add column day_minutes numeric,
  add column there_days  integer;

-- Grades suggestions whose window is over and told: at most so many. Days on which it would have been there begin when the
-- lead time has passed. What was on hand at the close of a day is the level now, less what changed since.
create or replace function grade_suggestions(most integer, at timestamptz) returns integer language plpgsql as $$
declare
  done integer;
begin
  with due as materialized (
    select g.id, g.store_id, g.product_id, g.business_date, g.grade_on,
      least(g.grade_on, g.business_date + ceil((g.inputs->>'leadDays')::numeric)::integer) as there_on,
      (g.inputs->>'orderUpTo')::numeric as up_to, l.on_hand, l.avg_cost, s.minor_units
    from suggestion g
    join store s on s.id = g.store_id
    join store_availability a on a.store_id = g.store_id and a.told_to >= g.grade_on
    join stock_level l on l.store_id = g.store_id and l.product_id = g.product_id
    where g.status <> 'open' and g.grade_on <= business_day(at, s.time_zone, s.day_cutoff)
      and not exists (select from suggestion_grade d where d.suggestion_id = g.id)
    order by g.grade_on, g.id
    limit most
  ), moved as materialized (
    select d.id, f.business_date as day, sum(f.out_minutes) as out_minutes, sum(f.sold - f.returned) as sold,
      sum(f.received - f.sold + f.returned + f.transferred + f.counted + f.adjusted - f.shrunk) as change
    from due d
    join store_product_day f on f.store_id = d.store_id and f.product_id = d.product_id and f.business_date >= d.business_date
    group by 1, 2
  ), closing as (
    select d.id, k::date as day, d.on_hand - coalesce((select sum(m.change) from moved m where m.id = d.id and m.day > k::date), 0) as units
    from due d cross join lateral generate_series(d.there_on, d.grade_on, interval '1 day') k
  )
  insert into suggestion_grade (suggestion_id, graded_at, out_minutes, excess_units, excess_minor, sold_units, lowest_units,
      late_minutes, day_minutes, there_days)
    select d.id, at, coalesce(w.out_minutes, 0), e.excess, coalesce(round(e.excess * d.avg_cost * d.minor_units), 0),
      coalesce(w.sold, 0), e.lowest, coalesce(w.late_minutes, 0),
      (select avg(k.open_minutes) from store_open_day k
        where k.store_id = d.store_id and k.business_date between d.there_on and d.grade_on and k.open_minutes > 0),
      d.grade_on - d.there_on
    from due d
    left join lateral (
      select sum(m.out_minutes) as out_minutes, sum(m.sold) as sold,
        sum(m.out_minutes) filter (where m.day >= d.there_on) as late_minutes
      from moved m where m.id = d.id and m.day <= d.grade_on
    ) w on true
    cross join lateral (
      select greatest((select c.units from closing c where c.id = d.id and c.day = d.grade_on) - d.up_to, 0) as excess,
        (select min(c.units) from closing c where c.id = d.id) as lowest
    ) e
    on conflict (suggestion_id) do nothing;
  get diagnostics done = row_count;
  return done;
end $$;

-- What a store that others fetch from (by a policy) has shipped to them, by product and aligned with its product_demand:
-- units of each of 53 weeks, the newest first, and what that adds to a day's mean and variance. Nothing for other stores.
-- A day on which more came by transfer than left counts none. The variance of a day is a seventh of a week's.
create function shipped_from(of_store bigint)
returns table (product_id bigint, weeks numeric[], daily_units numeric, daily_variance numeric) language sql stable as $$
  with shipped as materialized (
    select d.product_id, (d.as_of - f.business_date) / 7 as nth, -sum(f.transferred) as units,
      coalesce(-sum(f.transferred) filter (where f.business_date > d.as_of - d.demand_days), 0) / nullif(max(d.in_stock_days), 0) as a_day
    from product_demand d
    join store s on s.id = d.store_id and s.currency = d.currency
    join store_product_day f on f.store_id = d.store_id and f.product_id = d.product_id
      and f.business_date between d.as_of - 370 and d.as_of and f.transferred < 0
    where d.store_id = of_store and exists (select from reorder_policy r where r.warehouse_id = of_store)
    group by 1, 2
  )
  select p.product_id, w.weeks, p.a_day,
    coalesce((select var_samp(u) from unnest(w.weeks[1:13]) u), 0) / 7
  from (select h.product_id, coalesce(sum(h.a_day), 0) as a_day from shipped h group by 1) p
  cross join lateral (
    select array_agg(coalesce(h.units, 0) order by n) as weeks
    from generate_series(0, 52) n left join shipped h on h.product_id = p.product_id and h.nth = n
  ) w
$$;

-- What deciding otherwise than suggested came to, of what is graded. Ordered less: units that could have been sold while it
-- was out of stock (what sells a day, for those opening minutes; at most what was left out) with their margin, and those
-- that would have lain there instead. Ordered more: units that were not needed, since the stock never fell below them.
-- Amounts in minor units; without day_minutes nothing is known of sales lost.
create view suggestion_what_if as
select g.id as suggestion_id, w.extra, m.lost_minor, m.idle_minor,
  jsonb_build_object('lateMinutes', d.late_minutes, 'thereDays', d.there_days, 'lostMinor', m.lost_minor,
    'idleUnits', n.idle_units, 'idleMinor', m.idle_minor) as told
from suggestion g
join suggestion_grade d on d.suggestion_id = g.id
join store s on s.id = g.store_id
cross join lateral (select (g.inputs->>'perDay')::numeric as per_day) v
cross join lateral (select greatest(g.quantity - coalesce(g.decided_quantity, 0), 0) as missing,
  greatest(g.decided_quantity - g.quantity, 0) as extra) w
cross join lateral (select round(coalesce(least(w.missing, v.per_day * d.late_minutes / nullif(d.day_minutes, 0)), 0), 3) as lost_units) l
cross join lateral (select case when w.extra > 0 then least(w.extra, greatest(d.lowest_units, 0))
  else floor(w.missing - l.lost_units) end as idle_units) n
cross join lateral (select
  case when v.per_day > 0 then round(l.lost_units * g.margin_at_risk_minor / v.per_day)::bigint else 0 end as lost_minor,
  round(n.idle_units * coalesce(g.unit_cost, 0) * s.minor_units)::bigint as idle_minor) m
where g.status in ('changed', 'rejected') and (g.decided_quantity is null or g.decided_quantity <> g.quantity);

grant select on suggestion_what_if to stockroom_app;
