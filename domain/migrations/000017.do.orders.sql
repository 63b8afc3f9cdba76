-- Purchase orders, what came of them, and what that teaches of a supplier.

-- An order to one supplier for one store, in the store's currency.
create table purchase_order (
  id                bigint generated always as identity primary key,
  number            text not null generated always as (
    'PO-' || case when id < 10000 then lpad(id::text, 5, '0') else id::text end) stored,
  supplier_id       bigint not null references supplier,
  store_id          bigint not null references store,
  currency          text not null,
  status            text not null default 'draft'
    check (status in ('draft', 'approved', 'sent', 'partly_received', 'closed', 'cancelled')),
  expected_on       date,
  note              text,
  landed_minor      bigint not null default 0 check (landed_minor >= 0), -- freight, duty: what stock costs beside its price
  tolerance_percent integer not null default 5 check (tolerance_percent between 0 and 100),
  request_key       uuid not null unique, -- of the request that made it: the same again makes no second one
  payload           uuid not null,
  created_at        timestamptz not null default now(),
  created_by        text not null,
  approved_at       timestamptz,
  approved_by       text,
  sent_at           timestamptz,
  sent_by           text,
  mailed_at         timestamptz,
  mailed_to         text,
  mailed_supplier   boolean,              -- false: the supplier took no mail, so it went to the chain's own people
  first_received_at timestamptz,
  ended_at          timestamptz,          -- closed or cancelled
  ended_by          text,
  version           integer not null default 1,
  updated_at        timestamptz not null default now(),
  updated_by        text
);
create index purchase_order_store on purchase_order (store_id, id);
create index purchase_order_supplier on purchase_order (supplier_id, id);
create index purchase_order_open on purchase_order (store_id, supplier_id)
  where status in ('draft', 'approved', 'sent', 'partly_received');
create unique index purchase_order_number on purchase_order (lower(number));

-- What is ordered of a product. What came of it is the sum of receipt lines and stands nowhere else.
create table purchase_order_line (
  order_id      bigint not null references purchase_order,
  product_id    bigint not null references product,
  nth           integer not null,
  ordered       numeric(14, 3) not null check (ordered > 0),
  cancelled     numeric(14, 3) not null default 0 check (cancelled between 0 and ordered), -- not awaited any more
  unit_cost     numeric(18, 6) check (unit_cost >= 0),
  pack_size     numeric(14, 3) not null default 1,
  supplier_sku  text,
  suggestion_id bigint,
  primary key (order_id, product_id)
);
create index purchase_order_line_product on purchase_order_line (product_id, order_id);
create index purchase_order_line_suggestion on purchase_order_line (suggestion_id) where suggestion_id is not null;

-- A delivery note is one delivery however it is written, and by whatever way it is told. Notes that differed by case
-- alone were two until now: all but the first keep their names with a number behind.
update goods_receipt g set delivery_note = g.delivery_note || ' (' || g.id || ')'
  where exists (select from goods_receipt f where f.supplier_id = g.supplier_id and f.id < g.id
    and lower(f.delivery_note) = lower(g.delivery_note));
create unique index goods_receipt_note on goods_receipt (supplier_id, lower(delivery_note));
alter table goods_receipt
  add column request_key  text,           -- of the request that took it in; null: a file did
  add column payload      uuid,
  add column order_id     bigint references purchase_order,
  add column landed_minor bigint check (landed_minor >= 0),
  add column received_by  text;
create unique index goods_receipt_request on goods_receipt (supplier_id, request_key);

-- What came of an order's product with a delivery. Only `accepted` and `excess` have gone into stock.
create table receipt_line (
  id          bigint generated always as identity primary key,
  receipt_id  bigint not null references goods_receipt,
  order_id    bigint not null,
  product_id  bigint not null,
  accepted    numeric(14, 3) not null default 0 check (accepted >= 0),
  damaged     numeric(14, 3) not null default 0 check (damaged >= 0), -- still awaited
  wrong       numeric(14, 3) not null default 0 check (wrong >= 0),   -- goes back
  excess      numeric(14, 3) not null default 0 check (excess >= 0),  -- a file says it came: it is there, but was not ordered
  unit_cost   numeric(18, 6),
  landed_cost numeric(18, 6),
  reason      text
);
create index receipt_line_order on receipt_line (order_id, product_id) include (accepted, damaged);
create index receipt_line_receipt on receipt_line (receipt_id);

