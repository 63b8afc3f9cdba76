-- Stock that goes from store to store, and sheets on which stock is counted.

-- Whether a movement brings its cost into the average: what is bought, and what comes from another store; but not what came
-- from there only to be written off, which has a reason.
create function is_bought(type text, reason text) returns boolean language sql immutable parallel safe as $$
  select type = 'receipt' or type = 'transfer_in' and reason is null
$$;
-- post_changes as before; the average cost asks is_bought.
do $$
declare
  was    text := pg_get_functiondef('post_changes'::regproc);
  became text := replace(replace(was,
    'filter (where e.type = ''receipt'' and e.unit_cost is not null)', 'filter (where is_bought(e.type, e.reason) and e.unit_cost is not null)'),
    'filter (where e.type = ''receipt'')', 'filter (where is_bought(e.type, e.reason))');
begin
  if became not like '%is_bought(e.type, e.reason) and%is_bought(e.type, e.reason))%' then
    raise exception 'post_changes is not the function that this migration knows';
  end if;
  execute became;
end $$;

-- From one store to another. `version` counts the changes; `shipped_version` is the one that was sent off. `payload` is a
-- hash of what its key came with, `content` of what it says now.
create table transfer (
  id              bigint generated always as identity primary key,
  key             uuid not null unique,
  payload         uuid not null,
  content         uuid not null,
  from_store_id   bigint not null references store,
  to_store_id     bigint not null references store check (to_store_id <> from_store_id),
  status          text not null default 'draft' check (status in ('draft', 'shipped', 'received', 'cancelled')),
  expected_on     date,
  note            text,
  version         integer not null default 1,
  shipped_version integer,
  shipped_at      timestamptz,
  ended_at        timestamptz,
  created_at      timestamptz not null default now(),
  updated_at      timestamptz not null default now(),
  updated_by      text,
  check ((status = 'draft' or shipped_version is null and status = 'cancelled') = (shipped_at is null))
);
create index transfer_from on transfer (from_store_id, id);
create index transfer_to on transfer (to_store_id, id);
create index transfer_open on transfer (id) where status in ('draft', 'shipped');

-- What became of the units is told by the ledger as well (source_type 'transfer'); here it is what the next delivery is
-- held against, and never more than was sent, whoever receives at the same time.
create table transfer_line (
  transfer_id bigint not null references transfer,
  product_id  bigint not null references product,
  quantity    numeric(14, 3) not null check (quantity > 0),
  unit_cost   numeric(18, 6),                    -- at which it left
  received    numeric(14, 3) not null default 0 check (received >= 0),
  damaged     numeric(14, 3) not null default 0 check (damaged >= 0),
  lost        numeric(14, 3) not null default 0 check (lost >= 0),
  not_sent    numeric(14, 3) not null default 0 check (not_sent >= 0),
  primary key (transfer_id, product_id),
  check (received + damaged + lost + not_sent <= quantity)
);

-- Each delivery, and each word on what did not arrive: by its key, so that it happens once.
create table transfer_receipt (
  id          bigint generated always as identity primary key,
  transfer_id bigint not null references transfer,
  key         uuid not null unique,
  payload     uuid not null,
  kind        text not null check (kind in ('received', 'lost', 'theft', 'damaged', 'not_sent')),
  happened_at timestamptz not null,
  note        text,
  made_by     text not null,
  made_at     timestamptz not null default now()
);
create index transfer_receipt_transfer on transfer_receipt (transfer_id);

create trigger transfer_audit after insert or delete on transfer
  for each row execute function audit_change('transfer', 'id', 'updated_by', 'key', 'payload', 'content');
create trigger transfer_audit_update after update on transfer
  for each row when (old.* is distinct from new.*) execute function audit_change('transfer', 'id', 'updated_by', 'key', 'payload', 'content');
create trigger transfer_line_audit after insert or delete on transfer_line
  for each row execute function audit_change('transfer', 'transfer_id');
create trigger transfer_line_audit_update after update of quantity on transfer_line
  for each row when (old.* is distinct from new.*) execute function audit_change('transfer', 'transfer_id');

-- What is still to arrive: of a draft all of it, of a shipped one what nobody has told of yet.
create view transfer_open_line as
  select t.id as transfer_id, t.from_store_id, t.to_store_id, l.product_id,
    l.quantity - l.received - l.damaged - l.lost - l.not_sent as quantity, t.status, t.expected_on
  from transfer t join transfer_line l on l.transfer_id = t.id
  where t.status in ('draft', 'shipped') and l.quantity > l.received + l.damaged + l.lost + l.not_sent;

