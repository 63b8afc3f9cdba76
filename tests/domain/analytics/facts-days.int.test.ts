import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { foldAll, sell } from '#tests/setup/facts.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let stores = 0;

beforeAll(async () => {
  database = await testDatabase();
  await addProducts(database.sql, ['TEA']);
});
afterAll(() => database.close());

/** One sale of one each half hour around a day, each at its instant; what the folded facts say of the day and its hours. */
async function halfHoursOf(zone: string, day: string, cutoff = '00:00'): Promise<{ sold: number; hours: number[] }> {
  const store = await openStore(database.sql, `Z${(stores += 1)}`, { time_zone: zone, day_cutoff: cutoff });
  const noon = Date.parse(`${day}T12:00:00Z`);
  // At :15 and :45, so that no sale is just on the edge of a day, whatever the quarter of the zone.
  for (let half = -80; half < 80; half += 1) {
    const at = new Date(noon + (half + 0.5) * 1_800_000).toISOString().replace('.000', '');
    await sell(database.app, store, `${half}`, [{ sku: 'TEA', quantity: 1, at }]);
  }
  await foldAll(database.app);
  const { rows } = await database.sql.query<{ sold: number; hours: number[] }>(
    `select (select sold::int from fact_store_day where store_id = $1 and business_date = $2::date) as sold,
       (select array_agg(coalesce(h.transactions, 0) order by n)
        from generate_series(0, 23) n
        left join fact_store_hour h on h.store_id = $1 and h.business_date = $2::date and h.hour = n) as hours`,
    [store, day],
  );
  return rows[0] ?? { sold: 0, hours: [] };
}

/** 24 hours with 2 sales each, but for some. */
const hours = (except: Record<number, number> = {}) => Array.from({ length: 24 }, (_, hour) => except[hour] ?? 2);

describe('a business day has as many half hours as its clock', () => {
  test.each([
    ['Europe/Paris', '2026-03-29', 46, { 2: 0 }],
    ['Europe/Paris', '2026-10-25', 50, { 2: 4 }],
    ['America/New_York', '2026-03-08', 46, { 2: 0 }],
    ['America/New_York', '2026-11-01', 50, { 1: 4 }],
    ['Australia/Lord_Howe', '2026-04-05', 49, { 1: 3 }],
    ['Australia/Lord_Howe', '2026-10-04', 47, { 2: 1 }],
    ['America/Santiago', '2026-09-06', 46, { 0: 0 }], // without midnight
    ['Africa/Casablanca', '2026-02-15', 50, { 2: 4 }],
    ['Africa/Casablanca', '2026-03-22', 46, { 2: 0 }],
    ['Asia/Kolkata', '2026-03-29', 48, {}], // no clock is changed
  ] as [string, string, number, Record<number, number>][])('%s, %s: %i', async (zone, day, sold, except) => {
    expect(await halfHoursOf(zone, day)).toEqual({ sold, hours: hours(except) });
  });

  test.each([
    ['the day whose night loses an hour', '2026-03-28', 46, { 2: 0 }],
    ['the day after it', '2026-03-29', 48, {}],
    ['the day whose night has an hour twice', '2026-10-24', 50, { 2: 4 }],
  ] as [string, string, number, Record<number, number>][])(
    'with a cut-off at 4, it is %s: %s has %i',
    async (_, day, sold, except) => {
      expect(await halfHoursOf('Europe/Paris', day, '04:00')).toEqual({ sold, hours: hours(except) });
    },
  );
});
