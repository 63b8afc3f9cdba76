-- Files in: what came, how far it is, what was refused.

create table import (
  id              uuid primary key,
  kind            text not null check (kind in ('products', 'stock', 'deliveries', 'sales', 'unknown')),
  file_name       text not null,
  bucket          text not null,
  key             text not null,
  -- One import per delivered object: its version where the bucket keeps them, else S3's sequencer, which is the same
  -- for every delivery of one event. Null until the file has come.
  delivery        text,
  version_id      text,
  etag            text,
  store_id        bigint references store,
  status          text not null check (status in ('awaiting', 'received', 'running', 'done', 'done_with_errors', 'failed')),
  size            bigint not null default 0,
  byte_offset     bigint not null default 0,
  line_number     integer not null default 0,
  rows_read       integer not null default 0,
  applied         integer not null default 0,
  duplicate       integer not null default 0,
  rejected        integer not null default 0,
  ignored_columns jsonb not null default '[]',
  error           text,
  rejects_key     text,
  uploaded_by     text,
  created_at      timestamptz not null default now(),
  finished_at     timestamptz,
  lease_until     timestamptz,
  worker          uuid,
  hops            integer not null default 0,
  unique (bucket, key, delivery)
);
-- The list of imports, newest first, is by id: ids are made in time order.
create index import_unfinished on import (lease_until) where status in ('received', 'running');

-- A refused row. Its text is read again from the file when the import ends: `raw` is kept for the first ones only.
create table import_reject (
  import_id   uuid not null references import,
  line        integer not null,
  column_name text,
  reason      text not null,
  raw         text check (octet_length(raw) <= 8192),
  primary key (import_id, line)
);

-- Products in: [line, SKU, name, category, family, price, cost, reorder point, barcode, is stocked, supplier code,
-- supplier's SKU, pack size, minimum order, lead time in days, supplier's cost]. Null leaves a field as it is.
-- A product named twice in one call takes the last row's word. Suppliers nobody knows are added.
create function post_products(rows jsonb) returns setof row_outcome
language plpgsql as $$
declare
  lines  jsonb;
  before bigint;