-- As before, with what is on the way: neither a store nor a product is done with while that is to come.
create or replace function stock_of(of_product bigint, of_store bigint) returns text language sql stable as $$
  select string_agg(format('%s has %s%s', l.name, trim_scale(l.quantity), l.word), ', ' order by l.code)
  from (
    select case when of_store is null then s.name else p.sku end as name,
      case when of_store is null then lower(s.code) else lower(p.sku) end as code, q.quantity, q.word
    from (
      select l.store_id, l.product_id, l.on_hand as quantity, '' as word from stock_level l
      where (l.product_id = of_product or l.store_id = of_store) and (l.on_hand <> 0 or l.reserved <> 0)
      union all
      select o.to_store_id, o.product_id, o.quantity, ' on the way' from transfer_open_line o
      where o.status = 'shipped' and (o.product_id = of_product or of_store in (o.from_store_id, o.to_store_id))
    ) q
    join store s on s.id = q.store_id
    join product p on p.id = q.product_id
    order by 2 limit 5
  ) l
$$;
-- As before; a store that something is on the way to keeps its currency, too.
create or replace function has_movements(of_store bigint) returns boolean language sql stable as $$
  select exists (select from stock_movement m where m.store_id = of_store)
    or exists (select from sale s where s.store_id = of_store)
    or exists (select from transfer t where t.to_store_id = of_store and t.status = 'shipped')
$$;

-- The product that a line names by one of productId, sku and barcode; null where there is none.
create function named_product(line jsonb) returns bigint language sql stable parallel safe as $$
  select case
    when line->>'productId' is not null then (select p.id from product p where p.id = (line->>'productId')::bigint)
    when line->>'sku' is not null then (select p.id from product p where lower(p.sku) = lower(line->>'sku'))
    else (select b.product_id from product_barcode b where b.barcode = line->>'barcode')
  end
$$;

-- Why lines cannot be taken as they are: the first that names nothing, or what has no stock, or what another one names.
create function line_at_fault(lines jsonb) returns text language sql stable as $$
  select format('line %s: %s', l.nth, case
      when l.id is null then format('there is no product "%s"', left(coalesce(l.line->>'sku', l.line->>'barcode', l.line->>'productId'), 100))
      when not p.is_stocked then format('%s has no stock', left(p.sku, 100))
      else format('%s is on another line already', left(p.sku, 100)) end)
  from (
    select w.nth, w.line, n.id, row_number() over (partition by n.id order by w.nth) as copy
    from jsonb_array_elements(lines) with ordinality w (line, nth)
    cross join lateral (select named_product(w.line) as id) n
  ) l
  left join product p on p.id = l.id
  where l.id is null or not p.is_stocked or l.copy > 1
  order by l.nth limit 1
$$;

-- Raises transfer.invalid where nothing can be sent from the one store to the other.
create function check_route(from_store bigint, to_store bigint) returns boolean language plpgsql stable as $$
declare
  sender   store;
  receiver store;
begin
  select * into sender from store s where s.id = from_store;
  select * into receiver from store s where s.id = to_store;
  if sender.id = receiver.id then
    raise exception 'transfer.invalid: toStoreId: must be another store than the one that sends';
  elsif sender.currency <> receiver.currency then
    raise exception 'transfer.invalid: toStoreId: % trades in % and % in %: sell it there and buy it here, a transfer has one cost',
      sender.code, sender.currency, receiver.code, receiver.currency;
  elsif sender.is_archived or receiver.is_archived then
    raise exception 'transfer.invalid: % is archived', case when sender.is_archived then sender.code else receiver.code end;
  end if;
  return true;
end $$;

-- Adds a draft (no id), or puts another in the place of one. Lines are [{productId | sku | barcode, quantity}].
-- Raises transfer.invalid, transfer.conflict (the key was used for another; it has left already), transfer.stale.
-- What is there already just as it is wanted is left alone, whatever its version: the answer may have been lost.
create function save_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, from_store bigint,
  to_store bigint, expected date, with_note text, lines jsonb, by_actor text)
returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  was   transfer;
  fault text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if of_transfer is null then
    select * into was from transfer t where t.key = with_key;
    if found then
      if was.payload <> with_payload then
        raise exception 'transfer.conflict: this Idempotency-Key was used for another transfer';
      end if;
      return query select was.id, true;
      return;
    end if;
  else
    select * into was from transfer t where t.id = of_transfer for update;
    if not found then return; end if;
    if was.content = with_payload then
      return query select was.id, true;
      return;
    elsif was.status <> 'draft' then
      raise exception 'transfer.conflict: this transfer is % and cannot be changed any more', was.status;
    elsif was.version <> read_version then
      raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
    end if;
  end if;
  perform check_route(from_store, to_store);
  fault := line_at_fault(lines);
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;

  if of_transfer is null then
    insert into transfer (key, payload, content, from_store_id, to_store_id, expected_on, note, updated_by)
      values (with_key, with_payload, with_payload, from_store, to_store, expected, with_note, by_actor)
      on conflict do nothing
      returning * into was;
    if not found then -- the same request came twice at once, and this is the slower one
      return query select s.id, s.repeated from save_transfer(of_transfer, read_version, with_key, with_payload, from_store,
        to_store, expected, with_note, lines, by_actor) s;
      return;
    end if;
  else
    update transfer t
      set content = with_payload, from_store_id = from_store, to_store_id = to_store, expected_on = expected, note = with_note,
        version = t.version + 1, updated_at = now(), updated_by = by_actor
      where t.id = was.id;
    delete from transfer_line l where l.transfer_id = was.id
      and not exists (select from jsonb_array_elements(lines) w where named_product(w) = l.product_id);
  end if;
  insert into transfer_line (transfer_id, product_id, quantity)
    select was.id, named_product(w.line), (w.line->>'quantity')::numeric
    from jsonb_array_elements(lines) with ordinality w (line, nth) order by w.nth
    on conflict (transfer_id, product_id) do update set quantity = excluded.quantity
      where transfer_line.quantity <> excluded.quantity;
  return query select was.id, false;
end $$;

-- Sends a draft off: takes its stock from the sender, under the lock and never more than is available there, whatever the
-- store says of overselling: what is not there cannot be put on a van. `repeated` when this version was sent before.
-- Raises stock.insufficient, transfer.conflict, transfer.stale, transfer.invalid. No row: there is no such transfer.
create function ship_transfer(of_transfer bigint, read_version integer, at timestamptz, by_actor text)
returns table (repeated boolean) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was   transfer;
  fault text;
  rows  posting[];
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  if was.shipped_version = read_version then
    return query select true;
    return;
  elsif was.status <> 'draft' then
    raise exception 'transfer.conflict: this transfer is % already', was.status;
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  perform check_route(was.from_store_id, was.to_store_id);
  fault := line_at_fault(jsonb_agg(jsonb_build_object('productId', l.product_id) order by l.product_id))
    from transfer_line l where l.transfer_id = was.id;
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;
  perform lock_levels(array_agg(was.from_store_id), array_agg(l.product_id)) from transfer_line l where l.transfer_id = was.id;
  -- What left before the last count is not missing from what was counted.
  select not_enough(p.sku, l.quantity, v.available) || ' in ' || s.code into fault
    from transfer_line l
    join stock_level v on v.store_id = was.from_store_id and v.product_id = l.product_id
    join product p on p.id = l.product_id
    join store s on s.id = was.from_store_id
    where l.transfer_id = was.id and v.available < l.quantity and coalesce(v.last_counted_at < at, true)
    order by lower(p.sku) limit 1;
  if fault is not null then
    raise exception 'stock.insufficient: %', fault;
  end if;
  select array_agg(row(row_number, key_of(concat_ws('|', 'transfer', was.id, 'out', l.product_id)), was.payload,
      was.from_store_id, l.product_id, 'transfer_out', -l.quantity, null, at, l.cost, null, was.note, 'transfer', was.id, null,
      null, null, null)::posting)
    into rows
    from (
      select row_number() over (), l.*, coalesce(v.avg_cost, p.cost) as cost
      from transfer_line l
      join stock_level v on v.store_id = was.from_store_id and v.product_id = l.product_id
      join product p on p.id = l.product_id
      where l.transfer_id = was.id
    ) l;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'transfer.conflict: this transfer has left already';
  end if;
  update transfer_line l set unit_cost = r.unit_cost from unnest(rows) r
    where l.transfer_id = was.id and l.product_id = r.product_id;
  update transfer t
    set status = 'shipped', shipped_version = t.version, version = t.version + 1, shipped_at = at, updated_at = now(),
      updated_by = by_actor
    where t.id = was.id;
  return query select false;
