import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordDayTotal } from '#domain/sales/day-total.actions.ts';
import { NewDayTotal } from '#domain/sales/day-total.ts';
import { recordTillDayTotal } from '#domain/tills/till.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let made = 0;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

async function shop() {
  const storeId = await openStore(database.sql, `SHOP-${(made += 1)}`);
  const day = { storeId, businessDate: '2026-06-01', transactions: 10 };
  const platform = testPlatform(database.db);
  return {
    storeId,
    tell: (over: object) => recordDayTotal(platform, admin, NewDayTotal.parse({ ...day, ...over })),
    async tillTells(label: string, over: object) {
      const { rows } = await database.sql.query<{ id: string }>(
        `insert into api_key (store_id, label, prefix, hash, created_by)
         values ($1, $2, 'stk_', sha256(convert_to($2 || clock_timestamp(), 'UTF8')), 'test') returning id::text`,
        [storeId, label],
      );
      const till = { keyId: rows[0]?.id ?? '', storeId };
      return recordTillDayTotal(platform, till, { businessDate: '2026-06-01', transactions: 10, ...over });
    },
    async known() {
      const { rows } = await database.sql.query<object>(
        'select net_minor::int as net, transactions::int, units::float from day_total where store_id = $1',
        [storeId],
      );
      return rows;
    },
    async told() {
      const { rows } = await database.sql.query<{ count: number }>(
        'select count(*)::int as count from day_total_told where store_id = $1',
        [storeId],
      );
      return rows[0]?.count;
    },
  };
}

test('the last word counts, what was said before stays, and the same again is nothing new', async () => {
  const { tell, known, told } = await shop();
  expect(await tell({ netMinor: 100 })).toEqual({ netMinor: 100, repeated: false });
  expect(await tell({ grossMinor: 240, taxMinor: 40, units: '7.5' })).toEqual({ netMinor: 200, repeated: false });
  expect(await tell({ grossMinor: 240, taxMinor: 40, units: '7.5' })).toMatchObject({ repeated: true });
  expect(await known()).toEqual([{ net: 200, transactions: 10, units: 7.5 }]);
  expect(await told()).toBe(2);
});

test('tills are added up, by their labels, also after their key was replaced; the whole store’s word goes before', async () => {
  const { tell, tillTells, known } = await shop();
  await tillTells('Till 1', { netMinor: 100 });
  await tillTells('Till 2', { netMinor: 30 });
  await tillTells('Till 1', { netMinor: 110 });
  expect(await known()).toMatchObject([{ net: 140, transactions: 20 }]);
  await tell({ netMinor: 150 });
  expect(await known()).toMatchObject([{ net: 150, transactions: 10 }]);
});

test.each([
  ['without a net total', {}, 'netMinor'],
  ['with the gross total alone', { grossMinor: 100 }, 'netMinor'],
  ['with two that differ', { netMinor: 100, grossMinor: 120, taxMinor: 10 }, 'netMinor'],
  ['of a day to come', { netMinor: 100, businessDate: '2999-01-01' }, 'businessDate'],
])('a total %s is refused, and says why', async (_, over, field) => {
  const { tell, told } = await shop();
  await expect(tell(over)).rejects.toMatchObject({
    problem: 'invalid',
    code: 'day_total.invalid',
    message: expect.stringContaining(field) as string,
  });
  expect(await told()).toBe(0);
});
