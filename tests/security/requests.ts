import { Inputs } from '#domain/replenishment/inputs.ts';
import type { Asked } from '#tests/functions/api.ts';
import { marks, type Target, type World } from './world.ts';

/** A request that is in order, except perhaps for who sends it and which store it names. */
export type Sent = Asked & { path: string };
type Make = (world: World, target: Target, who: string) => Sent | Promise<Sent>;

const week = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
    day,
    [{ opens: '09:00', closes: '18:00' }],
  ]),
);
const store = (code: string) => ({
  code,
  name: code,
  kind: 'shop',
  timeZone: 'Europe/London',
  dayCutoff: '00:00',
  currency: 'GBP',
  hours: week,
  closures: [{ from: '2026-12-25', to: '2026-12-26', reason: 'Christmas' }],
  expectedFeeds: [{ kind: 'sales', weekdays: ['monday'], by: '22:00' }],
  overselling: 'refuse',
  unknownSku: 'reject',
  dateOrder: 'ymd',
});
const product = (sku: string) => ({
  sku,
  name: 'Mug',
  category: 'Kitchen',
  family: 'Mugs',
  status: 'active',
  isStocked: true,
  price: '2.5',
  cost: '1',
  reorderPoint: '5',
  barcodes: [`5${sku}`],
});
const supplier = (code: string) => ({
  code,
  name: code,
  email: 'orders@example.com',
  phone: '0113',
  contact: 'Ann',
  leadTimeDays: 7,
  minOrderValue: '150',
  tolerancePercent: 10,
  note: 'Closed in August',
});
const terms = { supplierSku: 'A-1', packSize: '6', minOrder: '12', leadTimeDays: 7, cost: '2.1' };
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

/** A new transfer of one mug between that store and the partner, drafted or on its way: its id. */
async function moved({ sql, store, product, partner }: World, target: Target, to: 'draft' | 'in'): Promise<string> {
  if (target === 'absent') return '999999';
  const [from, into] = to === 'draft' ? [store[target], partner] : [partner, store[target]];
  const { rows } = await sql.query<{ id: string }>(
    `select id::text from save_transfer(null, null, gen_random_uuid(), gen_random_uuid(), $1, $2, null, $3,
       jsonb_build_array(jsonb_build_object('productId', $4::text, 'quantity', '1')), 'test')`,
    [from, into, target === 'own' ? 'Box 3' : marks.name, product],
  );
  const id = rows[0]?.id ?? '';
  if (to === 'in') await sql.query("select ship_transfer($1, 1, now(), 'test')", [id]);
  return id;
}

/** A new sheet of that store, on which its mugs are counted: its id. */
async function sheetOf({ sql, store, product, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `with made as (
       insert into count_sheet (key, payload, store_id, name, scope, is_blind, line_count, counted_count)
       values (gen_random_uuid(), gen_random_uuid(), $1, $2, 'products', false, 1, 1) returning id)
     insert into count_line (sheet_id, product_id, counted, counted_at, counted_by)
     select made.id, $3, $4, clock_timestamp(), 'test' from made returning sheet_id::text as id`,
    [store[target], target === 'own' ? `Sheet ${next()}` : marks.name, product, target === 'own' ? 1_000 : 5_430_000],
  );
  return rows[0]?.id ?? '';
}
const move =
  (verb: string, to: 'draft' | 'in', body: object): Make =>
  async (world, target) =>
    at(`/transfers/${await moved(world, target, to)}/${verb}`, {
      headers: verb === 'receive' || verb === 'close' ? once(world) : {},
      body: { version: to === 'draft' ? 1 : 2, ...body },
    });
const transferOf = (world: World, fromStoreId: string) => ({
  fromStoreId,
  toStoreId: world.partner,
  expectedOn: '2026-03-01',
  note: 'Box 4',
  lines: [{ productId: world.product, quantity: '2' }],
});

/** A new alert of that store: its id. */
async function alerted({ sql, store, product, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `insert into alert_episode (kind, store_id, product_id, reference, is_urgent, money_minor, facts, opened_at)
     values ('negative', $1, $2, $3, false, $4, '{"onHand": "-2"}', clock_timestamp()) returning id`,
    target === 'own'
      ? [store.own, product, `${next()}`, 10]
      : [store.foreign, product, `${marks.name} ${next()}`, 5_430_000],
  );
  return rows[0]?.id ?? '';
}
const alertRule = {
  kind: 'low',
  version: 0,
  settings: { isOn: true, threshold: null, hysteresis: 20, urgent: 'never' },
};
const alertWish = {
  isOn: true,
  hour: 7,
  timeZone: 'Europe/London',
  weekdays: [1, 2, 3],
  kinds: ['low', 'out'],
  urgent: true,
};

