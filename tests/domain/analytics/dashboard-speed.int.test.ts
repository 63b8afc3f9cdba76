import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { openStore } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase } from '#tests/setup/database.ts';
import { readDashboardParts } from '#domain/analytics/dashboard.sql.ts';
import type { Db } from '#domain/platform/database.ts';

let database: TestDatabase;
const now = '2026-06-18T11:00:00Z';

/** A year of a chain as large as the demo's: 5 stores, 540 products, 120,000 sales with 300,000 lines. */
beforeAll(async () => {
  database = await testDatabase();
  const { sql } = database;
  for (const code of ['A', 'B', 'C', 'D', 'E']) await openStore(sql, code);
  await sql.query(
    `insert into product (sku, name, price, cost, reorder_point) select 'P' || n, 'Product ' || n, 2, 1, 5 from generate_series(1, 540) n`,
  );
  await sql.query(
    `insert into stock_level (store_id, product_id, on_hand, avg_cost) select s.id, p.id, p.id % 50, 1 from store s, product p`,
  );
  await sql.query(
    `insert into sale (store_id, source, external_id, occurred_at, business_date)
     select n % 5 + 1, 'test', n::text, t, t::date
     from generate_series(1, 120000) n, lateral (select $1::timestamptz - n * interval '4.38 minutes' as t) x`,
    [now],
  );
  await sql.query(
    `insert into sale_line select s.id, nextval('sale_line_id'), (s.id * 7 + n * 31) % 540 + 1, 1, 2, 200, 0, 0
     from sale s, generate_series(1, 2 + (s.id % 2)::integer) n`,
  );
  await sql.query(
    `insert into fact_pending select s.store_id, l.product_id, s.business_date, 'sale', -1, -100, 200, 0, 0
     from sale s join sale_line l on l.sale_id = s.id order by s.business_date`,
  );
  await sql.query('analyze');
}, 120_000);
afterAll(() => database.close());

/** A database that explains a statement instead of answering it. */
async function planOf(run: (db: Db) => Promise<unknown>): Promise<string> {
  const lines: string[] = [];
  const Line = z.object({ 'QUERY PLAN': z.string() });
  await run({
    async query(sql, values) {
      lines.push(...(await database.db.query(`explain ${sql}`, values, Line)).map((line) => line['QUERY PLAN']));
      return [];
    },
  });
  return lines.join('\n');
}

test('the dashboard of a year reads the days it shows, not the year', async () => {
  const plan = await planOf((db) => readDashboardParts(db, { stores: null, now }));
  expect(plan).not.toMatch(/Seq Scan on (sale|sale_line|fact_pending)/);
  expect(plan).toMatch(/Index Scan.* on sale_business_date|using sale_business_date/);
  expect(plan).toContain('fact_pending_date');
  // The control: without its index the same statement would read every sale.
  await database.sql.query('drop index sale_business_date');
  expect(await planOf((db) => readDashboardParts(db, { stores: null, now }))).toMatch(/Seq Scan on sale|sale_store_id/);
  await database.sql.query('create index sale_business_date on sale (business_date, store_id)');
});

test('the dashboard of a year takes tens of milliseconds', async () => {
  const times: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const started = performance.now();
    const parts = await readDashboardParts(database.db, { stores: null, now });
    times.push(performance.now() - started);
    expect(parts.length).toBeGreaterThan(40);
  }
  const median = times.toSorted((a, b) => a - b)[3] ?? Infinity;
  console.log(`dashboard: median ${median.toFixed(0)} ms of ${times.length}`);
  // Its own statement takes some 40 ms; the rest is for a busy machine.
  expect(median).toBeLessThan(300);
});
