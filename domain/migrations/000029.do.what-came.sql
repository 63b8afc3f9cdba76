-- What came of an order: what it cost as charged, whole pieces of what comes in pieces, and which file brought too much; and
-- both stores of a transfer hear of it.

-- Which delivery notes a file brought.
create index goods_receipt_received_by on goods_receipt (received_by);

-- As before; and what came (beyond the order, too), at the prices that were charged. Null: nothing came, or nobody knows.
create or replace view order_line_state as
select l.order_id, l.product_id, l.ordered, l.cancelled, r.received, r.damaged,
  greatest(l.ordered - l.cancelled - r.received, 0) as open,
  case when o.status in ('sent', 'partly_received')
    then greatest(trunc((l.ordered - l.cancelled) * (1 + o.tolerance_percent / 100.0), 3) - r.received, 0)
    else 0 end as most_accepted,
  r.charged
from purchase_order_line l
join purchase_order o on o.id = l.order_id
cross join lateral (
  select coalesce(sum(r.accepted), 0) as received, coalesce(sum(r.damaged), 0) as damaged,
    sum((r.accepted + r.excess) * r.unit_cost) as charged
  from receipt_line r where r.order_id = l.order_id and r.product_id = l.product_id
) r;

-- As before; and of what was ordered and came in whole units, the tolerance lets whole units pass.
create or replace function match_delivery(of_receipt bigint, of_orders bigint[], of_product bigint, quantity numeric, cost numeric)
returns bigint[] language plpgsql as $$
declare
  left_over numeric := quantity;
  take      numeric;
  o         record;
  matched   bigint[] := '{}';
begin
  for o in
    select s.*, p.sent_at, l.unit_cost, row_number() over (order by p.sent_at desc, p.id desc) = 1 as is_last
    from order_line_state s
    join purchase_order p on p.id = s.order_id
    join purchase_order_line l on l.order_id = s.order_id and l.product_id = s.product_id
    where s.order_id = any (of_orders) and s.product_id = of_product
    order by p.sent_at, p.id
  loop
    exit when left_over = 0;
    take := least(left_over, case
      when not o.is_last then o.open
      when quantity = trunc(quantity) and o.ordered = trunc(o.ordered) then greatest(trunc(o.most_accepted), o.open)
      else o.most_accepted end);
    left_over := left_over - take;
    continue when take = 0 and not o.is_last;
    insert into receipt_line (receipt_id, order_id, product_id, accepted, excess, unit_cost, landed_cost, reason)
      select of_receipt, o.order_id, of_product, take, case when o.is_last then left_over else 0 end,
        coalesce(cost, o.unit_cost), round(coalesce(cost, o.unit_cost) * landed_rate(o.order_id), 6),
        case when o.is_last and left_over > 0 then 'More came than was ordered' end;
    matched := matched || o.order_id;
  end loop;
  return matched;
end $$;

-- What a store has bound itself to pay in a month (its first day), in minor units: of orders approved in it, whoever made
-- them, what came of them as it was charged, and what is awaited as it was ordered; and what was accepted in it of
-- suggestions, while that is not approved. A suggestion whose order is approved counts as that order alone.
create or replace function ordered_in_month(of_store bigint, of_month date) returns bigint language sql stable as $$
  select coalesce(sum(round(c.cost * s.minor_units)), 0)::bigint
  from store s
  cross join lateral (
    select coalesce(l.open * p.unit_cost, 0) + coalesce(l.charged, 0) as cost
    from purchase_order o
    join order_line_state l on l.order_id = o.id
    join purchase_order_line p on p.order_id = o.id and p.product_id = l.product_id
    where o.store_id = s.id and o.approved_at between of_month::timestamp - interval '3 days' and of_month::timestamp + interval '34 days'
      and month_of(business_day(o.approved_at, s.time_zone, s.day_cutoff)) = of_month
    union all
    select (l.ordered - l.cancelled) * l.unit_cost
    from purchase_order o
    join purchase_order_line l on l.order_id = o.id
    join suggestion g on g.id = l.suggestion_id
    where o.store_id = s.id and o.status = 'draft' and month_of(g.business_date) = of_month
    union all
    select g.decided_quantity * g.unit_cost
    from suggestion g
    where g.store_id = s.id and g.kind = 'buy' and g.status in ('accepted', 'changed') and g.order_id is null
      and month_of(g.business_date) = of_month
  ) c
  where s.id = of_store
$$;

-- Tells both stores of a transfer that it has changed: what is promised, or on its way, is part of what their pages show.
-- It runs when everything is written, so that the lines are known, and as its owner: whoever drafts need not post.
create function tell_transfer() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into outbox (name, data)
    select 'stock.changed', jsonb_build_object('storeId', s.id::text, 'productIds', coalesce(
      (select jsonb_agg(l.product_id::text order by l.product_id) from transfer_line l where l.transfer_id = new.id), '[]'))
    from (
      select unnest(array[new.from_store_id, new.to_store_id])
      union
      select unnest(array[old.from_store_id, old.to_store_id]) where tg_op = 'UPDATE'
    ) s (id)
    order by s.id;
  return null;
end $$;
create constraint trigger transfer_told after insert on transfer deferrable initially deferred
  for each row execute function tell_transfer();
create constraint trigger transfer_told_update after update on transfer deferrable initially deferred
  for each row when (old.version <> new.version or old.status <> new.status) execute function tell_transfer();

grant select on order_line_state to stockroom_app;
