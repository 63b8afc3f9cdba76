-- Holds for web shops, returns of recorded sales, what tills counted themselves, and sales that must not oversell.

-- As before, in a language whose plain expressions need no executor: each event takes one, and each sale has an event.
create or replace function uuid_v7() returns uuid language plpgsql volatile as $$
declare
  id bytea := overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6);
begin
  return encode(set_byte(id, 6, (get_byte(id, 6) & 15) | 112), 'hex')::uuid;
end $$;

-- Takes the locks on levels, in (store, product) order, and makes the rows that are missing. Whoever changes a level has
-- called it first, in the same transaction, with all the levels that it changes: there is no other way to these locks.
create function lock_levels(store_ids bigint[], product_ids bigint[]) returns boolean language plpgsql as $$
begin
  insert into stock_level (store_id, product_id)
    select k.store_id, k.product_id from unnest(store_ids, product_ids) k (store_id, product_id)
    where not exists (select from stock_level l where l.store_id = k.store_id and l.product_id = k.product_id)
    order by 1, 2
    on conflict do nothing;
  perform from stock_level l join unnest(store_ids, product_ids) k (store_id, product_id) using (store_id, product_id)
    order by l.store_id, l.product_id
    for update of l;
  return true;
end $$;

-- Tells that these products of these stores changed: at most 1,000 of one store in an event.
create function announce_stock(store_ids bigint[], product_ids bigint[]) returns boolean language plpgsql as $$
begin
  if array_length(product_ids, 1) = 1 then -- a till's sale of one thing: most of all calls
    insert into outbox (name, data) values ('stock.changed',
      jsonb_build_object('storeId', store_ids[1]::text, 'productIds', jsonb_build_array(product_ids[1]::text)));
    return true;
  end if;
  insert into outbox (name, data)
    select 'stock.changed', jsonb_build_object('storeId', k.store_id::text, 'productIds', jsonb_agg(k.product_id::text))
    from (select store_id, product_id, (row_number() over (partition by store_id order by product_id) - 1) / 1000 as part
          from (select distinct store_id, product_id from unnest(store_ids, product_ids) u (store_id, product_id)) u) k
    group by k.store_id, k.part;
  return true;
end $$;

-- As before, but the event names products without stock too (their revenue changed), and what is taken away by hand in
-- the call that brought it is not missing from what was there.
create or replace function post_movements(rows posting[], by_actor text default null, by_import uuid default null)
returns table (line integer, outcome text)
language plpgsql security definer set search_path = public, pg_temp set plan_cache_mode = auto as $$
declare
  given       integer := coalesce(array_length(rows, 1), 0);
  resolved    integer;
  is_future   boolean;
  has_counts  boolean;
  has_manual  boolean;
  store_ids   bigint[];
  product_ids bigint[];
  new_keys    uuid[];
  fresh       posting[] := rows;
begin
  perform plan_for(given);
  select count(*), bool_or(r.occurred_at > now() + interval '24 hours'), bool_or(r.type = 'count'),
      bool_or(r.type in ('adjustment', 'transfer_out')),
      array_agg(r.store_id) filter (where p.is_stocked), array_agg(r.product_id) filter (where p.is_stocked)
    into resolved, is_future, has_counts, has_manual, store_ids, product_ids
    from unnest(rows) r join store s on s.id = r.store_id join product p on p.id = r.product_id;
  if resolved <> given then
    raise exception 'movement.unknown: a row names a store or product that does not exist';
  elsif is_future then
    raise exception 'movement.future: a row lies more than 24 hours in the future';
  end if;
  perform lock_levels(store_ids, product_ids);

  with claimed as (
    insert into posted_key (key, payload)
      select distinct on (r.key) r.key, r.payload from unnest(rows) r order by r.key, r.line
    on conflict do nothing
    returning key
  )
  select array_agg(key) into new_keys from claimed;
  if coalesce(array_length(new_keys, 1), 0) < given then
    select array_agg(f.posting) into fresh
      from (select distinct on (r.key) r as posting, r.key from unnest(rows) r order by r.key, r.line) f
      join unnest(new_keys) k (key) using (key);
    return query
      select r.line, case when k.payload = r.payload then 'duplicate' else 'changed' end
      from unnest(rows) r join posted_key k using (key)
      where not exists (select from unnest(fresh) f where f.key = r.key and f.line = r.line);
  end if;
  if fresh is null then return; end if;

  perform post_changes(fresh, by_actor, by_import);
  if has_counts then
    perform post_counts(fresh, by_actor, by_import);
  end if;
  if has_manual and exists (
    select from (
      select f.store_id, f.product_id from unnest(fresh) f
      group by 1, 2
      having sum(f.quantity) < 0 and bool_or(f.type in ('adjustment', 'transfer_out') and f.quantity < 0)
    ) taken
    join stock_level l using (store_id, product_id)
    join store s on s.id = taken.store_id and s.overselling = 'refuse'
    where l.available < 0
  ) then
    raise exception 'stock.insufficient: there is not enough stock for this';
  end if;
  perform announce_stock((select array_agg(f.store_id) from unnest(fresh) f), (select array_agg(f.product_id) from unnest(fresh) f));
