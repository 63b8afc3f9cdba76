import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendDigests, sendUrgent } from '#domain/alerts/mail.actions.ts';
import { getPreference } from '#domain/alerts/preference.actions.ts';
import { alertOn } from '#domain/alerts/react.actions.ts';
import { draftTransfer } from '#domain/transfers/transfer.actions.ts';
import { openStore } from '#tests/setup/ledger.ts';
import { type AlertWorld, openAlertWorld, type Sent } from './world.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await openAlertWorld();
  await world.database.sql.query(
    `insert into person (user_id, email, name) values ('mia', 'mia@example.com', 'Mia'), ('vic', 'vic@example.com', 'Vic')`,
  );
  await world.database.sql.query(
    "insert into user_role_grant values ('mia', 'manager', $1), ('vic', 'viewer', $1), ('nomail', 'buyer', null)",
    [world.store],
  );
});
afterAll(() => world.database.close());
beforeEach(async () => {
  world.at('2026-06-15T12:00:00Z');
  world.mails.length = 0;
  const { sql } = world.database;
  await sql.query('update alert_episode set resolved_at = opened_at where resolved_at is null');
  await sql.query('delete from alert_mail');
  await sql.query('delete from alert_preference');
  await sql.query('delete from transfer_line');
  await sql.query('delete from transfer');
});

const digests = (now: string) => {
  world.at(now);
  return sendDigests(world.platform, { now: new Date(now), remainingMs: () => 60_000 });
};
async function low(daily = 2): Promise<string> {
  const id = await world.product(10);
  await world.sells(id, daily);
  await world.stock(id, 4);
  await world.look(id);
  return id;
}
/** A product that is below zero, which is urgent. */
async function negative(): Promise<string> {
  const id = await world.product(null);
  await world.sells(id, 2);
  await world.stock(id, 1);
  await world.stock(id, -2);
  await world.look(id);
  return id;
}

test('a manager reads at seven what is new and what is still open, the costliest first', async () => {
  const { sql } = world.database;
  await sql.query("update product set sku = 'OLD-' || id where sku like 'SKU-%'");
  for (const [daily, name] of [
    [1, 'Tea towel'],
    [5, 'Blue mug'],
  ] as const) {
    const id = await low(daily);
    await sql.query("update product set sku = upper(replace($2::text, ' ', '-')), name = $2 where id = $1", [id, name]);
  }
  expect(await digests('2026-06-16T05:59:00Z')).toEqual({ sent: 0, isDone: true });
  expect(await digests('2026-06-16T06:00:00Z')).toEqual({ sent: 1, isDone: true });
  world.at('2026-06-16T12:00:00Z');
  const out = await world.product(5);
  await sql.query("update product set sku = 'VASE', name = 'Vase\nwith a line of its own' where id = $1", [out]);
  await world.sells(out, 0.5);
  await world.stock(out, 3);
  await world.stock(out, 0);
  await world.look(out);
  world.mails.length = 0;
  await sql.query('update alert_episode set is_urgent = false');
  expect(await digests('2026-06-17T06:05:00Z')).toEqual({ sent: 1, isDone: true });
  expect(world.mails[0]?.to).toBe('mia@example.com');
  expect(`${world.mails[0]?.subject}\n\n${world.mails[0]?.text}`).toMatchInlineSnapshot(`
    "Stock alerts: 1 new, 2 still open

    Good morning. What needs a look in your store: 1 new, 2 still open.
    What costs most a day comes first. Acknowledge or snooze what you know of, and it stays out of this mail.

    Harbour
      New since the last mail: 1, £0.75 a day at risk
        Out of stock: Vase with a line of its own (VASE) (£0.75 a day)
          nothing left; sells 0.5 a day
      Still open: 2, £5.40 a day at risk
        Low stock: Blue mug (BLUE-MUG) (£4.50 a day)
          4 left, reorder point 10; sells 5 a day, so it lasts 1 day
        Low stock: Tea towel (TEA-TOWEL) (£0.90 a day)
          4 left, reorder point 10; sells 1 a day, so it lasts 4 days
      All of it: https://stock.example.com/alerts?store=1

    When this mail comes and what it tells: https://stock.example.com/alerts/settings"
  `);
});

