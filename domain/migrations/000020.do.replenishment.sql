-- Replenishment: what is set (policies, budgets, promotions, the stop), what a run finds (reorder levels, suggestions with
-- everything that they stand on), what was decided, and how it turned out.

-- What is set at a level: the chain (nothing named), a category, a store, a category of a store, a product, a product of a
-- store. null: it is left to the more general ones. Without foreign keys: save_policy, the only writer, looks them up.
create table reorder_policy (
  id            bigint generated always as identity primary key,
  store_id      bigint,
  category      text check (category is null or product_id is null),
  product_id    bigint,
  method        text check (method in ('learned', 'fixed', 'off')),
  reorder_point numeric(14, 3) check (reorder_point >= 0),
  order_up_to   numeric(14, 3) check (order_up_to >= 0),
  review_days   integer check (review_days between 1 and 90),
  service_level numeric(4, 3) check (service_level between 0.5 and 0.999),
  shelf_max     numeric(14, 3) check (shelf_max >= 0),
  supplier_id   bigint,
  warehouse_id  bigint check (warehouse_id <> store_id),
  auto_mode     text check (auto_mode in ('off', 'suggest', 'draft', 'send')),
  price_jump    numeric(7, 3) check (price_jump >= 0), -- per cent over the cost last paid
  snoozed_until date,
  version       integer not null default 1,
  updated_at    timestamptz not null default now(),
  updated_by    text default nullif(current_setting('stockroom.actor', true), ''),
  unique nulls not distinct (store_id, category, product_id)
);
create trigger reorder_policy_version before update on reorder_policy
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger reorder_policy_audit after insert or delete on reorder_policy
  for each row execute function audit_change('policy', 'id', 'updated_by');
create trigger reorder_policy_audit_update after update on reorder_policy
  for each row when (old.* is distinct from new.*) execute function audit_change('policy', 'id', 'updated_by');

-- How much a store may order in a month (its first day). amount_minor null: no limit.
create table reorder_budget (
  store_id     bigint not null,
  month        date not null check (month = month_of(month)),
  amount_minor bigint check (amount_minor >= 0),
  version      integer not null default 1,
  updated_at   timestamptz not null default now(),
  updated_by   text default nullif(current_setting('stockroom.actor', true), ''),
  primary key (store_id, month)
);
create trigger reorder_budget_version before update on reorder_budget
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger reorder_budget_audit after insert or delete on reorder_budget
  for each row execute function audit_change('budget', 'store_id', 'updated_by');
create trigger reorder_budget_audit_update after update on reorder_budget
  for each row when (old.* is distinct from new.*) execute function audit_change('budget', 'store_id', 'updated_by');

-- The stop: one row. While it is on nothing is drafted or sent by itself.
create table ordering_stop (
  id         boolean primary key default true check (id),
  is_stopped boolean not null,
  reason     text,
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), '')
);
insert into ordering_stop (is_stopped) values (false);
create trigger ordering_stop_version before update on ordering_stop
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger ordering_stop_audit_update after update on ordering_stop
  for each row when (old.* is distinct from new.*) execute function audit_change('ordering', 'id', 'updated_by');

-- Days on which a product, or a category, sells `uplift` times the usual, in a store or in all.
create table promotion (
  id         bigint generated always as identity primary key,
  key        uuid not null unique,
  store_id   bigint,
  category   text,
  product_id bigint,
  name       text not null check (name = btrim(name) and name <> ''),
  from_day   date not null,
  to_day     date not null check (to_day >= from_day),
  uplift     numeric(6, 3) not null check (uplift > 0),
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), ''),
  check ((category is null) <> (product_id is null))
);
create index promotion_days on promotion (to_day, from_day);
create trigger promotion_audit after insert or delete on promotion
  for each row execute function audit_change('promotion', 'id', 'updated_by');

-- What applies to a position: of each field what the most special level says, and which level that is; `set_at` holds no
-- field that nothing sets. Defaults are the same as in domain/replenishment/policy.ts.
do $$
declare
  levels   text[] := '{store_product,product,store_category,store,category,chain}';
  fields   text[] := '{method,reorder_point,order_up_to,review_days,service_level,shelf_max,supplier_id,warehouse_id,auto_mode,price_jump,snoozed_until}';
  defaults jsonb := '{"method": "''learned''", "review_days": "7", "service_level": "0.95", "auto_mode": "''suggest''", "price_jump": "25"}';
  answers  text;
  whence   text;
