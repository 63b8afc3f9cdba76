-- Stores, products, suppliers, people. Each statement ends in a semicolon at the end of a line.

-- Minor units in one major unit of a currency (ISO 4217): 100 pence to the pound, 1 yen to the yen.
create function minor_units(currency text) returns numeric language sql immutable parallel safe as $$
  select case
    when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 1
    when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 1000
    else 100
  end
$$;

create table store (
  id          bigint generated always as identity primary key,
  code        text not null check (code = btrim(code) and code <> ''),
  name        text not null,
  kind        text not null default 'shop' check (kind in ('shop', 'warehouse')),
  time_zone   text not null,
  day_cutoff  time not null default '00:00',
  currency    text not null check (currency ~ '^[A-Z]{3}$'),
  minor_units numeric not null generated always as (minor_units(currency)) stored,
  unknown_sku text not null default 'reject' check (unknown_sku in ('reject', 'create')),
  date_order  text not null default 'ymd' check (date_order in ('ymd', 'dmy', 'mdy')),
  created_at  timestamptz not null default now()
);
create unique index store_code on store (lower(code));

-- A wrong zone name would fail every later posting: refuse it at the door.
create function is_time_zone(name text) returns boolean language plpgsql stable as $$
begin
  perform now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $$;
alter table store add constraint store_time_zone check (is_time_zone(time_zone));

create table product (
  id            bigint generated always as identity primary key,
  sku           text not null check (sku = btrim(sku) and sku <> ''),
  name          text not null,
  category      text,
  family        text,
  status        text not null default 'active' check (status in ('active', 'draft', 'archived')),
  is_stocked    boolean not null default true,
  price         numeric(18, 6),
  cost          numeric(18, 6),
  reorder_point numeric(14, 3) check (reorder_point >= 0),
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
-- One SKU however it is typed; leading zeros are kept, since it is text.
create unique index product_sku on product (lower(sku));

create table product_barcode (
  barcode    text primary key,
  product_id bigint not null references product
);
create index product_barcode_product on product_barcode (product_id);

create table supplier (
  id    bigint generated always as identity primary key,
  code  text not null check (code = btrim(code) and code <> ''),
  name  text not null,
  email text
);
create unique index supplier_code on supplier (lower(code));

create table supplier_item (
  supplier_id    bigint not null references supplier,
  product_id     bigint not null references product,
  supplier_sku   text,
  pack_size      numeric(14, 3) not null default 1 check (pack_size > 0),
  min_order      numeric(14, 3) not null default 0 check (min_order >= 0),
  lead_time_days integer check (lead_time_days >= 0),
  cost           numeric(18, 6),
  primary key (product_id, supplier_id)
);

-- The sign-in only says who somebody is; this table alone says what they may do. store_id null: every store.
create table user_role_grant (
  user_id  text not null,
  role     text not null check (role in ('admin', 'buyer', 'manager', 'clerk', 'viewer')),
  store_id bigint references store,
  unique nulls not distinct (user_id, role, store_id)
);

-- A store's local time as an instant. A doubled local time is the first of the two, a missing one shifts forward.
-- PostgreSQL itself takes the second of a doubled time; the offset in force three hours before finds the first.
create function local_instant(at_local timestamp, zone text) returns timestamptz language plpgsql stable parallel safe as $$
declare
  late  timestamptz := at_local at time zone zone;
  early timestamptz := late - ((late - interval '3 hours') at time zone zone - at_local + interval '3 hours');
begin
  return case when early < late and early at time zone zone = at_local then early else late end;
end $$;

-- The store's business day that an instant belongs to: the day rolls over at the cut-off, by the store's clock.
create function business_day(instant timestamptz, zone text, cutoff time) returns date language sql stable parallel safe as $$
  select ((instant at time zone zone) - cutoff::interval)::date
$$;

-- Time-ordered unique ids for events made inside a statement (UUID version 7, RFC 9562).
create function uuid_v7() returns uuid language sql volatile as $$
  select encode(set_byte(id, 6, (get_byte(id, 6) & 15) | 112), 'hex')::uuid
  from overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6) as id
$$;

-- First 128 bits of SHA-256 over a canonical text: how every idempotency key is made.
create function key_of(canonical text) returns uuid language sql immutable parallel safe as $$
  select encode(substring(sha256(convert_to(canonical, 'UTF8')) for 16), 'hex')::uuid
$$;
