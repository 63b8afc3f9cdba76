-- Who people are, what each change to master data and rights was, and the keys of tills.

-- What the sign-in says of somebody, so that pages show names. Nobody needs a row here to have rights; a row can only
-- take them all away (disabled_at). `version` rises with each change of the person or their grants.
create table person (
  user_id      text primary key,
  email        text check (email = lower(btrim(email)) and email <> ''),
  name         text check (name = btrim(name) and name <> ''),
  disabled_at  timestamptz,
  version      integer not null default 1,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz
);
create unique index person_email on person (email);

-- The key with which a till calls. Of its secret only the hash is here, and what lets people tell keys apart.
create table api_key (
  id           bigint generated always as identity primary key,
  store_id     bigint not null references store,
  label        text not null check (label = btrim(label) and label <> ''),
  prefix       text not null,
  hash         bytea not null unique check (length(hash) = 32),
  rate_limit   integer not null default 20 check (rate_limit between 1 and 1000),
  created_by   text not null,
  created_at   timestamptz not null default now(),
  expires_at   timestamptz,
  revoked_at   timestamptz,
  replaced_by  bigint references api_key,
  last_used_at timestamptz,
  second       timestamptz not null default '-infinity',
  calls        integer not null default 0
) with (fillfactor = 50);
create index api_key_store on api_key (store_id, id);

-- Every change to master data and rights. Written by the trigger below and by nothing else; kept forever.
-- `subject` is what somebody would ask for: a barcode's change is its product's. Of an update only what changed is kept.
create table audit_entry (
  id           bigint generated always as identity primary key,
  at           timestamptz not null default now(),
  actor        text,
  action       text not null check (action in ('insert', 'update', 'delete')),
  record       text not null,
  subject_kind text not null,
  subject_id   text not null,
  store_id     bigint,
  before       jsonb,
  after        jsonb
);
create index audit_entry_at on audit_entry (at, id);
create index audit_entry_subject on audit_entry (subject_kind, subject_id, at, id);
create index audit_entry_actor on audit_entry (actor, at, id);
-- One catalogue file is thousands of entries; what people did is found between them.
create index audit_entry_by_people on audit_entry (at, id) where actor is null or actor not like 'import:%';
create trigger audit_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();

-- Notes one changed row. Arguments: the kind of its subject, the column with the subject's id, columns to leave out.
-- Who did it: set_config('stockroom.actor', …, true) by the function that writes; nobody: the system itself.
-- It runs as its owner: the application may not write entries of its own.
create function audit_change() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  left_out text[] := coalesce(tg_argv[2:], '{}') || '{created_at,updated_at,version}'::text[];
  was      jsonb := to_jsonb(old) - left_out;
  becomes  jsonb := to_jsonb(new) - left_out;
  whole    jsonb := coalesce(becomes, was);
begin
  if was is not null and becomes is not null then
    select jsonb_object_agg(w.key, w.value), jsonb_object_agg(w.key, becomes->w.key) into was, becomes
      from jsonb_each(was) w where w.value is distinct from becomes->w.key;
    if was is null then return null; end if;
  end if;
  insert into audit_entry (actor, action, record, subject_kind, subject_id, store_id, before, after)
    values (nullif(current_setting('stockroom.actor', true), ''), lower(tg_op), tg_table_name, tg_argv[0],
      whole->>tg_argv[1], case tg_table_name when 'store' then whole->>'id' else whole->>'store_id' end::bigint, was, becomes);
  return null;
end $$;

-- An update that changes nothing is not looked at; neither are the columns that change with each use.
create trigger store_audit after insert or delete on store
  for each row execute function audit_change('store', 'id');
create trigger store_audit_update after update on store
  for each row when (old.* is distinct from new.*) execute function audit_change('store', 'id');
create trigger product_audit after insert or delete on product
  for each row execute function audit_change('product', 'id');
create trigger product_audit_update after update on product
  for each row when (old.* is distinct from new.*) execute function audit_change('product', 'id');
create trigger product_barcode_audit after insert or delete on product_barcode
  for each row execute function audit_change('product', 'product_id');
create trigger product_barcode_audit_update after update on product_barcode
  for each row when (old.* is distinct from new.*) execute function audit_change('product', 'product_id');
create trigger supplier_audit after insert or delete on supplier
  for each row execute function audit_change('supplier', 'id');
create trigger supplier_audit_update after update on supplier
  for each row when (old.* is distinct from new.*) execute function audit_change('supplier', 'id');
create trigger supplier_item_audit after insert or delete on supplier_item
  for each row execute function audit_change('product', 'product_id');
create trigger supplier_item_audit_update after update on supplier_item
  for each row when (old.* is distinct from new.*) execute function audit_change('product', 'product_id');
create trigger user_role_grant_audit after insert or delete on user_role_grant
  for each row execute function audit_change('person', 'user_id');
create trigger user_role_grant_audit_update after update on user_role_grant
  for each row when (old.* is distinct from new.*) execute function audit_change('person', 'user_id');
create trigger person_audit after insert or delete on person
  for each row execute function audit_change('person', 'user_id', 'last_seen_at');
