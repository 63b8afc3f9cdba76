-- Stores, products and suppliers as people edit them: what can be set, a version that counts the changes, and what
-- prices were. Only added to: the release before writes to these tables without knowing.

alter table store
  add column hours          jsonb,
  add column closures       jsonb not null default '[]',
  add column expected_feeds jsonb not null default '[]',
  add column overselling    text not null default 'refuse' check (overselling in ('refuse', 'allow')),
  add column is_archived    boolean not null default false,
  add column version        integer not null default 1,
  add column updated_at     timestamptz not null default now(),
  add column updated_by     text default nullif(current_setting('stockroom.actor', true), '');
alter table product
  add column version    integer not null default 1,
  add column updated_by text default nullif(current_setting('stockroom.actor', true), '');
alter table supplier
  add column phone           text,
  add column contact         text,
  add column lead_time_days  integer check (lead_time_days >= 0),
  add column min_order_value numeric(18, 6) check (min_order_value >= 0),
  add column note            text,
  add column is_archived     boolean not null default false,
  add column version         integer not null default 1,
  add column updated_at      timestamptz not null default now(),
  add column updated_by      text default nullif(current_setting('stockroom.actor', true), '');
alter table supplier_item
  add column version    integer not null default 1,
  add column updated_at timestamptz not null default now(),
  add column updated_by text default nullif(current_setting('stockroom.actor', true), '');
-- What one supplier sells; the primary key finds who sells one product.
create index supplier_item_supplier on supplier_item (supplier_id);
create index product_category on product (category);

-- Whoever changes a row, an import too, makes the page that somebody has open an old one.
create function count_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  new.updated_by := nullif(current_setting('stockroom.actor', true), '');
  return new;
end $$;
-- Without `when`: a generated column, as stores have one, is not there yet to be compared.
create trigger store_version before update on store for each row execute function count_version();
create trigger product_version before update on product
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger supplier_version before update on supplier
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger supplier_item_version before update on supplier_item
  for each row when (old.* is distinct from new.*) execute function count_version();

-- A barcode is edited as a part of its product. Products of this very transaction are as new as their barcodes.
create function count_barcodes() returns trigger language plpgsql as $$
begin
  update product p set updated_at = clock_timestamp()
    where p.id in (select c.product_id from changed c) and p.created_at < now();
  return null;
end $$;
create trigger product_barcode_added after insert on product_barcode
  referencing new table as changed for each statement execute function count_barcodes();
create trigger product_barcode_removed after delete on product_barcode
  referencing old table as changed for each statement execute function count_barcodes();

-- What the catalogue said from when on. Written by the trigger alone, so it needs no foreign key.
create table product_price (
  product_id bigint not null,
  id         bigint generated always as identity,
  valid_from timestamptz not null default clock_timestamp(),
  price      numeric(18, 6),
  cost       numeric(18, 6),
  changed_by text default nullif(current_setting('stockroom.actor', true), ''),
  primary key (product_id, id)
);
insert into product_price (product_id, valid_from, price, cost)
  select id, updated_at, price, cost from product where price is not null or cost is not null;

create function note_price() returns trigger language plpgsql as $$
begin
  insert into product_price (product_id, price, cost) values (new.id, new.price, new.cost);
  return null;
end $$;
create trigger product_price_first after insert on product
  for each row when (new.price is not null or new.cost is not null) execute function note_price();
create trigger product_price_change after update of price, cost on product
  for each row when (old.price is distinct from new.price or old.cost is distinct from new.cost)
  execute function note_price();

-- The audit log tells who did it by itself.
create or replace trigger store_audit after insert or delete on store
  for each row execute function audit_change('store', 'id', 'updated_by');
create or replace trigger store_audit_update after update on store
  for each row when (old.* is distinct from new.*) execute function audit_change('store', 'id', 'updated_by');
create or replace trigger product_audit after insert or delete on product
  for each row execute function audit_change('product', 'id', 'updated_by');
create or replace trigger product_audit_update after update on product
  for each row when (old.* is distinct from new.*) execute function audit_change('product', 'id', 'updated_by');
