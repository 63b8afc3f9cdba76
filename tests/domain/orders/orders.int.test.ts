import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  approveOrder,
  cancelOrder,
  closeOrder,
  createDraft,
  editOrder,
  getOrder,
  listOrders,
  sendOrder,
} from '#domain/orders/order.actions.ts';
import { NewOrder, OrderEdit } from '#domain/orders/order.ts';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { mismatches, onHand } from '#tests/setup/ledger.ts';
import { admin, openPlace, type Place, sentOrder } from './world.ts';

let database: TestDatabase;
let place: Place;
const platform = () => testPlatform(database.db);

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  place = await openPlace(database.sql);
});
afterAll(() => database.close());

const draft = (key: string, lines = [{ productId: place.mug, quantity: '12', unitCost: '2.5' }]) =>
  createDraft(platform(), admin, { supplierId: place.supplier, storeId: place.store, lines, key });
const read = (orderId: string) => getOrder(platform(), admin, { orderId });
const events = async (orderId: string) =>
  (await database.sql.query("select from outbox where name = 'order.sent' and data->>'orderId' = $1", [orderId]))
    .rowCount;

describe('a draft', () => {
  test('is made once for a key, and takes what is not said from the terms of the supplier', async () => {
    await database.sql.query(
      "insert into supplier_item (supplier_id, product_id, supplier_sku, pack_size, cost) values ($1, $2, 'HK-1', 6, 1.75)",
      [place.supplier, place.mug],
    );
    const lines = [
      { productId: place.mug, quantity: '12' },
      { productId: place.lamp, quantity: '2', unitCost: '9.99' },
    ] as { productId: string; quantity: string; unitCost: string }[];
    const { orderId, repeated } = await draft('a', lines);
    expect(repeated).toBe(false);
    expect(await draft('a', lines)).toEqual({ orderId, repeated: true });
    await expect(draft('a')).rejects.toMatchObject({ problem: 'conflict', code: 'order.conflict' });
    const order = await read(orderId);
    expect(order).toMatchObject({ status: 'draft', currency: 'GBP', totalMinor: 12 * 175 + 2 * 999, version: 1 });
    expect(order.lines).toMatchObject([
      { supplierSku: 'HK-1', packSize: '6', unitCost: '1.75', ordered: '12', open: '12' },
      { supplierSku: null, packSize: '1', unitCost: '9.99' },
    ]);
  });

  test('asked for by many at once is one order', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => draft('many')));
    expect(new Set(all.map(({ orderId }) => orderId)).size).toBe(1);
    expect(all.filter(({ repeated }) => !repeated)).toHaveLength(1);
  });

  test('names a product once, and one that there is', async () => {
    const line = { productId: place.mug, quantity: '1' };
    const twice = NewOrder.safeParse({ supplierId: place.supplier, storeId: place.store, lines: [line, line] });
    expect(twice.error?.issues).toMatchObject([{ path: ['lines', 1, 'productId'] }]);
    const unknown = draft('none', [{ productId: '999999', quantity: '1', unitCost: '1' }]);
    await expect(unknown).rejects.toThrow('lines.0.productId: there is no such product');
  });

  test('is changed on the version that was read, and the same change again is one', async () => {
    const { orderId } = await draft('e');
    const change: OrderEdit = {
      orderId,
      version: 1,
      expectedOn: '2026-12-24',
      note: 'Ring twice',
      landedMinor: 500,
      tolerancePercent: 0,
      lines: [{ productId: place.lamp, quantity: '3' }],
    };
    const first = await editOrder(platform(), admin, change);
    expect(first).toMatchObject({ version: 2, expectedOn: '2026-12-24', note: 'Ring twice', landedMinor: 500 });
    expect(first.lines.map(({ productId, unitCost }) => [productId, unitCost])).toEqual([[place.lamp, '1']]);
    expect(await editOrder(platform(), admin, change)).toEqual(first);
    const other = editOrder(platform(), admin, { ...change, note: 'Knock' });
    await expect(other).rejects.toMatchObject({ code: 'order.stale' });
    await approveOrder(platform(), admin, { orderId, version: 2 });
    await expect(editOrder(platform(), admin, { ...change, version: 3 })).rejects.toMatchObject({
      code: 'order.conflict',
    });
    expect(first.history.map(({ what }) => what)).toEqual(['created', 'edited']);
  });
});