create trigger person_audit_update after update of email, name, disabled_at on person
  for each row when (old.* is distinct from new.*) execute function audit_change('person', 'user_id', 'last_seen_at');
create trigger api_key_audit after insert or delete on api_key
  for each row execute function audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');
create trigger api_key_audit_update after update of label, rate_limit, expires_at, revoked_at, replaced_by on api_key
  for each row when (old.* is distinct from new.*)
  execute function audit_change('till', 'id', 'hash', 'last_used_at', 'second', 'calls');

-- How an actor is called: a person by their name, a till by its key's label, an import by who sent it and its file's
-- name; null for everybody else.
create function actor_name(actor text) returns text language sql stable as $$
  select case
    when actor ~ '^till:[0-9]{1,18}$' then (select k.label from api_key k where k.id = substring(actor from 6)::bigint)
    when actor ~ '^import:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (
      select concat_ws(', ', p.name, i.file_name) from import i left join person p on p.user_id = i.uploaded_by
      where i.id = substring(actor from 8)::uuid)
    else (select p.name from person p where p.user_id = actor) end
$$;

-- What an import changes is done by that import: it names itself with each chunk that it claims.
create function import_acts() returns trigger language plpgsql as $$
begin
  perform set_config('stockroom.actor', 'import:' || new.id, true);
  return null;
end $$;
create trigger import_acts after update of byte_offset on import
  for each row when (old.byte_offset <> new.byte_offset) execute function import_acts();

-- The rest of this file are the ways in which people, grants and keys change. Each names who does it (by_actor), and
-- answers 'done' or why nothing was changed; done already is 'done'.

-- One change of rights at a time: whether an admin is left cannot be seen while another change is under way.
create function lock_rights(by_actor text) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext('stockroom rights'));
  perform set_config('stockroom.actor', by_actor, true);
end $$;

-- Whether somebody else, who has been here and is not locked out, is admin of every store.
create function has_other_admin(than_user text) returns boolean language sql volatile as $$
  select exists (
    select from user_role_grant g join person p using (user_id)
    where g.role = 'admin' and g.store_id is null and g.user_id <> than_user
      and p.disabled_at is null and p.last_seen_at is not null)
$$;

-- Grants are [{role, storeId}], with null for every store.
create function has_grants(of_user text, grants jsonb) returns boolean language sql volatile as $$
  select not exists (
    (select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
     except select role, store_id from user_role_grant where user_id = of_user)
    union all
    (select role, store_id from user_role_grant where user_id = of_user
     except select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g))
$$;

create function add_grants(of_user text, grants jsonb) returns void language sql volatile as $$
  insert into user_role_grant (user_id, role, store_id)
    select of_user, g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
    on conflict do nothing
$$;

create function all_stores_known(grants jsonb) returns boolean language sql volatile as $$
  select not exists (
    select from jsonb_array_elements(grants) g
    where g->>'storeId' is not null and not exists (select from store where id = (g->>'storeId')::bigint))
$$;

-- Somebody with an account at the sign-in. 'conflict': they are here, with other grants; `adding` adds these to them.
create function invite_person(of_user text, with_email text, with_name text, grants jsonb, adding boolean, by_actor text)
returns text language plpgsql as $$
begin
  perform lock_rights(by_actor);
  if not all_stores_known(grants) then return 'store_unknown'; end if;
  if not adding and not has_grants(of_user, grants)
     and (exists (select from person p where p.user_id = of_user and p.email is not null)
       or exists (select from user_role_grant g where g.user_id = of_user)) then
    return 'conflict';
  end if;
  -- Of an account that was deleted and made anew only the id differs: the address is the new one's.
  update person p set email = null, version = p.version + 1 where p.email = with_email and p.user_id <> of_user;
  insert into person as p (user_id, email, name) values (of_user, with_email, with_name)
    on conflict (user_id) do update
    set email = coalesce(p.email, excluded.email), name = coalesce(p.name, excluded.name), version = p.version + 1
    where p.email is null or p.name is null or exists (
      select g->>'role', (g->>'storeId')::bigint from jsonb_array_elements(grants) g
      except select u.role, u.store_id from user_role_grant u where u.user_id = of_user);
  perform add_grants(of_user, grants);
  return 'done';
end $$;

create function replace_grants(of_user text, seen_version integer, grants jsonb, by_actor text) returns text
language plpgsql as $$
begin
  perform lock_rights(by_actor);
  if not exists (select from person p where p.user_id = of_user)
     and not exists (select from user_role_grant g where g.user_id = of_user) then
    return 'unknown';
  end if;
  if has_grants(of_user, grants) then return 'done'; end if;
  if seen_version <> coalesce((select p.version from person p where p.user_id = of_user), 0) then return 'stale'; end if;
  if not all_stores_known(grants) then return 'store_unknown'; end if;
  if not has_other_admin(of_user)
     and not exists (select from jsonb_array_elements(grants) g where g->>'role' = 'admin' and g->>'storeId' is null) then
    return 'last_admin';
  end if;
  delete from user_role_grant u where u.user_id = of_user
    and not exists (select from jsonb_array_elements(grants) g
      where g->>'role' = u.role and (g->>'storeId')::bigint is not distinct from u.store_id);
  perform add_grants(of_user, grants);
  insert into person as p (user_id) values (of_user) on conflict (user_id) do update set version = p.version + 1;
  return 'done';