end $$;

-- One unit's fate, as it is posted: [{product, kind, quantity}] of kinds 'received', 'damaged', 'lost', 'theft' and 'not_sent'.
-- What does not stay comes in and goes out again in the receiving store, at the cost at which it left the sender: so what
-- was sent is always what came in and what is on the way, and a loss stands in the figures of the store that waited for it.
create function settle_transfer(was transfer, of_receipt bigint, with_payload uuid, fates jsonb, at timestamptz, by_actor text,
  with_note text) returns boolean language plpgsql as $$
declare
  rows posting[];
begin
  select array_agg(row(row_number, key_of(concat_ws('|', 'transfer', was.id, of_receipt, f.product_id, f.kind, f.type)),
      with_payload, f.store_id, f.product_id, f.type, f.quantity, null, at, f.unit_cost, f.reason, with_note, 'transfer', was.id,
      of_receipt, null, null, null)::posting)
    into rows
    from (
      select row_number() over (), f.kind, f.product_id, l.unit_cost, m.*
      from jsonb_to_recordset(fates) f (product_id bigint, kind text, quantity numeric)
      join transfer_line l on l.transfer_id = was.id and l.product_id = f.product_id
      cross join lateral (
        select case f.kind when 'not_sent' then was.from_store_id else was.to_store_id end as store_id, 'transfer_in' as type,
          f.quantity, case when f.kind not in ('received', 'not_sent') then f.kind end as reason
        union all
        select was.to_store_id, 'adjustment', -f.quantity, f.kind where f.kind not in ('received', 'not_sent')
      ) m
    ) f;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'transfer.conflict: this is in already';
  end if;
  update transfer_line l
    set received = l.received + f.received, damaged = l.damaged + f.damaged, lost = l.lost + f.lost,
      not_sent = l.not_sent + f.not_sent
    from (
      select f.product_id, coalesce(sum(f.quantity) filter (where f.kind = 'received'), 0) as received,
        coalesce(sum(f.quantity) filter (where f.kind = 'damaged'), 0) as damaged,
        coalesce(sum(f.quantity) filter (where f.kind in ('lost', 'theft')), 0) as lost,
        coalesce(sum(f.quantity) filter (where f.kind = 'not_sent'), 0) as not_sent
      from jsonb_to_recordset(fates) f (product_id bigint, kind text, quantity numeric)
      group by 1
    ) f
    where l.transfer_id = was.id and l.product_id = f.product_id;
  update transfer t
    set version = t.version + 1, updated_at = now(), updated_by = by_actor, status = o.status,
      ended_at = case when o.status = 'received' then at end
    from (
      select case when exists (select from transfer_line l where l.transfer_id = was.id
          and l.quantity > l.received + l.damaged + l.lost + l.not_sent)
        then 'shipped' else 'received' end as status
    ) o
    where t.id = was.id;
  return true;
end $$;

-- The transfer, locked, if something that has this key can still happen to it. No row: there is no such transfer. An empty
-- one: it has happened. Raises transfer.conflict and transfer.stale.
create function claim_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, at timestamptz)
returns setof transfer language plpgsql as $$
declare
  was    transfer;
  before transfer_receipt;
begin
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  select * into before from transfer_receipt r where r.key = with_key;
  if found then
    if before.payload <> with_payload or before.transfer_id <> of_transfer then
      raise exception 'transfer.conflict: this Idempotency-Key was used for something else';
    end if;
    return next null::transfer;
    return;
  elsif was.status <> 'shipped' then
    raise exception 'transfer.conflict: nothing of this transfer is on the way: it is %', case was.status
      when 'draft' then 'a draft and has to be shipped first' else was.status end;
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  elsif at < was.shipped_at then
    raise exception 'transfer.invalid: receivedAt: lies before it was shipped';
  end if;
  return next was;
end $$;

-- Takes in what arrived: [{productId | sku | barcode, received, damaged}]; the rest stays on the way. Raises
-- transfer.conflict when more would arrive than is on the way, transfer.stale when somebody has received since, and
-- transfer.invalid. `repeated` when it was in already. No row: there is no such transfer.
create function receive_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, lines jsonb,
  at timestamptz, with_note text, by_actor text)