-- How long suppliers take, in days: learned from orders, and drawn to what was typed while those are few. A row without a
-- store is for all of them; one with a product is for those alone whose terms name a lead time of their own.
create table supplier_lead_time (
  supplier_id   bigint not null references supplier,
  store_id      bigint,
  product_id    bigint,
  days_mean     numeric not null,
  days_variance numeric not null,
  orders        integer not null,         -- how many of them were seen
  observed_mean numeric not null,
  observed_variance numeric not null,     -- 0 where one alone was seen
  computed_at   timestamptz not null default now(),
  unique nulls not distinct (supplier_id, store_id, product_id)
);

-- A line, and how much of it came, is still awaited, and may at most be accepted with what the order tolerates: nothing
-- where it has not been sent or has ended.
create view order_line_state as
select l.order_id, l.product_id, l.ordered, l.cancelled, r.received, r.damaged,
  greatest(l.ordered - l.cancelled - r.received, 0) as open,
  case when o.status in ('sent', 'partly_received')
    then greatest(trunc((l.ordered - l.cancelled) * (1 + o.tolerance_percent / 100.0), 3) - r.received, 0)
    else 0 end as most_accepted
from purchase_order_line l
join purchase_order o on o.id = l.order_id
cross join lateral (
  select coalesce(sum(r.accepted), 0) as received, coalesce(sum(r.damaged), 0) as damaged
  from receipt_line r where r.order_id = l.order_id and r.product_id = l.product_id
) r;

-- What is still to come, by (store, product).
create view order_open_line as
select o.id as order_id, o.store_id, o.supplier_id, s.product_id, s.open as quantity, o.status, o.expected_on
from purchase_order o
join order_line_state s on s.order_id = o.id
where o.status in ('draft', 'approved', 'sent', 'partly_received') and s.open > 0;

-- Orders that should be here by now, by the store's own day.
create view order_late as
select o.id as order_id, o.store_id, d.today - o.expected_on as days_late
from purchase_order o
join store s on s.id = o.store_id
cross join lateral (select business_day(now(), s.time_zone, s.day_cutoff) as today) d
where o.status in ('sent', 'partly_received') and o.expected_on < d.today;

-- By how much an order's freight and duty make its goods dearer.
create function landed_rate(of_order bigint) returns numeric language sql stable as $$
  select case when o.landed_minor = 0 then 1 else 1 + coalesce(o.landed_minor / nullif(s.minor_units * (
      select sum(l.ordered * l.unit_cost) from purchase_order_line l where l.order_id = o.id), 0), 0) end
  from purchase_order o join store s on s.id = o.store_id
  where o.id = of_order
$$;

-- What planning goes by: the product's own row, else what is typed for it, else the store's, else the supplier's, else
-- what is typed for the supplier, else a week. Where nothing is learned the deviation is taken to be 0.3 of the mean.
create function lead_time_for(of_supplier bigint, of_store bigint, of_product bigint)
returns table (days_mean numeric, days_variance numeric, orders integer) language sql stable as $$
  select c.days_mean, c.days_variance, c.orders from (
    select 1 as nth, t.days_mean, t.days_variance, t.orders from supplier_lead_time t
      where t.supplier_id = of_supplier and t.store_id is null and t.product_id = of_product
    union all
    select 2, i.lead_time_days, (0.3 * i.lead_time_days) ^ 2, 0 from supplier_item i
      where i.supplier_id = of_supplier and i.product_id = of_product and i.lead_time_days is not null
    union all
    select case when t.store_id is null then 4 else 3 end, t.days_mean, t.days_variance, t.orders from supplier_lead_time t
      where t.supplier_id = of_supplier and (t.store_id = of_store or t.store_id is null) and t.product_id is null
    union all
    select 5, coalesce(u.lead_time_days, 7), (0.3 * coalesce(u.lead_time_days, 7)) ^ 2, 0 from supplier u
      where u.id = of_supplier
  ) c
  order by c.nth limit 1
$$;

