-- What analysts take away is written by business day. Days whose sales or stock changed since they were written.
create table export_day (
  kind text not null check (kind in ('sales', 'inventory')),
  business_date date not null,
  changed_at timestamptz not null,
  written_at timestamptz, -- of what was read at or after that; null: never
  primary key (kind, business_date)
);
-- How far sales and movements were looked through for such days. The next look begins where the last but one ended:
-- numbers are given before their rows can be seen.
create table export_mark (
  only_one boolean primary key default true check (only_one),
  from_sale bigint not null, seen_sale bigint not null,
  from_movement bigint not null, seen_movement bigint not null
);
grant select, insert, update on export_day, export_mark to stockroom_app;
