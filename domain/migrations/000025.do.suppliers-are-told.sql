-- A supplier is told that an order is cancelled which it was sent, and may have a tolerance of its own.

alter table supplier add column tolerance_percent integer check (tolerance_percent between 0 and 100);
comment on column supplier.tolerance_percent is 'How much more than ordered is taken in; null: 5';

-- cancel_told: a mail says that it is cancelled. Orders that were cancelled before this had none.
alter table purchase_order
  add column cancel_told            boolean not null default false,
  add column cancel_mailed_at       timestamptz,
  add column cancel_mailed_to       text,
  add column cancel_mailed_supplier boolean;

-- As before; and with the supplier's tolerance.
create or replace function save_supplier(of_supplier bigint, read_version integer, fields jsonb, by_actor text) returns table (id bigint)
language plpgsql as $$
#variable_conflict use_column
declare
  was    supplier;
  wanted supplier;
begin
  perform set_config('stockroom.actor', by_actor, true);
  if of_supplier is null then
    wanted := jsonb_populate_record(null::supplier, fields);
    insert into supplier (code, name, email, phone, contact, lead_time_days, min_order_value, tolerance_percent,
          note)
      values (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
        wanted.min_order_value, wanted.tolerance_percent, wanted.note)
      on conflict (lower(code)) do nothing;
    select * into was from supplier s where lower(s.code) = lower(wanted.code);
    if was is distinct from jsonb_populate_record(was, fields) then
      raise exception 'supplier.taken: the code "%" is that of %', was.code, was.name;
    end if;
    return query select was.id;
    return;
  end if;

  select * into was from supplier s where s.id = of_supplier for no key update;
  if not found then return; end if;
  wanted := jsonb_populate_record(was, fields);
  if wanted is distinct from was then
    if was.version <> read_version then
      raise exception 'supplier.stale: %', faster(was.updated_by, was.updated_at);
    end if;
    update supplier s
      set (code, name, email, phone, contact, lead_time_days, min_order_value, tolerance_percent, note, is_archived)
        = (wanted.code, wanted.name, wanted.email, wanted.phone, wanted.contact, wanted.lead_time_days,
           wanted.min_order_value, wanted.tolerance_percent, wanted.note, wanted.is_archived)
      where s.id = of_supplier;
  end if;
  return query select of_supplier;
exception when unique_violation then
  raise exception 'supplier.taken: the code "%" is that of another supplier', wanted.code;
end $$;

-- As before; where no tolerance is said it is the supplier's, else 5 percent.
create or replace function create_order(with_key uuid, with_payload uuid, fields jsonb, lines jsonb, by_actor text)
returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  wanted purchase_order := jsonb_populate_record(null::purchase_order, fields);
  in_currency text;
  made   bigint;
  was    purchase_order;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from purchase_order o where o.request_key = with_key;
  if not found then
    select s.currency into in_currency from store s where s.id = wanted.store_id;
    if not found then return; end if;
    if not exists (select from supplier u where u.id = wanted.supplier_id and not u.is_archived) then
      raise exception 'order.invalid: supplierId: there is no such supplier, or it is archived';
    end if;
    insert into purchase_order (supplier_id, store_id, currency, expected_on, note, landed_minor, tolerance_percent,
        request_key, payload, created_by, updated_by)
      values (wanted.supplier_id, wanted.store_id, in_currency, wanted.expected_on, wanted.note, wanted.landed_minor,
        coalesce(wanted.tolerance_percent, (select u.tolerance_percent from supplier u where u.id = wanted.supplier_id), 5),
        with_key, with_payload, by_actor, by_actor)
      on conflict (request_key) do nothing
      returning purchase_order.id into made;
    if made is not null then
      perform put_order_lines(made, lines);
      return query select made, false;
      return;
    end if;
    select * into was from purchase_order o where o.request_key = with_key;
  end if;
  if was.payload <> with_payload then
    raise exception 'order.conflict: this Idempotency-Key was used for another order';
  end if;
  return query select was.id, true;
end $$;

-- As before; and an order that is cancelled after it was sent says so with the event order.cancelled, in the same call.
create or replace function move_order(of_order bigint, read_version integer, to_status text, at timestamptz, by_actor text)
returns table (id bigint, repeated boolean) language plpgsql as $$
#variable_conflict use_column
declare
  was purchase_order;
begin
  perform set_config('stockroom.actor', by_actor, true);
  select * into was from purchase_order o where o.id = of_order for update;
  if not found then return; end if;
  if was.status = to_status then
    return query select of_order, true;
    return;
  elsif was.version <> read_version then
    raise exception 'order.stale: %', faster(was.updated_by, was.updated_at);
  elsif not (was.status, to_status) in (('draft', 'approved'), ('approved', 'sent'), ('sent', 'closed'),
      ('partly_received', 'closed'), ('draft', 'cancelled'), ('approved', 'cancelled'), ('sent', 'cancelled')) then
    raise exception 'order.conflict: %', case
      when was.status in ('closed', 'cancelled') then format('this order is %s: nothing more can be done with it', was.status)
      when to_status = 'sent' then 'approve this order before it is sent'
      when to_status = 'approved' then 'this order was approved before'
      when to_status = 'cancelled' then 'some of this order has come: close it instead'
      else 'this order has not been sent: cancel it instead' end;
  end if;
  if to_status in ('closed', 'cancelled') then
    update purchase_order_line l set cancelled = l.cancelled + s.open
      from order_line_state s
      where l.order_id = of_order and s.order_id = of_order and s.product_id = l.product_id and s.open > 0;
  end if;
  update purchase_order o
    set status = to_status, version = was.version + 1, updated_at = clock_timestamp(), updated_by = by_actor,
        approved_at = case to_status when 'approved' then at else o.approved_at end,
        approved_by = case to_status when 'approved' then by_actor else o.approved_by end,
        sent_at = case to_status when 'sent' then at else o.sent_at end,
        sent_by = case to_status when 'sent' then by_actor else o.sent_by end,
        ended_at = case when to_status in ('closed', 'cancelled') then at end,
        ended_by = case when to_status in ('closed', 'cancelled') then by_actor end,
        cancel_told = was.status = 'sent' and to_status = 'cancelled',
        expected_on = case when to_status <> 'sent' or o.expected_on is not null then o.expected_on else (
          select business_day(at, s.time_zone, s.day_cutoff) + ceil(t.days_mean)::integer
          from store s cross join lateral lead_time_for(o.supplier_id, o.store_id, null) t where s.id = o.store_id) end
    where o.id = of_order;
  if to_status = 'sent' then
    insert into outbox (name, data) values ('order.sent', jsonb_build_object('orderId', of_order::text));
  elsif was.status = 'sent' and to_status = 'cancelled' then
    insert into outbox (name, data) values ('order.cancelled', jsonb_build_object('orderId', of_order::text));
  end if;
  return query select of_order, false;
end $$;