-- Learns lead times anew: from sending to the first delivery that brought something, of the 30 newest orders that came.
--   mean     = (n x observed + 3 x prior) / (n + 3)
--   variance = ((n - 1) x observed + 3 x prior) / (n - 1 + 3), since a sample's variance has n - 1 degrees of freedom
-- The typed time counts like three orders (with a deviation of 0.3 of it); where none is typed, what is seen stands alone.
-- A store's prior is what was learned of the supplier in all stores.
create function learn_lead_times(suppliers bigint[], products bigint[]) returns void language plpgsql as $$
begin
  insert into supplier_lead_time as t
      (supplier_id, store_id, product_id, days_mean, days_variance, orders, observed_mean, observed_variance, computed_at)
    with seen as materialized (
      select o.supplier_id, o.store_id, o.id, o.sent_at,
        greatest(extract(epoch from o.first_received_at - o.sent_at) / 86400, 0) as days,
        row_number() over (partition by o.supplier_id order by o.sent_at desc, o.id desc) as nth,
        row_number() over (partition by o.supplier_id, o.store_id order by o.sent_at desc, o.id desc) as nth_in_store
      from purchase_order o
      where o.supplier_id = any (suppliers) and o.sent_at is not null and o.first_received_at is not null
    ), observed as (
      select s.supplier_id, null::bigint as store_id, null::bigint as product_id, s.days from seen s where s.nth <= 30
      union all
      select s.supplier_id, s.store_id, null, s.days from seen s where s.nth_in_store <= 30
      union all
      select s.supplier_id, null, l.product_id,
        greatest(extract(epoch from min(g.received_at) - min(s.sent_at)) / 86400, 0)
      from seen s
      join receipt_line l on l.order_id = s.id and l.accepted > 0 and l.product_id = any (products)
      join supplier_item i on i.supplier_id = s.supplier_id and i.product_id = l.product_id and i.lead_time_days is not null
      join goods_receipt g on g.id = l.receipt_id
      where s.nth <= 30
      group by s.supplier_id, l.product_id, s.id
    ), counted as (
      select supplier_id, store_id, product_id, count(*)::integer as n, avg(days) as mean,
        coalesce(var_samp(days), 0) as variance
      from observed group by 1, 2, 3
    ), wide as (
      select c.supplier_id, (c.n * c.mean + 3 * p.typed) / (c.n + 3) as mean,
        ((c.n - 1) * c.variance + 3 * (0.3 * p.typed) ^ 2) / (c.n + 2) as variance
      from counted c
      join supplier u on u.id = c.supplier_id
      cross join lateral (select coalesce(u.lead_time_days, c.mean) as typed) p
      where c.store_id is null and c.product_id is null
    )
    select c.supplier_id, c.store_id, c.product_id, round(m.mean, 4), round(m.variance, 4), c.n, round(c.mean, 4),
      round(c.variance, 4), clock_timestamp()
    from counted c
    join wide w on w.supplier_id = c.supplier_id
    left join supplier_item i on i.supplier_id = c.supplier_id and i.product_id = c.product_id
    cross join lateral (
      select w.mean, w.variance where c.store_id is null and c.product_id is null
      union all
      select (c.n * c.mean + 3 * w.mean) / (c.n + 3), ((c.n - 1) * c.variance + 3 * w.variance) / (c.n + 2)
        where c.store_id is not null
      union all
      select (c.n * c.mean + 3 * i.lead_time_days) / (c.n + 3),
        ((c.n - 1) * c.variance + 3 * (0.3 * i.lead_time_days) ^ 2) / (c.n + 2)
        where c.product_id is not null
    ) m
    order by c.supplier_id, c.store_id nulls first, c.product_id nulls first
    on conflict (supplier_id, store_id, product_id) do update
    set days_mean = excluded.days_mean, days_variance = excluded.days_variance, orders = excluded.orders,
        observed_mean = excluded.observed_mean, observed_variance = excluded.observed_variance,
        computed_at = excluded.computed_at;
end $$;

-- Puts lines in place of an order's: [{productId, quantity, unitCost, suggestionId}]. What is not said comes from the
-- supplier's terms. Raises order.invalid for a product that there is not.
create function put_order_lines(of_order bigint, lines jsonb) returns void language plpgsql as $$
declare
  missing text;
begin
  select format('lines.%s.productId: there is no such product', w.nth - 1) into missing
    from jsonb_array_elements(lines) with ordinality w (value, nth)
    where not exists (select from product p where p.id = (w.value->>'productId')::bigint)
    order by w.nth limit 1;
  if missing is not null then
    raise exception 'order.invalid: %', missing;
  end if;
  delete from purchase_order_line l where l.order_id = of_order
    and not exists (select from jsonb_array_elements(lines) w where (w->>'productId')::bigint = l.product_id);
  insert into purchase_order_line as l
      (order_id, product_id, nth, ordered, unit_cost, pack_size, supplier_sku, suggestion_id)
    select of_order, p.id, w.nth, (w.value->>'quantity')::numeric,
      coalesce((w.value->>'unitCost')::numeric, i.cost, p.cost), coalesce(i.pack_size, 1), i.supplier_sku,
      (w.value->>'suggestionId')::bigint
    from jsonb_array_elements(lines) with ordinality w (value, nth)
    join purchase_order o on o.id = of_order
    join product p on p.id = (w.value->>'productId')::bigint
    left join supplier_item i on i.product_id = p.id and i.supplier_id = o.supplier_id
    order by w.nth
    on conflict (order_id, product_id) do update
    set nth = excluded.nth, ordered = excluded.ordered, unit_cost = excluded.unit_cost, pack_size = excluded.pack_size,
        supplier_sku = excluded.supplier_sku, suggestion_id = coalesce(excluded.suggestion_id, l.suggestion_id)
    where (l.nth, l.ordered, l.unit_cost, l.pack_size, l.supplier_sku)
      is distinct from (excluded.nth, excluded.ordered, excluded.unit_cost, excluded.pack_size, excluded.supplier_sku);