test('whoever may ship what another store asks for reads of it, with or without alerts, and nobody else', async () => {
  const { sql } = world.database;
  const other = await openStore(sql, `Quay ${Date.now()}`);
  await sql.query("insert into user_role_grant values ('quinn', 'clerk', $1)", [other]);
  await sql.query("insert into person (user_id, email, name) values ('quinn', 'quinn@example.com', 'Quinn')");
  await sql.query(
    `insert into alert_preference (user_id, is_on, hour, time_zone, weekdays, urgent)
     select id, true, 7, 'Europe/London', '{1,2,3,4,5,6,7}', false from unnest('{mia,vic,quinn}'::text[]) id`,
  );
  const mug = await world.product(null);
  const ask = (from: string, to: string, actor: string) =>
    draftTransfer(
      world.platform,
      actor,
      { fromStoreId: from, toStoreId: to, lines: [{ productId: mug, quantity: '1' }] },
      crypto.randomUUID(),
    );
  await ask(world.store, other, 'quinn');
  await ask(world.store, other, 'mia'); // her own: she knows of it
  expect(await digests('2026-06-16T06:00:00Z')).toMatchObject({ sent: 1 });
  expect(world.mails[0]).toMatchObject({ to: 'mia@example.com', subject: 'Stock alerts: 1 transfer to ship' });
  expect(world.mails[0]?.text).toBe(
    [
      'Good morning. What needs a look in your store: 1 transfer to ship.',
      '',
      'Transfers that wait to be shipped by you',
      `  From Harbour: 1: https://stock.example.com/transfers?state=draft&store=${world.store}`,
      '',
      'When this mail comes and what it tells: https://stock.example.com/alerts/settings',
    ].join('\n'),
  );
  world.mails.length = 0;
  world.at('2026-06-16T12:00:00Z');
  await ask(world.store, other, 'plan');
  await low();
  await digests('2026-06-17T06:00:00Z');
  expect(world.mails.map(({ to, subject }) => [to, subject])).toEqual([
    ['mia@example.com', 'Stock alerts: 1 new, 2 transfers to ship'],
    ['vic@example.com', 'Stock alerts: 1 new'],
  ]);
});

test('nobody gets two digests of one day and hour, whoever sends them, and however often', async () => {
  await low();
  await Promise.all([1, 2, 3].map(() => digests('2026-06-16T06:00:00Z')));
  await digests('2026-06-16T07:30:00Z');
  expect(world.mails).toHaveLength(1);
  await digests('2026-06-17T06:00:00Z');
  expect(world.mails).toHaveLength(2);
});

test('a digest that is more than some hours late is left out, and one with nothing in it too', async () => {
  expect((await digests('2026-06-16T06:00:00Z')).sent).toBe(0);
  await low();
  expect((await digests('2026-06-17T10:00:00Z')).sent).toBe(0);
  expect((await digests('2026-06-18T09:00:00Z')).sent).toBe(1);
});

test('people get what they chose: their hour, days, stores and kinds', async () => {
  const { sql } = world.database;
  const other = await openStore(sql, `Other ${Date.now()}`);
  await low();
  const choose = (wish: string) =>
    sql.query(
      `insert into alert_preference select 'mia', w.is_on, w.hour, w.time_zone, w.weekdays, w.stores, w.kinds, w.urgent
       from jsonb_populate_record(null::alert_preference, $1::jsonb) w
       on conflict (user_id) do update set hour = excluded.hour, weekdays = excluded.weekdays, stores = excluded.stores,
         kinds = excluded.kinds, is_on = excluded.is_on`,
      [wish],
    );
  const wish = {
    is_on: true,
    hour: 9,
    time_zone: 'Europe/Paris',
    weekdays: [1, 2, 3],
    stores: null,
    kinds: null,
    urgent: true,
  };
  await choose(JSON.stringify({ ...wish, stores: [other] }));
  expect((await digests('2026-06-16T07:00:00Z')).sent).toBe(0); // nothing in that store
  await choose(JSON.stringify({ ...wish, kinds: ['dead'] }));
  expect((await digests('2026-06-17T07:00:00Z')).sent).toBe(0);
  await choose(JSON.stringify(wish));
  expect((await digests('2026-06-18T07:00:00Z')).sent).toBe(0); // a Thursday
  expect((await digests('2026-06-22T06:59:00Z')).sent).toBe(0);
  expect((await digests('2026-06-22T07:00:00Z')).sent).toBe(1);
});

test('what is out is one line, and none beside it says that it is low, also when somebody knows of it', async () => {
  const { sql } = world.database;
  const id = await low();
  await world.stock(id, 0);
  await world.look(id);
  await sql.query('update alert_episode set is_urgent = false where resolved_at is null');
  await digests('2026-06-16T06:00:00Z');
  expect(world.mails[0]?.subject).toBe('Stock alerts: 1 still open');
  expect(world.mails[0]?.text).not.toContain('Low stock');
  await sql.query("update alert_episode set acknowledged_at = opened_at where kind = 'out' and resolved_at is null");
  expect((await digests('2026-06-17T06:00:00Z')).sent).toBe(0);
  // Who chose to hear of low stock alone hears of it.
  await sql.query(
    `insert into alert_preference values ('mia', true, 7, 'Europe/London', '{1,2,3,4,5,6,7}', null, '{low}', false)`,
  );
  await digests('2026-06-18T06:00:00Z');
  expect(world.mails[1]?.text).toContain('Low stock');
});