returns table (repeated boolean) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was     transfer;
  fault   text;
  receipt bigint;
  fates   jsonb;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from claim_transfer(of_transfer, read_version, with_key, with_payload, at);
  if not found then return; end if;
  if was.id is null then
    return query select true;
    return;
  end if;
  fault := line_at_fault(lines);
  if fault is not null then
    raise exception 'transfer.invalid: lines: %', fault;
  end if;
  select format('line %s: %s', w.nth, case
      when l.product_id is null then format('%s is not in this transfer', left(p.sku, 100))
      else format('%s of %s are still on the way, not %s; what came besides is an adjustment with the reason "found"',
        trim_scale(o.quantity), left(p.sku, 100), trim_scale(a.quantity)) end)
    into fault
    from jsonb_array_elements(lines) with ordinality w (line, nth)
    join product p on p.id = named_product(w.line)
    left join transfer_line l on l.transfer_id = was.id and l.product_id = p.id
    cross join lateral (select (w.line->>'received')::numeric + (w.line->>'damaged')::numeric as quantity) a
    cross join lateral (select l.quantity - l.received - l.damaged - l.lost - l.not_sent as quantity) o
    where l.product_id is null or o.quantity < a.quantity
    order by w.nth limit 1;
  if fault is not null then
    raise exception 'transfer.conflict: %', fault;
  end if;
  insert into transfer_receipt (transfer_id, key, payload, kind, happened_at, note, made_by)
    values (was.id, with_key, with_payload, 'received', at, with_note, by_actor) returning id into receipt;
  select jsonb_agg(jsonb_build_object('product_id', named_product(w), 'kind', k.kind, 'quantity', w->>k.kind)) into fates
    from jsonb_array_elements(lines) w cross join (values ('received'), ('damaged')) k (kind)
    where (w->>k.kind)::numeric > 0;
  perform settle_transfer(was, receipt, with_payload, fates, at, by_actor, with_note);
  return query select false;
end $$;

-- Says what became of all that is still on the way. Raises as receive_transfer does.
create function close_transfer(of_transfer bigint, read_version integer, with_key uuid, with_payload uuid, became text,
  at timestamptz, with_note text, by_actor text)
returns table (repeated boolean) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was     transfer;
  receipt bigint;
  fates   jsonb;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from claim_transfer(of_transfer, read_version, with_key, with_payload, at);
  if not found then return; end if;
  if was.id is null then
    return query select true;
    return;
  end if;
  insert into transfer_receipt (transfer_id, key, payload, kind, happened_at, note, made_by)
    values (was.id, with_key, with_payload, became, at, with_note, by_actor) returning id into receipt;
  select jsonb_agg(jsonb_build_object('product_id', l.product_id, 'kind', became, 'quantity', l.quantity)) into fates
    from transfer_open_line l where l.transfer_id = was.id;
  perform settle_transfer(was, receipt, with_payload, fates, at, by_actor, with_note);
  return query select false;
end $$;

-- Calls a transfer off: a draft, or one of which nothing has arrived, which goes back to the sender as a whole.
-- Raises transfer.conflict, transfer.stale. `repeated` when it was cancelled before.
create function cancel_transfer(of_transfer bigint, read_version integer, at timestamptz, by_actor text)
returns table (repeated boolean) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was transfer;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from transfer t where t.id = of_transfer for update;
  if not found then return; end if;
  if was.status = 'cancelled' then
    return query select true;
    return;
  elsif was.status = 'received'
     or exists (select from transfer_line l where l.transfer_id = was.id and l.received + l.damaged + l.lost + l.not_sent > 0) then
    raise exception 'transfer.conflict: some of this transfer has arrived: close it instead, and say what became of the rest';
  elsif was.version <> read_version then
    raise exception 'transfer.stale: %', faster(was.updated_by, was.updated_at);
  elsif was.status = 'shipped' then
    perform close_transfer(was.id, read_version, key_of(concat_ws('|', 'transfer', was.id, 'cancel')), was.payload, 'not_sent',
      greatest(at, was.shipped_at), was.note, by_actor);
  end if;
  update transfer t
    set status = 'cancelled', ended_at = at, updated_at = now(), updated_by = by_actor,
      version = case was.status when 'draft' then t.version + 1 else t.version end
    where t.id = was.id;
  return query select false;
end $$;

