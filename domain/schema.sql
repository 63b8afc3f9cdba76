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

create table alert_episode (
  id bigint not null generated always as identity,
  kind text not null,
  store_id bigint not null,
  product_id bigint not null default 0,
  reference text not null default ''::text,
  is_urgent boolean not null,
  money_minor bigint not null default 0,
  facts jsonb not null,
  opened_at timestamp with time zone not null,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  snoozed_until timestamp with time zone,
  awaits_arrival boolean not null default false,
  resolved_at timestamp with time zone,
  why_resolved text,
  constraint alert_episode_facts_check CHECK ((octet_length((facts)::text) <= 2048)),
  constraint alert_episode_pkey PRIMARY KEY (id)
);
CREATE INDEX alert_episode_money ON public.alert_episode USING btree (store_id, money_minor DESC, id DESC) WHERE (resolved_at IS NULL);
CREATE UNIQUE INDEX alert_episode_open ON public.alert_episode USING btree (store_id, product_id, kind, reference) WHERE (resolved_at IS NULL);
CREATE INDEX alert_episode_over ON public.alert_episode USING btree (resolved_at DESC, id DESC) WHERE (resolved_at IS NOT NULL);
CREATE INDEX alert_episode_past ON public.alert_episode USING btree (store_id, product_id, kind, opened_at);
CREATE INDEX alert_episode_urgent ON public.alert_episode USING btree (opened_at) WHERE (is_urgent AND (resolved_at IS NULL));

create table alert_mail (
  user_id text not null,
  key text not null,
  attempt uuid not null,
  claimed_at timestamp with time zone not null,
  constraint alert_mail_pkey PRIMARY KEY (user_id, key)
);

create table alert_preference (
  user_id text not null,
  is_on boolean not null,
  hour integer not null,
  time_zone text not null,
  weekdays integer[] not null,
  stores bigint[],
  kinds text[],
  urgent boolean not null,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint alert_preference_hour_check CHECK (((hour >= 0) AND (hour <= 23))),
  constraint alert_preference_pkey PRIMARY KEY (user_id),
  constraint alert_preference_time_zone_check CHECK (is_time_zone(time_zone))
);

create table alert_rule (
  kind text not null,
  store_id bigint,
  is_on boolean not null default true,
  threshold numeric,
  hysteresis numeric,
  urgent text not null default 'never'::text,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint alert_rule_hysteresis_check CHECK ((hysteresis >= (0)::numeric)),
  constraint alert_rule_kind_check CHECK ((kind = ANY (ARRAY['negative'::text, 'out'::text, 'low'::text, 'phantom'::text, 'feed_missing'::text, 'late_order'::text, 'price_below_cost'::text, 'overstock'::text, 'dead'::text]))),
  constraint alert_rule_kind_store_id_key UNIQUE NULLS NOT DISTINCT (kind, store_id),
  constraint alert_rule_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint alert_rule_threshold_check CHECK ((threshold >= (0)::numeric)),
  constraint alert_rule_urgent_check CHECK ((urgent = ANY (ARRAY['never'::text, 'best_sellers'::text, 'always'::text])))
);

create table alert_step (
  id bigint not null generated always as identity,
  episode_id bigint not null,
  at timestamp with time zone not null,
  step text not null,
  actor text,
  note text,
  constraint alert_step_episode_id_fkey FOREIGN KEY (episode_id) REFERENCES alert_episode(id),
  constraint alert_step_pkey PRIMARY KEY (id),
  constraint alert_step_step_check CHECK ((step = ANY (ARRAY['acknowledged'::text, 'snoozed'::text, 'reopened'::text])))
);
CREATE INDEX alert_step_episode ON public.alert_step USING btree (episode_id, id);

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

create table count_entry (
  id bigint not null generated always as identity,
  sheet_id bigint not null,
  product_id bigint not null,
  key uuid not null,
  payload uuid not null,
  counted numeric(14,3) not null,
  counted_at timestamp with time zone not null,
  counted_by text not null,
  saved_at timestamp with time zone not null default now(),
  constraint count_entry_key_product_id_key UNIQUE (key, product_id),
  constraint count_entry_pkey PRIMARY KEY (id),
  constraint count_entry_sheet_id_product_id_fkey FOREIGN KEY (sheet_id, product_id) REFERENCES count_line(sheet_id, product_id)
);

create table count_line (
  sheet_id bigint not null,
  product_id bigint not null,
  is_extra boolean not null default false,
  counted numeric(14,3),
  counted_at timestamp with time zone,
  counted_by text,
  needs_recount boolean not null default false,
  is_recounted boolean not null default false,
  expected numeric(14,3),
  variance_minor bigint,
  constraint count_line_check CHECK (((counted IS NULL) = (counted_at IS NULL))),
  constraint count_line_counted_check CHECK ((counted >= (0)::numeric)),
  constraint count_line_pkey PRIMARY KEY (sheet_id, product_id),
  constraint count_line_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint count_line_sheet_id_fkey FOREIGN KEY (sheet_id) REFERENCES count_sheet(id)
);

create table count_sheet (
  id bigint not null generated always as identity,
  key uuid not null,
  payload uuid not null,
  store_id bigint not null,
  name text not null,
  scope text not null,
  category text,
  is_blind boolean not null,
  recount_units numeric(14,3),
  recount_percent numeric(7,3),
  recount_value numeric(18,6),
  status text not null default 'open'::text,
  line_count integer not null default 0,
  counted_count integer not null default 0,
  recount_count integer not null default 0,
  gain_minor bigint,
  loss_minor bigint,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  updated_at timestamp with time zone not null default now(),
  updated_by text,
  constraint count_sheet_key_key UNIQUE (key),
  constraint count_sheet_pkey PRIMARY KEY (id),
  constraint count_sheet_scope_check CHECK ((scope = ANY (ARRAY['all'::text, 'category'::text, 'products'::text, 'negative'::text, 'abc_a'::text]))),
  constraint count_sheet_status_check CHECK ((status = ANY (ARRAY['open'::text, 'recount'::text, 'counted'::text, 'posted'::text, 'cancelled'::text]))),
  constraint count_sheet_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);
CREATE INDEX count_sheet_store ON public.count_sheet USING btree (store_id, id);

create table currency_demand (
  currency text not null,
  constraint currency_demand_pkey PRIMARY KEY (currency)
);

create table day_total_told (
  id bigint not null generated always as identity,
  store_id bigint not null,
  business_date date not null,
  till text not null,
  net_minor bigint not null,
  gross_minor bigint,
  tax_minor bigint,
  transactions integer not null,
  units numeric(14,3),
  told_by text not null,
  told_at timestamp with time zone not null default now(),
  constraint day_total_told_pkey PRIMARY KEY (id),
  constraint day_total_told_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);
CREATE INDEX day_total_told_day ON public.day_total_told USING btree (store_id, business_date, till, id);

create table export_day (
  kind text not null,
  business_date date not null,
  changed_at timestamp with time zone not null,
  written_at timestamp with time zone,
  constraint export_day_kind_check CHECK ((kind = ANY (ARRAY['sales'::text, 'inventory'::text]))),
  constraint export_day_pkey PRIMARY KEY (kind, business_date)
);

create table export_mark (
  only_one boolean not null default true,
  from_sale bigint not null,
  seen_sale bigint not null,
  from_movement bigint not null,
  seen_movement bigint not null,
  constraint export_mark_only_one_check CHECK (only_one),
  constraint export_mark_pkey PRIMARY KEY (only_one)
);

create table fact_delta (
  store_id bigint not null,
  product_id bigint not null,
  business_date date not null,
  type text not null,
  quantity numeric(14,3) not null default 0,
  value_minor bigint not null default 0,
  net_minor bigint not null default 0,
  tax_minor bigint not null default 0,
  discount_minor bigint not null default 0,
  loss_minor bigint not null default 0,
  import_id uuid,
  recorded_at timestamp with time zone not null default now()
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000, autovacuum_analyze_scale_factor=0, autovacuum_analyze_threshold=5000);
CREATE INDEX fact_delta_date ON public.fact_delta USING brin (business_date);

create table fact_dirty (
  store_id bigint not null,
  product_id bigint not null,
  from_day date not null,
  constraint fact_dirty_pkey PRIMARY KEY (store_id, product_id)
) with (fillfactor=70);

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
) with (fillfactor=90);

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
) with (fillfactor=70);

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
) with (fillfactor=70);

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
) with (fillfactor=50);

create table fact_store_day (
  store_id bigint not null,
  business_date date not null,
  first_imports uuid[],
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
) with (fillfactor=50);

create table fact_store_hour (
  store_id bigint not null,
  business_date date not null,
  hour smallint not null,
  net_minor bigint not null default 0,
  units numeric(18,3) not null default 0,
  transactions integer not null default 0,
  constraint fact_store_hour_pkey PRIMARY KEY (store_id, business_date, hour)
) with (fillfactor=50);

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
) with (fillfactor=90);
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
) with (fillfactor=90);

create table goods_receipt (
  id bigint not null generated always as identity,
  supplier_id bigint not null,
  delivery_note text not null,
  store_id bigint not null,
  received_at timestamp with time zone not null,
  request_key text,
  payload uuid,
  order_id bigint,
  landed_minor bigint,
  received_by text,
  constraint goods_receipt_landed_minor_check CHECK ((landed_minor >= 0)),
  constraint goods_receipt_order_id_fkey FOREIGN KEY (order_id) REFERENCES purchase_order(id),
  constraint goods_receipt_pkey PRIMARY KEY (id),
  constraint goods_receipt_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint goods_receipt_supplier_id_delivery_note_key UNIQUE (supplier_id, delivery_note),
  constraint goods_receipt_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id)
);
CREATE UNIQUE INDEX goods_receipt_note ON public.goods_receipt USING btree (supplier_id, lower(delivery_note));
CREATE INDEX goods_receipt_received_by ON public.goods_receipt USING btree (received_by);
CREATE UNIQUE INDEX goods_receipt_request ON public.goods_receipt USING btree (supplier_id, request_key);

create table handled_event (
  consumer text not null,
  event_id uuid not null,
  attempt uuid not null,
  handled_at timestamp with time zone not null default now(),
  constraint handled_event_pkey PRIMARY KEY (consumer, event_id)
);

create table hour_delta (
  store_id bigint not null,
  business_date date not null,
  hour smallint not null,
  net_minor bigint not null default 0,
  units numeric(18,3) not null default 0,
  transactions integer not null default 0
) with (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=5000);

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

create table import_day (
  import_id uuid not null,
  store_id bigint not null,
  business_date date not null,
  kind text not null,
  row_count integer not null,
  units numeric(18,3) not null,
  amount_minor bigint not null,
  arrived_at timestamp with time zone,
  constraint import_day_import_id_fkey FOREIGN KEY (import_id) REFERENCES import(id),
  constraint import_day_pkey PRIMARY KEY (import_id, store_id, business_date),
  constraint import_day_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);
CREATE INDEX import_day_store ON public.import_day USING btree (store_id, kind, business_date);

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

create table live_connection (
  id text not null,
  user_id text not null,
  stores bigint[],
  expires_at timestamp with time zone not null,
  constraint live_connection_pkey PRIMARY KEY (id)
);
CREATE INDEX live_connection_user ON public.live_connection USING btree (user_id);

create table live_news (
  id bigint not null generated always as identity,
  store_id bigint,
  topics text[] not null,
  product_ids bigint[],
  round uuid,
  constraint live_news_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX live_news_waiting ON public.live_news USING btree (store_id, topics) NULLS NOT DISTINCT WHERE (round IS NULL);

create table live_teller (
  only_one boolean not null default true,
  teller uuid not null,
  until timestamp with time zone not null,
  constraint live_teller_only_one_check CHECK (only_one),
  constraint live_teller_pkey PRIMARY KEY (only_one)
);

create table live_ticket (
  hash bytea not null,
  user_id text not null,
  expires_at timestamp with time zone not null,
  constraint live_ticket_hash_check CHECK ((length(hash) = 32)),
  constraint live_ticket_pkey PRIMARY KEY (hash)
);

create table mail_suppression (
  address text not null,
  reason text not null,
  detail text,
  since timestamp with time zone not null,
  constraint mail_suppression_address_check CHECK ((address = lower(btrim(address)))),
  constraint mail_suppression_pkey PRIMARY KEY (address),
  constraint mail_suppression_reason_check CHECK ((reason = ANY (ARRAY['bounce'::text, 'complaint'::text])))
);

create table ordering_stop (
  id boolean not null default true,
  is_stopped boolean not null,
  reason text,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint ordering_stop_id_check CHECK (id),
  constraint ordering_stop_pkey PRIMARY KEY (id)
);

create table outbox (
  id uuid not null default uuid_v7(),
  name text not null,
  version integer not null default 1,
  occurred_at timestamp with time zone not null default now(),
  data jsonb not null,
  published_at timestamp with time zone,
  xid xid8 default pg_current_xact_id(),
  constraint outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_unpublished ON public.outbox USING btree (id) WHERE (published_at IS NULL);
CREATE INDEX outbox_xid ON public.outbox USING btree (xid) WHERE (xid IS NOT NULL);

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

create table product_demand (
  store_id bigint not null,
  product_id bigint not null,
  currency text not null,
  as_of date not null,
  first_day date not null,
  demand_days integer not null,
  in_stock_days numeric(9,3) not null,
  daily_units numeric(18,6),
  daily_variance numeric(24,6),
  sales integer not null,
  weeks numeric[] not null,
  in_stock_weeks integer not null,
  week_cv numeric(12,4),
  xyz text not null,
  abc text not null,
  units numeric(18,3) not null,
  net_minor bigint not null,
  margin_minor bigint not null,
  last_sold_on date,
  last_received_on date,
  age_units numeric[] not null,
  age_minor bigint[] not null,
  constraint product_demand_abc_check CHECK ((abc = ANY (ARRAY['A'::text, 'B'::text, 'C'::text, 'N'::text, 'U'::text]))),
  constraint product_demand_pkey PRIMARY KEY (store_id, product_id, currency),
  constraint product_demand_xyz_check CHECK ((xyz = ANY (ARRAY['X'::text, 'Y'::text, 'Z'::text, '-'::text])))
);
CREATE INDEX product_demand_daily ON public.product_demand USING btree (store_id, product_id) INCLUDE (daily_units) WHERE (daily_units > (0)::numeric);
CREATE INDEX product_demand_dead ON public.product_demand USING btree (store_id) WHERE is_dead(as_of, last_sold_on, first_day, age_units);

create table product_price (
  product_id bigint not null,
  id bigint not null generated always as identity,
  valid_from timestamp with time zone not null default clock_timestamp(),
  price numeric(18,6),
  cost numeric(18,6),
  changed_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint product_price_pkey PRIMARY KEY (product_id, id)
);

create table promotion (
  id bigint not null generated always as identity,
  key uuid not null,
  store_id bigint,
  category text,
  product_id bigint,
  name text not null,
  from_day date not null,
  to_day date not null,
  uplift numeric(6,3) not null,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint promotion_check CHECK ((to_day >= from_day)),
  constraint promotion_check1 CHECK (((category IS NULL) <> (product_id IS NULL))),
  constraint promotion_key_key UNIQUE (key),
  constraint promotion_name_check CHECK (((name = btrim(name)) AND (name <> ''::text))),
  constraint promotion_pkey PRIMARY KEY (id),
  constraint promotion_uplift_check CHECK ((uplift > (0)::numeric))
);
CREATE INDEX promotion_days ON public.promotion USING btree (to_day, from_day);

create table purchase_order (
  id bigint not null generated always as identity,
  number text not null generated always as (('PO-'::text ||
CASE
    WHEN (id < 10000) THEN lpad((id)::text, 5, '0'::text)
    ELSE (id)::text
END)) stored,
  supplier_id bigint not null,
  store_id bigint not null,
  currency text not null,
  status text not null default 'draft'::text,
  expected_on date,
  note text,
  landed_minor bigint not null default 0,
  tolerance_percent integer not null default 5,
  request_key uuid not null,
  payload uuid not null,
  created_at timestamp with time zone not null default now(),
  created_by text not null,
  approved_at timestamp with time zone,
  approved_by text,
  sent_at timestamp with time zone,
  sent_by text,
  mailed_at timestamp with time zone,
  mailed_to text,
  mailed_supplier boolean,
  first_received_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_by text,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text,
  cancel_told boolean not null default false,
  cancel_mailed_at timestamp with time zone,
  cancel_mailed_to text,
  cancel_mailed_supplier boolean,
  mailed_because text,
  cancel_mailed_because text,
  constraint purchase_order_cancel_mailed_because_check CHECK ((cancel_mailed_because = ANY (ARRAY['no_address'::text, 'bounce'::text, 'complaint'::text, 'refused'::text]))),
  constraint purchase_order_landed_minor_check CHECK ((landed_minor >= 0)),
  constraint purchase_order_mailed_because_check CHECK ((mailed_because = ANY (ARRAY['no_address'::text, 'bounce'::text, 'complaint'::text, 'refused'::text]))),
  constraint purchase_order_pkey PRIMARY KEY (id),
  constraint purchase_order_request_key_key UNIQUE (request_key),
  constraint purchase_order_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'approved'::text, 'sent'::text, 'partly_received'::text, 'closed'::text, 'cancelled'::text]))),
  constraint purchase_order_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint purchase_order_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id),
  constraint purchase_order_tolerance_percent_check CHECK (((tolerance_percent >= 0) AND (tolerance_percent <= 100)))
);
CREATE UNIQUE INDEX purchase_order_number ON public.purchase_order USING btree (lower(number));
CREATE INDEX purchase_order_open ON public.purchase_order USING btree (store_id, supplier_id) WHERE (status = ANY (ARRAY['draft'::text, 'approved'::text, 'sent'::text, 'partly_received'::text]));
CREATE INDEX purchase_order_store ON public.purchase_order USING btree (store_id, id);
CREATE INDEX purchase_order_supplier ON public.purchase_order USING btree (supplier_id, id);

create table purchase_order_line (
  order_id bigint not null,
  product_id bigint not null,
  nth integer not null,
  ordered numeric(14,3) not null,
  cancelled numeric(14,3) not null default 0,
  unit_cost numeric(18,6),
  pack_size numeric(14,3) not null default 1,
  supplier_sku text,
  suggestion_id bigint,
  constraint purchase_order_line_check CHECK (((cancelled >= (0)::numeric) AND (cancelled <= ordered))),
  constraint purchase_order_line_order_id_fkey FOREIGN KEY (order_id) REFERENCES purchase_order(id),
  constraint purchase_order_line_ordered_check CHECK ((ordered > (0)::numeric)),
  constraint purchase_order_line_pkey PRIMARY KEY (order_id, product_id),
  constraint purchase_order_line_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint purchase_order_line_unit_cost_check CHECK ((unit_cost >= (0)::numeric))
);
CREATE INDEX purchase_order_line_product ON public.purchase_order_line USING btree (product_id, order_id);
CREATE INDEX purchase_order_line_suggestion ON public.purchase_order_line USING btree (suggestion_id) WHERE (suggestion_id IS NOT NULL);

create table receipt_line (
  id bigint not null generated always as identity,
  receipt_id bigint not null,
  order_id bigint not null,
  product_id bigint not null,
  accepted numeric(14,3) not null default 0,
  damaged numeric(14,3) not null default 0,
  wrong numeric(14,3) not null default 0,
  excess numeric(14,3) not null default 0,
  unit_cost numeric(18,6),
  landed_cost numeric(18,6),
  reason text,
  constraint receipt_line_accepted_check CHECK ((accepted >= (0)::numeric)),
  constraint receipt_line_damaged_check CHECK ((damaged >= (0)::numeric)),
  constraint receipt_line_excess_check CHECK ((excess >= (0)::numeric)),
  constraint receipt_line_pkey PRIMARY KEY (id),
  constraint receipt_line_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES goods_receipt(id),
  constraint receipt_line_wrong_check CHECK ((wrong >= (0)::numeric))
);
CREATE INDEX receipt_line_order ON public.receipt_line USING btree (order_id, product_id) INCLUDE (accepted, damaged);
CREATE INDEX receipt_line_receipt ON public.receipt_line USING btree (receipt_id);

create table reorder_budget (
  store_id bigint not null,
  month date not null,
  amount_minor bigint,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint reorder_budget_amount_minor_check CHECK ((amount_minor >= 0)),
  constraint reorder_budget_month_check CHECK ((month = month_of(month))),
  constraint reorder_budget_pkey PRIMARY KEY (store_id, month)
);

create table reorder_level (
  store_id bigint not null,
  product_id bigint not null,
  reorder_point numeric(14,3) not null,
  order_up_to numeric(14,3) not null,
  safety_stock numeric(14,3) not null,
  lead_units numeric(14,3) not null default 0,
  source text not null,
  computed_at timestamp with time zone not null,
  daily_units numeric(14,3),
  at_risk_minor bigint,
  constraint reorder_level_pkey PRIMARY KEY (store_id, product_id)
) with (fillfactor=80);

create table reorder_policy (
  id bigint not null generated always as identity,
  store_id bigint,
  category text,
  product_id bigint,
  method text,
  reorder_point numeric(14,3),
  order_up_to numeric(14,3),
  review_days integer,
  service_level numeric(4,3),
  shelf_max numeric(14,3),
  supplier_id bigint,
  warehouse_id bigint,
  auto_mode text,
  price_jump numeric(7,3),
  snoozed_until date,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint reorder_policy_auto_mode_check CHECK ((auto_mode = ANY (ARRAY['off'::text, 'suggest'::text, 'draft'::text, 'send'::text]))),
  constraint reorder_policy_check CHECK (((category IS NULL) OR (product_id IS NULL))),
  constraint reorder_policy_check1 CHECK ((warehouse_id <> store_id)),
  constraint reorder_policy_method_check CHECK ((method = ANY (ARRAY['learned'::text, 'fixed'::text, 'off'::text]))),
  constraint reorder_policy_order_up_to_check CHECK ((order_up_to >= (0)::numeric)),
  constraint reorder_policy_pkey PRIMARY KEY (id),
  constraint reorder_policy_price_jump_check CHECK ((price_jump >= (0)::numeric)),
  constraint reorder_policy_reorder_point_check CHECK ((reorder_point >= (0)::numeric)),
  constraint reorder_policy_review_days_check CHECK (((review_days >= 1) AND (review_days <= 90))),
  constraint reorder_policy_service_level_check CHECK (((service_level >= 0.5) AND (service_level <= 0.999))),
  constraint reorder_policy_shelf_max_check CHECK ((shelf_max >= (0)::numeric)),
  constraint reorder_policy_store_id_category_product_id_key UNIQUE NULLS NOT DISTINCT (store_id, category, product_id)
);

create table replenishment_run (
  id bigint not null generated always as identity,
  store_id bigint not null,
  business_date date not null,
  claim uuid not null,
  claimed_until timestamp with time zone not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  ordered_at timestamp with time zone,
  demand_to date,
  is_complete boolean not null default true,
  words text not null default ''::text,
  positions integer not null default 0,
  suggestions integer not null default 0,
  cost_minor bigint not null default 0,
  constraint replenishment_run_pkey PRIMARY KEY (id),
  constraint replenishment_run_store_id_business_date_key UNIQUE (store_id, business_date)
);

