import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addProducts, openStore } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles, type MemoryFiles } from '#tests/setup/files.ts';
import { drop } from '#tests/setup/imports.ts';
import { completenessOf } from '#domain/analytics/completeness.actions.ts';
import { getImport } from '#domain/imports/import.actions.ts';
import { failImport } from '#domain/imports/import.sql.ts';
import type { Pace } from '#domain/imports/run-import.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { Caller } from '#domain/users/user.ts';

let database: TestDatabase;
let platform: Platform & { files: MemoryFiles };
let store: string;
let count = 0;
const admin: Caller = { userId: 'admin', grants: [{ role: 'admin', storeId: null }] };

/** A week of British summer time: Monday 8 to Sunday 14 June 2026. */
const week = { from: '2026-06-08', to: '2026-06-14' };
const hours = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
    day,
    day === 'sunday' ? [] : [{ opens: '09:00', closes: '18:00' }],
  ]),
);
const everyDay = Object.keys(hours);

beforeAll(async () => {
  process.env['UPLOAD_BUCKET'] = 'bucket';
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
  platform.workers.resumeImport = () => Promise.resolve();
  await addProducts(database.sql, ['MUG']);
});
afterAll(() => database.close());

beforeEach(async () => {
  store = await openStore(database.sql, `S${(count += 1)}`);
});

async function expectFeeds(feeds: { kind: string; by: string; weekdays?: string[] }[], closures: object[] = []) {
  const fields = [feeds.map((feed) => ({ weekdays: everyDay, ...feed })), hours, closures].map((one) =>
    JSON.stringify(one),
  );
  // Else the trigger that counts versions would say that the settings were changed now.
  await database.sql.query('alter table store disable trigger store_version');
  await database.sql.query(
    `update store set expected_feeds = $2, hours = $3, closures = $4, updated_at = '2026-06-01T00:00:00Z' where id = $1`,
    [store, ...fields],
  );
  await database.sql.query('alter table store enable trigger store_version');
}

/** A sales file of some days, one sale a day at noon. */
async function sendSales(days: string[], name = 'sales.csv', pace?: Pace) {
  const rows = days.map((day) => `S${count},${day}-${count},1,MUG,2,5.00,${day} 12:00`);
  const text = ['store,sale_id,line,sku,quantity,unit_price,sold_at', ...rows, ''].join('\n');
  return drop(platform, database.sql, `uploads/sales/S${count}/${(sent += 1)}-${name}`, text, pace);
}
let sent = 0;

async function known(now: string, period = week) {
  const { completeTo, stores } = await completenessOf(database.db, {
    storeIds: JSON.stringify([store]),
    period,
    now,
    firstDay: null,
  });
  const [one] = stores;
  if (one === undefined) throw new Error('The store is not there');
  return { ...one, overall: completeTo };
}
const missing = ({ missing: files }: Awaited<ReturnType<typeof known>>) =>
  files.map(({ kind, businessDate, dueAt }) => `${kind} ${businessDate} ${dueAt}`);