-- What is counted together in one store. The rule of recounting is that of domain/counts/count-sheet.ts; null: there is none.
create table count_sheet (
  id              bigint generated always as identity primary key,
  key             uuid not null unique,
  payload         uuid not null,
  store_id        bigint not null references store,
  name            text not null,
  scope           text not null check (scope in ('all', 'category', 'products', 'negative', 'abc_a')),
  category        text,
  is_blind        boolean not null,
  recount_units   numeric(14, 3),
  recount_percent numeric(7, 3),
  recount_value   numeric(18, 6),
  status          text not null default 'open' check (status in ('open', 'recount', 'counted', 'posted', 'cancelled')),
  line_count      integer not null default 0,
  counted_count   integer not null default 0,
  recount_count   integer not null default 0,
  gain_minor      bigint,
  loss_minor      bigint,
  version         integer not null default 1,
  created_at      timestamptz not null default now(),
  ended_at        timestamptz,
  updated_at      timestamptz not null default now(),
  updated_by      text
);
create index count_sheet_store on count_sheet (store_id, id);

-- The last count of each product; what the books had as of it is worked out when it is asked, since movements become known
-- late, and kept when the sheet is posted.
create table count_line (
  sheet_id       bigint not null references count_sheet,
  product_id     bigint not null references product,
  is_extra       boolean not null default false,
  counted        numeric(14, 3) check (counted >= 0),
  counted_at     timestamptz,
  counted_by     text,
  needs_recount  boolean not null default false,
  is_recounted   boolean not null default false,
  expected       numeric(14, 3),
  variance_minor bigint,
  primary key (sheet_id, product_id),
  check ((counted is null) = (counted_at is null))
);

-- Every count that was made, recounts too. `key` is that of the request, which counts once however often it is sent.
create table count_entry (
  id         bigint generated always as identity primary key,
  sheet_id   bigint not null,
  product_id bigint not null,
  key        uuid not null,
  payload    uuid not null,
  counted    numeric(14, 3) not null,
  counted_at timestamptz not null,
  counted_by text not null,
  saved_at   timestamptz not null default now(),
  unique (key, product_id),
  foreign key (sheet_id, product_id) references count_line
);

create trigger count_sheet_audit after insert or delete on count_sheet
  for each row execute function audit_change('count_sheet', 'id', 'updated_by', 'key', 'payload');
create trigger count_sheet_audit_update after update of status on count_sheet
  for each row when (old.status is distinct from new.status)
  execute function audit_change('count_sheet', 'id', 'updated_by', 'key', 'payload');

-- What the books had of a product as of an instant, what happened at that very instant included; null: what they have now.
create function books_as_of(of_store bigint, of_product bigint, at timestamptz) returns numeric language sql stable as $$
  select coalesce((select l.on_hand from stock_level l where l.store_id = of_store and l.product_id = of_product), 0)
    - case when at is null then 0 else coalesce((
        select sum(m.quantity) from stock_movement m
        where m.store_id = of_store and m.product_id = of_product and m.occurred_at > at), 0) end
$$;

-- Whether so much is too far from the books to be believed at once.
create function is_large_variance(variance numeric, expected numeric, cost numeric, units numeric, percent numeric,
  value numeric) returns boolean language sql immutable parallel safe as $$
  select coalesce(abs(variance) > units and abs(variance) > percent / 100 * abs(expected), false)
    or coalesce(abs(variance) * cost > value, false)
$$;

-- Makes a sheet with a line for each product of its scope. Raises count.conflict (the key was used for another) and
-- count.invalid.
create function open_count_sheet(with_key uuid, with_payload uuid, of_store bigint, sheet jsonb, products jsonb,
  by_actor text) returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  made count_sheet;
  fault text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  insert into count_sheet (key, payload, store_id, name, scope, category, is_blind, recount_units, recount_percent,
      recount_value, updated_by)
    select with_key, with_payload, of_store, w.name, w.scope, w.category, w.is_blind, w.recount_units, w.recount_percent,
      w.recount_value, by_actor
    from jsonb_populate_record(null::count_sheet, sheet) w
    on conflict do nothing
    returning * into made;
  if not found then
    select * into made from count_sheet c where c.key = with_key;
    if made.payload <> with_payload then
      raise exception 'count.conflict: this Idempotency-Key was used for another count sheet';
    end if;
    return query select made.id, true;
    return;
  end if;
  if made.scope = 'products' then
    fault := line_at_fault((select jsonb_agg(jsonb_build_object('productId', w)) from jsonb_array_elements(products) w));
    if fault is not null then
      raise exception 'count.invalid: scope.productIds: %', fault;
    end if;
  end if;
  insert into count_line (sheet_id, product_id)
    select made.id, p.id
    from product p
    left join stock_level l on l.store_id = of_store and l.product_id = p.id
    where p.is_stocked and case made.scope
      when 'products' then p.id in (select w::bigint from jsonb_array_elements_text(products) w)
      when 'negative' then l.on_hand < 0
      when 'abc_a' then p.status <> 'archived' and exists (
        select from product_demand d where d.store_id = of_store and d.product_id = p.id and d.abc = 'A')
      else (made.scope = 'all' or p.category = made.category)
        and l.on_hand is not null and (p.status <> 'archived' or l.on_hand <> 0) end;
  update count_sheet c set line_count = (select count(*) from count_line l where l.sheet_id = made.id)
    where c.id = made.id returning * into made;
  if made.line_count = 0 then
    raise exception 'count.invalid: scope: there is nothing to count in this store';
  elsif made.line_count > 10000 then
    raise exception 'count.invalid: scope: these are % products, and a sheet takes 10,000: count by category', made.line_count;
  end if;
  return query select made.id, false;