create table report_mail (
  id bigint not null generated always as identity,
  run_id bigint not null,
  subscription_id bigint not null,
  to_day date not null,
  revision integer not null,
  user_id text not null,
  email text,
  state text not null default 'due'::text,
  reason text,
  subject text,
  body_key text,
  token_hash text,
  attempts integer not null default 0,
  next_at timestamp with time zone,
  attempt uuid,
  claimed_at timestamp with time zone,
  sent_at timestamp with time zone,
  again_by text,
  constraint report_mail_pkey PRIMARY KEY (id),
  constraint report_mail_run_id_fkey FOREIGN KEY (run_id) REFERENCES report_run(id),
  constraint report_mail_state_check CHECK ((state = ANY (ARRAY['due'::text, 'rendering'::text, 'ready'::text, 'sending'::text, 'sent'::text, 'unknown'::text, 'failed'::text, 'suppressed'::text]))),
  constraint report_mail_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES report_subscription(id),
  constraint report_mail_subscription_id_to_day_revision_key UNIQUE (subscription_id, to_day, revision)
);
CREATE INDEX report_mail_address ON public.report_mail USING btree (email, id);
CREATE INDEX report_mail_attempt ON public.report_mail USING btree (attempt);
CREATE INDEX report_mail_ready ON public.report_mail USING btree (next_at, id) WHERE (state = 'ready'::text);
CREATE INDEX report_mail_run ON public.report_mail USING btree (run_id);
CREATE INDEX report_mail_sending ON public.report_mail USING btree (claimed_at) WHERE (state = 'sending'::text);
CREATE UNIQUE INDEX report_mail_token ON public.report_mail USING btree (token_hash);

create table report_run (
  id bigint not null generated always as identity,
  store_id bigint,
  kind text not null,
  from_day date not null,
  to_day date not null,
  revision integer not null,
  due_at timestamp with time zone not null,
  attempt uuid,
  claimed_until timestamp with time zone,
  failures integer not null default 0,
  net_minor bigint,
  units numeric(18,3),
  is_partial boolean,
  headline jsonb,
  report_key text,
  rendered_at timestamp with time zone,
  constraint report_run_headline_check CHECK ((octet_length((headline)::text) <= 16384)),
  constraint report_run_pkey PRIMARY KEY (id),
  constraint report_run_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint report_run_store_id_kind_to_day_revision_key UNIQUE NULLS NOT DISTINCT (store_id, kind, to_day, revision)
);
CREATE INDEX report_run_day ON public.report_run USING btree (to_day);
CREATE INDEX report_run_unmade ON public.report_run USING btree (due_at) WHERE (rendered_at IS NULL);

create table report_subscription (
  id bigint not null generated always as identity,
  user_id text not null,
  store_id bigint,
  kind text not null,
  language text not null,
  locale text not null,
  attachments text[] not null default '{}'::text[],
  is_on boolean not null default true,
  since timestamp with time zone not null,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint report_subscription_attachments_check CHECK ((attachments <@ '{csv,xlsx}'::text[])),
  constraint report_subscription_kind_check CHECK ((kind = ANY (ARRAY['daily'::text, 'weekly'::text, 'monthly'::text]))),
  constraint report_subscription_language_check CHECK ((language = ANY (ARRAY['en'::text, 'de'::text, 'fr'::text]))),
  constraint report_subscription_pkey PRIMARY KEY (id),
  constraint report_subscription_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint report_subscription_user_id_store_id_kind_key UNIQUE NULLS NOT DISTINCT (user_id, store_id, kind)
);
CREATE INDEX report_subscription_store ON public.report_subscription USING btree (store_id, kind) WHERE is_on;

create table report_wait (
  store_id bigint not null,
  minutes integer not null,
  version integer not null default 1,
  updated_at timestamp with time zone not null default now(),
  updated_by text default NULLIF(current_setting('stockroom.actor'::text, true), ''::text),
  constraint report_wait_minutes_check CHECK (((minutes >= 0) AND (minutes <= 1440))),
  constraint report_wait_pkey PRIMARY KEY (store_id),
  constraint report_wait_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);

create table reservation (
  id bigint not null generated always as identity,
  store_id bigint not null,
  external_id text not null,
  payload uuid not null,
  reference text,
  state text not null default 'open'::text,
  expires_at timestamp with time zone not null,
  made_at timestamp with time zone not null default now(),
  made_by text not null,
  ended_at timestamp with time zone,
  constraint reservation_pkey PRIMARY KEY (id),
  constraint reservation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'confirmed'::text, 'released'::text, 'expired'::text]))),
  constraint reservation_store_id_external_id_key UNIQUE (store_id, external_id),
  constraint reservation_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id)
);
CREATE INDEX reservation_open ON public.reservation USING btree (expires_at) WHERE (state = 'open'::text);
CREATE INDEX reservation_open_store ON public.reservation USING btree (store_id, id) WHERE (state = 'open'::text);

create table reservation_line (
  reservation_id bigint not null,
  product_id bigint not null,
  quantity numeric(14,3) not null,
  held numeric(14,3) not null,
  constraint reservation_line_held_check CHECK ((held >= (0)::numeric)),
  constraint reservation_line_pkey PRIMARY KEY (reservation_id, product_id),
  constraint reservation_line_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint reservation_line_quantity_check CHECK ((quantity > (0)::numeric)),
  constraint reservation_line_reservation_id_fkey FOREIGN KEY (reservation_id) REFERENCES reservation(id)
);

create table restated_day (
  store_id bigint not null,
  business_date date not null,
  restated_at timestamp with time zone not null,
  net_minor bigint not null,
  units numeric(18,3) not null,
  constraint restated_day_pkey PRIMARY KEY (store_id, business_date)
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
  business_date date,
  constraint sale_line_pkey PRIMARY KEY (sale_id, id),
  constraint sale_line_quantity_check CHECK ((quantity <> (0)::numeric))
);
CREATE INDEX sale_line_elsewhere ON public.sale_line USING btree (business_date) WHERE (business_date IS NOT NULL);

create table sale_return (
  sale_id bigint not null,
  of_sale bigint not null,
  payload uuid not null,
  constraint sale_return_of_sale_fkey FOREIGN KEY (of_sale) REFERENCES sale(id),
  constraint sale_return_pkey PRIMARY KEY (sale_id),
  constraint sale_return_sale_id_fkey FOREIGN KEY (sale_id) REFERENCES sale(id)
);

create table sale_return_line (
  sale_id bigint not null,
  line_id bigint not null,
  of_sale bigint not null,
  of_line bigint not null,
  disposition text not null,
  constraint sale_return_line_disposition_check CHECK ((disposition = ANY (ARRAY['restock'::text, 'write_off'::text, 'to_vendor'::text]))),
  constraint sale_return_line_pkey PRIMARY KEY (sale_id, line_id)
);
CREATE INDEX sale_return_line_of ON public.sale_return_line USING btree (of_sale, of_line);

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
  value_minor bigint not null default 0,
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
CREATE INDEX movement_store_at ON public.stock_movement USING btree (store_id, occurred_at);
CREATE INDEX movement_unsold ON public.stock_movement USING btree (store_id, type, occurred_at) WHERE (type <> 'sale'::text);
CREATE INDEX movement_unsold_product ON public.stock_movement USING btree (product_id, store_id, occurred_at) WHERE (type <> 'sale'::text);

create table stock_out (
  store_id bigint not null,
  product_id bigint not null,
  began_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint stock_out_pkey PRIMARY KEY (store_id, product_id, began_at)
);
CREATE INDEX stock_out_ended ON public.stock_out USING btree (store_id, ended_at);

create table stock_range (
  store_id bigint not null,
  product_id bigint not null,
  from_day date not null,
  until_day date,
  constraint stock_range_pkey PRIMARY KEY (store_id, product_id)
);

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

create table store_availability (
  store_id bigint not null,
  opening text not null,
  first_day date not null,
  last_day date not null,
  told_to date not null,
  demand_to date,
  demand_at timestamp with time zone,
  is_restated boolean not null default false,
  restated_at timestamp with time zone,
  constraint store_availability_pkey PRIMARY KEY (store_id)
);

create table store_open_day (
  store_id bigint not null,
  business_date date not null,
  open tstzmultirange not null,
  open_minutes integer not null,
  is_said boolean not null,
  is_closed boolean not null,
  constraint store_open_day_pkey PRIMARY KEY (store_id, business_date)
);

create table suggestion (
  id bigint not null generated always as identity,
  run_id bigint not null,
  business_date date not null,
  store_id bigint not null,
  product_id bigint not null,
  kind text not null,
  supplier_id bigint,
  from_store_id bigint,
  status text not null default 'open'::text,
  quantity numeric(14,3) not null,
  raw_quantity numeric(14,3) not null,
  pack_size numeric(14,3) not null,
  unit_cost numeric(18,6),
  cost_minor bigint,
  margin_at_risk_minor bigint not null,
  auto_mode text not null,
  method text not null,
  holds text[] not null default '{}'::text[],
  inputs jsonb not null,
  sentence text not null,
  reason text,
  decided_quantity numeric(14,3),
  decided_at timestamp with time zone,
  decided_by text,
  decision uuid,
  order_id bigint,
  transfer_id bigint,
  created_at timestamp with time zone not null default now(),
  grade_on date not null,
  held_until date,
  held_below numeric(14,3),
  constraint suggestion_check CHECK (((supplier_id IS NULL) OR (kind = 'buy'::text))),
  constraint suggestion_check1 CHECK (((from_store_id IS NULL) = (kind = 'buy'::text))),
  constraint suggestion_check2 CHECK (((status = ANY (ARRAY['open'::text, 'expired'::text])) = (decided_at IS NULL))),
  constraint suggestion_check3 CHECK (((status = ANY (ARRAY['accepted'::text, 'changed'::text])) = (decided_quantity IS NOT NULL))),
  constraint suggestion_decided_quantity_check CHECK ((decided_quantity > (0)::numeric)),
  constraint suggestion_kind_check CHECK ((kind = ANY (ARRAY['buy'::text, 'transfer'::text]))),
  constraint suggestion_pkey PRIMARY KEY (id),
  constraint suggestion_quantity_check CHECK ((quantity > (0)::numeric)),
  constraint suggestion_run_id_fkey FOREIGN KEY (run_id) REFERENCES replenishment_run(id),
  constraint suggestion_status_check CHECK ((status = ANY (ARRAY['open'::text, 'accepted'::text, 'changed'::text, 'rejected'::text, 'expired'::text])))
);
CREATE INDEX suggestion_decision ON public.suggestion USING btree (decision) WHERE (decision IS NOT NULL);
CREATE INDEX suggestion_held ON public.suggestion USING btree (store_id, held_until) WHERE (held_until IS NOT NULL);
CREATE INDEX suggestion_list ON public.suggestion USING btree (store_id, status, id);
CREATE UNIQUE INDEX suggestion_open ON public.suggestion USING btree (store_id, product_id, kind, COALESCE(from_store_id, (0)::bigint)) WHERE (status = 'open'::text);
CREATE INDEX suggestion_product ON public.suggestion USING btree (product_id, store_id, id);
CREATE INDEX suggestion_to_grade ON public.suggestion USING btree (grade_on, id);
CREATE INDEX suggestion_unordered ON public.suggestion USING btree (store_id, product_id) WHERE ((status = ANY (ARRAY['accepted'::text, 'changed'::text])) AND (order_id IS NULL) AND (transfer_id IS NULL));

create table suggestion_grade (
  suggestion_id bigint not null,
  graded_at timestamp with time zone not null,
  out_minutes bigint not null,
  excess_units numeric(14,3) not null,
  excess_minor bigint not null,
  sold_units numeric(14,3) not null,
  lowest_units numeric(14,3) not null,
  late_minutes bigint not null,
  day_minutes numeric,
  there_days integer,
  constraint suggestion_grade_pkey PRIMARY KEY (suggestion_id),
  constraint suggestion_grade_suggestion_id_fkey FOREIGN KEY (suggestion_id) REFERENCES suggestion(id)
);

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
  tolerance_percent integer,
  constraint supplier_code_check CHECK (((code = btrim(code)) AND (code <> ''::text))),
  constraint supplier_lead_time_days_check CHECK ((lead_time_days >= 0)),
  constraint supplier_min_order_value_check CHECK ((min_order_value >= (0)::numeric)),
  constraint supplier_pkey PRIMARY KEY (id),
  constraint supplier_tolerance_percent_check CHECK (((tolerance_percent >= 0) AND (tolerance_percent <= 100)))
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

create table supplier_lead_time (
  supplier_id bigint not null,
  store_id bigint,
  product_id bigint,
  days_mean numeric not null,
  days_variance numeric not null,
  orders integer not null,
  observed_mean numeric not null,
  observed_variance numeric not null,
  computed_at timestamp with time zone not null default now(),
  constraint supplier_lead_time_supplier_id_fkey FOREIGN KEY (supplier_id) REFERENCES supplier(id),
  constraint supplier_lead_time_supplier_id_store_id_product_id_key UNIQUE NULLS NOT DISTINCT (supplier_id, store_id, product_id)
);

create table transfer (
  id bigint not null generated always as identity,
  key uuid not null,
  payload uuid not null,
  content uuid not null,
  from_store_id bigint not null,
  to_store_id bigint not null,
  status text not null default 'draft'::text,
  expected_on date,
  note text,
  version integer not null default 1,
  shipped_version integer,
  shipped_at timestamp with time zone,
  ended_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  updated_by text,
  constraint transfer_check CHECK ((to_store_id <> from_store_id)),
  constraint transfer_check1 CHECK ((((status = 'draft'::text) OR ((shipped_version IS NULL) AND (status = 'cancelled'::text))) = (shipped_at IS NULL))),
  constraint transfer_from_store_id_fkey FOREIGN KEY (from_store_id) REFERENCES store(id),
  constraint transfer_key_key UNIQUE (key),
  constraint transfer_pkey PRIMARY KEY (id),
  constraint transfer_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'shipped'::text, 'received'::text, 'cancelled'::text]))),
  constraint transfer_to_store_id_fkey FOREIGN KEY (to_store_id) REFERENCES store(id),
  constraint transfer_told TRIGGER DEFERRABLE INITIALLY DEFERRED,
  constraint transfer_told_update TRIGGER DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX transfer_from ON public.transfer USING btree (from_store_id, id);
CREATE INDEX transfer_open ON public.transfer USING btree (id) WHERE (status = ANY (ARRAY['draft'::text, 'shipped'::text]));
CREATE INDEX transfer_to ON public.transfer USING btree (to_store_id, id);

create table transfer_line (
  transfer_id bigint not null,
  product_id bigint not null,
  quantity numeric(14,3) not null,
  unit_cost numeric(18,6),
  received numeric(14,3) not null default 0,
  damaged numeric(14,3) not null default 0,
  lost numeric(14,3) not null default 0,
  not_sent numeric(14,3) not null default 0,
  constraint transfer_line_check CHECK (((((received + damaged) + lost) + not_sent) <= quantity)),
  constraint transfer_line_damaged_check CHECK ((damaged >= (0)::numeric)),
  constraint transfer_line_lost_check CHECK ((lost >= (0)::numeric)),
  constraint transfer_line_not_sent_check CHECK ((not_sent >= (0)::numeric)),
  constraint transfer_line_pkey PRIMARY KEY (transfer_id, product_id),
  constraint transfer_line_product_id_fkey FOREIGN KEY (product_id) REFERENCES product(id),
  constraint transfer_line_quantity_check CHECK ((quantity > (0)::numeric)),
  constraint transfer_line_received_check CHECK ((received >= (0)::numeric)),
  constraint transfer_line_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfer(id)
);

create table transfer_receipt (
  id bigint not null generated always as identity,
  transfer_id bigint not null,
  key uuid not null,
  payload uuid not null,
  kind text not null,
  happened_at timestamp with time zone not null,
  note text,
  made_by text not null,
  made_at timestamp with time zone not null default now(),
  constraint transfer_receipt_key_key UNIQUE (key),
  constraint transfer_receipt_kind_check CHECK ((kind = ANY (ARRAY['received'::text, 'lost'::text, 'theft'::text, 'damaged'::text, 'not_sent'::text]))),
  constraint transfer_receipt_pkey PRIMARY KEY (id),
  constraint transfer_receipt_transfer_id_fkey FOREIGN KEY (transfer_id) REFERENCES transfer(id)
);
CREATE INDEX transfer_receipt_transfer ON public.transfer_receipt USING btree (transfer_id);

create table user_role_grant (
  user_id text not null,
  role text not null,
  store_id bigint,
  constraint user_role_grant_role_check CHECK ((role = ANY (ARRAY['admin'::text, 'buyer'::text, 'manager'::text, 'clerk'::text, 'viewer'::text]))),
  constraint user_role_grant_store_id_fkey FOREIGN KEY (store_id) REFERENCES store(id),
  constraint user_role_grant_user_id_role_store_id_key UNIQUE NULLS NOT DISTINCT (user_id, role, store_id)
);

