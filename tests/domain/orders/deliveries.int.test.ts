import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeOrder, getOrder } from '#domain/orders/order.actions.ts';
import { getImport } from '#domain/imports/import.actions.ts';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { drop, rejectsOf } from '#tests/setup/imports.ts';
import type { Caller } from '#domain/users/user.ts';
import { mismatches, onHand, openStore } from '#tests/setup/ledger.ts';
import { admin, openPlace, type Place, sentOrder } from './world.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let place: Place;

beforeAll(async () => {
  process.env['UPLOAD_BUCKET'] = 'bucket';
  database = await testDatabase();
  const files = memoryFiles();
  platform = { ...testPlatform(database.db, { files }), files };
});
beforeEach(async () => {
  place = await openPlace(database.sql);
});
afterAll(() => database.close());

let files = 0;
type Row = { note: string; sku: 'MUG' | 'LAMP'; quantity: number; cost?: string; order?: string; day?: string };
/** Drops a file of deliveries to the place's store. */
async function deliver(rows: Row[]) {
  const text = rows.map(({ note, sku, quantity, cost = '', order = '', day = '2026-03-10' }) =>
    [place.code, note, place.name.replace('SHOP', sku), quantity, cost, `${day}T09:00:00`, order].join(','),
  );
  const header = 'supplier,delivery_note,sku,quantity,unit_cost,received_at,order';
  files += 1;
  const key = `uploads/deliveries/${place.name}/file-${files}.csv`;
  return drop(platform, database.sql, key, `${[header, ...text].join('\n')}\n`);
}
const order = (quantity: string, at = '2026-03-01T09:00:00Z', more: object = {}) =>
  sentOrder(platform, place, [{ productId: place.mug, quantity, unitCost: '2' }], { at, ...more });
const read = (orderId: string) => getOrder(platform, admin, { orderId });
const came = async (orderId: string) => (await read(orderId)).lines[0]?.received;

