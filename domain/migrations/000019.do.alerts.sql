-- Alerts: what is wrong with stock, from when it was noticed until it was over; who is told of it, and how often.

-- What opens alerts of a kind: in every store (store_id null, a row for each kind), or, instead of that, in one store.
-- The units of threshold and hysteresis are those of the kind; null where the kind has none.
create table alert_rule (
  kind       text not null check (kind in ('negative', 'out', 'low', 'phantom', 'feed_missing', 'late_order',
               'price_below_cost', 'overstock', 'dead')),
  store_id   bigint references store,
  is_on      boolean not null default true,
  threshold  numeric check (threshold >= 0),
  hysteresis numeric check (hysteresis >= 0),
  urgent     text not null default 'never' check (urgent in ('never', 'best_sellers', 'always')),
  version    integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), ''),
  unique nulls not distinct (kind, store_id)
);
insert into alert_rule (kind, threshold, hysteresis, urgent) values
  ('negative', null, null, 'always'), ('out', 90, null, 'best_sellers'), ('low', null, 10, 'never'),
  ('phantom', 1000, null, 'never'), ('feed_missing', 0, null, 'never'), ('late_order', 0, null, 'never'),
  ('price_below_cost', 0, 1, 'never'), ('overstock', 180, 10, 'never'), ('dead', null, null, 'never');
create trigger alert_rule_version before update on alert_rule
  for each row when (old.* is distinct from new.*) execute function count_version();
create trigger alert_rule_audit after insert or delete on alert_rule
  for each row execute function audit_change('alert_rule', 'kind', 'updated_by');
create trigger alert_rule_audit_update after update on alert_rule
  for each row when (old.* is distinct from new.*) execute function audit_change('alert_rule', 'kind', 'updated_by');

-- What holds of each kind in each store.
create view alert_setting as
  select s.id as store_id, c.kind,
    case when o.kind is null then c.is_on else o.is_on end as is_on,
    case when o.kind is null then c.threshold else o.threshold end as threshold,
    case when o.kind is null then c.hysteresis else o.hysteresis end as hysteresis,
    case when o.kind is null then c.urgent else o.urgent end as urgent
  from store s
  cross join alert_rule c
  left join alert_rule o on o.kind = c.kind and o.store_id = s.id
  where c.store_id is null;

-- One thing that was wrong. product_id 0: it is about a file or an order, which `reference` names (else empty).
-- No foreign keys: whoever writes has read store and product, and neither can be deleted.
create table alert_episode (
  id              bigint generated always as identity primary key,
  kind            text not null,
  store_id        bigint not null,
  product_id      bigint not null default 0,
  reference       text not null default '',
  is_urgent       boolean not null,
  money_minor     bigint not null default 0, -- margin lost a day; of what lies about, what keeping it costs a day
  facts           jsonb not null check (octet_length(facts::text) <= 2048),
  opened_at       timestamptz not null,
  acknowledged_at timestamptz,
  acknowledged_by text,
  snoozed_until   timestamptz,
  awaits_arrival  boolean not null default false,
  resolved_at     timestamptz,
  why_resolved    text
);
-- Never two open ones of the same: whatever comes twice, late or at once.
create unique index alert_episode_open on alert_episode (store_id, product_id, kind, reference) where resolved_at is null;
create index alert_episode_money on alert_episode (store_id, money_minor desc, id desc) where resolved_at is null;
create index alert_episode_past on alert_episode (store_id, product_id, kind, opened_at);
create index alert_episode_urgent on alert_episode (opened_at) where is_urgent and resolved_at is null;

-- What people did with an alert.
create table alert_step (
  id         bigint generated always as identity primary key,
  episode_id bigint not null references alert_episode,
  at         timestamptz not null,
  step       text not null check (step in ('acknowledged', 'snoozed', 'reopened')),
  actor      text,
  note       text
);
create index alert_step_episode on alert_step (episode_id, id);

-- Whether an alert is to be looked at. A snooze ends by the clock: nothing has to happen for it to come back.
create function alert_state(resolved_at timestamptz, snoozed_until timestamptz, awaits_arrival boolean,
  acknowledged_at timestamptz, at timestamptz)
returns text language sql immutable parallel safe as $$
  select case when resolved_at is not null then 'resolved'
    when awaits_arrival or snoozed_until > at then 'snoozed'
    when acknowledged_at is not null then 'acknowledged' else 'open' end
$$;

-- Where kinds stand, the worst first.
create function alert_rank(kind text) returns integer language sql immutable parallel safe as $$
  select array_position(array['negative', 'out', 'low', 'phantom', 'feed_missing', 'late_order', 'price_below_cost',
    'overstock', 'dead'], kind)
$$;

-- At or below which available stock is low, in each store: the one place that says so. is_low() compares.
create view stock_low_line as
  select l.store_id, l.product_id, p.reorder_point
  from stock_level l join product p on p.id = l.product_id;

-- What somebody chose to be told; who has no row is told as their role brings: see alert_wish.
create table alert_preference (
  user_id    text primary key,
  is_on      boolean not null,
  hour       integer not null check (hour between 0 and 23),
  time_zone  text not null check (is_time_zone(time_zone)),
  weekdays   integer[] not null, -- 1 is Monday
  stores     bigint[],           -- null: all that they see
  kinds      text[],             -- null: all
  urgent     boolean not null,
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), '')
);
create trigger alert_preference_version before update on alert_preference
  for each row when (old.* is distinct from new.*) execute function count_version();

-- What everybody who holds a role wants to be told, chosen or not: managers and buyers a digest at seven o'clock by the
-- clock of their first store. Nobody who is locked out.
create view alert_wish as
  select u.user_id, p.email, coalesce(w.is_on, u.is_told) as is_on, coalesce(w.hour, 7) as hour,
    coalesce(w.time_zone, z.time_zone, 'UTC') as time_zone, coalesce(w.weekdays, '{1,2,3,4,5,6,7}') as weekdays,
    w.stores, w.kinds, coalesce(w.urgent, u.is_told) as urgent, coalesce(w.version, 0) as version
  from (
    select g.user_id, bool_or(g.role in ('manager', 'buyer')) as is_told,
      min(g.store_id) filter (where g.role in ('manager', 'buyer')) as told_store, min(g.store_id) as store
    from user_role_grant g group by g.user_id
  ) u
  left join person p using (user_id)
  left join alert_preference w using (user_id)
  cross join lateral (
    select (select s.time_zone from store s
      where case when coalesce(u.told_store, u.store) is null then not s.is_archived else s.id = coalesce(u.told_store, u.store) end
      order by s.id limit 1) as time_zone
  ) z
  where p.disabled_at is null;

-- Mails that were sent, or are being sent: a row is made before, so that no two of the same key go to one person.
-- key: 'digest 2026-11-23 07' (day and hour by their clock), or 'alert 42' for an urgent one.
create table alert_mail (
  user_id    text not null,
  key        text not null,
  attempt    uuid not null, -- whose it is: a call whose reply was lost finds its own row
  claimed_at timestamptz not null,
  primary key (user_id, key)
);

grant select, insert, update on alert_rule, alert_episode, alert_step, alert_preference to stockroom_app;
grant delete on alert_rule to stockroom_app;
grant select, insert, update, delete on alert_mail to stockroom_app;
grant select on alert_setting, alert_wish, stock_low_line to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
