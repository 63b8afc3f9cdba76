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
);
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

-- What an import changes is done by that import: it names itself with each chunk that it claims.
create function import_acts() returns trigger language plpgsql as $$
begin
  perform set_config('stockroom.actor', 'import:' || new.id, true);
  return null;
end $$;
create trigger import_acts after update of byte_offset on import
  for each row when (old.byte_offset <> new.byte_offset) execute function import_acts();

grant select on person, api_key, audit_entry to stockroom_app;