begin
  select jsonb_agg(jsonb_build_object('line', r.line, 'row', r.a, 'reason', f.reason, 'column', f.column_name))
    into lines
    from (select (a->>0)::integer as line, a, row_number() over (partition by lower(a->>1) order by (a->>0)::integer desc) as nth
          from jsonb_array_elements(rows) a) r
    left join product p on lower(p.sku) = lower(r.a->>1)
    left join lateral (
      select 'name' as column_name, 'a new product needs a name' as reason where p.id is null and r.a->>2 is null
      union all
      select 'is_stocked', 'cannot stop being stocked while there is stock on hand'
        where p.is_stocked and not (r.a->>9)::boolean
          and exists (select from stock_level l where l.product_id = p.id and l.on_hand <> 0)
      union all
      select 'barcode', format('barcode %s belongs to SKU "%s"', r.a->>8, o.sku)
        from product_barcode b join product o on o.id = b.product_id
        where b.barcode = r.a->>8 and lower(o.sku) <> lower(r.a->>1)
      union all
      select 'barcode', format('barcode %s is on another row of this file', r.a->>8)
        from jsonb_array_elements(rows) o
        where r.a->>8 is not null and not exists (select from product_barcode b where b.barcode = r.a->>8)
          and o->>8 = r.a->>8 and lower(o->>1) <> lower(r.a->>1) and (o->>0)::integer < r.line
      limit 1
    ) f on true;
  return query
    select (l->>'line')::integer, 'rejected', l->>'column', l->>'reason'
    from jsonb_array_elements(lines) l where l->>'reason' is not null;
  select jsonb_agg(l->'row' order by (l->>'line')::integer) into lines
    from jsonb_array_elements(lines) l where l->>'reason' is null;

  insert into supplier (code, name)
    select distinct on (lower(a->>10)) a->>10, a->>10 from jsonb_array_elements(lines) a
    where a->>10 is not null and not exists (select from supplier u where lower(u.code) = lower(a->>10))
    order by lower(a->>10)
    on conflict do nothing;

  -- The rows that change something, found before they do: the rest are duplicates.
  return query
    select (a->>0)::integer, 'duplicate', null::text, null::text
    from jsonb_array_elements(lines) a
    join product p on lower(p.sku) = lower(a->>1)
    left join supplier u on lower(u.code) = lower(a->>10)
    left join supplier_item i on i.product_id = p.id and i.supplier_id = u.id
    where (coalesce(a->>2, p.name), coalesce(a->>3, p.category), coalesce(a->>4, p.family),
           coalesce((a->>5)::numeric, p.price), coalesce((a->>6)::numeric, p.cost),
           coalesce((a->>7)::numeric, p.reorder_point), coalesce((a->>9)::boolean, p.is_stocked), 'active')
          is not distinct from (p.name, p.category, p.family, p.price, p.cost, p.reorder_point, p.is_stocked, p.status)
      and (a->>8 is null or exists (select from product_barcode b where b.barcode = a->>8))
      and (a->>10 is null or (i.product_id is not null
        and (coalesce(a->>11, i.supplier_sku), coalesce((a->>12)::numeric, i.pack_size), coalesce((a->>13)::numeric, i.min_order),
             coalesce((a->>14)::integer, i.lead_time_days), coalesce((a->>15)::numeric, i.cost))
            is not distinct from (i.supplier_sku, i.pack_size, i.min_order, i.lead_time_days, i.cost)));

  insert into product as p (sku, name, category, family, price, cost, reorder_point, is_stocked)
    select distinct on (lower(a->>1)) a->>1, coalesce(a->>2, o.name), a->>3, a->>4, (a->>5)::numeric, (a->>6)::numeric,
      (a->>7)::numeric, coalesce((a->>9)::boolean, o.is_stocked, true)
    from jsonb_array_elements(lines) a
    left join product o on lower(o.sku) = lower(a->>1)
    order by lower(a->>1), (a->>0)::integer desc
    on conflict (lower(sku)) do update
    set name = excluded.name, category = coalesce(excluded.category, p.category), family = coalesce(excluded.family, p.family),
        price = coalesce(excluded.price, p.price), cost = coalesce(excluded.cost, p.cost),
        reorder_point = coalesce(excluded.reorder_point, p.reorder_point), is_stocked = excluded.is_stocked,
        status = 'active', updated_at = now()
    where (p.name, p.category, p.family, p.price, p.cost, p.reorder_point, p.is_stocked, p.status) is distinct from
      (excluded.name, coalesce(excluded.category, p.category), coalesce(excluded.family, p.family),
       coalesce(excluded.price, p.price), coalesce(excluded.cost, p.cost),
       coalesce(excluded.reorder_point, p.reorder_point), excluded.is_stocked, 'active');
  insert into product_barcode (barcode, product_id)
    select distinct on (a->>8) a->>8, p.id
    from jsonb_array_elements(lines) a join product p on lower(p.sku) = lower(a->>1)
    where a->>8 is not null
    order by a->>8
    on conflict do nothing;
  insert into supplier_item as i (supplier_id, product_id, supplier_sku, pack_size, min_order, lead_time_days, cost)
    select distinct on (p.id, u.id) u.id, p.id, a->>11, coalesce((a->>12)::numeric, o.pack_size, 1),
      coalesce((a->>13)::numeric, o.min_order, 0), (a->>14)::integer, (a->>15)::numeric
    from jsonb_array_elements(lines) a
    join product p on lower(p.sku) = lower(a->>1)
    join supplier u on lower(u.code) = lower(a->>10)
    left join supplier_item o on o.product_id = p.id and o.supplier_id = u.id
    order by p.id, u.id, (a->>0)::integer desc
    on conflict (product_id, supplier_id) do update
    set supplier_sku = coalesce(excluded.supplier_sku, i.supplier_sku), pack_size = excluded.pack_size,
        min_order = excluded.min_order, lead_time_days = coalesce(excluded.lead_time_days, i.lead_time_days),
        cost = coalesce(excluded.cost, i.cost);
end $$;

