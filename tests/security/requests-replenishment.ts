import { Inputs } from '#domain/replenishment/inputs.ts';
import { at, type Make, once } from './request.ts';
import { marks, type Target, type World } from './world.ts';

/** What a suggestion stands on: a number for each. */
const exampleInputs = {
  ...Object.fromEntries(Object.keys(Inputs.shape).map((name) => [name, 1])),
  method: 'learned',
  demandTo: '2026-01-31',
  forecastMethod: 'smoothed',
  leadFrom: 'item',
  law: 'gamma',
};

/** A new open suggestion of mugs for that store: its id. */
async function suggested({ sql, store, product, supplier, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  await sql.query("update suggestion set status = 'expired' where status = 'open'");
  const { rows } = await sql.query<{ id: string }>(
    `with run as (
       insert into replenishment_run (store_id, business_date, claim, claimed_until, started_at)
       values ($1, date '2030-01-01' + $5::integer, gen_random_uuid(), now(), now()) returning id)
     insert into suggestion (run_id, business_date, store_id, product_id, kind, supplier_id, quantity, raw_quantity,
       pack_size, margin_at_risk_minor, auto_mode, method, inputs, sentence, grade_on)
     select run.id, '2026-02-01', $1, $2, 'buy', $3, 12, 10, 6, 100, 'suggest', 'learned', $6, $4, '2026-03-01' from run
     returning id::text`,
    [
      store[target],
      product,
      supplier,
      target === 'own' ? 'sells 1/day' : marks.name,
      next(),
      JSON.stringify(exampleInputs),
    ],
  );
  return rows[0]?.id ?? '';
}

/** What is to be named to change what is set for that store; null: for the chain. */
async function policyVersion({ sql, store }: World, target: Target | null): Promise<number> {
  const { rows } = await sql.query<{ version: number }>(
    `select version from reorder_policy
     where store_id is not distinct from $1 and product_id is null and category is null`,
    [target === null ? null : store[target]],
  );
  return rows[0]?.version ?? 0;
}

const policy = (world: World) => ({
  method: 'fixed',
  reorderPoint: String(world.next()),
  orderUpTo: '500',
  reviewDays: 7,
  serviceLevel: 0.95,
  shelfMax: '900',
  supplierId: world.supplier,
  warehouseId: null,
  autoMode: 'suggest',
  priceJump: 20,
  snoozedUntil: '2026-03-01',
});

const promotion = (world: World) => ({
  productId: world.product,
  name: `Sale ${world.next()}`,
  fromDay: '2026-03-01',
  toDay: '2026-03-07',
  uplift: 2.5,
});

/** A new promotion of mugs in that store: its id. */
async function promoted({ sql, store, product, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `insert into promotion (key, store_id, product_id, name, from_day, to_day, uplift)
     values (gen_random_uuid(), $1, $2, $3, '2026-03-01', '2026-03-07', 2) returning id::text`,
    [store[target], product, target === 'own' ? `Sale ${next()}` : marks.name],
  );
  return rows[0]?.id ?? '';
}

/** How to ask for suggestions, and for what they go by. */
export const replenishmentRequests: Record<string, Make> = {
  'GET /suggestions': (world, target) =>
    at('/suggestions', {
      query: {
        store: world.store[target],
        supplier: world.supplier,
        kind: 'buy',
        status: 'open',
        product: world.product,
        search: 'MUG',
      },
    }),
  'POST /suggestions/decide': async (world, target) =>
    at('/suggestions/decide', {
      headers: once(world),
      body: {
        decisions: [
          { suggestionId: await suggested(world, target), verdict: 'change', quantity: '5', reason: 'Shelf is small' },
        ],
      },
    }),
  'GET /suggestions/grades': (world, target) =>
    at('/suggestions/grades', { query: { store: world.store[target], days: '90' } }),
  'GET /suggestions/runs': (world, target) => at('/suggestions/runs', { query: { store: world.store[target] } }),
  'GET /policies': (world, target) => at('/policies', { query: { store: world.store[target], level: 'store' } }),
  'GET /policies/effective': (world, target) =>
    at('/policies/effective', {
      query: { store: world.store[target], product: world.product, search: 'MUG' },
    }),
  'POST /policies': async (world, target) =>
    at('/policies', {
      body: { storeId: world.store[target], version: await policyVersion(world, target), ...policy(world) },
    }),
  'POST /policies (chain)': async (world) =>
    at('/policies', { body: { version: await policyVersion(world, null), ...policy(world) } }),
  'GET /policies/budgets': (world, target) => at('/policies/budgets', { query: { store: world.store[target] } }),
  'POST /policies/budgets': (world, target) =>
    at('/policies/budgets', {
      body: { storeId: world.store[target], month: `${2030 + world.next()}-02`, amountMinor: 100_000, version: 0 },
    }),
  'GET /policies/stop': () => at('/policies/stop'),
  'POST /policies/stop': async (world) => {
    const { rows } = await world.sql.query<{ version: number }>('select version from ordering_stop');
    return at('/policies/stop', {
      body: { isStopped: true, reason: `Stocktaking ${world.next()}`, version: rows[0]?.version ?? 1 },
    });
  },
  'GET /policies/promotions': (world, target) => at('/policies/promotions', { query: { store: world.store[target] } }),
  'POST /policies/promotions': (world, target) =>
    at('/policies/promotions', {
      headers: once(world),
      body: { storeId: world.store[target], ...promotion(world) },
    }),
  'POST /policies/promotions (chain)': (world) =>
    at('/policies/promotions', { headers: once(world), body: promotion(world) }),
  'POST /policies/promotions/{promotionId}/remove': async (world, target) =>
    at(`/policies/promotions/${await promoted(world, target)}/remove`, { body: {} }),
};
