-- Facts for analytics: what happened on a business day, added up at the grains that questions have. Everything in them is
-- a delta, so days add up to months and to any period; what was on hand then is derived backwards from the level.

-- What a fact tells. Quantities and amounts are positive where the name says which way they go; `transferred`, `counted`,
-- `adjusted` and `revalued` are signed. Amounts are minor units of the store's currency.
create table fact_measures (
  received            numeric(18, 3) not null default 0,
  received_minor      bigint not null default 0,
  sold                numeric(18, 3) not null default 0, -- returns not taken off
  cogs_minor          bigint not null default 0,         -- cost of goods sold; returns not taken off
  net_minor           bigint not null default 0,         -- sales without tax and discount, less returns
  tax_minor           bigint not null default 0,
  discount_minor      bigint not null default 0,
  returned            numeric(18, 3) not null default 0,
  returned_cost_minor bigint not null default 0,
  returned_net_minor  bigint not null default 0,
  transferred         numeric(18, 3) not null default 0, -- in less out
  transferred_minor   bigint not null default 0,
  counted             numeric(18, 3) not null default 0, -- what counts found more or less than was known
  counted_minor       bigint not null default 0,
  counted_loss_minor  bigint not null default 0,         -- of which less; positive
  adjusted            numeric(18, 3) not null default 0, -- by hand, without shrinkage
  adjusted_minor      bigint not null default 0,
  shrunk              numeric(18, 3) not null default 0, -- by hand: damaged, expired, stolen, lost
  shrunk_minor        bigint not null default 0,
  revalued_minor      bigint not null default 0,         -- value that changed without units
  out_minutes         bigint not null default 0,         -- opening minutes with nothing on hand, of each product
  ranged              integer not null default 0,        -- products that came into the range, less those that left it
  -- Delta times its day's number, counted from 2000-01-01: from these the mean of every day's closing stock follows
  -- without a row for each day: n x closing - sum of (delta x (day - first day)).
  units_moment        numeric(24, 3) not null default 0,
  value_moment        numeric(30) not null default 0
);

-- One row per store, product and day: what drill-downs read. Of all these tables the rows of today change each minute:
-- spare room on their pages keeps such updates in place (HOT).
create table fact_store_product_day (
  store_id bigint not null, product_id bigint not null, business_date date not null,
  like fact_measures including defaults,
  primary key (product_id, store_id, business_date)
) with (fillfactor = 90);
create index fact_store_product_day_date on fact_store_product_day (store_id, business_date);
create table fact_store_product_month (
  store_id bigint not null, month date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (store_id, month, product_id)
) with (fillfactor = 90);
-- All stores of one currency together.
create table fact_product_day (
  currency text not null, business_date date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (currency, business_date, product_id)
) with (fillfactor = 90);
create table fact_product_month (
  currency text not null, month date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (currency, month, product_id)
) with (fillfactor = 70);
-- By the category that a product has now; '' for none.
create table fact_store_category_day (
  store_id bigint not null, business_date date not null, category text not null,
  like fact_measures including defaults,
  primary key (store_id, business_date, category)
) with (fillfactor = 70);
create table fact_store_category_month (
  store_id bigint not null, month date not null, category text not null,
  like fact_measures including defaults,
  primary key (store_id, month, category)
) with (fillfactor = 50);
create table fact_store_day (
  store_id bigint not null, business_date date not null,
  first_imports uuid[], -- of the first sales of the day; null: there were none
  like fact_measures including defaults,
  primary key (store_id, business_date)
) with (fillfactor = 50);
-- The hour is the store's own clock's; a sale counts as a transaction once, when it has a line that was sold.
create table fact_store_hour (
  store_id bigint not null, business_date date not null, hour smallint not null,
  net_minor bigint not null default 0, units numeric(18, 3) not null default 0, transactions integer not null default 0,
  primary key (store_id, business_date, hour)
) with (fillfactor = 50);

-- Nobody posts while old postings are counted anew. In the order in which postings lock.
lock table product in share row exclusive mode;
lock table stock_level, fact_pending in access exclusive mode;

-- Deltas that no roll-up holds yet: postings write them, the folder moves them on, reads add both.
-- Postings before this migration are nobody's late news: they are as old as can be.
alter table fact_pending rename to fact_delta;
alter index fact_pending_date rename to fact_delta_date;
alter table fact_delta
  alter column quantity set default 0,
  alter column value_minor set default 0,
  alter column net_minor set default 0,
  alter column tax_minor set default 0,
  alter column discount_minor set default 0,
  add column loss_minor bigint not null default 0, -- by how much counts found more missing
  add column import_id uuid,
  add column recorded_at timestamptz not null default '-infinity';
-- Emptied over and over: vacuumed by the row, not by its share, so that it stays as small as it is.
alter table fact_delta alter column recorded_at set default now(),
  set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 5000);
