-- Written by `npm run schema` from the catalogue of a migrated database; do not edit.

create type posting as (
  line integer,
  key uuid,
  payload uuid,
  store_id bigint,
  product_id bigint,
  type text,
  quantity numeric,
  counted numeric,
  occurred_at timestamp with time zone,
  unit_cost numeric,
  reason text,
  note text,
  source_type text,
  source_id bigint,
  source_line bigint,
  net_minor bigint,
  tax_minor bigint,
  discount_minor bigint
);

create type row_outcome as (
  line integer,
  outcome text,
  column_name text,
  reason text
);

create type sale_row as (
  line integer,
  key uuid,
  payload uuid,
  store_id bigint,
  sku text,
  external_id text,
  occurred_at timestamp with time zone,
  quantity numeric,
  unit_price numeric,
  discount_minor numeric,
  tax_minor numeric,
  product_id bigint,
  minor_units numeric,
  line_id bigint
);

create table api_key (
  id bigint not null generated always as identity,
  store_id bigint not null,
  label text not null,
  prefix text not null,
  hash bytea not null,
  rate_limit integer not null default 20,
  created_by text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  replaced_by bigint,
  last_used_at timestamp with time zone,
  second timestamp with time zone not null default '-infinity'::timestamp with time zone,
  calls integer not null default 0,
  constraint api_key_hash_check CHECK ((length(hash) = 32)),
  constraint api_key_hash_key UNIQUE (hash),
  constraint api_key_label_check CHECK (((label = btrim(label)) AND (label <> ''::text))),
  constraint api_key_pkey PRIMARY KEY (id),
  constraint api_key_rate_limit_check CHECK (((rate_limit >= 1) AND (rate_limit <= 1000))),
  constraint api_key_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES api_key(id),
  constraint api_key_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
) with (fillfactor=50);
CREATE INDEX api_key_store ON public.api_key USING btree (store_id, id);

create table audit_entry (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  actor text,
  action text not null,
  record text not null,
  subject_kind text not null,
  subject_id text not null,
  store_id bigint,
  before jsonb,
  after jsonb,
  constraint audit_entry_action_check CHECK ((action = ANY (ARRAY['insert'::text, 'update'::text, 'delete'::text]))),
  constraint audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (actor, at, id);
CREATE INDEX audit_entry_at ON public.audit_entry USING btree (at, id);
CREATE INDEX audit_entry_by_people ON public.audit_entry USING btree (at, id) WHERE ((actor IS NULL) OR (actor !~~ 'import:%'::text));
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject_kind, subject_id, at, id);

create table fact_measures (
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0
);

create table fact_pending (
  store_id bigint not null,
  product_id bigint not null,
  business_date date not null,
  type text not null,
  quantity numeric(14,3) not null,
  value_minor bigint not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  discount_minor bigint not null
);
CREATE INDEX fact_pending_date ON public.fact_pending USING brin (business_date);

create table fact_product_day (
  currency text not null,
  business_date date not null,
  product_id bigint not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_product_day_pkey PRIMARY KEY (currency, business_date, product_id)
);

create table fact_product_month (
  currency text not null,
  month date not null,
  product_id bigint not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_product_month_pkey PRIMARY KEY (currency, month, product_id)
);

create table fact_store_category_day (
  store_id bigint not null,
  business_date date not null,
  category text not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_store_category_day_pkey PRIMARY KEY (store_id, business_date, category)
);

create table fact_store_category_month (
  store_id bigint not null,
  month date not null,
  category text not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_store_category_month_pkey PRIMARY KEY (store_id, month, category)
);

create table fact_store_day (
  store_id bigint not null,
  business_date date not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_store_day_pkey PRIMARY KEY (store_id, business_date)
);

create table fact_store_hour (
  store_id bigint not null,
  business_date date not null,
  hour smallint not null,
  net_minor bigint not null default 0,
  units numeric(18,3) not null default 0,
  transactions integer not null default 0,
  constraint fact_store_hour_pkey PRIMARY KEY (store_id, business_date, hour)
);

create table fact_store_product_day (
  store_id bigint not null,
  product_id bigint not null,
  business_date date not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_store_product_day_pkey PRIMARY KEY (product_id, store_id, business_date)
);
CREATE INDEX fact_store_product_day_date ON public.fact_store_product_day USING btree (store_id, business_date);

create table fact_store_product_month (
  store_id bigint not null,
  month date not null,
  product_id bigint not null,
  received numeric(18,3) not null default 0,
  received_minor bigint not null default 0,
  sold numeric(18,3) not null default 0,
  cogs_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  returned numeric(18,3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor bigint not null default 0,
  transferred numeric(18,3) not null default 0,
  transferred_minor bigint not null default 0,
  counted numeric(18,3) not null default 0,
  counted_minor bigint not null default 0,
  counted_loss_minor bigint not null default 0,
  adjusted numeric(18,3) not null default 0,
  adjusted_minor bigint not null default 0,
  shrunk numeric(18,3) not null default 0,
  shrunk_minor bigint not null default 0,
  revalued_minor bigint not null default 0,
  out_minutes bigint not null default 0,
  ranged integer not null default 0,
  units_moment numeric(24,3) not null default 0,
  value_moment numeric(30,0) not null default 0,
  constraint fact_store_product_month_pkey PRIMARY KEY (store_id, month, product_id)
);

create table goods_receipt (
  id bigint not null generated always as identity,
  supplier_id bigint not null,
  delivery_note text not null,
  store_id bigint not null,
  received_at timestamp with time zone not null,
  constraint goods_receipt_pkey PRIMARY KEY (id),
  constraint goods_receipt_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint goods_receipt_supplier_id_delivery_note_key UNIQUE (supplier_id, delivery_note),
  constraint goods_receipt_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id)
);

