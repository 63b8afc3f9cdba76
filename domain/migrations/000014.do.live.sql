-- Open pages are told of changes: tickets to open a socket with, the sockets that are open, and what is to be told.

-- Which transaction wrote an event. "What has been written since?" asks for those that a snapshot did not see: by time or
-- id an event that was begun early and committed late would lie before what was read already, and be missed.
alter table outbox add column xid xid8;
alter table outbox alter column xid set default pg_current_xact_id();
create index outbox_xid on outbox (xid) where xid is not null;

-- Good for opening one socket, once, for some seconds. Of the secret only the hash is here.
create table live_ticket (
  hash       bytea primary key check (length(hash) = 32),
  user_id    text not null,
  expires_at timestamptz not null
);

-- A socket that is open, by the id that API Gateway gave it. What its user may see is looked up each time.
create table live_connection (
  id         text primary key,
  user_id    text not null,
  stores     bigint[], -- the page wants to hear of these; null: of all
  expires_at timestamptz not null
);
create index live_connection_user on live_connection (user_id);

-- What is to be told, gathered by store and kind. A row with a round is being told; a store of null is no store at all.
create table live_news (
  id          bigint generated always as identity primary key,
  store_id    bigint,
  topics      text[] not null,
  product_ids bigint[], -- null: too many to name, or none in particular
  round       uuid
);
create unique index live_news_waiting on live_news (store_id, topics) nulls not distinct where round is null;

-- Who is telling. At most one does at a time; who is killed meanwhile is succeeded when the time is over.
create table live_teller (
  only_one boolean primary key default true check (only_one),
  teller   uuid not null,
  until    timestamptz not null
);

-- What an event means to open pages; nothing for an event that they do not show.
create function news_in(event_name text, data jsonb) returns table (store_id bigint, topics text[], product_ids bigint[])
language sql stable as $$
  select (data->>'storeId')::bigint, array['sales', 'stock'],
    case when jsonb_array_length(data->'productIds') <= 100
      then array(select p::bigint from jsonb_array_elements_text(data->'productIds') p) end
  where event_name = 'stock.changed'
  union all
  select i.store_id, array['imports'], null from import i
  where event_name in ('import.completed', 'import.failed') and i.id = (data->>'importId')::uuid
$$;

-- The products of several pieces of news together; null when one of them does not name its own, or they are too many.
create function all_products(one bigint[], other bigint[]) returns bigint[] language sql immutable as $$
  select case when one is not null and other is not null and count(*) <= 100 then array_agg(p order by p) end
  from (select distinct unnest(one || other) as p) u
$$;

-- Notes what an event means. True when `by_teller` is to tell it; false when somebody else is about to, or nobody listens.
-- Whoever tells is locked first: else they could find nothing left to tell, and stop, while this is being noted.
create function note_news(event_name text, data jsonb, by_teller uuid) returns boolean
language plpgsql as $$
declare
  is_mine boolean;
begin
  if not exists (select from live_connection c where c.expires_at > now()) then return false; end if;
  insert into live_teller as t (teller, until) values (by_teller, clock_timestamp() + interval '10 seconds')
    on conflict (only_one) do update
    set teller = case when t.until <= clock_timestamp() then excluded.teller else t.teller end,
        until = case when t.until <= clock_timestamp() then excluded.until else t.until end
    returning t.teller = by_teller into is_mine;
  insert into live_news as n (store_id, topics, product_ids)
    select e.store_id, e.topics, e.product_ids from news_in(event_name, data) e
    on conflict (store_id, topics) where round is null do update
    set product_ids = all_products(n.product_ids, excluded.product_ids);
  return is_mine;
end $$;

-- Takes all that is to be told for one round; asked again for the same round, the same. What a teller who was killed had
-- taken is among it.
create function take_news(by_teller uuid, for_round uuid)
returns table (store_id bigint, topics text[], product_ids bigint[]) language plpgsql as $$
begin
  update live_teller t set until = clock_timestamp() + interval '10 seconds' where t.teller = by_teller;
  return query update live_news n set round = for_round returning n.store_id, n.topics, n.product_ids;
end $$;

-- Ends a round. False when there is more to tell; else `by_teller` tells no more.
create function end_round(by_teller uuid, of_round uuid) returns boolean
language plpgsql as $$
begin
  perform from live_teller for update;
  delete from live_news where round = of_round;
  if exists (select from live_news) then return false; end if;
  update live_teller set until = '-infinity' where teller = by_teller;
  return true;
end $$;

grant select, insert, update, delete on live_ticket, live_connection, live_news, live_teller to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
