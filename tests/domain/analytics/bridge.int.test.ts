import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post, type TestPosting } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { getBridge } from '#domain/analytics/bridge.actions.ts';
import { type Bridge, BridgeKind } from '#domain/analytics/bridge.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { movementTypes } from '#domain/stock/movement.ts';

// The bridge reads whole days from facts and the ends from the ledger. Here it is held against the ledger alone.

let database: TestDatabase;
let platform: Platform;
let products: string[];
const stores: string[] = [];
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const clerk = () => ({ userId: 'clerk', grants: [{ role: 'clerk' as const, storeId: stores[1] ?? '' }] });

/** Zones with days of 23, 23.5, 24.5 and 25 hours in the time below, and cut-offs on and off the hour. */
const places = [
  { time_zone: 'Europe/London', day_cutoff: '00:00' },
  { time_zone: 'Europe/Berlin', day_cutoff: '04:00' },
  { time_zone: 'America/New_York', day_cutoff: '01:30' },
  { time_zone: 'Australia/Lord_Howe', day_cutoff: '01:45' },
];
/** Ten days around the end of summer time in Europe and before that in America: 26 October 2025. */
const begin = Date.UTC(2025, 9, 22);
const instant = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
const anyMinute = fc.integer({ min: 0, max: 16 * 24 * 60 });
/** Half of them on a whole hour, where days begin. */
const anyInstant = fc
  .oneof(
    anyMinute,
    anyMinute.map((minute) => minute - (minute % 60)),
  )
  .map(instant);

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  for (const [nth, place] of places.entries())
    stores.push(await openStore(database.sql, `S${nth}`, { ...place, overselling: 'allow' }));
  await openStore(database.sql, 'YEN', { currency: 'JPY', time_zone: 'Asia/Tokyo' });
  products = await addProducts(database.sql, ['A', 'B', 'C', 'POSTAGE']);
  await database.sql.query("update product set is_stocked = false where sku = 'POSTAGE'");
}, 60_000);
afterAll(() => database.close());

let made = 0;
const aPosting = fc
  .record({
    store: fc.nat({ max: places.length - 1 }),
    product: fc.nat({ max: 3 }),
    type: fc.constantFrom('sale', 'return', 'receipt', 'adjustment', 'transfer_in', 'count', 'shrink'),
    amount: fc.integer({ min: 1, max: 9 }),
    cost: fc.integer({ min: 1, max: 400 }),
    at: anyInstant,
  })
  .map(({ store, product, type, amount, cost, at }) => (): TestPosting => {
    const [isCount, isShrink] = [type === 'count' && product < 3, type === 'shrink'];
    const known = isShrink ? 'adjustment' : type === 'count' ? 'receipt' : type;
    return {
      key: `k${(made += 1)}`,
      store_id: stores[store] ?? '',
      product_id: products[product] ?? '',
      type: isCount ? 'count' : known,
      ...(isCount ? { counted: amount } : { quantity: type === 'sale' || isShrink ? -amount : amount }),
      ...(type === 'receipt' ? { unit_cost: cost / 100 } : {}),
      ...(isShrink ? { reason: 'theft' } : {}),
      occurred_at: at,
    };
  });

/** What the ledger says, row by row. */
async function plain(where: { stores: string[]; product: string | undefined; from: string; to: string }) {
  const { rows } = await database.sql.query<{ type: string; at: Date; quantity: string; value: string }>(
    `select type, occurred_at as at, quantity::text, value_minor::text as value from stock_movement
     where store_id = any ($1) and ($2::bigint is null or product_id = $2)`,
    [where.stores, where.product ?? null],
  );
  const [from, to] = [Date.parse(where.from), Date.parse(where.to)];
  const sum = (wanted: (row: { type: string; at: Date }) => boolean) =>
    rows.filter(wanted).reduce(
      ({ units, valueMinor }, row) => ({
        units: units + Number(row.quantity),
        valueMinor: valueMinor + Number(row.value),
      }),
      { units: 0, valueMinor: 0 },
    );
  return {
    opening: sum(({ at }) => at.getTime() <= from),
    closing: sum(({ at }) => at.getTime() <= to),
    bars: BridgeKind.options.map((kind) => ({
      kind,
      ...sum(
        ({ type, at }) => at.getTime() > from && at.getTime() <= to && (movementTypes[kind] as string[]).includes(type),
      ),
    })),
  };
}