async function versionOf({ sql }: World, from: string, where: string, values: string[]): Promise<number> {
  const { rows } = await sql.query<{ version: number }>(`select version from ${from} where ${where}`, values);
  return rows[0]?.version ?? 1;
}

/** Somebody new who may look at one store. */
async function somebody({ sql, next, store: { own } }: World): Promise<string> {
  const userId = `somebody-${next()}`;
  await sql.query('insert into person (user_id, name, email) values ($1, $1, $2)', [userId, `${userId}@example.com`]);
  await sql.query("insert into user_role_grant values ($1, 'viewer', $2)", [userId, own]);
  return userId;
}

/** A view that the person keeps, or that somebody else does, or that is not there: its id. */
async function viewOf({ sql, next }: World, target: Target, who: string): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    "insert into saved_view (user_id, name, path, search) values ($1, $2, '/stock', '') returning id",
    target === 'own' ? [who, `View ${next()}`] : ['somebody else', `${marks.name} ${next()}`],
  );
  return rows[0]?.id ?? '';
}
const view = (name: string) => ({ name, path: '/stock', search: '?state=low' });

const once = (world: World) => ({ 'idempotency-key': `once-${world.next()}` });
const at = (path: string, asked: Asked = {}): Sent => ({ path, ...asked });

/** For every route, how to ask for it. What a request changes is new each time, so that none stands in another's way. */
export const requests: Record<string, Make> = {
  'GET /health': () => at('/health'),
  'GET /openapi.json': () => at('/openapi.json'),
  'GET /docs': () => at('/docs'),
  'GET /me': () => at('/me'),
  'GET /stores': () => at('/stores'),
  'GET /stores/{storeId}': (world, target) => at(`/stores/${world.store[target]}`),
  'POST /stores': (world) => at('/stores', { body: store(`S${world.next()}`) }),
  async 'PUT /stores/{storeId}'(world, target) {
    const version = await versionOf(world, 'store', 'id = $1', [world.store[target]]);
    return at(`/stores/${world.store[target]}`, { body: { ...store(world.code[target]), version, isArchived: false } });
  },
  'GET /dashboard/stock': (world, target) => at('/dashboard/stock', { query: { store: world.store[target] } }),
  'GET /dashboard/sales': (world, target) =>
    at('/dashboard/sales', { query: { store: world.store[target], from: '2026-02-01', to: '2026-02-28' } }),
  'GET /figures': (world, target) =>
    at('/figures', { query: { store: world.store[target], by: 'store', from: '2026-02-01', to: '2026-02-28' } }),
  'GET /bridge': (world, target) =>
    at('/bridge', { query: { store: world.store[target], from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' } }),
  'GET /movements': (world, target) =>
    at('/movements', {
      query: { store: world.store[target], kind: 'receipts', search: 'mug', from: '2026-01-01T00:00:00Z' },
    }),
  'GET /stock': (world, target) => at('/stock', { query: { store: world.store[target] } }),
  'GET /products': () => at('/products', { query: { search: 'mug', category: 'Kitchen' } }),
  'GET /products/{productId}': ({ product: id }) => at(`/products/${id}`),
  'POST /products': (world) => at('/products', { body: product(`P${world.next()}`) }),
  async 'PUT /products/{productId}'(world) {
    const version = await versionOf(world, 'product', 'id = $1', [world.product]);
    return at(`/products/${world.product}`, { body: { ...product('MUG'), version } });
  },
  'GET /products/{productId}/prices': ({ product: id }) => at(`/products/${id}/prices`),
  'GET /products/{productId}/movements': (world, target) =>
    at(`/products/${world.product}/movements`, { query: { store: world.store[target] } }),
  'GET /products/{productId}/timeline': (world, target) =>
    at(`/products/${world.product}/timeline`, {
      query: { store: world.store[target], from: '2026-01-01', to: '2026-01-31' },
    }),
  'GET /categories': () => at('/categories'),
  'GET /suppliers': () => at('/suppliers', { query: { search: 'clay' } }),
  'GET /suppliers/{supplierId}': (world) => at(`/suppliers/${world.supplier}`),
  'POST /suppliers': (world) => at('/suppliers', { body: supplier(`V${world.next()}`) }),
  async 'PUT /suppliers/{supplierId}'(world) {
    const version = await versionOf(world, 'supplier', 'id = $1', [world.supplier]);
    return at(`/suppliers/${world.supplier}`, { body: { ...supplier('CLAY'), version, isArchived: false } });
  },
  'GET /suppliers/{supplierId}/items': (world) => at(`/suppliers/${world.supplier}/items`),
  async 'PUT /suppliers/{supplierId}/items/{productId}'(world) {
    const of = [world.supplier, world.product];
    await world.sql.query(
      'insert into supplier_item (supplier_id, product_id) values ($1, $2) on conflict do nothing',
      of,
    );
    const version = await versionOf(world, 'supplier_item', 'supplier_id = $1 and product_id = $2', of);
    return at(`/suppliers/${of[0]}/items/${of[1]}`, { body: { ...terms, version } });
  },
  async 'POST /suppliers/{supplierId}/items/{productId}/remove'(world) {
    const of = [world.supplier, world.product];
    const version = await versionOf(world, 'supplier_item', 'supplier_id = $1 and product_id = $2', of);
    return at(`/suppliers/${of[0]}/items/${of[1]}/remove`, { body: { version } });
  },
  'POST /adjustments': (world, target) =>
    at('/adjustments', {
      headers: once(world),
      body: {
        storeId: world.store[target],
        productId: world.product,
        quantity: '1',
        reason: 'found',
        note: 'In the cellar',
        occurredAt: '2026-02-02T10:00:00Z',
      },
    }),
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
  'POST /uploads': (world, target) =>
    at('/uploads', { body: { kind: 'sales', fileName: 'day.csv', storeCode: world.code[target] } }),
  'POST /uploads (products)': () => at('/uploads', { body: { kind: 'products', fileName: 'new.csv' } }),
  'GET /imports': () => at('/imports'),
  'GET /imports/{importId}': async (world, target) => at(`/imports/${await world.newImport(target)}`),
  'GET /transfers': (world, target) => at('/transfers', { query: { store: world.store[target], status: 'open' } }),
  'GET /transfers/{transferId}': async (world, target) => at(`/transfers/${await moved(world, target, 'draft')}`),
  'POST /transfers': (world, target) =>
    at('/transfers', { headers: once(world), body: transferOf(world, world.store[target]) }),
  'PUT /transfers/{transferId}': async (world, target) =>
    at(`/transfers/${await moved(world, target, 'draft')}`, {
      body: { ...transferOf(world, world.store.own), version: 1 },
    }),
  'POST /transfers/{transferId}/ship': move('ship', 'draft', {}),
  'POST /transfers/{transferId}/receive': move('receive', 'in', {
    lines: [{ sku: 'MUG', received: '1' }],
    note: 'Wet',
  }),
  'POST /transfers/{transferId}/close': move('close', 'in', { missing: 'lost', note: 'Wet' }),
  'POST /transfers/{transferId}/cancel': move('cancel', 'draft', {}),
  'GET /count-sheets': (world, target) =>
    at('/count-sheets', { query: { store: world.store[target], status: 'open' } }),
  'GET /count-sheets/{sheetId}': async (world, target) => at(`/count-sheets/${await sheetOf(world, target)}`),
  'POST /count-sheets': (world, target) =>
    at('/count-sheets', {
      headers: once(world),
      body: {
        storeId: world.store[target],
        name: 'Spring',
        scope: { kind: 'products', productIds: [world.product] },
        isBlind: true,
        recount: { units: '5', percent: 10, value: '50' },
      },
    }),
  'POST /count-sheets/{sheetId}/lines': async (world, target) =>
    at(`/count-sheets/${await sheetOf(world, target)}/lines`, {
      headers: once(world),
      body: { lines: [{ sku: 'MUG', counted: '1000', countedAt: '2026-02-05T10:00:00Z' }] },
    }),
  'POST /count-sheets/{sheetId}/post': async (world, target) =>
    at(`/count-sheets/${await sheetOf(world, target)}/post`, { body: { version: 1 } }),
  'POST /count-sheets/{sheetId}/cancel': async (world, target) =>
    at(`/count-sheets/${await sheetOf(world, target)}/cancel`, { body: { version: 1 } }),
  'GET /alerts': async (world, target) => {
    await alerted(world, target);
    return at('/alerts', {
      query: { store: world.store[target], kind: 'negative', product: world.product, state: 'open', search: 'MUG' },
    });
  },
  'GET /alerts/summary': (world, target) => at('/alerts/summary', { query: { store: world.store[target] } }),
  'GET /alerts/{episodeId}': async (world, target) => at(`/alerts/${await alerted(world, target)}`),
  'POST /alerts/handle': async (world, target) =>
    at('/alerts/handle', { body: { action: 'acknowledge', ids: [await alerted(world, target)] } }),
  'POST /alerts/handle (filter)': async (world, target) => {
    await alerted(world, target);
    const filter = { store: world.store[target], kind: 'negative', state: 'open', search: 'MUG' };
    return at('/alerts/handle', {
      body: { action: 'snooze', until: '2100-01-01', filter: { ...filter, openedBefore: new Date().toISOString() } },
    });
  },
  'GET /alerts/rules': (world, target) => at('/alerts/rules', { query: { store: world.store[target] } }),
  async 'PUT /alerts/rules'(world, target) {
    const version = await versionOf(world, 'alert_rule', "kind = 'low' and store_id = $1", [world.store[target]]);
    const was = await world.sql.query("select from alert_rule where kind = 'low' and store_id = $1", [
      world.store[target],
    ]);
    const settings = { ...alertRule.settings, hysteresis: 1 + (world.next() % 99) };
    const body = { ...alertRule, settings, storeId: world.store[target], version: was.rowCount === 0 ? 0 : version };
    return at('/alerts/rules', { body });
  },
  async 'PUT /alerts/rules (chain)'(world) {
    const version = await versionOf(world, 'alert_rule', "kind = 'low' and store_id is null", []);
    const settings = { ...alertRule.settings, hysteresis: 1 + (world.next() % 99) };
    return at('/alerts/rules', { body: { ...alertRule, settings, storeId: null, version } });
  },
  'GET /alerts/preferences': () => at('/alerts/preferences'),
  async 'PUT /alerts/preferences'(world, _target, who) {
    const { rows } = await world.sql.query<{ version: number }>(
      'select version from alert_preference where user_id = $1',
      [who],
    );
    const body = { ...alertWish, hour: world.next() % 24, stores: null, version: rows[0]?.version ?? 0 };
    return at('/alerts/preferences', { body });
  },
  'GET /views': () => at('/views'),
  'POST /views': (world) => at('/views', { body: view(`View ${world.next()}`) }),
  'PUT /views/{viewId}': async (world, target, who) =>
    at(`/views/${await viewOf(world, target, who)}`, { body: view(`View ${world.next()}`) }),
  async 'POST /views/{viewId}/remove'(world, target, who) {
    await viewOf(world, target, who); // stays: what the request changes can be told from nothing
    return at(`/views/${await viewOf(world, target, who)}/remove`, { body: {} });
  },
  'GET /till-keys': (world, target) => at('/till-keys', { query: { store: world.store[target] } }),
  'POST /till-keys': (world, target) => at('/till-keys', { body: { storeId: world.store[target], label: 'Till 3' } }),
  'POST /till-keys/{keyId}/rotate': async (world, target) =>
    at(`/till-keys/${(await world.newKey(target)).id}/rotate`, { body: {} }),
  'POST /till-keys/{keyId}/revoke': async (world, target) =>
    at(`/till-keys/${(await world.newKey(target)).id}/revoke`, { body: {} }),
  'GET /people': () => at('/people', { query: { search: 'some' } }),
  'POST /people': (world) =>
    at('/people', {
      body: {
        email: `new-${world.next()}@example.com`,
        name: 'New',
        grants: [{ role: 'clerk', storeId: world.store.own }],
      },
    }),
  'PUT /people/{userId}/grants': async (world) =>
    at(`/people/${await somebody(world)}/grants`, {
      body: { version: 1, grants: [{ role: 'clerk', storeId: world.store.own }] },
    }),
  'POST /people/{userId}/disable': async (world) => at(`/people/${await somebody(world)}/disable`, { body: {} }),
  'POST /people/{userId}/enable': async (world) => at(`/people/${await somebody(world)}/enable`, { body: {} }),
  'POST /people/{userId}/invitation': async (world) => at(`/people/${await somebody(world)}/invitation`, { body: {} }),
  'POST /live/ticket': () => at('/live/ticket', { body: {} }),
  'GET /live/changes': () => at('/live/changes', { query: { since: '1:1:' } }),
  'GET /audit': () => at('/audit', { query: { subjectKind: 'store', subjectId: '1', actor: 'somebody' } }),
};

/** The request for a route by `who`, made anew. @throws if nobody has said how to ask for it */
export async function requestFor(route: string, world: World, target: Target = 'own', who = 'boss'): Promise<Sent> {
  const make = requests[route];
  if (make === undefined) throw new Error(`tests/security/requests.ts does not say how to ask for ${route}`);
  return make(world, target, who);
}
