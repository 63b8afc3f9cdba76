import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradeDue, listGrades } from '#domain/replenishment/grade.actions.ts';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { post } from '#tests/setup/ledger.ts';
import { at, knowDay, later, next, platformAt, product, shop, suggestionsOf, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const admin = { userId: 'ada', grants: [{ role: 'admin' as const, storeId: null }] };
const day = (days: number) => later(days).slice(0, 10);

/** A shop in which one product is low: what was suggested of it, and how its next 16 days went. */
async function graded({ decision, received, outOn }: { decision: string | null; received: number; outOn: number[] }) {
  const storeId = await shop(database);
  const productId = await product(database, storeId, await supplier(database));
  await planStore(platformAt(database), storeId, { at });
  const [made] = await suggestionsOf(database, storeId, 'open');
  await database.sql.query(
    `update suggestion set status = $2, decided_at = case when $2 <> 'expired' then now() end,
       decided_quantity = case $2 when 'accepted' then quantity when 'changed' then quantity + 55 end where id = $1`,
    [made?.id, decision ?? 'expired'],
  );
  const row = { store_id: storeId, product_id: productId };
  if (received > 0)
    await post(database.sql, [
      { ...row, key: next('m'), type: 'receipt', quantity: received, unit_cost: 2, occurred_at: later(9) },
    ]);
  for (const days of outOn)
    await database.sql.query(
      `insert into fact_store_product_day (store_id, product_id, business_date, out_minutes) values ($1, $2, $3, 600)`,
      [storeId, productId, day(days)],
    );
  return { storeId, made };
}

const gradesOf = async (storeId: string) =>
  (
    await database.sql.query(
      'select d.* from suggestion_grade d join suggestion g on g.id = d.suggestion_id where g.store_id = $1',
      [storeId],
    )
  ).rows;

describe('grading a suggestion', () => {
  test('waits until lead time and review are over and their days are known, and then happens once', async () => {
    const { storeId } = await graded({ decision: 'accepted', received: 0, outOn: [] });
    const grade = (days: number) => gradeDue(platformAt(database, later(days)), { remainingMs: () => Infinity });
    expect(await grade(20)).toBe(0);
    await knowDay(database.sql, storeId, day(15));
    expect(await grade(20)).toBe(0);
    await knowDay(database.sql, storeId, day(16));
    expect(await grade(15)).toBe(0);
    expect(await grade(17)).toBe(1);
    expect(await grade(18)).toBe(0);
    expect(await gradesOf(storeId)).toHaveLength(1);
  });

  test('tells hours out of stock, those when it would have been there, and what lay over at the end', async () => {
    const refused = await graded({ decision: 'rejected', received: 0, outOn: [3, 10, 12] });
    const needless = await graded({ decision: 'accepted', received: 500, outOn: [] });
    for (const { storeId } of [refused, needless]) await knowDay(database.sql, storeId, day(16));
    expect(await gradeDue(platformAt(database, later(17)), { remainingMs: () => Infinity })).toBe(2);
    expect(await gradesOf(refused.storeId)).toMatchObject([{ out_minutes: '1800', late_minutes: '1200' }]);
    const [over] = await gradesOf(needless.storeId);
    const orderUpTo = Number(needless.made?.inputs['orderUpTo']);
    expect(Number((over as { excess_units: string }).excess_units)).toBeCloseTo(517 - orderUpTo, 2);
    expect(Number((over as { excess_minor: string }).excess_minor)).toBe(
      Math.round(Number((over as { excess_units: string }).excess_units) * 200),
    );
    const told = await listGrades(platformAt(database, later(17)), admin, { store: refused.storeId, days: 90 });
    expect(told.items).toMatchObject([
      { suggestions: 1, overridden: 1, outHours: 30, outHoursOverridden: 30, advice: null },
    ]);
    expect(told.summary).toContain('Of 1 graded suggestions 0 were followed and 1 overridden.');
  });

  test('tells what ordering otherwise came to: sales that were lost, and goods that nobody needed', async () => {
    const late = await graded({ decision: 'rejected', received: 0, outOn: [3, 10, 12] });
    const calm = await graded({ decision: 'rejected', received: 500, outOn: [] });
    const more = await graded({ decision: 'changed', received: 500, outOn: [] });
    const asked = await graded({ decision: 'accepted', received: 500, outOn: [] });
    for (const { storeId } of [late, calm, more, asked]) {
      await database.sql.query(
        `insert into store_open_day (store_id, business_date, open, open_minutes, is_said, is_closed)
         select $1, d::date, '{}', 600, true, false from generate_series(date '2026-06-15', '2026-07-10', '1 day') d`,
        [storeId],
      );
      await knowDay(database.sql, storeId, day(16));
    }
    await gradeDue(platformAt(database, later(17)), { remainingMs: () => Infinity });
    const told = async (storeId: string) =>
      listGrades(platformAt(database, later(17)), admin, { store: storeId, days: 90 });
    // Two days of the window were without stock, at 3 pounds of margin a unit.
    const lost = Math.round(2 * Number(late.made?.inputs['perDay']) * 300);
    const [lateTold] = (await told(late.storeId)).overrides;
    expect(Math.abs((lateTold?.lostMinor ?? 0) - lost)).toBeLessThan(5);
    expect(lateTold?.words).toMatch(/^Rejected \d+: out of stock for 20 opening hours, about £18 of margin lost$/);
    expect((await told(late.storeId)).items).toMatchObject([{ lostMinor: lateTold?.lostMinor, idleMinor: 0 }]);
    const [calmTold] = (await told(calm.storeId)).overrides;
    expect(calmTold?.words).toMatch(/^Rejected (\d+) and never ran out: \1 would have left \1 more, £\d+ for 7 days/);
    const [moreTold] = (await told(more.storeId)).overrides;
    expect(moreTold?.words).toMatch(
      /^Ordered \d+ instead of \d+: 55 of the 55 more were not needed, £110 for 7 days, which costs about £0.55 to keep$/,
    );
    expect((await told(asked.storeId)).overrides).toEqual([]);
  });
});