describe('a line of a delivery file', () => {
  test('is counted as received on the orders that were sent first, and is in stock as a whole', async () => {
    const [first, second] = [await order('10'), await order('10', '2026-03-02T09:00:00Z')];
    expect(await deliver([{ note: 'DN-1', sku: 'MUG', quantity: 14 }])).toMatchObject({ status: 'done', applied: 1 });
    expect([await came(first), await came(second)]).toEqual(['10', '4']);
    expect(await read(first)).toMatchObject({ status: 'closed', receipts: [{ deliveryNote: 'DN-1' }] });
    expect((await read(second)).status).toBe('partly_received');
    expect(await onHand(database.sql, place.store, place.mug)).toBe(14);
    expect(await mismatches(database.sql)).toEqual([]);
  });

  test('is counted once, however often its file comes and however its note is written', async () => {
    const one = await order('10');
    await deliver([{ note: 'DN-2', sku: 'MUG', quantity: 4 }]);
    expect(await deliver([{ note: 'DN-2', sku: 'MUG', quantity: 4 }])).toMatchObject({ applied: 0, duplicate: 1 });
    expect(await deliver([{ note: 'dn-2', sku: 'MUG', quantity: 4 }])).toMatchObject({ applied: 0, duplicate: 1 });
    expect(await deliver([{ note: 'dn-2', sku: 'MUG', quantity: 5 }])).toMatchObject({ applied: 0, rejected: 1 });
    expect([await came(one), await onHand(database.sql, place.store, place.mug)]).toEqual(['4', 4]);
  });

  test('that an earlier release has posted under its own key is in', async () => {
    const canonical = ['delivery', place.code.toLowerCase(), 'DN-OLD', `${place.name.replace('SHOP', 'mug')} #1`];
    await database.sql.query("insert into posted_key values (key_of($1), '00000000-0000-0000-0000-000000000000')", [
      JSON.stringify(canonical),
    ]);
    expect(await deliver([{ note: 'DN-OLD', sku: 'MUG', quantity: 4 }])).toMatchObject({ applied: 0, rejected: 1 });
    expect(await onHand(database.sql, place.store, place.mug)).toBe(0);
  });

  test('goes to the order that it names', async () => {
    const [first, second] = [await order('10'), await order('10', '2026-03-02T09:00:00Z')];
    const { number } = await read(second);
    await deliver([{ note: 'DN-3', sku: 'MUG', quantity: 10, order: number.toLowerCase() }]);
    expect([await came(first), await came(second)]).toEqual(['0', '10']);
  });

  test('beyond the tolerance is in stock all the same, and the order tells the excess', async () => {
    const one = await order('10', '2026-03-01T09:00:00Z', { tolerancePercent: 20 });
    await deliver([{ note: 'DN-4', sku: 'MUG', quantity: 15 }]);
    expect(await onHand(database.sql, place.store, place.mug)).toBe(15);
    const { lines, receipts, status } = await read(one);
    expect([status, lines[0]?.received]).toEqual(['closed', '12']);
    expect(receipts).toMatchObject([
      { lines: [{ accepted: '12', excess: '3', reason: 'More came than was ordered' }] },
    ]);
  });

  test('lets whole units pass where whole units were ordered, and its import says what was beyond the order', async () => {
    const one = await order('24', '2026-03-01T09:00:00Z', { tolerancePercent: 5 });
    const { id: importId } = await deliver([{ note: 'DN-30', sku: 'MUG', quantity: 30, cost: '2.10' }]);
    const { receipts, status, number, ...sums } = await read(one);
    // The tolerance alone would let 25.2 pass.
    expect([status, receipts]).toMatchObject(['closed', [{ lines: [{ accepted: '25', excess: '5' }] }]]);
    expect(sums).toMatchObject({ totalMinor: 24 * 200, chargedMinor: 30 * 210, costMinor: 30 * 210 });
    const told = (caller: Caller) => getImport(platform, caller, { importId }).then(({ beyondOrder }) => beyondOrder);
    const sku = place.name.replace('SHOP', 'MUG');
    expect(await told(admin)).toMatchObject([{ orderId: one, orderNumber: number, sku, units: '5' }]);
    const elsewhere: Caller = {
      userId: 'importer',
      grants: [{ role: 'manager', storeId: await openStore(database.sql, 'FAR') }],
    };
    await expect(told(elsewhere)).rejects.toMatchObject({ code: 'import.unknown' });
  });

  test('of goods that are weighed passes up to the gram that the tolerance lets', async () => {
    const one = await order('24', '2026-03-01T09:00:00Z', { tolerancePercent: 5 });
    await deliver([{ note: 'DN-31', sku: 'MUG', quantity: 25.5 }]);
    expect((await read(one)).receipts).toMatchObject([{ lines: [{ accepted: '25.2', excess: '0.3' }] }]);
  });

  test('of a closed order that it names is in stock and no part of what was received', async () => {
    const one = await order('10');
    await closeOrder(platform, admin, { orderId: one, version: 3 });
    await deliver([{ note: 'DN-5', sku: 'MUG', quantity: 4, order: (await read(one)).number }]);
    expect([await came(one), await onHand(database.sql, place.store, place.mug)]).toEqual(['0', 4]);
    expect((await read(one)).receipts).toMatchObject([{ lines: [{ accepted: '0', excess: '4' }] }]);
  });

  test('that nobody has ordered is a delivery like before', async () => {
    await deliver([{ note: 'DN-6', sku: 'LAMP', quantity: 3 }]);
    expect(await onHand(database.sql, place.store, place.lamp)).toBe(3);
  });

  test('without a cost is worth what its order says, with freight', async () => {
    const one = await order('10', '2026-03-01T09:00:00Z', { landedMinor: 500 });
    await deliver([{ note: 'DN-7', sku: 'MUG', quantity: 10 }]);
    const { rows } = await database.sql.query(
      'select trim_scale(avg_cost)::text as cost from stock_level where product_id = $1',
      [place.mug],
    );
    expect(rows).toEqual([{ cost: '2.5' }]);
    expect((await read(one)).receipts).toMatchObject([
      { landedMinor: 500, lines: [{ unitCost: '2', landedCost: '2.5' }] },
    ]);
  });

  test('of a note that somebody has received by hand is not posted again', async () => {
    const orderId = await order('10');
    const lines = [{ productId: place.mug, accepted: '6', damaged: '0', wrong: '0' }];
    await receiveOrder(platform, admin, { orderId, deliveryNote: 'DN-8', lines }, 'by hand');
    expect(await deliver([{ note: 'dn-8', sku: 'MUG', quantity: 6 }])).toMatchObject({ applied: 0, duplicate: 1 });
    const other = await deliver([{ note: 'DN-8', sku: 'MUG', quantity: 7 }]);
    expect(await rejectsOf(database.sql, other.id)).toMatchObject([
      [2, null, /received by hand with another quantity/],
    ]);
    expect(await onHand(database.sql, place.store, place.mug)).toBe(6);
    const file = await deliver([{ note: 'DN-9', sku: 'MUG', quantity: 2 }]);
    expect(file.applied).toBe(1);
    const again = receiveOrder(platform, admin, { orderId, deliveryNote: 'DN-9', lines }, 'too late');
    await expect(again).rejects.toThrow('delivery note "DN-9" has come in by a file');
  });
});

test('in any order and any number of times, the same lines leave the same stock and the same received', async () => {
  const total = async (orders: string[]) => Promise.all(orders.map(came));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 2, maxLength: 5 }),
      fc.infiniteStream(fc.nat(1_000)),
      async (quantities, shuffle) => {
        place = await openPlace(database.sql);
        const sum = quantities.reduce((so, far) => so + far, 0);
        const half = Math.ceil(sum / 2);
        const orders = [await order(String(half)), await order(String(sum), '2026-03-02T09:00:00Z')];
        const rows = quantities.map((quantity, index): Row => ({ note: `N-${index}`, sku: 'MUG', quantity }));
        const mixed = [...rows, ...rows.slice(1)]
          .map((row) => ({ row, at: shuffle.next().value ?? 0 }))
          .toSorted((one, other) => one.at - other.at);
        for (const { row } of mixed) await deliver([row]);
        expect(await onHand(database.sql, place.store, place.mug)).toBe(sum);
        expect((await total(orders)).map(Number)).toEqual([half, sum - half]);
      },
    ),
    { numRuns: 6 },
  );
  expect(await mismatches(database.sql)).toEqual([]);
});
