import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  cancelCountSheet,
  createCountSheet,
  getCountSheet,
  listCountSheets,
  postCountSheet,
  saveCounts,
} from '#domain/counts/count-sheet.actions.ts';
import { GetCountSheet, ListCountSheets, NewCountSheet, SaveCounts } from '#domain/counts/count-sheet.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, onHand, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let products: string[];
let made = 0;
const boss = { userId: 'boss', grants: [{ role: 'admin' as const, storeId: null }] };
const platform = () => testPlatform(database.db);
const at = (time: string) => `2026-06-02T${time}:00Z`;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  made += 1;
  store = await openStore(database.sql, `COUNT-${made}`);
  products = await addProducts(
    database.sql,
    ['MUG', 'LAMP', 'VASE'].map((name) => `${name}-${made}`),
  );
  await database.sql.query('insert into product_barcode values ($1, $2)', [`50${made}`, products[1]]);
  await move('receipt', [20, 20, 20], '2026-06-01T08:00:00Z');
});
afterEach(async () => expect(await mismatches(database.sql)).toEqual([]));
afterAll(() => database.close());

const move = (type: 'receipt' | 'sale', units: number[], occurred_at: string) =>
  post(
    database.sql,
    units.flatMap((quantity, n) =>
      quantity === 0
        ? []
        : [
            {
              key: `${type} ${products[n]} ${occurred_at}`,
              store_id: store,
              product_id: products[n] ?? '',
              type,
              quantity: type === 'sale' ? -quantity : quantity,
              occurred_at,
            },
          ],
    ),
  );
const open = (wanted: object = {}, key = `sheet ${made}`) =>
  createCountSheet(
    platform(),
    boss,
    NewCountSheet.parse({ storeId: store, name: 'Spring', scope: { kind: 'all' }, ...wanted }),
    key,
  );
const count = (sheetId: string, lines: object[], key: string) =>
  saveCounts(platform(), boss, SaveCounts.parse({ sheetId, lines }), `${key} ${made}`);
const sheet = (sheetId: string, query: object = {}) =>
  getCountSheet(platform(), boss, GetCountSheet.parse({ sheetId, ...query }));
const finish = async (sheetId: string) =>
  postCountSheet(platform(), boss, { sheetId, version: (await sheet(sheetId)).version });
const levels = () => Promise.all(products.map((product) => onHand(database.sql, store, product)));
const counted = (n: number, units: number, time = '09:00') => ({
  productId: products[n],
  counted: String(units),
  countedAt: at(time),
});