create or replace trigger supplier_audit after insert or delete on supplier
  for each row execute function audit_change('supplier', 'id', 'updated_by');
create or replace trigger supplier_audit_update after update on supplier
  for each row when (old.* is distinct from new.*) execute function audit_change('supplier', 'id', 'updated_by');
create or replace trigger supplier_item_audit after insert or delete on supplier_item
  for each row execute function audit_change('product', 'product_id', 'updated_by');
create or replace trigger supplier_item_audit_update after update on supplier_item
  for each row when (old.* is distinct from new.*) execute function audit_change('product', 'product_id', 'updated_by');

-- Why an edit is refused: who was faster, and when.
create function faster(who text, at timestamptz) returns text language sql stable as $$
  select format('%s changed this on %s UTC, after you had read it: load it again and make your change there',
    case when who like 'import:%' then 'An import'
      else coalesce((select coalesce(p.name, p.email) from person p where p.user_id = who), 'Somebody') end,
    to_char(at at time zone 'UTC', E'FMDD FMMonth YYYY "at" HH24\x3AMI\x3ASS'))
$$;

-- Where there is stock of a product, or what there is in a store: "Leeds has 4, York has -1". Null: nowhere, nothing.
create function stock_of(of_product bigint, of_store bigint) returns text language sql stable as $$
  select string_agg(format('%s has %s', l.name, trim_scale(l.on_hand)), ', ' order by l.code)
  from (select case when of_store is null then s.name else p.sku end as name,
          case when of_store is null then lower(s.code) else lower(p.sku) end as code, l.on_hand
        from stock_level l join store s on s.id = l.store_id join product p on p.id = l.product_id
        where (l.product_id = of_product or l.store_id = of_store) and (l.on_hand <> 0 or l.reserved <> 0)
        order by 2 limit 5) l
$$;

-- The functions below add (no id) or edit. `fields` are columns and their values, all that can be set. An edit names the
-- version it was made on. What is there already just as it is wanted is left alone, whatever its version: a request whose
-- answer was lost may come again.

