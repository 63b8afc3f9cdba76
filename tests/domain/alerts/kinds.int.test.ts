import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { checkAlerts } from '#domain/alerts/check.actions.ts';
import { post } from '#tests/setup/ledger.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await openAlertWorld();
});
afterAll(() => world.database.close());
beforeEach(() => world.at('2026-06-15T12:00:00Z'));

const check = (pieceSize?: number) =>
  checkAlerts(world.platform, { remainingMs: () => 60_000, ...(pieceSize === undefined ? {} : { pieceSize }) });
const open = async (productId: string, kind: string) =>
  (await world.episodes(productId, kind)).filter((episode) => episode.resolved_at === null);

test('what sells a day times the margin of one is at risk while nothing is left', async () => {
  const id = await world.product(5);
  await world.stock(id, 10);
  await world.stock(id, 0);
  await world.sells(id, 3);
  await world.look(id);
  // 3 a day at a margin of 1.50, in pence; low as well, since it is that too.
  expect(await open(id, 'out')).toMatchObject([{ money: 450 }]);
  expect(await open(id, 'low')).toMatchObject([{ money: 450 }]);
  await world.stock(id, 1);
  await world.look(id);
  expect(await world.episodes(id, 'out')).toMatchObject([{ why_resolved: '1 available again' }]);
});

test('what is low is at risk as far as what should be left is missing', async () => {
  const id = await world.product(20);
  await world.sells(id, 2);
  const atRisk: (number | undefined)[] = [];
  for (const quantity of [20, 15, 5]) {
    await world.stock(id, quantity);
    await world.look(id);
    atRisk.push((await open(id, 'low'))[0]?.money);
  }
  expect(atRisk).toEqual([0, 75, 225]); // of 2 a day at a margin of 1.50, in pence
});

test('a figure that is no number, too large or missing spoils no check of the store', async () => {
  const { sql } = world.database;
  const [fine, ...odd] = await Promise.all([1, 2, 3, 4, 5].map(() => world.product(10)));
  const figures = [
    { daily_units: 'NaN' },
    { daily_units: null, daily_variance: null, last_sold_on: null },
    { units: 'NaN', age_units: '{NaN,0,0,0,0}' },
    { units: '0.001', margin_minor: '9000000000000000000' },
  ];
  await world.sells(fine ?? '', 2);
  for (const [nth, id] of odd.entries()) await world.sells(id, 2, figures[nth]);
  for (const id of [fine ?? '', ...odd]) await world.stock(id, 4);
  expect((await check()).isDone).toBe(true);
  const atRisk = await Promise.all([fine ?? '', ...odd].map(async (id) => (await open(id, 'low'))[0]?.money));
  // The most that JSON holds exactly, of which 6 of 10 are missing.
  expect(atRisk).toEqual([180, 0, 0, 0, Math.round(0.6 * (2 ** 53 - 1)) + 1]);
  // Reckoned with as they are, they would end it.
  await sql.query('update alert_episode set resolved_at = opened_at where resolved_at is null');
  const { rows } = await sql.query<{ made: string }>("select pg_get_functiondef('as_minor'::regproc) as made");
  await sql.query(
    `create or replace function as_minor(amount numeric) returns bigint language sql immutable parallel safe as
     $$ select coalesce(greatest(round(amount), 0), 0)::bigint $$`,
  );
  await expect(check()).rejects.toThrow(/NaN|out of range/);
  await sql.query(rows[0]?.made ?? '');
});

test('what has not moved for 90 days is not out of stock but out of the range', async () => {
  const id = await world.product(null);
  await world.stock(id, 1);
  await world.stock(id, 0);
  await world.look(id);
  expect(await open(id, 'out')).toHaveLength(1);
  world.at('2026-09-20T12:00:00Z');
  await check();
  expect(await world.episodes(id, 'out')).toMatchObject([{ why_resolved: 'Nothing has moved for 90 days' }]);
});

test('stock below zero is urgent, and being out only of the best sellers', async () => {
  const [best, other] = [await world.product(null), await world.product(null)];
  await world.sells(best, 2);
  await world.sells(other, 2, { abc: 'C' });
  for (const id of [best, other]) await world.stock(id, 1);
  for (const id of [best, other]) await world.stock(id, 0);
  await world.look(best, other);
  await world.stock(other, -2);
  await world.look(other);
  const { rows } = await world.database.sql.query<{ product_id: string; kind: string; is_urgent: boolean }>(
    'select product_id, kind, is_urgent from alert_episode where product_id = any ($1::bigint[]) order by id',
    [[best, other]],
  );
  const urgent = rows.map(
    ({ product_id: id, kind, is_urgent: is }) => `${id === best ? 'best' : 'other'} ${kind} ${is}`,
  );
  expect(urgent.toSorted()).toEqual(['best out true', 'other negative true', 'other out false']);
});