describe('how much more is taken in', () => {
  test('says of each line whether its supplier is known to sell it', async () => {
    await database.sql.query('insert into supplier_item (supplier_id, product_id) values ($1, $2)', [
      place.supplier,
      place.lamp,
    ]);
    const lines = [place.mug, place.lamp].map((productId) => ({ productId, quantity: '1', unitCost: '2' }));
    const draft = { supplierId: place.supplier, storeId: place.store, lines, key: crypto.randomUUID() };
    const order = await createDraft(platform(), admin, draft);
    const sold = (await getOrder(platform(), admin, order)).lines.map(({ isSold }) => isSold);
    expect(sold).toEqual([false, true]);
  });

  const toleranceOf = async (key: string, more: { tolerancePercent?: number } = {}) => {
    const { orderId } = await createDraft(platform(), admin, {
      supplierId: place.supplier,
      storeId: place.store,
      lines: [{ productId: place.mug, quantity: '12' }],
      key,
      ...more,
    });
    return getOrder(platform(), admin, { orderId });
  };

  test('is what the order says, else what the supplier says, else 5 percent', async () => {
    expect(await toleranceOf('as ever')).toMatchObject({ tolerancePercent: 5 });
    await database.sql.query('update supplier set tolerance_percent = 12 where id = $1', [place.supplier]);
    const ofSupplier = await toleranceOf("the supplier's");
    expect(ofSupplier).toMatchObject({ tolerancePercent: 12 });
    expect(await toleranceOf('none', { tolerancePercent: 0 })).toMatchObject({ tolerancePercent: 0 });
    // What an edit leaves out stays, whatever the supplier's is by then.
    await database.sql.query('update supplier set tolerance_percent = 30 where id = $1', [place.supplier]);
    const edit = OrderEdit.parse({
      orderId: ofSupplier.orderId,
      version: 1,
      lines: [{ productId: place.mug, quantity: '24' }],
    });
    expect(await editOrder(platform(), admin, edit)).toMatchObject({ tolerancePercent: 12, orderedUnits: '24' });
  });
});

describe('an order', () => {
  test('is approved, sent once with one event, and due when the lead time says', async () => {
    const { orderId } = await draft('s');
    const step = (version: number) => ({ orderId, version });
    await expect(sendOrder(platform(), admin, step(1))).rejects.toThrow('approve this order before it is sent');
    await approveOrder(platform(), admin, step(1));
    await expect(sendOrder(platform(), admin, step(1))).rejects.toMatchObject({ code: 'order.stale' });
    const sent = await Promise.all(Array.from({ length: 5 }, () => sendOrder(platform(), admin, step(2))));
    expect(sent.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await events(orderId)).toBe(1);
    const order = await read(orderId);
    const days = (Date.parse(order.expectedOn ?? '') - Date.parse(order.sentAt?.slice(0, 10) ?? '')) / 86_400_000;
    expect([order.status, days, order.daysLate]).toEqual(['sent', 7, 0]);
    expect(order.mail).toEqual({ state: 'waiting', to: null, at: null, because: null, cameBack: false });
  });

  test('that is cancelled or closed is not awaited any more', async () => {
    const open = async (orderId: string) =>
      (await database.sql.query('select quantity from order_open_line where order_id = $1', [orderId])).rows;
    const gone = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    const part = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    const lines = [{ productId: place.mug, accepted: '5', damaged: '0', wrong: '0' }];
    await receiveOrder(platform(), admin, { orderId: part, lines }, 'five');
    expect(await open(part)).toEqual([{ quantity: '7.000' }]);
    await expect(cancelOrder(platform(), admin, { orderId: part, version: 4 })).rejects.toThrow('close it instead');
    await cancelOrder(platform(), admin, { orderId: gone, version: 3 });
    await closeOrder(platform(), admin, { orderId: part, version: 4 });
    expect([...(await open(gone)), ...(await open(part))]).toEqual([]);
    const closed = await read(part);
    expect(closed.lines).toMatchObject([{ received: '5', cancelled: '7', open: '0', mostAccepted: '0' }]);
    expect(closed.history.map(({ what }) => what)).toEqual(['created', 'approved', 'sent', 'received', 'closed']);
    expect(await onHand(database.sql, place.store, place.mug)).toBe(5);
    expect(await mismatches(database.sql)).toEqual([]);
  });

  test('is found by store, supplier, state and whether it is late', async () => {
    const lines = [{ productId: place.mug, quantity: '12' }];
    const late = await sentOrder(platform(), place, lines, { at: '2026-01-01T10:00:00Z' });
    const fresh = await sentOrder(platform(), place, lines);
    const { orderId: drafted } = await draft('l');
    const find = async (more: object) =>
      (await listOrders(platform(), admin, { store: place.store, limit: 50, ...more })).items.map((one) => one.orderId);
    expect(await find({})).toEqual([drafted, fresh, late]);
    expect(await find({ status: 'sent' })).toEqual([fresh, late]);
    expect(await find({ status: 'open', supplierId: place.supplier })).toEqual([drafted, fresh, late]);
    expect(await find({ late: 'true' })).toEqual([late]);
    expect((await read(late)).daysLate).toBeGreaterThan(100);
    const first = await listOrders(platform(), admin, { store: place.store, limit: 2 });
    const second = await listOrders(platform(), admin, {
      store: place.store,
      limit: 2,
      ...(first.nextCursor === null ? {} : { cursor: first.nextCursor }),
    });
    expect(second.items.map((one) => one.orderId)).toEqual([late]);
  });
});
