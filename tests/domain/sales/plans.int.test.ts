import type pg from 'pg';
import { expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { sell } from '#tests/setup/facts.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

// A connection keeps the plans of its first sales, made while every table was empty. In a new shop it goes on with them for
// as long as it lives: rows that are read from end to end are read again with every sale.

const written = ['sale', 'sale_line', 'stock_movement', 'posted_key', 'fact_delta', 'hour_delta'];

/** How many rows of the ledger the 101st sale of a new shop's first connection reads from end to end. */
async function rowsReadBySale(prepare: (database: TestDatabase) => Promise<void> = async () => {}): Promise<number> {
  const database = await testDatabase();
  await prepare(database);
  await addProducts(database.sql, ['TEA']);
  const store = await openStore(database.sql, 'A');
  for (const table of written) await database.sql.query(`alter table ${table} set (autovacuum_enabled = off)`);
  const connection = await database.app.connect();
  const sellOne = (sale: number) =>
    sell(connection, store, `${sale}`, [{ sku: 'TEA', quantity: 1, at: '2026-03-02T10:00:00Z' }]);
  for (let sale = 1; sale <= 100; sale += 1) await sellOne(sale);
  const before = await rowsRead(connection);
  await sellOne(101);
  const read = (await rowsRead(connection)) - before;
  connection.release();
  await database.close();
  return read;
}

async function rowsRead(connection: pg.PoolClient): Promise<number> {
  await connection.query('select pg_stat_force_next_flush()');
  await connection.query('select pg_stat_clear_snapshot()');
  const { rows } = await connection.query<{ read: number }>(
    'select sum(seq_tup_read)::int as read from pg_stat_user_tables where relname = any ($1)',
    [written],
  );
  return rows[0]?.read ?? Number.NaN;
}

test('a sale reads no table from end to end, however long its connection has lived', async () => {
  expect(await rowsReadBySale()).toBe(0);
});

test('with plans as PostgreSQL likes them, it reads every sale before: so that would have been seen', async () => {
  const read = await rowsReadBySale(async ({ sql }) => {
    await sql.query(`do $$ declare posting regprocedure; begin
      for posting in select oid from pg_proc where proconfig @> array['enable_seqscan=off'] loop
        execute format('alter function %s reset enable_seqscan', posting);
      end loop; end $$`);
  });
  expect(read).toBeGreaterThan(100);
});
