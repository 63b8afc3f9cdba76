-- When a product could not be sold for want of stock, and what sells while it can. All of it follows from the ledger and
-- from what stores say of their hours: it can be thrown away and is found again, whatever the order in which things came.

-- The opening time of a store's business days, as instants: right on days of 23, 24.5 and 25 hours. Made up to a week
-- ahead, as far as is known. What was known when the day was over stays, but for days of which nobody had said the hours,
-- and for closures, which count back.
create table store_open_day (
  store_id      bigint not null,
  business_date date not null,
  open          tstzmultirange not null,
  open_minutes  integer not null,
  is_said       boolean not null, -- else the store has told no hours, and every minute counts
  is_closed     boolean not null, -- by a closure
  primary key (store_id, business_date)
);

-- From when until when there was nothing on hand of a product that the store had had before. ended_at null: still so.
create table stock_out (
  store_id   bigint not null,
  product_id bigint not null,
  began_at   timestamptz not null,
  ended_at   timestamptz,
  primary key (store_id, product_id, began_at)
);
create index stock_out_ended on stock_out (store_id, ended_at);

-- From which business day on a store has had a product: that of the first movement that changed its stock. Until
-- (exclusive): the day on which the product was found archived.
create table stock_range (
  store_id   bigint not null,
  product_id bigint not null,
  from_day   date not null,
  until_day  date,
  primary key (store_id, product_id)
);

-- How far each store's availability is worked out.
create table store_availability (
  store_id    bigint primary key,
  opening     text not null,             -- what the store said of its hours when its days were made
  first_day   date not null,             -- its days were made from here
  last_day    date not null,             -- to here
  told_to     date not null,             -- minutes without stock are in the facts up to this day; later ones reads add
  demand_to   date,                      -- the last day that demand was worked out from; null: not yet
  demand_at   timestamptz,               -- when
  is_restated boolean not null default false, -- a day up to demand_to has changed since
  restated_at timestamptz                -- when such a change was last seen
);

-- What sells of a product while it is in stock, in a store (or in all stores of a currency: store_id 0), from the
-- finished business days up to as_of. "A day" is a calendar day of the store's mean opening time.
create table product_demand (
  store_id         bigint not null,
  product_id       bigint not null,
  currency         text not null,
  as_of            date not null,
  first_day        date not null,          -- in the range since
  demand_days      integer not null,       -- length of the window of the next four: 28, or 91 where 28 say too little
  in_stock_days    numeric(9, 3) not null,
  daily_units      numeric(18, 6),         -- net units a day while in stock; null: it was not in stock
  daily_variance   numeric(24, 6),         -- of the units of one such day
  sales            integer not null,       -- of the last 28 days: sales with this product
  weeks            numeric[] not null,     -- net units of each of the last 13 weeks, the newest first, as if it had been
                                           -- in stock for all of it; null: in stock for less than half, or not yet
  in_stock_weeks   integer not null,
  week_cv          numeric(12, 4),         -- their standard deviation / their mean
  xyz              text not null check (xyz in ('X', 'Y', 'Z', '-')),
  abc              text not null check (abc in ('A', 'B', 'C', 'N', 'U')),
  units            numeric(18, 3) not null, -- the last 90 days, net of returns, as the next two
  net_minor        bigint not null,
  margin_minor     bigint not null,
  last_sold_on     date,
  last_received_on date,
  age_units        numeric[] not null,     -- on hand when as_of closed, by its age: 0-30, 31-60, 61-90, 91-180, 181+ days
  age_minor        bigint[] not null,
  primary key (store_id, product_id, currency)
);

-- What charts of cover read: narrow, and without what does not sell.
create index product_demand_daily on product_demand (store_id, product_id) include (daily_units) where daily_units > 0;

-- How long these ranges are together, in minutes.
create function minutes_in(ranges tstzmultirange) returns numeric language sql immutable parallel safe as $$
  select coalesce(sum(extract(epoch from upper(r) - lower(r))), 0) / 60 from unnest(ranges) r
$$;

create function is_closure(closures jsonb, on_day date) returns boolean language sql immutable parallel safe as $$
  select exists (select from jsonb_array_elements(closures) c where on_day between (c->>'from')::date and (c->>'to')::date)
$$;

