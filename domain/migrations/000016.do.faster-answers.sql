-- The same answers as before, faster.

-- The view of deltas for the release that knew nothing else: nobody asks it any more.
drop view fact_pending;

-- Dead stock, counted without reading what is not dead.
create index product_demand_dead on product_demand (store_id) where is_dead(as_of, last_sold_on, first_day, age_units);

-- From which month's first day on a period is read by whole months; never, when it is read day by day.
create function whole_from(from_day date, to_day date) returns date language sql immutable parallel safe as $$
  select case when by_days(from_day, to_day) then 'infinity' else near_month(from_day) end
$$;
-- What happened over a period, by its months, with the days that are added or taken off at both ends: rows to be added up by
-- whoever asks, several for each key. Each part ends where the next begins, so that a part which a period does not have is
-- an empty range of an index. Whatever does not hang on the row stands in a select of its own, so that it is worked out once
-- and not for each row: a date that comes as text is no constant to PostgreSQL.
do $$
declare
  names text;
  minus text;
  typed text;
  grain record;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum), string_agg(format('-%1$I', attname), ', ' order by attnum),
      string_agg(format('%I %s', attname, format_type(atttypid, null)), ', ' order by attnum)
    into names, minus, typed
    from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped;

  for grain in
    select * from (values
      ('store_category', 'stores bigint[]', 'store_id bigint, category text', 'store_id, category',
       'store_id = any ((select stores)::bigint[])', 'store_id, coalesce(p.category, '''')',
       'fact_unfolded u join product p on p.id = u.product_id'),
      ('product', 'in_currency text', 'product_id bigint', 'product_id', 'currency = in_currency', 'product_id',
       'fact_unfolded u join store s on s.id = u.store_id'),
      ('store_product', 'stores bigint[]', 'store_id bigint, product_id bigint', 'store_id, product_id',
       'store_id = any ((select stores)::bigint[])', 'store_id, product_id', 'fact_unfolded')
    ) g (name, whose, returned, keys, filter, unfolded_keys, unfolded)
  loop
    execute format('create or replace function %1$s_between(%2$s, from_day date, to_day date) returns table (%3$s, %8$s)
      language sql stable parallel safe as $f$
        select %4$s, %9$s from fact_%1$s_month
          where %5$s and month >= (select whole_from(from_day, to_day)) and month < (select near_month(to_day + 1))
        union all
        select %4$s, %9$s from fact_%1$s_day
          where %5$s and business_date >= (select from_day)
            and business_date < (select least(whole_from(from_day, to_day), to_day + 1))
        union all
        select %4$s, %9$s from fact_%1$s_day
          where %5$s and business_date >= (select greatest(whole_from(from_day, to_day), near_month(to_day + 1)))
            and business_date <= (select to_day)
        union all
        select %4$s, %10$s from fact_%1$s_day
          where %5$s and business_date >= (select whole_from(from_day, to_day)) and business_date < (select from_day)
        union all
        select %4$s, %10$s from fact_%1$s_day
          where %5$s and business_date > (select greatest(to_day, whole_from(from_day, to_day)))
            and business_date < (select near_month(to_day + 1))
        union all
        select %6$s, %9$s from %7$s
          where %5$s and business_date >= (select from_day) and business_date <= (select to_day) $f$',
      grain.name, grain.whose, grain.returned, grain.keys, grain.filter, grain.unfolded_keys, grain.unfolded,
      typed, names, minus);
  end loop;
end $$;

-- Opening minutes from one day to another, both included, of what opening_sums found: not before its first day.
create function opened(minutes bigint[], first_day date, from_day date, to_day date) returns bigint
language sql immutable parallel safe as $$
  select case when from_day <= to_day
    then coalesce(minutes[from_day - first_day + 1], 0) - coalesce(minutes[to_day - first_day + 2], 0) else 0 end
$$;
create or replace function missed_between(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, product_id bigint, units numeric, units_variance numeric, net_minor numeric,
  net_variance numeric, margin_minor numeric) language sql stable
-- The planner takes each step for a single row, and would go through all of the next for each of its thousands.
set enable_nestloop = off as $$
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
$$;
create or replace function post_sales(rows jsonb, sale_source text, by_actor text default null, by_import uuid default null)
returns setof row_outcome language plpgsql set plan_cache_mode = auto as $$
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

  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor)
    select sale.id, l.line_id, l.product_id, l.quantity, l.unit_price,
      round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor, l.tax_minor, l.discount_minor
    from unnest(lines) l
    join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    left join unnest(refused) f on f.line = l.line
    where f.line is null;
end $$;

-- What posts keeps its plans for as long as its connection lasts, from when a new shop's tables were small and quickest read
-- from end to end. They grow by the minute: what is posted is looked up by its keys from the first day on.
do $$
declare
  posting regprocedure;
begin
  for posting in
    select p.oid from pg_proc p join pg_language l on l.oid = p.prolang
    where p.pronamespace = 'public'::regnamespace and l.lanname = 'plpgsql' and p.proname in (
      'apply_chunk', 'announce_stock', 'change_reserved', 'expire_reservations', 'lock_levels', 'note_import_days',
      'post_adjustment', 'post_changes', 'post_counts', 'post_deliveries', 'post_movements', 'post_products', 'post_sales',
      'post_stock', 'record_return', 'record_sale', 'release_reservation', 'reserve')
  loop
    execute format('alter function %s set enable_seqscan = off', posting);
  end loop;
end $$;
