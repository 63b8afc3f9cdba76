import { readFile } from 'node:fs/promises';
import type pg from 'pg';

/**
 * The best single statement we know of that writes what an import of sales writes: the same tables, keys and indexes,
 * from one JSON parameter, without our checks (unknown SKUs, changed rows, the future, counts already applied) and
 * without locking the levels first.
 */
const sameTables = `
with r as materialized (
  select r.*, s.id as store_id, s.time_zone, s.day_cutoff, s.minor_units, p.id as product_id, p.cost,
    md5(r.store || r.sale || r.line)::uuid as key, md5(r.sku || r.quantity || r.price || r.sold_at)::uuid as payload, r.sold_at at time zone s.time_zone as at,
    (r.sold_at - s.day_cutoff::interval)::date as day
  from json_to_recordset($1::json) as r (store text, sale text, line text, sku text, quantity numeric, price numeric,
    discount numeric, tax numeric, sold_at timestamp)
  join store s on s.code = r.store join product p on lower(p.sku) = lower(r.sku)
), k as (
  insert into posted_key (key, payload) select key, payload from r on conflict do nothing returning key
), n as materialized (
  select r.*, nextval('sale_line_id') as line_id, round(quantity * price * minor_units) as gross,
    round(-quantity * cost * minor_units) as value, round(tax * minor_units) as tax_minor,
    round(discount * minor_units) as discount_minor
  from r join k using (key)
), h as (
  insert into sale (store_id, source, external_id, occurred_at, business_date)
  select distinct on (store_id, sale) store_id, 'file', sale, at, day from n
  on conflict (store_id, source, external_id) do update set source = excluded.source
  returning id, store_id, external_id
), l as (
  insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor)
  select h.id, line_id, product_id, quantity, price, gross - tax_minor - discount_minor, tax_minor, discount_minor
  from n join h on h.store_id = n.store_id and h.external_id = n.sale
), m as (
  insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date,
    source_type, source_id, source_line)
  select n.store_id, product_id, 'sale', -quantity, cost, value, at, day, 'sale', h.id, line_id
  from n join h on h.store_id = n.store_id and h.external_id = n.sale
), f as (
  insert into fact_delta (store_id, product_id, business_date, type, quantity, value_minor, net_minor, tax_minor, discount_minor)
  select store_id, product_id, day, 'sale', sum(-quantity), sum(value), sum(gross - tax_minor - discount_minor),
    sum(tax_minor), sum(discount_minor) from n group by 1, 2, 3
), t as (
  insert into hour_delta (store_id, business_date, hour, net_minor, units, transactions)
  select store_id, day, extract(hour from sold_at), sum(gross - tax_minor - discount_minor), sum(quantity),
    count(*) filter (where line = '1')
  from n group by 1, 2, 3
), v as (
  update stock_level l set on_hand = l.on_hand + d.quantity, value_minor = l.value_minor + d.value, last_movement_at = greatest(l.last_movement_at, d.at)
  from (select store_id, product_id, sum(-quantity) as quantity, sum(value) as value, max(at) as at from n group by 1, 2) d
  where l.store_id = d.store_id and l.product_id = d.product_id
), o as (
  insert into outbox (name, data)
  select 'stock.changed', jsonb_build_object('storeId', store_id::text, 'productIds', jsonb_agg(distinct product_id::text))
  from n group by store_id
)
select count(*)::integer as count from n`;

/** For information: three tables and no more, as a minimal system would have. */
const minimalSchema = `
create table minimal_stock (store text, sku text, quantity integer not null, primary key (store, sku));
create table minimal_sale (id text primary key, store text, sku text, quantity integer, price numeric, sold_at timestamp);
create table minimal_ledger (id bigint generated always as identity primary key, store text, sku text, quantity integer);
insert into minimal_stock select s.code, p.sku, 100000 from store s, product p;
analyze minimal_stock`;
const minimal = `
with n as (
  insert into minimal_sale
  select r.sale || '-' || r.line, r.store, r.sku, r.quantity, r.price, r.sold_at
  from json_to_recordset($1::json) as r (store text, sale text, line text, sku text, quantity integer, price numeric,
    sold_at timestamp)
  on conflict do nothing returning store, sku, quantity
), v as (
  update minimal_stock l set quantity = l.quantity - d.quantity
  from (select store, sku, sum(quantity) as quantity from n group by 1, 2) d where l.store = d.store and l.sku = d.sku
), g as (
  insert into minimal_ledger (store, sku, quantity) select store, sku, -quantity from n
)
select count(*)::integer as count from n`;

export type Measured = { wholeMs: number; databaseMs: number };

/**
 * Imports a file of sales with line numbers by one statement a call: text, parsed by the quickest means that reads
 * this file, to JSON, to the commit.
 * @param rowsPerCall how many lines a call takes
 * @throws when not all lines went in
 */
export async function importByStatement(
  pool: pg.Pool,
  file: string,
  schema: 'same' | 'minimal',
  rowsPerCall: number,
): Promise<Measured> {
  if (schema === 'minimal') await pool.query(minimalSchema);
  await pool.query('select 1');
  const began = performance.now();
  let databaseMs = 0;
  let count = 0;
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  for (let at = 1; at < lines.length; at += rowsPerCall) {
    const rows = lines.slice(at, at + rowsPerCall).map(parse);
    const json = JSON.stringify(rows);
    const from = performance.now();
    const text = schema === 'same' ? sameTables : minimal;
    const answer = await pool.query<{ count: number }>({ name: schema, text, values: [json] });
    databaseMs += performance.now() - from;
    count += answer.rows[0]?.count ?? 0;
  }
  if (count !== lines.length - 1) throw new Error(`${count} of ${lines.length - 1} lines went in`);
  return { wholeMs: performance.now() - began, databaseMs };
}

function parse(text: string): Record<string, string | undefined> {
  const [store, sale, line, sku, quantity, price, discount, tax, sold_at] = text.split(',');
  return { store, sale, line, sku, quantity, price, discount, tax, sold_at };
}