-- When a store is open on a business day. A stretch is listed under the weekday on which it begins by the clock; one
-- that runs past midnight, or past the cut-off, is cut where the business day ends. A closure drops the stretches that
-- begin on its business days, whole. No hours at all: the whole day.
create function opening_of(of_store store, on_day date) returns tstzmultirange language sql stable parallel safe as $$
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
$$;

-- Opening minutes of stores on their business days, up to an instant: the days that are over, and today so far.
create function opened_between(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, business_date date, open_minutes bigint) language sql stable as $$
  select k.store_id, k.business_date, case when k.business_date <= a.told_to then k.open_minutes
    else round(minutes_in(k.open * tstzmultirange(tstzrange(null, at)))) end
  from store_open_day k
  join store_availability a using (store_id)
  join store s on s.id = k.store_id
  where k.store_id = any (stores) and k.business_date >= from_day
    and k.business_date <= least(to_day, business_day(at, s.time_zone, s.day_cutoff))
$$;

-- The same as one row a store: minutes[n] are those from the n-th day, counted from first_day, to the last. `usual` is
-- the mean of a day.
create function opening_sums(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, first_day date, minutes bigint[], usual numeric) language sql stable as $$
  select d.store_id, min(d.business_date), array_agg(d.later order by d.business_date), avg(d.open_minutes)
  from (
    select o.*, (sum(o.open_minutes) over (partition by o.store_id order by o.business_date desc))::bigint as later
    from opened_between(stores, from_day, to_day, at) o
  ) d
  group by d.store_id
$$;

-- For how many opening minutes each product was in the range of each store: stock-out rates are shares of these.
create function ranged_between(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, product_id bigint, ranged_minutes bigint) language sql stable as $$
  select r.store_id, r.product_id, o.minutes[greatest(r.from_day - o.first_day, 0) + 1]
    - case when r.until_day is null then 0 else coalesce(o.minutes[greatest(r.until_day - o.first_day, 0) + 1], 0) end
  from opening_sums(stores, from_day, to_day, at) o
  join stock_range r using (store_id)
  where r.from_day < o.first_day + cardinality(o.minutes) and (r.until_day is null or r.until_day > r.from_day)
$$;

-- How many days what is available lasts; null where nothing is available, or nothing sells. The one definition: list and
-- dashboard both ask it.
create function cover_days(available numeric, daily_units numeric) returns double precision
language sql immutable parallel safe as $$
  select case when available > 0 and daily_units > 0 then (available / daily_units)::double precision end
$$;

-- Dead stock: on hand at the close of as_of, and for 90 days neither sold nor new in the store.
create function is_dead(as_of date, last_sold_on date, first_day date, age_units numeric[]) returns boolean
language sql immutable parallel safe as $$
  select as_of - coalesce(last_sold_on, first_day) >= 90
    and age_units[1] + age_units[2] + age_units[3] + age_units[4] + age_units[5] > 0
$$;

-- For how many minutes of some opening time a span without stock lasted, up to an instant.
create function minutes_out(open tstzmultirange, open_minutes integer, began_at timestamptz, ended_at timestamptz, at timestamptz)
returns numeric language sql immutable parallel safe as $$
  select case
    when began_at <= lower(open) and at >= upper(open) and coalesce(ended_at, at) >= upper(open) then open_minutes
    else minutes_in(open * tstzmultirange(tstzrange(began_at, greatest(began_at, least(ended_at, at))))) end
$$;

-- Minutes without stock, from spans: of these products, each from a day of its own on, to one day and up to an instant.
create function out_minutes_of(stores bigint[], products bigint[], from_days date[], to_day date, at timestamptz)
returns table (store_id bigint, product_id bigint, business_date date, minutes bigint) language sql stable as $$
  select o.store_id, o.product_id, k.business_date,
    round(sum(minutes_out(k.open, k.open_minutes, o.began_at, o.ended_at, at)))::bigint
  from unnest(stores, products, from_days) p (store_id, product_id, from_day)
  join stock_out o using (store_id, product_id)
  join stock_range r using (store_id, product_id)
  join store_open_day k on k.store_id = o.store_id and k.business_date between p.from_day and to_day
    and k.open_minutes > 0 and lower(k.open) < coalesce(o.ended_at, at) and upper(k.open) > o.began_at
  where k.business_date >= r.from_day and (r.until_day is null or k.business_date < r.until_day)
  group by 1, 2, 3