-- Raises store.taken, store.stale, store.time_zone, store.currency_fixed, store.has_stock. No row: there is no such store.
create function save_store(of_store bigint, read_version integer, fields jsonb, by_actor text) returns table (id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was    store;
  wanted store;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if not coalesce(is_time_zone(fields->>'time_zone'), true) then
    raise exception 'store.time_zone: the database does not know the time zone "%": take the nearest city', fields->>'time_zone';
  end if;
  if of_store is null then
    wanted := jsonb_populate_record(null::store, fields);
    insert into store (code, name, kind, time_zone, day_cutoff, currency, hours, closures, expected_feeds, overselling,
        unknown_sku, date_order)
      values (wanted.code, wanted.name, wanted.kind, wanted.time_zone, wanted.day_cutoff, wanted.currency, wanted.hours,
        wanted.closures, wanted.expected_feeds, wanted.overselling, wanted.unknown_sku, wanted.date_order)
      on conflict (lower(code)) do nothing;
    select * into was from store s where lower(s.code) = lower(wanted.code);
    if was is distinct from jsonb_populate_record(was, fields) then
      raise exception 'store.taken: the code "%" is that of %', was.code, was.name;
    end if;
    return query select was.id;
    return;
  end if;

  -- Not `for update`, which would hold up whoever posts to the store, unless that is what must not happen meanwhile.
  select * into was from store s where s.id = of_store for no key update;
  if not found then return; end if;
  wanted := jsonb_populate_record(was, fields);
  if wanted is not distinct from was then
    return query select of_store;
    return;
  end if;
  if was.version <> read_version then
    raise exception 'store.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  if wanted.currency <> was.currency then
    perform from store s where s.id = of_store for update;
    if has_movements(of_store) then
      raise exception 'store.currency_fixed: there are sales or stock in %: open a new store for another currency',
        was.currency;
    end if;
  end if;
  if wanted.is_archived and not was.is_archived and stock_of(null, of_store) is not null then
    raise exception 'store.has_stock: move or write off what is there first: %', stock_of(null, of_store);
  end if;
  update store s
    set (code, name, kind, time_zone, day_cutoff, currency, hours, closures, expected_feeds, overselling, unknown_sku,
         date_order, is_archived)
      = (wanted.code, wanted.name, wanted.kind, wanted.time_zone, wanted.day_cutoff, wanted.currency, wanted.hours,
         wanted.closures, wanted.expected_feeds, wanted.overselling, wanted.unknown_sku, wanted.date_order,
         wanted.is_archived)
    where s.id = of_store;
  return query select of_store;
exception when unique_violation then
  raise exception 'store.taken: the code "%" is that of another store', wanted.code;
end $$;

-- Whether anything was ever sold or moved in a store.
create function has_movements(of_store bigint) returns boolean language sql stable as $$
  select exists (select from stock_movement m where m.store_id = of_store) or exists (select from sale s where s.store_id = of_store)
$$;

-- Raises product.taken, barcode.taken, product.stale, product.has_stock. No row: there is no such product.
create function save_product(of_product bigint, read_version integer, fields jsonb, barcodes jsonb, by_actor text)
returns table (id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was    product;
  wanted product;
  is_new boolean;
  owner  text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  barcodes := (select coalesce(jsonb_agg(b order by b collate "C"), '[]') from jsonb_array_elements_text(barcodes) b);
  if of_product is null then
    wanted := jsonb_populate_record(null::product, fields);
    insert into product (sku, name, category, family, status, is_stocked, price, cost, reorder_point)
      values (wanted.sku, wanted.name, wanted.category, wanted.family, wanted.status, wanted.is_stocked, wanted.price,
        wanted.cost, wanted.reorder_point)
      on conflict (lower(sku)) do nothing;
    is_new := found;
    select * into was from product p where lower(p.sku) = lower(wanted.sku);
    if not is_new then
      if was is distinct from jsonb_populate_record(was, fields) or barcodes <> barcodes_of(was.id) then
        raise exception 'product.taken: the SKU "%" is that of %', was.sku, was.name;
      end if;
      return query select was.id;
      return;
    end if;
  else
    select * into was from product p where p.id = of_product for no key update;
    if not found then return; end if;
    wanted := jsonb_populate_record(was, fields);
    if wanted is not distinct from was and barcodes = barcodes_of(was.id) then
      return query select was.id;
      return;
    end if;
    if was.version <> read_version then
      raise exception 'product.stale: %', faster(was.updated_by, was.updated_at);
    end if;
    if ((wanted.status = 'archived' and was.status <> 'archived') or (was.is_stocked and not wanted.is_stocked))
       and stock_of(was.id, null) is not null then
      raise exception 'product.has_stock: move or write off what is there first: %', stock_of(was.id, null);
    end if;
    update product p
      set (sku, name, category, family, status, is_stocked, price, cost, reorder_point)
        = (wanted.sku, wanted.name, wanted.category, wanted.family, wanted.status, wanted.is_stocked, wanted.price,
           wanted.cost, wanted.reorder_point)
      where p.id = was.id;
  end if;

  delete from product_barcode b where b.product_id = was.id
    and b.barcode not in (select jsonb_array_elements_text(barcodes));
  insert into product_barcode (barcode, product_id)
    select b, was.id from jsonb_array_elements_text(barcodes) b order by b
    on conflict do nothing;
  -- Asked afterwards: somebody else's barcode of this very moment is seen as well.
  select format('%s belongs to SKU "%s", %s', b.barcode, p.sku, p.name) into owner
    from product_barcode b join product p on p.id = b.product_id
    where b.product_id <> was.id and b.barcode in (select jsonb_array_elements_text(barcodes))
    order by b.barcode limit 1;
  if owner is not null then
    raise exception 'barcode.taken: barcode %', owner;
  end if;
  return query select was.id;
exception when unique_violation then
  raise exception 'product.taken: the SKU "%" is that of another product', wanted.sku;
end $$;

-- A product's barcodes as a JSON array, in the order in which they are compared.
create function barcodes_of(of_product bigint) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(b.barcode order by b.barcode collate "C"), '[]') from product_barcode b
  where b.product_id = of_product
$$;

-- Raises supplier.taken, supplier.stale. No row: there is no such supplier.
create function save_supplier(of_supplier bigint, read_version integer, fields jsonb, by_actor text) returns table (id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was    supplier;
  wanted supplier;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if of_supplier is null then
    wanted := jsonb_populate_record(null::supplier, fields);
    insert into supplier (code, name, email, phone, contact, lead_time_days, min_order_value, note)
      values (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
        wanted.min_order_value, wanted.note)
      on conflict (lower(code)) do nothing;
    select * into was from supplier s where lower(s.code) = lower(wanted.code);
    if was is distinct from jsonb_populate_record(was, fields) then
      raise exception 'supplier.taken: the code "%" is that of %', was.code, was.name;
    end if;
    return query select was.id;
    return;
  end if;

  select * into was from supplier s where s.id = of_supplier for no key update;
  if not found then return; end if;
  wanted := jsonb_populate_record(was, fields);
  if wanted is distinct from was then
    if was.version <> read_version then
      raise exception 'supplier.stale: %', faster(was.updated_by, was.updated_at);
    end if;
    update supplier s
      set (code, name, email, phone, contact, lead_time_days, min_order_value, note, is_archived)
        = (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
           wanted.min_order_value, wanted.note, wanted.is_archived)
      where s.id = of_supplier;
  end if;
  return query select of_supplier;
exception when unique_violation then
  raise exception 'supplier.taken: the code "%" is that of another supplier', wanted.code;
end $$;

-- The terms on which a supplier sells a product; `read_version` null: it does not yet.
-- Raises supplier.unknown, product.unknown, supplier_item.stale.
create function save_supplier_item(of_supplier bigint, of_product bigint, read_version integer, fields jsonb, by_actor text)
returns table (product_id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was    supplier_item;
  wanted supplier_item;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if not exists (select from supplier s where s.id = of_supplier) then
    raise exception 'supplier.unknown: There is no such supplier';
  elsif not exists (select from product p where p.id = of_product) then
    raise exception 'product.unknown: There is no such product';
  end if;
  if read_version is null then
    wanted := jsonb_populate_record(null::supplier_item, fields);
    insert into supplier_item (supplier_id, product_id, supplier_sku, pack_size, min_order, lead_time_days, cost)
      values (of_supplier, of_product, wanted.supplier_sku, wanted.pack_size, wanted.min_order, wanted.lead_time_days,
        wanted.cost)
      on conflict (product_id, supplier_id) do nothing;
  end if;
  select * into was from supplier_item i where i.supplier_id = of_supplier and i.product_id = of_product for update;
  if not found then
    raise exception 'supplier_item.stale: somebody removed this product from the supplier: add it again';
  end if;
  wanted := jsonb_populate_record(was, fields);
  if wanted is distinct from was then
    if was.version is distinct from read_version then
      raise exception 'supplier_item.stale: %', faster(was.updated_by, was.updated_at);
    end if;
    update supplier_item i
      set (supplier_sku, pack_size, min_order, lead_time_days, cost)
        = (wanted.supplier_sku, wanted.pack_size, wanted.min_order, wanted.lead_time_days, wanted.cost)
      where i.supplier_id = of_supplier and i.product_id = of_product;
  end if;
  return query select of_product;
end $$;

-- Raises supplier_item.stale. What is not there needs no removing.
create function remove_supplier_item(of_supplier bigint, of_product bigint, read_version integer, by_actor text)
returns table (product_id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was supplier_item;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from supplier_item i where i.supplier_id = of_supplier and i.product_id = of_product for update;
  if was.version <> read_version then
    raise exception 'supplier_item.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  delete from supplier_item i where i.supplier_id = of_supplier and i.product_id = of_product;
  return query select of_product;
end $$;

-- As before, but a store may allow what is done by hand to take its stock below zero.
create or replace function post_movements(rows posting[], by_actor text default null, by_import uuid default null)
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
    join store s on s.id = f.store_id and s.overselling = 'refuse'
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

grant select, insert on product_price to stockroom_app;
grant delete on supplier_item to stockroom_app;