describe('completeness', () => {
  test('knows nothing of a store that has said nothing and sells through no till', async () => {
    await sendSales(['2026-06-08']);
    expect(await known('2026-06-10T12:00:00Z')).toMatchObject({
      completeTo: null,
      overall: null,
      lastSaleAt: '2026-06-08T11:00:00.000Z',
      missing: [],
    });
  });

  test('misses a file from the minute it is due, and is complete up to its day', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08', '2026-06-09']);
    const early = await known('2026-06-10T20:59:59Z');
    expect(missing(early)).toEqual([]);
    expect(early.completeTo).toBe('2026-06-09T23:00:00.000Z'); // midnight in London
    const late = await known('2026-06-10T21:00:00Z');
    expect(missing(late)).toEqual(['sales 2026-06-10 2026-06-10T21:00:00.000Z']);
    expect(late.completeTo).toBe('2026-06-09T23:00:00.000Z');
    await sendSales(['2026-06-10']);
    expect(await known('2026-06-10T21:00:00Z')).toMatchObject({ missing: [], completeTo: '2026-06-10T21:00:00Z' });
  });

  test('takes a time before the store opens for the next morning', async () => {
    await expectFeeds([{ kind: 'sales', by: '06:00' }]);
    await sendSales(['2026-06-08']);
    expect(missing(await known('2026-06-10T04:59:59Z'))).toEqual([]);
    expect(missing(await known('2026-06-10T05:00:00Z'))).toEqual(['sales 2026-06-09 2026-06-10T05:00:00.000Z']);
  });

  test('asks for nothing on closed days, closures and other weekdays, nor of days before the first file', async () => {
    await expectFeeds(
      [
        { kind: 'sales', by: '22:00' },
        { kind: 'deliveries', by: '22:00', weekdays: ['tuesday'] },
      ],
      [{ from: '2026-06-11', to: '2026-06-12', reason: 'Stocktaking' }],
    );
    await sendSales(['2026-06-09']);
    expect(missing(await known('2026-06-15T12:00:00Z'))).toEqual([
      'sales 2026-06-13 2026-06-13T21:00:00.000Z',
      'sales 2026-06-10 2026-06-10T21:00:00.000Z',
      'deliveries 2026-06-09 2026-06-09T21:00:00.000Z',
    ]);
  });

  test('takes an empty file of a store for a day without sales: the day in its name, else that before it came', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08']);
    expect(missing(await known('2026-06-09T22:00:00Z'))).toHaveLength(1);
    await sendSales([], 'till_20260609.csv');
    expect(missing(await known('2026-06-09T22:00:00Z'))).toEqual([]);
    const { rows } = await database.sql.query<{ day: string }>(
      `select day_of_file('day.csv', '2026-06-10T05:30:00Z', 'Europe/London', '00:00')::text as day
       union all select day_of_file('x2026-02-30.csv', '2026-06-10T20:30:00Z', 'Europe/London', '00:00')::text`,
    );
    expect(rows.map(({ day }) => day)).toEqual(['2026-06-09', '2026-06-10']);
  });

  test('does not count a file that failed halfway', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08']);
    let looks = 0;
    // The header comes first, and then the row.
    const paced = { remainingMs: () => ((looks += 1) > 1 ? 0 : 900_000), reserveMs: 1 };
    const { id, applied, status } = await sendSales(['2026-06-09'], 'cut.csv', paced);
    expect([applied, status]).toEqual([1, 'running']);
    await failImport(database.db, id, 'The file was replaced');
    expect(missing(await known('2026-06-09T22:00:00Z'))).toHaveLength(1);
    await sendSales(['2026-06-09']);
    expect(missing(await known('2026-06-09T22:00:00Z'))).toEqual([]);
  });

  test('is complete up to the last sale of a day whose file is not due, and to the last word of live tills', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08']);
    const sale = (soldAt: string) =>
      recordSale(
        platform,
        admin,
        { storeId: store, soldAt, lines: [{ sku: 'MUG', quantity: '1', unitPrice: '5' }] },
        `${store} ${soldAt}`,
      );
    await sale('2026-06-09T17:42:00Z');
    expect((await known('2026-06-09T18:00:00Z')).completeTo).toBe('2026-06-09T17:42:00.000Z');
    await expectFeeds([]);
    expect((await known('2026-06-09T18:00:00Z')).completeTo).toBe('2026-06-09T17:42:00.000Z');
    await database.sql.query(
      `insert into api_key (store_id, label, prefix, hash, created_by, last_used_at)
       values ($1, 'Till', 'stk_', sha256($2::bytea), 'test', '2026-06-09T17:55:00Z')`,
      [store, store],
    );
    expect((await known('2026-06-09T18:00:00Z')).completeTo).toBe('2026-06-09T17:55:00.000Z');
    expect((await known('2026-06-09T18:00:00Z', { from: '2026-06-01', to: '2026-06-08' })).completeTo).toBe(
      '2026-06-08T23:00:00.000Z',
    );
  });

  test('tells where a till counted otherwise, and which days changed afterwards', async () => {
    await sendSales(['2026-06-08', '2026-06-09']);
    await database.sql.query(
      `insert into day_total_told (store_id, business_date, till, net_minor, transactions, told_by)
       values ($1, '2026-06-08', '', 1000, 1, 'test'), ($1, '2026-06-09', '', 1250, 2, 'test')`,
      [store],
    );
    await database.sql.query("insert into restated_day values ($1, '2026-06-09', '2026-06-12T08:00:00Z', -250, 1)", [
      store,
    ]);
    expect(await known('2026-06-14T12:00:00Z')).toMatchObject({
      differences: [{ businessDate: '2026-06-09', toldMinor: 1250, knownMinor: 1000, differenceMinor: -250 }],
      restated: [{ businessDate: '2026-06-09', at: '2026-06-12T08:00:00.000Z', netMinor: -250 }],
    });
    const before = await known('2026-06-14T12:00:00Z', { from: '2026-06-01', to: '2026-06-08' });
    expect([before.differences, before.restated]).toEqual([[], []]);
  });

  test('calls no day complete that lies before all data, and says when data begins', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08']);
    const of = (from: string, to: string) =>
      completenessOf(database.db, {
        storeIds: JSON.stringify([store]),
        period: { from, to },
        now: '2026-06-10T08:00:00Z',
        firstDay: '2026-06-08',
      });
    const beforeAll = { beforeData: { dataFrom: '2026-06-08', isAll: true }, completeTo: null };
    expect(await of('2026-05-01', '2026-06-07')).toMatchObject({ ...beforeAll, stores: [{ completeTo: null }] });
    const inPart = await of('2026-05-01', '2026-06-08');
    expect(inPart).toMatchObject({ beforeData: { isAll: false }, completeTo: '2026-06-08T23:00:00.000Z' });
    expect(await of('2026-06-08', '2026-06-08')).not.toHaveProperty('beforeData');
  });

  test('leaves archived stores out, and is as complete as the least complete store', async () => {
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08']);
    const first = store;
    store = await openStore(database.sql, `S${(count += 1)}`);
    await expectFeeds([{ kind: 'sales', by: '22:00' }]);
    await sendSales(['2026-06-08', '2026-06-09']);
    const of = (ids: string[]) =>
      completenessOf(database.db, {
        storeIds: JSON.stringify(ids),
        period: week,
        now: '2026-06-10T08:00:00Z',
        firstDay: null,
      });
    const both = await of([first, store]);
    expect(both.stores).toHaveLength(2);
    expect(both.completeTo).toBe('2026-06-08T23:00:00.000Z');
    await database.sql.query('update store set is_archived = true where id = $1', [first]);
    expect(await of([first, store])).toMatchObject({
      completeTo: '2026-06-09T23:00:00.000Z',
      stores: [{ storeId: store }],
    });
  });
});

