import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { handler } from '#functions/schedules/plan-stock.ts';
import { createDelivery, type Delivery } from '#local/delivery.ts';
import { type MailServer, startMail } from '#local/mail.ts';
import { type Queues, startQueues } from '#local/queues.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let mailbox: MailServer;
let delivery: Delivery;
let queues: Queues;
let folder: string;
let counter = 0;
const woken: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockroom-plans-'));
  mailbox = await startMail({ port: 0, directory: folder });
  delivery = createDelivery({
    invoke: (_, payload) => Promise.resolve(woken.push(payload)),
    retries: () => 0,
    delaysMs: [],
  });
  const triggers = [{ queue: 'Wakes', functionName: 'wake' }];
  queues = await startQueues({ port: 0, region: 'eu-west-1', triggers, delivery });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    AWS_ENDPOINT_URL_SQS: queues.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    MAIL_FROM: 'stockroom@example.com',
    WEB_ORIGIN: 'https://stock.example.com',
    WAKES_QUEUE_URL: `${queues.url}/000000000000/Wakes`,
  });
  database = await testDatabase();
});
beforeEach(async () => {
  mailbox.faults.next = undefined;
  process.env['HOURS_UNTIL_PLAN'] = '0';
  woken.length = 0;
  await database.sql.query("update store set is_archived = true, code = code || ' of before'");
  await database.sql.query('delete from user_role_grant');
});
afterAll(async () => {
  delivery.stop();
  await Promise.all([database.close(), mailbox.stop(), queues.stop()]);
  await rm(folder, { recursive: true });
});

const run = () => handler({}, { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 840_000 });

/** A zone in which it is this hour of the day now: at 0 the business day has begun within the hour, at 5 long ago. */
function zoneWhereItIs(hour: number): string {
  const east = (((hour - new Date().getUTCHours()) % 24) + 24) % 24;
  const offset = east > 12 ? east - 24 : east;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}

/** A store with a product that has sold two a day for four weeks, of which three are left, and whom to order it from. */
async function place(hour: number): Promise<{ store: string; product: string }> {
  const { sql } = database;
  const name = `SHOP-${(counter += 1)}`;
  const store = await openStore(sql, name, { time_zone: zoneWhereItIs(hour) });
  const [product = ''] = await addProducts(sql, [`MUG-${counter}`]);
  await sql.query(
    `with s as (insert into supplier (code, name, email) values ($1, $1, 'clay@example.com') returning id)
     insert into supplier_item (supplier_id, product_id, pack_size, lead_time_days, cost) select id, $2, 6, 5, 1 from s`,
    [name, product],
  );
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
  const row = { store_id: store, product_id: product };
  await post(sql, [
    { ...row, key: `${name} in`, type: 'receipt', quantity: 59, unit_cost: 1, occurred_at: daysAgo(30) },
    ...Array.from({ length: 28 }, (_, nth) => ({
      ...row,
      key: `${name} ${nth}`,
      type: 'sale',
      quantity: -2,
      occurred_at: daysAgo(nth + 1.5),
    })),
  ]);
  return { store, product };
}

const planned = async (store: string) => {
  const { rows } = await database.sql.query<{ runs: number; suggestions: number }>(
    `select (select count(*) from replenishment_run where store_id = $1 and finished_at is not null)::int as runs,
       (select count(*) from suggestion where store_id = $1)::int as suggestions`,
    [store],
  );
  return rows[0];
};
const lowOf = async (product: string) => {
  const { rows } = await database.sql.query<{ point: string }>(
    `select facts->>'reorderPoint' as point from alert_episode
     where product_id = $1 and kind = 'low' and resolved_at is null`,
    [product],
  );
  return rows;
};
/** A manager of the store, whose digest is due at this hour of its day. */
async function manager(store: string, hour: number): Promise<string> {
  const email = `mia-${store}@example.com`;
  const { sql } = database;
  await sql.query('insert into person (user_id, email, name) values ($1, $1, $1)', [email]);
  await sql.query("insert into user_role_grant values ($1, 'manager', $2)", [email, store]);
  await sql.query(
    `insert into alert_preference select $1, true, $3, time_zone, '{1,2,3,4,5,6,7}', null, null, false
     from store where id = $2`,
    [email, store, hour],
  );
  return email;
}
const mailsTo = (email: string) => mailbox.list().filter(({ to }) => to.includes(email));

