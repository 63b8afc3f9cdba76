-- Replenishment: what is set (policies, budgets, promotions, the stop), what a run finds (reorder levels, suggestions with
-- everything that they stand on), what was decided, and how it turned out.

-- What is set at a level: the chain (nothing named), a category, a store, a category of a store, a product, a product of a
-- store. null: it is left to the more general ones. Without foreign keys: save_policy, the only writer, looks them up.
create table reorder_policy (
  id            bigint generated always as identity primary key,
  store_id      bigint,
  category      text check (category is null or product_id is null),
  product_id    bigint,
  method        text check (method in ('learned', 'fixed', 'off')),
  reorder_point numeric(14, 3) check (reorder_point >= 0),
  order_up_to   numeric(14, 3) check (order_up_to >= 0),
  review_days   integer check (review_days between 1 and 90),
  service_level numeric(4, 3) check (service_level between 0.5 and 0.999),
  shelf_max     numeric(14, 3) check (shelf_max >= 0),
  supplier_id   bigint,
  warehouse_id  bigint check (warehouse_id <> store_id),
  auto_mode     text check (auto_mode in ('off', 'suggest', 'draft', 'send')),
  price_jump    numeric(7, 3) check (price_jump >= 0), -- per cent over the cost last paid
  snoozed_until date,
  version       integer not null default 1,
  updated_at    timestamptz not null default now(),
  updated_by    text default nullif(current_setting('stockroom.actor', true), ''),
  unique nulls not distinct (store_id, category, product_id)
);
create trigger reorder_policy_version before update on reorder_policy
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger reorder_policy_audit after insert or delete on reorder_policy
  for each row execute function audit_change('policy', 'id', 'updated_by');
create trigger reorder_policy_audit_update after update on reorder_policy
  for each row when (old.* is distinct from new.*) execute function audit_change('policy', 'id', 'updated_by');

-- How much a store may order in a month (its first day). amount_minor null: no limit.
create table reorder_budget (
  store_id     bigint not null,
  month        date not null check (month = month_of(month)),
  amount_minor bigint check (amount_minor >= 0),
  version      integer not null default 1,
  updated_at   timestamptz not null default now(),
  updated_by   text default nullif(current_setting('stockroom.actor', true), ''),
  primary key (store_id, month)
);
create trigger reorder_budget_version before update on reorder_budget
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger reorder_budget_audit after insert or delete on reorder_budget
  for each row execute function audit_change('budget', 'store_id', 'updated_by');
create trigger reorder_budget_audit_update after update on reorder_budget
  for each row when (old.* is distinct from new.*) execute function audit_change('budget', 'store_id', 'updated_by');

-- The stop: one row. While it is on nothing is drafted or sent by itself.
create table ordering_stop (
  id         boolean primary key default true check (id),
  is_stopped boolean not null,
  reason     text,
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), '')
);
insert into ordering_stop (is_stopped) values (false);
create trigger ordering_stop_version before update on ordering_stop
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger ordering_stop_audit_update after update on ordering_stop
  for each row when (old.* is distinct from new.*) execute function audit_change('ordering', 'id', 'updated_by');

-- Days on which a product, or a category, sells `uplift` times the usual, in a store or in all.
create table promotion (
  id         bigint generated always as identity primary key,
  key        uuid not null unique,
  store_id   bigint,
  category   text,
  product_id bigint,
  name       text not null check (name = btrim(name) and name <> ''),
  from_day   date not null,
  to_day     date not null check (to_day >= from_day),
  uplift     numeric(6, 3) not null check (uplift > 0),
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), ''),
  check ((category is null) <> (product_id is null))
);
create index promotion_days on promotion (to_day, from_day);
create trigger promotion_audit after insert or delete on promotion
  for each row execute function audit_change('promotion', 'id', 'updated_by');

-- What applies to a position: of each field what the most special level says, and which level that is; `set_at` holds no
-- field that nothing sets. Defaults are the same as in domain/replenishment/policy.ts.
do $$
declare
  levels   text[] := '{store_product,product,store_category,store,category,chain}';
  fields   text[] := '{method,reorder_point,order_up_to,review_days,service_level,shelf_max,supplier_id,warehouse_id,auto_mode,price_jump,snoozed_until}';
  defaults jsonb := '{"method": "''learned''", "review_days": "7", "service_level": "0.95", "auto_mode": "''suggest''", "price_jump": "25"}';
  answers  text;
  whence   text;
