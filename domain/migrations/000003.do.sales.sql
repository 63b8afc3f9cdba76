-- Sales, deliveries and counts as they come in: each function resolves its rows, refuses the bad ones and posts the rest.

create table sale (
  id            bigint generated always as identity primary key,
  store_id      bigint not null references store,
  source        text not null,
  external_id   text not null,
  occurred_at   timestamptz not null,
  business_date date not null,
  unique (store_id, source, external_id)
);
-- Today against the same weekday last week, up to the same time.
create index sale_business_date on sale (business_date, store_id);

-- Amounts are what the customer paid for the line: gross = net + tax + discount. Movements point here by
-- (source_type 'sale', source_id, source_line). No foreign keys, for the reason given at stock_movement.
create table sale_line (
  sale_id        bigint not null,
  id             bigint not null,
  product_id     bigint not null,
  quantity       numeric(14, 3) not null check (quantity <> 0),
  unit_price     numeric(18, 6) not null,
  net_minor      bigint not null,
  tax_minor      bigint not null,
  discount_minor bigint not null,
  primary key (sale_id, id)
);
create sequence sale_line_id as bigint owned by sale_line.id cache 1000;

-- A delivery note. What was received are its movements (source_type 'receipt').
create table goods_receipt (
  id            bigint generated always as identity primary key,
  supplier_id   bigint not null references supplier,
  delivery_note text not null,
  store_id      bigint not null references store,
  received_at   timestamptz not null,
  unique (supplier_id, delivery_note)
);

-- A time as a file gives it: an instant when it carries a zone, else by the store's clock.
create function given_instant(given text, zone text) returns timestamptz language sql stable parallel safe as $$
  select case when given like '%Z' then given::timestamptz else local_instant(given::timestamp, zone) end
$$;

-- A row of a file that was not posted: 'duplicate', or 'rejected' with the column at fault and a reason.
create type row_outcome as (line integer, outcome text, column_name text, reason text);

-- Posts rows, and says of those that were not posted what that means to whoever sent them.
create function post_rows(postings posting[], by_actor text, by_import uuid) returns setof row_outcome language sql as $$
  select p.line, case p.outcome when 'changed' then 'rejected' else p.outcome end, null, case p.outcome
    when 'changed' then 'changed: this row is already in with other values; correct it by an opposite row' end
  from post_movements(postings, by_actor, by_import) p
$$;

create type sale_row as (
  line integer, key uuid, payload uuid, store_id bigint, sku text, external_id text, occurred_at timestamptz,
  quantity numeric, unit_price numeric, discount_minor numeric, tax_minor numeric,
  product_id bigint, minor_units numeric, line_id bigint
);

-- Sale lines in: [line, key, payload, store id, SKU, external id, sold at, quantity (negative = return), unit price or
-- null for the catalogue's, discount, tax (amounts for the line, tax included in the price), name, is a charge].
-- Unknown SKUs are rejected, or become drafts where the store's setting says so.
create function post_sales(rows jsonb, sale_source text, by_actor text default null, by_import uuid default null)
returns setof row_outcome
language plpgsql set plan_cache_mode = auto as $$
declare
  lines sale_row[];
  refused row_outcome[];
begin
  perform plan_for(jsonb_array_length(rows));
  if exists (select from store where unknown_sku = 'create') then
    insert into product (sku, name, status, is_stocked, price)
      select distinct on (lower(r->>4)) r->>4, coalesce(nullif(btrim(r->>11), ''), r->>4), 'draft',
        not coalesce((r->>12)::boolean, false), abs((r->>8)::numeric)
      from jsonb_array_elements(rows) r
      join store s on s.id = (r->>3)::bigint and s.unknown_sku = 'create'
      where not exists (select from product p where lower(p.sku) = lower(r->>4))
      order by lower(r->>4), (r->>0)::integer
      on conflict do nothing;
  end if;

  select array_agg(row(r.line, r.key, r.payload, r.store_id, r.sku, r.external_id, given_instant(r.sold_at, s.time_zone),
           r.quantity, coalesce(r.unit_price, p.price), 
           round(r.discount * s.minor_units), round(r.tax * s.minor_units), p.id, s.minor_units,
           nextval('sale_line_id'))::sale_row)
    into lines
    from (
      select (a->>0)::integer as line, (a->>1)::uuid as key, (a->>2)::uuid as payload, (a->>3)::bigint as store_id,
        a->>4 as sku, a->>5 as external_id, a->>6 as sold_at, (a->>7)::numeric as quantity, (a->>8)::numeric as unit_price,
        coalesce((a->>9)::numeric, 0) as discount, coalesce((a->>10)::numeric, 0) as tax
      from jsonb_array_elements(rows) a
    ) r
    join store s on s.id = r.store_id
    left join product p on lower(p.sku) = lower(r.sku);

  select array_agg(row(l.line, 'rejected', f.column_name, f.reason)::row_outcome) into refused
    from unnest(lines) l
    cross join lateral (
      select 'sku' as column_name, format('unknown SKU "%s": import it as a product first', left(l.sku, 100)) as reason
        where l.product_id is null
      union all
      select 'unit_price', 'no price in the file and none in the catalogue' where l.product_id is not null and l.unit_price is null
      union all
      select 'sold_at', 'lies more than 24 hours in the future' where l.occurred_at > now() + interval '24 hours'
      limit 1
    ) f;
  if refused is not null then
    return query select * from unnest(refused);
    select array_agg(l) into lines from unnest(lines) l where l.line not in (select f.line from unnest(refused) f);
  end if;
  if lines is null then return; end if;

  insert into sale (store_id, source, external_id, occurred_at, business_date)
    select distinct on (l.store_id, l.external_id) l.store_id, sale_source, l.external_id, l.occurred_at,
      business_day(l.occurred_at, s.time_zone, s.day_cutoff)
    from unnest(lines) l join store s on s.id = l.store_id
    order by l.store_id, l.external_id, l.line
    on conflict do nothing;

  select array_agg(o) into refused
    from post_rows((
      select array_agg(row(l.line, l.key, l.payload, l.store_id, l.product_id,
        case when l.quantity > 0 then 'sale' else 'return' end, -l.quantity, null, l.occurred_at, null, null, null,
        'sale', sale.id, l.line_id, round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor,
        l.tax_minor, l.discount_minor)::posting)
      from unnest(lines) l
      join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    ), by_actor, by_import) o;
  return query select * from unnest(refused);

  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor)
    select sale.id, l.line_id, l.product_id, l.quantity, l.unit_price,
      round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor, l.tax_minor, l.discount_minor
    from unnest(lines) l
    join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    left join unnest(refused) f on f.line = l.line
    where f.line is null;
