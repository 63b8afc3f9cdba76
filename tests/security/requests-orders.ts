import { at, type Make, once } from './request.ts';
import { marks, type Target, type World } from './world.ts';

/** A new order of that store for 12 mugs, as far as that: its id. */
async function ordered(
  { sql, store, product, supplier, next }: World,
  target: Target,
  status: string,
): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `with made as (
       insert into purchase_order (supplier_id, store_id, currency, status, expected_on, note, request_key, payload,
         created_by, sent_at)
       values ($1, $2, 'GBP', $3, '2026-03-01', $4, gen_random_uuid(), gen_random_uuid(), $4,
         case when $3 = 'sent' then '2026-02-01T10:00:00Z'::timestamptz end)
       returning id)
     insert into purchase_order_line (order_id, product_id, nth, ordered, unit_cost)
     select made.id, $5, 1, $6, 2 from made returning order_id::text as id`,
    [
      supplier,
      store[target],
      status,
      target === 'own' ? `Order ${next()}` : marks.name,
      product,
      target === 'own' ? 12 : 5_430_000,
    ],
  );
  return rows[0]?.id ?? '';
}

const step =
  (verb: string, status: string): Make =>
  async (world, target) =>
    at(`/orders/${await ordered(world, target, status)}/${verb}`, { body: { version: 1 } });

const orderFields = (product: string) => ({
  expectedOn: '2026-03-01',
  note: 'Before 11',
  landedMinor: 100,
  tolerancePercent: 5,
  lines: [{ productId: product, quantity: '12', unitCost: '2.5' }],
});

/** How to ask for purchase orders. */
export const orderRequests: Record<string, Make> = {
  'GET /orders': (world, target) => at('/orders', { query: { store: world.store[target], status: 'open' } }),
  'GET /orders/{orderId}': async (world, target) => at(`/orders/${await ordered(world, target, 'sent')}`),
  'GET /orders/scorecard': (world) => at('/orders/scorecard', { query: { supplierId: world.supplier } }),
  'POST /orders': (world, target) =>
    at('/orders', {
      headers: once(world),
      body: { supplierId: world.supplier, storeId: world.store[target], ...orderFields(world.product) },
    }),
  'PUT /orders/{orderId}': async (world, target) =>
    at(`/orders/${await ordered(world, target, 'draft')}`, { body: { version: 1, ...orderFields(world.product) } }),
  'POST /orders/{orderId}/approve': step('approve', 'draft'),
  'POST /orders/{orderId}/send': step('send', 'approved'),
  'POST /orders/{orderId}/cancel': step('cancel', 'draft'),
  'POST /orders/{orderId}/close': step('close', 'sent'),
  'POST /orders/{orderId}/receipts': async (world, target) =>
    at(`/orders/${await ordered(world, target, 'sent')}/receipts`, {
      headers: once(world),
      body: {
        deliveryNote: `DN-${world.next()}`,
        receivedAt: '2026-02-03T10:00:00Z',
        landedMinor: 100,
        lines: [
          { productId: world.product, accepted: '10', damaged: '1', wrong: '0', unitCost: '2.6', reason: 'Crushed' },
        ],
      },
    }),
};