test('what is acknowledged or snoozed stays out, and comes back into it as new when its day has come', async () => {
  const { sql } = world.database;
  const [known, later] = [await low(), await low()];
  await sql.query(
    'update alert_episode set acknowledged_at = opened_at where product_id = $1 and resolved_at is null',
    [known],
  );
  await sql.query(
    "update alert_episode set snoozed_until = '2026-06-17T23:00Z' where product_id = $1 and resolved_at is null",
    [later],
  );
  expect((await digests('2026-06-16T06:00:00Z')).sent).toBe(0);
  await digests('2026-06-18T06:00:00Z');
  expect(world.mails.map(({ subject }) => subject)).toEqual(['Stock alerts: 1 new']);
});

test('what is urgent is told at once, once to each, whatever comes again', async () => {
  const id = await negative();
  const event = { name: 'stock.changed' as const, data: { storeId: world.store, productIds: [id] } };
  await Promise.all([1, 2, 3].map(() => sendUrgent(world.platform)));
  await alertOn(world.platform, event);
  await alertOn(world.platform, event);
  expect(world.mails.map(({ to, subject }) => [to, subject.replace(/SKU-\d+/g, 'SKU')])).toEqual([
    ['mia@example.com', 'Urgent: negative stock, Product SKU (SKU), Harbour'],
  ]);
  expect(world.mails[0]?.text).toContain('-2 on hand by the books; sells 2 a day');
});

test('while a file is being read nothing is told, and what is true at its end is', async () => {
  const { sql } = world.database;
  await sql.query(
    `insert into import (id, kind, file_name, bucket, key, store_id, status)
     values ('0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11', 'sales', 'day.csv', 'b', 'day.csv', $1, 'running')`,
    [world.store],
  );
  const [gone, mended] = [await negative(), await negative()];
  await alertOn(world.platform, { name: 'stock.changed', data: { storeId: world.store, productIds: [gone] } });
  expect(await sendUrgent(world.platform)).toBe(0);
  await world.stock(mended, 5);
  await world.look(mended);
  await sql.query("update import set status = 'done'");
  await alertOn(world.platform, { name: 'import.completed', data: {} });
  expect(world.mails).toHaveLength(1);
  expect(world.mails[0]?.text.match(/Negative stock:/g)).toHaveLength(1);
});

test('whose address bounced gets neither digest nor urgent mail, and both once the address is released', async () => {
  const { sql } = world.database;
  await sql.query(
    `insert into mail_suppression (address, reason, since) select p.email, 'bounce', now() from person p where p.email is not null`,
  );
  const before = await getPreference(world.platform, { userId: 'mia', grants: [{ role: 'manager', storeId: null }] });
  expect(before).toMatchObject({ email: 'mia@example.com', suppressed: 'bounce' });
  world.mails.length = 0;
  world.at('2026-06-20T06:00:00Z');
  await world.look(await negative());
  await sendUrgent(world.platform);
  await digests('2026-06-20T06:00:00Z');
  expect(world.mails).toEqual([]);
  await sql.query('delete from mail_suppression');
  await sendUrgent(world.platform);
  await digests('2026-06-20T06:01:00Z');
  expect(world.mails.map(({ to, subject }) => `${to} ${subject.split(':')[0] ?? ''}`)).toContain(
    'mia@example.com Urgent',
  );
  expect(world.mails.length).toBeGreaterThan(1);
});

test('a mail that SES did not take is sent by the next run, one whose end nobody knows is not', async () => {
  await low();
  const failing = (error: Error): Sent[] => {
    const sent: Sent[] = [];
    world.platform.mail.send = (mail) => {
      if (sent.push(mail) === 1) return Promise.reject(error);
      return Promise.resolve();
    };
    return sent;
  };
  const was = world.platform.mail.send;
  const throttled = Object.assign(new Error('Maximum sending rate exceeded'), { $metadata: { httpStatusCode: 429 } });
  const first = failing(throttled);
  await expect(digests('2026-06-16T06:00:00Z')).rejects.toThrow('Maximum sending rate');
  await digests('2026-06-16T06:01:00Z');
  expect(first).toHaveLength(2);
  const second = failing(new Error('socket hang up'));
  await digests('2026-06-17T06:00:00Z');
  await digests('2026-06-17T06:01:00Z');
  expect(second).toHaveLength(1);
  world.platform.mail.send = was;
});