end $$;

-- Deliveries in: [line, key, payload, store id, SKU, supplier, delivery note, received at, quantity, unit cost or null].
create function post_deliveries(rows jsonb, by_actor text default null, by_import uuid default null)
returns setof row_outcome
language plpgsql as $$
declare
  lines jsonb;
begin
  select jsonb_agg(jsonb_build_object('line', r.line, 'key', r.key, 'payload', r.payload, 'store', r.store_id, 'product', p.id,
           'supplier', u.id, 'note', r.note, 'at', given_instant(r.received_at, s.time_zone), 'quantity', r.quantity,
           'cost', r.cost, 'column', f.column_name, 'reason', f.reason))
    into lines
    from (
      select (a->>0)::integer as line, a->>1 as key, a->>2 as payload, (a->>3)::bigint as store_id, a->>4 as sku,
        a->>5 as supplier, a->>6 as note, a->>7 as received_at, (a->>8)::numeric as quantity, (a->>9)::numeric as cost
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

  insert into goods_receipt (supplier_id, delivery_note, store_id, received_at)
    select distinct on (1, 2) (l->>'supplier')::bigint, l->>'note', (l->>'store')::bigint, (l->>'at')::timestamptz
    from jsonb_array_elements(lines) l where l->>'reason' is null
    order by 1, 2, (l->>'line')::integer
    on conflict do nothing;

  return query
    select * from post_rows((
      select array_agg(row((l->>'line')::integer, l->>'key', l->>'payload', (l->>'store')::bigint, (l->>'product')::bigint,
        'receipt', (l->>'quantity')::numeric, null, (l->>'at')::timestamptz, (l->>'cost')::numeric, null, null,
        'receipt', g.id, (l->>'line')::bigint, null, null, null)::posting)
      from jsonb_array_elements(lines) l
      join goods_receipt g on g.supplier_id = (l->>'supplier')::bigint and g.delivery_note = l->>'note'
      where l->>'reason' is null), by_actor, by_import);
end $$;

-- Counts in: [line, store id, SKU, counted at, quantity]. The key is (store, product, instant), so it is made here,
-- where the instant is known.
create function post_stock(rows jsonb, by_actor text default null, by_import uuid default null)
returns setof row_outcome
language plpgsql as $$
declare
  lines jsonb;
begin
  select jsonb_agg(jsonb_build_object('line', r.line, 'store', r.store_id, 'product', p.id, 'at', r.at, 'quantity', r.quantity,
           'column', f.column_name, 'reason', f.reason))
    into lines
    from (
      select (a->>0)::integer as line, s.id as store_id, a->>2 as sku, given_instant(a->>3, s.time_zone) as at,
        (a->>4)::numeric as quantity
      from jsonb_array_elements(rows) a join store s on s.id = (a->>1)::bigint
    ) r
    left join product p on lower(p.sku) = lower(r.sku)
    left join lateral (
      select 'sku' as column_name, format('unknown SKU "%s": import it as a product first', left(r.sku, 100)) as reason
        where p.id is null
      union all
      select 'sku', format('"%s" is not a stocked product', left(r.sku, 100)) where not p.is_stocked
      union all
      select 'counted_at', 'lies more than 24 hours in the future' where r.at > now() + interval '24 hours'
      limit 1
    ) f on true;

  return query
    select (l->>'line')::integer, 'rejected', l->>'column', l->>'reason'
    from jsonb_array_elements(lines) l where l->>'reason' is not null;

  return query
    select * from post_rows((
      select array_agg(row((l->>'line')::integer,
        key_of(concat_ws('|', 'count', l->>'store', l->>'product', extract(epoch from (l->>'at')::timestamptz))),
        key_of(trim_scale((l->>'quantity')::numeric)::text), (l->>'store')::bigint, (l->>'product')::bigint, 'count', null,
        (l->>'quantity')::numeric, (l->>'at')::timestamptz, null, null, null, null, null, null, null, null,
        null)::posting)
      from jsonb_array_elements(lines) l where l->>'reason' is null), by_actor, by_import);
end $$;
