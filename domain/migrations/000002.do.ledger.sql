-- The ledger, its projection, and the one function that writes them.

-- Insert only. A count is a delta with the counted value kept beside it; a correction points to the count it upholds.
-- No foreign keys: post_movements, the only writer, has looked up and locked store and product; each key would cost
-- an import a look-up a row, and neither stores nor products can be deleted.
create table stock_movement (
  id            bigint generated always as identity primary key,
  store_id      bigint not null,
  product_id    bigint not null,
  type          text not null,
  quantity      numeric(14, 3) not null,
  counted       numeric(14, 3),
  unit_cost     numeric(18, 6),
  value_minor   bigint not null default 0,
  reason        text,
  note          text,
  occurred_at   timestamptz not null,
  recorded_at   timestamptz not null default now(),
  business_date date not null,
  actor         text,
  import_id     uuid,
  source_type   text,
  source_id     bigint,
  source_line   bigint,
  reverses_id   bigint,
  corrects_id   bigint,
  constraint movement_sign check (case type
    when 'receipt' then quantity > 0
    when 'return' then quantity > 0
    when 'transfer_in' then quantity > 0
    when 'sale' then quantity < 0
    when 'transfer_out' then quantity < 0
    when 'adjustment' then quantity <> 0
    when 'count_correction' then quantity <> 0 and corrects_id is not null
    when 'count' then counted is not null
    when 'revaluation' then quantity = 0
    else false
  end)
);
-- On hand as of an instant, and a product's history.
create index movement_history on stock_movement (store_id, product_id, occurred_at);
create index movement_count on stock_movement (store_id, product_id, occurred_at) where type = 'count';
create unique index movement_reverses on stock_movement (reverses_id) where reverses_id is not null;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'ledger.append_only: % is append only; post an opposite movement instead', tg_table_name;
end $$;
create trigger movement_append_only before update or delete or truncate on stock_movement
  for each statement execute function refuse_change();

-- The projection: changed only together with the ledger. Spare room on each page keeps updates in place (HOT).
create table stock_level (
  store_id         bigint not null references store,
  product_id       bigint not null references product,
  on_hand          numeric(14, 3) not null default 0,
  reserved         numeric(14, 3) not null default 0 check (reserved >= 0),
  available        numeric(14, 3) not null generated always as (on_hand - reserved) stored,
  avg_cost         numeric(18, 6),
  last_counted_at  timestamptz,
  last_movement_at timestamptz,
  primary key (store_id, product_id)
) with (fillfactor = 70);
create index stock_level_product on stock_level (product_id);

-- The one definition of low: list, dashboard and alerts all ask it.
create function is_low(available numeric, reorder_point numeric) returns boolean language sql immutable parallel safe as $$
  select available <= reorder_point
$$;

-- What was posted, by idempotency key. Apart from the ledger, so that undoing a movement can free its key.
create table posted_key (
  key     uuid primary key,
  payload uuid not null
);

-- Deltas that no roll-up holds yet; reads add them, so figures are exact at any instant and no sale waits on a hot row.
create table fact_pending (
  store_id       bigint not null,
  product_id     bigint not null,
  business_date  date not null,
  type           text not null,
  quantity       numeric(14, 3) not null,
  value_minor    bigint not null,
  net_minor      bigint not null,
  tax_minor      bigint not null,
  discount_minor bigint not null
);
-- Rows arrive roughly by date: a block-range index finds a month's worth and costs a posting next to nothing.
create index fact_pending_date on fact_pending using brin (business_date);

-- Events to publish: written with their cause, published after it has committed.
create table outbox (
  id           uuid primary key default uuid_v7(),
  name         text not null,
  version      integer not null default 1,
  occurred_at  timestamptz not null default now(),
  data         jsonb not null,
  published_at timestamptz
);
create index outbox_unpublished on outbox (id) where published_at is null;

-- What a consumer has done already: an event may come more than once.
create table handled_event (
  consumer   text not null,
  event_id   uuid not null,
  attempt    uuid not null, -- whose it is: a call whose reply was lost finds its own row
  handled_at timestamptz not null default now(),
  primary key (consumer, event_id)
);

