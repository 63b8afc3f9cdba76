-- Finding movements by when they happened, and what each file told of which store and day.

-- Part of a business day, and the newest movements of a store.
create index movement_store_at on stock_movement (store_id, occurred_at);
-- Most movements are sales; the rest of one kind is found between them.
create index movement_unsold on stock_movement (store_id, type, occurred_at) where type <> 'sale';
create index movement_unsold_product on stock_movement (product_id, store_id, occurred_at) where type <> 'sale';

-- Control totals of a file: what of it is in the ledger, by store and business day; a row that was in before counts, a
-- refused one does not. An empty file for one store is a row with nothing in it.
create table import_day (
  import_id     uuid not null references import,
  store_id      bigint not null references store,
  business_date date not null,
  kind          text not null,
  row_count     integer not null,
  units         numeric(18, 3) not null, -- sold less returned, received, or counted
  amount_minor  bigint not null,         -- net sales, or what a delivery cost where the file says it; 0 for counts
  arrived_at    timestamptz,             -- when the whole file was in; null: not yet, or it failed
  primary key (import_id, store_id, business_date)
);
create index import_day_store on import_day (store_id, kind, business_date);
grant select, insert, update on import_day to stockroom_app;

-- Adds a chunk's rows to the totals of its import. The rows are as for post_sales, post_deliveries and post_stock. A time
-- by the store's clock is not made an instant to find its day: that would take as long as posting half of it.
create function note_import_days(of_import uuid, of_kind text, rows jsonb, outcomes row_outcome[]) returns void
language plpgsql as $$
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
end $$;

-- As before, and it adds up what the file tells of each store and day.
create or replace function apply_chunk(of_import uuid, from_offset bigint, to_offset bigint, to_line integer, rows jsonb,
  refused jsonb, sale_source text default 'file')
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
end $$;

-- The day that an empty file is about: the one in its name (2026-11-21, 20261121), else that of twelve hours before it
-- came, since a day's file comes in its evening or the next morning.
create function day_of_file(file_name text, came_at timestamptz, zone text, cutoff time) returns date
language plpgsql stable as $$
declare
  named text[] := regexp_match(file_name, '(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)');
begin
  return coalesce(make_date(named[1]::integer, named[2]::integer, named[3]::integer),
    business_day(came_at - interval '12 hours', zone, cutoff));
exception when datetime_field_overflow then
  return business_day(came_at - interval '12 hours', zone, cutoff);
end $$;

-- As before, and from now on the file counts as having come.
create or replace function finish_import(of_import uuid, to_rejects_key text, first_raws jsonb) returns setof import
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
end $$;