describe('a count sheet', () => {
  test('posts what was counted as of each count, leaves alone what was not, and says what it found', async () => {
    const { id } = await open();
    const saved = await count(id, [counted(0, 18), counted(1, 21)], 'first');
    expect([saved.status, saved.countedCount, saved.lineCount]).toEqual(['open', 2, 3]);
    await move('sale', [3, 0, 1], at('10:00'));
    const done = await finish(id);
    expect([done.status, done.lossMinor, done.gainMinor, await levels()]).toEqual(['posted', 200, 100, [15, 21, 19]]);
    expect((await sheet(id)).items.map(({ sku, expected, variance }) => [sku, expected, variance])).toEqual([
      [`LAMP-${made}`, '20', '1'],
      [`MUG-${made}`, '20', '-2'],
      [`VASE-${made}`, null, null],
    ]);
  });

  test('compares with what the books had as of the count, also of what became known later', async () => {
    const { id } = await open();
    await count(id, [counted(0, 17)], 'early');
    expect((await sheet(id, { show: 'counted' })).items).toMatchObject([
      { expected: '20', variance: '-3', varianceMinor: -300 },
    ]);
    await move('sale', [3, 0, 0], at('08:30'));
    expect((await sheet(id, { show: 'counted' })).items).toMatchObject([
      { expected: '17', variance: '0', varianceMinor: 0 },
    ]);
    await move('sale', [2, 0, 0], at('09:30'));
    expect((await sheet(id, { show: 'counted' })).items).toMatchObject([{ expected: '17', variance: '0' }]);
    await finish(id);
    expect(await levels()).toEqual([15, 20, 20]);
  });

  test('takes SKUs and barcodes, and what is not on it is added', async () => {
    const { id } = await open({ scope: { kind: 'products', productIds: [products[0]] } });
    const saved = await count(
      id,
      [
        { sku: `mug-${made}`, counted: '20' },
        { barcode: `50${made}`, counted: '19' },
      ],
      'scanned',
    );
    expect(saved.lines.map(({ sku, isExtra }) => [sku, isExtra])).toEqual([
      [`LAMP-${made}`, true],
      [`MUG-${made}`, false],
    ]);
    expect([saved.status, saved.lineCount]).toEqual(['counted', 2]);
    await expect(count(id, [{ barcode: '404', counted: '1' }], 'unknown')).rejects.toThrow(
      'lines: line 1: there is no product "404"',
    );
    const tomorrow = new Date(Date.now() + 3_600_000).toISOString();
    await expect(count(id, [{ productId: products[0], counted: '1', countedAt: tomorrow }], 'future')).rejects.toThrow(
      'line 1: countedAt: lies in the future',
    );
  });

  test('holds what its scope says', async () => {
    await database.sql.query("update product set category = 'Kitchen' where id = $1", [products[0]]);
    await move('sale', [0, 25, 0], '2026-06-01T12:00:00Z');
    const skusOf = async (scope: object, key: string) =>
      (await sheet((await open({ scope }, key)).id)).items.map(({ sku }) => sku);
    expect(await skusOf({ kind: 'category', category: 'Kitchen' }, `a ${made}`)).toEqual([`MUG-${made}`]);
    expect(await skusOf({ kind: 'negative' }, `b ${made}`)).toEqual([`LAMP-${made}`]);
    await database.sql.query(
      `insert into product_demand (store_id, product_id, currency, as_of, first_day, demand_days, in_stock_days, sales, weeks,
         in_stock_weeks, xyz, abc, units, net_minor, margin_minor, age_units, age_minor)
       values ($1, $2, 'GBP', '2026-06-01', '2026-01-01', 28, 28, 1, '{}', 0, '-', 'A', 1, 1, 1, '{}', '{}')`,
      [store, products[2]],
    );
    expect(await skusOf({ kind: 'abc_a' }, `c ${made}`)).toEqual([`VASE-${made}`]);
    await expect(open({ scope: { kind: 'category', category: 'Garden' } }, `d ${made}`)).rejects.toMatchObject({
      code: 'count.invalid',
    });
  });

  test('that is given up posts nothing and takes no more counts', async () => {
    const { id } = await open();
    const { version } = await count(id, [counted(0, 19)], 'once');
    const cancelled = await cancelCountSheet(platform(), boss, { sheetId: id, version });
    expect([cancelled.status, await levels()]).toEqual(['cancelled', [20, 20, 20]]);
    await expect(count(id, [counted(0, 18)], 'late')).rejects.toMatchObject({ code: 'count.conflict' });
    await expect(finish(id)).rejects.toMatchObject({ code: 'count.conflict' });
    const list = (query: object) => listCountSheets(platform(), boss, ListCountSheets.parse({ store, ...query }));
    expect((await list({ status: 'under_way' })).items).toEqual([]);
    expect((await list({ status: 'cancelled' })).items.map((one) => one.id)).toEqual([id]);
  });
});

