import { afterAll, beforeAll, expect, test } from 'vitest';
import { getOrder } from '#domain/orders/order.actions.ts';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { mismatches, onHand } from '#tests/setup/ledger.ts';
import { admin, openPlace, sentOrder } from './world.ts';

let database: TestDatabase;
const platform = () => testPlatform(database.db);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const deadlocks = async () => {
  // Each connection tells what it counted when it is idle, at the latest after a second.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const { rows } = await database.sql.query<{ n: number }>(
    'select deadlocks::integer as n from pg_stat_database where datname = current_database()',
  );
  return rows[0]?.n;
};

test('people who receive, files of deliveries and tills never wait for each other in a circle', async () => {
  const place = await openPlace(database.sql);
  await database.sql.query("update store set overselling = 'allow' where id = $1", [place.store]);
  const both = [place.mug, place.lamp];
  const lines = both.map((productId) => ({ productId, quantity: '40' }));
  const orders = await Promise.all([1, 2].map(() => sentOrder(platform(), place, lines)));
  const sku = (productId: string) => place.name.replace('SHOP', productId === place.mug ? 'MUG' : 'LAMP');

  /** A file's rows as the reader makes them, of two notes and both products, in this order. */
  const file = (n: number, products: string[]) =>
    database.app.query('select * from post_deliveries($1::jsonb)', [
      JSON.stringify(
        products.map((productId, index) => {
          const note = `F-${n % 2 === 0 ? index : 1 - index}`;
          const key = crypto.randomUUID();
          return [index + 1, key, key, place.store, sku(productId), place.code, note, '2026-03-10T09:00:00', '1', null];
        }),
      ),
    ]);
  const byHand = (n: number, products: string[]) =>
    receiveOrder(
      platform(),
      admin,
      {
        orderId: orders[n % 2] ?? '',
        lines: products.map((productId) => ({ productId, accepted: '1', damaged: '0', wrong: '0' })),
      },
      crypto.randomUUID(),
    );
  const sale = (n: number, products: string[]) =>
    recordSale(
      platform(),
      admin,
      { storeId: place.store, lines: products.map((id) => ({ sku: sku(id), quantity: '1' })) },
      `race ${n}`,
    );
  const everybody = Array.from({ length: 60 }, (_, n) => {
    const products = n % 4 < 2 ? both : both.toReversed();
    const [act = byHand] = [[file], [byHand], [sale]][n % 3] ?? [];
    return act(n, products);
  });
  const failed = (await Promise.allSettled(everybody)).filter(({ status }) => status === 'rejected');
  expect(failed).toEqual([]);
  expect(await deadlocks()).toBe(0);
  expect(await onHand(database.sql, place.store, place.mug)).toBe(20);
  expect(await mismatches(database.sql)).toEqual([]);
  const received = await Promise.all(
    orders.map(async (orderId) => Number((await getOrder(platform(), admin, { orderId })).receivedUnits)),
  );
  // Twenty by hand and twenty by files, two units each.
  expect((received[0] ?? 0) + (received[1] ?? 0)).toBe(80);
}, 60_000);