create table handled_event (
  consumer text not null,
  event_id uuid not null,
  attempt uuid not null,
  handled_at timestamp with time zone not null default now(),
  constraint handled_event_pkey PRIMARY KEY (consumer, event_id)
);

create table import (
  id uuid not null,
  kind text not null,
  file_name text not null,
  bucket text not null,
  key text not null,
  delivery text,
  version_id text,
  etag text,
  store_id bigint,
  status text not null,
  size bigint not null default 0,
  byte_offset bigint not null default 0,
  line_number integer not null default 0,
  rows_read integer not null default 0,
  applied integer not null default 0,
  duplicate integer not null default 0,
  rejected integer not null default 0,
  ignored_columns jsonb not null default '[]'::jsonb,
  error text,
  rejects_key text,
  uploaded_by text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  lease_until timestamp with time zone,
  worker uuid,
  hops integer not null default 0,
  constraint import_bucket_key_delivery_key UNIQUE (bucket, key, delivery),
  constraint import_kind_check CHECK ((kind = ANY (ARRAY['products'::text, 'stock'::text, 'deliveries'::text, 'sales'::text, 'unknown'::text]))),
  constraint import_pkey PRIMARY KEY (id),
  constraint import_status_check CHECK ((status = ANY (ARRAY['awaiting'::text, 'received'::text, 'running'::text, 'done'::text, 'done_with_errors'::text, 'failed'::text]))),
  constraint import_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);
CREATE INDEX import_unfinished ON public.import USING btree (lease_until) WHERE (status = ANY (ARRAY['received'::text, 'running'::text]));

create table import_reject (
  import_id uuid not null,
  line integer not null,
  column_name text,
  reason text not null,
  raw text,
  constraint import_reject_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id),
  constraint import_reject_pkey PRIMARY KEY (import_id, line),
  constraint import_reject_raw_check CHECK ((octet_length(raw) <= 8192))
);

create table outbox (
  id uuid not null default uuid_v7(),
  name text not null,
  version integer not null default 1,
  occurred_at timestamp with time zone not null default now(),
  data jsonb not null,
  published_at timestamp with time zone,
  constraint outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_unpublished ON public.outbox USING btree (id) WHERE (published_at IS NULL);

create table person (
  user_id text not null,
  email text,
  name text,
  disabled_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone,
  constraint person_email_check CHECK (((email = lower(btrim(email))) AND (email <> ''::text))),
  constraint person_name_check CHECK (((name = btrim(name)) AND (name <> ''::text))),
  constraint person_pkey PRIMARY KEY (user_id)
);
CREATE UNIQUE INDEX person_email ON public.person USING btree (email);

create table posted_key (
  key uuid not null,
  payload uuid not null,
  constraint posted_key_pkey PRIMARY KEY (key)
);

create table product (
  id bigint not null generated always as identity,
  sku text not null,
  name text not null,
  category text,
  family text,
  status text not null default 'active'::text,
  is_stocked boolean not null default true,
  price numeric(18,6),
  cost numeric(18,6),
  reorder_point numeric(14,3),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  version integer not null default 1,
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint product_pkey PRIMARY KEY (id),
  constraint product_reorder_point_check CHECK ((reorder_point >= (0)::numeric)),
  constraint product_sku_check CHECK (((sku = btrim(sku)) AND (sku <> ''::text))),
  constraint product_status_check CHECK ((status = ANY (ARRAY['active'::text, 'draft'::text, 'archived'::text])))
);
CREATE INDEX product_category ON public.product USING btree (category);
CREATE UNIQUE INDEX product_sku ON public.product USING btree (lower(sku));

create table product_barcode (
  barcode text not null,
  product_id bigint not null,
  constraint product_barcode_pkey PRIMARY KEY (barcode),
  constraint product_barcode_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id)
);
CREATE INDEX product_barcode_product ON public.product_barcode USING btree (product_id);

create table product_price (
  product_id bigint not null,
  id bigint not null generated always as identity,
  valid_from timestamp with time zone not null default clock_timestamp(),
  price numeric(18,6),
  cost numeric(18,6),
  changed_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint product_price_pkey PRIMARY KEY (product_id, id)
);

create table sale (
  id bigint not null generated always as identity,
  store_id bigint not null,
  source text not null,
  external_id text not null,
  occurred_at timestamp with time zone not null,
  business_date date not null,
  constraint sale_pkey PRIMARY KEY (id),
  constraint sale_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint sale_store_id_source_external_id_key UNIQUE (store_id, source, external_id)
);
CREATE INDEX sale_business_date ON public.sale USING btree (business_date, store_id);