describe('control totals of a file', () => {
  test('are what of it is in the ledger, by store and day, duplicates with it and refused rows without', async () => {
    const header = 'store,sale_id,line,sku,quantity,unit_price,discount,tax,sold_at';
    const text = [
      header,
      `S${count},a-${count},1,MUG,3,5.00,1.00,2.00,2026-06-08 10:00`,
      `S${count},a-${count},2,MUG,-1,5.00,,,2026-06-08 10:00`,
      `S${count},b-${count},1,MUG,2,,,,2026-06-08T23:30:00Z`, // 00:30 in London, at the catalogue's 2.50
      `S${count},b-${count},2,NOBODY,2,5.00,,,2026-06-08 10:00`,
    ].join('\n');
    const { id } = await drop(platform, database.sql, `uploads/sales/totals-${count}.csv`, text);
    const first = await getImport(platform, admin, { importId: id });
    expect(first.days).toEqual([
      {
        storeId: store,
        storeName: `S${count}`,
        businessDate: '2026-06-09',
        rows: 1,
        units: '2',
        currency: 'GBP',
        amountMinor: 500,
      },
      {
        storeId: store,
        storeName: `S${count}`,
        businessDate: '2026-06-08',
        rows: 2,
        units: '2',
        currency: 'GBP',
        amountMinor: 700,
      },
    ]);
    const { rows } = await database.sql.query<{ net: number }>(
      'select sum(net_minor)::int as net from sale join sale_line on sale_id = sale.id where store_id = $1',
      [store],
    );
    expect(rows[0]?.net).toBe(1_200);
    const again = await drop(platform, database.sql, `uploads/sales/totals-${count}-again.csv`, text);
    expect(again).toMatchObject({ applied: 0, duplicate: 3, rejected: 1 });
    expect((await getImport(platform, admin, { importId: again.id })).days).toEqual(first.days);
  });

  test('of deliveries and counts tell units, and what a delivery cost', async () => {
    await database.sql.query("insert into supplier (code, name) values ('CLAY', 'Clay') on conflict do nothing");
    const deliveries = `store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at
S${count},CLAY,N-${count},1,MUG,10,1.25,2026-06-08 08:00
S${count},CLAY,N-${count},2,MUG,5,,2026-06-08 08:00`;
    const counts = `store,sku,quantity,counted_at
S${count},MUG,7,2026-06-08 20:00`;
    const one = await drop(platform, database.sql, `uploads/deliveries/d-${count}.csv`, deliveries);
    const other = await drop(platform, database.sql, `uploads/stock/c-${count}.csv`, counts);
    expect((await getImport(platform, admin, { importId: one.id })).days).toMatchObject([
      { businessDate: '2026-06-08', rows: 2, units: '15', amountMinor: 1_250 },
    ]);
    expect((await getImport(platform, admin, { importId: other.id })).days).toMatchObject([
      { businessDate: '2026-06-08', rows: 1, units: '7', amountMinor: 0 },
    ]);
  });
});