begin
  select string_agg(format('coalesce(%s%s) as %I', array_to_string(array(select l || '.' || f from unnest(levels) l), ', '),
      coalesce(', ' || (defaults->>f), ''), f), ', ')
    into answers from unnest(fields) f;
  select string_agg(format('%L, case %s end', f,
      array_to_string(array(select format('when %s.%s is not null then %L', l, f, l) from unnest(levels) l), ' ')), ', ')
    into whence from unnest(fields) f;
  execute format('create view effective_policy as
    select s.id as store_id, p.id as product_id, %s, jsonb_strip_nulls(jsonb_build_object(%s)) as set_at
    from store s
    cross join product p
    left join reorder_policy store_product on store_product.store_id = s.id and store_product.product_id = p.id
    left join reorder_policy product on product.store_id is null and product.product_id = p.id
    left join reorder_policy store_category on store_category.store_id = s.id and store_category.category = p.category
    left join reorder_policy store on store.store_id = s.id and store.product_id is null and store.category is null
    left join reorder_policy category on category.store_id is null and category.category = p.category
    left join reorder_policy chain on chain.store_id is null and chain.product_id is null and chain.category is null',
    answers, whence);
end $$;

-- What a run found for a position: it applies until the next one.
create table reorder_level (
  store_id      bigint not null,
  product_id    bigint not null,
  reorder_point numeric(14, 3) not null,
  order_up_to   numeric(14, 3) not null,
  safety_stock  numeric(14, 3) not null,
  lead_units    numeric(14, 3) not null default 0, -- what sells in a lead time
  source        text not null,  -- learned: from what sells; typed: of the catalogue; fixed: of a policy
  computed_at   timestamptz not null,
  primary key (store_id, product_id)
) with (fillfactor = 80);

-- The reorder point that counts: what was found for the position, else what the catalogue says. Whoever asks for low asks
-- is_low(available, reorder_point_for(level, catalogue)).
create function reorder_point_for(level numeric, catalogue numeric) returns numeric language sql immutable parallel safe as $$
  select coalesce(level, catalogue)
$$;

-- One run a store and business day. Whoever works on it has claimed it; only theirs is written, until they are late.
create table replenishment_run (
  id            bigint generated always as identity primary key,
  store_id      bigint not null,
  business_date date not null,
  claim         uuid not null,
  claimed_until timestamptz not null,
  started_at    timestamptz not null,
  finished_at   timestamptz,
  ordered_at    timestamptz,      -- when what is ordered by itself was; null: to be done
  demand_to     date,             -- the last day whose sales were known
  is_complete   boolean not null default true,
  words         text not null default '',
  positions     integer not null default 0,
  suggestions   integer not null default 0,
  cost_minor    bigint not null default 0,
  unique (store_id, business_date)
);

create table suggestion (
  id                   bigint generated always as identity primary key,
  run_id               bigint not null references replenishment_run,
  business_date        date not null,
  store_id             bigint not null,
  product_id           bigint not null,
  kind                 text not null check (kind in ('buy', 'transfer')),
  supplier_id          bigint check (supplier_id is null or kind = 'buy'),
  from_store_id        bigint check ((from_store_id is null) = (kind = 'buy')),
  status               text not null default 'open' check (status in ('open', 'accepted', 'changed', 'rejected', 'expired')),
  quantity             numeric(14, 3) not null check (quantity > 0),
  raw_quantity         numeric(14, 3) not null,
  pack_size            numeric(14, 3) not null,
  unit_cost            numeric(18, 6),
  cost_minor           bigint,
  margin_at_risk_minor bigint not null,  -- a day
  auto_mode            text not null,    -- as it was when it was made
  method               text not null,
  holds                text[] not null default '{}',
  inputs               jsonb not null,   -- every term of the quantity
  sentence             text not null,
  reason               text,
  decided_quantity     numeric(14, 3) check (decided_quantity > 0),
  decided_at           timestamptz,
  decided_by           text,
  decision             uuid,             -- what was decided together; the key of the orders that come of it
  order_id             bigint,
  transfer_id          bigint,
  created_at           timestamptz not null default now(),
  grade_on             date not null,    -- after lead time and review: how it turned out is known then
  check ((status in ('open', 'expired')) = (decided_at is null)),
  check ((status in ('accepted', 'changed')) = (decided_quantity is not null))
);
-- One open suggestion of a kind and source for each position.
create unique index suggestion_open on suggestion (store_id, product_id, kind, coalesce(from_store_id, 0)) where status = 'open';
create index suggestion_list on suggestion (store_id, status, id);
create index suggestion_product on suggestion (product_id, store_id, id);
create index suggestion_decision on suggestion (decision) where decision is not null;
-- Accepted, but neither ordered nor moved yet: counts as coming.
create index suggestion_unordered on suggestion (store_id, product_id)
  where status in ('accepted', 'changed') and order_id is null and transfer_id is null;