test('a price below what the stock cost is an alert until the margin is better by a percent', async () => {
  const id = await world.product(null, { price: 0.9, cost: 1 });
  const reprice = (price: number) =>
    world.database.sql.query('update product set price = $2 where id = $1', [id, price]);
  await world.stock(id, 5);
  await world.sells(id, 4);
  await world.look(id);
  expect(await open(id, 'price_below_cost')).toMatchObject([{ money: 40 }]);
  await reprice(1.005);
  await world.look(id);
  expect(await open(id, 'price_below_cost')).toHaveLength(1);
  await reprice(1.02);
  await world.look(id);
  expect(await world.episodes(id, 'price_below_cost')).toMatchObject([{ why_resolved: 'Price 1.02, cost 1' }]);
});

test('far more than will sell is overstock, and what nobody has bought for 90 days is dead', async () => {
  const [much, dead, fine] = [await world.product(null), await world.product(null), await world.product(null)];
  for (const id of [much, dead, fine]) await world.stock(id, 200);
  await world.sells(much, 1);
  await world.sells(dead, 0, { last_sold_on: '2026-03-01', abc: 'U', age_units: '{0,0,0,0,200}' });
  await world.sells(fine, 4);
  await world.look(much, dead, fine);
  const kinds = ['overstock', 'dead'];
  const found = await Promise.all(
    [much, dead, fine].map((id) => Promise.all(kinds.map(async (kind) => (await open(id, kind)).length))),
  );
  expect(found).toEqual([
    [1, 0],
    [0, 1],
    [0, 0],
  ]);
  // What keeping it costs a day, in pence: 26 % a year of the 20 pounds beyond 180 days, and of 200 pounds.
  expect(await open(much, 'overstock')).toMatchObject([{ money: 1 }]);
  expect(await open(dead, 'dead')).toMatchObject([{ money: 14 }]);
  // 170 days are fewer than 180, but not by 10 %.
  await world.stock(much, 170);
  await world.look(much);
  expect(await open(much, 'overstock')).toHaveLength(1);
  await world.stock(much, 160);
  await world.look(much);
  expect(await open(much, 'overstock')).toHaveLength(0);
});

/** Sold one on each of these days, some days before 15 June; the store is open every day from 90 days before. */
async function soldOn(productId: string, daysAgo: number[]): Promise<void> {
  const { sql } = world.database;
  await sql.query(
    `insert into store_open_day select $1, d::date, tstzmultirange(tstzrange(d, d + interval '1 day')), 1440, false, false
     from generate_series('2026-03-01'::timestamptz, '2026-06-16', interval '1 day') d on conflict do nothing`,
    [world.store],
  );
  await post(sql, [
    {
      key: `${productId} in`,
      store_id: world.store,
      product_id: productId,
      type: 'receipt',
      quantity: 200,
      unit_cost: 1,
      occurred_at: '2026-03-10T10:00:00Z',
    },
    ...daysAgo.map((days) => ({
      key: `${productId} ${days}`,
      store_id: world.store,
      product_id: productId,
      type: 'sale',
      quantity: -1,
      occurred_at: new Date(Date.parse('2026-06-15T10:00:00Z') - days * 86_400_000).toISOString(),
    })),
  ]);
}
const days = (from: number, to: number, every = 1) =>
  Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, index) => from + index * every);

