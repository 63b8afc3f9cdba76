import { at, type Make, once } from './request.ts';
import type { Target, World } from './world.ts';

const sale = { soldAt: '2026-02-02T10:00:00Z', lines: [{ sku: 'MUG', quantity: '1', unitPrice: '2.5', taxMinor: 10 }] };

const back = {
  returnedAt: '2026-02-03T10:00:00Z',
  lines: [{ sku: 'MUG', quantity: '1', disposition: 'restock', refundMinor: 100 }],
};

const hold = { lines: [{ sku: 'MUG', quantity: '1' }], minutes: 30, reference: 'cart 81' };

const dayTotal = {
  businessDate: '2026-02-02',
  netMinor: 200,
  grossMinor: 240,
  taxMinor: 40,
  transactions: 1,
  units: '1',
};

/** A new sale of that store, of one mug: its id. */
async function sold({ sql, store, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `with sold as (
       insert into sale (store_id, source, external_id, occurred_at, business_date)
       values ($1, 'till', $2, '2026-02-02T10:00:00Z', '2026-02-02') returning id)
     insert into sale_line (sale_id, id, product_id, quantity, unit_price, net_minor, tax_minor, discount_minor)
     select sold.id, nextval('sale_line_id'), p.id, 1, 2.5, 240, 10, 0 from sold, product p where p.sku = 'MUG'
     returning sale_id::text as id`,
    [store[target], `sold-${next()}`],
  );
  return rows[0]?.id ?? '';
}

/** A new reservation of one mug in that store: its id. */
async function held({ sql, store, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `select id::text from reserve($1, $2, gen_random_uuid(), '[{"sku": "MUG", "quantity": "1"}]', now() + interval '1 hour', null, 'test')`,
    [store[target], `held-${next()}`],
  );
  return rows[0]?.id ?? '';
}

/** How to ask for sales, returns and reservations, by people and by tills. */
export const saleRequests: Record<string, Make> = {
  'POST /sales': (world, target) =>
    at('/sales', { headers: once(world), body: { ...sale, storeId: world.store[target] } }),
  'GET /sales': (world, target) => at('/sales', { query: { store: world.store[target], externalId: 'R-1' } }),
  'GET /sales/{saleId}': async (world, target) => at(`/sales/${await sold(world, target)}`),
  'POST /returns': async (world, target) =>
    at('/returns', {
      headers: once(world),
      body: { ...back, storeId: world.store[target], saleId: await sold(world, 'own') },
    }),
  'POST /reservations': (world, target) =>
    at('/reservations', { headers: once(world), body: { ...hold, storeId: world.store[target] } }),
  'GET /reservations': (world, target) => at('/reservations', { query: { store: world.store[target] } }),
  'POST /reservations/{reservationId}/confirm': async (world, target) =>
    at(`/reservations/${await held(world, target)}/confirm`, {
      body: { lines: [{ sku: 'MUG', unitPrice: '2.5', discountMinor: 10, taxMinor: 20 }] },
    }),
  'POST /reservations/{reservationId}/release': async (world, target) =>
    at(`/reservations/${await held(world, target)}/release`, { body: {} }),
  'POST /day-totals': (world, target) =>
    at('/day-totals', { body: { ...dayTotal, till: 'Till 3', storeId: world.store[target] } }),
  'POST /till/sales': (world, target) =>
    at('/till/sales', { headers: once(world), body: { ...sale, storeId: world.store[target] } }),
  'POST /till/returns': async (world, target) =>
    at('/till/returns', {
      headers: once(world),
      body: { ...back, storeId: world.store[target], saleId: await sold(world, 'own') },
    }),
  'POST /till/day-totals': (world, target) =>
    at('/till/day-totals', { body: { ...dayTotal, storeId: world.store[target] } }),
};