-- How a suggestion turned out. Minutes and values of the window between the day it was made and the day it is graded.
create table suggestion_grade (
  suggestion_id bigint primary key references suggestion,
  graded_at     timestamptz not null,
  out_minutes   bigint not null,
  excess_units  numeric(14, 3) not null,  -- at its end, over the order-up-to of then
  excess_minor  bigint not null,
  sold_units    numeric(14, 3) not null,
  lowest_units  numeric(14, 3) not null,  -- the least on hand at the close of a day on which it would have been there
  late_minutes  bigint not null           -- of out_minutes: those of days on which it would have been there
);
create index suggestion_to_grade on suggestion (grade_on, id);

-- What is to come to the positions of a store, and what is to leave them: open orders, transfers that are not here yet, and
-- what was accepted but is not ordered yet. A draft transfer has not taken its units off the shelf.
create function coming_to(of_store bigint) returns table (product_id bigint, on_order numeric, in_transit numeric, leaving numeric)
language sql stable as $$
  select c.product_id, sum(c.on_order), sum(c.in_transit), sum(c.leaving)
  from (
    select o.product_id, o.quantity as on_order, 0 as in_transit, 0 as leaving
    from order_open_line o where o.store_id = of_store
    union all
    select t.product_id, 0, t.quantity, 0 from transfer_open_line t where t.to_store_id = of_store
    union all
    select t.product_id, 0, 0, t.quantity from transfer_open_line t where t.from_store_id = of_store and t.status = 'draft'
    union all
    select d.product_id, case d.kind when 'buy' then d.decided_quantity else 0 end,
      case d.kind when 'buy' then 0 else d.decided_quantity end, 0
    from suggestion d
    where d.store_id = of_store and d.status in ('accepted', 'changed') and d.order_id is null and d.transfer_id is null
    union all
    select d.product_id, 0, 0, d.decided_quantity
    from suggestion d
    where d.from_store_id = of_store and d.status in ('accepted', 'changed') and d.transfer_id is null
  ) c
  group by c.product_id
$$;

-- Of these products, what stores have promised to others than of_store, open suggestions too.
create function promised_to_others(of_store bigint, products bigint[])
returns table (store_id bigint, product_id bigint, quantity numeric) language sql stable as $$
  select p.store_id, p.product_id, sum(p.quantity)
  from (
    select t.from_store_id as store_id, t.product_id, t.quantity from transfer_open_line t
    where t.status = 'draft' and t.product_id = any (products)
    union all
    select d.from_store_id, d.product_id, d.quantity from suggestion d
    where d.kind = 'transfer' and d.status = 'open' and d.store_id <> of_store and d.product_id = any (products)
    union all
    select d.from_store_id, d.product_id, d.decided_quantity from suggestion d
    where d.kind = 'transfer' and d.status in ('accepted', 'changed') and d.transfer_id is null and d.product_id = any (products)
  ) p
  group by 1, 2
$$;

-- One writes at a time: what is promised and coming cannot change between a look and a suggestion, or its acceptance.
create function lock_suggestions() returns void language sql volatile as $$
  select pg_advisory_xact_lock(hashtext('stockroom suggestions'))
$$;

-- Whether a run stands on what is not so any more: what sells was worked out anew since, from days that came late. A store's
-- first plan, made while its history comes in, is made again at once; a later one after two hours, so that whoever decides
-- keeps what they look at; none of which something was decided.
create function is_outdated(run replenishment_run, at timestamptz) returns boolean language sql stable as $$
  select exists (select from store_availability a where a.store_id = run.store_id and a.demand_at > run.started_at)
    and (run.finished_at < at - interval '2 hours'
      or not exists (select from replenishment_run r where r.store_id = run.store_id and r.business_date < run.business_date))
    and not exists (select from suggestion g where g.run_id = run.id and g.status in ('accepted', 'changed', 'rejected'))
$$;

-- Claims a store's run of the business day that an instant belongs to: 'mine', 'done' already, or 'busy': somebody else is
-- at it. Whoever comes at the same moment waits for the row. What somebody left unfinished is begun anew.
create function start_run(of_store bigint, at timestamptz, with_claim uuid)
returns table (outcome text, run_id bigint, business_date date) language plpgsql as $$
#variable_conflict use_column
declare
  today date := (select business_day(at, s.time_zone, s.day_cutoff) from store s where s.id = of_store);
  run   replenishment_run;