$$;

-- The same of all products, over some days.
create function out_minutes_between(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, product_id bigint, business_date date, minutes bigint) language sql stable as $$
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
$$;

-- The same of the days whose minutes the facts do not hold yet: today so far, and a day just over.
create function out_untold(stores bigint[], from_day date, to_day date, at timestamptz)
returns table (store_id bigint, product_id bigint, business_date date, minutes bigint) language sql stable as $$
  select m.* from store_availability a
  cross join lateral out_minutes_between(array[a.store_id], greatest(from_day, a.told_to + 1), to_day, at) m
  where a.store_id = any (stores) and a.told_to < to_day
$$;

-- What was probably not sold because it was out, over these days: the rate at which it sold while in stock, times the
-- opening time that it was out. The rate is that of the same days, or of the 28 up to their last where those are fewer;
-- what was sold although nothing was known to be there is no part of it. At the mean net price of those days.
-- One row for each product that was out in a store; amounts are null where fewer than 8 sales, or less than a day in
-- stock, say too little.
-- The variance has two parts, how unsure the rate is and how unevenly customers come: s^2 x t x (1 + t / T), with s^2 the
-- variance of a day's units, T the days in stock and t the days out.
create function missed_between(stores bigint[], from_day date, to_day date, at timestamptz)
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
    cross join lateral (
      select sum(minutes_out(d.open, d.open_minutes, o.began_at, o.ended_at, at)) as in_window,
        sum(minutes_out(d.open, d.open_minutes, o.began_at, o.ended_at, at)) filter (where d.business_date >= $2) as minutes
      from store_open_day d
      where d.store_id = o.store_id and d.open_minutes > 0
        and d.business_date >= greatest(least($2, to_day - 27), r.from_day)
        and d.business_date <= least(to_day, r.until_day - 1)
        and d.business_date >= o.began_at::date - 2 and d.business_date <= coalesce(o.ended_at, at)::date + 2
        and lower(d.open) < coalesce(o.ended_at, at) and upper(d.open) > o.began_at
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

-- The rest of this file keeps all that current. Only one at a time writes here; readers never wait.

-- Makes the days of stores whose days are missing, or that say other things of their hours than they did. Where a day
-- that is over has changed, its store's products are looked at again.
create function refresh_open_days(at timestamptz) returns integer
language plpgsql as $$
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
end $$;

-- Finds from when until when these products were out, from an instant on: on hand is the level less all that moved
-- later. What was found of the time before stays.
create function refresh_stock_out(stores bigint[], products bigint[], since timestamptz[]) returns integer
language plpgsql as $$
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
end $$;

-- Tells the facts how many minutes products were out on days that are over: the difference to what they were told.
create function tell_out_minutes(stores bigint[], products bigint[], from_days date[], to_day date) returns integer
language plpgsql as $$
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
end $$;

-- A piece of what changed: when its products were in the range, when they were out, and what the facts know of that.
create function refresh_changed(most integer, at timestamptz) returns integer
language plpgsql as $$
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
end $$;

-- Tells the facts of a store's days that have come to their end, at most a month of them at once.
create function refresh_over(of_store bigint, at timestamptz) returns integer
language plpgsql as $$
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
end $$;

-- A product that is archived leaves the range of the store, and comes back when it is not archived any more.
create function refresh_archived(of_store bigint, at timestamptz) returns integer
language plpgsql as $$
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
end $$;

-- What product_demand says of a store's products, but for their classes. `as_of` is a day that is over and told.
create function demand_of_store(of_store bigint, as_of date) returns setof product_demand language sql stable as $$
  with here as materialized (
    select s.id, s.currency from store s where s.id = of_store
  ), open as materialized (
    -- Opening minutes from each day to the last, and the mean of a day over 28 and over 91 days.
    select k.business_date as day, (as_of - k.business_date) / 7 as week, k.open_minutes,
      sum(k.open_minutes) over (order by k.business_date desc)::numeric as minutes,
      avg(k.open_minutes) filter (where k.business_date > as_of - 28) over () as usual_28,
      avg(k.open_minutes) over () as usual_91
    from store_open_day k where k.store_id = of_store and k.business_date between as_of - 90 and as_of
  ), week as materialized (
    select g as nth, min(o.day) as begins, sum(o.open_minutes)::numeric as minutes
    from generate_series(0, 12) g left join open o on o.week = g group by g
  ), unseen as materialized (
    -- Sold although nothing was known to be there: it says nothing of what sells in the time in stock.
    select m.product_id, m.business_date, -sum(m.quantity) as units
    from stock_out o
    join stock_movement m on m.store_id = of_store and m.product_id = o.product_id and m.occurred_at > o.began_at
      and (o.ended_at is null or m.occurred_at < o.ended_at) and m.occurred_at > as_of - 92
    where o.store_id = of_store and (o.ended_at is null or o.ended_at > as_of - 92)
      and m.type in ('sale', 'return') and m.business_date between as_of - 90 and as_of
    group by 1, 2
  ), day as materialized (
    select d.product_id, as_of - d.business_date as age, d.sold - d.returned - coalesce(u.units, 0) as seen,
      d.sold - d.returned as units, d.sold, d.out_minutes,
      d.net_minor, d.net_minor - d.cogs_minor + d.returned_cost_minor as margin, d.received,
      d.received + greatest(d.transferred, 0) + greatest(d.counted, 0) + greatest(d.adjusted, 0) as came
    from store_product_day d
    left join unseen u using (product_id, business_date)
    where d.store_id = of_store and d.business_date between as_of - 180 and as_of
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
        coalesce(sum(d.came) filter (where d.age <= 90), 0), sum(d.came)] as came
    from day d group by d.product_id
  ), weekly as materialized (
    select d.product_id, d.age / 7 as nth, sum(d.seen) as units, sum(d.out_minutes) as out_minutes
    from day d where d.age < 91 group by 1, 2
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
      then coalesce(w.units, 0) * n.minutes / (n.minutes - coalesce(w.out_minutes, 0)) end order by n.nth) as units
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
      where f.store_id = v.id and f.product_id = v.product_id and f.business_date < as_of - 180 and f.sold > 0
      order by f.business_date desc limit 1)),
    as_of - coalesce(v.received_ago, (select as_of - f.business_date from fact_store_product_day f
      where f.store_id = v.id and f.product_id = v.product_id and f.business_date < as_of - 180 and f.received > 0
      order by f.business_date desc limit 1)),
    array[v.c1, v.c2 - v.c1, v.c3 - v.c2, v.c4 - v.c3, v.on_hand - v.c4],
    case when v.on_hand > 0 then array[v.v1, v.v2 - v.v1, v.v3 - v.v2, v.v4 - v.v3, v.value_minor - v.v4]
      else '{0,0,0,0,0}' end::bigint[]
  from valued v
  left join bought b using (product_id)
  join weeks k using (product_id)
