import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { getTimeline } from '#domain/analytics/timeline.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { Caller } from '#domain/users/user.ts';

let database: TestDatabase;
let platform: Platform;
let leeds: string;
let tokyo: string;
let mug: string;
const admin: Caller = { userId: 'admin', grants: [{ role: 'admin', storeId: null }] };
const days = { from: '2026-03-01', to: '2026-03-05' };
const timeline = (more: { store?: string } = {}, caller = admin) =>
  getTimeline(platform, caller, { productId: mug, ...days, ...more });

beforeAll(async () => {
  database = await testDatabase();
  platform = testPlatform(database.db);
  const { sql } = database;
  leeds = await openStore(sql, 'LEEDS');
  tokyo = await openStore(sql, 'TOKYO', { currency: 'JPY', time_zone: 'Asia/Tokyo' });
  [mug = ''] = await addProducts(sql, ['MUG']);
  await sql.query(
    `with supplier as (insert into supplier (code, name) values ('CLAY', 'Clay') returning id)
     insert into goods_receipt (supplier_id, delivery_note, store_id, received_at)
     select id, 'D-17', $1, '2026-03-01T08:00:00Z' from supplier`,
    [leeds],
  );
  const note = { source_type: 'receipt', source_id: 1 };
  const entry = { store_id: leeds, product_id: mug };
  const first = [
    { ...entry, ...note, key: 'in', type: 'receipt', quantity: 24, unit_cost: 1, occurred_at: '2026-03-01T08:00:00Z' },
    {
      ...entry,
      key: 'east',
      store_id: tokyo,
      type: 'receipt',
      quantity: 5,
      unit_cost: 9,
      occurred_at: '2026-03-01T20:00:00Z',
    },
    {
      ...entry,
      key: 'broken',
      type: 'adjustment',
      quantity: -2,
      reason: 'damaged',
      occurred_at: '2026-03-03T09:00:00Z',
    },
    {
      ...entry,
      key: 'found',
      type: 'adjustment',
      quantity: 1,
      reason: 'found',
      occurred_at: '2026-03-03T09:30:00Z',
    },
    { ...entry, key: 'back', type: 'return', quantity: 1, occurred_at: '2026-03-04T08:00:00Z' },
    { ...entry, key: 'count', type: 'count', counted: 12, occurred_at: '2026-03-04T20:00:00Z' },
    { ...entry, key: 'same', type: 'count', counted: 12, occurred_at: '2026-03-04T21:00:00Z' },
    { ...entry, key: 'after', type: 'receipt', quantity: 100, unit_cost: 1, occurred_at: '2026-03-09T08:00:00Z' },
  ];
  await post(sql, first);
  const sell = (storeId: string, soldAt: string, quantity: string) =>
    recordSale(platform, admin, { storeId, soldAt, lines: [{ sku: 'MUG', quantity, unitPrice: '4' }] }, soldAt);
  await sell(leeds, '2026-03-02T10:00:00Z', '10');
  await sell(tokyo, '2026-03-02T16:00:00Z', '3'); // the 3rd in Tokyo
  await sql.query('select fold_facts(5)');
  await sql.query('delete from product_price');
  await sql.query(
    `insert into product_price (product_id, valid_from, price) values ($1, '2026-02-01', 2.5), ($1, '2026-03-02T23:30:00Z', 2.5),
       ($1, '2026-03-03T12:00:00Z', 2.75)`,
    [mug],
  );
  await sql.query(
    `insert into stock_out values ($1, $2, '2026-03-02T16:00:00Z', '2026-03-03T02:00:00Z'), ($1, $2, '2026-03-12T16:00:00Z', null)`,
    [tokyo, mug],
  );
});
afterAll(() => database.close());

describe('the timeline of a product', () => {
  test('has every day with what was sold, what was on hand when it closed, and the price then', async () => {
    const known = await timeline();
    const pounds = (netMinor: number) => ({ currency: 'GBP', netMinor });
    expect(known.days).toEqual([
      { date: '2026-03-01', units: '0', onHand: '24', price: '2.5', sales: [] },
      { date: '2026-03-02', units: '10', onHand: '19', price: '2.5', sales: [pounds(4_000)] },
      { date: '2026-03-03', units: '3', onHand: '15', price: '2.75', sales: [{ currency: 'JPY', netMinor: 12 }] },
      { date: '2026-03-04', units: '-1', onHand: '14', price: '2.75', sales: [pounds(0)] },
      { date: '2026-03-05', units: '0', onHand: '14', price: '2.75', sales: [] },
    ]);
    await database.sql.query('select fold_facts(1000)');
    expect(await timeline()).toEqual(known);
  });

  test('tells what happened, oldest first', async () => {
    const { events } = await timeline();
    expect(
      events.map(({ at, date, storeName, text }) => `${at.slice(5, 16)} ${date.slice(5)} ${storeName}: ${text}`),
    ).toEqual([
      '03-01T08:00 03-01 LEEDS: Delivery of 24 from Clay (D-17)',
      '03-01T20:00 03-02 TOKYO: Delivery of 5',
      '03-02T16:00 03-03 TOKYO: Out of stock',
      '03-03T02:00 03-03 TOKYO: Back in stock',
      '03-03T09:00 03-03 LEEDS: 2 taken away: Damaged',
      '03-03T09:30 03-03 LEEDS: 1 added: Found',
      '03-03T12:00 03-03 null: Price 2.75, before 2.5',
      '03-04T08:00 03-04 LEEDS: 1 returned',
      '03-04T20:00 03-04 LEEDS: Counted 12, 2 less than recorded',
      '03-04T21:00 03-04 LEEDS: Counted 12, as recorded',
    ]);
  });

  test('shows somebody their stores alone', async () => {
    const inTokyo: Caller = { userId: 'tokyo', grants: [{ role: 'viewer', storeId: tokyo }] };
    const own = await timeline({}, inTokyo);
    expect(own).toEqual(await timeline({ store: tokyo }));
    expect(own.days.map(({ onHand }) => onHand)).toEqual(['0', '5', '2', '2', '2']);
    expect(own.events.every(({ storeId }) => storeId === tokyo || storeId === null)).toBe(true);
    expect(own.events).not.toHaveLength(0);
    await expect(timeline({ store: leeds }, inTokyo)).rejects.toThrow('no such store');
    await expect(timeline({ store: '999999' })).rejects.toThrow('no such store');
    await expect(getTimeline(platform, admin, { productId: '999999', ...days })).rejects.toThrow('no such product');
  });

  test('tells the newest 500 events of more', async () => {
    const rows = Array.from({ length: 510 }, (_, nth) => ({
      key: `return ${nth}`,
      store_id: leeds,
      product_id: mug,
      type: 'return',
      quantity: 1,
      occurred_at: new Date(Date.UTC(2026, 2, 5, 8) + nth * 1_000).toISOString(),
    }));
    await post(database.sql, rows);
    const { events } = await timeline();
    expect(events).toHaveLength(500);
    expect(events.at(-1)?.at).toBe('2026-03-05T08:08:29.000Z');
    expect(events[0]?.at).toBe('2026-03-05T08:00:10.000Z');
  });
});
