import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { getScorecard } from '#domain/orders/scorecard.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { admin, openPlace, type Place, sentOrder } from './world.ts';

let database: TestDatabase;
const platform = () => testPlatform(database.db);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Orders ten mugs on 1 March and has so many of them come so many days later. */
async function comesAfter(place: Place, days: number, accepted = '10', orderId?: string): Promise<string> {
  const sent = '2026-03-01T09:00:00Z';
  const lines = [{ productId: place.mug, quantity: '10', unitCost: '2' }];
  const id = orderId ?? (await sentOrder(platform(), place, lines, { at: sent }));
  const receivedAt = new Date(Date.parse(sent) + days * 86_400_000).toISOString();
  const came = [{ productId: place.mug, accepted, damaged: '0', wrong: '0', unitCost: '2.5' }];
  await receiveOrder(platform(), admin, { orderId: id, receivedAt, lines: came }, crypto.randomUUID());
  return id;
}
async function learned({ supplier }: Place, where = 'store_id is null and product_id is null') {
  const { rows } = await database.sql.query<{ orders: number; mean: number; variance: number }>(
    `select orders, days_mean::float8 as mean, days_variance::float8 as variance
     from supplier_lead_time where supplier_id = $1 and ${where}`,
    [supplier],
  );
  return rows[0];
}

test('a lead time is drawn to the typed one while orders are few, by the formula', async () => {
  const place = await openPlace(database.sql, 7);
  await comesAfter(place, 11);
  // One order of 11 days against three typed ones of 7, with the typed variance (0.3 x 7)^2 = 4.41.
  expect(await learned(place)).toEqual({ orders: 1, mean: (11 + 3 * 7) / 4, variance: 4.41 });
  await comesAfter(place, 13);
  await comesAfter(place, 15);
  // 11, 13, 15: mean 13, sample variance 4 with two degrees of freedom.
  expect(await learned(place)).toEqual({ orders: 3, mean: (3 * 13 + 3 * 7) / 6, variance: 4.246 });
  // The store's own prior is what was learned of the supplier: 10 days.
  expect(await learned(place, `store_id = ${place.store}`)).toEqual({ orders: 3, mean: 11.5, variance: 4.1476 });
});

test('where nobody has typed one, what was seen stands alone', async () => {
  const place = await openPlace(database.sql, null);
  await comesAfter(place, 4);
  expect(await learned(place)).toEqual({ orders: 1, mean: 4, variance: 1.44 });
});

test('the first delivery counts, in whatever order deliveries are told', async () => {
  const place = await openPlace(database.sql, 7);
  const orderId = await comesAfter(place, 9, '4');
  await comesAfter(place, 5, '4', orderId);
  expect(await learned(place)).toMatchObject({ orders: 1, mean: (5 + 3 * 7) / 4 });
});

test('a product has one of its own where its terms name one', async () => {
  const place = await openPlace(database.sql, 7);
  await comesAfter(place, 11);
  expect(await learned(place, 'product_id is not null')).toBeUndefined();
  await database.sql.query('insert into supplier_item (supplier_id, product_id, lead_time_days) values ($1, $2, 20)', [
    place.supplier,
    place.mug,
  ]);
  await comesAfter(place, 24);
  expect(await learned(place, `product_id = ${place.mug}`)).toMatchObject({ orders: 2, mean: (11 + 24 + 3 * 20) / 5 });
});

test('of 40 orders the 30 newest count', async () => {
  const place = await openPlace(database.sql, 7);
  await database.sql.query(
    `insert into purchase_order (supplier_id, store_id, currency, status, request_key, payload, created_by, sent_at, first_received_at)
     select $1, $2, 'GBP', 'closed', gen_random_uuid(), gen_random_uuid(), 'test', at, at + case when n <= 10 then 99 else 5 end * interval '1 day'
     from generate_series(1, 40) n cross join lateral (select timestamptz '2025-01-01' + n * interval '1 day' as at) t`,
    [place.supplier, place.store],
  );
  await database.sql.query('select learn_lead_times(array[$1::bigint], null)', [place.supplier]);
  expect(await learned(place)).toMatchObject({ orders: 30, mean: Math.round(((30 * 5 + 3 * 7) / 33) * 1e4) / 1e4 });
});

test('the scorecard tells on time, filled, costs, lead time, and what is open and late', async () => {
  const place = await openPlace(database.sql, 7);
  const card = () => getScorecard(platform(), admin, { supplierId: place.supplier });
  expect(await card()).toMatchObject({
    orders: 0,
    onTime: null,
    fillRate: null,
    costs: [],
    leadTime: { plannedDays: 7 },
  });
  await comesAfter(place, 6); // due after 7 days
  await comesAfter(place, 11, '8'); // late, and 2 are still to come
  await sentOrder(platform(), place, [{ productId: place.mug, quantity: '10', unitCost: '2' }]);
  expect(await card()).toMatchObject({
    orders: 3,
    due: 2,
    onTime: 0.5,
    fillRate: 1,
    damagedShare: 0,
    costs: [{ currency: 'GBP', orderedMinor: 3600, differenceMinor: 900 }],
    open: 2,
    late: 1,
    openValue: [{ currency: 'GBP', amountMinor: 400 + 2000 }],
    leadTime: { typedDays: 7, observations: 2, observedDays: 8.5, plannedDays: (2 * 8.5 + 3 * 7) / 5 },
  });
  await expect(getScorecard(platform(), admin, { supplierId: '999999' })).rejects.toMatchObject({
    code: 'supplier.unknown',
  });
});
