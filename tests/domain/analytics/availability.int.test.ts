import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post, type TestPosting } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { Closure, WeeklyHours } from '#domain/stores/hours.ts';
import {
  minuteMs,
  minutesOfStore,
  openMinutes,
  outMinutes,
  type PlainMovement,
  type PlainStore,
  spans,
} from './plain-availability.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let count = 0;
const next = (what: string) => `${what}${(count += 1)}`;
const dayMs = 86_400_000;

/** Zones, and a day on which each puts its clocks forward or back: by an hour or by half of one, at midnight or later. */
const changes = [
  ['Europe/Paris', '2026-03-29'],
  ['Europe/Paris', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['America/Santiago', '2026-09-06'],
  ['Africa/Casablanca', '2026-03-22'],
  ['Asia/Kolkata', '2026-06-10'],
] as const;

const stretches = fc.constantFrom<WeeklyHours['monday'][]>(
  [],
  [{ opens: '09:30', closes: '17:00' }],
  [
    { opens: '06:00', closes: '11:00' },
    { opens: '14:00', closes: '20:00' },
  ],
  [{ opens: '22:00', closes: '04:00' }],
  [{ opens: '12:00', closes: '00:00' }],
);
const week = fc.record({
  monday: stretches,
  tuesday: stretches,
  wednesday: stretches,
  thursday: stretches,
  friday: stretches,
  saturday: stretches,
  sunday: stretches,
});

type Moved = { minute: number; type: 'receipt' | 'sale' | 'return' | 'count'; quantity: number; isLate: boolean };
const moved: fc.Arbitrary<Moved> = fc.record({
  minute: fc.integer({ min: 0, max: 8 * 1440 }),
  type: fc.constantFrom('receipt', 'sale', 'sale', 'sale', 'return', 'count'),
  quantity: fc.integer({ min: 1, max: 4 }),
  isLate: fc.boolean(),
});

const platformAt = (at: number): Platform =>
  testPlatform(database.db, { clock: { now: () => new Date(at), newId: () => '' } });

async function refreshAt(at: number): Promise<void> {
  await foldFacts(platformAt(at));
  expect(await refreshAvailability(platformAt(at))).toMatchObject({ isDone: true });
}

async function open(store: PlainStore): Promise<string> {
  return openStore(database.sql, next('S'), {
    time_zone: store.zone,
    day_cutoff: store.cutoff,
    closures: JSON.stringify(store.closures),
    ...(store.hours === null ? {} : { hours: JSON.stringify(store.hours) }),
  });
}

async function move(storeId: string, productId: string, begin: number, all: Moved[]): Promise<void> {
  const rows = all.map(({ minute, type, quantity }): TestPosting => {
    const row = { key: next('m'), store_id: storeId, product_id: productId, type };
    const at = { occurred_at: new Date(begin + minute * minuteMs).toISOString() };
    if (type === 'count') return { ...row, ...at, counted: quantity - 1 };
    return { ...row, ...at, quantity: type === 'sale' ? -quantity : quantity };
  });
  for (const row of rows) await post(database.sql, [row]);
}

async function ledgerOf(storeId: string, productId: string): Promise<PlainMovement[]> {
  const { rows } = await database.sql.query<{ at: Date; quantity: string }>(
    'select occurred_at as at, quantity from stock_movement where store_id = $1 and product_id = $2',
    [storeId, productId],
  );
  return rows.map(({ at, quantity }) => ({ at: at.getTime(), quantity: Number(quantity) }));
}

async function spansOf(storeId: string, productId: string) {
  const { rows } = await database.sql.query<{ began: Date; ended: Date | null }>(
    `select began_at as began, ended_at as ended from stock_out where store_id = $1 and product_id = $2 order by 1`,
    [storeId, productId],
  );
  return rows.map(({ began, ended }) => ({ began: began.toISOString(), ended: ended?.toISOString() ?? null }));
}

/** Minutes without stock by day: those that the facts know, and those that reads add. */
async function outOf(storeId: string, productId: string, at: number): Promise<Record<string, number>> {
  const { rows } = await database.sql.query<{ day: string; minutes: string }>(
    `select business_date::text as day, sum(minutes) as minutes from (
       select business_date, out_minutes as minutes from store_product_day where store_id = $1 and product_id = $2
       union all
       select business_date, minutes from out_untold(array[$1::bigint], '2020-01-01', '2030-01-01', $3) where product_id = $2
     ) m group by 1 having sum(minutes) <> 0`,
    [storeId, productId, new Date(at).toISOString()],
  );
  return Object.fromEntries(rows.map(({ day, minutes }) => [day, Number(minutes)]));
}

async function rangedOf(storeId: string, productId: string, from: string, to: string, at: number): Promise<number> {
  const { rows } = await database.sql.query<{ minutes: string }>(
    'select ranged_minutes as minutes from ranged_between(array[$1::bigint], $3, $4, $5) where product_id = $2',
    [storeId, productId, from, to, new Date(at).toISOString()],
  );
  return Number(rows[0]?.minutes ?? 0);
}

const total = (minutes: Record<string, number>) => Object.values(minutes).reduce((sum, one) => sum + one, 0);
const sampled = (fields: { runs: number }) => ({ numRuns: fields.runs, endOnFailure: true });

describe('when a product was out of stock', () => {
  test('is what a walk through every minute finds, whatever comes late, whatever the clocks do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...changes),
        fc.option(week, { nil: null }),
        fc.constantFrom('00:00', '04:00'),
        fc.boolean(),
        fc.array(moved, { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 9 * 1440 }),
        async ([zone, day], hours: WeeklyHours | null, cutoff, isClosed, all, until) => {
          const closures: Closure[] = isClosed ? [{ from: day, to: day, reason: 'Stocktaking' }] : [];
          const store = { zone, cutoff, hours, closures };
          const storeId = await open(store);
          const [productId = ''] = await addProducts(database.sql, [next('P')]);
          const begin = Date.parse(day) - 4 * dayMs;
          const at = begin + until * minuteMs;
          // The first comes in time, the late ones when days have been told already; some lie after the last look.
          await move(
            storeId,
            productId,
            begin,
            all.filter(({ isLate }) => !isLate),
          );
          await refreshAt(begin + Math.floor(until / 2) * minuteMs);
          await move(
            storeId,
            productId,
            begin,
            all.filter(({ isLate }) => isLate),
          );
          await refreshAt(at);

          const ledger = await ledgerOf(storeId, productId);
          expect(await spansOf(storeId, productId)).toEqual(spans(ledger));
          const minutes = minutesOfStore(store, begin - 2 * dayMs, at);
          expect(await outOf(storeId, productId, at)).toEqual(outMinutes(minutes, ledger));

          const known = ledger.filter(({ quantity }) => quantity !== 0).map((movement) => movement.at);
          const whole = minutesOfStore(store, begin - 2 * dayMs, begin + 11 * dayMs);
          const first = known.length === 0 ? '9999' : (whole.get(Math.min(...known))?.day ?? '');
          const openings = Object.entries(openMinutes(minutes)).filter(([opened]) => opened >= first);
          expect(await rangedOf(storeId, productId, '2026-01-01', '2026-12-31', at)).toBe(
            total(Object.fromEntries(openings)),
          );
          const told = await database.sql.query('select * from fact_store_product_day where store_id = $1', [storeId]);
          await database.sql.query(
            'insert into fact_dirty values ($1, $2, $3) on conflict (store_id, product_id) do update set from_day = $3',
            [storeId, productId, '2026-01-01'],
          );
          await refreshAt(at);
          const again = await database.sql.query('select * from fact_store_product_day where store_id = $1', [storeId]);
          expect(again.rows).toEqual(told.rows);
        },
      ),
      sampled({ runs: 25 }),
    );
  }, 240_000);

  test('is wrong where a late movement is not noted: that it is noted is what makes it right', async () => {
    const { storeId, productId, begin } = await oneProduct();
    await refreshAt(begin + 3 * dayMs);
    await move(storeId, productId, begin, [{ minute: 600, type: 'sale', quantity: 5, isLate: true }]);
    await database.sql.query('select fold_facts(1000)');
    await database.sql.query('delete from fact_dirty');
    await refreshAt(begin + 3 * dayMs);
    expect(await spansOf(storeId, productId)).not.toEqual(spans(await ledgerOf(storeId, productId)));
  });

  test('counts the hours of days of which nobody had said them, and closures, back; other days stay', async () => {
    const { storeId, productId, begin } = await oneProduct();
    await move(storeId, productId, begin, [{ minute: 1440, type: 'sale', quantity: 5, isLate: false }]);
    const at = begin + 4 * dayMs;
    await refreshAt(at);
    expect(await outOf(storeId, productId, at)).toEqual({ '2026-06-03': 1440, '2026-06-04': 1440, '2026-06-05': 1440 });

    const nine = { opens: '09:00', closes: '18:00' };
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const everyDay = (hours: unknown) => JSON.stringify(Object.fromEntries(days.map((day) => [day, [hours]])));
    const set = (column: string, value: string) =>
      database.sql.query(`update store set ${column} = $2 where id = $1`, [storeId, value]);
    await set('hours', everyDay(nine));
    await refreshAt(at);
    expect(await outOf(storeId, productId, at)).toEqual({ '2026-06-03': 540, '2026-06-04': 540, '2026-06-05': 540 });

    await set('hours', everyDay({ ...nine, closes: '22:00' }));
    await set('closures', JSON.stringify([{ from: '2026-06-04', to: '2026-06-04', reason: 'Flood' }]));
    await refreshAt(at);
    expect(await outOf(storeId, productId, at)).toEqual({ '2026-06-03': 540, '2026-06-05': 540 });
    expect(await outOf(storeId, productId, at + dayMs)).toMatchObject({ '2026-06-06': 13 * 60 });
  });

  test('ends when a product is archived, and goes on when it comes back', async () => {
    const { storeId, productId, begin } = await oneProduct();
    await move(storeId, productId, begin, [{ minute: 1440, type: 'sale', quantity: 5, isLate: false }]);
    await refreshAt(begin + 3 * dayMs);
    await database.sql.query("update product set status = 'archived' where id = $1", [productId]);
    await refreshAt(begin + 5 * dayMs);
    const last = begin + 8 * dayMs;
    await refreshAt(last);
    const archived = await outOf(storeId, productId, last);
    expect(Object.keys(archived)).toEqual(['2026-06-03', '2026-06-04', '2026-06-05', '2026-06-06']);
    expect(await rangedOf(storeId, productId, '2026-06-01', '2026-06-30', last)).toBe(5 * 1440);
    await database.sql.query("update product set status = 'active' where id = $1", [productId]);
    await refreshAt(last + dayMs);
    expect(total(await outOf(storeId, productId, last + dayMs))).toBe(8 * 1440);
    expect(await rangedOf(storeId, productId, '2026-06-01', '2026-06-30', last + dayMs)).toBe(9 * 1440);
    const { rows } = await database.sql.query(
      'select sum(ranged)::integer as ranged from store_product_day where product_id = $1',
      [productId],
    );
    expect(rows).toEqual([{ ranged: 1 }]);
  });

  test('is told of the first day on which a store was open at all', async () => {
    const shut = { monday: [], tuesday: [], wednesday: [], thursday: [], friday: [], saturday: [], sunday: [] };
    const hours = { ...shut, tuesday: [{ opens: '09:00', closes: '18:00' }] };
    const storeId = await open({ zone: 'Asia/Kolkata', cutoff: '00:00', hours, closures: [] });
    const [productId = ''] = await addProducts(database.sql, [next('P')]);
    const begin = Date.parse('2026-06-01T18:30:00Z'); // a Tuesday
    await move(storeId, productId, begin, [
      { minute: 0, type: 'receipt', quantity: 1, isLate: false },
      { minute: 600, type: 'sale', quantity: 1, isLate: false },
      { minute: 660, type: 'receipt', quantity: 1, isLate: false },
    ]);
    await refreshAt(begin + dayMs / 2);
    await refreshAt(begin + 2 * dayMs);
    expect(await outOf(storeId, productId, begin + 2 * dayMs)).toEqual({ '2026-06-02': 60 });
  });

  test('is told once by several who look at the same time', async () => {
    const { storeId, productId, begin } = await oneProduct();
    await move(storeId, productId, begin, [{ minute: 1440, type: 'sale', quantity: 5, isLate: false }]);
    const at = begin + 6 * dayMs;
    await foldFacts(platformAt(at));
    await Promise.all([1, 2, 3, 4].map(() => refreshAvailability(platformAt(at))));
    await refreshAt(at);
    expect(total(await outOf(storeId, productId, at))).toBe(5 * 1440);
  });

  test('missed sales are the rate in stock times the time without, and nothing where too little sold', async () => {
    const { storeId, productId, begin } = await oneProduct();
    const sell = async (product: string, minute: number, quantity: number) => {
      const { rows } = await database.sql.query<{ sku: string }>('select sku from product where id = $1', [product]);
      const soldAt = new Date(begin + minute * minuteMs).toISOString();
      const line = { sku: rows[0]?.sku ?? '', quantity: String(quantity), unitPrice: '3', taxMinor: 0 };
      await recordSale(platformAt(begin), admin, { storeId, soldAt, lines: [line] }, next('sale'));
    };
    const [slow = ''] = await addProducts(database.sql, [next('P')]);
    await move(storeId, slow, begin, [{ minute: 0, type: 'receipt', quantity: 1, isLate: false }]);
    await sell(slow, 720, 1);
    await move(storeId, productId, begin, [{ minute: 1, type: 'receipt', quantity: 11, isLate: false }]);
    // 16 units in the first 10 days, then nothing for 5.
    for (const day of [0, 1, 2, 3, 4, 5, 6, 7]) await sell(productId, day * 1440 + 720, 1);
    await sell(productId, 10 * 1440, 8);
    const at = begin + 15 * dayMs;
    await refreshAt(at);
    const { rows } = await database.sql.query<{
      product_id: string;
      units: string | null;
      net_minor: string;
      variance: string;
    }>(
      `select product_id, units, net_minor, units_variance as variance
       from missed_between(array[$1::bigint], '2026-06-02', '2026-06-16', $2)`,
      [storeId, new Date(at).toISOString()],
    );
    const missed = rows.find(({ product_id: id }) => id === productId);
    expect(rows.find(({ product_id: id }) => id === slow)).toMatchObject({ units: null });
    expect(Number(missed?.units)).toBeCloseTo((16 / 10) * 5, 6);
    expect(Number(missed?.net_minor)).toBeCloseTo((16 / 10) * 5 * 300, 4);
    const perDay = (8 * 1 + 8 * 8 - 16 ** 2 / 10) / 9;
    expect(Number(missed?.variance)).toBeCloseTo(perDay * 5 * (1 + 5 / 10), 6);
  });
});

const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };

/** Five of a product, in a store in Kolkata that has said no hours, since the midnight at which 2 June begins. */
async function oneProduct() {
  const storeId = await open({ zone: 'Asia/Kolkata', cutoff: '00:00', hours: null, closures: [] });
  const [productId = ''] = await addProducts(database.sql, [next('P')]);
  const begin = Date.parse('2026-06-01T18:30:00Z');
  await move(storeId, productId, begin, [{ minute: 0, type: 'receipt', quantity: 5, isLate: false }]);
  return { storeId, productId, begin };
}