end $$;

-- Goods that are kept for somebody for some minutes. While it is open, `held` of each line counts into the level's
-- `reserved`. Confirmed, it has become the sale of source 'reservation' and its id; its time may run out before.
create table reservation (
  id          bigint generated always as identity primary key,
  store_id    bigint not null references store,
  external_id text not null,
  payload     uuid not null,
  reference   text,
  state       text not null default 'open' check (state in ('open', 'confirmed', 'released', 'expired')),
  expires_at  timestamptz not null,
  made_at     timestamptz not null default now(),
  made_by     text not null,
  ended_at    timestamptz,
  unique (store_id, external_id)
);
create index reservation_open on reservation (expires_at) where state = 'open';
create index reservation_open_store on reservation (store_id, id) where state = 'open';

create table reservation_line (
  reservation_id bigint not null references reservation,
  product_id     bigint not null references product,
  quantity       numeric(14, 3) not null check (quantity > 0),
  held           numeric(14, 3) not null check (held >= 0), -- 0 for what has no stock
  primary key (reservation_id, product_id)
);

-- Adds what open reservations hold to the levels (by 1), or takes it off (by -1).
-- Raises stock.insufficient when that leaves less than nothing available in a store that refuses to oversell.
create function change_reserved(reservations bigint[], by integer, announced boolean) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  store_ids   bigint[];
  product_ids bigint[];
  quantities  numeric[];
  missing     text;
begin
  select array_agg(h.store_id), array_agg(h.product_id), array_agg(h.quantity) into store_ids, product_ids, quantities
    from (
      select r.store_id, l.product_id, sum(l.held) as quantity
      from reservation_line l join reservation r on r.id = l.reservation_id
      where l.reservation_id = any (reservations) and l.held > 0
      group by 1, 2
    ) h;
  perform lock_levels(store_ids, product_ids);
  update stock_level l set reserved = l.reserved + by * h.quantity
    from unnest(store_ids, product_ids, quantities) h (store_id, product_id, quantity)
    where l.store_id = h.store_id and l.product_id = h.product_id;
  if by > 0 then
    select not_enough(p.sku, h.quantity, l.available + h.quantity) into missing
      from unnest(store_ids, product_ids, quantities) h (store_id, product_id, quantity)
      join stock_level l on l.store_id = h.store_id and l.product_id = h.product_id and l.available < 0
      join store s on s.id = h.store_id and s.overselling = 'refuse'
      join product p on p.id = h.product_id
      order by p.sku limit 1;
    if missing is not null then
      raise exception 'stock.insufficient: %', missing;
    end if;
  end if;
  if announced then
    perform announce_stock(store_ids, product_ids);
  end if;
  return true;
end $$;

-- What a refusal says.
create function not_enough(sku text, wanted numeric, there numeric) returns text language sql immutable as $$
  select format('there is not enough of %s: %s wanted, %s available', left(sku, 100), trim_scale(wanted),
    trim_scale(greatest(there, 0)))
$$;

-- Keeps goods. Lines are [{sku, quantity}], all or none. Raises reservation.conflict (the key was used for another),
-- reservation.invalid and stock.insufficient. The same key and payload again: what it answered before.
create function reserve(in_store bigint, with_key text, with_payload uuid, lines jsonb, until timestamptz,
  with_reference text, by_actor text)
returns table (id bigint, expires_at timestamptz, repeated boolean) language plpgsql as $$
declare
  made    reservation;
  unknown text;
