import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getOrder } from '#domain/orders/order.actions.ts';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import type { NewReceipt } from '#domain/orders/receipt.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { mismatches, onHand } from '#tests/setup/ledger.ts';
import { admin, openPlace, type Place, sentOrder } from './world.ts';

let database: TestDatabase;
let place: Place;
const platform = () => testPlatform(database.db);

beforeAll(async () => {
  database = await testDatabase({ timeoutMs: 1_000 });
});
beforeEach(async () => {
  place = await openPlace(database.sql);
});
afterEach(async () => {
  database.dataApi.faults.clear();
  expect(await mismatches(database.sql)).toEqual([]);
});
afterAll(() => database.close());

type Came = { accepted?: string; damaged?: string; wrong?: string; unitCost?: string; reason?: string };
const line = (productId: string, came: Came) => ({ productId, accepted: '0', damaged: '0', wrong: '0', ...came });
const receive = (orderId: string, key: string, lines: NewReceipt['lines'], more: Partial<NewReceipt> = {}) =>
  receiveOrder(platform(), admin, { orderId, lines, ...more }, key);
const read = (orderId: string) => getOrder(platform(), admin, { orderId });
const costOf = async (productId: string) =>
  (
    await database.sql.query('select trim_scale(avg_cost)::text as cost from stock_level where product_id = $1', [
      productId,
    ])
  ).rows[0];

describe('a receipt', () => {
  test('brings what is accepted into stock, and keeps what came damaged or wrong beside it', async () => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12', unitCost: '2' }]);
    const done = await receive(
      orderId,
      'r1',
      [
        line(place.mug, { accepted: '9', damaged: '2', reason: 'Crushed', unitCost: '2.1' }),
        line(place.lamp, { wrong: '3' }),
      ],
      { deliveryNote: 'DN-1' },
    );
    expect(done.order).toMatchObject({ status: 'partly_received', receivedUnits: '9' });
    expect(done.order.lines).toMatchObject([{ received: '9', damaged: '2', open: '3', mostAccepted: '3.6' }]);
    expect(done.order.receipts).toMatchObject([
      {
        deliveryNote: 'DN-1',
        receivedBy: 'admin',
        differenceMinor: 90,
        lines: [
          { productId: place.mug, accepted: '9', damaged: '2', orderCost: '2', unitCost: '2.1', differenceMinor: 90 },
          { productId: place.lamp, wrong: '3', accepted: '0', orderCost: null },
        ],
      },
    ]);
    expect([
      await onHand(database.sql, place.store, place.mug),
      await onHand(database.sql, place.store, place.lamp),
    ]).toEqual([9, undefined]);
    await receive(orderId, 'r2', [line(place.mug, { accepted: '3' })]);
    const closed = await read(orderId);
    expect(closed).toMatchObject({ status: 'closed', lines: [{ open: '0', cancelled: '0' }] });
    // The second came without a note; the key that stands for one is nobody's to read.
    expect(closed.receipts.map(({ deliveryNote }) => deliveryNote)).toEqual([null, 'DN-1']);
    expect(closed.history.flatMap(({ what, detail }) => (what === 'received' ? [detail] : []))).toEqual(['DN-1', null]);
  });

  test('is in once, by its key and by its delivery note however that is written', async () => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    const lines = [line(place.mug, { accepted: '5' })];
    const first = await receive(orderId, 'k1', lines, { deliveryNote: 'Dn-7' });
    expect(await receive(orderId, 'k1', lines, { deliveryNote: 'Dn-7' })).toEqual({ ...first, repeated: true });
    expect(await receive(orderId, 'k2', lines, { deliveryNote: 'DN-7' })).toMatchObject({
      receiptId: first.receiptId,
      repeated: true,
    });
    const other = [line(place.mug, { accepted: '6' })];
    await expect(receive(orderId, 'k3', other, { deliveryNote: 'dn-7' })).rejects.toThrow(
      'is in already, with other goods',
    );
    await expect(receive(orderId, 'k1', lines, { deliveryNote: 'DN-8' })).rejects.toThrow(
      'this Idempotency-Key was used',
    );
    const next = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    await expect(receive(next, 'k4', lines, { deliveryNote: 'DN-7' })).rejects.toMatchObject({
      code: 'receipt.conflict',
    });
    expect(await onHand(database.sql, place.store, place.mug)).toBe(5);
  });

  test.each(['reset', 'hang', '500'] as const)('whose answer is lost by %s is in once', async (kind) => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    database.dataApi.faults.add({ call: ({ sql }) => sql.includes('receive_order'), when: 'after', kind });
    await receive(orderId, 'lost', [line(place.mug, { accepted: '4' })]);
    expect(await onHand(database.sql, place.store, place.mug)).toBe(4);
  });

  test('shares freight and duty over its lines by what they are worth', async () => {
    const orderId = await sentOrder(platform(), place, [
      { productId: place.mug, quantity: '10', unitCost: '3' },
      { productId: place.lamp, quantity: '5', unitCost: '14' },
    ]);
    // 20.00 on goods of 30.00 and 70.00: a fifth on top of each.
    const lines = [line(place.mug, { accepted: '10' }), line(place.lamp, { accepted: '5' })];
    await receive(orderId, 'l', lines, { landedMinor: 2000 });
    expect([await costOf(place.mug), await costOf(place.lamp)]).toEqual([{ cost: '3.6' }, { cost: '16.8' }]);
  });

  test("takes its part of the order's own freight where it says nothing of it", async () => {
    const lines = [{ productId: place.mug, quantity: '10', unitCost: '4' }];
    const orderId = await sentOrder(platform(), place, lines, { landedMinor: 1000 });
    const { order } = await receive(orderId, 'half', [line(place.mug, { accepted: '5' })]);
    expect(order.receipts).toMatchObject([{ landedMinor: 500, lines: [{ unitCost: '4', landedCost: '5' }] }]);
  });

  test('of what was not ordered, or of an order that is not awaited, is refused', async () => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '12' }]);
    const strange = receive(orderId, 's', [line(place.lamp, { accepted: '1' })]);
    await expect(strange).rejects.toMatchObject({ problem: 'invalid', code: 'receipt.invalid' });
    await receive(orderId, 'all', [line(place.mug, { accepted: '12' })]);
    const late = receive(orderId, 'late', [line(place.mug, { accepted: '1' })]);
    await expect(late).rejects.toMatchObject({ problem: 'conflict', code: 'order.conflict' });
  });
});

