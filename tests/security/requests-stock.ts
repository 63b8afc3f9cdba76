import { at, type Make, once } from './request.ts';
import { marks, type Target, type World } from './world.ts';

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

/** How to ask for stock, and for what moves it: adjustments, transfers, counts and files. */
export const stockRequests: Record<string, Make> = {
  'GET /stock': (world, target) => at('/stock', { query: { store: world.store[target] } }),
  'GET /products/{productId}/movements': (world, target) =>
    at(`/products/${world.product}/movements`, { query: { store: world.store[target] } }),
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
  'POST /uploads': (world, target) =>
    at('/uploads', { body: { kind: 'sales', fileName: 'day.csv', storeCode: world.code[target] } }),
  'POST /uploads (products)': () => at('/uploads', { body: { kind: 'products', fileName: 'new.csv' } }),
  'GET /imports': () => at('/imports'),
  'GET /imports/{importId}': async (world, target) => at(`/imports/${await world.newImport(target)}`),
  'GET /transfers': (world, target) => at('/transfers', { query: { store: world.store[target], status: 'open' } }),
  'GET /transfers/partners': () => at('/transfers/partners'),
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
};
