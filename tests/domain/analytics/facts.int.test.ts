import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { differences, foldAll, measuresOf, rawFacts, rawHours, sell } from '#tests/setup/facts.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let measures: string[];
let cases = 0;

beforeAll(async () => {
  database = await testDatabase();
  measures = await measuresOf(database.sql);
});
afterAll(() => database.close());

const first = Date.UTC(2026, 0, 5);
/** Some time within 80 days, in which two whole months lie. */
const time = fc
  .integer({ min: 0, max: 80 * 24 * 2 })
  .map((half) => new Date(first + half * 1_800_000).toISOString().replace('.000', ''));
const [place, thing] = [fc.nat(2), fc.nat(2)];
const amount = fc.integer({ min: 1, max: 9 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('sale' as const),
      place,
      sale: fc.nat(3),
      lines: fc.array(
        fc.record({
          key: fc.nat(9).map(String),
          thing: fc.nat(3), // the last one is a charge
          quantity: fc.oneof(amount, amount, fc.constantFrom(-1, -2)),
          at: time,
          tax: fc.nat(1),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        type: fc.constantFrom('receipt', 'return', 'transfer_in', 'adjustment', 'adjustment'),
        reason: fc.constantFrom('damaged', 'theft', 'found', 'correction'),
        place,
        thing,
        amount,
        at: time,
      })
      .map((it) => ({ do: 'post' as const, ...it })),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('count' as const), place, thing, amount: fc.nat(20), at: time }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('again' as const), nth: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('fold' as const), most: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('move' as const), thing, category: fc.constantFrom('Tea', 'Toys', null) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Three stores of one currency that nobody else has, and three products and a charge. */
async function chain() {
  const nth = (cases += 1);
  const currency = `Q${String.fromCodePoint(65 + Math.floor(nth / 26), 65 + (nth % 26))}`;
  const stores = await Promise.all([
    openStore(database.sql, `L${nth}`, { currency }),
    openStore(database.sql, `N${nth}`, { currency, time_zone: 'America/New_York', day_cutoff: '04:00' }),
    openStore(database.sql, `K${nth}`, { currency, time_zone: 'Asia/Kolkata', unknown_sku: 'create' }),
  ]);
  const skus = ['A', 'B', 'C', 'POST'].map((name) => `${name}${nth}`);
  const products = await addProducts(database.sql, skus);
  await database.sql.query("update product set category = 'Tea' where id = $1", [products[0]]);
  await database.sql.query('update product set is_stocked = false where id = $1', [products[3]]);
  return { currency, stores, skus, products };
}
type Chain = Awaited<ReturnType<typeof chain>>;

async function take(it: Chain, name: string, done: Step): Promise<void> {
  if (done.do === 'fold') await database.app.query('select fold_facts($1)', [done.most]);
  if (done.do === 'move')
    await database.sql.query('update product set category = $2 where id = $1', [
      it.products[done.thing],
      done.category,
    ]);
  if (done.do === 'sale') {
    // A charge has no time of its own: its sale's is taken for all lines then.
    const same = done.lines.some((line) => line.thing === 3) || done.sale === 0;
    const at = done.sale === 0 ? '2026-02-03T23:30:00Z' : (done.lines[0]?.at ?? '');
    const sale = same && done.sale !== 0 ? `${name} charged` : `sale ${done.sale}`;
    await sell(
      database.app,
      it.stores[done.place] ?? '',
      sale,
      done.lines.map((line) => ({
        ...line,
        sku: it.skus[line.thing] ?? '',
        at: same ? at : line.at,
        tax: line.tax / 2,
      })),
    );
  }
  if (done.do === 'post') {
    const isLoss = ['damaged', 'theft'].includes(done.reason) && done.type === 'adjustment';
    if (isLoss) await fill(it, name, done);
    await post(database.app, [
      {
        key: `${it.currency} ${name}`,
        store_id: it.stores[done.place] ?? '',
        product_id: it.products[done.thing] ?? '',
        type: done.type,
        quantity: isLoss ? -done.amount : done.amount,
        occurred_at: done.at,
        ...(done.type === 'adjustment' ? { reason: done.reason } : {}),
        ...(done.type === 'receipt' ? { unit_cost: 1.25 + done.amount } : {}),
      },
    ]);
  }
  if (done.do === 'count')
    await post(database.app, [
      {
        key: `${it.currency} ${done.place} ${done.thing} ${done.at}`,
        payload: 'count',
        store_id: it.stores[done.place] ?? '',
        product_id: it.products[done.thing] ?? '',
        type: 'count',
        counted: done.amount,
        occurred_at: done.at,
      },
    ]);
}

/** Enough stock for a loss, which is refused otherwise; it comes after every count. */
async function fill(it: Chain, name: string, { place, thing }: { place: number; thing: number }): Promise<void> {
  await post(database.app, [
    {
      key: `${it.currency} ${name} in`,
      store_id: it.stores[place] ?? '',
      product_id: it.products[thing] ?? '',
      type: 'receipt',
      quantity: 500,
      occurred_at: '2026-04-20T10:00:00Z',
    },
  ]);
}

/** What is wrong with the facts of a chain as they stand; nothing, whatever is folded. */
async function wrong({ currency, stores }: Chain, from: string, to: string): Promise<unknown[]> {
  const mine = `store_id in (${stores.join(', ')})`;
  const ids = `array[${stores.join(', ')}]::bigint[]`;
  const days = `business_date between '${from}' and '${to}'`;
  const raw = (more = 'true') => `select r.*, coalesce(p.category, '') as category from (${rawFacts}) r
    join product p on p.id = r.product_id where ${mine} and ${more}`;
  const compare = (told: string, keys: string[], truth: string) =>
    differences(database.sql, { told, truth, keys, measures });
  const found = await Promise.all([
    compare(`select * from store_product_day where ${mine}`, ['store_id', 'product_id', 'business_date'], raw()),
    compare(`select * from store_day where ${mine}`, ['store_id', 'business_date'], raw()),
    compare(`select * from store_category_between(${ids}, '${from}', '${to}')`, ['store_id', 'category'], raw(days)),
    compare(`select * from store_product_between(${ids}, '${from}', '${to}')`, ['store_id', 'product_id'], raw(days)),
    compare(`select * from product_between('${currency}', '${from}', '${to}')`, ['product_id'], raw(days)),
    differences(database.sql, {
      told: `select * from store_hour where ${mine}`,
      truth: `select * from (${rawHours}) r where ${mine}`,
      keys: ['store_id', 'business_date', 'hour'],
      measures: ['net_minor', 'units', 'transactions'],
    }),
    closings(mine, from, to),
  ]);
  return found.flat();
}

/** Stock at the end of each day, from the level backwards, beside the ledger's; and its mean, from the moments. */
async function closings(mine: string, from: string, to: string): Promise<unknown[]> {
  const { rows } = await database.sql.query(
    `with delta as (
       select store_id, product_id, business_date, units_moment, value_moment,
         received - sold + returned + transferred + counted + adjusted - shrunk as units,
         received_minor - cogs_minor + returned_cost_minor + transferred_minor + counted_minor + adjusted_minor
           - shrunk_minor + revalued_minor as value
       from store_product_day where ${mine}
     ), day as (
       select l.store_id, l.product_id, d::date as day,
         l.on_hand - coalesce((select sum(f.units) from delta f where f.store_id = l.store_id and f.product_id = l.product_id
           and f.business_date > d), 0) as units,
         l.value_minor - coalesce((select sum(f.value) from delta f where f.store_id = l.store_id
           and f.product_id = l.product_id and f.business_date > d), 0) as value,
         coalesce((select sum(m.quantity) from stock_movement m where m.store_id = l.store_id
           and m.product_id = l.product_id and m.business_date <= d), 0) as true_units,
         coalesce((select sum(m.value_minor) from stock_movement m where m.store_id = l.store_id
           and m.product_id = l.product_id and m.business_date <= d), 0) as true_value
       from stock_level l cross join generate_series($1::date, $2::date, '1 day') d where ${mine}
     )
     select 'closing' as what, to_jsonb(day) from day where units <> true_units or value <> true_value
     union all
     select 'mean', to_jsonb(m) from (
       select store_id, product_id, sum(units) as units, sum(value) as value, count(*) as days,
         (array_agg(units order by day desc))[1] as last_units, (array_agg(value order by day desc))[1] as last_value
       from day group by 1, 2
     ) m
     cross join lateral (
       select coalesce(sum(f.units_moment - f.units * ($1::date - date '2000-01-01')), 0) as units,
         coalesce(sum(f.value_moment - f.value * ($1::date - date '2000-01-01')), 0) as value
       from delta f
       where f.store_id = m.store_id and f.product_id = m.product_id and f.business_date between $1::date and $2::date
     ) f
     where m.units <> m.days * m.last_units - f.units or m.value <> m.days * m.last_value - f.value`,
    [from, to],
  );
  return rows;
}

test('facts say what the ledger and the sales say, at every grain, whatever comes when and whatever is folded', async () => {
  const day = time.map((at) => at.slice(0, 10));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 24 }), fc.tuple(day, day), async (steps, range) => {
      const it = await chain();
      const [from = '', to = ''] = range.toSorted();
      for (const [nth, one] of steps.entries()) {
        const [name, done] = one.do === 'again' ? [`s${one.nth}`, steps[one.nth]] : [`s${nth}`, one];
        if (done !== undefined && done.do !== 'again') await take(it, name, done);
      }
      expect(await wrong(it, from, to)).toEqual([]);
      await foldAll(database.app, 7);
      expect(await wrong(it, from, to)).toEqual([]);
    }),
    { numRuns: 60 },
  );
  const { rows } = await database.sql.query(
    `select (select count(*) from fact_delta)::int + (select count(*) from hour_delta)::int as unfolded,
       (select count(*) from fact_store_product_day)::int > 100 as folded, (select sum(counted_loss_minor) > 0 from fact_store_day) as lost,
       (select sum(shrunk) > 0 from fact_store_day) as shrunk, (select sum(returned) > 0 from fact_store_day) as returned`,
  );
  expect(rows).toEqual([{ unfolded: 0, folded: true, lost: true, shrunk: true, returned: true }]);
}, 120_000);
