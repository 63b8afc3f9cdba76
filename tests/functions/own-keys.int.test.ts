import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyOf } from '#domain/platform/key.ts';
import { openPlace, type Place } from '#tests/domain/orders/world.ts';
import { onHand, openStore, post } from '#tests/setup/ledger.ts';
import { testApi, type TestApi } from './api.ts';

let api: TestApi;
let place: Place;
let far: string;

beforeAll(async () => {
  api = await testApi();
  place = await openPlace(api.database.sql);
  far = await openStore(api.database.sql, 'FAR');
  const received = { store_id: place.store, product_id: place.mug, type: 'receipt', quantity: 20, unit_cost: 2 };
  await post(api.database.sql, [{ ...received, key: 'mugs', occurred_at: '2026-06-01T08:00:00Z' }]);
  await api.grant('ann', 'manager');
  await api.grant('bob', 'manager');
});
afterAll(() => api.close());

const ask = async (as: string, path: string, body: unknown, key: string) =>
  (await api.call('POST', path, { as, body, headers: { 'idempotency-key': key } })).body;
const mugs = () => [{ productId: place.mug, quantity: '2' }];
const transfer = () => ({ fromStoreId: place.store, toStoreId: far, lines: mugs() });

describe('of two people who send the same key and the same', () => {
  const bodies: [string, string, string, () => unknown][] = [
    ['order', 'orderId', '/orders', () => ({ supplierId: place.supplier, storeId: place.store, lines: mugs() })],
    ['transfer', 'id', '/transfers', transfer],
    ['count sheet', 'id', '/count-sheets', () => ({ storeId: place.store, name: 'Shelf 3', scope: { kind: 'all' } })],
  ];
  test.for(bodies)('%s, each has made one of their own, and sent again finds it', async ([, id, path, body]) => {
    const made = async (as: string) => (await ask(as, path, body(), 'same'))[id];
    const [first, second] = [await made('ann'), await made('bob')];
    expect([first, second]).toEqual([expect.stringMatching(/^\d+$/), expect.stringMatching(/^\d+$/)]);
    expect(second).not.toBe(first);
    expect([await made('ann'), await made('bob')]).toEqual([first, second]);
  });

  test('arrival, the second is told that it is in, and nothing comes in twice', async () => {
    const { id } = await ask('ann', '/transfers', transfer(), 'arrival');
    const path = `/transfers/${String(id)}`;
    const { version } = await ask('ann', `${path}/ship`, { version: 1 }, '-');
    const arrived = { version, lines: [{ productId: place.mug, received: '1' }] };
    expect(await ask('ann', `${path}/receive`, arrived, 'box')).toMatchObject({ received: '1', repeated: false });
    expect(await ask('bob', `${path}/receive`, arrived, 'box')).toMatchObject({ code: 'transfer.stale' });
    expect(await ask('ann', `${path}/receive`, arrived, 'box')).toMatchObject({ received: '1', repeated: true });
    expect(await onHand(api.database.sql, far, place.mug)).toBe(1);
  });

  test('counts, each has counted', async () => {
    const scope = { kind: 'products', productIds: [place.mug] };
    const sheet = await ask('ann', '/count-sheets', { storeId: place.store, name: 'Twice', scope }, 'sheet');
    const path = `/count-sheets/${String(sheet['id'])}/lines`;
    const counts = { lines: [{ productId: place.mug, counted: '18' }] };
    expect(await ask('ann', path, counts, 'scan')).toMatchObject({ repeated: false, lines: [{ countedBy: 'ann' }] });
    expect(await ask('bob', path, counts, 'scan')).toMatchObject({ repeated: false, lines: [{ countedBy: 'bob' }] });
    expect(await ask('ann', path, counts, 'scan')).toMatchObject({ repeated: true });
  });
});

test('counts that came to the release before are not counted again', async () => {
  const scope = { kind: 'products', productIds: [place.mug] };
  const sheet = await ask('ann', '/count-sheets', { storeId: place.store, name: 'Before', scope }, 'before');
  const id = String(sheet['id']);
  const path = `/count-sheets/${id}/lines`;
  const counts = { lines: [{ productId: place.mug, counted: '18' }] };
  await ask('ann', path, counts, 'waiting');
  // The key as it was then: the same for everybody.
  const changed = await api.database.sql.query('update count_entry set key = $1 where key = $2', [
    keyOf('counts', id, 'waiting'),
    keyOf('counts', 'ann', id, 'waiting'),
  ]);
  expect(changed.rowCount).toBe(1);
  expect(await ask('ann', path, counts, 'waiting')).toMatchObject({ repeated: true, lines: [{ countedBy: 'ann' }] });
  expect(await ask('bob', path, counts, 'waiting')).toMatchObject({ repeated: false });
});