end $$;

-- Makes a draft, once for a key. Fields are those of purchase_order that can be set. No row: there is no such store.
-- Raises order.conflict (the key was used for another order) and order.invalid.
create function create_order(with_key uuid, with_payload uuid, fields jsonb, lines jsonb, by_actor text)
returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  wanted purchase_order := jsonb_populate_record(null::purchase_order, fields);
  in_currency text;
  made   bigint;
  was    purchase_order;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from purchase_order o where o.request_key = with_key;
  if not found then
    select s.currency into in_currency from store s where s.id = wanted.store_id;
    if not found then return; end if;
    if not exists (select from supplier u where u.id = wanted.supplier_id and not u.is_archived) then
      raise exception 'order.invalid: supplierId: there is no such supplier, or it is archived';
    end if;
    insert into purchase_order (supplier_id, store_id, currency, expected_on, note, landed_minor, tolerance_percent,
        request_key, payload, created_by, updated_by)
      values (wanted.supplier_id, wanted.store_id, in_currency, wanted.expected_on, wanted.note, wanted.landed_minor,
        wanted.tolerance_percent, with_key, with_payload, by_actor, by_actor)
      on conflict (request_key) do nothing
      returning purchase_order.id into made;
    if made is not null then
      perform put_order_lines(made, lines);
      return query select made, false;
      return;
    end if;
    select * into was from purchase_order o where o.request_key = with_key;
  end if;
  if was.payload <> with_payload then
    raise exception 'order.conflict: this Idempotency-Key was used for another order';
  end if;
  return query select was.id, true;
end $$;

-- Changes a draft. No row: there is no such order. Raises order.stale, order.conflict (it is no draft any more) and
-- order.invalid. The same again changes nothing.
create function edit_order(of_order bigint, read_version integer, fields jsonb, lines jsonb, by_actor text)
returns table (id bigint) language plpgsql as $$
#variable_conflict use_column
declare
  was    purchase_order;
  wanted purchase_order;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from purchase_order o where o.id = of_order for update;
  if not found then return; end if;
  if was.version = read_version + 1 and was.updated_by = by_actor and was.payload = (fields->>'payload')::uuid then
    return query select of_order; -- the answer to this very edit was lost
    return;
  elsif was.status <> 'draft' then
    raise exception 'order.conflict: this order is no draft any more: cancel it and make another';
  elsif was.version <> read_version then
    raise exception 'order.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  wanted := jsonb_populate_record(was, fields);
  update purchase_order o
    set (expected_on, note, landed_minor, tolerance_percent, payload, version, updated_at, updated_by)
      = (wanted.expected_on, wanted.note, wanted.landed_minor, wanted.tolerance_percent, wanted.payload, was.version + 1,
         clock_timestamp(), by_actor)
    where o.id = of_order;
  perform put_order_lines(of_order, lines);
  return query select of_order;
end $$;

-- Moves an order on: to 'approved', 'sent', 'closed' (the rest is not awaited any more) or 'cancelled'. An order that is
-- sent says so with the event order.sent, in the same call. No row: there is no such order.
-- The same again changes nothing. Raises order.stale and order.conflict.
create function move_order(of_order bigint, read_version integer, to_status text, at timestamptz, by_actor text)
returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  was purchase_order;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from purchase_order o where o.id = of_order for update;
  if not found then return; end if;
  if was.status = to_status then
    return query select of_order, true;
    return;
  elsif was.version <> read_version then
    raise exception 'order.stale: %', faster(was.updated_by, was.updated_at);
  elsif not (was.status, to_status) in (('draft', 'approved'), ('approved', 'sent'), ('sent', 'closed'),
      ('partly_received', 'closed'), ('draft', 'cancelled'), ('approved', 'cancelled'), ('sent', 'cancelled')) then
    raise exception 'order.conflict: %', case
      when was.status in ('closed', 'cancelled') then format('this order is %s: nothing more can be done with it', was.status)
      when to_status = 'sent' then 'approve this order before it is sent'
      when to_status = 'approved' then 'this order was approved before'
      when to_status = 'cancelled' then 'some of this order has come: close it instead'
      else 'this order has not been sent: cancel it instead' end;
  end if;
  if to_status in ('closed', 'cancelled') then
    update purchase_order_line l set cancelled = l.cancelled + s.open
      from order_line_state s
      where l.order_id = of_order and s.order_id = of_order and s.product_id = l.product_id and s.open > 0;
  end if;
  update purchase_order o
    set status = to_status, version = was.version + 1, updated_at = clock_timestamp(), updated_by = by_actor,
        approved_at = case to_status when 'approved' then at else o.approved_at end,
        approved_by = case to_status when 'approved' then by_actor else o.approved_by end,
        sent_at = case to_status when 'sent' then at else o.sent_at end,
        sent_by = case to_status when 'sent' then by_actor else o.sent_by end,
        ended_at = case when to_status in ('closed', 'cancelled') then at end,
        ended_by = case when to_status in ('closed', 'cancelled') then by_actor end,
        expected_on = case when to_status <> 'sent' or o.expected_on is not null then o.expected_on else (
          select business_day(at, s.time_zone, s.day_cutoff) + ceil(t.days_mean)::integer
          from store s cross join lateral lead_time_for(o.supplier_id, o.store_id, null) t where s.id = o.store_id) end
    where o.id = of_order;
  if to_status = 'sent' then
    insert into outbox (name, data) values ('order.sent', jsonb_build_object('orderId', of_order::text));
  end if;
  return query select of_order, false;
