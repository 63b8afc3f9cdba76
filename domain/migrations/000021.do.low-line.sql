-- Alerts go by the reorder level of the last plan, as the list of stock and the dashboard do; where there is none, by the
-- catalogue.
create or replace view stock_low_line as
  select l.store_id, l.product_id, reorder_point_for(r.reorder_point, p.reorder_point) as reorder_point
  from stock_level l
  join product p on p.id = l.product_id
  left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id;