-- One movement to be posted.
create type posting as (
  line           integer,     -- the caller's number for the row
  key            uuid,        -- idempotency key
  payload        uuid,        -- hash of what the row says
  store_id       bigint,
  product_id     bigint,
  type           text,
  quantity       numeric,     -- signed; null for a count
  counted        numeric,     -- for a count only
  occurred_at    timestamptz,
  unit_cost      numeric,     -- for a receipt: what was paid; else the moving average is taken
  reason         text,
  note           text,
  source_type    text,
  source_id      bigint,
  source_line    bigint,
  net_minor      bigint,      -- revenue, for sales and returns
  tax_minor      bigint,
  discount_minor bigint
);

-- How to plan for so many rows, for the rest of the function that calls it (which has `set plan_cache_mode`, so that it
-- ends there). A till's sale runs on ready plans: making them anew at every call takes longer than the sale itself.
create function plan_for(rows integer) returns void language sql as $$
  select set_config('plan_cache_mode', case when rows < 100 then 'force_generic_plan' else 'auto' end, true)
$$;

-- The only way stock changes. Returns the rows that were NOT posted: 'duplicate' (the same row is in already) or
-- 'changed' (its key is in with another payload). Everything else is in when the call returns.
-- Raises: movement.unknown (store or product), movement.future, stock.insufficient.
--
-- It locks the levels in (store, product) order first and only then reads the ledger, each step with a fresh snapshot:
-- in one single statement the snapshot would be older than the lock, and miss a sale that committed while it waited.
create function post_movements(rows posting[], by_actor text default null, by_import uuid default null)
returns table (line integer, outcome text)
language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = auto as $$
declare
  given       integer := coalesce(array_length(rows, 1), 0);
  resolved    integer;
  is_future   boolean;
  has_counts  boolean;
  has_manual  boolean;
  store_ids   bigint[];
  product_ids bigint[];
  new_keys    uuid[];
  fresh       posting[] := rows;
begin
  perform plan_for(given);
  select count(*), bool_or(r.occurred_at > now() + interval '24 hours'), bool_or(r.type = 'count'),
      bool_or(r.type in ('adjustment', 'transfer_out'))
    into resolved, is_future, has_counts, has_manual
    from unnest(rows) r join store s on s.id = r.store_id join product p on p.id = r.product_id;
  if resolved <> given then
    raise exception 'movement.unknown: a row names a store or product that does not exist';
  elsif is_future then
    raise exception 'movement.future: a row lies more than 24 hours in the future';
  end if;

  select array_agg(k.store_id order by k.store_id, k.product_id), array_agg(k.product_id order by k.store_id, k.product_id)
    into store_ids, product_ids
    from (select distinct r.store_id, r.product_id from unnest(rows) r) k
    join product p on p.id = k.product_id and p.is_stocked;
  insert into stock_level (store_id, product_id)
    select k.store_id, k.product_id from unnest(store_ids, product_ids) k (store_id, product_id)
    where not exists (select from stock_level l where l.store_id = k.store_id and l.product_id = k.product_id)
    order by 1, 2
    on conflict do nothing;
  perform from stock_level l join unnest(store_ids, product_ids) k (store_id, product_id) using (store_id, product_id)
    order by l.store_id, l.product_id
    for update of l;

  with claimed as (
    insert into posted_key (key, payload)
      select distinct on (r.key) r.key, r.payload from unnest(rows) r order by r.key, r.line
    on conflict do nothing
    returning key
  )
  select array_agg(key) into new_keys from claimed;
  if coalesce(array_length(new_keys, 1), 0) < given then
    select array_agg(f.posting) into fresh
      from (select distinct on (r.key) r as posting, r.key from unnest(rows) r order by r.key, r.line) f
      join unnest(new_keys) k (key) using (key);
    return query
      select r.line, case when k.payload = r.payload then 'duplicate' else 'changed' end
      from unnest(rows) r join posted_key k using (key)
      where not exists (select from unnest(fresh) f where f.key = r.key and f.line = r.line);
    select array_agg(k.store_id), array_agg(k.product_id) into store_ids, product_ids
      from (select distinct f.store_id, f.product_id from unnest(fresh) f) k
      join product p on p.id = k.product_id and p.is_stocked;
  end if;
  if fresh is null then return; end if;

  perform post_changes(fresh, by_actor, by_import);
  if has_counts then
    perform post_counts(fresh, by_actor, by_import);
  end if;
  if has_manual and exists (
    select from unnest(fresh) f join stock_level l using (store_id, product_id)
    where f.type in ('adjustment', 'transfer_out') and f.quantity < 0 and l.available < 0
  ) then
    raise exception 'stock.insufficient: there is not enough stock for this';
  end if;
  insert into outbox (name, data)
    select 'stock.changed', jsonb_build_object('storeId', k.store_id::text, 'productIds', jsonb_agg(k.product_id::text))
    from (select store_id, product_id, (row_number() over (partition by store_id order by product_id) - 1) / 1000 as part
          from unnest(store_ids, product_ids) u (store_id, product_id)) k
    group by k.store_id, k.part;
