-- What people do by hand and tills send one by one, and what the application's own database role may do.

-- One adjustment. Returns the stock afterwards; `repeated` when the key was in already with the same payload.
-- Raises adjustment.conflict for the same key with another payload, and what post_movements raises.
create function post_adjustment(adjustment posting, by_actor text) returns table (on_hand numeric, repeated boolean)
language plpgsql as $$
declare
  was text;
begin
  if not (select p.is_stocked from product p where p.id = adjustment.product_id) then
    raise exception 'product.not_stocked: this product has no stock to adjust';
  end if;
  select m.outcome into was from post_movements(array[adjustment], by_actor) m;
  if was = 'changed' then
    raise exception 'adjustment.conflict: this Idempotency-Key was used for another adjustment';
  end if;
  return query select l.on_hand, was is not null from stock_level l
    where l.store_id = adjustment.store_id and l.product_id = adjustment.product_id;
end $$;

-- One sale of a till: all of its lines or none. Rows as for post_sales. Returns the sale's id and total;
-- `repeated` when it was in already. Raises sale.conflict (same key, other lines) and sale.invalid.
create function record_sale(rows jsonb, in_store bigint, sale_source text, sale_id text, by_actor text)
returns table (id bigint, total_minor bigint, repeated boolean)
language plpgsql as $$
declare
  outcomes row_outcome[];
  reason   text;
begin
  select array_agg(o) into outcomes from post_sales(rows, sale_source, by_actor) o;
  select format('%s line %s: %s', o.column_name, o.line, o.reason) into reason
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

-- The application reads everything and posts; it cannot touch the ledger or its projection but through post_movements.
grant usage on schema public to stockroom_app;
grant select on all tables in schema public to stockroom_app;
grant insert, update on store, product, supplier, supplier_item, user_role_grant, sale, import, import_reject, outbox,
  goods_receipt to stockroom_app;
grant insert on sale_line, product_barcode, handled_event to stockroom_app;
grant delete on user_role_grant, product_barcode, outbox, handled_event to stockroom_app;
grant usage on all sequences in schema public to stockroom_app;
revoke execute on function post_changes, post_counts from public;