create table sale_line (
  sale_id bigint not null,
  id bigint not null,
  product_id bigint not null,
  quantity numeric(14,3) not null,
  unit_price numeric(18,6) not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  discount_minor bigint not null,
  constraint sale_line_pkey PRIMARY KEY (sale_id, id),
  constraint sale_line_quantity_check CHECK ((quantity <> (0)::numeric))
);

create table saved_view (
  id bigint not null generated always as identity,
  user_id text not null,
  name text not null,
  path text not null,
  search text not null,
  created_at timestamp with time zone not null default now(),
  constraint saved_view_name_check CHECK (((name = btrim(name)) AND (name <> ''::text))),
  constraint saved_view_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX saved_view_name ON public.saved_view USING btree (user_id, lower(name));

create table stock_level (
  store_id bigint not null,
  product_id bigint not null,
  on_hand numeric(14,3) not null default 0,
  reserved numeric(14,3) not null default 0,
  available numeric(14,3) not null generated always as ((on_hand - reserved)) stored,
  avg_cost numeric(18,6),
  last_counted_at timestamp with time zone,
  last_movement_at timestamp with time zone,
  constraint stock_level_pkey PRIMARY KEY (store_id, product_id),
  constraint stock_level_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint stock_level_reserved_check CHECK ((reserved >= (0)::numeric)),
  constraint stock_level_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
) with (fillfactor=70);
CREATE INDEX stock_level_product ON public.stock_level USING btree (product_id);

create table stock_movement (
  id bigint not null generated always as identity,
  store_id bigint not null,
  product_id bigint not null,
  type text not null,
  quantity numeric(14,3) not null,
  counted numeric(14,3),
  unit_cost numeric(18,6),
  value_minor bigint not null default 0,
  reason text,
  note text,
  occurred_at timestamp with time zone not null,
  recorded_at timestamp with time zone not null default now(),
  business_date date not null,
  actor text,
  import_id uuid,
  source_type text,
  source_id bigint,
  source_line bigint,
  reverses_id bigint,
  corrects_id bigint,
  constraint movement_sign CHECK (
CASE type
    WHEN 'receipt'::text THEN (quantity > (0)::numeric)
    WHEN 'return'::text THEN (quantity > (0)::numeric)
    WHEN 'transfer_in'::text THEN (quantity > (0)::numeric)
    WHEN 'sale'::text THEN (quantity < (0)::numeric)
    WHEN 'transfer_out'::text THEN (quantity < (0)::numeric)
    WHEN 'adjustment'::text THEN (quantity <> (0)::numeric)
    WHEN 'count_correction'::text THEN ((quantity <> (0)::numeric) AND (corrects_id IS NOT NULL))
    WHEN 'count'::text THEN (counted IS NOT NULL)
    WHEN 'revaluation'::text THEN (quantity = (0)::numeric)
    ELSE false
END),
  constraint stock_movement_pkey PRIMARY KEY (id)
);
CREATE INDEX movement_count ON public.stock_movement USING btree (store_id, product_id, occurred_at) WHERE (type = 'count'::text);
CREATE INDEX movement_history ON public.stock_movement USING btree (store_id, product_id, occurred_at);
CREATE UNIQUE INDEX movement_reverses ON public.stock_movement USING btree (reverses_id) WHERE (reverses_id IS NOT NULL);

create table store (
  id bigint not null generated always as identity,
  code text not null,
  name text not null,
  kind text not null default 'shop'::text,
  time_zone text not null,
  day_cutoff time without time zone not null default '00:00:00'::time without time zone,
  currency text not null,
  minor_units numeric not null generated always as (minor_units(currency)) stored,
  unknown_sku text not null default 'reject'::text,
  date_order text not null default 'ymd'::text,
  created_at timestamp with time zone not null default now(),
  hours jsonb,
  closures jsonb not null default '[]'::jsonb,
  expected_feeds jsonb not null default '[]'::jsonb,
  overselling text not null default 'refuse'::text,
  is_archived boolean not null default false,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint store_code_check CHECK (((code = btrim(code)) AND (code <> ''::text))),
  constraint store_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint store_date_order_check CHECK ((date_order = ANY (ARRAY['ymd'::text, 'dmy'::text, 'mdy'::text]))),
  constraint store_kind_check CHECK ((kind = ANY (ARRAY['shop'::text, 'warehouse'::text]))),
  constraint store_overselling_check CHECK ((overselling = ANY (ARRAY['refuse'::text, 'allow'::text]))),
  constraint store_pkey PRIMARY KEY (id),
  constraint store_time_zone CHECK (is_time_zone(time_zone)),
  constraint store_unknown_sku_check CHECK ((unknown_sku = ANY (ARRAY['reject'::text, 'create'::text])))
);
CREATE UNIQUE INDEX store_code ON public.store USING btree (lower(code));

create table supplier (
  id bigint not null generated always as identity,
  code text not null,
  name text not null,
  email text,
  phone text,
  contact text,
  lead_time_days integer,
  min_order_value numeric(18,6),
  note text,
  is_archived boolean not null default false,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint supplier_code_check CHECK (((code = btrim(code)) AND (code <> ''::text))),
  constraint supplier_lead_time_days_check CHECK ((lead_time_days >= 0)),
  constraint supplier_min_order_value_check CHECK ((min_order_value >= (0)::numeric)),
  constraint supplier_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX supplier_code ON public.supplier USING btree (lower(code));

create table supplier_item (
  supplier_id bigint not null,
  product_id bigint not null,
  supplier_sku text,
  pack_size numeric(14,3) not null default 1,
  min_order numeric(14,3) not null default 0,
  lead_time_days integer,
  cost numeric(18,6),
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint supplier_item_lead_time_days_check CHECK ((lead_time_days >= 0)),
  constraint supplier_item_min_order_check CHECK ((min_order >= (0)::numeric)),
  constraint supplier_item_pack_size_check CHECK ((pack_size > (0)::numeric)),
  constraint supplier_item_pkey PRIMARY KEY (product_id, supplier_id),
  constraint supplier_item_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint supplier_item_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id)
);
CREATE INDEX supplier_item_supplier ON public.supplier_item USING btree (supplier_id);

create table user_role_grant (
  user_id text not null,
  role text not null,
  store_id bigint,
  constraint user_role_grant_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'buyer'::text, 'manager'::text, 'clerk'::text, 'viewer'::text]))),
  constraint user_role_grant_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint user_role_grant_user_id_role_store_id_key UNIQUE NULLS NOT DISTINCT (user_id, role, store_id)
);

