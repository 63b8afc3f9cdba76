import { afterAll, beforeAll, expect, test } from 'vitest';
import { causesOf } from '#domain/alerts/cause.actions.ts';
import { openStore, post } from '#tests/setup/ledger.ts';
import { sell } from '#tests/setup/facts.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await openAlertWorld();
});
afterAll(() => world.database.close());

/** A product of which so much is missing. */
async function lacking(quantity: number): Promise<string> {
  const id = await world.product(null);
  await world.stock(id, 1);
  await world.stock(id, -quantity);
  return id;
}
const causes = (id: string) => causesOf(world.platform, world.store, id);

test('an order that nobody received is told with its receipt at hand, one that is not due yet is not', async () => {
  const { sql } = world.database;
  const id = await lacking(3);
  const { rows: suppliers } = await sql.query<{ id: string }>(
    "insert into supplier (code, name) values ('CLAY', 'Clay') returning id",
  );
  const order = async (expected: string) => {
    const { rows } = await sql.query<{ id: string }>(
      `insert into purchase_order (store_id, supplier_id, currency, status, expected_on, request_key, payload, created_by, sent_at)
       values ($1, $2, 'GBP', 'sent', $3::date, gen_random_uuid(), gen_random_uuid(), 'mia', now()) returning id`,
      [world.store, suppliers[0]?.id, expected],
    );
    await sql.query(
      'insert into purchase_order_line (order_id, nth, product_id, ordered, unit_cost) values ($1, 1, $2, 24, 1)',
      [rows[0]?.id, id],
    );
    return rows[0]?.id;
  };
  const due = await order('2026-06-14');
  await order('2026-07-14');
  expect(await causes(id)).toEqual([
    {
      cause: 'order_not_received',
      sentence: `Order PO-0000${due} brings 24 of it and was expected on 14 June; it has not been received here.`,
      action: { kind: 'receive_order', orderId: due },
    },
  ]);
});

test('a transfer that nobody received', async () => {
  const { sql } = world.database;
  const id = await lacking(2);
  const depot = await openStore(sql, 'Depot', { kind: 'warehouse' });
  const { rows } = await sql.query<{ id: string }>(
    `insert into transfer (key, payload, content, from_store_id, to_store_id, status, shipped_version, shipped_at)
     values (gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), $1, $2, 'shipped', 1, now()) returning id`,
    [depot, world.store],
  );
  await sql.query('insert into transfer_line (transfer_id, product_id, quantity) values ($1, $2, 6)', [
    rows[0]?.id,
    id,
  ]);
  expect(await causes(id)).toMatchObject([
    { cause: 'transfer_not_received', action: { kind: 'receive_transfer', transferId: rows[0]?.id } },
  ]);
});

test('packs that were received as units: only if those packs explain what is missing', async () => {
  const { sql } = world.database;
  const [explained, not] = [await world.product(null), await world.product(null)];
  for (const id of [explained, not]) {
    await sql.query(
      "insert into supplier_item (supplier_id, product_id, pack_size) select id, $1, 12 from supplier where code = 'CLAY'",
      [id],
    );
    await world.stock(id, 2);
  }
  await world.stock(explained, -20);
  await world.stock(not, -30);
  expect(await causes(explained)).toEqual([
    {
      cause: 'pack_as_unit',
      sentence:
        '2 came in on 15 June, and it is bought in packs of 12: if those were packs, 22 more are there than the books say.',
      action: {
        kind: 'adjust',
        storeId: world.store,
        productId: explained,
        quantity: '22',
        note: 'Packs of 12 received as units',
      },
    },
  ]);
  expect(await causes(not)).toMatchObject([{ cause: 'unknown', action: { kind: 'count' } }]);
});

test('the same sales in two files', async () => {
  const { sql } = world.database;
  const id = await world.product(null);
  const { rows } = await sql.query<{ sku: string }>('select sku from product where id = $1', [id]);
  const sku = rows[0]?.sku ?? '';
  const file = async (name: string, till: string, times: string[]) => {
    const { rows: made } = await sql.query<{ id: string }>(
      `insert into import (id, kind, file_name, bucket, key, store_id, status, size)
       values (gen_random_uuid(), 'sales', $2::text, 'b', $2::text, $1, 'done', 100) returning id`,
      [world.store, name],
    );
    for (const at of times)
      await sell(sql, world.store, `${till} ${at}`, [{ sku, quantity: 2, at }], made[0]?.id ?? null);
  };
  const times = ['2026-06-14T09:00:00Z', '2026-06-14T10:30:00Z'];
  await file('monday.csv', 'A', times);
  await file('monday (1).csv', 'B', times);
  const [first, ...more] = await causes(id);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ cause: 'file_twice', action: { kind: 'adjust', quantity: '4' } });
  expect(first?.sentence).toMatch(/hold the same 2 sales of it, at the same times: 4 are probably counted twice\.$/);
});

test('another size of the same family that lies there and does not sell', async () => {
  const { sql } = world.database;
  const id = await lacking(3);
  const [other, selling] = [await world.product(null), await world.product(null)];
  await sql.query("update product set family = 'Mugs' where id = any ($1::bigint[])", [[id, other, selling]]);
  for (const size of [other, selling]) await world.stock(size, 9);
  await world.sells(other, 0.5, { last_sold_on: '2026-05-20' });
  await world.sells(selling, 0.5, { last_sold_on: '2026-06-14' });
  const [first, ...more] = await causes(id);
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    cause: 'other_size',
    action: { kind: 'swap', fromProductId: other, toProductId: id, quantity: '3' },
  });
});

test('a count made good what was before it', async () => {
  const { sql } = world.database;
  const id = await world.product(null);
  await sql.query(
    "insert into supplier_item (supplier_id, product_id, pack_size) select id, $1, 12 from supplier where code = 'CLAY'",
    [id],
  );
  await world.stock(id, 1);
  const counted = { key: `count ${id}`, store_id: world.store, product_id: id, type: 'count', counted: 5 };
  await post(sql, [{ ...counted, occurred_at: '2026-06-15T11:30:00Z' }]);
  world.at('2026-06-15T13:00:00Z');
  await world.stock(id, -3);
  expect(await causes(id)).toMatchObject([{ cause: 'unknown' }]);
});