end $$;

create function lock_person_out(of_user text, is_out boolean, by_actor text) returns text language plpgsql as $$
begin
  perform lock_rights(by_actor);
  if not exists (select from person p where p.user_id = of_user)
     and not exists (select from user_role_grant g where g.user_id = of_user) then
    return 'unknown';
  end if;
  if is_out and not has_other_admin(of_user) then return 'last_admin'; end if;
  insert into person as p (user_id, disabled_at) values (of_user, case when is_out then now() end)
    on conflict (user_id) do update set disabled_at = excluded.disabled_at, version = p.version + 1
    where (p.disabled_at is null) = is_out;
  return 'done';
end $$;

-- A new key; its id, or null where there is no such store.
create function add_till_key(in_store bigint, with_label text, with_prefix text, with_hash bytea, calls_a_second integer,
  until_at timestamptz, at timestamptz, by_actor text) returns bigint language plpgsql as $$
begin
  perform set_config('stockroom.actor', by_actor, true);
  insert into api_key (store_id, label, prefix, hash, rate_limit, created_by, created_at, expires_at)
    select s.id, with_label, with_prefix, with_hash, calls_a_second, by_actor, at, until_at from store s where s.id = in_store
    on conflict (hash) do nothing;
  return (select k.id from api_key k where k.hash = with_hash);
end $$;

-- A key in place of another, which works for a while yet. Its id, or null where the old one does not work any more or
-- has been replaced already. The new key is made for as long as the old one was.
create function replace_till_key(of_key bigint, with_prefix text, with_hash bytea, grace interval, at timestamptz,
  by_actor text) returns bigint language plpgsql as $$
declare
  old_key api_key;
  new_id  bigint;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into old_key from api_key k where k.id = of_key for update;
  if old_key.replaced_by is not null then
    return (select k.id from api_key k where k.id = old_key.replaced_by and k.hash = with_hash);
  end if;
  if old_key.id is null or old_key.revoked_at is not null or old_key.expires_at <= at then return null; end if;
  insert into api_key (store_id, label, prefix, hash, rate_limit, created_by, created_at, expires_at)
    values (old_key.store_id, old_key.label, with_prefix, with_hash, old_key.rate_limit, by_actor, at,
      at + (old_key.expires_at - old_key.created_at))
    returning id into new_id;
  update api_key k set replaced_by = new_id, expires_at = least(k.expires_at, at + grace) where k.id = of_key;
  return new_id;
end $$;

create function revoke_till_key(of_key bigint, at timestamptz, by_actor text) returns bigint language plpgsql as $$
begin
  perform set_config('stockroom.actor', by_actor, true);
  update api_key k set revoked_at = at where k.id = of_key and k.revoked_at is null;
  return of_key;
end $$;

-- One call of a till: which key and store it is, no row for a key that does not work, 'limited' when this second's calls
-- are spent. One update, so that calls at the same moment are counted one after another; a clock that lags counts into
-- the newest second.
create function spend_till_call(of_hash bytea, at timestamptz)
returns table (outcome text, key_id bigint, store_id bigint) language plpgsql as $$
begin
  return query
    update api_key k
    set calls = case when k.second < date_trunc('second', at) then 1 else k.calls + 1 end,
        second = greatest(k.second, date_trunc('second', at)), last_used_at = at
    where k.hash = of_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at)
      and (k.second < date_trunc('second', at) or k.calls < k.rate_limit)
    returning 'done', k.id, k.store_id;
  if found then return; end if;
  return query
    select 'limited', k.id, k.store_id from api_key k
    where k.hash = of_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > at);
end $$;

-- As before, and products that a sale makes are made by whoever sent it.
create or replace function record_sale(rows jsonb, in_store bigint, sale_source text, sale_id text, by_actor text)
returns table (id bigint, total_minor bigint, repeated boolean)
language plpgsql as $$
declare
  outcomes row_outcome[];
  reason   text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select array_agg(o) into outcomes from post_sales(rows, sale_source, by_actor) o;
  select format('line %s: %s%s', o.line, case o.column_name when 'sold_at' then 'soldAt ' else '' end, o.reason) into reason
    from unnest(outcomes) o where o.outcome = 'rejected' and o.column_name is not null order by o.line limit 1;
  if reason is not null then
    raise exception 'sale.invalid: %', reason;
  end if;
  if exists (select from unnest(outcomes) o where o.outcome = 'rejected')
     or coalesce(array_length(outcomes, 1), 0) not in (0, jsonb_array_length(rows)) then
    raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
  end if;
  return query
    select s.id, sum(l.net_minor + l.tax_minor)::bigint, outcomes is not null
    from sale s join sale_line l on l.sale_id = s.id
    where s.store_id = in_store and s.source = sale_source and s.external_id = record_sale.sale_id
    group by s.id;
end $$;

grant select on person, api_key, audit_entry to stockroom_app;
grant insert, update on person, api_key to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
