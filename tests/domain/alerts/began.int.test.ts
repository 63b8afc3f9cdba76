import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { getAlert, listAlerts } from '#domain/alerts/alert.actions.ts';
import { ListAlerts } from '#domain/alerts/alert.ts';
import { sendUrgent } from '#domain/alerts/mail.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

let world: AlertWorld;
const manager: Caller = { userId: 'mia', grants: [{ role: 'manager', storeId: null }] };
beforeAll(async () => {
  world = await openAlertWorld();
  const { sql } = world.database;
  await sql.query("insert into person (user_id, email, name) values ('mia', 'mia@example.com', 'Mia')");
  await sql.query("insert into user_role_grant values ('mia', 'manager', $1)", [world.store]);
});
afterAll(() => world.database.close());
beforeEach(async () => {
  world.at('2026-06-15T12:00:00Z');
  world.mails.length = 0;
  await world.database.sql.query('update alert_episode set resolved_at = opened_at where resolved_at is null');
});

/** A product that is below zero, since an instant if the books know of one: its alert. */
async function negative(since?: string) {
  const product = await world.product(null);
  await world.sells(product, 2);
  await world.stock(product, 1);
  await world.stock(product, -2);
  if (since !== undefined)
    await world.database.sql.query('insert into stock_out values ($1, $2, $3)', [world.store, product, since]);
  await world.look(product);
  return { product, alert: (await listed({ product }))[0] };
}
const listed = async (asked: object) =>
  (await listAlerts(world.platform, manager, ListAlerts.parse({ limit: '2', ...asked }))).items;

test('what is out or below zero is so since the last unit went, which the books may learn later', async () => {
  const { alert } = await negative('2026-04-30T09:00:00Z');
  expect(alert).toMatchObject({ beganAt: '2026-04-30T09:00:00.000Z', openedAt: '2026-06-15T12:00:00.000Z' });
  const detail = await getAlert(world.platform, manager, { episodeId: alert?.id ?? '' });
  expect(detail.beganAt).toBe('2026-04-30T09:00:00.000Z');
  expect((await negative()).alert?.beganAt).toBe('2026-06-15T12:00:00.000Z');
});

test('what is below zero and then what is urgent stands before what only costs more, on every page', async () => {
  const dear = await world.product(10);
  await world.sells(dear, 500);
  await world.stock(dear, 4);
  await world.look(dear);
  const { product: below } = await negative();
  const out = await world.product(null);
  await world.sells(out, 1);
  await world.stock(out, 3);
  await world.stock(out, 0);
  await world.look(out);
  await world.database.sql.query("update alert_episode set is_urgent = kind = 'out' where resolved_at is null");
  const first = await listAlerts(world.platform, manager, ListAlerts.parse({ limit: '2' }));
  const next = await listAlerts(world.platform, manager, ListAlerts.parse({ limit: '2', cursor: first.nextCursor }));
  expect(first.items.map(({ productId }) => productId)).toEqual([below, out]);
  expect(next.items.map(({ productId }) => productId)).toEqual([dear]);
});

test('what a history brings in is no urgent news, what a file of yesterday tells is', async () => {
  await negative('2026-06-12T11:00:00Z');
  expect(await sendUrgent(world.platform)).toBe(0);
  await negative('2026-06-14T18:00:00Z');
  expect(await sendUrgent(world.platform)).toBe(1);
});

test('an alert of what is short tells what the plan expects to sell, and before a plan what sold lately', async () => {
  const { product, alert } = await negative();
  expect(alert).toMatchObject({ moneyMinor: 300, facts: { dailyUnits: '2' } });
  await world.database.sql.query(
    `insert into reorder_level (store_id, product_id, reorder_point, order_up_to, safety_stock, source, computed_at,
       daily_units, at_risk_minor) values ($1, $2, 9, 20, 2, 'learned', now(), 1.25, 1107)`,
    [world.store, product],
  );
  await world.look(product);
  expect((await listed({ product }))[0]).toMatchObject({ moneyMinor: 1107, facts: { dailyUnits: '1.25' } });
});
