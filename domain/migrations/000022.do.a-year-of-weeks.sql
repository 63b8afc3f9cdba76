-- A year of weeks of demand instead of 13: how fast the past is to be forgotten, and what sells a few times a year, does
-- not show in a quarter.

comment on column product_demand.weeks is
  'Net units of each of the last 53 weeks (13 in sums over stores), the newest first, as if in stock for all of it';

-- What product_demand says of a store's products, but for their classes. `as_of` is a day that is over and told.
create or replace function demand_of_store(of_store bigint, as_of date) returns setof product_demand language sql stable as $$
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
$$;

-- Puts what was worked out in place of what was there, with classes. ABC: by gross margin of 90 days, A those that make
-- up the first 80 %, B up to 95 %, the one that crosses a line above it; N: in the range for less than 60 days; U: not
-- sold in 90 days. XYZ: standard deviation / mean of the weeks in stock, X up to 0.5, Y up to 1, of at least 8 of 13.
create or replace function put_demand(of_store bigint, of_currency text, rows product_demand[]) returns integer
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
        cross join lateral (select count(u) as known, avg(u) as mean, stddev_samp(u) as deviation from unnest(r.weeks[1:13]) u) w
      ) k
    ) c;
  return array_length(rows, 1);
end $$;

-- What is known is worked out anew, with all the weeks.
update store_availability set is_restated = true, restated_at = now() - interval '1 minute';