begin
  insert into reservation (store_id, external_id, payload, reference, expires_at, made_by)
    values (in_store, with_key, with_payload, with_reference, until, by_actor)
    on conflict do nothing
    returning * into made;
  if made.id is null then
    select * into made from reservation r where r.store_id = in_store and r.external_id = with_key;
    if made.payload <> with_payload then
      raise exception 'reservation.conflict: this Idempotency-Key was used for another reservation';
    end if;
    return query select made.id, made.expires_at, true;
    return;
  end if;
  select format('line %s: unknown SKU "%s": import it as a product first', w.nth, left(w.value->>'sku', 100)) into unknown
    from jsonb_array_elements(lines) with ordinality w (value, nth)
    where not exists (select from product p where lower(p.sku) = lower(w.value->>'sku'))
    order by w.nth limit 1;
  if unknown is not null then
    raise exception 'reservation.invalid: %', unknown;
  end if;
  insert into reservation_line (reservation_id, product_id, quantity, held)
    select made.id, p.id, w.quantity, case when p.is_stocked then w.quantity else 0 end
    from (select value->>'sku' as sku, (value->>'quantity')::numeric as quantity from jsonb_array_elements(lines)) w
    join product p on lower(p.sku) = lower(w.sku)
    on conflict do nothing;
  if (select count(*) from reservation_line l where l.reservation_id = made.id) < jsonb_array_length(lines) then
    raise exception 'reservation.invalid: name each SKU once';
  end if;
  perform change_reserved(array[made.id], 1, true);
  return query select made.id, made.expires_at, false;
end $$;

-- Gives up a hold. `repeated` when it was given up before, or its time had run out.
-- Raises reservation.confirmed: what was sold comes back as a return.
create function release_reservation(of_reservation bigint, at timestamptz) returns table (state text, repeated boolean)
language plpgsql as $$
declare
  was text;
begin
  select r.state into was from reservation r where r.id = of_reservation for update;
  if was = 'confirmed' then
    raise exception 'reservation.confirmed: this reservation has become a sale; record a return instead';
  elsif was = 'open' then
    update reservation r set state = 'released', ended_at = at where r.id = of_reservation;
    perform change_reserved(array[of_reservation], -1, true);
    was := 'released';
    return query select was, false;
  elsif was is not null then
    return query select was, true;
  end if;
end $$;

-- Frees what is held by reservations whose time has run out, at most 100 of them; of one store, or of all (null).
-- Returns how many there were: somebody else may be freeing them, and has done so when this returns.
create function expire_reservations(at timestamptz, in_store bigint) returns integer language plpgsql as $$
declare
  due   bigint[];
  freed bigint[];
begin
  select array_agg(d.id) into due from (
    select r.id from reservation r
    where r.state = 'open' and r.expires_at <= at and (in_store is null or r.store_id = in_store)
    order by r.expires_at limit 100) d;
  if due is null then return 0; end if;
  select array_agg(l.id) into freed
    from (select r.id from reservation r where r.id = any (due) and r.state = 'open' order by r.id for update) l;
  if freed is not null then
    update reservation r set state = 'expired', ended_at = at where r.id = any (freed);
    perform change_reserved(freed, -1, true);
  end if;
  return array_length(due, 1);
end $$;

-- As before; and:
-- must_have: null for a sale that has happened, which is recorded whatever there is. 'available' refuses it where the
-- store does not oversell and what others have reserved would be sold too; 'on_hand' only where there is not so much.
-- of_reservation: the hold that becomes this sale, and is freed.
-- A sale that is in by another key (a release that keyed it otherwise) is not added to.
-- Raises stock.insufficient as well, and reservation.expired or .released.
drop function record_sale(jsonb, bigint, text, text, text);
create function record_sale(rows jsonb, in_store bigint, sale_source text, sale_id text, by_actor text,
  must_have text default null, of_reservation bigint default null)
returns table (id bigint, total_minor bigint, repeated boolean)
language plpgsql as $$
declare
  outcomes row_outcome[];
  reason   text;
  was      text;
  sold     record;