type Stock = { units: string; valueMinor: number };
const numbers = ({ units, valueMinor }: Stock) => ({ units: Number(units), valueMinor });
const told = ({ opening, closing, bars }: Bridge) => ({
  opening: numbers(opening),
  closing: numbers(closing),
  bars: bars.map(({ kind, ...stock }) => ({ kind, ...numbers(stock) })),
});
const added = (parts: ReturnType<typeof told>[]) => {
  const plus = (list: { units: number; valueMinor: number }[]) =>
    list.reduce((one, other) => ({ units: one.units + other.units, valueMinor: one.valueMinor + other.valueMinor }));
  return {
    opening: plus(parts.map(({ opening }) => opening)),
    closing: plus(parts.map(({ closing }) => closing)),
    bars: BridgeKind.options.map((kind, nth) => ({
      kind,
      ...plus(parts.map(({ bars }) => bars[nth] ?? { units: 0, valueMinor: 0 })),
    })),
  };
};
const bridge = (asked: Parameters<typeof getBridge>[2]) => getBridge(platform, admin, asked);
const ordered = fc.tuple(anyInstant, anyInstant).map(([one, other]) => (one < other ? [one, other] : [other, one]));

describe('the stock bridge', () => {
  test('is the ledger, for any instants, stores and products, whatever is folded (150 postings and questions)', async () => {
    const aStep = fc.record({
      postings: fc.array(aPosting, { minLength: 1, maxLength: 12 }),
      fold: fc.boolean(),
      most: fc.integer({ min: 1, max: 30 }),
      span: ordered,
      store: fc.option(fc.nat({ max: places.length - 1 }), { nil: undefined }),
      product: fc.option(fc.nat({ max: 3 }), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(aStep, async ({ postings, fold, most, span, store, product }) => {
        await post(
          database.app,
          postings.map((make) => make()),
        );
        if (fold) await database.sql.query('select fold_facts($1)', [most]);
        const [from = '', to = ''] = span;
        const one = store === undefined ? undefined : stores[store];
        const of = product === undefined ? undefined : products[product];
        const asked = { from, to, currency: 'GBP', ...(one ? { store: one } : {}), ...(of ? { product: of } : {}) };
        const expected = await plain({ stores: one === undefined ? stores : [one], product: of, from, to });
        expect(told(await bridge(asked))).toEqual(expected);
      }),
      { numRuns: 150, endOnFailure: true },
    );
    const { rows } = await database.sql.query<{ n: number }>(
      'select count(distinct type)::int as n from stock_movement',
    );
    expect(rows[0]?.n).toBe(7);
  });

  test('of all stores is the sum over stores, of all products the sum over products', async () => {
    const [from, to] = [instant(2_000), instant(15_000)];
    const whole = told(await bridge({ from, to, currency: 'GBP' }));
    expect(whole.bars.filter(({ units }) => units !== 0).length).toBeGreaterThan(4);
    const byStore = await Promise.all(stores.map((store) => bridge({ from, to, store })));
    expect(added(byStore.map(told))).toEqual(whole);
    const byProduct = await Promise.all(products.map((product) => bridge({ from, to, currency: 'GBP', product })));
    expect(added(byProduct.map(told))).toEqual(whole);
  });

  test('closes where the next one opens, and its bars lead from opening to closing', async () => {
    await fc.assert(
      fc.asyncProperty(ordered, anyInstant, async ([from = '', to = ''], later) => {
        const one = told(await bridge({ from, to, currency: 'GBP' }));
        const next = told(await bridge({ from: to, to: later > to ? later : to, currency: 'GBP' }));
        expect(next.opening).toEqual(one.closing);
        const bars = one.bars.map(({ kind: _kind, ...stock }) => stock);
        const sum = bars.reduce((stock, bar) => ({
          units: stock.units + bar.units,
          valueMinor: stock.valueMinor + bar.valueMinor,
        }));
        expect(one.opening.units + sum.units).toBeCloseTo(one.closing.units, 6);
        expect(one.opening.valueMinor + sum.valueMinor).toBe(one.closing.valueMinor);
      }),
      { numRuns: 30 },
    );
  });

  test('is exact in the hour that clocks repeat, with a cut-off in the midst of it', async () => {
    const store = stores[2] ?? '';
    // 01:00 to 02:00 in New York, twice: with the cut-off at 01:30 the new day begins, ends and begins again.
    const times = Array.from({ length: 15 }, (_, nth) => new Date(Date.UTC(2025, 10, 2, 5, 0) + nth * 600_000));
    const sold = times.map((at, nth) => ({
      key: `twice ${nth}`,
      store_id: store,
      product_id: products[0] ?? '',
      type: 'sale',
      quantity: -(nth + 1),
      occurred_at: at.toISOString(),
    }));
    await post(database.app, sold);
    const to = '2025-11-04T00:00:00Z';
    for (const at of times) {
      const from = at.toISOString();
      const expected = await plain({ stores: [store], product: undefined, from, to });
      expect(told(await bridge({ from, to, store }))).toEqual(expected);
    }
  });

  test('stays exact when a store changes its zone and its cut-off', async () => {
    const [store = ''] = stores;
    await database.sql.query("update store set time_zone = 'Pacific/Auckland', day_cutoff = '06:00' where id = $1", [
      store,
    ]);
    const late = fc.sample(aPosting, { numRuns: 40, seed: 7 }).map((make) => ({ ...make(), store_id: store }));
    await post(database.app, late);
    for (const [from = '', to = ''] of fc.sample(ordered, { numRuns: 30, seed: 8 })) {
      const expected = await plain({ stores: [store], product: undefined, from, to });
      expect(told(await bridge({ from, to, store }))).toEqual(expected);
    }
  });

  test('has a count at its instant, and late movements before it in the correction', async () => {
    const store = await openStore(database.sql, 'LATE');
    const [pen = ''] = await addProducts(database.sql, ['PEN']);
    const at = (time: string) => `2025-11-20T${time}:00Z`;
    const entry = { store_id: store, product_id: pen };
    await post(database.app, [
      { ...entry, key: 'pen in', type: 'receipt', quantity: 10, unit_cost: 1, occurred_at: at('09:00') },
      { ...entry, key: 'pen count', type: 'count', counted: 8, occurred_at: at('12:00') },
    ]);
    const day = { from: at('00:00'), to: at('12:00'), store };
    const before = await bridge(day);
    expect(before.bars.find(({ kind }) => kind === 'counts')?.units).toBe('-2');
    await post(database.app, [{ ...entry, key: 'pen sold', type: 'sale', quantity: -2, occurred_at: at('10:00') }]);
    const after = await bridge(day);
    expect(after.closing.units).toBe('8');
    expect(after.bars.find(({ kind }) => kind === 'sales')?.units).toBe('-2');
    expect(after.bars.find(({ kind }) => kind === 'counts')?.units).toBe('0');
    expect((await bridge({ ...day, to: '2025-11-20T11:59:59.999Z' })).closing.units).toBe('8');
  });

  test('shows somebody their stores alone', async () => {
    const span = { from: instant(0), to: instant(20_000) };
    const own = await getBridge(platform, clerk(), span);
    expect(told(own)).toEqual(told(await bridge({ ...span, store: stores[1] ?? '' })));
    expect(own.currencies).toEqual([{ currency: 'GBP', stores: 1 }]);
    await expect(getBridge(platform, clerk(), { ...span, store: stores[0] })).rejects.toThrow('no such store');
    await expect(getBridge(platform, admin, { ...span, product: '999999' })).rejects.toThrow('no such product');
  });
});
