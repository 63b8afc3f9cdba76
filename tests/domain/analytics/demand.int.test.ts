import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { spans } from './plain-availability.ts';
import { plainAbc, plainDemand, type PlainSale, plainXyz } from './plain-demand.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

// A store in Kolkata, open all day: no clocks are changed there, so that every day has 1,440 minutes.
const offset = 330 * 60_000;
const dayMs = 86_400_000;
const at = Date.parse('2026-10-20T09:00:00Z');
const asOf = '2026-10-19';
const dayOf = (instant: number) => Date.parse(asOf) / dayMs - Math.floor((instant + offset) / dayMs);

let count = 0;
const next = (what: string) => `${what}${(count += 1)}`;

type Moved = { ago: number; type: 'receipt' | 'sale' | 'return' | 'count'; quantity: number; net: number };
const moved: fc.Arbitrary<Moved> = fc.record({
  ago: fc.oneof(fc.integer({ min: -500, max: 40 * 1440 }), fc.integer({ min: 0, max: 400 * 1440 })),
  type: fc.constantFrom('receipt', 'sale', 'sale', 'sale', 'sale', 'sale', 'return', 'count'),
  quantity: fc.integer({ min: 1, max: 6 }),
  net: fc.integer({ min: 0, max: 900 }),
});

type DemandRow = {
  id: string;
  first_day: string;
  demand_days: number;
  daily_units: string | null;
  daily_variance: string | null;
  weeks: (string | null)[];
  xyz: string;
  abc: string;
  margin_minor: string;
  age_units: string[];
  age_minor: string[];
};

async function ledgerOf(storeId: string, productId: string): Promise<PlainSale[]> {
  const { rows } = await database.sql.query<{ at: Date; quantity: string; type: string }>(
    'select occurred_at as at, quantity, type from stock_movement where store_id = $1 and product_id = $2',
    [storeId, productId],
  );
  return rows.map((row) => {
    const instant = row.at.getTime();
    return { at: instant, quantity: Number(row.quantity), type: row.type, day: dayOf(instant), netMinor: 0 };
  });
}

/** Minutes without stock of each day, counted back from the last finished one. */
function outByDay(moves: PlainSale[]): Record<number, number> {
  const out: Record<number, number> = {};
  for (const { began, ended } of spans(moves)) {
    let from = Date.parse(began);
    const to = ended === null ? at : Date.parse(ended);
    while (from < to) {
      const midnight = (Math.floor((from + offset) / dayMs) + 1) * dayMs - offset;
      const part = Math.min(to, midnight);
      out[dayOf(from)] = (out[dayOf(from)] ?? 0) + (part - from) / 60_000;
      from = part;
    }
  }
  return out;
}

async function refresh(): Promise<void> {
  const platform = testPlatform(database.db, { clock: { now: () => new Date(at), newId: () => '' } });
  await foldFacts(platform);
  expect(await refreshAvailability(platform)).toMatchObject({ isDone: true });
}