-- One chunk of a file, whole or not at all. Returns the import as it stands afterwards, or no row when another worker
-- has moved it on: then nothing of this call applies. `refused` are rows that could not even be read:
-- [line, column, reason].
create function apply_chunk(of_import uuid, from_offset bigint, to_offset bigint, to_line integer, rows jsonb, refused jsonb,
  sale_source text default 'file')
returns setof import
language plpgsql as $$
declare
  moved    import;
  outcomes row_outcome[];
begin
  update import
    set byte_offset = to_offset, line_number = to_line, lease_until = clock_timestamp() + interval '2 minutes'
    where id = of_import and byte_offset = from_offset and status = 'running'
    returning * into moved;
  if not found then return; end if;

  select array_agg(o) into outcomes from (
    select row((r->>0)::integer, 'rejected', r->>1, r->>2)::row_outcome as o from jsonb_array_elements(refused) r
    union all
    select s::row_outcome from post_sales(rows, sale_source, null, of_import) s where moved.kind = 'sales'
    union all
    select d::row_outcome from post_deliveries(rows, null, of_import) d where moved.kind = 'deliveries'
    union all
    select c::row_outcome from post_stock(rows, null, of_import) c where moved.kind = 'stock'
    union all
    select p::row_outcome from post_products(rows) p where moved.kind = 'products'
  ) all_outcomes;

  insert into import_reject (import_id, line, column_name, reason)
    select of_import, o.line, o.column_name, o.reason from unnest(outcomes) o where o.outcome = 'rejected';
  return query
    update import i
    set rows_read = i.rows_read + jsonb_array_length(rows) + jsonb_array_length(refused),
        duplicate = i.duplicate + o.duplicate,
        rejected = i.rejected + o.rejected,
        applied = i.applied + jsonb_array_length(rows) + jsonb_array_length(refused) - o.duplicate - o.rejected
    from (select count(*) filter (where outcome = 'duplicate')::integer as duplicate,
            count(*) filter (where outcome = 'rejected')::integer as rejected from unnest(outcomes)) o
    where i.id = of_import
    returning i.*;
end $$;

-- The end of a file, once: done when every byte was read and every row is accounted for, else failed.
-- `first_raws` is [[line, text]] of the first refused rows.
create function finish_import(of_import uuid, to_rejects_key text, first_raws jsonb) returns setof import
language plpgsql as $$
declare
  ended import;
begin
  update import i
    set status = case
          when i.byte_offset <> i.size or i.applied + i.duplicate + i.rejected <> i.rows_read then 'failed'
          when i.rejected > 0 then 'done_with_errors'
          else 'done' end,
        error = case when i.byte_offset <> i.size or i.applied + i.duplicate + i.rejected <> i.rows_read
          then format('the file could not be accounted for: %s of %s bytes, %s of %s rows', i.byte_offset, i.size,
            i.applied + i.duplicate + i.rejected, i.rows_read) end,
        rejects_key = to_rejects_key, finished_at = clock_timestamp(), lease_until = null
    where i.id = of_import and i.status = 'running'
    returning * into ended;
  if not found then return; end if;
  update import_reject r set raw = f->>1 from jsonb_array_elements(first_raws) f
    where r.import_id = of_import and r.line = (f->>0)::integer;
  perform announce_import(ended);
  return next ended;
end $$;

-- A file that cannot be imported at all, once. What earlier chunks posted stays, and is counted.
create function fail_import(of_import uuid, reason text) returns setof import
language plpgsql as $$
declare
  ended import;
begin
  update import i set status = 'failed', error = reason, finished_at = clock_timestamp(), lease_until = null
    where i.id = of_import and i.status in ('received', 'running')
    returning * into ended;
  if not found then return; end if;
  perform announce_import(ended);
  return next ended;
end $$;

create function announce_import(ended import) returns void language sql as $$
  insert into outbox (name, data) values (
    case ended.status when 'failed' then 'import.failed' else 'import.completed' end,
    jsonb_build_object('importId', ended.id, 'kind', ended.kind, 'fileName', ended.file_name, 'rowsRead', ended.rows_read,
      'applied', ended.applied, 'duplicate', ended.duplicate, 'rejected', ended.rejected)
    || case ended.status when 'failed' then jsonb_build_object('reason', ended.error) else '{}' end)
$$;
