import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listChanges } from '#domain/live/live.actions.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';
import { cancelTransfer, shipTransfer } from '#domain/transfers/move.actions.ts';
import { createTransfer } from '#domain/transfers/transfer.actions.ts';
import { NewTransfer } from '#domain/transfers/transfer.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform>;
let north: string;
let south: string;
let mug: string;
const boss = { userId: 'boss', grants: [{ role: 'admin' as const, storeId: null }] };
let count = 0;

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  [north, south] = [await openStore(database.sql, 'NORTH'), await openStore(database.sql, 'SOUTH')];
  [mug = ''] = await addProducts(database.sql, ['MUG']);
});
beforeEach(() => database.sql.query('delete from outbox'));
afterAll(() => database.close());

const found = (storeId: string, productId = mug) => ({
  key: `found ${(count += 1)}`,
  store_id: storeId,
  product_id: productId,
  type: 'adjustment',
  quantity: 1,
  reason: 'found',
  occurred_at: '2026-06-01T10:00:00Z',
});
const cursorNow = async () => (await listChanges(platform, boss, { since: '1:1:' })).cursor;

describe('what has changed since a cursor', () => {
  test('is told by store, with the products, and once', async () => {
    const since = await cursorNow();
    await post(database.sql, [found(north)]);
    const first = await listChanges(platform, boss, { since });
    expect(first).toMatchObject({
      isComplete: true,
      changes: [{ storeId: north, topics: ['sales', 'stock'], productIds: [mug] }],
    });
    expect((await listChanges(platform, boss, { since: first.cursor })).changes).toEqual([]);
  });

  test('of a transfer is told to both of its stores: when it is drafted, shipped and called off', async () => {
    const clerk = { userId: 'clerk', grants: [{ role: 'clerk' as const, storeId: south }] };
    let { cursor } = await listChanges(platform, clerk, { since: '1:1:' });
    const told = async () => {
      const { changes, ...answer } = await listChanges(platform, clerk, { since: cursor });
      ({ cursor } = answer);
      return changes.map(({ storeId, productIds }) => [storeId, productIds]);
    };
    await post(database.sql, [found(north)]);
    // The control: what only the other store is concerned with is not told.
    expect(await told()).toEqual([]);
    const lines = [{ productId: mug, quantity: '1' }];
    const wanted = NewTransfer.parse({ fromStoreId: north, toStoreId: south, lines });
    const { id: transferId, version } = await createTransfer(platform, boss, wanted, 'to south');
    expect(await told()).toEqual([[south, [mug]]]);
    const sent = await shipTransfer(platform, boss, { transferId, version });
    expect(await told()).toEqual([[south, [mug]]]);
    await cancelTransfer(platform, boss, { transferId, version: sent.version });
    expect(await told()).toEqual([[south, [mug]]]);
  });

  test('misses no event that was begun before and committed late; a cursor of time does', async () => {
    const client = await database.sql.connect();
    await client.query('begin');
    await post(client, [found(north)]);
    // Meanwhile somebody else posts, and a page reads on.
    await post(database.sql, [found(south)]);
    const early = await listChanges(platform, boss, {});
    expect(early.changes.map(({ storeId }) => storeId)).toEqual([south]);
    const seen = await database.sql.query<{ id: string }>('select max(id::text) as id from outbox');
    await client.query('commit');
    client.release();
    const late = await listChanges(platform, boss, { since: early.cursor });
    expect(late.changes.map(({ storeId }) => storeId)).toEqual([north]);
    // The control: by the ids, which are in the order of time, nothing is new.
    const { rows } = await database.sql.query('select from outbox where id::text > $1', [seen.rows[0]?.id]);
    expect(rows).toEqual([]);
  });

  test('misses nothing however a page comes and goes', async () => {
    const stores = [north, south];
    const open: { commit: () => Promise<void> }[] = [];
    const told = new Map<string, number>();
    const posted = new Map<string, number>();
    let { cursor } = await listChanges(platform, boss, { since: await cursorNow() });
    const products = await addProducts(
      database.sql,
      Array.from({ length: 40 }, (_, index) => `P${index}`),
    );
    for (const [index, product] of products.entries()) {
      const client = await database.sql.connect();
      await client.query('begin');
      await post(client, [found(stores[index % 2] ?? '', product)]);
      posted.set(product, 1);
      open.push({
        async commit() {
          await client.query('commit');
          client.release();
        },
      });
      // Commits in an order of its own, and looks now and then.
      while (open.length > (index * 7) % 5) await open.splice((index * 13) % open.length, 1)[0]?.commit();
      if (index % 3 === 0) {
        const answer = await listChanges(platform, boss, { since: cursor });
        ({ cursor } = answer);
        for (const id of answer.changes.flatMap(({ productIds }) => productIds ?? []))
          told.set(id, (told.get(id) ?? 0) + 1);
      }
    }
    for (const one of open) await one.commit();
    const answer = await listChanges(platform, boss, { since: cursor });
    for (const id of answer.changes.flatMap(({ productIds }) => productIds ?? []))
      told.set(id, (told.get(id) ?? 0) + 1);
    expect(told).toEqual(posted);
  });

  test('is what a page that has just been loaded may have missed, without a cursor', async () => {
    await post(database.sql, [found(north)]);
    await database.sql.query(
      `insert into outbox (id, name, data) select '019a0000-0000-7000-8000-000000000000', name,
         jsonb_set(data, '{storeId}', to_jsonb($1::text)) from outbox`,
      [south],
    );
    expect((await listChanges(platform, boss, {})).changes.map(({ storeId }) => storeId)).toEqual([north]);
  });

  test('leaves out stores that are not the caller’s', async () => {
    const since = await cursorNow();
    await post(database.sql, [found(north), found(south)]);
    const clerk = { userId: 'c', grants: [{ role: 'clerk' as const, storeId: south }] };
    expect((await listChanges(platform, clerk, { since })).changes.map(({ storeId }) => storeId)).toEqual([south]);
    await expect(listChanges(platform, { userId: 'x', grants: [] }, { since })).rejects.toThrow(
      'You may not see stock',
    );
  });

  test('names no products when they are many, and says when it is too much to name', async () => {
    const since = await cursorNow();
    const many = await addProducts(
      database.sql,
      Array.from({ length: 101 }, (_, index) => `MANY${index}`),
    );
    await post(
      database.sql,
      many.map((product) => found(north, product)),
    );
    expect((await listChanges(platform, boss, { since })).changes).toMatchObject([{ productIds: null }]);
    await database.sql.query(
      `insert into outbox (name, data) select 'stock.changed', '{"storeId":"1","productIds":["1"]}' from generate_series(1, 1000)`,
    );
    expect((await listChanges(platform, boss, { since })).isComplete).toBe(false);
  });

  test('of a database that was set back is everything', async () => {
    expect((await listChanges(platform, boss, { since: '900000000:900000000:' })).isComplete).toBe(false);
  });

  test('asks for a cursor that once was an answer', async () => {
    await expect(listChanges(platform, boss, { since: '9:1:' })).rejects.toMatchObject({ problem: 'invalid' });
  });

  test('tells that an import has ended, also to who sees only its store', async () => {
    const since = await cursorNow();
    await database.sql.query(
      `with added as (
         insert into import (id, kind, file_name, bucket, key, store_id, status)
         values (uuid_v7(), 'sales', 'a.csv', 'b', 'k', $1, 'done'), (uuid_v7(), 'sales', 'b.csv', 'b', 'l', null, 'done')
         returning *)
       select announce_import(added::import) from added`,
      [north],
    );
    const clerk = { userId: 'c', grants: [{ role: 'clerk' as const, storeId: north }] };
    const imports = (storeId: string | null) => ({ storeId, topics: ['imports'], productIds: null });
    expect((await listChanges(platform, clerk, { since })).changes).toEqual([imports(north)]);
    expect(new Set((await listChanges(platform, boss, { since })).changes)).toEqual(
      new Set([imports(north), imports(null)]),
    );
    await relayOutbox(platform);
    expect(platform.published.filter(({ name }) => name === 'import.completed')).toHaveLength(2);
  });
});