end $$;

-- After something came: how far these orders are, and what their suppliers' lead times are now.
create function settle_orders(orders bigint[], products bigint[], at timestamptz, by_actor text) returns void
language plpgsql as $$
begin
  update purchase_order o
    set status = case when not s.is_here then o.status when s.is_whole then 'closed' else 'partly_received' end,
        ended_at = case when s.is_whole then at end, ended_by = case when s.is_whole then by_actor end,
        first_received_at = (
          select min(g.received_at) from receipt_line l join goods_receipt g on g.id = l.receipt_id
          where l.order_id = o.id and l.accepted > 0),
        version = o.version + 1, updated_at = clock_timestamp(), updated_by = by_actor
    from (
      select s.order_id, bool_or(s.received > 0) as is_here, bool_and(s.open = 0) as is_whole
      from order_line_state s where s.order_id = any (orders) group by 1
    ) s
    where o.id = s.order_id and o.status in ('sent', 'partly_received');
  perform learn_lead_times((select array_agg(distinct o.supplier_id) from purchase_order o where o.id = any (orders)), products);
end $$;

-- Takes in a delivery of an order: lines are [{productId, accepted, damaged, wrong, unitCost, reason}]. What is accepted
-- goes into stock at its landed cost; the delivery note makes it happen once. landed: freight and duty of this delivery in
-- minor units; null: its part of the order's. No row: there is no such order.
-- Raises receipt.conflict (the note or the key is in with other content), receipt.excess, receipt.invalid and
-- order.conflict (it is not awaited).
--
-- Locks are taken in one order everywhere: levels, orders, delivery notes, keys of movements.
create function receive_order(of_order bigint, note text, with_key text, with_payload uuid, lines jsonb, at timestamptz,
  landed bigint, by_actor text)
