-- Reports: who changed who gets which, why a supplier was not mailed, and on which day a line was sold.

-- Of what people change about reports the log tells as of all that they change.
create trigger report_subscription_audit after insert or delete on report_subscription
  for each row execute function audit_change('report', 'id', 'updated_by', 'since');
create trigger report_subscription_audit_update after update on report_subscription
  for each row when (old.* is distinct from new.*) execute function audit_change('report', 'id', 'updated_by', 'since');
create trigger report_wait_audit after insert or delete on report_wait
  for each row execute function audit_change('store', 'store_id', 'updated_by');
create trigger report_wait_audit_update after update on report_wait
  for each row when (old.* is distinct from new.*) execute function audit_change('store', 'store_id', 'updated_by');

-- Why a mail went to one's own people instead of the supplier. Of orders that were mailed before this it is not known.
alter table purchase_order
  add column mailed_because        text check (mailed_because in ('no_address', 'bounce', 'complaint', 'refused')),
  add column cancel_mailed_because text check (cancel_mailed_because in ('no_address', 'bounce', 'complaint', 'refused'));

-- The lines of one sale may fall on different days: figures go by the line's, so it is kept where it is not the sale's.
-- Of a line of something without stock that was posted before this it is not known.
alter table sale_line add column business_date date;
comment on column sale_line.business_date is 'The business day of the line; null: that of its sale';
update sale_line l set business_date = m.business_date
  from stock_movement m join sale a on a.id = m.source_id
  where m.source_type = 'sale' and m.type in ('sale', 'return') and m.business_date <> a.business_date
    and l.sale_id = m.source_id and l.id = m.source_line;
create index sale_line_elsewhere on sale_line (business_date) where business_date is not null;

-- As before; and each line keeps its day where that is another than the sale's.
create or replace function post_sales(rows jsonb, sale_source text, by_actor text default null, by_import uuid default null)
returns setof row_outcome language plpgsql set plan_cache_mode = auto set enable_seqscan = off as $$
declare
  lines sale_row[];
  refused row_outcome[];
begin
  perform plan_for(jsonb_array_length(rows));
  if exists (select from store where unknown_sku = 'create') then
    insert into product (sku, name, status, is_stocked, price)
      select distinct on (lower(r->>4)) r->>4, coalesce(nullif(btrim(r->>11), ''), r->>4), 'draft',
        not coalesce((r->>12)::boolean, false), abs((r->>8)::numeric)
      from jsonb_array_elements(rows) r
      join store s on s.id = (r->>3)::bigint and s.unknown_sku = 'create'
      where not exists (select from product p where lower(p.sku) = lower(r->>4))
      order by lower(r->>4), (r->>0)::integer
      on conflict do nothing;
  end if;

  -- Lines get their ids in the order in which they were sent, whichever way they are looked up.
  select array_agg(row(r.line, r.key, r.payload, r.store_id, r.sku, r.external_id, r.occurred_at, r.quantity, r.unit_price,
           r.discount_minor, r.tax_minor, r.product_id, r.minor_units, nextval('sale_line_id'))::sale_row)
    into lines
    from (
      select r.line, r.key, r.payload, r.store_id, r.sku, r.external_id, given_instant(r.sold_at, s.time_zone) as occurred_at,
        r.quantity, coalesce(r.unit_price, p.price) as unit_price, round(r.discount * s.minor_units) as discount_minor,
        round(r.tax * s.minor_units) as tax_minor, p.id as product_id, s.minor_units
      from (
        select (a->>0)::integer as line, (a->>1)::uuid as key, (a->>2)::uuid as payload, (a->>3)::bigint as store_id,
          a->>4 as sku, a->>5 as external_id, a->>6 as sold_at, (a->>7)::numeric as quantity, (a->>8)::numeric as unit_price,
          coalesce((a->>9)::numeric, 0) as discount, coalesce((a->>10)::numeric, 0) as tax
        from jsonb_array_elements(rows) a
      ) r
      join store s on s.id = r.store_id
      left join product p on lower(p.sku) = lower(r.sku)
      order by r.line
    ) r;

  select array_agg(row(l.line, 'rejected', f.column_name, f.reason)::row_outcome) into refused
    from unnest(lines) l
    cross join lateral (
      select 'sku' as column_name, format('unknown SKU "%s": import it as a product first', left(l.sku, 100)) as reason
        where l.product_id is null
      union all
      select 'unit_price', 'no price in the file and none in the catalogue' where l.product_id is not null and l.unit_price is null
      union all
      select 'sold_at', 'lies more than 24 hours in the future' where l.occurred_at > now() + interval '24 hours'
      limit 1
    ) f;
  if refused is not null then
    return query select * from unnest(refused);
    select array_agg(l) into lines from unnest(lines) l where l.line not in (select f.line from unnest(refused) f);
  end if;
  if lines is null then return; end if;

  insert into sale (store_id, source, external_id, occurred_at, business_date)
    select distinct on (l.store_id, l.external_id) l.store_id, sale_source, l.external_id, l.occurred_at,
      business_day(l.occurred_at, s.time_zone, s.day_cutoff)
    from unnest(lines) l join store s on s.id = l.store_id
    order by l.store_id, l.external_id, l.line
    on conflict do nothing;

  select array_agg(o) into refused
    from post_rows((
      select array_agg(row(l.line, l.key, l.payload, l.store_id, l.product_id,
        case when l.quantity > 0 then 'sale' else 'return' end, -l.quantity, null, l.occurred_at, null, null, null,
        'sale', sale.id, l.line_id, round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor,
        l.tax_minor, l.discount_minor)::posting)
      from unnest(lines) l
      join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    ), by_actor, by_import) o;
  return query select * from unnest(refused);

  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor, business_date)
    select sale.id, l.line_id, l.product_id, l.quantity, l.unit_price,
      round(l.quantity * l.unit_price * l.minor_units) - l.tax_minor - l.discount_minor, l.tax_minor, l.discount_minor,
      nullif(business_day(l.occurred_at, s.time_zone, s.day_cutoff), sale.business_date)
    from unnest(lines) l
    join sale on sale.store_id = l.store_id and sale.source = sale_source and sale.external_id = l.external_id
    join store s on s.id = l.store_id
    left join unnest(refused) f on f.line = l.line
    where f.line is null;
end $$;