create table hour_delta (
  store_id bigint not null, business_date date not null, hour smallint not null,
  net_minor bigint not null default 0, units numeric(18, 3) not null default 0, transactions integer not null default 0
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Which products of which stores changed, and from which business day on, since somebody last looked (and deleted it).
create table fact_dirty (
  store_id bigint not null, product_id bigint not null, from_day date not null,
  primary key (store_id, product_id)
) with (fillfactor = 70);

-- Days whose sales changed when they had been over for a day and their figures were known: by how much, and when last.
create table restated_day (
  store_id bigint not null, business_date date not null, restated_at timestamptz not null,
  net_minor bigint not null, units numeric(18, 3) not null,
  primary key (store_id, business_date)
);

-- Reasons of adjustments that are shrinkage; the application's list says the same.
create function is_shrink(reason text) returns boolean language sql immutable parallel safe as $$
  select coalesce(reason in ('damaged', 'expired', 'theft', 'lost'), false)
$$;
create function month_of(day date) returns date language sql immutable parallel safe as $$
  select date_trunc('month', day::timestamp)::date
$$;
-- The hour of the store's own clock.
create function hour_of(instant timestamptz, zone text) returns smallint language sql stable parallel safe as $$
  select extract(hour from instant at time zone zone)::smallint
$$;

-- What the ledger says the levels are worth.
alter table stock_level add column value_minor bigint not null default 0;
update stock_level l set value_minor = m.value_minor
  from (select store_id, product_id, sum(value_minor) as value_minor from stock_movement group by 1, 2) m
  where m.store_id = l.store_id and m.product_id = l.product_id and m.value_minor <> 0;

-- What was posted so far, where it now counts otherwise: shrinkage apart, counts with their losses, and charges, which
-- have revenue but no units and no cost. Their hours are those of the whole sale.
delete from fact_delta where type in ('adjustment', 'count', 'count_correction');
insert into fact_delta (store_id, product_id, business_date, type, quantity, value_minor, recorded_at)
  select store_id, product_id, business_date, case when is_shrink(reason) then 'shrink' else type end, sum(quantity),
    sum(value_minor), '-infinity'
  from stock_movement where type = 'adjustment' group by 1, 2, 3, 4;
insert into fact_delta (store_id, product_id, business_date, type, quantity, value_minor, loss_minor, recorded_at)
  select store_id, product_id, business_date, 'count', sum(quantity), sum(value_minor), sum(greatest(-value_minor, 0)), '-infinity'
  from (
    select store_id, product_id, business_date, sum(quantity) as quantity, sum(value_minor) as value_minor
    from stock_movement where type in ('count', 'count_correction')
    group by coalesce(corrects_id, id), 1, 2, 3
  ) c
  group by 1, 2, 3;
update fact_delta f set quantity = 0, value_minor = 0
  from product p
  where p.id = f.product_id and not p.is_stocked
    and not exists (select from stock_movement m where m.store_id = f.store_id and m.product_id = f.product_id);
insert into hour_delta (store_id, business_date, hour, net_minor, units, transactions)
  select s.store_id, s.business_date, hour_of(s.occurred_at, o.time_zone), sum(l.net_minor), sum(l.units), sum(l.transactions)
  from sale s
  join store o on o.id = s.store_id
  join (
    select l.sale_id, sum(l.net_minor) as net_minor, coalesce(sum(l.quantity) filter (where p.is_stocked), 0) as units,
      bool_or(l.quantity > 0)::integer as transactions
    from sale_line l join product p on p.id = l.product_id group by 1
  ) l on l.sale_id = s.id
  group by 1, 2, 3;

-- What each delta tells. Anything else that is written as a delta adds a type here.
create view fact_unfolded as
  select d.store_id, d.product_id, d.business_date,
    case d.type when 'receipt' then d.quantity else 0 end as received,
    case d.type when 'receipt' then d.value_minor else 0 end as received_minor,
    case d.type when 'sale' then -d.quantity else 0 end as sold,
    case d.type when 'sale' then -d.value_minor else 0 end as cogs_minor,
    d.net_minor, d.tax_minor, d.discount_minor,
    case d.type when 'return' then d.quantity else 0 end as returned,
    case d.type when 'return' then d.value_minor else 0 end as returned_cost_minor,
    case d.type when 'return' then -d.net_minor else 0 end as returned_net_minor,
    case when d.type in ('transfer_in', 'transfer_out') then d.quantity else 0 end as transferred,
    case when d.type in ('transfer_in', 'transfer_out') then d.value_minor else 0 end as transferred_minor,
    case when d.type in ('count', 'count_correction') then d.quantity else 0 end as counted,
    case when d.type in ('count', 'count_correction') then d.value_minor else 0 end as counted_minor,
    d.loss_minor as counted_loss_minor,
    case d.type when 'adjustment' then d.quantity else 0 end as adjusted,
    case d.type when 'adjustment' then d.value_minor else 0 end as adjusted_minor,
    case d.type when 'shrink' then -d.quantity else 0 end as shrunk,
    case d.type when 'shrink' then -d.value_minor else 0 end as shrunk_minor,
    case d.type when 'revaluation' then d.value_minor else 0 end as revalued_minor,
    (case d.type when 'out' then d.quantity else 0 end)::bigint as out_minutes,
    (case d.type when 'ranged' then d.quantity else 0 end)::integer as ranged,
    case when d.type in ('out', 'ranged') then 0 else d.quantity * (d.business_date - date '2000-01-01') end as units_moment,
    d.value_minor::numeric * (d.business_date - date '2000-01-01') as value_moment,
    d.ctid as place
  from fact_delta d;

-- For the release before this one, which knows deltas only; to be dropped with the next one.
create view fact_pending as
  select d.store_id, d.product_id, d.business_date, case d.type when 'shrink' then 'adjustment' else d.type end as type,
    d.quantity, d.value_minor, d.net_minor, d.tax_minor, d.discount_minor
  from fact_delta d where d.type not in ('out', 'ranged')
  union all
  select f.store_id, f.product_id, f.business_date, 'sale', -f.sold, -f.cogs_minor, f.net_minor + f.returned_net_minor,
    f.tax_minor, f.discount_minor
  from fact_store_product_day f
  union all
  select f.store_id, f.product_id, f.business_date, 'return', f.returned, f.returned_cost_minor, -f.returned_net_minor, 0, 0
  from fact_store_product_day f where f.returned <> 0 or f.returned_net_minor <> 0;
create trigger fact_pending_read_only instead of insert or update or delete on fact_pending
  for each row execute function refuse_change();

-- A period is whole months, with the days by which they are too short added and those by which they are too long taken
-- off: of each end that month's first day which is nearer. A period that is shorter than its ends is read day by day.
create function near_month(day date) returns date language sql immutable parallel safe as $$
  select month_of(day + 15)
$$;
create function by_days(from_day date, to_day date) returns boolean language sql immutable parallel safe as $$
  select to_day + 1 - from_day <= abs(from_day - near_month(from_day)) + abs(to_day + 1 - near_month(to_day + 1))
$$;

-- What reads ask, made from the list of measures, which is written down once: in fact_measures. In one statement a delta is
-- either in a roll-up or unfolded: these are exact at any instant.
do $$
declare
  names text;
  sums  text;
  read  text;
begin
  select string_agg(quote_ident(attname), ', ' order by attnum),
      string_agg(format('sum(f.%1$I)::%2$s as %1$I', attname, as_type), ', ' order by attnum)
    into names, sums
    from pg_attribute
    cross join lateral (select case when atttypid = 'numeric'::regtype then 'numeric' else 'bigint' end as as_type) t
    where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped;

  foreach read in array array[
    'create view store_day as
       select f.store_id, f.business_date, @sums
       from (
         select store_id, business_date, @names from fact_store_day
         union all
         select store_id, business_date, @names from fact_unfolded
       ) f
       group by 1, 2',
    'create view store_product_day as
       select f.store_id, f.product_id, f.business_date, @sums
       from (
         select store_id, product_id, business_date, @names from fact_store_product_day
         union all
         select store_id, product_id, business_date, @names from fact_unfolded
       ) f
       group by 1, 2, 3'
  ] loop
    execute replace(replace(read, '@names', names), '@sums', sums);
  end loop;
end $$;

-- The same over a period, by its months: rows to be added up by whoever asks, several for each key. Whatever does not hang
-- on the row stands in a select of its own, so that it is worked out once and not for each row: a date that comes as text
-- is no constant to PostgreSQL.
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
    execute format('create function %1$s_between(%2$s, from_day date, to_day date) returns table (%3$s, %8$s)
      language sql stable parallel safe as $f$
        select %4$s, %9$s from fact_%1$s_month
          where %5$s and not (select by_days(from_day, to_day))
            and month >= (select near_month(from_day)) and month < (select near_month(to_day + 1))
        union all
        select %4$s, %9$s from fact_%1$s_day
          where %5$s and business_date >= (select from_day) and business_date <
            (select case when by_days(from_day, to_day) then to_day + 1 else near_month(from_day) end)
        union all
        select %4$s, %10$s from fact_%1$s_day
          where %5$s and not (select by_days(from_day, to_day))
            and business_date >= (select near_month(from_day)) and business_date < (select from_day)
        union all
        select %4$s, %9$s from fact_%1$s_day
          where %5$s and not (select by_days(from_day, to_day))
            and business_date >= (select near_month(to_day + 1)) and business_date <= (select to_day)
        union all
        select %4$s, %10$s from fact_%1$s_day
          where %5$s and not (select by_days(from_day, to_day))
            and business_date > (select to_day) and business_date < (select near_month(to_day + 1))
        union all
        select %6$s, %9$s from %7$s
          where %5$s and business_date >= (select from_day) and business_date <= (select to_day) $f$',
      grain.name, grain.whose, grain.returned, grain.keys, grain.filter, grain.unfolded_keys, grain.unfolded,
      typed, names, minus);
  end loop;
end $$;
-- Hours: rows to be added up as well.
create view store_hour as
  select store_id, business_date, hour, net_minor, units, transactions from fact_store_hour
  union all
  select store_id, business_date, hour, net_minor, units, transactions from hour_delta;

-- A statement that adds facts to a roll-up: those of `source`, each times its `factor`, under the given keys. Each key is
-- named alike in both. In the order of the keys, for the sake of neighbours on a page.
create function folding(grain text, keys text, source text) returns text language sql stable as $$
  select format('insert into %1$s as g (%2$s, %3$s) select %2$s, %4$s from %5$s group by %2$s order by %2$s
    on conflict (%2$s) do update set %6$s', grain, keys, string_agg(quote_ident(attname), ', ' order by attnum),
    string_agg(format('sum(f.factor * f.%I)', attname), ', ' order by attnum), source,
    string_agg(format('%1$I = g.%1$I + excluded.%1$I', attname), ', ' order by attnum))
  from pg_attribute where attrelid = 'fact_measures'::regclass and attnum > 0 and not attisdropped
$$;

-- Only one at a time folds, or moves facts from one category to another.
create function folding_key() returns bigint language sql immutable as $$ select hashtext('stockroom facts')::bigint $$;

-- Moves up to so many deltas, and so many of the hours, into the roll-ups. Returns how many there were; 0: none are left;
-- null: somebody else is at it. All or nothing, so it may be run again after an unclear end.
-- A posting never waits for it: postings insert deltas and touch no roll-up.
create function fold_facts(most integer) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

-- What others want to know of deltas that are about to be folded: which products changed from when on, and which days
-- were known and told otherwise now. A day was known when it had sales already; not by the file that goes on bringing
-- them, which may take several folds.
create function note_news(deltas fact_delta[]) returns integer
language plpgsql set search_path = public, pg_temp as $$
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
end $$;

-- A product that changes its category takes its past with it.
create function move_category() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;
create trigger product_category_facts after update on product
  referencing old table as was new table as became for each statement execute function move_category();

-- How much more a count is found to have lost, in minor units, when corrections of such a value come to it; less, if they
-- explain what was missing. A count and all its corrections are one finding, so that any order comes to the same.
create function more_lost(of_store bigint, of_product bigint, of_count bigint, counted_at timestamptz, more_minor numeric)
returns numeric language sql stable as $$
  select greatest(-(coalesce(sum(m.value_minor), 0) + more_minor), 0) - greatest(-coalesce(sum(m.value_minor), 0), 0)
  from stock_movement m
  where m.store_id = of_store and m.product_id = of_product and m.occurred_at = counted_at
    and (m.id = of_count or m.corrects_id = of_count)
$$;

-- Everything but counts: movements, the corrections that older ones owe to an applied count, levels, facts. A charge, as
-- postage is, moves no stock: its facts are revenue, without units and without cost.
create or replace function post_changes(fresh posting[], by_actor text, by_import uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
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
        sum(e.quantity) filter (where e.type = 'receipt' and e.unit_cost is not null) as received,
        sum(e.quantity * e.unit_cost) filter (where e.type = 'receipt') as paid
      from entry e where e.is_stocked group by 1, 2
    ) e
    left join (
      select c.store_id, c.product_id, sum(c.quantity) as quantity, sum(c.value_minor) as value_minor
      from correction c group by 1, 2
    ) c using (store_id, product_id)
    group by 1, 2
  ) d
  where l.store_id = d.store_id and l.product_id = d.product_id;
end $$;

-- Counts, as of their instant: what was sold since is not erased. A store and product counted twice in one call is
-- posted in passes, the earliest first. A count older than an applied one owes that one a correction, like any movement.
create or replace function post_counts(fresh posting[], by_actor text, by_import uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
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
end $$;

grant select on fact_measures, fact_store_product_day, fact_store_product_month, fact_product_day, fact_product_month,
  fact_store_category_day, fact_store_category_month, fact_store_day, fact_store_hour, fact_delta, hour_delta, fact_dirty,
  restated_day, fact_unfolded, fact_pending, store_day, store_product_day, store_hour to stockroom_app;
grant delete on fact_dirty to stockroom_app;
revoke execute on function note_news, move_category from public;
-- Functions that act as the owner are for the application alone: PostgreSQL lets every role execute a new function.
revoke execute on function fold_facts from public;
grant execute on function fold_facts to stockroom_app;