describe('more than was ordered', () => {
  test('is taken up to the tolerance and refused beyond it, and the refusal says what may still come', async () => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '100' }]);
    await receive(orderId, 'a', [line(place.mug, { accepted: '60' })]);
    await expect(receive(orderId, 'b', [line(place.mug, { accepted: '46' })])).rejects.toMatchObject({
      problem: 'conflict',
      code: 'receipt.excess',
      message: expect.stringMatching(/100 were ordered and 60 received: at most 45 more/),
    });
    expect((await receive(orderId, 'c', [line(place.mug, { accepted: '45' })])).order.status).toBe('closed');
  });

  /** Receives as somebody would who looks first and then writes, when all have looked; the control of the test below. */
  async function naively(orderId: string, everybody: number[]): Promise<void> {
    const looked = await Promise.all(
      everybody.map(async (units) => {
        const state = 'select most_accepted as most from order_line_state where order_id = $1';
        const { rows } = await database.sql.query<{ most: string }>(state, [orderId]);
        return Number(rows[0]?.most) >= units;
      }),
    );
    for (const [index, units] of everybody.entries())
      if (looked[index] === true)
        await database.sql.query(
          `with g as (insert into goods_receipt (supplier_id, delivery_note, store_id, received_at)
             values ($1, $2, $3, now()) returning id)
           insert into receipt_line (receipt_id, order_id, product_id, accepted) select g.id, $4, $5, $6 from g`,
          [place.supplier, crypto.randomUUID(), place.store, orderId, place.mug, units],
        );
  }
  const received = async (orderId: string) =>
    Number(
      (
        await database.sql.query<{ n: string }>('select sum(accepted) as n from receipt_line where order_id = $1', [
          orderId,
        ])
      ).rows[0]?.n ?? 0,
    );

  test('never gets in, however many receive at once and however much each has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: 30 }),
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 3, maxLength: 8 }),
        async (ordered, tolerancePercent, deliveries) => {
          const lines = [{ productId: place.mug, quantity: String(ordered) }];
          const before = (await onHand(database.sql, place.store, place.mug)) ?? 0;
          const orderId = await sentOrder(platform(), place, lines, { tolerancePercent });
          const results = await Promise.allSettled(
            deliveries.map((units) =>
              receive(orderId, crypto.randomUUID(), [line(place.mug, { accepted: String(units) })]),
            ),
          );
          const taken = deliveries.filter((_, index) => results[index]?.status === 'fulfilled');
          const total = taken.reduce((sum, units) => sum + units, 0);
          expect(total).toBeLessThanOrEqual(ordered * (1 + tolerancePercent / 100));
          expect(await received(orderId)).toBe(total);
          expect(((await onHand(database.sql, place.store, place.mug)) ?? 0) - before).toBe(total);
          // Whoever was refused had a reason: there was no room, or all was here.
          const least = Math.min(...deliveries);
          if (least <= ordered) expect(taken.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('gets in where somebody looks first and then writes (negative control)', async () => {
    const orderId = await sentOrder(platform(), place, [{ productId: place.mug, quantity: '10' }]);
    await naively(orderId, [6, 6, 6]);
    expect(await received(orderId)).toBeGreaterThan(10.5);
  });
});