begin
  if today is null then return; end if;
  insert into replenishment_run (store_id, business_date, claim, claimed_until, started_at)
    values (of_store, today, with_claim, clock_timestamp() + interval '2 minutes', at)
    on conflict (store_id, business_date) do nothing;
  select * into run from replenishment_run r where r.store_id = of_store and r.business_date = today for update;
  if exists (select from replenishment_run r where r.store_id = of_store and r.business_date > today)
     or (run.finished_at is not null and not is_outdated(run, at)) then
    return query select 'done', run.id, today;
  elsif run.finished_at is null and run.claim <> with_claim and run.claimed_until > clock_timestamp() then
    return query select 'busy', run.id, today;
  else
    delete from suggestion g where g.run_id = run.id and g.status = 'open';
    update replenishment_run r
      set claim = with_claim, claimed_until = clock_timestamp() + interval '2 minutes', started_at = at, finished_at = null,
        ordered_at = null
      where r.id = run.id;
    return query select 'mine', run.id, today;
  end if;
end $$;

-- Goes on with a run that is still one's own; raises run.lost when somebody else has taken it.
create function keep_run(of_run bigint, with_claim uuid) returns replenishment_run language plpgsql as $$
declare
  run replenishment_run;
begin
  update replenishment_run r set claimed_until = clock_timestamp() + interval '2 minutes'
    where r.id = of_run and r.claim = with_claim and r.finished_at is null
    returning r.* into run;
  if not found then raise exception 'run.conflict: this run is somebody else''s by now'; end if;
  return run;
end $$;

-- Rows are [product, reorder point, order-up-to, safety stock, units of a lead time, source].
create function put_levels(of_run bigint, with_claim uuid, rows jsonb) returns integer language plpgsql as $$
declare
  run replenishment_run := keep_run(of_run, with_claim);
  put integer;
begin
  insert into reorder_level (store_id, product_id, reorder_point, order_up_to, safety_stock, lead_units, source, computed_at)
    select run.store_id, (r->>0)::bigint, (r->>1)::numeric, (r->>2)::numeric, (r->>3)::numeric, (r->>4)::numeric, r->>5,
      run.started_at
    from jsonb_array_elements(rows) r
    order by 2
    on conflict (store_id, product_id) do update set reorder_point = excluded.reorder_point,
      order_up_to = excluded.order_up_to, safety_stock = excluded.safety_stock, lead_units = excluded.lead_units,
      source = excluded.source, computed_at = excluded.computed_at;
  get diagnostics put = row_count;
  return put;
end $$;

-- Takes the place of the position's open suggestions of earlier runs. A row that stands on what is not so any more is
-- left out: something was ordered, or promised, since it was read. Put again, it is there already. Answers how many are in.
create function put_suggestions(of_run bigint, with_claim uuid, rows jsonb) returns integer language plpgsql as $$
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
    where coalesce(c.on_order + c.in_transit - c.leaving, 0) = w.coming
      and (w.kind = 'buy' or coalesce(p.quantity, 0) = w.promised)
    order by w."productId", w.kind desc, w."fromStoreId"
    on conflict (store_id, product_id, kind, coalesce(from_store_id, 0)) where status = 'open' do nothing;
  select count(*) into put from suggestion g where g.run_id = run.id and g.status = 'open'
    and g.product_id in (select (r->>'productId')::bigint from jsonb_array_elements(rows) r);
  return put;
end $$;

-- Ends a run: what earlier ones suggested is over, and so are levels of what is not planned any more.
create function finish_run(of_run bigint, with_claim uuid, at timestamptz, planned integer, known_to date, all_in boolean,
  in_words text) returns table (suggestions integer, cost_minor bigint) language plpgsql as $$
#variable_conflict use_column
declare
  run replenishment_run;
begin
  perform lock_suggestions();
  select * into run from replenishment_run r where r.id = of_run;
  if run.finished_at is null then
    run := keep_run(of_run, with_claim);
    update suggestion g set status = 'expired' where g.store_id = run.store_id and g.status = 'open' and g.run_id <> run.id;
    delete from reorder_level l where l.store_id = run.store_id and l.computed_at < run.started_at;
    update replenishment_run r
      set finished_at = at, demand_to = known_to, is_complete = all_in, words = in_words, positions = planned,
        suggestions = t.suggestions, cost_minor = t.cost
      from (select count(*) as suggestions, coalesce(sum(g.cost_minor), 0)::bigint as cost from suggestion g where g.run_id = of_run) t
      where r.id = of_run;
  end if;
  return query select r.suggestions, r.cost_minor from replenishment_run r where r.id = of_run;