returns table (id bigint, repeated boolean)
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
#variable_conflict use_column
declare
  o       purchase_order;
  was     goods_receipt;
  made    bigint;
  problem text;
  scale   numeric;
  rate    numeric;
  rows    posting[];
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into o from purchase_order p where p.id = of_order;
  if not found then return; end if;
  perform lock_levels(array_agg(o.store_id), array_agg(p.id))
    from jsonb_array_elements(lines) w join product p on p.id = (w->>'productId')::bigint and p.is_stocked
    where (w->>'accepted')::numeric > 0;
  select * into o from purchase_order p where p.id = of_order for update;
  select s.minor_units into scale from store s where s.id = o.store_id;

  insert into goods_receipt (supplier_id, delivery_note, store_id, received_at, request_key, payload, order_id, received_by)
    values (o.supplier_id, note, o.store_id, at, with_key, with_payload, of_order, by_actor)
    on conflict do nothing
    returning goods_receipt.id into made;
  if made is null then
    for was in select * from goods_receipt g where g.supplier_id = o.supplier_id
        and (lower(g.delivery_note) = lower(note) or g.request_key = with_key) loop
      if was.payload is distinct from with_payload or was.order_id is distinct from of_order
          or lower(was.delivery_note) <> lower(note) then
        raise exception 'receipt.conflict: %', case
          when was.request_key is null then format('delivery note "%s" has come in by a file', left(note, 100))
          when lower(was.delivery_note) = lower(note)
            then format('delivery note "%s" is in already, with other goods', left(note, 100))
          else 'this Idempotency-Key was used for another delivery' end;
      end if;
    end loop;
    return query select was.id, true;
    return;
  end if;
  if o.status not in ('sent', 'partly_received') then
    raise exception 'order.conflict: %', case when o.status in ('draft', 'approved')
      then 'send this order before you receive it' else format('this order is %s: nothing of it is awaited', o.status) end;
  end if;

  select case
      when p.id is null then format('receipt.invalid: lines.%s.productId: there is no such product', w.nth - 1)
      when s.order_id is null and (w.value->>'accepted')::numeric + (w.value->>'damaged')::numeric > 0
        then format('receipt.invalid: %s was not ordered: record it as wrong', left(p.sku, 100))
      else format('receipt.excess: of %s %s were ordered and %s received: at most %s more can be accepted', left(p.sku, 100),
        trim_scale(s.ordered - s.cancelled), trim_scale(s.received), trim_scale(s.most_accepted)) end
    into problem
    from jsonb_array_elements(lines) with ordinality w (value, nth)
    left join product p on p.id = (w.value->>'productId')::bigint
    left join order_line_state s on s.order_id = of_order and s.product_id = p.id
    where p.id is null
      or s.order_id is null and (w.value->>'accepted')::numeric + (w.value->>'damaged')::numeric > 0
      or (w.value->>'accepted')::numeric > 0 and (w.value->>'accepted')::numeric > s.most_accepted
    order by w.nth limit 1;
  if problem is not null then
    raise exception '%', problem;
  end if;

  -- Freight and duty by value: each line's unit cost grows by the same part. Goods of no value share by quantity.
  if landed is null then
    select coalesce(round((landed_rate(of_order) - 1) * sum((w->>'accepted')::numeric * l.unit_cost) * scale), 0) into landed
      from jsonb_array_elements(lines) w
      join purchase_order_line l on l.order_id = of_order and l.product_id = (w->>'productId')::bigint;
  end if;
  update goods_receipt g set landed_minor = landed where g.id = made;
  insert into receipt_line (receipt_id, order_id, product_id, accepted, damaged, wrong, unit_cost, landed_cost, reason)
    select made, of_order, c.product_id, c.accepted, c.damaged, c.wrong, c.cost,
      case when c.value > 0 then round(c.cost * (1 + landed / scale / c.value), 6)
        when c.units > 0 then c.cost + round(landed / scale / c.units, 6) else c.cost end, c.reason
    from (
      select w.nth, (w.value->>'productId')::bigint as product_id, w.accepted, (w.value->>'damaged')::numeric as damaged,
        (w.value->>'wrong')::numeric as wrong, w.value->>'reason' as reason, w.cost,
        sum(w.accepted * w.cost) over () as value, sum(w.accepted) filter (where w.cost is not null) over () as units
      from (
        select w.value, w.nth, (w.value->>'accepted')::numeric as accepted,
          coalesce((w.value->>'unitCost')::numeric, l.unit_cost) as cost
        from jsonb_array_elements(lines) with ordinality w (value, nth)
        left join purchase_order_line l on l.order_id = of_order and l.product_id = (w.value->>'productId')::bigint
      ) w
    ) c
    order by c.nth;

  select array_agg(row(l.id, key_of(concat_ws('|', 'receipt', made, l.id)), with_payload, o.store_id, l.product_id, 'receipt',
      l.accepted, null, at, l.landed_cost, null, null, 'receipt', made, l.id, null, null, null)::posting)
    into rows
    from receipt_line l join product p on p.id = l.product_id and p.is_stocked
    where l.receipt_id = made and l.accepted > 0;
  if rows is not null and exists (select from post_movements(rows, by_actor)) then
    raise exception 'receipt.conflict: this delivery is in already';
  end if;
  perform settle_orders(array[of_order], (select array_agg(l.product_id) from receipt_line l where l.receipt_id = made), at, by_actor);
  return query select made, false;
end $$;

-- Counts what a file says came against the orders that await it, those sent first before the others: first what is open,
-- then what the last of them tolerates. What is beyond is in stock like the rest, and is told as excess.
-- Answers the orders that it was counted against.
create function match_delivery(of_receipt bigint, of_orders bigint[], of_product bigint, quantity numeric, cost numeric)
returns bigint[] language plpgsql as $$
declare
  left_over numeric := quantity;
  take      numeric;
  o         record;
  matched   bigint[] := '{}';
