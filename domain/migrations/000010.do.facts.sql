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

-- One row per store, product and day: what drill-downs read.
create table fact_store_product_day (
  store_id bigint not null, product_id bigint not null, business_date date not null,
  like fact_measures including defaults,
  primary key (product_id, store_id, business_date)
);
create index fact_store_product_day_date on fact_store_product_day (store_id, business_date);
create table fact_store_product_month (
  store_id bigint not null, month date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (store_id, month, product_id)
);
-- All stores of one currency together.
create table fact_product_day (
  currency text not null, business_date date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (currency, business_date, product_id)
);
create table fact_product_month (
  currency text not null, month date not null, product_id bigint not null,
  like fact_measures including defaults,
  primary key (currency, month, product_id)
);
-- By the category that a product has now; '' for none.
create table fact_store_category_day (
  store_id bigint not null, business_date date not null, category text not null,
  like fact_measures including defaults,
  primary key (store_id, business_date, category)
);
create table fact_store_category_month (
  store_id bigint not null, month date not null, category text not null,
  like fact_measures including defaults,
  primary key (store_id, month, category)
);
create table fact_store_day (
  store_id bigint not null, business_date date not null,
  like fact_measures including defaults,
  primary key (store_id, business_date)
);
-- The hour is the store's own clock's; a sale counts as a transaction once, when it has a line that was sold.
create table fact_store_hour (
  store_id bigint not null, business_date date not null, hour smallint not null,
  net_minor bigint not null default 0, units numeric(18, 3) not null default 0, transactions integer not null default 0,
  primary key (store_id, business_date, hour)
);