end $$;

-- Decides suggestions that are open, each once: decisions are [{suggestionId, verdict, quantity, reason}]. The same decision
-- again finds what it has decided. A purchase without a supplier cannot be accepted.
create function decide_suggestions(decisions jsonb, with_decision uuid, by_actor text, at timestamptz)
returns integer language plpgsql as $$
declare
  done integer;
begin
  perform lock_suggestions();
  if exists (select from suggestion g where g.decision = with_decision
      and g.id not in (select (d->>'suggestionId')::bigint from jsonb_array_elements(decisions) d)) then
    raise exception 'suggestion.conflict: this Idempotency-Key was used for other suggestions';
  end if;
  update suggestion g
    set status = case d.verdict when 'accept' then 'accepted' when 'change' then 'changed' else 'rejected' end,
      decided_quantity = case d.verdict when 'accept' then g.quantity when 'change' then d.quantity end,
      reason = d.reason, decided_at = at, decided_by = by_actor, decision = with_decision
    from jsonb_to_recordset(decisions) d ("suggestionId" bigint, verdict text, quantity numeric, reason text)
    where g.id = d."suggestionId" and g.status = 'open'
      and (d.verdict = 'reject' or g.kind = 'transfer' or g.supplier_id is not null);
  get diagnostics done = row_count;
  return done;
end $$;

-- Accepts what a run is to order by itself, unless the stop is on: once, whatever is asked again.
create function accept_by_itself(of_run bigint, with_decision uuid, at timestamptz) returns integer language plpgsql as $$
declare
  done integer := 0;
begin
  perform lock_suggestions();
  perform from replenishment_run r where r.id = of_run and r.finished_at is not null and r.ordered_at is null for update;
  if not found then return 0; end if;
  if not (select o.is_stopped from ordering_stop o) then
    update suggestion g
      set status = 'accepted', decided_quantity = g.quantity, decided_at = at, decided_by = 'replenishment',
        decision = with_decision
      where g.run_id = of_run and g.status = 'open' and g.auto_mode in ('draft', 'send')
        and (g.kind = 'transfer' or g.supplier_id is not null)
        and not g.holds && '{budget,minimum_value,price_jump,no_supplier,no_cost}';
    get diagnostics done = row_count;
  end if;
  update replenishment_run r set ordered_at = at where r.id = of_run;
  return done;
end $$;

-- Grades suggestions whose window is over and told: at most so many. Days on which it would have been there begin when the
-- lead time has passed. What was on hand at the close of a day is the level now, less what changed since.
create function grade_suggestions(most integer, at timestamptz) returns integer language plpgsql as $$
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
  insert into suggestion_grade (suggestion_id, graded_at, out_minutes, excess_units, excess_minor, sold_units, lowest_units, late_minutes)
    select d.id, at, coalesce(w.out_minutes, 0), e.excess, coalesce(round(e.excess * d.avg_cost * d.minor_units), 0),
      coalesce(w.sold, 0), e.lowest, coalesce(w.late_minutes, 0)
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

-- Sets a policy at a level, whole. Raises policy.unknown (names nothing that is), policy.stale; answers its id.
create function save_policy(of_store bigint, of_category text, of_product bigint, read_version integer, fields jsonb,
  by_actor text) returns bigint language plpgsql as $$
declare
  was    reorder_policy;
  wanted reorder_policy;
  saved  bigint;
