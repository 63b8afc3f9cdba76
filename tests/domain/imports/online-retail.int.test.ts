import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { mismatches, openStore } from '#tests/setup/ledger.ts';

type Line = {
  InvoiceNo: string;
  StockCode: string;
  Description: string;
  Quantity: string;
  InvoiceDate: string;
  UnitPrice: string;
};

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let file: Buffer;
let lines: Line[];
const charges = ['POST', 'D'];

beforeAll(async () => {
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  await openStore(database.sql, 'gifts', { unknown_sku: 'create', date_order: 'mdy' });
  file = await readFile(new URL('../../fixtures/online-retail/online-retail-sample.csv', import.meta.url));
  lines = parse<Line>(file, { columns: true });
});
afterAll(() => database.close());

const state = async () => {
  const { rows } = await database.sql.query(
    `select (select count(*) from sale)::int as sales, (select count(*) from sale_line)::int as lines,
       (select sum(net_minor) from sale_line)::int as net, (select count(*) from stock_movement)::int as movements,
       (select sum(on_hand) from stock_level)::float as on_hand, (select count(*) from product)::int as products`,
  );
  return rows[0] as unknown;
};

/** The same figures from the file itself, by plain code. */
function expectedState() {
  const stocked = lines.filter((line) => !charges.includes(line.StockCode));
  const pence = (line: Line) => Math.round(Number(line.Quantity) * Number(line.UnitPrice) * 100);
  return {
    sales: new Set(lines.map((line) => line.InvoiceNo)).size,
    lines: lines.length,
    net: lines.reduce((sum, line) => sum + pence(line), 0),
    movements: stocked.length,
    on_hand: -stocked.reduce((sum, line) => sum + Number(line.Quantity), 0),
    products: new Set(lines.map((line) => line.StockCode.toLowerCase())).size,
  };
}

test("a real shop's export goes in whole: repeated lines kept, products made, charges without stock", async () => {
  const done = await drop(platform, database.sql, 'uploads/sales/gifts/december.csv', file);
  expect(done).toMatchObject({
    status: 'done',
    rows_read: lines.length,
    applied: lines.length,
    rejected: 0,
    duplicate: 0,
  });
  expect(done.ignored_columns).toEqual(['CustomerID', 'Country']);
  expect(await state()).toEqual(expectedState());
  const repeated = lines.filter(
    (line) => lines.filter((l) => l.InvoiceNo === line.InvoiceNo && l.StockCode === line.StockCode).length > 1,
  );
  expect(repeated.length).toBeGreaterThan(0);
});

test('its cancelled invoices are returns that bring stock back', async () => {
  const { rows } = await database.sql.query<{ type: string; n: number }>(
    `select m.type, count(*)::int as n from stock_movement m
     join sale s on s.id = m.source_id and m.source_type = 'sale' where s.external_id like 'C%' group by 1`,
  );
  const cancelled = lines.filter((line) => line.InvoiceNo.startsWith('C') && !charges.includes(line.StockCode));
  expect(rows).toEqual([{ type: 'return', n: cancelled.length }]);
});

test('its times are the shop clock: 12/1/10 8:26 is 1 December', async () => {
  const { rows } = await database.sql.query(
    "select occurred_at, business_date::text from sale where external_id = '536365'",
  );
  expect(rows).toEqual([{ occurred_at: new Date('2010-12-01T08:26:00Z'), business_date: '2010-12-01' }]);
});

test('loaded again, or under another name, it changes nothing', async () => {
  const before = await state();
  for (const name of ['december.csv', 'copy of december.csv']) {
    const again = await drop(platform, database.sql, `uploads/sales/gifts/${name}`, file);
    expect(again).toMatchObject({ status: 'done', applied: 0, duplicate: lines.length, rejected: 0 });
  }
  expect(await state()).toEqual(before);
  expect(await mismatches(database.sql)).toEqual([]);
});
