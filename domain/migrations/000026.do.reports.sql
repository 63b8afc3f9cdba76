-- Reports by mail: who gets them, which were made, what became of each mail, and which addresses take none.

-- Who gets which report: of a store, or of the chain (store_id null). A mail's own token, not one of the subscription, lets
-- somebody leave it: so a token is good for one subscription, and nothing that could be read here opens anything.
create table report_subscription (
  id          bigint generated always as identity primary key,
  user_id     text not null,
  store_id    bigint references store,
  kind        text not null check (kind in ('daily', 'weekly', 'monthly')),
  language    text not null check (language in ('en', 'de', 'fr')),
  locale      text not null, -- how numbers and days are written, as en-GB
  attachments text[] not null default '{}' check (attachments <@ '{csv,xlsx}'),
  is_on       boolean not null default true,
  since       timestamptz not null, -- since when it is on: days that closed before are not sent
  version     integer not null default 1,
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  updated_by  text default nullif(current_setting('stockroom.actor', true), ''),
  unique nulls not distinct (user_id, store_id, kind)
);
create index report_subscription_store on report_subscription (store_id, kind) where is_on;
create trigger report_subscription_version before update on report_subscription
  for each row when (old.* is distinct from new.*) execute function count_version();

-- For how many minutes after closing (or after its last file was due) a store's report waits for files; else 120.
create table report_wait (
  store_id   bigint primary key references store,
  minutes    integer not null check (minutes between 0 and 1440),
  version    integer not null default 1,
  updated_at timestamptz not null default now(),
  updated_by text default nullif(current_setting('stockroom.actor', true), '')
);
create trigger report_wait_version before update on report_wait
  for each row when (old.* is distinct from new.*) execute function count_version();

-- A report of some days, as it was made once: revision 1, or a later one because figures had changed. net_minor and units
-- are what the days held when it was begun; whether it is to be made again is seen by them.
create table report_run (
  id            bigint generated always as identity primary key,
  store_id      bigint references store,
  kind          text not null,
  from_day      date not null,
  to_day        date not null,
  revision      integer not null,
  due_at        timestamptz not null,
  attempt       uuid, -- who makes it: a call whose reply was lost finds its own
  claimed_until timestamptz,
  failures      integer not null default 0,
  net_minor     bigint,
  units         numeric(18, 3),
  is_partial    boolean,
  headline      jsonb check (octet_length(headline::text) <= 16384),
  report_key    text, -- the report itself, as JSON in the bucket
  rendered_at   timestamptz,
  unique nulls not distinct (store_id, kind, to_day, revision)
);
create index report_run_unmade on report_run (due_at) where rendered_at is null;
create index report_run_day on report_run (to_day);

-- One mail to one person: at most one of a subscription, its day and revision.
-- due: the report is not made yet; rendering: it is being made; ready: it can be sent; sending: claimed by whoever calls
-- SES now; unknown: nobody knows whether SES took it; failed: it surely did not, or the address bounced.
create table report_mail (
  id              bigint generated always as identity primary key,
  run_id          bigint not null references report_run,
  subscription_id bigint not null references report_subscription,
  to_day          date not null,
  revision        integer not null,
  user_id         text not null,
  email           text,
  state           text not null default 'due'
    check (state in ('due', 'rendering', 'ready', 'sending', 'sent', 'unknown', 'failed', 'suppressed')),
  reason          text,
  subject         text,
  body_key        text, -- the mail as it was sent, but for its token
  token_hash      text,
  attempts        integer not null default 0,
  next_at         timestamptz,
  attempt         uuid,
  claimed_at      timestamptz,
  sent_at         timestamptz,
  again_by        text, -- who had it sent again
  unique (subscription_id, to_day, revision)
);
create index report_mail_ready on report_mail (next_at, id) where state = 'ready';
create index report_mail_sending on report_mail (claimed_at) where state = 'sending';
create index report_mail_attempt on report_mail (attempt);
create index report_mail_run on report_mail (run_id);
create index report_mail_address on report_mail (email, id);
create unique index report_mail_token on report_mail (token_hash);

-- Addresses that take no mail, or whose owner called one unwanted. Nothing is sent to them.
create table mail_suppression (
  address text primary key check (address = lower(btrim(address))),
  reason  text not null check (reason in ('bounce', 'complaint')),
  detail  text,
  since   timestamptz not null
);

-- When a store's business day is over for its people: it closes, or, where it is not open or has told no hours, the day ends.
create function report_closes_at(of_store store, on_day date) returns timestamptz
language sql stable parallel safe as $$
  select coalesce(upper(opening_of(of_store, on_day)), local_instant(on_day + 1 + of_store.day_cutoff, of_store.time_zone))
$$;

-- Files that were to come for a store's day and have not, and when each is due: as completeness tells it. Nothing is
-- expected before the first day that any file was about; of a store that never sent one, before its settings changed.
create function report_feeds_awaited(of_store store, on_day date) returns table (kind text, due_at timestamptz)
language sql stable as $$
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
$$;

grant select, insert, update on report_subscription, report_wait, report_run, report_mail to stockroom_app;
grant select, insert, update, delete on mail_suppression to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