CREATE OR REPLACE FUNCTION public.actor_name(actor text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select case
    when actor ~ '^till:[0-9]{1,18}$' then (select k.label from api_key k where k.id = substring(actor from 6)::bigint)
    when actor ~ '^import:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (
      select concat_ws(', ', p.name, i.file_name) from import i left join person p on p.user_id = i.uploaded_by
      where i.id = substring(actor from 8)::uuid)
    else (select p.name from person p where p.user_id = actor) end
$function$
;

CREATE OR REPLACE FUNCTION public.add_grants(of_user text, grants jsonb)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into user_role_grant (user_id, role, store_id)
    select of_user, g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
    on conflict do nothing
$function$
;

CREATE OR REPLACE FUNCTION public.add_till_key(in_store bigint, with_label text, with_prefix text, with_hash bytea, calls_a_second integer, until_at timestamp with time zone, at timestamp with time zone, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('stockroom.actor', by_actor, true);
  insert into api_key (store_id, label, prefix, hash, rate_limit, created_by, created_at, expires_at)
    select s.id, with_label, with_prefix, with_hash, calls_a_second, by_actor, at, until_at from store s where s.id = in_store
    on conflict (hash) do nothing;
  return (select k.id from api_key k where k.hash = with_hash);
end $function$
;

CREATE OR REPLACE FUNCTION public.all_stores_known(grants jsonb)
 RETURNS boolean
 LANGUAGE sql
AS $function$
  select not exists (
    select from jsonb_array_elements(grants) g
    where g->>'storeId' is not null and not exists (select from store where id = (g->>'storeId')::bigint))
$function$
;

CREATE OR REPLACE FUNCTION public.announce_import(ended import)
 RETURNS void
 LANGUAGE sql
AS $function$
  insert into outbox (name, data) values (
    case ended.status when 'failed' then 'import.failed' else 'import.completed' end,
    jsonb_build_object('importId', ended.id, 'kind', ended.kind, 'fileName', ended.file_name, 'rowsRead', ended.rows_read,
      'applied', ended.applied, 'duplicate', ended.duplicate, 'rejected', ended.rejected)
    || case ended.status when 'failed' then jsonb_build_object('reason', ended.error) else '{}' end)
$function$
;

CREATE OR REPLACE FUNCTION public.apply_chunk(of_import uuid, from_offset bigint, to_offset bigint, to_line integer, rows jsonb, refused jsonb, sale_source text DEFAULT 'file'::text)
 RETURNS SETOF import
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  left_out text[] := coalesce(tg_argv[2:], '{}') || '{created_at,updated_at,version}'::text[];
  was      jsonb := to_jsonb(old) - left_out;
  becomes  jsonb := to_jsonb(new) - left_out;
  whole    jsonb := coalesce(becomes, was);
begin
  if was is not null and becomes is not null then
    select jsonb_object_agg(w.key, w.value), jsonb_object_agg(w.key, becomes->w.key) into was, becomes
      from jsonb_each(was) w where w.value is distinct from becomes->w.key;
    if was is null then return null; end if;
  end if;
  insert into audit_entry (actor, action, record, subject_kind, subject_id, store_id, before, after)
    values (nullif(current_setting('stockroom.actor', true), ''), lower(tg_op), tg_table_name, tg_argv[0],
      whole->>tg_argv[1], case tg_table_name when 'store' then whole->>'id' else whole->>'store_id' end::bigint, was, becomes);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.barcodes_of(of_product bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_agg(b.barcode order by b.barcode collate "C"), '[]') from product_barcode b
  where b.product_id = of_product
$function$
;

CREATE OR REPLACE FUNCTION public.business_day(instant timestamp with time zone, zone text, cutoff time without time zone)
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select ((instant at time zone zone) - cutoff::interval)::date
$function$
;

CREATE OR REPLACE FUNCTION public.count_barcodes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update product p set updated_at = clock_timestamp()
    where p.id in (select c.product_id from changed c) and p.created_at < now();
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.count_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.version := old.version + 1;
  new.updated_at := clock_timestamp();
  new.updated_by := nullif(current_setting('stockroom.actor', true), '');
  return new;
end $function$
;

CREATE OR REPLACE FUNCTION public.fail_import(of_import uuid, reason text)
 RETURNS SETOF import
 LANGUAGE plpgsql
AS $function$
declare
  ended import;
begin
  update import i set status = 'failed', error = reason, finished_at = clock_timestamp(), lease_until = null
    where i.id = of_import and i.status in ('received', 'running')
    returning * into ended;
  if not found then return; end if;
  perform announce_import(ended);
  return next ended;
end $function$
;

CREATE OR REPLACE FUNCTION public.faster(who text, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select format('%s changed this on %s UTC, after you had read it: load it again and make your change there',
    case when who like 'import:%' then 'An import'
      else coalesce((select coalesce(p.name, p.email) from person p where p.user_id = who), 'Somebody') end,
    to_char(at at time zone 'UTC', E'FMDD FMMonth YYYY "at" HH24\x3AMI\x3ASS'))
$function$
;

CREATE OR REPLACE FUNCTION public.finish_import(of_import uuid, to_rejects_key text, first_raws jsonb)
 RETURNS SETOF import
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.given_instant(given text, zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case when given like '%Z' then given::timestamptz else local_instant(given::timestamp, zone) end
$function$
;

CREATE OR REPLACE FUNCTION public.has_grants(of_user text, grants jsonb)
 RETURNS boolean
 LANGUAGE sql
AS $function$
  select not exists (
    (select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
     except select role, store_id from user_role_grant where user_id = of_user)
    union all
    (select role, store_id from user_role_grant where user_id = of_user
     except select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g))
$function$
;

CREATE OR REPLACE FUNCTION public.has_movements(of_store bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from stock_movement m where m.store_id = of_store) or exists (select from sale s where s.store_id = of_store)
$function$
;

CREATE OR REPLACE FUNCTION public.has_other_admin(than_user text)
 RETURNS boolean
 LANGUAGE sql
AS $function$
  select exists (
    select from user_role_grant g join person p using (user_id)
    where g.role = 'admin' and g.store_id is null and g.user_id <> than_user
      and p.disabled_at is null and p.last_seen_at is not null)
$function$
;

CREATE OR REPLACE FUNCTION public.import_acts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('stockroom.actor', 'import:' || new.id, true);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.invite_person(of_user text, with_email text, with_name text, grants jsonb, adding boolean, by_actor text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  perform lock_rights(by_actor);
  if not all_stores_known(grants) then return 'store_unknown'; end if;
  if not adding and not has_grants(of_user, grants)
     and (exists (select from person p where p.user_id = of_user and p.email is not null)
       or exists (select from user_role_grant g where g.user_id = of_user)) then
    return 'conflict';
  end if;
  -- Of an account that was deleted and made anew only the id differs: the address is the new one's.
  update person p set email = null, version = p.version + 1 where p.email = with_email and p.user_id <> of_user;
  insert into person as p (user_id, email, name) values (of_user, with_email, with_name)
    on conflict (user_id) do update
    set email = coalesce(p.email, excluded.email), name = coalesce(p.name, excluded.name), version = p.version + 1
    where p.email is null or p.name is null or exists (
      select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
      except select u.role, u.store_id from user_role_grant u where u.user_id = of_user);
  perform add_grants(of_user, grants);
  return 'done';
end $function$
;

CREATE OR REPLACE FUNCTION public.is_low(available numeric, reorder_point numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select available <= reorder_point
$function$
;

CREATE OR REPLACE FUNCTION public.is_time_zone(name text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  perform now() at time zone name;
  return true;
exception when invalid_parameter_value then
  return false;
end $function$
;

CREATE OR REPLACE FUNCTION public.key_of(canonical text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select encode(substring(sha256(convert_to(canonical, 'UTF8')) for 16), 'hex')::uuid
$function$
;

CREATE OR REPLACE FUNCTION public.local_instant(at_local timestamp without time zone, zone text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
declare
  late  timestamptz := at_local at time zone zone;
  early timestamptz := late - ((late - interval '3 hours') at time zone zone - at_local + interval '3 hours');
begin
  return case when early < late and early at time zone zone = at_local then early else late end;
end $function$
;

CREATE OR REPLACE FUNCTION public.lock_person_out(of_user text, is_out boolean, by_actor text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  perform lock_rights(by_actor);
  if not exists (select from person p where p.user_id = of_user)
     and not exists (select from user_role_grant g where g.user_id = of_user) then
    return 'unknown';
  end if;
  if is_out and not has_other_admin(of_user) then return 'last_admin'; end if;
  insert into person as p (user_id, disabled_at) values (of_user, case when is_out then now() end)
    on conflict (user_id) do update set disabled_at = excluded.disabled_at, version = p.version + 1
    where (p.disabled_at is null) = is_out;
  return 'done';
end $function$
;

CREATE OR REPLACE FUNCTION public.lock_rights(by_actor text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_advisory_xact_lock(hashtext('stockroom rights'));
  perform set_config('stockroom.actor', by_actor, true);
end $function$
;

CREATE OR REPLACE FUNCTION public.minor_units(currency text)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 1
    when currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 1000
    else 100
  end
$function$
;

CREATE OR REPLACE FUNCTION public.note_price()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into product_price (product_id, price, cost) values (new.id, new.price, new.cost);
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.plan_for(rows integer)
 RETURNS void
 LANGUAGE sql
AS $function$
  select set_config('plan_cache_mode', case when rows < 100 then 'force_generic_plan' else 'auto' end, true)
$function$
;

CREATE OR REPLACE FUNCTION public.post_adjustment(adjustment posting, by_actor text)
 RETURNS TABLE(on_hand numeric, repeated boolean)
 LANGUAGE plpgsql
AS $function$
declare
  was text;
begin
  if not (select p.is_stocked from product p where p.id = adjustment.product_id) then
    raise exception 'product.not_stocked: this product has no stock to adjust';
  end if;
  select m.outcome into was from post_movements(array[adjustment], by_actor) m;
  if was = 'changed' then
    raise exception 'adjustment.conflict: this Idempotency-Key was used for another adjustment';
  end if;
  return query select l.on_hand, was is not null from stock_level l
    where l.store_id = adjustment.store_id and l.product_id = adjustment.product_id;
end $function$
;

CREATE OR REPLACE FUNCTION public.post_changes(fresh posting[], by_actor text, by_import uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_counts(fresh posting[], by_actor text, by_import uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_deliveries(rows jsonb, by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_movements(rows posting[], by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS TABLE(line integer, outcome text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'auto'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_products(rows jsonb)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_rows(postings posting[], by_actor text, by_import uuid)
 RETURNS SETOF row_outcome
 LANGUAGE sql
AS $function$
  select p.line, case p.outcome when 'changed' then 'rejected' else p.outcome end, null, case p.outcome
    when 'changed' then 'changed: this row is already in with other values; correct it by an opposite row' end
  from post_movements(postings, by_actor, by_import) p
$function$
;

CREATE OR REPLACE FUNCTION public.post_sales(rows jsonb, sale_source text, by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
 SET plan_cache_mode TO 'auto'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_stock(rows jsonb, by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.record_sale(rows jsonb, in_store bigint, sale_source text, sale_id text, by_actor text)
 RETURNS TABLE(id bigint, total_minor bigint, repeated boolean)
 LANGUAGE plpgsql
AS $function$
declare
  outcomes row_outcome[];
  reason   text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select array_agg(o) into outcomes from post_sales(rows, sale_source, by_actor) o;
  select format('line %s: %s%s', o.line, case o.column_name when 'sold_at' then 'soldAt ' else '' end, o.reason) into reason
    from unnest(outcomes) o where o.outcome = 'rejected' and o.column_name is not null order by o.line limit 1;
  if reason is not null then
    raise exception 'sale.invalid: %', reason;
  end if;
  if exists (select from unnest(outcomes) o where o.outcome = 'rejected')
     or coalesce(array_length(outcomes, 1), 0) not in (0, jsonb_array_length(rows)) then
    raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
  end if;
  return query
    select s.id, sum(l.net_minor + l.tax_minor)::bigint, outcomes is not null
    from sale s join sale_line l on l.sale_id = s.id
    where s.store_id = in_store and s.source = sale_source and s.external_id = record_sale.sale_id
    group by s.id;
end $function$
;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'ledger.append_only: % is append only; post an opposite movement instead', tg_table_name;
end $function$
;

CREATE OR REPLACE FUNCTION public.remove_supplier_item(of_supplier bigint, of_product bigint, read_version integer, by_actor text)
 RETURNS TABLE(product_id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.replace_grants(of_user text, seen_version integer, grants jsonb, by_actor text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  perform lock_rights(by_actor);
  if not exists (select from person p where p.user_id = of_user)
     and not exists (select from user_role_grant g where g.user_id = of_user) then
    return 'unknown';
  end if;
  if has_grants(of_user, grants) then return 'done'; end if;
  if seen_version <> coalesce((select p.version from person p where p.user_id = of_user), 0) then return 'stale'; end if;
  if not all_stores_known(grants) then return 'store_unknown'; end if;
  if not has_other_admin(of_user)
     and not exists (select from jsonb_array_elements(grants) g where g->>'role' = 'admin' and g->>'storeId' is null) then
    return 'last_admin';
  end if;
  delete from user_role_grant u where u.user_id = of_user
    and not exists (select from jsonb_array_elements(grants) g
      where g->>'role' = u.role and (g->>'storeId')::bigint is not distinct from u.store_id);
  perform add_grants(of_user, grants);
  insert into person as p (user_id) values (of_user) on conflict (user_id) do update set version = p.version + 1;
  return 'done';
end $function$
;

CREATE OR REPLACE FUNCTION public.replace_till_key(of_key bigint, with_prefix text, with_hash bytea, grace interval, at timestamp with time zone, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  old_key api_key;
  new_id  bigint;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into old_key from api_key k where k.id = of_key for update;
  if old_key.replaced_by is not null then
    return (select k.id from api_key k where k.id = old_key.replaced_by and k.hash = with_hash);
  end if;
  if old_key.id is null or old_key.revoked_at is not null or old_key.expires_at <= at then return null; end if;
  insert into api_key (store_id, label, prefix, hash, rate_limit, created_by, created_at, expires_at)
    values (old_key.store_id, old_key.label, with_prefix, with_hash, old_key.rate_limit, by_actor, at,
      at + (old_key.expires_at - old_key.created_at))
    returning id into new_id;
  update api_key k set replaced_by = new_id, expires_at = least(k.expires_at, at + grace) where k.id = of_key;
  return new_id;
end $function$
;

CREATE OR REPLACE FUNCTION public.revoke_till_key(of_key bigint, at timestamp with time zone, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('stockroom.actor', by_actor, true);
  update api_key k set revoked_at = at where k.id = of_key and k.revoked_at is null;
  return of_key;
end $function$
;

CREATE OR REPLACE FUNCTION public.save_product(of_product bigint, read_version integer, fields jsonb, barcodes jsonb, by_actor text)
 RETURNS TABLE(id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_store(of_store bigint, read_version integer, fields jsonb, by_actor text)
 RETURNS TABLE(id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_supplier(of_supplier bigint, read_version integer, fields jsonb, by_actor text)
 RETURNS TABLE(id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_supplier_item(of_supplier bigint, of_product bigint, read_version integer, fields jsonb, by_actor text)
 RETURNS TABLE(product_id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_view(of_user text, given_id bigint, new_name text, new_path text, new_search text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare
  same_name saved_view;
begin
  perform pg_advisory_xact_lock(hashtext('stockroom view'), hashtext(of_user));
  if given_id is not null and not exists (select from saved_view v where v.id = given_id and v.user_id = of_user) then
    return null;
  end if;
  select * into same_name from saved_view v
    where v.user_id = of_user and lower(v.name) = lower(new_name) and v.id is distinct from given_id;
  if found then
    if given_id is null and same_name.path = new_path and same_name.search = new_search then return same_name.id; end if;
    raise exception 'view.taken: You have a saved view of this name; choose another';
  end if;
  if given_id is not null then
    update saved_view v set name = new_name, path = new_path, search = new_search where v.id = given_id;
    return given_id;
  end if;
  if (select count(*) from saved_view v where v.user_id = of_user) >= 50 then
    raise exception 'view.conflict: You have 50 saved views, which is as many as there can be; remove one first';
  end if;
  insert into saved_view (user_id, name, path, search) values (of_user, new_name, new_path, new_search)
    returning id into given_id;
  return given_id;
end $function$
;

CREATE OR REPLACE FUNCTION public.spend_till_call(of_hash bytea, at timestamp with time zone)
 RETURNS TABLE(outcome text, key_id bigint, store_id bigint)
 LANGUAGE plpgsql
AS $function$
begin
  return query
    update api_key k
    set calls = case when k.second < date_trunc('second', at) then 1 else k.calls + 1 end,
        second = greatest(k.second, date_trunc('second', at)), last_used_at = at
    where k.hash = of_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at)
      and (k.second < date_trunc('second', at) or k.calls < k.rate_limit)
    returning 'done', k.id, k.store_id;
  if found then return; end if;
  return query
    select 'limited', k.id, k.store_id from api_key k
    where k.hash = of_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at);
end $function$
;

CREATE OR REPLACE FUNCTION public.stock_of(of_product bigint, of_store bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select string_agg(format('%s has %s', l.name, trim_scale(l.on_hand)), ', ' order by l.code)
  from (select case when of_store is null then s.name else p.sku end as name,
          case when of_store is null then lower(s.code) else lower(p.sku) end as code, l.on_hand
        from stock_level l join store s on s.id = l.store_id join product p on p.id = l.product_id
        where (l.product_id = of_product or l.store_id = of_store) and (l.on_hand <> 0 or l.reserved <> 0)
        order by 2 limit 5) l
$function$
;

CREATE OR REPLACE FUNCTION public.uuid_v7()
 RETURNS uuid
 LANGUAGE sql
AS $function$
  select encode(set_byte(id, 6, (get_byte(id, 6) & 15) | 112), 'hex')::uuid
  from overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6) as id
$function$
;

CREATE TRIGGER api_key_audit AFTER INSERT OR DELETE ON public.api_key FOR EACH ROW EXECUTE FUNCTION audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');

CREATE TRIGGER api_key_audit_update AFTER UPDATE OF label, rate_limit, expires_at, revoked_at, replaced_by ON public.api_key FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER import_acts AFTER UPDATE OF byte_offset ON public.import FOR EACH ROW WHEN ((old.byte_offset <> new.byte_offset)) EXECUTE FUNCTION import_acts();

CREATE TRIGGER person_audit AFTER INSERT OR DELETE ON public.person FOR EACH ROW EXECUTE FUNCTION audit_change('person', 'user_id', 'last_seen_at');

CREATE TRIGGER person_audit_update AFTER UPDATE OF email, name, disabled_at ON public.person FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('person', 'user_id', 'last_seen_at');

CREATE TRIGGER product_audit AFTER INSERT OR DELETE ON public.product FOR EACH ROW EXECUTE FUNCTION audit_change('product', 'id', 'updated_by');

CREATE TRIGGER product_audit_update AFTER UPDATE ON public.product FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('product', 'id', 'updated_by');

CREATE TRIGGER product_price_change AFTER UPDATE OF price, cost ON public.product FOR EACH ROW WHEN (((old.price IS DISTINCT FROM new.price) OR (old.cost IS DISTINCT FROM new.cost))) EXECUTE FUNCTION note_price();

CREATE TRIGGER product_price_first AFTER INSERT ON public.product FOR EACH ROW WHEN (((new.price IS NOT NULL) OR (new.cost IS NOT NULL))) EXECUTE FUNCTION note_price();

CREATE TRIGGER product_version BEFORE UPDATE ON public.product FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER product_barcode_added AFTER INSERT ON public.product_barcode REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_barcodes();

CREATE TRIGGER product_barcode_audit AFTER INSERT OR DELETE ON public.product_barcode FOR EACH ROW EXECUTE FUNCTION audit_change('product', 'product_id');

CREATE TRIGGER product_barcode_audit_update AFTER UPDATE ON public.product_barcode FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('product', 'product_id');

CREATE TRIGGER product_barcode_removed AFTER DELETE ON public.product_barcode REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_barcodes();

CREATE TRIGGER movement_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.stock_movement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER store_audit AFTER INSERT OR DELETE ON public.store FOR EACH ROW EXECUTE FUNCTION audit_change('store', 'id', 'updated_by');

CREATE TRIGGER store_audit_update AFTER UPDATE ON public.store FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('store', 'id', 'updated_by');

CREATE TRIGGER store_version BEFORE UPDATE ON public.store FOR EACH ROW EXECUTE FUNCTION count_version();

CREATE TRIGGER supplier_audit AFTER INSERT OR DELETE ON public.supplier FOR EACH ROW EXECUTE FUNCTION audit_change('supplier', 'id', 'updated_by');

CREATE TRIGGER supplier_audit_update AFTER UPDATE ON public.supplier FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('supplier', 'id', 'updated_by');

CREATE TRIGGER supplier_version BEFORE UPDATE ON public.supplier FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER supplier_item_audit AFTER INSERT OR DELETE ON public.supplier_item FOR EACH ROW EXECUTE FUNCTION audit_change('product', 'product_id', 'updated_by');

CREATE TRIGGER supplier_item_audit_update AFTER UPDATE ON public.supplier_item FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('product', 'product_id', 'updated_by');

CREATE TRIGGER supplier_item_version BEFORE UPDATE ON public.supplier_item FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER user_role_grant_audit AFTER INSERT OR DELETE ON public.user_role_grant FOR EACH ROW EXECUTE FUNCTION audit_change('person', 'user_id');

CREATE TRIGGER user_role_grant_audit_update AFTER UPDATE ON public.user_role_grant FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('person', 'user_id');

grant insert, select, update on api_key to stockroom_app;
grant usage on api_key_id_seq to stockroom_app;
grant select on audit_entry to stockroom_app;
grant usage on audit_entry_id_seq to stockroom_app;
grant select on fact_pending to stockroom_app;
grant insert, select, update on goods_receipt to stockroom_app;
grant usage on goods_receipt_id_seq to stockroom_app;
grant delete, insert, select on handled_event to stockroom_app;
grant insert, select, update on import to stockroom_app;
grant insert, select, update on import_reject to stockroom_app;
grant delete, insert, select, update on outbox to stockroom_app;
grant insert, select, update on person to stockroom_app;
grant select on posted_key to stockroom_app;
grant insert, select, update on product to stockroom_app;
grant delete, insert, select on product_barcode to stockroom_app;
grant usage on product_id_seq to stockroom_app;
grant insert, select on product_price to stockroom_app;
grant insert, select, update on sale to stockroom_app;
grant usage on sale_id_seq to stockroom_app;
grant insert, select on sale_line to stockroom_app;
grant usage on sale_line_id to stockroom_app;
grant delete, insert, select, update on saved_view to stockroom_app;
grant select on schemaversion to stockroom_app;
grant select on stock_level to stockroom_app;
grant select on stock_movement to stockroom_app;
grant usage on stock_movement_id_seq to stockroom_app;
grant insert, select, update on store to stockroom_app;
grant usage on store_id_seq to stockroom_app;
grant insert, select, update on supplier to stockroom_app;
grant usage on supplier_id_seq to stockroom_app;
grant delete, insert, select, update on supplier_item to stockroom_app;
grant delete, insert, select, update on user_role_grant to stockroom_app;