begin
  perform set_config('stockroom.actor', by_actor, true);
  wanted := jsonb_populate_record(null::reorder_policy, fields);
  if of_product is not null and not exists (select from product p where p.id = of_product) then
    raise exception 'product.unknown: there is no such product';
  elsif of_category is not null and not exists (select from product p where p.category = of_category) then
    raise exception 'policy.category: no product is in the category "%"', of_category;
  elsif of_store is not null and not exists (select from store s where s.id = of_store) then
    raise exception 'store.unknown: There is no such store';
  elsif wanted.supplier_id is not null and not exists (select from supplier s where s.id = wanted.supplier_id) then
    raise exception 'supplier.unknown: there is no such supplier';
  elsif wanted.warehouse_id is not null and not exists (select from store s where s.id = wanted.warehouse_id) then
    raise exception 'store.unknown: There is no such store';
  elsif wanted.warehouse_id = of_store then
    raise exception 'policy.invalid: a store cannot fetch from itself';
  end if;
  insert into reorder_policy (store_id, category, product_id, version) values (of_store, of_category, of_product, 0)
    on conflict (store_id, category, product_id) do nothing;
  select * into was from reorder_policy r where r.store_id is not distinct from of_store
    and r.category is not distinct from of_category and r.product_id is not distinct from of_product for update;
  if (to_jsonb(wanted) - '{id,store_id,category,product_id,version,updated_at,updated_by}'::text[])
     = (to_jsonb(was) - '{id,store_id,category,product_id,version,updated_at,updated_by}'::text[]) and was.version > 0 then
    return was.id;
  end if;
  if was.version <> read_version then
    raise exception 'policy.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  update reorder_policy r
    set method = wanted.method, reorder_point = wanted.reorder_point, order_up_to = wanted.order_up_to,
      review_days = wanted.review_days, service_level = wanted.service_level, shelf_max = wanted.shelf_max,
      supplier_id = wanted.supplier_id, warehouse_id = wanted.warehouse_id, auto_mode = wanted.auto_mode,
      price_jump = wanted.price_jump, snoozed_until = wanted.snoozed_until, version = was.version + 1
    where r.id = was.id
    returning r.id into saved;
  return saved;
end $$;

-- Raises budget.stale, store.unknown.
create function save_budget(of_store bigint, of_month date, amount bigint, read_version integer, by_actor text)
returns bigint language plpgsql as $$
declare
  was reorder_budget;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if not exists (select from store s where s.id = of_store) then
    raise exception 'store.unknown: There is no such store';
  end if;
  insert into reorder_budget (store_id, month, version) values (of_store, of_month, 0) on conflict do nothing;
  select * into was from reorder_budget b where b.store_id = of_store and b.month = of_month for update;
  if was.version > 0 and was.amount_minor is not distinct from amount then return of_store; end if;
  if was.version <> read_version then
    raise exception 'budget.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  update reorder_budget b set amount_minor = amount, version = was.version + 1 where b.store_id = of_store and b.month = of_month;
  return of_store;
end $$;

-- Raises stop.stale.
create function save_stop(stopped boolean, with_reason text, read_version integer, by_actor text)
returns boolean language plpgsql as $$
declare
  was ordering_stop;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from ordering_stop for update;
  if was.is_stopped = stopped and was.reason is not distinct from with_reason then return stopped; end if;
  if was.version <> read_version then
    raise exception 'stop.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  update ordering_stop set is_stopped = stopped, reason = with_reason;
  return stopped;
end $$;

-- Marks days; the same key again finds them marked. Raises promotion.conflict, product.unknown, store.unknown.
create function add_promotion(with_key uuid, fields jsonb, by_actor text) returns bigint language plpgsql as $$
declare
  wanted promotion := jsonb_populate_record(null::promotion, fields);
  was    promotion;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if wanted.product_id is not null and not exists (select from product p where p.id = wanted.product_id) then
    raise exception 'product.unknown: there is no such product';
  elsif wanted.category is not null and not exists (select from product p where p.category = wanted.category) then
    raise exception 'policy.category: no product is in the category "%"', wanted.category;
  elsif wanted.store_id is not null and not exists (select from store s where s.id = wanted.store_id) then
    raise exception 'store.unknown: There is no such store';
  end if;
  insert into promotion (key, store_id, category, product_id, name, from_day, to_day, uplift)
    values (with_key, wanted.store_id, wanted.category, wanted.product_id, wanted.name, wanted.from_day, wanted.to_day, wanted.uplift)
    on conflict (key) do nothing;
  select * into was from promotion p where p.key = with_key;
  if was is distinct from jsonb_populate_record(was, fields) then
    raise exception 'promotion.conflict: this Idempotency-Key was used for another promotion';
  end if;
  return was.id;
end $$;

create function remove_promotion(of_promotion bigint, by_actor text) returns boolean language plpgsql as $$
begin
  perform set_config('stockroom.actor', by_actor, true);
  delete from promotion p where p.id = of_promotion;
  return found;
end $$;

grant select, insert, update, delete on reorder_policy, reorder_budget, promotion, reorder_level, suggestion to stockroom_app;
grant select, insert, update on replenishment_run, suggestion_grade, ordering_stop to stockroom_app;
grant select on effective_policy to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