end $$;

-- Everything but counts: movements, the corrections that older ones owe to an applied count, levels, pending facts.
create function post_changes(fresh posting[], by_actor text, by_import uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  with entry as materialized (
    select f.*, p.is_stocked, l.last_counted_at, business_day(f.occurred_at, s.time_zone, s.day_cutoff) as business_date,
      coalesce(f.unit_cost, l.avg_cost, p.cost) as cost,
      coalesce(round(f.quantity * coalesce(f.unit_cost, l.avg_cost, p.cost) * s.minor_units), 0)::bigint as value_minor
    from unnest(fresh) f
    join store s on s.id = f.store_id
    join product p on p.id = f.product_id
    left join stock_level l on l.store_id = f.store_id and l.product_id = f.product_id
    where f.type <> 'count'
  ), moved as (
    insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, reason, note, occurred_at,
      business_date, actor, import_id, source_type, source_id, source_line)
    select e.store_id, e.product_id, e.type, e.quantity, e.cost, e.value_minor, e.reason, e.note, e.occurred_at,
      e.business_date, by_actor, by_import, e.source_type, e.source_id, e.source_line
    from entry e where e.is_stocked
  ), correction as materialized (
    select e.store_id, e.product_id, -e.quantity as quantity, -e.value_minor as value_minor, e.cost,
           c.id as count_id, c.occurred_at, c.business_date
    from entry e
    cross join lateral (
      select m.id, m.occurred_at, m.business_date from stock_movement m
      where m.store_id = e.store_id and m.product_id = e.product_id and m.type = 'count' and m.occurred_at >= e.occurred_at
      order by m.occurred_at limit 1
    ) c
    where e.is_stocked and e.occurred_at <= e.last_counted_at
  ), corrected as (
    insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date,
      actor, import_id, corrects_id)
    select c.store_id, c.product_id, 'count_correction', c.quantity, c.cost, c.value_minor, c.occurred_at, c.business_date,
      by_actor, by_import, c.count_id
    from correction c
  ), fact as (
    insert into fact_pending
    select d.store_id, d.product_id, d.business_date, d.type, sum(d.quantity), sum(d.value_minor), sum(d.net_minor),
      sum(d.tax_minor), sum(d.discount_minor)
    from (
      select e.store_id, e.product_id, e.business_date, e.type, e.quantity, e.value_minor,
        coalesce(e.net_minor, 0) as net_minor, coalesce(e.tax_minor, 0) as tax_minor,
        coalesce(e.discount_minor, 0) as discount_minor
      from entry e
      union all
      select c.store_id, c.product_id, c.business_date, 'count_correction', c.quantity, c.value_minor, 0, 0, 0
      from correction c
    ) d
    group by 1, 2, 3, 4
  )
  update stock_level l
  set on_hand = l.on_hand + d.quantity,
      avg_cost = case when d.received > 0
        then (greatest(l.on_hand, 0) * coalesce(l.avg_cost, d.paid / d.received) + d.paid)
             / (greatest(l.on_hand, 0) + d.received)
        else l.avg_cost end,
      last_movement_at = greatest(l.last_movement_at, d.occurred_at)
  from (
    select e.store_id, e.product_id, sum(e.quantity) + coalesce(sum(c.quantity), 0) as quantity,
      max(e.occurred_at) as occurred_at, sum(e.received) as received, sum(e.paid) as paid
    from (
      select e.store_id, e.product_id, sum(e.quantity) as quantity, max(e.occurred_at) as occurred_at,
        sum(e.quantity) filter (where e.type = 'receipt' and e.unit_cost is not null) as received,
        sum(e.quantity * e.unit_cost) filter (where e.type = 'receipt') as paid
      from entry e where e.is_stocked group by 1, 2
    ) e
    left join (select c.store_id, c.product_id, sum(c.quantity) as quantity from correction c group by 1, 2) c
      using (store_id, product_id)
    group by 1, 2
  ) d
  where l.store_id = d.store_id and l.product_id = d.product_id;