describe('demand, classes and ages', () => {
  test('are what plain code finds from every movement', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(moved, { minLength: 2, maxLength: 60 }), { minLength: 2, maxLength: 6 }),
        async (all) => {
          const storeId = await openStore(database.sql, next('S'), { time_zone: 'Asia/Kolkata' });
          const products = await addProducts(
            database.sql,
            all.map(() => next('P')),
          );
          const margins: { id: string; margin: number; net: number }[] = [];
          for (const [index, moves] of all.entries()) {
            const productId = products[index] ?? '';
            const rows = moves.map(({ ago, type, quantity, net }) => ({
              key: next('m'),
              store_id: storeId,
              product_id: productId,
              type,
              occurred_at: new Date(at - ago * 60_000).toISOString(),
              ...(type === 'count' ? { counted: quantity } : { quantity: type === 'sale' ? -quantity : quantity }),
              ...(type === 'sale' ? { net_minor: net } : {}),
            }));
            await post(database.sql, rows);
            const sold = moves.map((move, nth) => ({ ...move, day: dayOf(Date.parse(rows[nth]?.occurred_at ?? '')) }));
            const inTime = sold.filter(({ day, type }) => day >= 0 && day < 90 && type === 'sale');
            const back = sold.filter(({ day, type }) => day >= 0 && day < 90 && type === 'return');
            const units = (list: Moved[]) => list.reduce((sum, { quantity }) => sum + quantity, 0);
            margins.push({
              id: productId,
              // A unit costs 1.00, whatever happens.
              margin: inTime.reduce((sum, { net }) => sum + net, 0) - 100 * units(inTime) + 100 * units(back),
              net: inTime.length,
            });
          }
          await refresh();

          const { rows } = await database.sql.query<DemandRow>(
            `select product_id as id, first_day::text, demand_days, daily_units, daily_variance, weeks::text[], xyz, abc, margin_minor,
               age_units::text[], age_minor::text[]
             from product_demand where store_id = $1`,
            [storeId],
          );
          const kinds = new Map<string, 'N' | 'U' | ''>();
          for (const productId of products) {
            const moves = await ledgerOf(storeId, productId);
            const row = rows.find(({ id }) => id === productId);
            const changes = moves.filter(({ quantity }) => quantity !== 0);
            const [first] = changes.toSorted((one, other) => one.at - other.at);
            if (first === undefined || first.day < 0) {
              expect(row).toBeUndefined();
              continue;
            }
            kinds.set(
              productId,
              first.day < 60 ? 'N' : margins.find(({ id }) => id === productId)?.net === 0 ? 'U' : '',
            );
            const finished = moves.filter(({ day }) => day >= 0);
            // Whether it was out is known with today's movements as well; what is on hand is asked when the day closed.
            const plain = plainDemand(moves, outByDay(moves), first.day);
            const closing = plainDemand(finished, outByDay(finished), first.day);
            if (row === undefined) throw new Error('No demand');
            expect(row.demand_days).toBe(plain.demandDays);
            expect(Number(row.daily_units ?? -1)).toBeCloseTo(plain.dailyUnits ?? -1, 5);
            expect(Number(row.daily_variance ?? -1)).toBeCloseTo(plain.dailyVariance ?? -1, 5);
            expect(row.weeks.map((week) => (week === null ? null : Number(Number(week).toFixed(6))))).toEqual(
              plain.weeks.map((week) => (week === null ? null : Number(week.toFixed(6)))),
            );
            expect(row.xyz).toBe(plainXyz(plain.weeks));
            expect(row.age_units.map(Number)).toEqual(closing.ages);
            expect(row.age_minor.map(Number)).toEqual(closing.ages.map((units) => units * 100));
            expect(Number(row.margin_minor)).toBe(margins.find(({ id }) => id === productId)?.margin);
          }
          const classes = plainAbc(
            margins.flatMap(({ id, margin }) => {
              const kind = kinds.get(id);
              return kind === undefined ? [] : [{ id, margin, kind }];
            }),
          );
          expect(Object.fromEntries(rows.map(({ id, abc }) => [id, abc]))).toEqual(classes);
        },
      ),
      { numRuns: 20, endOnFailure: true },
    );
  }, 240_000);

  test('of all stores together are those of each, added up, and ranked anew', async () => {
    const { rows } = await database.sql.query<{ wrong: string; chain: string }>(
      `select count(*) filter (where c.units is distinct from s.units or c.daily is distinct from s.daily
           or c.margin_minor <> s.margin) as wrong, count(*) as chain
       from (select product_id, units, daily_units as daily, margin_minor from product_demand where store_id = 0) c
       full join (select product_id, sum(units) as units, sum(daily_units) as daily, sum(margin_minor) as margin
                  from product_demand where store_id <> 0 group by 1) s using (product_id)`,
    );
    expect(Number(rows[0]?.chain)).toBeGreaterThan(0);
    expect(Number(rows[0]?.wrong)).toBe(0);
  });
});