end $$;

-- Keeps counts: [{productId | sku | barcode, counted, countedAt}]. What is far from the books has to be counted again, and
-- what is then counted is believed. `repeated` when it was in already. Raises count.conflict and count.invalid. No row:
-- there is no such sheet.
create function save_counts(of_sheet bigint, with_key uuid, with_payload uuid, lines jsonb, by_actor text)
returns table (repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  was   count_sheet;
  fault text;
begin
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if exists (select from count_entry e where e.key = with_key) then
    if exists (select from count_entry e where e.key = with_key and e.payload <> with_payload) then
      raise exception 'count.conflict: this Idempotency-Key was used for other counts';
    end if;
    return query select true;
    return;
  elsif was.status in ('posted', 'cancelled') then
    raise exception 'count.conflict: this sheet is % and takes no more counts', was.status;
  end if;
  fault := coalesce(line_at_fault(lines), (
    select format('line %s: countedAt: lies in the future', w.nth) from jsonb_array_elements(lines) with ordinality w (line, nth)
    where (w.line->>'countedAt')::timestamptz > now() + interval '5 minutes' order by w.nth limit 1));
  if fault is not null then
    raise exception 'count.invalid: lines: %', fault;
  end if;
  insert into count_line (sheet_id, product_id, is_extra)
    select of_sheet, named_product(w), true from jsonb_array_elements(lines) w
    on conflict do nothing;
  insert into count_entry (sheet_id, product_id, key, payload, counted, counted_at, counted_by)
    select of_sheet, named_product(w), with_key, with_payload, (w->>'counted')::numeric, (w->>'countedAt')::timestamptz, by_actor
    from jsonb_array_elements(lines) w;
  update count_line l
    set counted = e.counted, counted_at = e.counted_at, counted_by = e.counted_by,
      is_recounted = l.is_recounted or l.needs_recount,
      needs_recount = not l.is_recounted and not l.needs_recount and is_large_variance(e.counted - e.expected, e.expected,
        e.cost, was.recount_units, was.recount_percent, was.recount_value)
    from (
      select e.*, books_as_of(was.store_id, e.product_id, e.counted_at) as expected, coalesce(v.avg_cost, p.cost) as cost
      from count_entry e
      join product p on p.id = e.product_id
      left join stock_level v on v.store_id = was.store_id and v.product_id = e.product_id
      where e.key = with_key
    ) e
    where l.sheet_id = of_sheet and l.product_id = e.product_id;
  update count_sheet c
    set line_count = n.lines, counted_count = n.counted, recount_count = n.again, version = c.version + 1,
      updated_at = now(), updated_by = by_actor,
      status = case when n.again > 0 then 'recount' when n.counted = n.lines then 'counted' else 'open' end
    from (
      select count(*) as lines, count(l.counted) as counted, count(*) filter (where l.needs_recount) as again
      from count_line l where l.sheet_id = of_sheet
    ) n
    where c.id = of_sheet;
  return query select false;
end $$;

-- Posts all that was counted, each line as of its own instant, so that what was sold since is not erased; what nobody
-- counted is left alone. The keys are those of counts in files: the same count of a file is this one.
-- Raises count.conflict, count.stale. `repeated` when it was posted before. No row: there is no such sheet.
create function post_count_sheet(of_sheet bigint, read_version integer, by_actor text)
returns table (repeated boolean) language plpgsql security definer set search_path = public, pg_temp as $$
declare
  was   count_sheet;
  rows  posting[];
  other text;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if was.status = 'posted' then
    return query select true;
    return;
  elsif was.status = 'cancelled' then
    raise exception 'count.conflict: this sheet is cancelled';
  elsif was.version <> read_version then
    raise exception 'count.stale: %', faster(was.updated_by, was.updated_at);
  elsif was.counted_count = 0 then
    raise exception 'count.conflict: nothing has been counted yet';
  elsif was.recount_count > 0 then
    raise exception 'count.conflict: count these again first: %', (
      select string_agg(s.sku, ', ') from (
        select left(p.sku, 100) as sku from count_line l join product p on p.id = l.product_id
        where l.sheet_id = of_sheet and l.needs_recount order by lower(p.sku) limit 5) s);
  end if;
  select array_agg(row(l.row_number,
      key_of(concat_ws('|', 'count', was.store_id, l.product_id, extract(epoch from l.counted_at))),
      key_of(trim_scale(l.counted)::text), was.store_id, l.product_id, 'count', null, l.counted, l.counted_at, null, null, null,
      'count_sheet', of_sheet, null, null, null, null)::posting)
    into rows
    from (select row_number() over (), * from count_line where sheet_id = of_sheet and counted is not null) l;
  select left(p.sku, 100) into other
    from post_movements(rows, by_actor) o
    join unnest(rows) r on r.line = o.line and o.outcome = 'changed'
    join product p on p.id = r.product_id
    limit 1;
  if other is not null then
    raise exception 'count.conflict: % was counted at that very instant with another result: count it again', other;
  end if;
  update count_line l
    set expected = l.counted - m.quantity, variance_minor = m.value_minor
    from unnest(rows) r
    join stock_movement m on m.store_id = r.store_id and m.product_id = r.product_id and m.occurred_at = r.occurred_at
      and m.type = 'count'
    where l.sheet_id = of_sheet and l.product_id = r.product_id;
  update count_sheet c
    set status = 'posted', ended_at = now(), version = c.version + 1, updated_at = now(), updated_by = by_actor,
      gain_minor = n.gain, loss_minor = n.loss
    from (
      select coalesce(sum(greatest(l.variance_minor, 0)), 0) as gain, coalesce(sum(greatest(-l.variance_minor, 0)), 0) as loss
      from count_line l where l.sheet_id = of_sheet
    ) n
    where c.id = of_sheet;
  return query select false;
end $$;

-- Gives a sheet up: nothing of it is posted. Raises count.conflict, count.stale. `repeated` when it was given up before.
create function cancel_count_sheet(of_sheet bigint, read_version integer, by_actor text) returns table (repeated boolean)
language plpgsql as $$
declare
  was count_sheet;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from count_sheet c where c.id = of_sheet for update;
  if not found then return; end if;
  if was.status = 'cancelled' then
    return query select true;
    return;
  elsif was.status = 'posted' then
    raise exception 'count.conflict: this sheet is posted; count again to put stock right';
  elsif was.version <> read_version then
    raise exception 'count.stale: %', faster(was.updated_by, was.updated_at);
  end if;
  update count_sheet c
    set status = 'cancelled', ended_at = now(), version = c.version + 1, updated_at = now(), updated_by = by_actor
    where c.id = of_sheet;
  return query select false;
end $$;

grant select on transfer, transfer_line, transfer_receipt, transfer_open_line, count_sheet, count_line, count_entry
  to stockroom_app;
grant insert, update on transfer, transfer_line, count_sheet, count_line to stockroom_app;
grant delete on transfer_line to stockroom_app;
grant insert on count_entry to stockroom_app;
revoke execute on function settle_transfer, claim_transfer from public;
-- They act as their owner: for the application alone. What posts looks up by keys from the first day on (see 000016).
do $$
declare
  f record;
begin
  for f in select p.oid::regprocedure as signature, p.prosecdef from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname in ('ship_transfer', 'receive_transfer', 'close_transfer',
      'cancel_transfer', 'settle_transfer', 'claim_transfer', 'post_count_sheet')
  loop
    execute format('alter function %s set enable_seqscan = off', f.signature);
    if f.prosecdef then
      execute format('revoke execute on function %s from public', f.signature);
      execute format('grant execute on function %s to stockroom_app', f.signature);
    end if;
  end loop;
end $$;