begin
  if jsonb_array_length(rows) = 0 then return; end if;
  perform set_config('stockroom.actor', by_actor, true);
  if of_reservation is not null then
    select r.state into was from reservation r where r.id = of_reservation for update;
    if was is null then
      raise exception 'reservation.unknown: There is no such reservation';
    elsif was = 'released' then
      raise exception 'reservation.released: this reservation was given up; reserve again';
    elsif was <> 'confirmed' then
      update reservation r set state = 'confirmed', ended_at = now() where r.id = of_reservation;
      must_have := case was when 'open' then 'on_hand' else 'available' end;
    end if;
    if was = 'open' then
      perform change_reserved(array[of_reservation], -1, false);
    end if;
  end if;
  select array_agg(o) into outcomes from post_sales(rows, sale_source, by_actor) o;
  if outcomes is not null then
    select format('line %s: %s%s', o.line, case o.column_name when 'sold_at' then 'soldAt ' else '' end, o.reason)
      into reason
      from unnest(outcomes) o where o.outcome = 'rejected' and o.column_name is not null order by o.line limit 1;
    if reason is not null then
      raise exception 'sale.invalid: %', reason;
    end if;
    if exists (select from unnest(outcomes) o where o.outcome = 'rejected')
       or array_length(outcomes, 1) <> jsonb_array_length(rows) then
      raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
    end if;
  end if;
  select s.id, sum(l.net_minor + l.tax_minor)::bigint as total_minor, count(*) as lines into sold
    from sale s join sale_line l on l.sale_id = s.id
    where s.store_id = in_store and s.source = sale_source and s.external_id = record_sale.sale_id
    group by s.id;
  if outcomes is null and sold.lines > jsonb_array_length(rows) then
    raise exception 'sale.conflict: this Idempotency-Key was used for another sale';
  end if;
  if outcomes is null and must_have is not null then
    select not_enough(p.sku, w.quantity, w.quantity + case must_have when 'on_hand' then v.on_hand else v.available end)
      into reason
      from (select l.product_id, sum(l.quantity) as quantity from sale_line l where l.sale_id = sold.id group by 1) w
      join store s on s.id = in_store and s.overselling = 'refuse'
      join stock_level v on v.store_id = in_store and v.product_id = w.product_id
      join product p on p.id = w.product_id and p.is_stocked
      where w.quantity > 0 and case must_have when 'on_hand' then v.on_hand else v.available end < 0
      order by p.sku limit 1;
    if reason is not null and was = 'expired' then
      raise exception 'reservation.expired: the time of this reservation has run out, and %', reason;
    elsif reason is not null then
      raise exception 'stock.insufficient: %', reason;
    end if;
  end if;
  return query select sold.id, sold.total_minor, outcomes is not null;
end $$;

-- A return of a recorded sale is booked as a sale of its own with negative lines, as tills send them in files. These two
-- tables tell what it is a return of; a line of it may be part of one line that was sold.
create table sale_return (
  sale_id   bigint primary key references sale,
  of_sale   bigint not null references sale,
  payload   uuid not null
);
create table sale_return_line (
  sale_id     bigint not null,
  line_id     bigint not null,
  of_sale     bigint not null,
  of_line     bigint not null,
  disposition text not null check (disposition in ('restock', 'write_off', 'to_vendor')),
  primary key (sale_id, line_id)
);
create index sale_return_line_of on sale_return_line (of_sale, of_line);

-- The lines of sales, and of each that was sold: how much came back, what was paid back, and how much may still come.
-- What the same sale takes back itself (a line with a negative quantity) cannot be returned again.
create view sale_line_state as
select n.sale_id, n.id as line_id, n.product_id, n.quantity, n.unit_price, n.net_minor, n.tax_minor, n.discount_minor,
  coalesce(r.quantity, 0) as returned, coalesce(r.refunded_minor, 0) as refunded_minor,
  coalesce(r.refunded_tax_minor, 0) as refunded_tax_minor,
  greatest(0, least(n.quantity, n.sold_so_far - n.taken_back)) - coalesce(r.quantity, 0) as returnable
from (
  select l.*,
    coalesce(sum(l.quantity) filter (where l.quantity > 0) over (partition by l.sale_id, l.product_id order by l.id), 0)
      as sold_so_far,
    coalesce(-sum(l.quantity) filter (where l.quantity < 0) over (partition by l.sale_id, l.product_id), 0) as taken_back
  from sale_line l
) n
left join lateral (
  select -sum(b.quantity) as quantity, -sum(b.net_minor + b.tax_minor) as refunded_minor,
    -sum(b.tax_minor) as refunded_tax_minor
  from sale_return_line t join sale_line b on b.sale_id = t.sale_id and b.id = t.line_id
  where t.of_sale = n.sale_id and t.of_line = n.id
) r on true;