begin
  for o in
    select s.*, p.sent_at, l.unit_cost, row_number() over (order by p.sent_at desc, p.id desc) = 1 as is_last
    from order_line_state s
    join purchase_order p on p.id = s.order_id
    join purchase_order_line l on l.order_id = s.order_id and l.product_id = s.product_id
    where s.order_id = any (of_orders) and s.product_id = of_product
    order by p.sent_at, p.id
  loop
    exit when left_over = 0;
    take := least(left_over, case when o.is_last then o.most_accepted else o.open end);
    left_over := left_over - take;
    continue when take = 0 and not o.is_last;
    insert into receipt_line (receipt_id, order_id, product_id, accepted, excess, unit_cost, landed_cost, reason)
      select of_receipt, o.order_id, of_product, take, case when o.is_last then left_over else 0 end,
        coalesce(cost, o.unit_cost), round(coalesce(cost, o.unit_cost) * landed_rate(o.order_id), 6),
        case when o.is_last and left_over > 0 then 'More came than was ordered' end;
    matched := matched || o.order_id;
  end loop;
  return matched;
end $$;

-- Which orders await a delivery of this product: the one that is named, if it is one of ours, whatever has become of it;
-- else those of the supplier for the store that were sent and are not closed.
create function orders_awaiting(of_supplier bigint, in_store bigint, of_product bigint, order_number text)
returns bigint[] language sql stable as $$
  select coalesce(array_agg(o.id) filter (where lower(o.number) = lower(order_number)),
    array_agg(o.id) filter (where o.status in ('sent', 'partly_received')))
  from purchase_order o join purchase_order_line l on l.order_id = o.id and l.product_id = of_product
  where o.supplier_id = of_supplier and o.store_id = in_store and o.sent_at is not null and o.status <> 'cancelled'
    and (o.status in ('sent', 'partly_received') or lower(o.number) = lower(order_number))
$$;

-- As before; and what orders await is counted as received on them, in the same call. A row may name its order (behind the
-- unit cost), and the key that an earlier release would have given it (behind that): where that one is in, the row is.
-- A delivery note that somebody has taken in by hand is not posted again.
create or replace function post_deliveries(rows jsonb, by_actor text default null, by_import uuid default null)
returns setof row_outcome
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  lines    jsonb;
  awaiting bigint[];
  outcomes row_outcome[];
  delivered record;
  matched  bigint[] := '{}';