end $$;

-- Counts, as of their instant: what was sold since is not erased. A store and product counted twice in one call is
-- posted in passes, the earliest first. A count older than an applied one owes that one a correction, like any movement.
create function post_counts(fresh posting[], by_actor text, by_import uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
declare
  passes integer;
begin
  select max(n) into passes
    from (select count(*) as n from unnest(fresh) f where f.type = 'count' group by f.store_id, f.product_id) c;
  for pass in 1 .. passes loop
    with this as (
      select * from (
        select f.*, row_number() over (partition by f.store_id, f.product_id order by f.occurred_at, f.key) as nth
        from unnest(fresh) f where f.type = 'count'
      ) f where f.nth = pass
    ), entry as materialized (
      select t.*, coalesce(l.avg_cost, p.cost) as cost, s.minor_units as minor, l.last_counted_at,
        business_day(t.occurred_at, s.time_zone, s.day_cutoff) as business_date,
        t.counted - (l.on_hand - coalesce((
          select sum(m.quantity) from stock_movement m
          where m.store_id = t.store_id and m.product_id = t.product_id and m.occurred_at > t.occurred_at), 0)) as delta
      from this t
      join stock_level l using (store_id, product_id)
      join product p on p.id = t.product_id and p.is_stocked
      join store s on s.id = t.store_id
    ), counted as (
      insert into stock_movement (store_id, product_id, type, quantity, counted, unit_cost, value_minor, reason, note,
        occurred_at, business_date, actor, import_id, source_type, source_id, source_line)
      select e.store_id, e.product_id, 'count', e.delta, e.counted, e.cost, coalesce(round(e.delta * e.cost * e.minor), 0),
        e.reason, e.note, e.occurred_at, e.business_date, by_actor, by_import, e.source_type, e.source_id, e.source_line
      from entry e
    ), correction as materialized (
      select e.store_id, e.product_id, -e.delta as quantity, -coalesce(round(e.delta * e.cost * e.minor), 0) as value_minor,
        e.cost, c.id as count_id, c.occurred_at, c.business_date
      from entry e
      cross join lateral (
        select m.id, m.occurred_at, m.business_date from stock_movement m
        where m.store_id = e.store_id and m.product_id = e.product_id and m.type = 'count' and m.occurred_at > e.occurred_at
        order by m.occurred_at limit 1
      ) c
      where e.occurred_at < e.last_counted_at and e.delta <> 0
    ), corrected as (
      insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date,
        actor, import_id, corrects_id)
      select c.store_id, c.product_id, 'count_correction', c.quantity, c.cost, c.value_minor, c.occurred_at,
        c.business_date, by_actor, by_import, c.count_id
      from correction c
    ), fact as (
      insert into fact_pending
      select e.store_id, e.product_id, e.business_date, 'count', e.delta, coalesce(round(e.delta * e.cost * e.minor), 0), 0, 0, 0
      from entry e where e.delta <> 0
      union all
      select c.store_id, c.product_id, c.business_date, 'count_correction', c.quantity, c.value_minor, 0, 0, 0
      from correction c
    )
    update stock_level l
    set on_hand = l.on_hand + e.delta + coalesce(c.quantity, 0),
        last_counted_at = greatest(l.last_counted_at, e.occurred_at),
        last_movement_at = greatest(l.last_movement_at, e.occurred_at)
    from entry e left join correction c using (store_id, product_id)
    where l.store_id = e.store_id and l.product_id = e.product_id;
  end loop;
end $$;