-- What one unit cost when this line was sold; null where nobody knew. Most lines happened when their sale did, and the
-- ledger's index finds those; lines of a file may have a time of their own.
create function cost_when_sold(of_sale bigint, of_line bigint) returns numeric language sql stable as $$
  select m.unit_cost
  from sale s
  join sale_line l on l.sale_id = s.id and l.id = of_line
  cross join lateral (
    (select m.unit_cost from stock_movement m
     where m.store_id = s.store_id and m.product_id = l.product_id and m.occurred_at = s.occurred_at
       and m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id)
    union all
    (select m.unit_cost from stock_movement m
     where m.store_id = s.store_id and m.product_id = l.product_id and m.occurred_at <> s.occurred_at
       and m.source_type = 'sale' and m.source_id = s.id and m.source_line = l.id)
    limit 1
  ) m
  where s.id = of_sale
$$;

-- Brings goods of a recorded sale back into a store. Lines are [{lineId, sku, quantity, disposition, refundMinor}] with
-- lineId or sku, and refundMinor null for the share of what was paid: exact over many returns, since each is what the
-- total so far comes to less what was given before.
-- Raises return.conflict (the key was used for another return, or more than was sold would come back or be paid back)
-- and return.invalid.
create function record_return(of_sale bigint, in_store bigint, return_source text, return_id text, with_payload uuid,
  lines jsonb, at timestamptz, by_actor text)
returns table (id bigint, total_minor bigint, repeated boolean) language plpgsql as $$
declare
  made   bigint;
  before sale_return;
  wanted record;
  sold   record;
  left_over numeric;
  given  bigint;
  refund bigint;
  tax    bigint;
  line   bigint;
  rows   posting[];