begin
  select jsonb_agg(jsonb_build_object('line', r.line,
           'key', coalesce((select k.key::text from posted_key k where k.key = r.old_key), r.key), 'payload', r.payload,
           'store', r.store_id, 'product', p.id, 'supplier', u.id, 'note', r.note,
           'at', given_instant(r.received_at, s.time_zone), 'quantity', r.quantity, 'cost', r.cost, 'column', f.column_name,
           'reason', f.reason,
           'orders', case when f.reason is null then to_jsonb(orders_awaiting(u.id, r.store_id, p.id, r.order_number)) end))
    into lines
    from (
      select (a->>0)::integer as line, a->>1 as key, a->>2 as payload, (a->>3)::bigint as store_id, a->>4 as sku,
        a->>5 as supplier, a->>6 as note, a->>7 as received_at, (a->>8)::numeric as quantity, (a->>9)::numeric as cost,
        a->>10 as order_number, (a->>11)::uuid as old_key
      from jsonb_array_elements(rows) a
    ) r
    join store s on s.id = r.store_id
    left join product p on lower(p.sku) = lower(r.sku)
    left join supplier u on lower(u.code) = lower(r.supplier)
    left join lateral (
      select 'sku' as column_name, format('unknown SKU "%s": import it as a product first', left(r.sku, 100)) as reason
        where p.id is null
      union all
      select 'sku', format('"%s" is not a stocked product', left(r.sku, 100)) where not p.is_stocked
      union all
      select 'supplier', format('unknown supplier "%s": name it in a products file first', left(r.supplier, 100)) where u.id is null
      union all
      select 'received_at', 'lies more than 24 hours in the future'
        where given_instant(r.received_at, s.time_zone) > now() + interval '24 hours'
      limit 1
    ) f on true;

  return query
    select (l->>'line')::integer, 'rejected', l->>'column', l->>'reason'
    from jsonb_array_elements(lines) l where l->>'reason' is not null;
  select jsonb_agg(l) into lines from jsonb_array_elements(lines) l where l->>'reason' is null;
  if lines is null then return; end if;

  -- Levels, then orders, then notes, as everywhere.
  perform lock_levels(array_agg((l->>'store')::bigint), array_agg((l->>'product')::bigint)) from jsonb_array_elements(lines) l;
  select array_agg(distinct o.id::bigint) into awaiting
    from jsonb_array_elements(lines) l
    cross join lateral jsonb_array_elements_text(case jsonb_typeof(l->'orders') when 'array' then l->'orders' else '[]' end) o (id);
  perform from purchase_order o where o.id = any (awaiting) order by o.id for update;

  insert into goods_receipt (supplier_id, delivery_note, store_id, received_at, received_by)
    select distinct on ((l->>'supplier')::bigint, lower(l->>'note')) (l->>'supplier')::bigint, l->>'note',
      (l->>'store')::bigint, (l->>'at')::timestamptz, coalesce('import:' || by_import, by_actor)
    from jsonb_array_elements(lines) l
    order by (l->>'supplier')::bigint, lower(l->>'note'), (l->>'line')::integer
    on conflict do nothing;

  select array_agg(row(d.line, case when d.told = coalesce(t.quantity, 0) then 'duplicate' else 'rejected' end, null,
      case when d.told <> coalesce(t.quantity, 0)
        then format('changed: delivery note "%s" was received by hand with another quantity', left(d.note, 100)) end)::row_outcome)
    into outcomes
    from (
      select (l->>'line')::integer as line, g.id as receipt_id, l->>'note' as note, (l->>'product')::bigint as product_id,
        sum((l->>'quantity')::numeric) over (partition by g.id, l->>'product') as told
      from jsonb_array_elements(lines) l
      join goods_receipt g on g.supplier_id = (l->>'supplier')::bigint and lower(g.delivery_note) = lower(l->>'note')
        and g.request_key is not null
    ) d
    left join lateral (
      select sum(r.accepted) as quantity from receipt_line r where r.receipt_id = d.receipt_id and r.product_id = d.product_id
    ) t on true;
  return query select * from unnest(outcomes);

  with posted as (
    select array_agg(row((l->>'line')::integer, l->>'key', l->>'payload', (l->>'store')::bigint, (l->>'product')::bigint,
        'receipt', (l->>'quantity')::numeric, null, (l->>'at')::timestamptz,
        coalesce((l->>'cost')::numeric, w.unit_cost) * coalesce(landed_rate(w.order_id), 1), null, null,
        'receipt', g.id, (l->>'line')::bigint, null, null, null)::posting) as rows
    from jsonb_array_elements(lines) l
    join goods_receipt g on g.supplier_id = (l->>'supplier')::bigint and lower(g.delivery_note) = lower(l->>'note')
      and g.request_key is null
    -- At the cost of the order that it is counted against first, and with its freight and duty.
    left join lateral (
      select i.order_id, i.unit_cost from purchase_order_line i join purchase_order o on o.id = i.order_id
      where jsonb_typeof(l->'orders') = 'array' and l->'orders' @> to_jsonb(i.order_id) and i.order_id = any (awaiting)
        and i.product_id = (l->>'product')::bigint
      order by o.sent_at, o.id limit 1
    ) w on true
  )
  select array_agg(o) into outcomes from posted p cross join lateral post_rows(p.rows, by_actor, by_import) o
    where p.rows is not null;
  return query select * from unnest(outcomes);
  if awaiting is null then return; end if;

  for delivered in
    select g.id, (l->>'product')::bigint as product_id, (l->>'quantity')::numeric as quantity, (l->>'cost')::numeric as cost,
      (select array_agg(o.id::bigint) from jsonb_array_elements_text(l->'orders') o (id)) as orders
    from jsonb_array_elements(lines) l
    join goods_receipt g on g.supplier_id = (l->>'supplier')::bigint and lower(g.delivery_note) = lower(l->>'note')
      and g.request_key is null
    left join unnest(outcomes) f on f.line = (l->>'line')::integer
    where jsonb_typeof(l->'orders') = 'array' and f.line is null
    order by (l->>'at')::timestamptz, (l->>'line')::integer
  loop
    matched := matched || match_delivery(delivered.id, delivered.orders, delivered.product_id, delivered.quantity, delivered.cost);
  end loop;
  perform settle_orders(matched, (select array_agg((l->>'product')::bigint) from jsonb_array_elements(lines) l),
    clock_timestamp(), coalesce('import:' || by_import, by_actor));
end $$;

create trigger purchase_order_audit after insert or delete on purchase_order
  for each row execute function audit_change('order', 'id', 'updated_by', 'payload', 'request_key');
create trigger purchase_order_audit_update after update on purchase_order
  for each row when (old.* is distinct from new.*)
  execute function audit_change('order', 'id', 'updated_by', 'payload', 'request_key');
-- Not when they are added: a run of planning adds thousands, and they stand in the order.
create trigger purchase_order_line_audit after update or delete on purchase_order_line
  for each row execute function audit_change('order', 'order_id');

grant select, insert, update on purchase_order to stockroom_app;
grant select, insert, update, delete on purchase_order_line to stockroom_app;
grant select on receipt_line, supplier_lead_time, order_line_state, order_open_line, order_late to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
revoke execute on function learn_lead_times, settle_orders, match_delivery from public;
-- They act as their owner: for the application alone.
revoke execute on function receive_order, post_deliveries from public;
grant execute on function receive_order, post_deliveries to stockroom_app;