test('one run plans a store, finds what is low by that plan and mails the digest of it; a second adds nothing', async () => {
  const { store, product } = await place(0);
  const email = await manager(store, 0);
  await run();
  expect(await planned(store)).toEqual({ runs: 1, suggestions: 1 });
  const [low, ...more] = await lowOf(product);
  expect(more).toEqual([]);
  // The catalogue has no reorder point: it is the plan's, of some 2 a day for 5 days and what is uncertain of them.
  expect(Number(low?.point)).toBeGreaterThan(9);
  // In somebody's first digest nothing is new against an earlier one.
  expect(mailsTo(email)).toMatchObject([{ subject: 'Stock alerts: 1 still open' }]);
  await run();
  expect(await planned(store)).toEqual({ runs: 1, suggestions: 1 });
  expect(await lowOf(product)).toHaveLength(1);
  expect(mailsTo(email)).toHaveLength(1);
  expect(queues.waiting).toBe(0); // a next run comes so soon that nobody needs to be woken
});

test('a store whose sales of yesterday are not in the figures yet waits, but no longer than two hours into its day', async () => {
  const [begun, late] = [await place(0), await place(5)];
  // Somebody else works out what sells, and is not done.
  const busy = await database.sql.connect();
  await busy.query("select pg_advisory_lock(hashtext('stockroom availability'))");
  await run();
  expect([await planned(begun.store), await planned(late.store)]).toMatchObject([{ runs: 0 }, { runs: 1 }]);
  await busy.query('select pg_advisory_unlock_all()');
  busy.release();
  await run();
  expect(await planned(begun.store)).toEqual({ runs: 1, suggestions: 1 });
});

test('a store that cannot be planned leaves the others planned, and fails the run for its alarm', async () => {
  const [broken, fine] = [await place(0), await place(0)];
  const { sql } = database;
  await sql.query(
    `create function refuse() returns trigger language plpgsql as
     $$ begin if new.store_id = ${broken.store} then raise exception 'no plan today'; end if; return new; end $$;
     create trigger refuse before insert on suggestion for each row execute function refuse()`,
  );
  await expect(run()).rejects.toThrow(AggregateError);
  expect([await planned(broken.store), await planned(fine.store)]).toMatchObject([{ runs: 0 }, { runs: 1 }]);
  expect(await lowOf(fine.product)).toHaveLength(1);
  await sql.query('drop function refuse cascade');
});

test('mails that are not taken leave plans and alerts done, fail the run for its alarm, and go out by the next', async () => {
  const { store, product } = await place(0);
  const email = await manager(store, 0);
  mailbox.faults.next = () => 'throttle';
  await expect(run()).rejects.toThrow(AggregateError);
  expect(await planned(store)).toMatchObject({ runs: 1 });
  expect(await lowOf(product)).toHaveLength(1);
  expect(mailsTo(email)).toEqual([]);
  mailbox.faults.next = undefined;
  await run();
  expect(mailsTo(email)).toHaveLength(1);
});

test('where the next run is a day away, a message waits for the next digest', async () => {
  const { store } = await place(5);
  const email = await manager(store, 7);
  process.env['HOURS_UNTIL_PLAN'] = '24';
  await run();
  expect(mailsTo(email)).toEqual([]);
  expect(queues.waiting).toBe(1);
  queues.hurry();
  await delivery.idle();
  const [message] = woken as { Records: { body: string }[] }[];
  const told = JSON.parse(message?.Records[0]?.body ?? '') as { wake: string; at: string };
  const hoursAway = (Date.parse(told.at) - Date.now()) / 3_600_000;
  expect(told.wake).toBe('digests');
  expect(hoursAway).toBeGreaterThan(1);
  expect(hoursAway).toBeLessThanOrEqual(2);
});