begin
  insert into sale (store_id, source, external_id, occurred_at, business_date)
    select s.id, return_source, return_id, at, business_day(at, s.time_zone, s.day_cutoff) from store s where s.id = in_store
    on conflict do nothing
    returning sale.id into made;
  if made is null then
    select r.* into before from sale s join sale_return r on r.sale_id = s.id
      where s.store_id = in_store and s.source = return_source and s.external_id = return_id;
    if before.payload is distinct from with_payload then
      raise exception 'return.conflict: this Idempotency-Key was used for another return';
    end if;
    return query select before.sale_id, -sum(l.net_minor + l.tax_minor)::bigint, true
      from sale_line l where l.sale_id = before.sale_id;
    return;
  end if;
  insert into sale_return values (made, of_sale, with_payload);
  -- Returns of one sale go one after another; each sees what those before it took back. Not by a lock on the sale's row,
  -- which postings take after those on levels.
  perform pg_advisory_xact_lock(hashtextextended('stockroom return', of_sale));
  if not exists (select from sale s join store o on o.id = s.store_id join store b on b.currency = o.currency
                 where s.id = of_sale and b.id = in_store) then
    raise exception 'return.invalid: this was sold in another currency than this store''s; bring it to a store of that one';
  end if;

  for wanted in
    select w.nth, (w.value->>'lineId')::bigint as line_id, w.value->>'sku' as sku, (w.value->>'quantity')::numeric as quantity,
      w.value->>'disposition' as disposition, (w.value->>'refundMinor')::bigint as refund
    from jsonb_array_elements(lines) with ordinality w (value, nth) order by w.nth
  loop
    left_over := wanted.quantity;
    given := 0;
    for sold in
      select l.*, l.net_minor + l.tax_minor as paid_minor, p.is_stocked from sale_line_state l join product p on p.id = l.product_id
      where l.sale_id = of_sale and l.returnable > 0
        and (wanted.line_id is null or l.line_id = wanted.line_id)
        and (wanted.sku is null or lower(p.sku) = lower(wanted.sku))
      order by l.line_id
    loop
      exit when left_over = 0;
      declare
        take   numeric := least(left_over, sold.returnable);
        so_far numeric := sold.returned + take;
      begin
        left_over := left_over - take;
        refund := case when wanted.refund is null
          then round(sold.paid_minor * so_far / sold.quantity) - round(sold.paid_minor * sold.returned / sold.quantity)
          else round(wanted.refund * (wanted.quantity - left_over) / wanted.quantity) - given end;
        given := given + refund;
        if sold.paid_minor >= 0 and wanted.refund is null then
          refund := least(refund, sold.paid_minor - sold.refunded_minor);
        elsif refund > greatest(sold.paid_minor, 0) - sold.refunded_minor then
          raise exception 'return.conflict: lines.%.refundMinor: this is more than was paid for it and not given back yet',
            wanted.nth - 1;
        end if;
        tax := case sold.paid_minor when 0 then 0
          else round(sold.tax_minor::numeric * (sold.refunded_minor + refund) / sold.paid_minor) - sold.refunded_tax_minor end;
        line := nextval('sale_line_id');
        insert into sale_line values (made, line, sold.product_id, -take, sold.unit_price, tax - refund, -tax,
          round(sold.discount_minor * sold.returned / sold.quantity) - round(sold.discount_minor * so_far / sold.quantity));
        insert into sale_return_line values (made, line, of_sale, sold.line_id, wanted.disposition);
      end;
    end loop;
    if left_over > 0 then
      raise exception 'return.conflict: line %: % of these % were sold in this sale and have not come back yet', wanted.nth,
        trim_scale(wanted.quantity - left_over), trim_scale(wanted.quantity);
    end if;
  end loop;

  select array_agg(row(row_number, key_of(concat_ws('|', 'return', made, b.id, b.type)), with_payload, in_store, b.product_id, b.type,
      b.quantity, null, at, b.cost, b.reason, null, 'sale', made, b.id, b.net_minor, b.tax_minor, b.discount_minor)::posting)
    into rows
    from (
      select row_number() over (), b.* from (
        select l.id, l.product_id, 'return' as type, -l.quantity as quantity, cost_when_sold(t.of_sale, t.of_line) as cost,
          null as reason, l.net_minor, l.tax_minor, l.discount_minor
        from sale_line l join sale_return_line t on t.sale_id = l.sale_id and t.line_id = l.id
        where l.sale_id = made
        union all
        select l.id, l.product_id, 'adjustment', l.quantity, cost_when_sold(t.of_sale, t.of_line),
          case t.disposition when 'write_off' then 'damaged' else 'to_vendor' end, null, null, null
        from sale_line l join sale_return_line t on t.sale_id = l.sale_id and t.line_id = l.id
        join product p on p.id = l.product_id and p.is_stocked
        where l.sale_id = made and t.disposition <> 'restock'
      ) b
    ) b;
  if exists (select from post_movements(rows, by_actor)) then
    raise exception 'return.conflict: this return is in already';
  end if;
  return query select made, -sum(l.net_minor + l.tax_minor)::bigint, false from sale_line l where l.sale_id = made;
end $$;

-- What a till counted for a day, or a person for the whole store (`till` is empty). Told again, the last word counts; what
-- was said before stays.
create table day_total_told (
  id            bigint generated always as identity primary key,
  store_id      bigint not null references store,
  business_date date not null,
  till          text not null,
  net_minor     bigint not null,
  gross_minor   bigint,
  tax_minor     bigint,
  transactions  integer not null,
  units         numeric(14, 3),
  told_by       text not null,
  told_at       timestamptz not null default now()
);
create index day_total_told_day on day_total_told (store_id, business_date, till, id);

-- One row for a store and day: what was told for the whole store, else its tills together.
create view day_total as
select d.store_id, d.business_date, sum(d.net_minor)::bigint as net_minor, sum(d.transactions)::bigint as transactions,
  sum(d.units) as units, max(d.told_at) as told_at
from (
  select t.*, bool_or(t.till = '') over (partition by t.store_id, t.business_date) as has_whole
  from (
    select distinct on (store_id, business_date, till) * from day_total_told
    order by store_id, business_date, till, id desc
  ) t
) d
where d.till = '' or not d.has_whole
group by d.store_id, d.business_date;

grant select on reservation, reservation_line, sale_return, sale_return_line, sale_line_state, day_total_told, day_total
  to stockroom_app;
grant insert, update on reservation to stockroom_app;
grant insert on reservation_line, sale_return, sale_return_line, day_total_told to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
revoke execute on function lock_levels, announce_stock from public;
-- It acts as its owner: for the application alone.
revoke execute on function change_reserved from public;
grant execute on function change_reserved to stockroom_app;