test('stock that sold every other day and is silent for weeks is probably not there; a count ends the doubt', async () => {
  const [silent, slow, busy] = [await world.product(null), await world.product(null), await world.product(null)];
  await soldOn(silent, days(15, 85, 2));
  await soldOn(slow, days(15, 85, 10));
  await soldOn(busy, days(1, 85, 2));
  await world.sells(silent, 0.5, { last_sold_on: '2026-05-31', first_day: '2026-03-10' });
  await world.sells(slow, 0.1, { last_sold_on: '2026-05-31', first_day: '2026-03-10' });
  await world.sells(busy, 0.5, { last_sold_on: '2026-06-14', first_day: '2026-03-10' });
  await world.look(silent, slow, busy);
  expect(await open(silent, 'phantom')).toEqual([]); // time brings it about: found by the full re-check
  await check();
  expect(
    (await Promise.all([silent, slow, busy].map((id) => open(id, 'phantom')))).map((found) => found.length),
  ).toEqual([1, 0, 0]);
  const { rows } = await world.database.sql.query<{ facts: unknown }>(
    "select facts from alert_episode where product_id = $1 and kind = 'phantom'",
    [silent],
  );
  expect(rows[0]?.facts).toMatchObject({ silentDays: '14', sellingDays: '36' });
  await post(world.database.sql, [
    {
      key: 'counted',
      store_id: world.store,
      product_id: silent,
      type: 'count',
      counted: 164,
      occurred_at: '2026-06-15T13:00:00Z',
    },
  ]);
  world.at('2026-06-15T14:00:00Z');
  await world.look(silent);
  expect(await world.episodes(silent, 'phantom')).toMatchObject([{ why_resolved: 'It was counted' }]);
  await check();
  expect(await open(silent, 'phantom')).toEqual([]);
});

test('a full re-check in small pieces finds what one piece finds, and opens nothing twice', async () => {
  const ids = await Promise.all([1, 2, 3, 4, 5].map(() => world.product(10)));
  for (const id of ids) await world.stock(id, 4);
  const first = await check(2);
  expect(first.isDone).toBe(true);
  for (const id of ids) expect(await open(id, 'low')).toHaveLength(1);
  expect(await check(1_000)).toEqual({ opened: 0, resolved: 0, isDone: true });
  expect(await checkAlerts(world.platform, { remainingMs: () => 0 })).toMatchObject({ isDone: false });
});

test('a file that did not come is an alert until it comes', async () => {
  const { sql } = world.database;
  await sql.query(
    `update store set updated_at = '2026-06-01', expected_feeds =
       '[{"kind": "sales", "weekdays": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], "by": "22:00"}]'
     where id = $1`,
    [world.store],
  );
  const came = (day: string) =>
    sql.query(
      `with made as (insert into import (id, kind, file_name, bucket, key, store_id, status)
         values (gen_random_uuid(), 'sales', $2::text, 'b', $2::text, $1, 'done') returning id)
       insert into import_day (import_id, kind, store_id, business_date, row_count, units, amount_minor, arrived_at) select id, 'sales', $1, $2::date, 1, 1, 1, now() from made`,
      [world.store, day],
    );
  await came('2026-06-12');
  await came('2026-06-13');
  const missing = async () => {
    const { rows } = await sql.query<{ reference: string; why_resolved: string | null }>(
      "select reference, why_resolved from alert_episode where kind = 'feed_missing' order by id",
    );
    return rows;
  };
  await check();
  expect(await missing()).toEqual([{ reference: 'sales 2026-06-14', why_resolved: null }]);
  await came('2026-06-14');
  await check();
  expect(await missing()).toEqual([
    { reference: 'sales 2026-06-14', why_resolved: 'It has come, or is waited for no more' },
  ]);
  await sql.query("update store set expected_feeds = '[]' where id = $1", [world.store]);
});

test('an order that did not come by its day is an alert until it comes', async () => {
  const { sql } = world.database;
  await sql.query("insert into supplier (code, name) values ('CLAY', 'Clay')");
  // The view of late orders goes by the day that it is.
  await sql.query(
    `insert into purchase_order (store_id, supplier_id, currency, status, expected_on, request_key, payload, created_by, sent_at)
     select $1, id, 'GBP', 'sent', current_date - d, gen_random_uuid(), gen_random_uuid(), 'mia', now() - interval '9 days'
     from supplier cross join (values (3), (-3)) due (d)`,
    [world.store],
  );
  world.at(new Date().toISOString());
  await check();
  await check();
  const late = async () => {
    const { rows } = await sql.query<{ facts: { number: string; supplier: string }; why_resolved: string | null }>(
      "select facts, why_resolved from alert_episode where kind = 'late_order'",
    );
    return rows;
  };
  expect(await late()).toMatchObject([{ facts: { number: 'PO-00001', supplier: 'Clay' }, why_resolved: null }]);
  await sql.query("update purchase_order set status = 'closed'");
  await check();
  expect(await late()).toMatchObject([{ why_resolved: 'It has come, or comes no more' }]);
});