describe('a large variance', () => {
  test('has to be counted again, and what is then counted is believed', async () => {
    const { id } = await open();
    const first = await count(id, [counted(0, 9), counted(1, 16)], 'first');
    expect(first.lines.map(({ needsRecount }) => needsRecount)).toEqual([false, true]);
    expect([first.status, first.recountCount]).toEqual(['recount', 1]);
    await expect(finish(id)).rejects.toMatchObject({
      code: 'count.conflict',
      message: `count these again first: MUG-${made}`,
    });
    expect((await sheet(id, { show: 'recount' })).items.map(({ sku }) => sku)).toEqual([`MUG-${made}`]);
    const again = await count(id, [counted(0, 10, '09:30')], 'again');
    expect([again.status, again.recountCount]).toEqual(['open', 0]);
    await finish(id);
    expect(await levels()).toEqual([10, 16, 20]);
    const { rows } = await database.sql.query(
      'select trim_scale(counted)::text as counted from count_entry where sheet_id = $1 and product_id = $2 order by id',
      [id, products[0]],
    );
    expect(rows).toEqual([{ counted: '9' }, { counted: '10' }]);
  });

  test('may also be one of value, and the sheet may ask for none', async () => {
    await database.sql.query('update product set cost = 30 where id = $1', [products[0]]);
    await database.sql.query('update stock_level set avg_cost = 30 where product_id = $1', [products[0]]);
    const asked = async (recount: object | null, units: number, key: string) => {
      const { id } = await open({ recount }, `${key} ${made}`);
      return (await count(id, [counted(0, units)], key)).lines[0]?.needsRecount;
    };
    expect(await asked({ units: '5', percent: 10, value: '50' }, 18, 'dear')).toBe(true);
    expect(await asked({ units: '5', percent: 10, value: '100' }, 18, 'less dear')).toBe(false);
    expect(await asked(null, 2, 'none')).toBe(false);
  });

  test('of a count that was sent twice is not a recount', async () => {
    const { id } = await open();
    const send = () => count(id, [counted(0, 2)], 'same');
    const both = await Promise.all([send(), send()]);
    expect(both.filter(({ repeated }) => repeated)).toHaveLength(1);
    expect((await send()).lines[0]?.needsRecount).toBe(true);
    await expect(count(id, [counted(0, 3)], 'same')).rejects.toMatchObject({ code: 'count.conflict' });
  });
});

describe('a blind sheet', () => {
  test('tells nothing of the books, nor a count that is to be made again, until it is posted', async () => {
    await database.sql.query('update stock_level set avg_cost = 0.01 where store_id = $1', [store]);
    await move('receipt', [54_321, 0, 0], '2026-06-01T09:00:00Z');
    const { id } = await open({ isBlind: true, recount: { units: '5', percent: 0, value: '50' } });
    const saved = await count(id, [counted(0, 54_000)], 'blind');
    const shown = await sheet(id);
    for (const told of [saved, shown, await sheet(id, { show: 'recount' })])
      expect(JSON.stringify(told)).not.toMatch(/54341|-341|54000/);
    expect(shown.items.map(({ expected, variance, varianceMinor }) => [expected, variance, varianceMinor])).toEqual(
      [0, 1, 2].map(() => [null, null, null]),
    );
    await count(id, [counted(0, 54_001, '09:10')], 'blind again');
    await finish(id);
    expect((await sheet(id)).items[1]).toMatchObject({ expected: '54341', counted: '54001', variance: '-340' });
  });
});

describe('posting', () => {
  test('twice, or twice at once, posts once', async () => {
    const { id } = await open();
    const { version } = await count(id, [counted(0, 18), counted(1, 18)], 'all');
    const run = () => postCountSheet(platform(), boss, { sheetId: id, version });
    const both = await Promise.all([run(), run()]);
    expect(both.filter(({ repeated }) => repeated)).toHaveLength(1);
    expect((await run()).repeated).toBe(true);
    const { rows } = await database.sql.query(
      "select count(*)::int as n from stock_movement where source_type = 'count_sheet' and source_id = $1",
      [id],
    );
    expect([rows, await levels()]).toEqual([[{ n: 2 }], [18, 18, 20]]);
  });

  test('is refused when somebody has counted since, and when nothing is counted', async () => {
    const { id, version: first } = await open();
    await expect(finish(id)).rejects.toMatchObject({ code: 'count.conflict' });
    await count(id, [counted(0, 18)], 'ann');
    await expect(postCountSheet(platform(), boss, { sheetId: id, version: first })).rejects.toMatchObject({
      code: 'count.stale',
    });
  });

  test('takes the same count of a file for its own, and refuses another one of the very instant', async () => {
    const byFile = (units: number, time: string) =>
      database.sql.query('select * from post_stock($1)', [
        JSON.stringify([[1, store, `MUG-${made}`, at(time), String(units)]]),
      ]);
    await byFile(18, '09:00');
    await byFile(17, '09:05');
    const { id } = await open();
    await count(id, [counted(0, 18)], 'same');
    expect((await finish(id)).status).toBe('posted');
    const other = await open({}, `other ${made}`);
    await count(other.id, [counted(0, 16, '09:05')], 'other');
    await expect(finish(other.id)).rejects.toThrow(`MUG-${made} was counted at that very instant with another result`);
    expect(await levels()).toEqual([17, 20, 20]);
  });
});