begin
  select string_agg(format('coalesce(%s%s) as %I', array_to_string(array(select l || '.' || f from unnest(levels) l), ', '),
      coalesce(', ' || (defaults->>f), ''), f), ', ')
    into answers from unnest(fields) f;
  select string_agg(format('%L, case %s end', f,
      array_to_string(array(select format('when %s.%s is not null then %L', l, f, l) from unnest(levels) l), ' ')), ', ')
    into whence from unnest(fields) f;
  execute format('create view effective_policy as
    select s.id as store_id, p.id as product_id, %s, jsonb_strip_nulls(jsonb_build_object(%s)) as set_at
    from store s
    cross join product p
    left join reorder_policy store_product on store_product.store_id = s.id and store_product.product_id = p.id
    left join reorder_policy product on product.store_id is null and product.product_id = p.id
    left join reorder_policy store_category on store_category.store_id = s.id and store_category.category = p.category
    left join reorder_policy store on store.store_id = s.id and store.product_id is null and store.category is null
    left join reorder_policy category on category.store_id is null and category.category = p.category
    left join reorder_policy chain on chain.store_id is null and chain.product_id is null and chain.category is null',
    answers, whence);
end $$;

-- What a run found for a position: it applies until the next one.
create table reorder_level (
  store_id      bigint not null,
  product_id    bigint not null,
  reorder_point numeric(14, 3) not null,
  order_up_to   numeric(14, 3) not null,
  safety_stock  numeric(14, 3) not null,
  source        text not null,  -- learned: from what sells; typed: of the catalogue; fixed: of a policy
  computed_at   timestamptz not null,
  primary key (store_id, product_id)
) with (fillfactor = 80);

-- The reorder point that counts: what was found for the position, else what the catalogue says. Whoever asks for low asks
-- is_low(available, reorder_point_for(level, catalogue)).
create function reorder_point_for(level numeric, catalogue numeric) returns numeric language sql immutable parallel safe as $$
  select coalesce(level, catalogue)
$$;

-- One run a store and business day. Whoever works on it has claimed it; only theirs is written, until they are late.
create table replenishment_run (
  id            bigint generated always as identity primary key,
  store_id      bigint not null,
  business_date date not null,
  claim         uuid not null,
  claimed_until timestamptz not null,
  started_at    timestamptz not null,
  finished_at   timestamptz,
  ordered_at    timestamptz,      -- when what is ordered by itself was; null: to be done
  demand_to     date,             -- the last day whose sales were known
  is_complete   boolean not null default true,
  words         text not null default '',
  positions     integer not null default 0,
  suggestions   integer not null default 0,
  cost_minor    bigint not null default 0,
  unique (store_id, business_date)
);

create table suggestion (
  id                   bigint generated always as identity primary key,
  run_id               bigint not null references replenishment_run,
  business_date        date not null,
  store_id             bigint not null,
  product_id           bigint not null,
  kind                 text not null check (kind in ('buy', 'transfer')),
  supplier_id          bigint check (supplier_id is null or kind = 'buy'),
  from_store_id        bigint check ((from_store_id is null) = (kind = 'buy')),
  status               text not null default 'open' check (status in ('open', 'accepted', 'changed', 'rejected', 'expired')),
  quantity             numeric(14, 3) not null check (quantity > 0),
  raw_quantity         numeric(14, 3) not null,
  pack_size            numeric(14, 3) not null,
  unit_cost            numeric(18, 6),
  cost_minor           bigint,
  margin_at_risk_minor bigint not null,  -- a day
  auto_mode            text not null,    -- as it was when it was made
  method               text not null,
  holds                text[] not null default '{}',
  inputs               jsonb not null,   -- every term of the quantity
  sentence             text not null,
  reason               text,
  decided_quantity     numeric(14, 3) check (decided_quantity > 0),
  decided_at           timestamptz,
  decided_by           text,
  decision             uuid,             -- what was decided together; the key of the orders that come of it
  order_id             text,
  transfer_id          text,
  created_at           timestamptz not null default now(),
  grade_on             date not null,    -- after lead time and review: how it turned out is known then
  check ((status in ('open', 'expired')) = (decided_at is null)),
  check ((status in ('accepted', 'changed')) = (decided_quantity is not null))
);
-- One open suggestion of a kind and source for each position.
create unique index suggestion_open on suggestion (store_id, product_id, kind, coalesce(from_store_id, 0)) where status = 'open';
create index suggestion_list on suggestion (store_id, status, id);
create index suggestion_product on suggestion (product_id, store_id, id);
create index suggestion_decision on suggestion (decision) where decision is not null;
-- Accepted, but neither ordered nor moved yet: counts as coming.
create index suggestion_unordered on suggestion (store_id, product_id)
  where status in ('accepted', 'changed') and order_id is null and transfer_id is null;

-- How a suggestion turned out. Minutes and values of the window between the day it was made and the day it is graded.
create table suggestion_grade (
  suggestion_id bigint primary key references suggestion,
  graded_at     timestamptz not null,
  out_minutes   bigint not null,
  excess_units  numeric(14, 3) not null,  -- at its end, over the order-up-to of then
  excess_minor  bigint not null,
  sold_units    numeric(14, 3) not null,
  lowest_units  numeric(14, 3),           -- the least on hand at a day's close; null: not known
  otherwise     text                      -- what would have been, decided otherwise, where that can be said
);
create index suggestion_to_grade on suggestion (grade_on, id);