CREATE OR REPLACE FUNCTION public.accept_by_itself(of_run bigint, with_decision uuid, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

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

CREATE OR REPLACE FUNCTION public.add_promotion(with_key uuid, fields jsonb, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
end $function$
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

CREATE OR REPLACE FUNCTION public.alert_conditions(stores bigint[], products bigint[], at timestamp with time zone, by_time boolean)
 RETURNS TABLE(kind text, store_id bigint, product_id bigint, opens boolean, stays boolean, is_urgent boolean, money_minor bigint, facts jsonb, why text, episode_id bigint)
 LANGUAGE sql
 STABLE
AS $function$
  with position as materialized (
    select l.store_id, l.product_id, l.on_hand, l.available, l.last_movement_at, l.last_counted_at, l.value_minor,
      finite(w.reorder_point) as reorder_point, p.price, coalesce(finite(l.avg_cost), p.cost) as cost, s.minor_units, s.time_zone, s.day_cutoff,
      p.is_stocked and p.status <> 'archived' and not s.is_archived as is_kept,
      d.as_of, d.first_day, d.last_sold_on, d.age_units, finite(d.daily_units) as daily_units, finite(d.units) as units,
      d.abc, d.in_stock_days, cover_days(l.available, finite(d.daily_units))::numeric as cover,
      coalesce(finite(r.daily_units), finite(d.daily_units)) as expected_units,
      coalesce(r.at_risk_minor, at_risk_minor(d.daily_units, d.margin_minor, d.units)) as lost_minor
    from (select distinct k.store_id, k.product_id from unnest(stores, products) k (store_id, product_id)) k
    join stock_level l using (store_id, product_id)
    join stock_low_line w using (store_id, product_id)
    join product p on p.id = l.product_id
    join store s on s.id = l.store_id
    left join product_demand d on d.store_id = l.store_id and d.product_id = l.product_id and d.currency = s.currency
    left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id
  ), known as (
    select n.*, t.kind, t.is_on, t.threshold, t.hysteresis, t.urgent, e.opened_at, e.id as episode_id
    from position n
    join alert_setting t on t.store_id = n.store_id and t.kind not in ('feed_missing', 'late_order')
    -- One look into the index for each: as a plain join it is planned as every position with every open alert.
    left join lateral (
      select e.id, e.opened_at from alert_episode e
      where e.store_id = n.store_id and e.product_id = n.product_id and e.kind = t.kind and e.reference = ''
        and e.resolved_at is null
      limit 1
    ) e on true
    where t.is_on and n.is_kept or e.id is not null
  )
  select c.kind, c.store_id, c.product_id, c.is_on and c.is_kept and c.opens, c.is_on and c.is_kept and c.stays,
    c.urgent = 'always' or c.urgent = 'best_sellers' and coalesce(c.abc = 'A', false), c.money, c.facts,
    case when not c.is_kept then 'No longer kept' when not c.is_on then 'Alerts of this kind were switched off' else c.why end,
    c.episode_id
  from (
    select k.*, v.money, v.facts, v.why, coalesce(v.opens, false) as opens, coalesce(v.opens or v.stays, false) as stays
    from known k
    cross join lateral (
      select k.on_hand < 0 as opens, k.on_hand < 0 as stays, k.lost_minor as money,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.expected_units, 2)::text) as facts,
        format('%s on hand again', trim_scale(k.on_hand)) as why
      where k.kind = 'negative'
      union all
      -- What has not moved for so long is not missed.
      select k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day',
        k.available <= 0 and k.last_movement_at > at - k.threshold * interval '1 day', k.lost_minor,
        jsonb_build_object('onHand', trim_scale(k.on_hand)::text, 'available', trim_scale(k.available)::text,
          'dailyUnits', round(k.expected_units, 2)::text, 'lastSoldOn', k.last_sold_on::text),
        case when k.available > 0 then format('%s available again', trim_scale(k.available))
          else format('Nothing has moved for %s days', k.threshold) end
      where k.kind = 'out'
      union all
      select is_low(k.available, k.reorder_point),
        k.available <= k.reorder_point + greatest(1, k.reorder_point * k.hysteresis / 100),
        -- Nothing is lost while some is left: it counts as far as what should be left is missing.
        as_minor(k.lost_minor * (1 - greatest(k.available, 0) / nullif(k.reorder_point, 0))),
        jsonb_build_object('available', trim_scale(k.available)::text, 'reorderPoint', trim_scale(k.reorder_point)::text,
          'dailyUnits', round(k.expected_units, 2)::text, 'coverDays', round(cover_days(k.available, k.expected_units)::numeric, 1)::text),
        format('%s available, reorder point %s', trim_scale(k.available), coalesce(trim_scale(k.reorder_point)::text, 'taken away'))
      where k.kind = 'low'
      union all
      select k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold and k.on_hand > 0,
        k.price > 0 and (k.price - k.cost) / nullif(k.price, 0) * 100 < k.threshold + k.hysteresis,
        as_minor(k.daily_units * (k.cost - k.price) * k.minor_units),
        jsonb_build_object('price', trim_scale(k.price)::text, 'cost', trim_scale(round(k.cost, 4))::text,
          'onHand', trim_scale(k.on_hand)::text, 'dailyUnits', round(k.daily_units, 2)::text),
        format('Price %s, cost %s', trim_scale(k.price), trim_scale(round(k.cost, 4)))
      where k.kind = 'price_below_cost'
      union all
      -- What keeping something costs a day: 26 % of its value a year (Heizer and Render, Operations Management, table
      -- "Determining Inventory Holding Costs as a Percentage of Inventory Value"). New products are given time.
      select k.cover > k.threshold and k.abc <> 'N', k.cover > k.threshold * (1 - k.hysteresis / 100),
        as_minor(x.excess / nullif(k.on_hand, 0) * k.value_minor * 0.26 / 365),
        jsonb_build_object('available', trim_scale(k.available)::text, 'dailyUnits', round(k.daily_units, 2)::text,
          'coverDays', round(k.cover)::text, 'excess', trim_scale(x.excess)::text,
          'excessMinor', greatest(round(x.excess / nullif(k.on_hand, 0) * k.value_minor), 0)::text),
        case when k.available <= 0 then 'Nothing is left' else format('Lasts %s days', coalesce(round(k.cover)::text, 'unknown')) end
      from (select greatest(floor(k.available - k.daily_units * k.threshold), 0) as excess) x
      where k.kind = 'overstock'
      union all
      select is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        is_dead(k.as_of, k.last_sold_on, k.first_day, k.age_units) and k.on_hand > 0,
        as_minor(k.value_minor * 0.26 / 365),
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
$function$
;

CREATE OR REPLACE FUNCTION public.alert_covers(worse text, kind text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select worse = 'negative' and kind in ('out', 'low') or worse = 'out' and kind = 'low'
$function$
;

CREATE OR REPLACE FUNCTION public.alert_rank(kind text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select array_position(array['negative', 'out', 'low', 'phantom', 'feed_missing', 'late_order', 'price_below_cost',
    'overstock', 'dead'], kind)
$function$
;

CREATE OR REPLACE FUNCTION public.alert_state(resolved_at timestamp with time zone, snoozed_until timestamp with time zone, awaits_arrival boolean, acknowledged_at timestamp with time zone, at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when resolved_at is not null then 'resolved'
    when awaits_arrival or snoozed_until > at then 'snoozed'
    when acknowledged_at is not null then 'acknowledged' else 'open' end
$function$
;

CREATE OR REPLACE FUNCTION public.all_products(one bigint[], other bigint[])
 RETURNS bigint[]
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when one is not null and other is not null and count(*) <= 100 then array_agg(p order by p) end
  from (select distinct unnest(one || other) as p) u
$function$
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

CREATE OR REPLACE FUNCTION public.announce_stock(store_ids bigint[], product_ids bigint[])
 RETURNS boolean
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
begin
  if array_length(product_ids, 1) = 1 then -- a till's sale of one thing: most of all calls
    insert into outbox (name, data) values ('stock.changed',
      jsonb_build_object('storeId', store_ids[1]::text, 'productIds', jsonb_build_array(product_ids[1]::text)));
    return true;
  end if;
  insert into outbox (name, data)
    select 'stock.changed', jsonb_build_object('storeId', k.store_id::text, 'productIds', jsonb_agg(k.product_id::text))
    from (select store_id, product_id, (row_number() over (partition by store_id order by product_id) - 1) / 1000 as part
          from (select distinct store_id, product_id from unnest(store_ids, product_ids) u (store_id, product_id)) u) k
    group by k.store_id, k.part;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.apply_chunk(of_import uuid, from_offset bigint, to_offset bigint, to_line integer, rows jsonb, refused jsonb, sale_source text DEFAULT 'file'::text)
 RETURNS SETOF import
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
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
  if moved.kind in ('sales', 'deliveries', 'stock') then
    perform note_import_days(of_import, moved.kind, rows, outcomes);
  end if;

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

CREATE OR REPLACE FUNCTION public.as_minor(amount numeric)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(least(greatest(round(finite(amount)), 0), 9007199254740991), 0)::bigint
$function$
;

CREATE OR REPLACE FUNCTION public.at_risk_minor(daily_units numeric, margin_minor bigint, units numeric)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select as_minor(finite(daily_units) * margin_minor / nullif(greatest(finite(units), 0), 0))
$function$
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

CREATE OR REPLACE FUNCTION public.books_as_of(of_store bigint, of_product bigint, at timestamp with time zone)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((select l.on_hand from stock_level l where l.store_id = of_store and l.product_id = of_product), 0)
    - case when at is null then 0 else coalesce((
        select sum(m.quantity) from stock_movement m
        where m.store_id = of_store and m.product_id = of_product and m.occurred_at > at), 0) end
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

CREATE OR REPLACE FUNCTION public.by_days(from_day date, to_day date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select to_day + 1 - from_day <= abs(from_day - near_month(from_day)) + abs(to_day + 1 - near_month(to_day + 1))
$function$
;

CREATE OR REPLACE FUNCTION public.cancel_count_sheet(of_sheet bigint, read_version integer, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
AS $function$
declare
  was count_sheet;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if was.status = 'cancelled' then
    return query select true;
    return;
  elsif was.status = 'posted' then
    raise exception 'count.conflict: this sheet is posted; count again to put stock right';
  elsif was.version <> read_version then
    raise exception 'count.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  update count_sheet c
    set status = 'cancelled', ended_at = now(), version = c.version + 1, updated_at = now(), updated_by = by_actor
    where c.id = of_sheet;
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.cancel_transfer(of_transfer bigint, read_version integer, at timestamp with time zone, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  was transfer;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  if was.status = 'cancelled' then
    return query select true;
    return;
  elsif was.status = 'received'
     or exists (select from transfer_line l where l.transfer_id = was.id and l.received + l.damaged + l.lost + l.not_sent > 0) then
    raise exception 'transfer.conflict: some of this transfer has arrived: close it instead, and say what became of the rest';
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  elsif was.status = 'shipped' then
    perform close_transfer(was.id, read_version, key_of(concat_ws('|', 'transfer', was.id, 'cancel')), was.payload, 'not_sent',
      greatest(at, was.shipped_at), was.note, by_actor);
  end if;
  update transfer t
    set status = 'cancelled', ended_at = at, updated_at = now(), updated_by = by_actor,
      version = case was.status when 'draft' then t.version + 1 else t.version end
    where t.id = was.id;
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.change_reserved(reservations bigint[], by integer, announced boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  store_ids   bigint[];
  product_ids bigint[];
  quantities  numeric[];
  missing     text;
begin
  select array_agg(h.store_id), array_agg(h.product_id), array_agg(h.quantity) into store_ids, product_ids, quantities
    from (
      select r.store_id, l.product_id, sum(l.held) as quantity
      from reservation_line l join reservation r on r.id = l.reservation_id
      where l.reservation_id = any (reservations) and l.held > 0
      group by 1, 2
    ) h;
  perform lock_levels(store_ids, product_ids);
  update stock_level l set reserved = l.reserved + by * h.quantity
    from unnest(store_ids, product_ids, quantities) h (store_id, product_id, quantity)
    where l.store_id = h.store_id and l.product_id = h.product_id;
  if by > 0 then
    select not_enough(p.sku, h.quantity, l.available + h.quantity) into missing
      from unnest(store_ids, product_ids, quantities) h (store_id, product_id, quantity)
      join stock_level l on l.store_id = h.store_id and l.product_id = h.product_id and l.available < 0
      join store s on s.id = h.store_id and s.overselling = 'refuse'
      join product p on p.id = h.product_id
      order by p.sku limit 1;
    if missing is not null then
      raise exception 'stock.insufficient: %', missing;
    end if;
  end if;
  if announced then
    perform announce_stock(store_ids, product_ids);
  end if;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.check_alerts(after_store bigint, after_product bigint, most integer, at timestamp with time zone)
 RETURNS TABLE(opened integer, resolved integer, last_store bigint, last_product bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.check_route(from_store bigint, to_store bigint)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  sender   store;
  receiver store;
begin
  select * into sender from store s where s.id = from_store;
  select * into receiver from store s where s.id = to_store;
  if sender.id = receiver.id then
    raise exception 'transfer.invalid: toStoreId: must be another store than the one that sends';
  elsif sender.currency <> receiver.currency then
    raise exception 'transfer.invalid: toStoreId: % trades in % and % in %: sell it there and buy it here, a transfer has one cost',
      sender.code, sender.currency, receiver.code, receiver.currency;
  elsif sender.is_archived or receiver.is_archived then
    raise exception 'transfer.invalid: % is archived', case when sender.is_archived then sender.code else receiver.code end;
  end if;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.claim_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, at timestamp with time zone)
 RETURNS SETOF transfer
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  was    transfer;
  before transfer_receipt;
begin
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  select * into before from transfer_receipt r where r.key = with_key;
  if found then
    if before.payload <> with_payload or before.transfer_id <> of_transfer then
      raise exception 'transfer.conflict: this Idempotency-Key was used for something else';
    end if;
    return next null::transfer;
    return;
  elsif was.status <> 'shipped' then
    raise exception 'transfer.conflict: nothing of this transfer is on the way: it is %', case was.status
      when 'draft' then 'a draft and has to be shipped first' else was.status end;
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  elsif at < was.shipped_at then
    raise exception 'transfer.invalid: receivedAt: lies before it was shipped';
  end if;
  return next was;
end $function$
;

CREATE OR REPLACE FUNCTION public.close_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, became text, at timestamp with time zone, with_note text, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  was     transfer;
  receipt bigint;
  fates   jsonb;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from claim_transfer(of_transfer, read_version, with_key, with_payload, at);
  if not found then return; end if;
  if was.id is null then
    return query select true;
    return;
  end if;
  insert into transfer_receipt (transfer_id, key, payload, kind, happened_at, note, made_by)
    values (was.id, with_key, with_payload, became, at, with_note, by_actor) returning id into receipt;
  select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'kind', became, 'quantity', l.quantity)) into fates
    from transfer_open_line l where l.transfer_id = was.id;
  perform settle_transfer(was, receipt, with_payload, fates, at, by_actor, with_note);
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.coming_to(of_store bigint)
 RETURNS TABLE(product_id bigint, on_order numeric, in_transit numeric, leaving numeric)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.cost_when_sold(of_sale bigint, of_line bigint)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
  select m.unit_cost
  from sale s
  join sale_line l on l.sale_id = s.id and l.id = of_line
  cross join lateral (
    (select m.unit_cost from stock_movement m
     where m.store_id = s.store_id and m.product_id = l.product_id and m.occurred_at = s.occurred_at
       and m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id)
    union all
    (select m.unit_cost from stock_movement m
     where m.store_id = s.store_id and m.product_id = l.product_id and m.occurred_at <> s.occurred_at
       and m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id)
    limit 1
  ) m
  where s.id = of_sale
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

CREATE OR REPLACE FUNCTION public.cover_days(available numeric, daily_units numeric)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when available > 0 and daily_units > 0 then (available / daily_units)::double precision end
$function$
;

CREATE OR REPLACE FUNCTION public.create_order(with_key uuid, with_payload uuid, fields jsonb, lines jsonb, by_actor text)
 RETURNS TABLE(id bigint, repeated boolean)
 LANGUAGE plpgsql
AS $function$
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
        coalesce(wanted.tolerance_percent, (select u.tolerance_percent from supplier u where u.id = wanted.supplier_id), 5),
        with_key, with_payload, by_actor, by_actor)
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
end $function$
;

CREATE OR REPLACE FUNCTION public.day_of_file(file_name text, came_at timestamp with time zone, zone text, cutoff time without time zone)
 RETURNS date
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  named text[] := regexp_match(file_name, '(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)');
begin
  return coalesce(make_date(named[1]::integer, named[2]::integer, named[3]::integer),
    business_day(came_at - interval '12 hours', zone, cutoff));
exception when datetime_field_overflow then
  return business_day(came_at - interval '12 hours', zone, cutoff);
end $function$
;

CREATE OR REPLACE FUNCTION public.decide_suggestions(decisions jsonb, with_decision uuid, by_actor text, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.demand_of_currency(of_currency text)
 RETURNS SETOF product_demand
 LANGUAGE sql
 STABLE
AS $function$
  select 0::bigint, d.product_id, of_currency, max(d.as_of), min(d.first_day), max(d.demand_days), sum(d.in_stock_days),
    sum(d.daily_units), sum(d.daily_variance), sum(d.sales)::integer,
    array[sum(d.weeks[1]), sum(d.weeks[2]), sum(d.weeks[3]), sum(d.weeks[4]), sum(d.weeks[5]), sum(d.weeks[6]), sum(d.weeks[7]),
      sum(d.weeks[8]), sum(d.weeks[9]), sum(d.weeks[10]), sum(d.weeks[11]), sum(d.weeks[12]), sum(d.weeks[13])],
    0, null::numeric, '-', 'C', sum(d.units), sum(d.net_minor)::bigint, sum(d.margin_minor)::bigint, max(d.last_sold_on),
    max(d.last_received_on),
    array[sum(d.age_units[1]), sum(d.age_units[2]), sum(d.age_units[3]), sum(d.age_units[4]), sum(d.age_units[5])],
    array[sum(d.age_minor[1]), sum(d.age_minor[2]), sum(d.age_minor[3]), sum(d.age_minor[4]), sum(d.age_minor[5])]::bigint[]
  from product_demand d
  where d.currency = of_currency and d.store_id <> 0
  group by d.product_id
$function$
;

CREATE OR REPLACE FUNCTION public.demand_of_store(of_store bigint, as_of date)
 RETURNS SETOF product_demand
 LANGUAGE sql
 STABLE
AS $function$
  with here as materialized (
    select s.id, s.currency from store s where s.id = of_store
  ), open as materialized (
    -- Opening minutes from each day to the last, and the mean of a day over 28 and over 91 days.
    select k.business_date as day, (as_of - k.business_date) / 7 as week, k.open_minutes,
      sum(k.open_minutes) over (order by k.business_date desc)::numeric as minutes,
      avg(k.open_minutes) filter (where k.business_date > as_of - 28) over () as usual_28,
      avg(k.open_minutes) filter (where k.business_date > as_of - 91) over () as usual_91
    from store_open_day k where k.store_id = of_store and k.business_date between as_of - 370 and as_of
  ), week as materialized (
    select g as nth, min(o.day) as begins, sum(o.open_minutes)::numeric as minutes
    from generate_series(0, 52) g left join open o on o.week = g group by g
  ), unseen as materialized (
    -- Sold although nothing was known to be there: it says nothing of what sells in the time in stock.
    select m.product_id, m.business_date, -sum(m.quantity) as units
    from stock_out o
    join stock_movement m on m.store_id = of_store and m.product_id = o.product_id and m.occurred_at > o.began_at
      and (o.ended_at is null or m.occurred_at < o.ended_at) and m.occurred_at > as_of - 372
    where o.store_id = of_store and (o.ended_at is null or o.ended_at > as_of - 372)
      and m.type in ('sale', 'return') and m.business_date between as_of - 370 and as_of
    group by 1, 2
  ), day as materialized (
    select d.product_id, as_of - d.business_date as age, d.sold - d.returned - coalesce(u.units, 0) as seen,
      d.sold - d.returned as units, d.sold, d.out_minutes,
      d.net_minor, d.net_minor - d.cogs_minor + d.returned_cost_minor as margin, d.received,
      d.received + greatest(d.transferred, 0) + greatest(d.counted, 0) + greatest(d.adjusted, 0) as came
    from store_product_day d
    left join unseen u using (product_id, business_date)
    where d.store_id = of_store and d.business_date between as_of - 370 and as_of
  ), total as materialized (
    select d.product_id,
      coalesce(sum(d.seen) filter (where d.age < 28), 0) as units_28,
      coalesce(sum(d.seen * d.seen) filter (where d.age < 28), 0) as squares_28,
      coalesce(sum(d.out_minutes) filter (where d.age < 28), 0) as out_28,
      coalesce(sum(d.seen) filter (where d.age < 91), 0) as units_91,
      coalesce(sum(d.seen * d.seen) filter (where d.age < 91), 0) as squares_91,
      coalesce(sum(d.out_minutes) filter (where d.age < 91), 0) as out_91,
      coalesce(sum(d.units) filter (where d.age < 90), 0) as units,
      coalesce(sum(d.net_minor) filter (where d.age < 90), 0) as net,
      coalesce(sum(d.margin) filter (where d.age < 90), 0) as margin,
      min(d.age) filter (where d.sold > 0) as sold_ago,
      min(d.age) filter (where d.received > 0) as received_ago,
      array[coalesce(sum(d.came) filter (where d.age <= 30), 0), coalesce(sum(d.came) filter (where d.age <= 60), 0),
        coalesce(sum(d.came) filter (where d.age <= 90), 0),
        sum(d.came) filter (where d.age <= 180)] as came
    from day d group by d.product_id
  ), weekly as materialized (
    select d.product_id, d.age / 7 as nth, sum(d.seen) as units, sum(d.out_minutes) as out_minutes
    from day d group by 1, 2
  ), moved_since as materialized (
    select d.product_id, sum(d.received - d.sold + d.returned + d.transferred + d.counted + d.adjusted - d.shrunk) as units,
      sum(d.received_minor - d.cogs_minor + d.returned_cost_minor + d.transferred_minor + d.counted_minor
        + d.adjusted_minor - d.shrunk_minor + d.revalued_minor) as value
    from store_product_day d where d.store_id = of_store and d.business_date > as_of
    group by d.product_id
  ), bought as materialized (
    select l.product_id, count(distinct l.sale_id) as sales
    from sale join sale_line l on l.sale_id = sale.id
    where sale.store_id = of_store and sale.business_date between as_of - 27 and as_of and l.quantity > 0
    group by l.product_id
  ), ranged as materialized (
    select r.product_id, r.from_day, h.*,
      (select o.minutes from open o where o.day = greatest(r.from_day, as_of - 27)) as ranged_28,
      (select o.minutes from open o where o.day = greatest(r.from_day, as_of - 90,
        (select min(f.day) from open f))) as ranged_91
    from here h
    join stock_range r on r.store_id = h.id and r.until_day is null and r.from_day <= as_of
  ), weeks as materialized (
    select r.product_id, array_agg(case
      when n.begins >= r.from_day and n.minutes > 0 and coalesce(w.out_minutes, 0) <= n.minutes / 2
      then trim_scale(round(coalesce(w.units, 0) * n.minutes / (n.minutes - coalesce(w.out_minutes, 0)), 6)) end order by n.nth) as units
    from ranged r
    cross join week n
    left join weekly w on w.product_id = r.product_id and w.nth = n.nth
    group by r.product_id
  ), held as materialized (
    select r.*, t.came, coalesce(t.units, 0) as units, coalesce(t.net, 0) as net, coalesce(t.margin, 0) as margin,
      t.sold_ago, t.received_ago, w.*, greatest(l.on_hand - coalesce(m.units, 0), 0) as on_hand,
      greatest(l.value_minor - coalesce(m.value, 0), 0) as value_minor
    from ranged r
    left join total t using (product_id)
    left join moved_since m using (product_id)
    join stock_level l on l.store_id = r.id and l.product_id = r.product_id
    cross join lateral (
      select case when c.is_short then 91 else 28 end as demand_days,
        greatest(case when c.is_short then c.days_91 else c.days_28 end, 0) as days,
        coalesce(case when c.is_short then t.units_91 else t.units_28 end, 0) as sold,
        coalesce(case when c.is_short then t.squares_91 else t.squares_28 end, 0) as squares
      from (select *, coalesce(i.days_28, 0) < 7 as is_short from (select
        (r.ranged_28 - coalesce(t.out_28, 0)) / nullif((select max(o.usual_28) from open o), 0) as days_28,
        (r.ranged_91 - coalesce(t.out_91, 0)) / nullif((select max(o.usual_91) from open o), 0) as days_91) i) c) w
  ), aged as (
    select h.*, least(h.on_hand, coalesce(h.came[1], 0)) as c1, least(h.on_hand, coalesce(h.came[2], 0)) as c2,
      least(h.on_hand, coalesce(h.came[3], 0)) as c3, least(h.on_hand, coalesce(h.came[4], 0)) as c4
    from held h
  ), valued as (
    select a.*, round(a.value_minor * a.c1 / nullif(a.on_hand, 0)) as v1, round(a.value_minor * a.c2 / nullif(a.on_hand, 0)) as v2,
      round(a.value_minor * a.c3 / nullif(a.on_hand, 0)) as v3, round(a.value_minor * a.c4 / nullif(a.on_hand, 0)) as v4
    from aged a
  )
  select v.id, v.product_id, v.currency, as_of, v.from_day, v.demand_days, coalesce(v.days, 0),
    case when v.days > 0 then greatest(v.sold, 0) / greatest(v.days, 1) end,
    case when v.days > 1 then greatest(v.squares - v.sold * v.sold / v.days, 0) / (v.days - 1) end,
    coalesce(b.sales, 0), k.units, 0, null::numeric, '-', 'C', v.units, v.net, v.margin,
    as_of - coalesce(v.sold_ago, (select as_of - f.business_date from fact_store_product_day f
      where f.store_id = v.id and f.product_id = v.product_id and f.business_date < as_of - 370 and f.sold > 0
      order by f.business_date desc limit 1)),
    as_of - coalesce(v.received_ago, (select as_of - f.business_date from fact_store_product_day f
      where f.store_id = v.id and f.product_id = v.product_id and f.business_date < as_of - 370 and f.received > 0
      order by f.business_date desc limit 1)),
    array[v.c1, v.c2 - v.c1, v.c3 - v.c2, v.c4 - v.c3, v.on_hand - v.c4],
    case when v.on_hand > 0 then array[v.v1, v.v2 - v.v1, v.v3 - v.v2, v.v4 - v.v3, v.value_minor - v.v4]
      else '{0,0,0,0,0}' end::bigint[]
  from valued v
  left join bought b using (product_id)
  join weeks k using (product_id)
$function$
;

CREATE OR REPLACE FUNCTION public.edit_order(of_order bigint, read_version integer, fields jsonb, lines jsonb, by_actor text)
 RETURNS TABLE(id bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.end_round(by_teller uuid, of_round uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform from live_teller for update;
  delete from live_news where round = of_round;
  if exists (select from live_news) then return false; end if;
  update live_teller set until = '-infinity' where teller = by_teller;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.evaluate_alerts(stores bigint[], products bigint[], at timestamp with time zone, by_time boolean DEFAULT false)
 RETURNS TABLE(opened integer, resolved integer, urgent integer)
 LANGUAGE plpgsql
AS $function$
begin
  perform lock_alerts(stores);
  return query
    with found as materialized (
      select * from alert_conditions(stores, products, at, by_time)
    ), ended as (
      update alert_episode e set resolved_at = at, why_resolved = f.why from found f
      where e.id = f.episode_id and e.resolved_at is null and not f.stays
      returning e.id
    ), kept as (
      update alert_episode e set money_minor = f.money_minor, is_urgent = f.is_urgent,
        awaits_arrival = e.awaits_arrival and exists (select from stock_incoming(f.store_id, f.product_id)),
        snoozed_until = case when e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id))
          then at else e.snoozed_until end
      from found f
      where e.id = f.episode_id and e.resolved_at is null and f.stays
        and (e.money_minor <> f.money_minor or e.is_urgent <> f.is_urgent
          or e.awaits_arrival and not exists (select from stock_incoming(f.store_id, f.product_id)))
    ), fresh as (
      insert into alert_episode (kind, store_id, product_id, is_urgent, money_minor, facts, opened_at)
      select f.kind, f.store_id, f.product_id, f.is_urgent, f.money_minor, f.facts, at from found f
      where f.opens and f.episode_id is null
      order by f.store_id, f.product_id, f.kind
      on conflict do nothing
      returning is_urgent
    )
    select (select count(*) from fresh)::integer, (select count(*) from ended)::integer,
      (select count(*) from fresh f where f.is_urgent)::integer;
end $function$
;

CREATE OR REPLACE FUNCTION public.expire_reservations(at timestamp with time zone, in_store bigint)
 RETURNS integer
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  due   bigint[];
  freed bigint[];
begin
  select array_agg(d.id) into due from (
    select r.id from reservation r
    where r.state = 'open' and r.expires_at <= at and (in_store is null or r.store_id = in_store)
    order by r.expires_at limit 100) d;
  if due is null then return 0; end if;
  select array_agg(l.id) into freed
    from (select r.id from reservation r where r.id = any (due) and r.state = 'open' order by r.id for update) l;
  if freed is not null then
    update reservation r set state = 'expired', ended_at = at where r.id = any (freed);
    perform change_reserved(freed, -1, true);
  end if;
  return array_length(due, 1);
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
  if ended.status <> 'failed' then
    update import_day d set arrived_at = ended.finished_at where d.import_id = of_import;
    if ended.rows_read = 0 and ended.kind in ('sales', 'deliveries', 'stock') then
      insert into import_day (import_id, store_id, business_date, kind, row_count, units, amount_minor, arrived_at)
        select of_import, s.id, day_of_file(ended.file_name, ended.created_at, s.time_zone, s.day_cutoff), ended.kind, 0, 0, 0,
          ended.finished_at
        from store s where s.id = ended.store_id
        on conflict do nothing;
    end if;
  end if;
  perform announce_import(ended);
  return next ended;
end $function$
;

CREATE OR REPLACE FUNCTION public.finish_run(of_run bigint, with_claim uuid, at timestamp with time zone, planned integer, known_to date, all_in boolean, in_words text)
 RETURNS TABLE(suggestions integer, cost_minor bigint)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.finite(n numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select nullif(nullif(nullif(n, 'NaN'), 'Infinity'), '-Infinity')
$function$
;

CREATE OR REPLACE FUNCTION public.fold_facts(most integer)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  -- Deltas are never updated, and deleted only here: where they are, they stay.
  places tid[];
  deltas fact_delta[];
  batch  fact_store_product_day[];
  hours  hour_delta[];
  source text := '(
    select b.*, 1 as factor, month_of(b.business_date) as month, coalesce(p.category, '''') as category, s.currency
    from unnest($1) b join store s on s.id = b.store_id join product p on p.id = b.product_id) f';
begin
  if not pg_try_advisory_xact_lock(folding_key()) then return null; end if;
  places := array(select ctid from fact_delta limit most);
  execute (
    select format('select array_agg(row(u.store_id, u.product_id, u.business_date, %s)::fact_store_product_day)
        from (select u.store_id, u.product_id, u.business_date, %s from fact_unfolded u where u.place = any ($1) group by 1, 2, 3) u',
      string_agg(format('u.%I', attname), ', ' order by attnum), string_agg(format('sum(u.%1$I) as %1$I', attname), ', '))
    from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped
  ) into batch using places;
  with gone as (delete from fact_delta d where d.ctid = any (places) returning d as delta)
    select array_agg(delta) into deltas from gone;
  with gone as (delete from hour_delta d where d.ctid = any (array(select ctid from hour_delta limit most)) returning d as delta)
    select array_agg(delta) into hours from gone;

  if deltas is not null then
    perform note_news(deltas);
    execute folding('fact_store_product_day', 'product_id, store_id, business_date', source) using batch;
    execute folding('fact_store_product_month', 'store_id, month, product_id', source) using batch;
    execute folding('fact_product_day', 'currency, business_date, product_id', source) using batch;
    execute folding('fact_product_month', 'currency, month, product_id', source) using batch;
    execute folding('fact_store_category_day', 'store_id, business_date, category', source) using batch;
    execute folding('fact_store_category_month', 'store_id, month, category', source) using batch;
    execute folding('fact_store_day', 'store_id, business_date', source) using batch;
  end if;
  insert into fact_store_hour as g (store_id, business_date, hour, net_minor, units, transactions)
    select h.store_id, h.business_date, h.hour, sum(h.net_minor), sum(h.units), sum(h.transactions)
    from unnest(hours) h group by 1, 2, 3 order by 1, 2, 3
    on conflict (store_id, business_date, hour) do update
    set net_minor = g.net_minor + excluded.net_minor, units = g.units + excluded.units,
        transactions = g.transactions + excluded.transactions;
  return coalesce(array_length(deltas, 1), 0) + coalesce(array_length(hours, 1), 0);
end $function$
;

CREATE OR REPLACE FUNCTION public.folding(grain text, keys text, source text)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select format('insert into %1$s as g (%2$s, %3$s) select %2$s, %4$s from %5$s group by %2$s order by %2$s
    on conflict (%2$s) do update set %6$s', grain, keys, string_agg(quote_ident(attname), ', ' order by attnum),
    string_agg(format('sum(f.factor * f.%I)', attname), ', ' order by attnum), source,
    string_agg(format('%1$I = g.%1$I + excluded.%1$I', attname), ', ' order by attnum))
  from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped
$function$
;

CREATE OR REPLACE FUNCTION public.folding_key()
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$ select hashtext('stockroom facts')::bigint $function$
;

CREATE OR REPLACE FUNCTION public.given_instant(given text, zone text)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case when given like '%Z' then given::timestamptz else local_instant(given::timestamp, zone) end
$function$
;

CREATE OR REPLACE FUNCTION public.grade_suggestions(most integer, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.handle_alerts(action text, ids bigint[], in_stores bigint[], of_kind text, in_state text, pattern text, opened_before timestamp with time zone, until_day date, for_arrival boolean, by_actor text, at timestamp with time zone)
 RETURNS TABLE(found integer, handled integer)
 LANGUAGE plpgsql
AS $function$
declare
  chosen bigint[];
begin
  select array_agg(e.id) into chosen
    from alert_episode e left join product p on p.id = e.product_id
    where (in_stores is null or e.store_id = any (in_stores))
      and case when ids is not null then e.id = any (ids)
        else e.id in (select s.id from alert_shown s where s.resolved_at is null) and e.opened_at <= opened_before and (of_kind is null or e.kind = of_kind)
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
end $function$
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
  select exists (select from stock_movement m where m.store_id = of_store)
    or exists (select from sale s where s.store_id = of_store)
    or exists (select from transfer t where t.to_store_id = of_store and t.status = 'shipped')
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

CREATE OR REPLACE FUNCTION public.held_positions(of_store bigint, today date)
 RETURNS TABLE(product_id bigint, kind text, from_store_id bigint, held_until date, held_below numeric)
 LANGUAGE sql
 STABLE
AS $function$
  select g.product_id, g.kind, g.from_store_id, g.held_until, g.held_below
  from suggestion g
  where g.store_id = of_store and g.held_until > today and g.status = 'rejected'
    and not exists (select from suggestion l
      where l.product_id = g.product_id and l.store_id = g.store_id and l.id > g.id and l.kind = g.kind
        and l.from_store_id is not distinct from g.from_store_id and l.status in ('accepted', 'changed', 'rejected'))
$function$
;

CREATE OR REPLACE FUNCTION public.hour_of(instant timestamp with time zone, zone text)
 RETURNS smallint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select extract(hour from instant at time zone zone)::smallint
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

CREATE OR REPLACE FUNCTION public.is_bought(type text, reason text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select type = 'receipt' or type = 'transfer_in' and reason is null
$function$
;

CREATE OR REPLACE FUNCTION public.is_closure(closures jsonb, on_day date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select exists (select from jsonb_array_elements(closures) c where on_day between (c->>'from')::date and (c->>'to')::date)
$function$
;

CREATE OR REPLACE FUNCTION public.is_dead(as_of date, last_sold_on date, first_day date, age_units numeric[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select as_of - coalesce(last_sold_on, first_day) >= 90
    and age_units[1] + age_units[2] + age_units[3] + age_units[4] + age_units[5] > 0
$function$
;

CREATE OR REPLACE FUNCTION public.is_large_variance(variance numeric, expected numeric, cost numeric, units numeric, percent numeric, value numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(abs(variance) > units and abs(variance) > percent / 100 * abs(expected), false)
    or coalesce(abs(variance) * cost > value, false)
$function$
;

CREATE OR REPLACE FUNCTION public.is_low(available numeric, reorder_point numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select available <= reorder_point
$function$
;

CREATE OR REPLACE FUNCTION public.is_outdated(run replenishment_run, at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from store_availability a where a.store_id = run.store_id and a.demand_at > run.started_at)
    and (run.finished_at < at - interval '2 hours'
      or not exists (select from replenishment_run r where r.store_id = run.store_id and r.business_date < run.business_date))
    and not exists (select from suggestion g where g.run_id = run.id and g.status in ('accepted', 'changed', 'rejected'))
$function$
;

CREATE OR REPLACE FUNCTION public.is_shrink(reason text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(reason in ('damaged', 'expired', 'theft', 'lost'), false)
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

CREATE OR REPLACE FUNCTION public.keep_run(of_run bigint, with_claim uuid)
 RETURNS replenishment_run
 LANGUAGE plpgsql
AS $function$
declare
  run replenishment_run;
begin
  update replenishment_run r set claimed_until = clock_timestamp() + interval '2 minutes'
    where r.id = of_run and r.claim = with_claim and r.finished_at is null
    returning r.* into run;
  if not found then raise exception 'run.conflict: this run is somebody else''s by now'; end if;
  return run;
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

CREATE OR REPLACE FUNCTION public.landed_rate(of_order bigint)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
  select case when o.landed_minor = 0 then 1 else 1 + coalesce(o.landed_minor / nullif(s.minor_units * (
      select sum(l.ordered * l.unit_cost) from purchase_order_line l where l.order_id = o.id), 0), 0) end
  from purchase_order o join store s on s.id = o.store_id
  where o.id = of_order
$function$
;

CREATE OR REPLACE FUNCTION public.lead_time_for(of_supplier bigint, of_store bigint, of_product bigint)
 RETURNS TABLE(days_mean numeric, days_variance numeric, orders integer)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.learn_lead_times(suppliers bigint[], products bigint[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.likely_causes(of_store bigint, of_product bigint, at timestamp with time zone)
 RETURNS TABLE(cause text, weight numeric, evidence jsonb)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.line_at_fault(lines jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select format('line %s: %s', l.nth, case
      when l.id is null then format('there is no product "%s"', left(coalesce(l.line->>'sku', l.line->>'barcode', l.line->>'productId'), 100))
      when not p.is_stocked then format('%s has no stock', left(p.sku, 100))
      else format('%s is on another line already', left(p.sku, 100)) end)
  from (
    select w.nth, w.line, n.id, row_number() over (partition by n.id order by w.nth) as copy
    from jsonb_array_elements(lines) with ordinality w (line, nth)
    cross join lateral (select named_product(w.line) as id) n
  ) l
  left join product p on p.id = l.id
  where l.id is null or not p.is_stocked or l.copy > 1
  order by l.nth limit 1
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

CREATE OR REPLACE FUNCTION public.lock_alerts(stores bigint[])
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  of_store bigint;
begin
  for of_store in select distinct s from unnest(stores) s order by s loop
    perform pg_advisory_xact_lock(hashtext('stockroom alerts'), hashtext(of_store::text));
  end loop;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.lock_levels(store_ids bigint[], product_ids bigint[])
 RETURNS boolean
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
begin
  insert into stock_level (store_id, product_id)
    select k.store_id, k.product_id from unnest(store_ids, product_ids) k (store_id, product_id)
    where not exists (select from stock_level l where l.store_id = k.store_id and l.product_id = k.product_id)
    order by 1, 2
    on conflict do nothing;
  perform from stock_level l join unnest(store_ids, product_ids) k (store_id, product_id) using (store_id, product_id)
    order by l.store_id, l.product_id
    for update of l;
  return true;
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

CREATE OR REPLACE FUNCTION public.lock_suggestions()
 RETURNS void
 LANGUAGE sql
AS $function$
  select pg_advisory_xact_lock(hashtext('stockroom suggestions'))
$function$
;

CREATE OR REPLACE FUNCTION public.match_delivery(of_receipt bigint, of_orders bigint[], of_product bigint, quantity numeric, cost numeric)
 RETURNS bigint[]
 LANGUAGE plpgsql
AS $function$
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
    take := least(left_over, case
      when not o.is_last then o.open
      when quantity = trunc(quantity) and o.ordered = trunc(o.ordered) then greatest(trunc(o.most_accepted), o.open)
      else o.most_accepted end);
    left_over := left_over - take;
    continue when take = 0 and not o.is_last;
    insert into receipt_line (receipt_id, order_id, product_id, accepted, excess, unit_cost, landed_cost, reason)
      select of_receipt, o.order_id, of_product, take, case when o.is_last then left_over else 0 end,
        coalesce(cost, o.unit_cost), round(coalesce(cost, o.unit_cost) * landed_rate(o.order_id), 6),
        case when o.is_last and left_over > 0 then 'More came than was ordered' end;
    matched := matched || o.order_id;
  end loop;
  return matched;
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

CREATE OR REPLACE FUNCTION public.minutes_in(ranges tstzmultirange)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) / 60 from unnest(ranges) r
$function$
;

CREATE OR REPLACE FUNCTION public.minutes_out(open tstzmultirange, open_minutes integer, began_at timestamp with time zone, ended_at timestamp with time zone, at timestamp with time zone)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when began_at <= lower(open) and at >= upper(open) and coalesce(ended_at, at) >= upper(open) then open_minutes
    else minutes_in(open * tstzmultirange(tstzrange(began_at, greatest(began_at, least(ended_at, at))))) end
$function$
;

CREATE OR REPLACE FUNCTION public.missed_between(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, product_id bigint, units numeric, units_variance numeric, net_minor numeric, net_variance numeric, margin_minor numeric)
 LANGUAGE sql
 STABLE
 SET enable_nestloop TO 'off'
AS $function$
  with opening as materialized (
    select o.* from opening_sums(stores, least(from_day, to_day - 27), to_day, at) o
  ), span as materialized (
    -- Every span that touches the days of the rate, with its minutes. $2: from_day alone would be that of stock_range.
    select o.store_id, o.product_id, m.in_window, m.minutes
    from (
      select w.store_id, min(w.business_date) as day, min(lower(w.open)) as opened, max(upper(w.open)) as closed
      from store_open_day w
      where w.store_id = any (stores) and w.business_date between least(from_day, to_day - 27) and to_day and w.open_minutes > 0
      group by 1
    ) k
    join stock_out o on o.store_id = k.store_id and o.began_at < least(k.closed, at)
      and (o.ended_at is null or o.ended_at > k.opened)
    join stock_range r on r.store_id = o.store_id and r.product_id = o.product_id
    join opening p on p.store_id = o.store_id
    -- The days asked about, and of those the ones that the span covers for certain whatever the clock: from the third
    -- after it began to the third before it ended. Each end has five days of its own.
    cross join lateral (select greatest(least($2, to_day - 27), r.from_day, p.first_day) as first,
      least(to_day, r.until_day - 1) as last, o.began_at::date as began, coalesce(o.ended_at, at)::date as ended) w
    cross join lateral (select greatest(w.began + 3, w.first) as first, least(w.ended - 3, w.last) as last) i
    cross join lateral (
      select coalesce(sum(minutes_out(d.open, d.open_minutes, o.began_at, o.ended_at, at)), 0)
          + opened(p.minutes, p.first_day, i.first, i.last) as in_window,
        coalesce(sum(minutes_out(d.open, d.open_minutes, o.began_at, o.ended_at, at)) filter (where d.business_date >= $2), 0)
          + opened(p.minutes, p.first_day, greatest(i.first, $2), i.last) as minutes
      from (values (w.began - 2, least(w.began, w.ended) + 2), (greatest(w.began + 3, w.ended - 2), w.ended + 2)) e (first, last)
      -- Looked up for each end: a join would go through all days of the store.
      cross join lateral (
        select k.* from store_open_day k where k.store_id = o.store_id
          and k.business_date between greatest(e.first, w.first) and least(e.last, w.last) offset 0) d
      where d.open_minutes > 0 and lower(d.open) < coalesce(o.ended_at, at) and upper(d.open) > o.began_at
    ) m
    where m.in_window > 0
  ), out as materialized (
    select s.store_id, s.product_id, sum(s.in_window) as in_window, sum(s.minutes) as minutes
    from span s group by 1, 2 having sum(s.minutes) > 0
  ), held as materialized (
    select o.*, o.minutes / p.usual as days_out, (p.minutes[greatest(r.from_day - p.first_day, 0) + 1]
      - case when r.until_day is null then 0 else coalesce(p.minutes[greatest(r.until_day - p.first_day, 0) + 1], 0) end
      - o.in_window) / p.usual as days_held
    from out o
    join stock_range r using (store_id, product_id)
    join opening p using (store_id)
    where p.usual > 0
  ), sold as materialized (
    select h.*, n.units, n.squares
    from held h
    cross join lateral (
      select sum(d.units) as units, sum(d.units * d.units) as squares, sum(d.sales) as sales
      from (
        select -sum(m.quantity) as units, count(distinct m.source_id) filter (where m.type = 'sale') as sales
        from stock_movement m
        where m.store_id = h.store_id and m.product_id = h.product_id and m.type in ('sale', 'return')
          and m.occurred_at > least(from_day, to_day - 27) - interval '2 days' and m.occurred_at < to_day + interval '3 days'
          and m.business_date between least(from_day, to_day - 27) and to_day
          and not exists (select from stock_out x where x.store_id = h.store_id and x.product_id = h.product_id
            and x.began_at < m.occurred_at and (x.ended_at is null or x.ended_at > m.occurred_at))
        group by m.business_date
      ) d
    ) n
    where h.days_held >= 1 and n.sales >= 8 and n.units > 0
  ), unfolded as materialized (
    select f.store_id, f.product_id, sum(f.net_minor) as net, sum(f.sold - f.returned) as units,
      sum(f.net_minor - f.cogs_minor + f.returned_cost_minor) as margin
    from fact_unfolded f join sold s using (store_id, product_id)
    where f.business_date between least(from_day, to_day - 27) and to_day
    group by 1, 2
  ), priced as materialized (
    select s.store_id, s.product_id,
      (coalesce(f.net, 0) + coalesce(u.net, 0)) / nullif(coalesce(f.units, 0) + coalesce(u.units, 0), 0) as price,
      (coalesce(f.margin, 0) + coalesce(u.margin, 0)) / nullif(coalesce(f.units, 0) + coalesce(u.units, 0), 0) as margin
    from sold s
    -- An aggregate of its own: each of these few is looked up, where a join would read all that sold on these days.
    cross join lateral (
      select sum(f.net_minor) as net, sum(f.sold - f.returned) as units,
        sum(f.net_minor - f.cogs_minor + f.returned_cost_minor) as margin
      from fact_store_product_day f
      where f.store_id = s.store_id and f.product_id = s.product_id
        and f.business_date between least(from_day, to_day - 27) and to_day) f
    left join unfolded u on u.store_id = s.store_id and u.product_id = s.product_id
  ), missed as materialized (
    select s.store_id, s.product_id, p.price, p.margin, s.units * s.days_out / s.days_held as units,
      s.days_out * (1 + s.days_out / s.days_held) * case when s.days_held > 1
        then greatest(s.squares - s.units * s.units / s.days_held, 0) / (s.days_held - 1) else s.squares end as variance
    from sold s join priced p using (store_id, product_id)
  )
  select o.store_id, o.product_id, m.units, m.variance, m.units * m.price, m.variance * m.price * m.price, m.units * m.margin
  from out o left join missed m using (store_id, product_id)
$function$
;

CREATE OR REPLACE FUNCTION public.month_of(day date)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select date_trunc('month', day::timestamp)::date
$function$
;

CREATE OR REPLACE FUNCTION public.more_lost(of_store bigint, of_product bigint, of_count bigint, counted_at timestamp with time zone, more_minor numeric)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(-(coalesce(sum(m.value_minor), 0) + more_minor), 0) - greatest(-coalesce(sum(m.value_minor), 0), 0)
  from stock_movement m
  where m.store_id = of_store and m.product_id = of_product and m.occurred_at = counted_at
    and (m.id = of_count or m.corrects_id = of_count)
$function$
;

CREATE OR REPLACE FUNCTION public.move_category()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  products   bigint[];
  categories text[];
  factors    integer[];
  nothing    text;
  source     text := '(
    select d.*, c.category, c.factor from %s d join unnest($1, $2, $3) c (product_id, category, factor) using (product_id)) f';
begin
  select array_agg(c.id), array_agg(c.category), array_agg(c.factor) into products, categories, factors
    from was join became using (id)
    cross join lateral (values (id, coalesce(was.category, ''), -1), (id, coalesce(became.category, ''), 1)) c (id, category, factor)
    where coalesce(was.category, '') <> coalesce(became.category, '');
  if products is null then return null; end if;
  perform pg_advisory_xact_lock(folding_key());
  execute folding('fact_store_category_day', 'store_id, business_date, category', format(source, 'fact_store_product_day'))
    using products, categories, factors;
  execute folding('fact_store_category_month', 'store_id, month, category', format(source, 'fact_store_product_month'))
    using products, categories, factors;
  -- A category that nothing is left in is none.
  select string_agg(format('%I = 0', attname), ' and ') into nothing
    from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped;
  execute 'delete from fact_store_category_day where category = any ($1) and ' || nothing using categories;
  execute 'delete from fact_store_category_month where category = any ($1) and ' || nothing using categories;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.move_order(of_order bigint, read_version integer, to_status text, at timestamp with time zone, by_actor text)
 RETURNS TABLE(id bigint, repeated boolean)
 LANGUAGE plpgsql
AS $function$
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
        cancel_told = was.status = 'sent' and to_status = 'cancelled',
        expected_on = case when to_status <> 'sent' or o.expected_on is not null then o.expected_on else (
          select business_day(at, s.time_zone, s.day_cutoff) + ceil(t.days_mean)::integer
          from store s cross join lateral lead_time_for(o.supplier_id, o.store_id, null) t where s.id = o.store_id) end
    where o.id = of_order;
  if to_status = 'sent' then
    insert into outbox (name, data) values ('order.sent', jsonb_build_object('orderId', of_order::text));
  elsif was.status = 'sent' and to_status = 'cancelled' then
    insert into outbox (name, data) values ('order.cancelled', jsonb_build_object('orderId', of_order::text));
  end if;
  return query select of_order, false;
end $function$
;

CREATE OR REPLACE FUNCTION public.named_product(line jsonb)
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case
    when line->>'productId' is not null then (select p.id from product p where p.id = (line->>'productId')::bigint)
    when line->>'sku' is not null then (select p.id from product p where lower(p.sku) = lower(line->>'sku'))
    else (select b.product_id from product_barcode b where b.barcode = line->>'barcode')
  end
$function$
;

CREATE OR REPLACE FUNCTION public.near_month(day date)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select month_of(day + 15)
$function$
;

CREATE OR REPLACE FUNCTION public.news_in(event_name text, data jsonb)
 RETURNS TABLE(store_id bigint, topics text[], product_ids bigint[])
 LANGUAGE sql
 STABLE
AS $function$
  select (data->>'storeId')::bigint, array['sales', 'stock'],
    case when jsonb_array_length(data->'productIds') <= 100
      then array(select p::bigint from jsonb_array_elements_text(data->'productIds') p) end
  where event_name = 'stock.changed'
  union all
  select i.store_id, array['imports'], null from import i
  where event_name in ('import.completed', 'import.failed') and i.id = (data->>'importId')::uuid
$function$
;

CREATE OR REPLACE FUNCTION public.not_enough(sku text, wanted numeric, there numeric)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select format('there is not enough of %s: %s wanted, %s available', left(sku, 100), trim_scale(wanted),
    trim_scale(greatest(there, 0)))
$function$
;

CREATE OR REPLACE FUNCTION public.note_import_days(of_import uuid, of_kind text, rows jsonb, outcomes row_outcome[])
 RETURNS void
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  store_at  integer := case of_kind when 'stock' then 1 else 3 end;
  time_at   integer := case of_kind when 'sales' then 6 when 'deliveries' then 7 else 3 end;
  number_at integer := case of_kind when 'sales' then 7 when 'deliveries' then 8 else 4 end;
begin
  insert into import_day as d (import_id, store_id, business_date, kind, row_count, units, amount_minor)
    select of_import, r.store_id, r.business_date, of_kind, count(*), sum(r.units), sum(r.amount)
    from (
      select s.id as store_id, (a->>number_at)::numeric as units,
        case when a->>time_at like '%Z' then business_day((a->>time_at)::timestamptz, s.time_zone, s.day_cutoff)
          else ((a->>time_at)::timestamp - s.day_cutoff::interval)::date end as business_date,
        case of_kind
          when 'sales' then round((a->>7)::numeric * s.minor_units * coalesce((a->>8)::numeric,
              (select p.price from product p where lower(p.sku) = lower(a->>4))))
            - round(coalesce((a->>9)::numeric, 0) * s.minor_units) - round(coalesce((a->>10)::numeric, 0) * s.minor_units)
          when 'deliveries' then round((a->>8)::numeric * s.minor_units * coalesce((a->>9)::numeric, 0))
          else 0 end as amount
      from jsonb_array_elements(rows) a
      join store s on s.id = (a->>store_at)::bigint
      where (a->>0)::integer not in (select o.line from unnest(outcomes) o where o.outcome = 'rejected')
    ) r
    group by r.store_id, r.business_date
    on conflict (import_id, store_id, business_date) do update
    set row_count = d.row_count + excluded.row_count, units = d.units + excluded.units,
        amount_minor = d.amount_minor + excluded.amount_minor;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_news(deltas fact_delta[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  restated integer;
begin
  insert into fact_dirty as g (store_id, product_id, from_day)
    select d.store_id, d.product_id, min(d.business_date) from unnest(deltas) d
    where d.type not in ('out', 'ranged')
    group by 1, 2 order by 1, 2
    on conflict (store_id, product_id) do update set from_day = least(g.from_day, excluded.from_day);
  insert into restated_day as g (store_id, business_date, restated_at, net_minor, units)
    select d.store_id, d.business_date, max(d.recorded_at), sum(d.net_minor), -sum(d.quantity)
    from unnest(deltas) d
    join store s on s.id = d.store_id
    join fact_store_day f on f.store_id = d.store_id and f.business_date = d.business_date and f.first_imports is not null
    where d.type in ('sale', 'return') and not coalesce(d.import_id = any (f.first_imports), false)
      and d.business_date < business_day(d.recorded_at, s.time_zone, s.day_cutoff) - 1
    group by 1, 2 order by 1, 2
    on conflict (store_id, business_date) do update
    set restated_at = greatest(g.restated_at, excluded.restated_at), net_minor = g.net_minor + excluded.net_minor,
        units = g.units + excluded.units;
  get diagnostics restated = row_count;
  insert into fact_store_day as g (store_id, business_date, first_imports)
    select d.store_id, d.business_date, coalesce(array_agg(distinct d.import_id) filter (where d.import_id is not null), '{}')
    from unnest(deltas) d where d.type in ('sale', 'return')
    group by 1, 2 order by 1, 2
    on conflict (store_id, business_date) do update set first_imports = excluded.first_imports where g.first_imports is null;
  return restated;
end $function$
;

CREATE OR REPLACE FUNCTION public.note_news(event_name text, data jsonb, by_teller uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
declare
  is_mine boolean;
begin
  if not exists (select from live_connection c where c.expires_at > now()) then return false; end if;
  insert into live_teller as t (teller, until) values (by_teller, clock_timestamp() + interval '10 seconds')
    on conflict (only_one) do update
    set teller = case when t.until <= clock_timestamp() then excluded.teller else t.teller end,
        until = case when t.until <= clock_timestamp() then excluded.until else t.until end
    returning t.teller = by_teller into is_mine;
  insert into live_news as n (store_id, topics, product_ids)
    select e.store_id, e.topics, e.product_ids from news_in(event_name, data) e
    on conflict (store_id, topics) where round is null do update
    set product_ids = all_products(n.product_ids, excluded.product_ids);
  return is_mine;
end $function$
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

CREATE OR REPLACE FUNCTION public.open_count_sheet(with_key uuid, with_payload uuid, of_store bigint, sheet jsonb, products jsonb, by_actor text)
 RETURNS TABLE(id bigint, repeated boolean)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  made count_sheet;
  fault text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  insert into count_sheet (key, payload, store_id, name, scope, category, is_blind, recount_units, recount_percent,
      recount_value, updated_by)
    select with_key, with_payload, of_store, w.name, w.scope, w.category, w.is_blind, w.recount_units, w.recount_percent,
      w.recount_value, by_actor
    from jsonb_populate_record(null::count_sheet, sheet) w
    on conflict do nothing
    returning * into made;
  if not found then
    select * into made from count_sheet c where c.key = with_key;
    if made.payload <> with_payload then
      raise exception 'count.conflict: this Idempotency-Key was used for another count sheet';
    end if;
    return query select made.id, true;
    return;
  end if;
  if made.scope = 'products' then
    fault := line_at_fault((select jsonb_agg(jsonb_build_object('productId', w)) from jsonb_array_elements(products) w));
    if fault is not null then
      raise exception 'count.invalid: scope.productIds: %', fault;
    end if;
  end if;
  insert into count_line (sheet_id, product_id)
    select made.id, p.id
    from product p
    left join stock_level l on l.store_id = of_store and l.product_id = p.id
    where p.is_stocked and case made.scope
      when 'products' then p.id in (select w::bigint from jsonb_array_elements_text(products) w)
      when 'negative' then l.on_hand < 0
      when 'abc_a' then p.status <> 'archived' and exists (
        select from product_demand d where d.store_id = of_store and d.product_id = p.id and d.abc = 'A')
      else (made.scope = 'all' or p.category = made.category)
        and l.on_hand is not null and (p.status <> 'archived' or l.on_hand <> 0) end;
  update count_sheet c set line_count = (select count(*) from count_line l where l.sheet_id = made.id)
    where c.id = made.id returning * into made;
  if made.line_count = 0 then
    raise exception 'count.invalid: scope: there is nothing to count in this store';
  elsif made.line_count > 10000 then
    raise exception 'count.invalid: scope: these are % products, and a sheet takes 10,000: count by category', made.line_count;
  end if;
  return query select made.id, false;
end $function$
;

CREATE OR REPLACE FUNCTION public.opened(minutes bigint[], first_day date, from_day date, to_day date)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when from_day <= to_day
    then coalesce(minutes[from_day - first_day + 1], 0) - coalesce(minutes[to_day - first_day + 2], 0) else 0 end
$function$
;

CREATE OR REPLACE FUNCTION public.opened_between(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, business_date date, open_minutes bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select k.store_id, k.business_date, case when k.business_date <= a.told_to then k.open_minutes
    else round(minutes_in(k.open * tstzmultirange(tstzrange(null, at)))) end
  from store_open_day k
  join store_availability a using (store_id)
  join store s on s.id = k.store_id
  where k.store_id = any (stores) and k.business_date >= from_day
    and k.business_date <= least(to_day, business_day(at, s.time_zone, s.day_cutoff))
$function$
;

CREATE OR REPLACE FUNCTION public.opening_of(of_store store, on_day date)
 RETURNS tstzmultirange
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case
    when of_store.hours is null and is_closure(of_store.closures, on_day) then '{}'::tstzmultirange
    when of_store.hours is null then tstzmultirange(d.whole)
    else coalesce((
      select range_agg(tstzrange(h.opens, greatest(h.opens, h.closes)) * d.whole)
      from (values (on_day - 1), (on_day), (on_day + 1)) c (date)
      cross join lateral jsonb_to_recordset(of_store.hours ->
        (array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])[extract(isodow from c.date)::integer]
      ) t (opens time, closes time)
      cross join lateral (select
        local_instant(c.date + t.opens, of_store.time_zone) as opens,
        local_instant(c.date + case when t.closes <= t.opens then 1 else 0 end + t.closes, of_store.time_zone) as closes) h
      where not is_closure(of_store.closures, (c.date + t.opens - of_store.day_cutoff::interval)::date)
    ), '{}')
  end
  from (select tstzrange(local_instant(on_day + of_store.day_cutoff, of_store.time_zone),
    local_instant(on_day + 1 + of_store.day_cutoff, of_store.time_zone)) as whole) d
$function$
;

CREATE OR REPLACE FUNCTION public.opening_sums(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, first_day date, minutes bigint[], usual numeric)
 LANGUAGE sql
 STABLE
AS $function$
  select d.store_id, min(d.business_date), array_agg(d.later order by d.business_date), avg(d.open_minutes)
  from (
    select o.*, (sum(o.open_minutes) over (partition by o.store_id order by o.business_date desc))::bigint as later
    from opened_between(stores, from_day, to_day, at) o
  ) d
  group by d.store_id
$function$
;

CREATE OR REPLACE FUNCTION public.ordered_in_month(of_store bigint, of_month date)
 RETURNS bigint
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(sum(round(c.cost * s.minor_units)), 0)::bigint
  from store s
  cross join lateral (
    select coalesce(l.open * p.unit_cost, 0) + coalesce(l.charged, 0) as cost
    from purchase_order o
    join order_line_state l on l.order_id = o.id
    join purchase_order_line p on p.order_id = o.id and p.product_id = l.product_id
    where o.store_id = s.id and o.approved_at between of_month::timestamp - interval '3 days' and of_month::timestamp + interval '34 days'
      and month_of(business_day(o.approved_at, s.time_zone, s.day_cutoff)) = of_month
    union all
    select (l.ordered - l.cancelled) * l.unit_cost
    from purchase_order o
    join purchase_order_line l on l.order_id = o.id
    join suggestion g on g.id = l.suggestion_id
    where o.store_id = s.id and o.status = 'draft' and month_of(g.business_date) = of_month
    union all
    select g.decided_quantity * g.unit_cost
    from suggestion g
    where g.store_id = s.id and g.kind = 'buy' and g.status in ('accepted', 'changed') and g.order_id is null
      and month_of(g.business_date) = of_month
  ) c
  where s.id = of_store
$function$
;

CREATE OR REPLACE FUNCTION public.orders_awaiting(of_supplier bigint, in_store bigint, of_product bigint, order_number text)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(array_agg(o.id) filter (where lower(o.number) = lower(order_number)),
    array_agg(o.id) filter (where o.status in ('sent', 'partly_received')))
  from purchase_order o join purchase_order_line l on l.order_id = o.id and l.product_id = of_product
  where o.supplier_id = of_supplier and o.store_id = in_store and o.sent_at is not null and o.status <> 'cancelled'
    and (o.status in ('sent', 'partly_received') or lower(o.number) = lower(order_number))
$function$
;

CREATE OR REPLACE FUNCTION public.out_minutes_between(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, product_id bigint, business_date date, minutes bigint)
 LANGUAGE sql
 STABLE
AS $function$
  -- $2: from_day alone would be that of stock_range.
  select o.store_id, o.product_id, k.business_date,
    round(sum(minutes_out(k.open, k.open_minutes, o.began_at, o.ended_at, at)))::bigint
  from store_open_day k
  join stock_out o on o.store_id = k.store_id and o.began_at < upper(k.open)
    and (o.ended_at is null or o.ended_at > lower(k.open))
  join stock_range r on r.store_id = o.store_id and r.product_id = o.product_id
  where k.store_id = any (stores) and k.business_date between $2 and to_day and k.open_minutes > 0
    and lower(k.open) < at and o.began_at < at
    and k.business_date >= r.from_day and (r.until_day is null or k.business_date < r.until_day)
  group by 1, 2, 3
$function$
;

CREATE OR REPLACE FUNCTION public.out_minutes_of(stores bigint[], products bigint[], from_days date[], to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, product_id bigint, business_date date, minutes bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select o.store_id, o.product_id, k.business_date,
    round(sum(minutes_out(k.open, k.open_minutes, o.began_at, o.ended_at, at)))::bigint
  from unnest(stores, products, from_days) p (store_id, product_id, from_day)
  join stock_out o using (store_id, product_id)
  join stock_range r using (store_id, product_id)
  join store_open_day k on k.store_id = o.store_id and k.business_date between p.from_day and to_day
    and k.open_minutes > 0 and lower(k.open) < coalesce(o.ended_at, at) and upper(k.open) > o.began_at
  where k.business_date >= r.from_day and (r.until_day is null or k.business_date < r.until_day)
  group by 1, 2, 3
$function$
;

CREATE OR REPLACE FUNCTION public.out_untold(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, product_id bigint, business_date date, minutes bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select m.* from store_availability a
  cross join lateral out_minutes_between(array[a.store_id], greatest(from_day, a.told_to + 1), to_day, at) m
  where a.store_id = any (stores) and a.told_to < to_day
$function$
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
 SET enable_seqscan TO 'off'
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
 SET enable_seqscan TO 'off'
AS $function$
begin
  -- Two calls with lines of one sale must not both find theirs the first. A sale of this very call nobody else sees yet.
  perform from sale s
    where s.id in (select f.source_id from unnest(fresh) f where f.type = 'sale' and f.source_type = 'sale')
      and s.xmin <> pg_current_xact_id()::xid
    order by s.id for no key update;
  with entry as materialized (
    select f.*, p.is_stocked, l.last_counted_at, business_day(f.occurred_at, s.time_zone, s.day_cutoff) as business_date,
      s.time_zone,
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
    insert into fact_delta (store_id, product_id, business_date, type, quantity, value_minor, net_minor, tax_minor,
      discount_minor, loss_minor, import_id)
    select d.store_id, d.product_id, d.business_date, d.type, sum(d.quantity), sum(d.value_minor), sum(d.net_minor),
      sum(d.tax_minor), sum(d.discount_minor), sum(d.loss_minor), by_import
    from (
      select e.store_id, e.product_id, e.business_date,
        case when e.type = 'adjustment' and is_shrink(e.reason) then 'shrink' else e.type end as type,
        case when e.is_stocked then e.quantity else 0 end as quantity,
        case when e.is_stocked then e.value_minor else 0 end as value_minor,
        coalesce(e.net_minor, 0) as net_minor, coalesce(e.tax_minor, 0) as tax_minor,
        coalesce(e.discount_minor, 0) as discount_minor, 0 as loss_minor
      from entry e
      union all
      select c.store_id, c.product_id, c.business_date, 'count_correction', sum(c.quantity), sum(c.value_minor), 0, 0, 0,
        more_lost(c.store_id, c.product_id, c.count_id, c.occurred_at, sum(c.value_minor))
      from correction c
      group by c.store_id, c.product_id, c.business_date, c.count_id, c.occurred_at
    ) d
    group by 1, 2, 3, 4
  ), in_hours as (
    insert into hour_delta (store_id, business_date, hour, net_minor, units, transactions)
    select h.store_id, h.business_date, h.hour, sum(h.net_minor), sum(h.units), sum(h.transactions)
    from (
      select e.store_id, e.business_date, hour_of(e.occurred_at, e.time_zone) as hour, coalesce(e.net_minor, 0) as net_minor,
        case when e.is_stocked then -e.quantity else 0 end as units, 0 as transactions
      from entry e where e.type in ('sale', 'return')
      union all
      -- A sale is a transaction, in its own hour, when the first line of it comes that was sold: lines are written after
      -- their movements. A subselect with a limit looks each sale up by its key; a join might read every line there is.
      select s.store_id, s.business_date, hour_of(s.occurred_at, o.time_zone), 0, 0, 1
      from (select distinct e.source_id from entry e where e.type = 'sale' and e.source_type = 'sale') e
      join sale s on s.id = e.source_id
      join store o on o.id = s.store_id
      where (select l.id from sale_line l where l.sale_id = s.id and l.quantity > 0 limit 1) is null
    ) h
    group by 1, 2, 3
  )
  update stock_level l
  set on_hand = l.on_hand + d.quantity,
      value_minor = l.value_minor + d.value_minor,
      avg_cost = case when d.received > 0
        then (greatest(l.on_hand, 0) * coalesce(l.avg_cost, d.paid / d.received) + d.paid)
             / (greatest(l.on_hand, 0) + d.received)
        else l.avg_cost end,
      last_movement_at = greatest(l.last_movement_at, d.occurred_at)
  from (
    select e.store_id, e.product_id, sum(e.quantity) + coalesce(sum(c.quantity), 0) as quantity,
      sum(e.value_minor) + coalesce(sum(c.value_minor), 0) as value_minor,
      max(e.occurred_at) as occurred_at, sum(e.received) as received, sum(e.paid) as paid
    from (
      select e.store_id, e.product_id, sum(e.quantity) as quantity, sum(e.value_minor) as value_minor,
        max(e.occurred_at) as occurred_at,
        sum(e.quantity) filter (where is_bought(e.type, e.reason) and e.unit_cost is not null) as received,
        sum(e.quantity * e.unit_cost) filter (where is_bought(e.type, e.reason)) as paid
      from entry e where e.is_stocked group by 1, 2
    ) e
    left join (
      select c.store_id, c.product_id, sum(c.quantity) as quantity, sum(c.value_minor) as value_minor
      from correction c group by 1, 2
    ) c using (store_id, product_id)
    group by 1, 2
  ) d
  where l.store_id = d.store_id and l.product_id = d.product_id;
end $function$
;

CREATE OR REPLACE FUNCTION public.post_count_sheet(of_sheet bigint, read_version integer, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  was   count_sheet;
  rows  posting[];
  other text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if was.status = 'posted' then
    return query select true;
    return;
  elsif was.status = 'cancelled' then
    raise exception 'count.conflict: this sheet is cancelled';
  elsif was.version <> read_version then
    raise exception 'count.stale: %', faster(was.updated_by, was.updated_at);
  elsif was.counted_count = 0 then
    raise exception 'count.conflict: nothing has been counted yet';
  elsif was.recount_count > 0 then
    raise exception 'count.conflict: count these again first: %', (
      select string_agg(s.sku, ', ') from (
        select left(p.sku, 100) as sku from count_line l join product p on p.id = l.product_id
        where l.sheet_id = of_sheet and l.needs_recount order by lower(p.sku) limit 5) s);
  end if;
  select array_agg(row(l.row_number,
      key_of(concat_ws('|', 'count', was.store_id, l.product_id, extract(epoch from l.counted_at))),
      key_of(trim_scale(l.counted)::text), was.store_id, l.product_id, 'count', null, l.counted, l.counted_at, null, null, null,
      'count_sheet', of_sheet, null, null, null, null)::posting)
    into rows
    from (select row_number() over (), * from count_line where sheet_id = of_sheet and counted is not null) l;
  select left(p.sku, 100) into other
    from post_movements(rows, by_actor) o
    join unnest(rows) r on r.line = o.line and o.outcome = 'changed'
    join product p on p.id = r.product_id
    limit 1;
  if other is not null then
    raise exception 'count.conflict: % was counted at that very instant with another result: count it again', other;
  end if;
  update count_line l
    set expected = l.counted - m.quantity, variance_minor = m.value_minor
    from unnest(rows) r
    join stock_movement m on m.store_id = r.store_id and m.product_id = r.product_id and m.occurred_at = r.occurred_at
      and m.type = 'count'
    where l.sheet_id = of_sheet and l.product_id = r.product_id;
  update count_sheet c
    set status = 'posted', ended_at = now(), version = c.version + 1, updated_at = now(), updated_by = by_actor,
      gain_minor = n.gain, loss_minor = n.loss
    from (
      select coalesce(sum(greatest(l.variance_minor, 0)), 0) as gain, coalesce(sum(greatest(-l.variance_minor, 0)), 0) as loss
      from count_line l where l.sheet_id = of_sheet
    ) n
    where c.id = of_sheet;
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.post_counts(fresh posting[], by_actor text, by_import uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
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
    ), uncosted as (
      select t.*, coalesce(l.avg_cost, p.cost) as cost, s.minor_units as minor, l.last_counted_at,
        business_day(t.occurred_at, s.time_zone, s.day_cutoff) as business_date,
        t.counted - (l.on_hand - coalesce((
          select sum(m.quantity) from stock_movement m
          where m.store_id = t.store_id and m.product_id = t.product_id and m.occurred_at > t.occurred_at), 0)) as delta
      from this t
      join stock_level l using (store_id, product_id)
      join product p on p.id = t.product_id and p.is_stocked
      join store s on s.id = t.store_id
    ), entry as materialized (
      select u.*, coalesce(round(u.delta * u.cost * u.minor), 0)::bigint as value_minor from uncosted u
    ), counted as (
      insert into stock_movement (store_id, product_id, type, quantity, counted, unit_cost, value_minor, reason, note,
        occurred_at, business_date, actor, import_id, source_type, source_id, source_line)
      select e.store_id, e.product_id, 'count', e.delta, e.counted, e.cost, e.value_minor,
        e.reason, e.note, e.occurred_at, e.business_date, by_actor, by_import, e.source_type, e.source_id, e.source_line
      from entry e
    ), correction as materialized (
      select e.store_id, e.product_id, -e.delta as quantity, -e.value_minor as value_minor,
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
      insert into fact_delta (store_id, product_id, business_date, type, quantity, value_minor, loss_minor, import_id)
      select e.store_id, e.product_id, e.business_date, 'count', e.delta, e.value_minor, greatest(-e.value_minor, 0), by_import
      from entry e where e.delta <> 0
      union all
      select c.store_id, c.product_id, c.business_date, 'count_correction', c.quantity, c.value_minor,
        more_lost(c.store_id, c.product_id, c.count_id, c.occurred_at, c.value_minor), by_import
      from correction c
    )
    update stock_level l
    set on_hand = l.on_hand + e.delta + coalesce(c.quantity, 0),
        value_minor = l.value_minor + e.value_minor + coalesce(c.value_minor, 0),
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
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.post_movements(rows posting[], by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS TABLE(line integer, outcome text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET plan_cache_mode TO 'auto'
 SET enable_seqscan TO 'off'
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
      bool_or(r.type in ('adjustment', 'transfer_out')),
      array_agg(r.store_id) filter (where p.is_stocked), array_agg(r.product_id) filter (where p.is_stocked)
    into resolved, is_future, has_counts, has_manual, store_ids, product_ids
    from unnest(rows) r join store s on s.id = r.store_id join product p on p.id = r.product_id;
  if resolved <> given then
    raise exception 'movement.unknown: a row names a store or product that does not exist';
  elsif is_future then
    raise exception 'movement.future: a row lies more than 24 hours in the future';
  end if;
  perform lock_levels(store_ids, product_ids);

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
  end if;
  if fresh is null then return; end if;

  perform post_changes(fresh, by_actor, by_import);
  if has_counts then
    perform post_counts(fresh, by_actor, by_import);
  end if;
  if has_manual and exists (
    select from (
      select f.store_id, f.product_id from unnest(fresh) f
      group by 1, 2
      having sum(f.quantity) < 0 and bool_or(f.type in ('adjustment', 'transfer_out') and f.quantity < 0)
    ) taken
    join stock_level l using (store_id, product_id)
    join store s on s.id = taken.store_id and s.overselling = 'refuse'
    where l.available < 0
  ) then
    raise exception 'stock.insufficient: there is not enough stock for this';
  end if;
  perform announce_stock((select array_agg(f.store_id) from unnest(fresh) f), (select array_agg(f.product_id) from unnest(fresh) f));
end $function$
;

CREATE OR REPLACE FUNCTION public.post_products(rows jsonb)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
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
 SET enable_seqscan TO 'off'
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

  -- Lines get their ids in the order in which they were sent, whichever way they are looked up.
  select array_agg(row(r.line, r.key, r.payload, r.store_id, r.sku, r.external_id, r.occurred_at, r.quantity, r.unit_price,
           r.discount_minor, r.tax_minor, r.product_id, r.minor_units, nextval('sale_line_id'))::sale_row)
    into lines
    from (
      select r.line, r.key, r.payload, r.store_id, r.sku, r.external_id, given_instant(r.sold_at, s.time_zone) as occurred_at,
        r.quantity, coalesce(r.unit_price, p.price) as unit_price, round(r.discount * s.minor_units) as discount_minor,
        round(r.tax * s.minor_units) as tax_minor, p.id as product_id, s.minor_units
      from (
        select (a->>0)::integer as line, (a->>1)::uuid as key, (a->>2)::uuid as payload, (a->>3)::bigint as store_id,
          a->>4 as sku, a->>5 as external_id, a->>6 as sold_at, (a->>7)::numeric as quantity, (a->>8)::numeric as unit_price,
          coalesce((a->>9)::numeric, 0) as discount, coalesce((a->>10)::numeric, 0) as tax
        from jsonb_array_elements(rows) a
      ) r
      join store s on s.id = r.store_id
      left join product p on lower(p.sku) = lower(r.sku)
      order by r.line
    ) r;

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

  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor, business_date)
    select sale.id, l.line_id, l.product_id, l.quantity, l.unit_price,
      round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor, l.tax_minor, l.discount_minor,
      nullif(business_day(l.occurred_at, s.time_zone, s.day_cutoff), sale.business_date)
    from unnest(lines) l
    join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    join store s on s.id = l.store_id
    left join unnest(refused) f on f.line = l.line
    where f.line is null;
end $function$
;

CREATE OR REPLACE FUNCTION public.post_stock(rows jsonb, by_actor text DEFAULT NULL::text, by_import uuid DEFAULT NULL::uuid)
 RETURNS SETOF row_outcome
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
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

CREATE OR REPLACE FUNCTION public.product_between(in_currency text, from_day date, to_day date)
 RETURNS TABLE(product_id bigint, received numeric, received_minor bigint, sold numeric, cogs_minor bigint, net_minor bigint, tax_minor bigint, discount_minor bigint, returned numeric, returned_cost_minor bigint, returned_net_minor bigint, transferred numeric, transferred_minor bigint, counted numeric, counted_minor bigint, counted_loss_minor bigint, adjusted numeric, adjusted_minor bigint, shrunk numeric, shrunk_minor bigint, revalued_minor bigint, out_minutes bigint, ranged integer, units_moment numeric, value_moment numeric)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_product_month
          where currency = in_currency and month >= (select whole_from(from_day, to_day)) and month < (select near_month(to_day + 1))
        union all
        select product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_product_day
          where currency = in_currency and business_date >= (select from_day)
            and business_date < (select least(whole_from(from_day, to_day), to_day + 1))
        union all
        select product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_product_day
          where currency = in_currency and business_date >= (select greatest(whole_from(from_day, to_day), near_month(to_day + 1)))
            and business_date <= (select to_day)
        union all
        select product_id, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_product_day
          where currency = in_currency and business_date >= (select whole_from(from_day, to_day)) and business_date < (select from_day)
        union all
        select product_id, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_product_day
          where currency = in_currency and business_date > (select greatest(to_day, whole_from(from_day, to_day)))
            and business_date < (select near_month(to_day + 1))
        union all
        select product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_unfolded u join store s on s.id = u.store_id
          where currency = in_currency and business_date >= (select from_day) and business_date <= (select to_day) $function$
;

CREATE OR REPLACE FUNCTION public.promised_to_others(of_store bigint, products bigint[])
 RETURNS TABLE(store_id bigint, product_id bigint, quantity numeric)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.put_demand(of_store bigint, of_currency text, rows product_demand[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
begin
  delete from product_demand d where d.store_id = of_store and d.currency = of_currency;
  insert into product_demand (store_id, product_id, currency, as_of, first_day, demand_days, in_stock_days, daily_units,
      daily_variance, sales, weeks, in_stock_weeks, week_cv, xyz, abc, units, net_minor, margin_minor, last_sold_on,
      last_received_on, age_units, age_minor)
    select c.store_id, c.product_id, c.currency, c.as_of, c.first_day, c.demand_days, c.in_stock_days, c.daily_units,
      c.daily_variance, c.sales, c.weeks, c.known, c.cv,
      case when c.known < 8 or c.cv is null then '-' when c.cv <= 0.5 then 'X' when c.cv <= 1 then 'Y' else 'Z' end,
      case when c.kind <> 'C' then c.kind when c.margin_minor <= 0 then 'C'
        when c.above < 0.80 * c.whole then 'A' when c.above < 0.95 * c.whole then 'B' else 'C' end,
      c.units, c.net_minor, c.margin_minor, c.last_sold_on, c.last_received_on, c.age_units, c.age_minor
    from (
      select k.*,
        sum(greatest(k.margin_minor, 0)) over (partition by k.kind) as whole,
        sum(greatest(k.margin_minor, 0)) over (partition by k.kind order by k.margin_minor desc, k.product_id
          rows between unbounded preceding and current row) - greatest(k.margin_minor, 0) as above
      from (
        select r.*, w.known, case when w.mean > 0 then w.deviation / w.mean end as cv,
          case when r.first_day > r.as_of - 60 then 'N'
            when r.last_sold_on is null or r.last_sold_on <= r.as_of - 90 then 'U' else 'C' end as kind
        from unnest(rows) r
        cross join lateral (select count(u) as known, avg(u) as mean, stddev_samp(u) as deviation from unnest(r.weeks[1:13]) u) w
      ) k
    ) c;
  return array_length(rows, 1);
end $function$
;

CREATE OR REPLACE FUNCTION public.put_levels(of_run bigint, with_claim uuid, rows jsonb)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  run replenishment_run := keep_run(of_run, with_claim);
  put integer;
begin
  insert into reorder_level (store_id, product_id, reorder_point, order_up_to, safety_stock, lead_units, source, daily_units,
      at_risk_minor, computed_at)
    select run.store_id, (r->>0)::bigint, (r->>1)::numeric, (r->>2)::numeric, (r->>3)::numeric, (r->>4)::numeric, r->>5,
      (r->>6)::numeric, (r->>7)::bigint, run.started_at
    from jsonb_array_elements(rows) r
    order by 2
    on conflict (store_id, product_id) do update set reorder_point = excluded.reorder_point,
      order_up_to = excluded.order_up_to, safety_stock = excluded.safety_stock, lead_units = excluded.lead_units,
      source = excluded.source, daily_units = excluded.daily_units, at_risk_minor = excluded.at_risk_minor,
      computed_at = excluded.computed_at;
  get diagnostics put = row_count;
  return put;
end $function$
;

CREATE OR REPLACE FUNCTION public.put_order_lines(of_order bigint, lines jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.put_reference_alerts(of_kind text, wrong jsonb, at timestamp with time zone, what_ends text)
 RETURNS TABLE(opened integer, resolved integer)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.put_suggestions(of_run bigint, with_claim uuid, rows jsonb)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.ranged_between(stores bigint[], from_day date, to_day date, at timestamp with time zone)
 RETURNS TABLE(store_id bigint, product_id bigint, ranged_minutes bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select r.store_id, r.product_id, o.minutes[greatest(r.from_day - o.first_day, 0) + 1]
    - case when r.until_day is null then 0 else coalesce(o.minutes[greatest(r.until_day - o.first_day, 0) + 1], 0) end
  from opening_sums(stores, from_day, to_day, at) o
  join stock_range r using (store_id)
  where r.from_day < o.first_day + cardinality(o.minutes) and (r.until_day is null or r.until_day > r.from_day)
$function$
;

CREATE OR REPLACE FUNCTION public.receive_order(of_order bigint, note text, with_key text, with_payload uuid, lines jsonb, at timestamp with time zone, landed bigint, by_actor text)
 RETURNS TABLE(id bigint, repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.receive_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, lines jsonb, at timestamp with time zone, with_note text, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  was     transfer;
  fault   text;
  receipt bigint;
  fates   jsonb;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from claim_transfer(of_transfer, read_version, with_key, with_payload, at);
  if not found then return; end if;
  if was.id is null then
    return query select true;
    return;
  end if;
  fault := line_at_fault(lines);
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;
  select format('line %s: %s', w.nth, case
      when l.product_id is null then format('%s is not in this transfer', left(p.sku, 100))
      else format('%s of %s are still on the way, not %s; what came besides is an adjustment with the reason "found"',
        trim_scale(o.quantity), left(p.sku, 100), trim_scale(a.quantity)) end)
    into fault
    from jsonb_array_elements(lines) with ordinality w (line, nth)
    join product p on p.id = named_product(w.line)
    left join transfer_line l on l.transfer_id = was.id and l.product_id = p.id
    cross join lateral (select (w.line->>'received')::numeric + (w.line->>'damaged')::numeric as quantity) a
    cross join lateral (select l.quantity - l.received - l.damaged - l.lost - l.not_sent as quantity) o
    where l.product_id is null or o.quantity < a.quantity
    order by w.nth limit 1;
  if fault is not null then
    raise exception 'transfer.conflict: %', fault;
  end if;
  insert into transfer_receipt (transfer_id, key, payload, kind, happened_at, note, made_by)
    values (was.id, with_key, with_payload, 'received', at, with_note, by_actor) returning id into receipt;
  select jsonb_agg(jsonb_build_object('product_id', named_product(w), 'kind', k.kind, 'quantity', w->>k.kind)) into fates
    from jsonb_array_elements(lines) w cross join (values ('received'), ('damaged')) k (kind)
    where (w->>k.kind)::numeric > 0;
  perform settle_transfer(was, receipt, with_payload, fates, at, by_actor, with_note);
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.record_return(of_sale bigint, in_store bigint, return_source text, return_id text, with_payload uuid, lines jsonb, at timestamp with time zone, by_actor text)
 RETURNS TABLE(id bigint, total_minor bigint, repeated boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  made   bigint;
  before sale_return;
  wanted record;
  sold   record;
  left_over numeric;
  given  bigint;
  refund bigint;
  tax    bigint;
  line   bigint;
  rows   posting[];
begin
  insert into sale (store_id, source, external_id, occurred_at, business_date)
    select s.id, return_source, return_id, at, business_day(at, s.time_zone, s.day_cutoff) from store s where s.id = in_store
    on conflict do nothing
    returning sale.id into made;
  if made is null then
    select r.* into before from sale s join sale_return r on r.sale_id = s.id
      where s.store_id = in_store and s.source = return_source and s.external_id = return_id;
    if before.payload is distinct from with_payload then
      raise exception 'return.conflict: this Idempotency-Key was used for another return';
    end if;
    return query select before.sale_id, -sum(l.net_minor + l.tax_minor)::bigint, true
      from sale_line l where l.sale_id = before.sale_id;
    return;
  end if;
  insert into sale_return values (made, of_sale, with_payload);
  -- Returns of one sale go one after another; each sees what those before it took back. Not by a lock on the sale's row,
  -- which postings take after those on levels.
  perform pg_advisory_xact_lock(hashtextextended('stockroom return', of_sale));
  if not exists (select from sale s join store o on o.id = s.store_id join store b on b.currency = o.currency
                 where s.id = of_sale and b.id = in_store) then
    raise exception 'return.invalid: this was sold in another currency than this store''s; bring it to a store of that one';
  end if;

  for wanted in
    select w.nth, (w.value->>'lineId')::bigint as line_id, w.value->>'sku' as sku, (w.value->>'quantity')::numeric as quantity,
      w.value->>'disposition' as disposition, (w.value->>'refundMinor')::bigint as refund
    from jsonb_array_elements(lines) with ordinality w (value, nth) order by w.nth
  loop
    left_over := wanted.quantity;
    given := 0;
    for sold in
      select l.*, l.net_minor + l.tax_minor as paid_minor, p.is_stocked from sale_line_state l join product p on p.id = l.product_id
      where l.sale_id = of_sale and l.returnable > 0
        and (wanted.line_id is null or l.line_id = wanted.line_id)
        and (wanted.sku is null or lower(p.sku) = lower(wanted.sku))
      order by l.line_id
    loop
      exit when left_over = 0;
      declare
        take   numeric := least(left_over, sold.returnable);
        so_far numeric := sold.returned + take;
      begin
        left_over := left_over - take;
        refund := case when wanted.refund is null
          then round(sold.paid_minor * so_far / sold.quantity) - round(sold.paid_minor * sold.returned / sold.quantity)
          else round(wanted.refund * (wanted.quantity - left_over) / wanted.quantity) - given end;
        given := given + refund;
        if sold.paid_minor >= 0 and wanted.refund is null then
          refund := least(refund, sold.paid_minor - sold.refunded_minor);
        elsif refund > greatest(sold.paid_minor, 0) - sold.refunded_minor then
          raise exception 'return.conflict: lines.%.refundMinor: this is more than was paid for it and not given back yet',
            wanted.nth - 1;
        end if;
        tax := case sold.paid_minor when 0 then 0
          else round(sold.tax_minor::numeric * (sold.refunded_minor + refund) / sold.paid_minor) - sold.refunded_tax_minor end;
        line := nextval('sale_line_id');
        insert into sale_line values (made, line, sold.product_id, -take, sold.unit_price, tax - refund, -tax,
          round(sold.discount_minor * sold.returned / sold.quantity) - round(sold.discount_minor * so_far / sold.quantity));
        insert into sale_return_line values (made, line, of_sale, sold.line_id, wanted.disposition);
      end;
    end loop;
    if left_over > 0 then
      raise exception 'return.conflict: line %: % of these % were sold in this sale and have not come back yet', wanted.nth,
        trim_scale(wanted.quantity - left_over), trim_scale(wanted.quantity);
    end if;
  end loop;

  select array_agg(row(row_number, key_of(concat_ws('|', 'return', made, b.id, b.type)), with_payload, in_store, b.product_id, b.type,
      b.quantity, null, at, b.cost, b.reason, null, 'sale', made, b.id, b.net_minor, b.tax_minor, b.discount_minor)::posting)
    into rows
    from (
      select row_number() over (), b.* from (
        select l.id, l.product_id, 'return' as type, -l.quantity as quantity, cost_when_sold(t.of_sale, t.of_line) as cost,
          null as reason, l.net_minor, l.tax_minor, l.discount_minor
        from sale_line l join sale_return_line t on t.sale_id = l.sale_id and t.line_id = l.id
        where l.sale_id = made
        union all
        select l.id, l.product_id, 'adjustment', l.quantity, cost_when_sold(t.of_sale, t.of_line),
          case t.disposition when 'write_off' then 'damaged' else 'to_vendor' end, null, null, null
        from sale_line l join sale_return_line t on t.sale_id = l.sale_id and t.line_id = l.id
        join product p on p.id = l.product_id and p.is_stocked
        where l.sale_id = made and t.disposition <> 'restock'
      ) b
    ) b;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'return.conflict: this return is in already';
  end if;
  return query select made, -sum(l.net_minor + l.tax_minor)::bigint, false from sale_line l where l.sale_id = made;
end $function$
;

CREATE OR REPLACE FUNCTION public.record_sale(rows jsonb, in_store bigint, sale_source text, sale_id text, by_actor text, must_have text DEFAULT NULL::text, of_reservation bigint DEFAULT NULL::bigint)
 RETURNS TABLE(id bigint, total_minor bigint, repeated boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  outcomes row_outcome[];
  reason   text;
  was      text;
  sold     record;
begin
  if jsonb_array_length(rows) = 0 then return; end if;
  perform set_config('stockroom.actor', by_actor, true);
  if of_reservation is not null then
    select r.state into was from reservation r where r.id = of_reservation for update;
    if was is null then
      raise exception 'reservation.unknown: There is no such reservation';
    elsif was = 'released' then
      raise exception 'reservation.released: this reservation was given up; reserve again';
    elsif was <> 'confirmed' then
      update reservation r set state = 'confirmed', ended_at = now() where r.id = of_reservation;
      must_have := case was when 'open' then 'on_hand' else 'available' end;
    end if;
    if was = 'open' then
      perform change_reserved(array[of_reservation], -1, false);
    end if;
  end if;
  select array_agg(o) into outcomes from post_sales(rows, sale_source, by_actor) o;
  if outcomes is not null then
    select format('line %s: %s%s', o.line, case o.column_name when 'sold_at' then 'soldAt ' else '' end, o.reason)
      into reason
      from unnest(outcomes) o where o.outcome = 'rejected' and o.column_name is not null order by o.line limit 1;
    if reason is not null then
      raise exception 'sale.invalid: %', reason;
    end if;
    if exists (select from unnest(outcomes) o where o.outcome = 'rejected')
       or array_length(outcomes, 1) <> jsonb_array_length(rows) then
      raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
    end if;
  end if;
  select s.id, sum(l.net_minor + l.tax_minor)::bigint as total_minor, count(*) as lines into sold
    from sale s join sale_line l on l.sale_id = s.id
    where s.store_id = in_store and s.source = sale_source and s.external_id = record_sale.sale_id
    group by s.id;
  if outcomes is null and sold.lines > jsonb_array_length(rows) then
    raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
  end if;
  if outcomes is null and must_have is not null then
    select not_enough(p.sku, w.quantity, w.quantity + case must_have when 'on_hand' then v.on_hand else v.available end)
      into reason
      from (select l.product_id, sum(l.quantity) as quantity from sale_line l where l.sale_id = sold.id group by 1) w
      join store s on s.id = in_store and s.overselling = 'refuse'
      join stock_level v on v.store_id = in_store and v.product_id = w.product_id
      join product p on p.id = w.product_id and p.is_stocked
      where w.quantity > 0 and case must_have when 'on_hand' then v.on_hand else v.available end < 0
      order by p.sku limit 1;
    if reason is not null and was = 'expired' then
      raise exception 'reservation.expired: the time of this reservation has run out, and %', reason;
    elsif reason is not null then
      raise exception 'stock.insufficient: %', reason;
    end if;
  end if;
  return query select sold.id, sold.total_minor, outcomes is not null;
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_archived(of_store bigint, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  changed integer;
begin
  with moved as (
    select r.store_id, r.product_id, r.until_day, p.status = 'archived' as is_archived,
      business_day(at, s.time_zone, s.day_cutoff) as today
    from stock_range r
    join product p on p.id = r.product_id
    join store s on s.id = r.store_id
    where r.store_id = of_store and (p.status = 'archived') = (r.until_day is null)
  ), done as (
    update stock_range r set until_day = case when m.is_archived then greatest(m.today, r.from_day) end
    from moved m where r.store_id = m.store_id and r.product_id = m.product_id
    returning r.store_id, r.product_id, coalesce(r.until_day, m.until_day) as day,
      case when m.is_archived then -1 else 1 end as change
  ), again as (
    insert into fact_dirty as g (store_id, product_id, from_day) select d.store_id, d.product_id, d.day from done d
    on conflict (store_id, product_id) do update set from_day = least(g.from_day, excluded.from_day)
  )
  insert into fact_delta (store_id, product_id, business_date, type, quantity)
    select d.store_id, d.product_id, d.day, 'ranged', d.change from done d;
  get diagnostics changed = row_count;
  return changed;
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_availability(most integer, at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  due_store    bigint;
  due_currency text;
begin
  if not pg_try_advisory_xact_lock(hashtext('stockroom availability')) then return 'busy'; end if;
  if refresh_open_days(at) > 0 then return 'days'; end if;
  if refresh_changed(most, at) > 0 then return 'changed'; end if;

  select s.id into due_store from store s join store_availability a on a.store_id = s.id
    where a.told_to < business_day(at, s.time_zone, s.day_cutoff) - 1 order by a.told_to, s.id limit 1;
  if found then
    perform refresh_over(due_store, at);
    return 'over';
  end if;

  select a.store_id into due_store from store_availability a
    where a.demand_to is null or a.demand_to < a.told_to
      or (a.is_restated and (a.restated_at <= at - interval '50 seconds' or a.demand_at <= at - interval '10 minutes'))
    order by a.demand_at nulls first, a.store_id limit 1;
  if found then
    if refresh_archived(due_store, at) > 0 then return 'archived'; end if;
    perform put_demand(s.id, s.currency, array(select d from demand_of_store(s.id, a.told_to) d))
      from store s join store_availability a on a.store_id = s.id where s.id = due_store;
    update store_availability a set demand_to = a.told_to, demand_at = at, is_restated = false where a.store_id = due_store;
    delete from currency_demand c using store s where s.id = due_store and c.currency = s.currency;
    return 'demand';
  end if;

  select s.currency into due_currency from store s join store_availability a on a.store_id = s.id
    where not exists (select from currency_demand c where c.currency = s.currency) limit 1;
  if found then
    perform put_demand(0, due_currency, array(select d from demand_of_currency(due_currency) d));
    insert into currency_demand (currency) values (due_currency);
    return 'currency';
  end if;
  return 'nothing';
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_changed(most integer, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  stores    bigint[];
  products  bigint[];
  from_days date[];
  since     timestamptz[];
begin
  with taken as (
    select d.store_id, d.product_id from fact_dirty d order by d.from_day, d.store_id, d.product_id limit most
  ), gone as (
    delete from fact_dirty d using taken t where d.store_id = t.store_id and d.product_id = t.product_id
    returning d.store_id, d.product_id, d.from_day
  )
  -- Two days earlier: what a store's day was when the movement came in may differ by its zone from what it is now.
  select array_agg(g.store_id), array_agg(g.product_id), array_agg(g.day - 2),
      array_agg(case when r.from_day is null then '-infinity'
        else local_instant(g.day - 2 + s.day_cutoff, s.time_zone) end)
    into stores, products, from_days, since
    from (select gone.store_id, gone.product_id, gone.from_day as day from gone) g
    join store s on s.id = g.store_id
    left join stock_range r using (store_id, product_id);
  if stores is null then return 0; end if;

  with first as (
    select p.store_id, p.product_id, m.business_date as day
    from unnest(stores, products) p (store_id, product_id)
    cross join lateral (
      select m.business_date from stock_movement m
      where m.store_id = p.store_id and m.product_id = p.product_id and m.quantity <> 0
      order by m.occurred_at limit 1) m
  ), moved as (
    select f.store_id, f.product_id, f.day, r.from_day as was
    from first f left join stock_range r using (store_id, product_id)
    where r.from_day is distinct from f.day
  ), ranged as (
    insert into stock_range as r (store_id, product_id, from_day) select m.store_id, m.product_id, m.day from moved m
    on conflict (store_id, product_id) do update set from_day = excluded.from_day
  )
  insert into fact_delta (store_id, product_id, business_date, type, quantity)
    select m.store_id, m.product_id, d.day, 'ranged', d.change
    from moved m cross join lateral (values (m.day, 1), (m.was, -1)) d (day, change)
    where d.day is not null;

  perform refresh_stock_out(stores, products, since);
  perform tell_out_minutes(t.stores, t.products, t.days, t.told_to)
    from (select a.told_to, array_agg(p.store_id) as stores, array_agg(p.product_id) as products,
            array_agg(p.day) as days
          from unnest(stores, products, from_days) p (store_id, product_id, day)
          join store_availability a using (store_id) group by a.told_to) t;
  update store_availability a set is_restated = true, restated_at = at
    where exists (
      select from unnest(stores, from_days) p (store_id, day) where p.store_id = a.store_id and p.day + 2 <= a.demand_to);
  return array_length(stores, 1);
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_open_days(at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  made integer;
begin
  with wanted as materialized (
    select s as of_store, s.id, least(f.day, t.today) as first_day, t.today, a.opening is distinct from o.opening as is_new,
      o.opening, a.last_day, a.first_day as had_from
    from store s
    cross join lateral (select business_day(at, s.time_zone, s.day_cutoff) as today) t
    cross join lateral (select min(d.business_date) as day from fact_store_day d where d.store_id = s.id) f
    cross join lateral (
      select concat_ws('|', s.hours, s.closures, s.time_zone, s.day_cutoff, s.is_archived) as opening) o
    left join store_availability a on a.store_id = s.id
    where a.store_id is null or a.opening <> o.opening or a.last_day < t.today + 1 or a.first_day > least(f.day, t.today)
  ), day as materialized (
    select w.id, w.today, d.day::date as day, w.of_store, is_closure((w.of_store).closures, d.day::date) as is_closed
    from wanted w
    cross join lateral generate_series(least(w.first_day, w.had_from) - 1, w.today + 7, interval '1 day') d (day)
  ), stale as materialized (
    select d.* from day d
    left join store_open_day k on k.store_id = d.id and k.business_date = d.day
    left join store_open_day y on y.store_id = d.id and y.business_date = d.day - 1
    where k.store_id is null or d.day >= d.today
      or (not k.is_said and (d.of_store).hours is not null)
      or k.is_closed <> d.is_closed
      -- A night of which the day before was closed, or not any more.
      or (y.is_closed <> is_closure((d.of_store).closures, d.day - 1) and exists (
        select from jsonb_each((d.of_store).hours) w, jsonb_to_recordset(w.value) t (opens time, closes time)
        where t.closes <= t.opens))
  ), done as (
    insert into store_open_day as k (store_id, business_date, open, open_minutes, is_said, is_closed)
      select d.id, d.day, o.open, minutes_in(o.open), (d.of_store).hours is not null, d.is_closed
      from stale d
      cross join lateral (select case when (d.of_store).is_archived and d.day >= d.today then '{}'
        else opening_of(d.of_store, d.day) end as open) o
    on conflict (store_id, business_date) do update
      set open = excluded.open, open_minutes = excluded.open_minutes, is_said = excluded.is_said,
        is_closed = excluded.is_closed
    returning k.store_id, k.business_date
  ), again as (
    insert into fact_dirty as g (store_id, product_id, from_day)
      select r.store_id, r.product_id, greatest(r.from_day, d.day)
      from (select d.store_id, min(d.business_date) as day from done d join wanted w on w.id = d.store_id
            where d.business_date < w.today and d.business_date >= w.had_from group by 1) d
      join stock_range r using (store_id)
    on conflict (store_id, product_id) do update set from_day = least(g.from_day, excluded.from_day)
  )
  insert into store_availability as a (store_id, opening, first_day, last_day, told_to)
    select w.id, w.opening, least(w.first_day, w.had_from), w.today + 7, w.today - 1 from wanted w
  on conflict (store_id) do update
    set opening = excluded.opening, first_day = excluded.first_day, last_day = excluded.last_day;
  get diagnostics made = row_count;
  return made;
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_over(of_store bigint, at timestamp with time zone)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  from_day date;
  to_day   date;
  told     integer;
begin
  select a.told_to + 1, least(a.told_to + 31, business_day(at, s.time_zone, s.day_cutoff) - 1) into from_day, to_day
    from store_availability a join store s on s.id = a.store_id where a.store_id = of_store;
  select tell_out_minutes(array_agg(o.store_id), array_agg(o.product_id), array_agg(from_day), to_day) into told
    from (select distinct o.store_id, o.product_id from stock_out o
          where o.store_id = of_store
            and (o.ended_at is null or o.ended_at > (
              select coalesce(max(upper(k.open)), '-infinity') from store_open_day k
              where k.store_id = of_store and k.business_date between from_day - 40 and from_day - 1))) o;
  update store_availability a set told_to = to_day where a.store_id = of_store;
  return coalesce(told, 0);
end $function$
;

CREATE OR REPLACE FUNCTION public.refresh_stock_out(stores bigint[], products bigint[], since timestamp with time zone[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  found_spans integer;
begin
  with pair as materialized (
    select p.store_id, p.product_id, p.since, l.on_hand,
      exists (select from stock_movement m where m.store_id = p.store_id and m.product_id = p.product_id
        and m.occurred_at < p.since and m.quantity <> 0) as was_there
    from unnest(stores, products, since) p (store_id, product_id, since)
    join stock_level l using (store_id, product_id)
  ), moved as materialized (
    select p.store_id, p.product_id, p.on_hand, m.occurred_at as at, sum(m.quantity) as quantity
    from pair p
    join stock_movement m using (store_id, product_id)
    where m.occurred_at >= p.since and m.quantity <> 0
    group by 1, 2, 3, 4
  ), state as (
    select m.store_id, m.product_id, m.at, m.on_hand - coalesce(sum(m.quantity) over later, 0) <= 0 as is_out
    from moved m
    window later as (partition by m.store_id, m.product_id order by m.at desc rows between unbounded preceding and 1 preceding)
    union all
    select p.store_id, p.product_id, '-infinity', p.on_hand - coalesce(sum(m.quantity), 0) <= 0
    from pair p left join moved m using (store_id, product_id)
    where p.was_there
    group by p.store_id, p.product_id, p.on_hand
  ), turn as (
    select * from (
      select s.*, lag(s.is_out, 1, false) over (partition by s.store_id, s.product_id order by s.at) as was_out from state s) s
    where s.is_out <> s.was_out
  ), span as materialized (
    select * from (
      select t.*, lead(t.at) over (partition by t.store_id, t.product_id order by t.at) as ended_at from turn t) t
    where t.is_out
  ), old as (
    delete from stock_out o using pair p
    where o.store_id = p.store_id and o.product_id = p.product_id and (o.ended_at is null or o.ended_at >= p.since)
      and not exists (select from span s where s.store_id = o.store_id and s.product_id = o.product_id
        and (s.at = o.began_at or (s.at = '-infinity' and o.began_at < p.since)))
  )
  insert into stock_out as o (store_id, product_id, began_at, ended_at)
    select s.store_id, s.product_id, b.began_at, s.ended_at
    from span s
    join pair p using (store_id, product_id)
    cross join lateral (select case when s.at > '-infinity' then s.at else coalesce((
      select max(b.began_at) from stock_out b
      where b.store_id = s.store_id and b.product_id = s.product_id and b.began_at < p.since
        and (b.ended_at is null or b.ended_at >= p.since)), p.since) end as began_at) b
    -- A movement that came in after its day was noted may leave nothing of a span here; its own day comes next.
    where s.ended_at is null or s.ended_at > b.began_at
  on conflict (store_id, product_id, began_at) do update set ended_at = excluded.ended_at;
  get diagnostics found_spans = row_count;
  return found_spans;
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

CREATE OR REPLACE FUNCTION public.release_reservation(of_reservation bigint, at timestamp with time zone)
 RETURNS TABLE(state text, repeated boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  was text;
begin
  select r.state into was from reservation r where r.id = of_reservation for update;
  if was = 'confirmed' then
    raise exception 'reservation.confirmed: this reservation has become a sale; record a return instead';
  elsif was = 'open' then
    update reservation r set state = 'released', ended_at = at where r.id = of_reservation;
    perform change_reserved(array[of_reservation], -1, true);
    was := 'released';
    return query select was, false;
  elsif was is not null then
    return query select was, true;
  end if;
end $function$
;

CREATE OR REPLACE FUNCTION public.remove_promotion(of_promotion bigint, by_actor text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform set_config('stockroom.actor', by_actor, true);
  delete from promotion p where p.id = of_promotion;
  return found;
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

CREATE OR REPLACE FUNCTION public.reorder_point_for(level numeric, catalogue numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select coalesce(level, catalogue)
$function$
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

CREATE OR REPLACE FUNCTION public.report_closes_at(of_store store, on_day date)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select coalesce(upper(opening_of(of_store, on_day)), local_instant(on_day + 1 + of_store.day_cutoff, of_store.time_zone))
$function$
;

CREATE OR REPLACE FUNCTION public.report_feeds_awaited(of_store store, on_day date)
 RETURNS TABLE(kind text, due_at timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select f.value->>'kind', local_instant(d.day + (f.value->>'by')::time, of_store.time_zone)
  from jsonb_array_elements(of_store.expected_feeds) f
  cross join lateral (select (array['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'])
    [extract(isodow from on_day)::integer] as weekday) w
  cross join lateral (
    select coalesce((of_store.hours->w.weekday->0->>'opens')::time, of_store.day_cutoff) as opens) o
  cross join lateral (
    select on_day + (o.opens < of_store.day_cutoff)::integer + ((f.value->>'by')::time <= o.opens)::integer as day) d
  where f.value->'weekdays' @> to_jsonb(w.weekday)
    and (of_store.hours is null or of_store.hours->w.weekday <> '[]') and not is_closure(of_store.closures, on_day)
    and on_day >= coalesce(
      (select min(i.business_date) from import_day i where i.store_id = of_store.id and i.kind = f.value->>'kind'),
      business_day(of_store.updated_at, of_store.time_zone, of_store.day_cutoff))
    and not exists (select from import_day i where i.store_id = of_store.id and i.kind = f.value->>'kind'
      and i.business_date = on_day and i.arrived_at is not null)
$function$
;

CREATE OR REPLACE FUNCTION public.reserve(in_store bigint, with_key text, with_payload uuid, lines jsonb, until timestamp with time zone, with_reference text, by_actor text)
 RETURNS TABLE(id bigint, expires_at timestamp with time zone, repeated boolean)
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  made    reservation;
  unknown text;
begin
  insert into reservation (store_id, external_id, payload, reference, expires_at, made_by)
    values (in_store, with_key, with_payload, with_reference, until, by_actor)
    on conflict do nothing
    returning * into made;
  if made.id is null then
    select * into made from reservation r where r.store_id = in_store and r.external_id = with_key;
    if made.payload <> with_payload then
      raise exception 'reservation.conflict: this Idempotency-Key was used for another reservation';
    end if;
    return query select made.id, made.expires_at, true;
    return;
  end if;
  select format('line %s: unknown SKU "%s": import it as a product first', w.nth, left(w.value->>'sku', 100)) into unknown
    from jsonb_array_elements(lines) with ordinality w (value, nth)
    where not exists (select from product p where lower(p.sku) = lower(w.value->>'sku'))
    order by w.nth limit 1;
  if unknown is not null then
    raise exception 'reservation.invalid: %', unknown;
  end if;
  insert into reservation_line (reservation_id, product_id, quantity, held)
    select made.id, p.id, w.quantity, case when p.is_stocked then w.quantity else 0 end
    from (select value->>'sku' as sku, (value->>'quantity')::numeric as quantity from jsonb_array_elements(lines)) w
    join product p on lower(p.sku) = lower(w.sku)
    on conflict do nothing;
  if (select count(*) from reservation_line l where l.reservation_id = made.id) < jsonb_array_length(lines) then
    raise exception 'reservation.invalid: name each SKU once';
  end if;
  perform change_reserved(array[made.id], 1, true);
  return query select made.id, made.expires_at, false;
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

CREATE OR REPLACE FUNCTION public.save_alert_preference(of_user text, wish jsonb, read_version integer)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_alert_rule(of_kind text, of_store bigint, settings jsonb, read_version integer, by_actor text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_budget(of_store bigint, of_month date, amount bigint, read_version integer, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.save_counts(of_sheet bigint, with_key uuid, with_payload uuid, lines jsonb, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  was   count_sheet;
  fault text;
begin
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if exists (select from count_entry e where e.key = with_key) then
    if exists (select from count_entry e where e.key = with_key and e.payload <> with_payload) then
      raise exception 'count.conflict: this Idempotency-Key was used for other counts';
    end if;
    return query select true;
    return;
  elsif was.status in ('posted', 'cancelled') then
    raise exception 'count.conflict: this sheet is % and takes no more counts', was.status;
  end if;
  fault := coalesce(line_at_fault(lines), (
    select format('line %s: countedAt: lies in the future', w.nth) from jsonb_array_elements(lines) with ordinality w (line, nth)
    where (w.line->>'countedAt')::timestamptz > now() + interval '5 minutes' order by w.nth limit 1));
  if fault is not null then
    raise exception 'count.invalid: lines: %', fault;
  end if;
  insert into count_line (sheet_id, product_id, is_extra)
    select of_sheet, named_product(w), true from jsonb_array_elements(lines) w
    on conflict do nothing;
  insert into count_entry (sheet_id, product_id, key, payload, counted, counted_at, counted_by)
    select of_sheet, named_product(w), with_key, with_payload, (w->>'counted')::numeric, (w->>'countedAt')::timestamptz, by_actor
    from jsonb_array_elements(lines) w;
  update count_line l
    set counted = e.counted, counted_at = e.counted_at, counted_by = e.counted_by,
      is_recounted = l.is_recounted or l.needs_recount,
      needs_recount = not l.is_recounted and not l.needs_recount and is_large_variance(e.counted - e.expected, e.expected,
        e.cost, was.recount_units, was.recount_percent, was.recount_value)
    from (
      select e.*, books_as_of(was.store_id, e.product_id, e.counted_at) as expected, coalesce(v.avg_cost, p.cost) as cost
      from count_entry e
      join product p on p.id = e.product_id
      left join stock_level v on v.store_id = was.store_id and v.product_id = e.product_id
      where e.key = with_key
    ) e
    where l.sheet_id = of_sheet and l.product_id = e.product_id;
  update count_sheet c
    set line_count = n.lines, counted_count = n.counted, recount_count = n.again, version = c.version + 1,
      updated_at = now(), updated_by = by_actor,
      status = case when n.again > 0 then 'recount' when n.counted = n.lines then 'counted' else 'open' end
    from (
      select count(*) as lines, count(l.counted) as counted, count(*) filter (where l.needs_recount) as again
      from count_line l where l.sheet_id = of_sheet
    ) n
    where c.id = of_sheet;
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.save_policy(of_store bigint, of_category text, of_product bigint, read_version integer, fields jsonb, by_actor text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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

CREATE OR REPLACE FUNCTION public.save_stop(stopped boolean, with_reason text, read_version integer, by_actor text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
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
    insert into supplier (code, name, email, phone, contact, lead_time_days, min_order_value, tolerance_percent,
          note)
      values (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
        wanted.min_order_value, wanted.tolerance_percent, wanted.note)
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
      set (code, name, email, phone, contact, lead_time_days, min_order_value, tolerance_percent, note, is_archived)
        = (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
           wanted.min_order_value, wanted.tolerance_percent, wanted.note, wanted.is_archived)
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

CREATE OR REPLACE FUNCTION public.save_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, from_store bigint, to_store bigint, expected date, with_note text, lines jsonb, by_actor text)
 RETURNS TABLE(id bigint, repeated boolean)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  was   transfer;
  fault text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if of_transfer is null then
    select * into was from transfer t where t.key = with_key;
    if found then
      if was.payload <> with_payload then
        raise exception 'transfer.conflict: this Idempotency-Key was used for another transfer';
      end if;
      return query select was.id, true;
      return;
    end if;
  else
    select * into was from transfer t where t.id = of_transfer for update;
    if not found then return; end if;
    if was.content = with_payload then
      return query select was.id, true;
      return;
    elsif was.status <> 'draft' then
      raise exception 'transfer.conflict: this transfer is % and cannot be changed any more', was.status;
    elsif was.version <> read_version then
      raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
    end if;
  end if;
  perform check_route(from_store, to_store);
  fault := line_at_fault(lines);
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;

  if of_transfer is null then
    insert into transfer (key, payload, content, from_store_id, to_store_id, expected_on, note, updated_by)
      values (with_key, with_payload, with_payload, from_store, to_store, expected, with_note, by_actor)
      on conflict do nothing
      returning * into was;
    if not found then -- the same request came twice at once, and this is the slower one
      return query select s.id, s.repeated from save_transfer(of_transfer, read_version, with_key, with_payload, from_store,
        to_store, expected, with_note, lines, by_actor) s;
      return;
    end if;
  else
    update transfer t
      set content = with_payload, from_store_id = from_store, to_store_id = to_store, expected_on = expected, note = with_note,
        version = t.version + 1, updated_at = now(), updated_by = by_actor
      where t.id = was.id;
    delete from transfer_line l where l.transfer_id = was.id
      and not exists (select from jsonb_array_elements(lines) w where named_product(w) = l.product_id);
  end if;
  insert into transfer_line (transfer_id, product_id, quantity)
    select was.id, named_product(w.line), (w.line->>'quantity')::numeric
    from jsonb_array_elements(lines) with ordinality w (line, nth) order by w.nth
    on conflict (transfer_id, product_id) do update set quantity = excluded.quantity
      where transfer_line.quantity <> excluded.quantity;
  return query select was.id, false;
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

CREATE OR REPLACE FUNCTION public.selling_days(of_store bigint, of_product bigint, first_day date, silent_from date)
 RETURNS TABLE(selling integer, days integer)
 LANGUAGE sql
 STABLE
AS $function$
  select count(*) filter (where f.sold > 0)::integer, count(*)::integer
  from store_open_day k
  left join store_product_day f on f.store_id = of_store and f.product_id = of_product and f.business_date = k.business_date
  where k.store_id = of_store and k.open_minutes > 0
    and k.business_date >= greatest(silent_from - 91, first_day) and k.business_date < silent_from
    and coalesce(f.out_minutes, 0) <= k.open_minutes / 2
$function$
;

CREATE OR REPLACE FUNCTION public.settle_orders(orders bigint[], products bigint[], at timestamp with time zone, by_actor text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.settle_transfer(was transfer, of_receipt bigint, with_payload uuid, fates jsonb, at timestamp with time zone, by_actor text, with_note text)
 RETURNS boolean
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
declare
  rows posting[];
begin
  select array_agg(row(row_number, key_of(concat_ws('|', 'transfer', was.id, of_receipt, f.product_id, f.kind, f.type)),
      with_payload, f.store_id, f.product_id, f.type, f.quantity, null, at, f.unit_cost, f.reason, with_note, 'transfer', was.id,
      of_receipt, null, null, null)::posting)
    into rows
    from (
      select row_number() over (), f.kind, f.product_id, l.unit_cost, m.*
      from jsonb_to_recordset(fates) f (product_id bigint, kind text, quantity numeric)
      join transfer_line l on l.transfer_id = was.id and l.product_id = f.product_id
      cross join lateral (
        select case f.kind when 'not_sent' then was.from_store_id else was.to_store_id end as store_id, 'transfer_in' as type,
          f.quantity, case when f.kind not in ('received', 'not_sent') then f.kind end as reason
        union all
        select was.to_store_id, 'adjustment', -f.quantity, f.kind where f.kind not in ('received', 'not_sent')
      ) m
    ) f;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'transfer.conflict: this is in already';
  end if;
  update transfer_line l
    set received = l.received + f.received, damaged = l.damaged + f.damaged, lost = l.lost + f.lost,
      not_sent = l.not_sent + f.not_sent
    from (
      select f.product_id, coalesce(sum(f.quantity) filter (where f.kind = 'received'), 0) as received,
        coalesce(sum(f.quantity) filter (where f.kind = 'damaged'), 0) as damaged,
        coalesce(sum(f.quantity) filter (where f.kind in ('lost', 'theft')), 0) as lost,
        coalesce(sum(f.quantity) filter (where f.kind = 'not_sent'), 0) as not_sent
      from jsonb_to_recordset(fates) f (product_id bigint, kind text, quantity numeric)
      group by 1
    ) f
    where l.transfer_id = was.id and l.product_id = f.product_id;
  update transfer t
    set version = t.version + 1, updated_at = now(), updated_by = by_actor, status = o.status,
      ended_at = case when o.status = 'received' then at end
    from (
      select case when exists (select from transfer_line l where l.transfer_id = was.id
          and l.quantity > l.received + l.damaged + l.lost + l.not_sent)
        then 'shipped' else 'received' end as status
    ) o
    where t.id = was.id;
  return true;
end $function$
;

CREATE OR REPLACE FUNCTION public.ship_transfer(of_transfer bigint, read_version integer, at timestamp with time zone, by_actor text)
 RETURNS TABLE(repeated boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
declare
  was   transfer;
  fault text;
  rows  posting[];
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  if was.shipped_version = read_version then
    return query select true;
    return;
  elsif was.status <> 'draft' then
    raise exception 'transfer.conflict: this transfer is % already', was.status;
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  perform check_route(was.from_store_id, was.to_store_id);
  fault := line_at_fault(jsonb_agg(jsonb_build_object('productId', l.product_id) order by l.product_id))
    from transfer_line l where l.transfer_id = was.id;
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;
  perform lock_levels(array_agg(was.from_store_id), array_agg(l.product_id)) from transfer_line l where l.transfer_id = was.id;
  -- What left before the last count is not missing from what was counted.
  select not_enough(p.sku, l.quantity, v.available) || ' in ' || s.code into fault
    from transfer_line l
    join stock_level v on v.store_id = was.from_store_id and v.product_id = l.product_id
    join product p on p.id = l.product_id
    join store s on s.id = was.from_store_id
    where l.transfer_id = was.id and v.available < l.quantity and coalesce(v.last_counted_at < at, true)
    order by lower(p.sku) limit 1;
  if fault is not null then
    raise exception 'stock.insufficient: %', fault;
  end if;
  select array_agg(row(row_number, key_of(concat_ws('|', 'transfer', was.id, 'out', l.product_id)), was.payload,
      was.from_store_id, l.product_id, 'transfer_out', -l.quantity, null, at, l.cost, null, was.note, 'transfer', was.id, null,
      null, null, null)::posting)
    into rows
    from (
      select row_number() over (), l.*, coalesce(v.avg_cost, p.cost) as cost
      from transfer_line l
      join stock_level v on v.store_id = was.from_store_id and v.product_id = l.product_id
      join product p on p.id = l.product_id
      where l.transfer_id = was.id
    ) l;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'transfer.conflict: this transfer has left already';
  end if;
  update transfer_line l set unit_cost = r.unit_cost from unnest(rows) r
    where l.transfer_id = was.id and l.product_id = r.product_id;
  update transfer t
    set status = 'shipped', shipped_version = t.version, version = t.version + 1, shipped_at = at, updated_at = now(),
      updated_by = by_actor
    where t.id = was.id;
  return query select false;
end $function$
;

CREATE OR REPLACE FUNCTION public.shipped_from(of_store bigint)
 RETURNS TABLE(product_id bigint, weeks numeric[], daily_units numeric, daily_variance numeric)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
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

CREATE OR REPLACE FUNCTION public.start_run(of_store bigint, at timestamp with time zone, with_claim uuid)
 RETURNS TABLE(outcome text, run_id bigint, business_date date)
 LANGUAGE plpgsql
AS $function$
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
end $function$
;

CREATE OR REPLACE FUNCTION public.stock_incoming(of_store bigint, of_product bigint)
 RETURNS TABLE(quantity numeric, arrives_on date)
 LANGUAGE sql
 STABLE
AS $function$
  select sum(i.quantity), min(i.expected_on)
  from (
    select o.quantity, o.expected_on from order_open_line o
    where o.store_id = of_store and o.product_id = of_product and o.status in ('sent', 'partly_received')
    union all
    select t.quantity, t.expected_on from transfer_open_line t
    where t.to_store_id = of_store and t.product_id = of_product and t.status = 'shipped'
  ) i
  having sum(i.quantity) > 0
$function$
;

CREATE OR REPLACE FUNCTION public.stock_of(of_product bigint, of_store bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select string_agg(format('%s has %s%s', l.name, trim_scale(l.quantity), l.word), ', ' order by l.code)
  from (
    select case when of_store is null then s.name else p.sku end as name,
      case when of_store is null then lower(s.code) else lower(p.sku) end as code, q.quantity, q.word
    from (
      select l.store_id, l.product_id, l.on_hand as quantity, '' as word from stock_level l
      where (l.product_id = of_product or l.store_id = of_store) and (l.on_hand <> 0 or l.reserved <> 0)
      union all
      select o.to_store_id, o.product_id, o.quantity, ' on the way' from transfer_open_line o
      where o.status = 'shipped' and (o.product_id = of_product or of_store in (o.from_store_id, o.to_store_id))
    ) q
    join store s on s.id = q.store_id
    join product p on p.id = q.product_id
    order by 2 limit 5
  ) l
$function$
;

CREATE OR REPLACE FUNCTION public.store_category_between(stores bigint[], from_day date, to_day date)
 RETURNS TABLE(store_id bigint, category text, received numeric, received_minor bigint, sold numeric, cogs_minor bigint, net_minor bigint, tax_minor bigint, discount_minor bigint, returned numeric, returned_cost_minor bigint, returned_net_minor bigint, transferred numeric, transferred_minor bigint, counted numeric, counted_minor bigint, counted_loss_minor bigint, adjusted numeric, adjusted_minor bigint, shrunk numeric, shrunk_minor bigint, revalued_minor bigint, out_minutes bigint, ranged integer, units_moment numeric, value_moment numeric)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select store_id, category, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_category_month
          where store_id = any ((select stores)::bigint[]) and month >= (select whole_from(from_day, to_day)) and month < (select near_month(to_day + 1))
        union all
        select store_id, category, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_category_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select from_day)
            and business_date < (select least(whole_from(from_day, to_day), to_day + 1))
        union all
        select store_id, category, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_category_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select greatest(whole_from(from_day, to_day), near_month(to_day + 1)))
            and business_date <= (select to_day)
        union all
        select store_id, category, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_store_category_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select whole_from(from_day, to_day)) and business_date < (select from_day)
        union all
        select store_id, category, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_store_category_day
          where store_id = any ((select stores)::bigint[]) and business_date > (select greatest(to_day, whole_from(from_day, to_day)))
            and business_date < (select near_month(to_day + 1))
        union all
        select store_id, coalesce(p.category, ''), received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_unfolded u join product p on p.id = u.product_id
          where store_id = any ((select stores)::bigint[]) and business_date >= (select from_day) and business_date <= (select to_day) $function$
;

CREATE OR REPLACE FUNCTION public.store_product_between(stores bigint[], from_day date, to_day date)
 RETURNS TABLE(store_id bigint, product_id bigint, received numeric, received_minor bigint, sold numeric, cogs_minor bigint, net_minor bigint, tax_minor bigint, discount_minor bigint, returned numeric, returned_cost_minor bigint, returned_net_minor bigint, transferred numeric, transferred_minor bigint, counted numeric, counted_minor bigint, counted_loss_minor bigint, adjusted numeric, adjusted_minor bigint, shrunk numeric, shrunk_minor bigint, revalued_minor bigint, out_minutes bigint, ranged integer, units_moment numeric, value_moment numeric)
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select store_id, product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_product_month
          where store_id = any ((select stores)::bigint[]) and month >= (select whole_from(from_day, to_day)) and month < (select near_month(to_day + 1))
        union all
        select store_id, product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_product_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select from_day)
            and business_date < (select least(whole_from(from_day, to_day), to_day + 1))
        union all
        select store_id, product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_store_product_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select greatest(whole_from(from_day, to_day), near_month(to_day + 1)))
            and business_date <= (select to_day)
        union all
        select store_id, product_id, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_store_product_day
          where store_id = any ((select stores)::bigint[]) and business_date >= (select whole_from(from_day, to_day)) and business_date < (select from_day)
        union all
        select store_id, product_id, -received, -received_minor, -sold, -cogs_minor, -net_minor, -tax_minor, -discount_minor, -returned, -returned_cost_minor, -returned_net_minor, -transferred, -transferred_minor, -counted, -counted_minor, -counted_loss_minor, -adjusted, -adjusted_minor, -shrunk, -shrunk_minor, -revalued_minor, -out_minutes, -ranged, -units_moment, -value_moment from fact_store_product_day
          where store_id = any ((select stores)::bigint[]) and business_date > (select greatest(to_day, whole_from(from_day, to_day)))
            and business_date < (select near_month(to_day + 1))
        union all
        select store_id, product_id, received, received_minor, sold, cogs_minor, net_minor, tax_minor, discount_minor, returned, returned_cost_minor, returned_net_minor, transferred, transferred_minor, counted, counted_minor, counted_loss_minor, adjusted, adjusted_minor, shrunk, shrunk_minor, revalued_minor, out_minutes, ranged, units_moment, value_moment from fact_unfolded
          where store_id = any ((select stores)::bigint[]) and business_date >= (select from_day) and business_date <= (select to_day) $function$
;

CREATE OR REPLACE FUNCTION public.take_news(by_teller uuid, for_round uuid)
 RETURNS TABLE(store_id bigint, topics text[], product_ids bigint[])
 LANGUAGE plpgsql
AS $function$
begin
  update live_teller t set until = clock_timestamp() + interval '10 seconds' where t.teller = by_teller;
  return query update live_news n set round = for_round returning n.store_id, n.topics, n.product_ids;
end $function$
;

CREATE OR REPLACE FUNCTION public.tell_out_minutes(stores bigint[], products bigint[], from_days date[], to_day date)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  told integer;
begin
  insert into fact_delta (store_id, product_id, business_date, type, quantity)
    select d.store_id, d.product_id, d.business_date, 'out', sum(d.minutes)
    from (
      select o.* from out_minutes_of(stores, products, from_days, to_day, 'infinity') o
      union all
      select f.store_id, f.product_id, f.business_date, -f.out_minutes
      from unnest(stores, products, from_days) p (store_id, product_id, from_day)
      join fact_store_product_day f using (store_id, product_id)
      where f.business_date >= p.from_day and f.out_minutes <> 0
      union all
      select u.store_id, u.product_id, u.business_date, -u.out_minutes
      from unnest(stores, products, from_days) p (store_id, product_id, from_day)
      join fact_unfolded u using (store_id, product_id)
      where u.business_date >= p.from_day and u.out_minutes <> 0
    ) d
    group by 1, 2, 3
    having sum(d.minutes) <> 0;
  get diagnostics told = row_count;
  return told;
end $function$
;

CREATE OR REPLACE FUNCTION public.tell_transfer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into outbox (name, data)
    select 'stock.changed', jsonb_build_object('storeId', s.id::text, 'productIds', coalesce(
      (select jsonb_agg(l.product_id::text order by l.product_id) from transfer_line l where l.transfer_id = new.id), '[]'))
    from (
      select unnest(array[new.from_store_id, new.to_store_id])
      union
      select unnest(array[old.from_store_id, old.to_store_id]) where tg_op = 'UPDATE'
    ) s (id)
    order by s.id;
  return null;
end $function$
;

CREATE OR REPLACE FUNCTION public.uuid_v7()
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  id bytea := overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6);
begin
  return encode(set_byte(id, 6, (get_byte(id, 6) & 15) | 112), 'hex')::uuid;
end $function$
;

CREATE OR REPLACE FUNCTION public.whole_from(from_day date, to_day date)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when by_days(from_day, to_day) then 'infinity' else near_month(from_day) end
$function$
;

CREATE TRIGGER alert_preference_version BEFORE UPDATE ON public.alert_preference FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER alert_rule_audit AFTER INSERT OR DELETE ON public.alert_rule FOR EACH ROW EXECUTE FUNCTION audit_change('alert_rule', 'kind', 'updated_by');

CREATE TRIGGER alert_rule_audit_update AFTER UPDATE ON public.alert_rule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('alert_rule', 'kind', 'updated_by');

CREATE TRIGGER alert_rule_version BEFORE UPDATE ON public.alert_rule FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER api_key_audit AFTER INSERT OR DELETE ON public.api_key FOR EACH ROW EXECUTE FUNCTION audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');

CREATE TRIGGER api_key_audit_update AFTER UPDATE OF label, rate_limit, expires_at, revoked_at, replaced_by ON public.api_key FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER count_sheet_audit AFTER INSERT OR DELETE ON public.count_sheet FOR EACH ROW EXECUTE FUNCTION audit_change('count_sheet', 'id', 'updated_by', 'key', 'payload');

CREATE TRIGGER count_sheet_audit_update AFTER UPDATE OF status ON public.count_sheet FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION audit_change('count_sheet', 'id', 'updated_by', 'key', 'payload');

CREATE TRIGGER import_acts AFTER UPDATE OF byte_offset ON public.import FOR EACH ROW WHEN ((old.byte_offset <> new.byte_offset)) EXECUTE FUNCTION import_acts();

CREATE TRIGGER ordering_stop_audit_update AFTER UPDATE ON public.ordering_stop FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('ordering', 'id', 'updated_by');

CREATE TRIGGER ordering_stop_version BEFORE UPDATE ON public.ordering_stop FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER person_audit AFTER INSERT OR DELETE ON public.person FOR EACH ROW EXECUTE FUNCTION audit_change('person', 'user_id', 'last_seen_at');

CREATE TRIGGER person_audit_update AFTER UPDATE OF email, name, disabled_at ON public.person FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('person', 'user_id', 'last_seen_at');

CREATE TRIGGER product_audit AFTER INSERT OR DELETE ON public.product FOR EACH ROW EXECUTE FUNCTION audit_change('product', 'id', 'updated_by');

CREATE TRIGGER product_audit_update AFTER UPDATE ON public.product FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('product', 'id', 'updated_by');

CREATE TRIGGER product_category_facts AFTER UPDATE ON public.product REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION move_category();

CREATE TRIGGER product_price_change AFTER UPDATE OF price, cost ON public.product FOR EACH ROW WHEN (((old.price IS DISTINCT FROM new.price) OR (old.cost IS DISTINCT FROM new.cost))) EXECUTE FUNCTION note_price();

CREATE TRIGGER product_price_first AFTER INSERT ON public.product FOR EACH ROW WHEN (((new.price IS NOT NULL) OR (new.cost IS NOT NULL))) EXECUTE FUNCTION note_price();

CREATE TRIGGER product_version BEFORE UPDATE ON public.product FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER product_barcode_added AFTER INSERT ON public.product_barcode REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_barcodes();

CREATE TRIGGER product_barcode_audit AFTER INSERT OR DELETE ON public.product_barcode FOR EACH ROW EXECUTE FUNCTION audit_change('product', 'product_id');

CREATE TRIGGER product_barcode_audit_update AFTER UPDATE ON public.product_barcode FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('product', 'product_id');

CREATE TRIGGER product_barcode_removed AFTER DELETE ON public.product_barcode REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION count_barcodes();

CREATE TRIGGER promotion_audit AFTER INSERT OR DELETE ON public.promotion FOR EACH ROW EXECUTE FUNCTION audit_change('promotion', 'id', 'updated_by');

CREATE TRIGGER purchase_order_audit AFTER INSERT OR DELETE ON public.purchase_order FOR EACH ROW EXECUTE FUNCTION audit_change('order', 'id', 'updated_by', 'payload', 'request_key');

CREATE TRIGGER purchase_order_audit_update AFTER UPDATE ON public.purchase_order FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('order', 'id', 'updated_by', 'payload', 'request_key');

CREATE TRIGGER purchase_order_line_audit AFTER DELETE OR UPDATE ON public.purchase_order_line FOR EACH ROW EXECUTE FUNCTION audit_change('order', 'order_id');

CREATE TRIGGER reorder_budget_audit AFTER INSERT OR DELETE ON public.reorder_budget FOR EACH ROW EXECUTE FUNCTION audit_change('budget', 'store_id', 'updated_by');

CREATE TRIGGER reorder_budget_audit_update AFTER UPDATE ON public.reorder_budget FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('budget', 'store_id', 'updated_by');

CREATE TRIGGER reorder_budget_version BEFORE UPDATE ON public.reorder_budget FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER reorder_policy_audit AFTER INSERT OR DELETE ON public.reorder_policy FOR EACH ROW EXECUTE FUNCTION audit_change('policy', 'id', 'updated_by');

CREATE TRIGGER reorder_policy_audit_update AFTER UPDATE ON public.reorder_policy FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('policy', 'id', 'updated_by');

CREATE TRIGGER reorder_policy_version BEFORE UPDATE ON public.reorder_policy FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER report_subscription_audit AFTER INSERT OR DELETE ON public.report_subscription FOR EACH ROW EXECUTE FUNCTION audit_change('report', 'id', 'updated_by', 'since');

CREATE TRIGGER report_subscription_audit_update AFTER UPDATE ON public.report_subscription FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('report', 'id', 'updated_by', 'since');

CREATE TRIGGER report_subscription_version BEFORE UPDATE ON public.report_subscription FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

CREATE TRIGGER report_wait_audit AFTER INSERT OR DELETE ON public.report_wait FOR EACH ROW EXECUTE FUNCTION audit_change('store', 'store_id', 'updated_by');

CREATE TRIGGER report_wait_audit_update AFTER UPDATE ON public.report_wait FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('store', 'store_id', 'updated_by');

CREATE TRIGGER report_wait_version BEFORE UPDATE ON public.report_wait FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION count_version();

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

CREATE TRIGGER transfer_audit AFTER INSERT OR DELETE ON public.transfer FOR EACH ROW EXECUTE FUNCTION audit_change('transfer', 'id', 'updated_by', 'key', 'payload', 'content');

CREATE TRIGGER transfer_audit_update AFTER UPDATE ON public.transfer FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('transfer', 'id', 'updated_by', 'key', 'payload', 'content');

CREATE CONSTRAINT TRIGGER transfer_told AFTER INSERT ON public.transfer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell_transfer();

CREATE CONSTRAINT TRIGGER transfer_told_update AFTER UPDATE ON public.transfer DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.version <> new.version) OR (old.status <> new.status))) EXECUTE FUNCTION tell_transfer();

CREATE TRIGGER transfer_line_audit AFTER INSERT OR DELETE ON public.transfer_line FOR EACH ROW EXECUTE FUNCTION audit_change('transfer', 'transfer_id');

CREATE TRIGGER transfer_line_audit_update AFTER UPDATE OF quantity ON public.transfer_line FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('transfer', 'transfer_id');

CREATE TRIGGER user_role_grant_audit AFTER INSERT OR DELETE ON public.user_role_grant FOR EACH ROW EXECUTE FUNCTION audit_change('person', 'user_id');

CREATE TRIGGER user_role_grant_audit_update AFTER UPDATE ON public.user_role_grant FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION audit_change('person', 'user_id');

grant insert, select, update on alert_episode to stockroom_app;
grant usage on alert_episode_id_seq to stockroom_app;
grant delete, insert, select, update on alert_mail to stockroom_app;
grant insert, select, update on alert_preference to stockroom_app;
grant delete, insert, select, update on alert_rule to stockroom_app;
grant select on alert_setting to stockroom_app;
grant select on alert_shown to stockroom_app;
grant insert, select, update on alert_step to stockroom_app;
grant usage on alert_step_id_seq to stockroom_app;
grant select on alert_wish to stockroom_app;
grant insert, select, update on api_key to stockroom_app;
grant usage on api_key_id_seq to stockroom_app;
grant select on audit_entry to stockroom_app;
grant usage on audit_entry_id_seq to stockroom_app;
grant insert, select on count_entry to stockroom_app;
grant usage on count_entry_id_seq to stockroom_app;
grant insert, select, update on count_line to stockroom_app;
grant insert, select, update on count_sheet to stockroom_app;
grant usage on count_sheet_id_seq to stockroom_app;
grant select on currency_demand to stockroom_app;
grant select on day_total to stockroom_app;
grant insert, select on day_total_told to stockroom_app;
grant usage on day_total_told_id_seq to stockroom_app;
grant select on effective_policy to stockroom_app;
grant insert, select, update on export_day to stockroom_app;
grant insert, select, update on export_mark to stockroom_app;
grant select on fact_delta to stockroom_app;
grant delete, select on fact_dirty to stockroom_app;
grant select on fact_measures to stockroom_app;
grant select on fact_product_day to stockroom_app;
grant select on fact_product_month to stockroom_app;
grant select on fact_store_category_day to stockroom_app;
grant select on fact_store_category_month to stockroom_app;
grant select on fact_store_day to stockroom_app;
grant select on fact_store_hour to stockroom_app;
grant select on fact_store_product_day to stockroom_app;
grant select on fact_store_product_month to stockroom_app;
grant select on fact_unfolded to stockroom_app;
grant insert, select, update on goods_receipt to stockroom_app;
grant usage on goods_receipt_id_seq to stockroom_app;
grant delete, insert, select on handled_event to stockroom_app;
grant select on hour_delta to stockroom_app;
grant insert, select, update on import to stockroom_app;
grant insert, select, update on import_day to stockroom_app;
grant insert, select, update on import_reject to stockroom_app;
grant delete, insert, select, update on live_connection to stockroom_app;
grant delete, insert, select, update on live_news to stockroom_app;
grant usage on live_news_id_seq to stockroom_app;
grant delete, insert, select, update on live_teller to stockroom_app;
grant delete, insert, select, update on live_ticket to stockroom_app;
grant delete, insert, select, update on mail_suppression to stockroom_app;
grant select on order_late to stockroom_app;
grant select on order_line_state to stockroom_app;
grant select on order_open_line to stockroom_app;
grant insert, select, update on ordering_stop to stockroom_app;
grant delete, insert, select, update on outbox to stockroom_app;
grant insert, select, update on person to stockroom_app;
grant select on posted_key to stockroom_app;
grant insert, select, update on product to stockroom_app;
grant delete, insert, select on product_barcode to stockroom_app;
grant select on product_demand to stockroom_app;
grant usage on product_id_seq to stockroom_app;
grant insert, select on product_price to stockroom_app;
grant usage on product_price_id_seq to stockroom_app;
grant delete, insert, select, update on promotion to stockroom_app;
grant usage on promotion_id_seq to stockroom_app;
grant insert, select, update on purchase_order to stockroom_app;
grant usage on purchase_order_id_seq to stockroom_app;
grant delete, insert, select, update on purchase_order_line to stockroom_app;
grant select on receipt_line to stockroom_app;
grant usage on receipt_line_id_seq to stockroom_app;
grant delete, insert, select, update on reorder_budget to stockroom_app;
grant delete, insert, select, update on reorder_level to stockroom_app;
grant delete, insert, select, update on reorder_policy to stockroom_app;
grant usage on reorder_policy_id_seq to stockroom_app;
grant insert, select, update on replenishment_run to stockroom_app;
grant usage on replenishment_run_id_seq to stockroom_app;
grant insert, select, update on report_mail to stockroom_app;
grant usage on report_mail_id_seq to stockroom_app;
grant insert, select, update on report_run to stockroom_app;
grant usage on report_run_id_seq to stockroom_app;
grant insert, select, update on report_subscription to stockroom_app;
grant usage on report_subscription_id_seq to stockroom_app;
grant insert, select, update on report_wait to stockroom_app;
grant insert, select, update on reservation to stockroom_app;
grant usage on reservation_id_seq to stockroom_app;
grant insert, select on reservation_line to stockroom_app;
grant select on restated_day to stockroom_app;
grant insert, select, update on sale to stockroom_app;
grant usage on sale_id_seq to stockroom_app;
grant insert, select on sale_line to stockroom_app;
grant usage on sale_line_id to stockroom_app;
grant select on sale_line_state to stockroom_app;
grant insert, select on sale_return to stockroom_app;
grant insert, select on sale_return_line to stockroom_app;
grant delete, insert, select, update on saved_view to stockroom_app;
grant usage on saved_view_id_seq to stockroom_app;
grant select on schemaversion to stockroom_app;
grant select on stock_level to stockroom_app;
grant select on stock_low_line to stockroom_app;
grant select on stock_movement to stockroom_app;
grant usage on stock_movement_id_seq to stockroom_app;
grant select on stock_out to stockroom_app;
grant select on stock_range to stockroom_app;
grant insert, select, update on store to stockroom_app;
grant select on store_availability to stockroom_app;
grant select on store_day to stockroom_app;
grant select on store_hour to stockroom_app;
grant usage on store_id_seq to stockroom_app;
grant select on store_open_day to stockroom_app;
grant select on store_product_day to stockroom_app;
grant delete, insert, select, update on suggestion to stockroom_app;
grant insert, select, update on suggestion_grade to stockroom_app;
grant usage on suggestion_id_seq to stockroom_app;
grant select on suggestion_what_if to stockroom_app;
grant insert, select, update on supplier to stockroom_app;
grant usage on supplier_id_seq to stockroom_app;
grant delete, insert, select, update on supplier_item to stockroom_app;
grant select on supplier_lead_time to stockroom_app;
grant insert, select, update on transfer to stockroom_app;
grant usage on transfer_id_seq to stockroom_app;
grant delete, insert, select, update on transfer_line to stockroom_app;
grant select on transfer_open_line to stockroom_app;
grant select on transfer_receipt to stockroom_app;
grant usage on transfer_receipt_id_seq to stockroom_app;
grant delete, insert, select, update on user_role_grant to stockroom_app;