$$;

-- The same of all stores of a currency together: what was worked out in each is added up.
create function demand_of_currency(of_currency text) returns setof product_demand language sql stable as $$
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
$$;

-- Puts what was worked out in place of what was there, with classes. ABC: by gross margin of 90 days, A those that make
-- up the first 80 %, B up to 95 %, the one that crosses a line above it; N: in the range for less than 60 days; U: not
-- sold in 90 days. XYZ: standard deviation / mean of the weeks in stock, X up to 0.5, Y up to 1, of at least 8 weeks.
create function put_demand(of_store bigint, of_currency text, rows product_demand[]) returns integer
language plpgsql as $$
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
        cross join lateral (select count(u) as known, avg(u) as mean, stddev_samp(u) as deviation from unnest(r.weeks) u) w
      ) k
    ) c;
  return array_length(rows, 1);
end $$;

-- The currencies whose demand is added up from what all of their stores have now.
create table currency_demand (
  currency text primary key
);

-- Does the next piece of what is to be done, at most `most` products of changes at once, and says what it did: 'nothing'
-- is left, 'busy': somebody else is at it. Every piece is one transaction, and one that comes again finds the next.
-- Demand is worked out when a store's day is over; when one of its days changed afterwards, once
-- nothing has changed for about a minute (of a run each minute: the next), but every 10 minutes while it goes on.
create function refresh_availability(most integer, at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

grant select on store_open_day, stock_out, stock_range, store_availability, product_demand, currency_demand to stockroom_app;
revoke execute on function refresh_availability from public;
grant execute on function refresh_availability to stockroom_app;
