import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { noteMailFeedback } from '#domain/reports/mail-feedback.actions.ts';
import { MailFeedback } from '#domain/reports/mail-feedback.ts';
import { deliverReports } from '#domain/reports/deliver.actions.ts';
import { wakeReports } from '#domain/reports/wake-reports.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { Wake } from '#domain/platform/wakes.ts';
import { type MailServer, startMail } from '#local/mail.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let mailbox: MailServer;
let folder: string;
let world: Platform;
let now: Date;
let nth = 0;
const woken: { wake: Wake; seconds: number | undefined }[] = [];
const begun: string[] = [];
const told: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockroom-reports-'));
  mailbox = await startMail({
    port: 0,
    directory: folder,
    tell: (event) => told.push(event.detail),
    configurationSet: 'stockroom-test',
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STAGE: 'test',
    MAIL_FROM: 'stockroom@example.com',
    MAIL_TO: 'operations@example.com',
    WEB_ORIGIN: 'https://stock.example.com',
    UPLOAD_BUCKET: 'uploads',
  });
  database = await testDatabase();
  world = testPlatform(database.db, {
    files: memoryFiles(),
    mail: openMail(),
    clock: { now: () => now, newId: () => crypto.randomUUID() },
    wakes: { later: (wake, seconds) => Promise.resolve(void woken.push({ wake, seconds })) },
    workers: {
      resumeImport: () => Promise.reject(new Error('no import is under way')),
      deliverReports: (until) => Promise.resolve(void begun.push(until)),
    },
  });
});
beforeEach(async () => {
  woken.length = begun.length = told.length = 0;
  await database.sql.query("update store set is_archived = true, code = code || ' of before'");
  mailbox.faults.next = undefined;
  await database.sql.query('update report_subscription set is_on = false');
});
afterAll(async () => {
  await Promise.all([database.close(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** A store in London that is open from 9 to 18, and somebody who gets its daily report. */
async function place(email = `reader-${(nth += 1)}@example.com`): Promise<{ store: string; email: string }> {
  const { sql } = database;
  const store = await openStore(sql, `SHOP-${(nth += 1)}`, { time_zone: 'Europe/London' });
  const hours = Object.fromEntries(days.map((day) => [day, [{ opens: '09:00', closes: '18:00' }]]));
  await sql.query('update store set hours = $2 where id = $1', [store, JSON.stringify(hours)]);
  await sql.query('insert into person (user_id, email, name) values ($1, $1, $2)', [email, `Reader ${nth}`]);
  await sql.query("insert into user_role_grant values ($1, 'viewer', $2)", [email, store]);
  await sql.query(
    `insert into report_subscription (user_id, store_id, kind, language, locale, since)
     values ($1, $2, 'daily', 'en', 'en-GB', '2026-01-01Z')`,
    [email, store],
  );
  return { store, email };
}

const deliver = (until: string) =>
  deliverReports(world, { until, remainingMs: () => 840_000, unsubscribe: 'https://api.example.com/unsubscribe' });
const mailsTo = (email: string) => mailbox.list().filter(({ to }) => to.includes(email));

test('a store that closes before the next run is waited for by messages, and reported once it has closed', async () => {
  const { email } = await place();
  now = new Date('2026-03-02T17:10:00Z');
  const until = '2026-03-03T04:00:00.000Z';
  // Friday, Saturday and Sunday are late, but not yet three days.
  expect(await deliver(until)).toMatchObject({ due: 3, made: 3, sent: 3, next: '2026-03-02T18:00:00.000Z' });
  expect(woken).toEqual([{ wake: { wake: 'reports', at: '2026-03-02T18:00:00.000Z', until }, seconds: 900 }]);
  const at = '2026-03-02T18:00:00.000Z';
  now = new Date('2026-03-02T17:55:00Z');
  await wakeReports(world, { at, until });
  expect([begun, woken[1]?.seconds]).toEqual([[], 300]);
  now = new Date('2026-03-02T18:00:00Z');
  await wakeReports(world, { at, until });
  expect(begun).toEqual([until]);
  expect(await deliver(until)).toMatchObject({ due: 1, made: 1, sent: 1, next: null });
  expect(mailsTo(email)).toHaveLength(4);
  expect(await deliver(until)).toMatchObject({ due: 0, made: 0, sent: 0, next: null });
});

test('a mail that SES has no room for is sent by whoever is woken for it', async () => {
  const { email } = await place();
  now = new Date('2026-03-01T18:05:00Z');
  mailbox.faults.next = () => 'throttle';
  const until = '2026-03-01T18:20:00.000Z';
  const first = await deliver(until);
  expect(first).toMatchObject({ sent: 0 });
  expect(first.next).not.toBeNull();
  mailbox.faults.next = undefined;
  now = new Date(Date.parse(first.next ?? ''));
  expect((await deliver(until)).sent).toBeGreaterThan(0);
  expect(mailsTo(email).length).toBeGreaterThan(0);
});

test('a report that waits for a file is looked for when its wait is over', async () => {
  const { store } = await place();
  const feeds = [{ kind: 'sales', weekdays: days, by: '18:30' }];
  await database.sql.query('update store set expected_feeds = $2 where id = $1', [store, JSON.stringify(feeds)]);
  // Files are expected from the first day on that one came for.
  await database.sql.query(
    `with i as (insert into import (id, kind, file_name, bucket, key, store_id, status)
       values (gen_random_uuid(), 'sales', 'a.csv', 'uploads', 'a.csv', $1, 'done') returning id)
     insert into import_day select id, $1, '2026-03-01', 'sales', 1, 1, 100, '2026-03-01T19:00Z' from i`,
    [store],
  );
  await database.sql.query('insert into report_wait (store_id, minutes) values ($1, 45)', [store]);
  await database.sql.query("update report_subscription set since = '2026-03-02T12:00Z' where store_id = $1", [store]);
  now = new Date('2026-03-02T18:10:00Z');
  const until = '2026-03-03T04:00:00.000Z';
  const waits = await deliver(until);
  expect(waits).toMatchObject({ due: 0, next: '2026-03-02T19:15:00.000Z' });
  now = new Date(waits.next ?? '');
  expect(await deliver(until)).toMatchObject({ due: 1, made: 1, sent: 1 });
});

test('a mail that bounces ends the mails to its address, and the managers of its store are told once', async () => {
  const { store, email } = await place('bounce+ben@simulator.amazonses.com');
  const { sql } = database;
  await sql.query("insert into person (user_id, email, name) values ('m', 'mia@example.com', 'Mia')");
  await sql.query("insert into user_role_grant values ('m', 'manager', $1)", [store]);
  now = new Date('2026-03-02T18:05:00Z');
  await sql.query("update report_subscription set since = '2026-03-02T12:00Z' where store_id = $1", [store]);
  expect(await deliver('2026-03-02T18:20:00.000Z')).toMatchObject({ sent: 1 });
  expect(told).toHaveLength(1);
  const feedback = MailFeedback.parse(told[0]);
  await noteMailFeedback(world, feedback);
  await noteMailFeedback(world, feedback);
  const { rows } = await sql.query('select state, reason from report_mail where email = $1', [email]);
  expect(rows).toEqual([{ state: 'failed', reason: 'bounce' }]);
  expect(mailsTo('mia@example.com')).toMatchObject([{ subject: `No more mail to ${email}: it takes no mail` }]);
  now = new Date('2026-03-03T18:05:00Z');
  expect(await deliver('2026-03-03T18:20:00.000Z')).toMatchObject({ made: 1, sent: 0 });
  expect(mailsTo(email)).toHaveLength(1);
});

test('a full mailbox is against nobody, and where nobody manages the operator is told', async () => {
  const { email } = await place('complaint@simulator.amazonses.com');
  const bounce = {
    eventType: 'Bounce',
    mail: {},
    bounce: {
      bounceType: 'Transient',
      bouncedRecipients: [{ emailAddress: email }],
      timestamp: '2026-03-02T18:00:00Z',
    },
  };
  await noteMailFeedback(world, MailFeedback.parse(bounce));
  const suppressed = async () =>
    (await database.sql.query('select from mail_suppression where address = $1', [email])).rowCount;
  expect(await suppressed()).toBe(0);
  await world.mail.send({ to: email, subject: 'Hello', text: 'Hello' });
  await noteMailFeedback(world, MailFeedback.parse(told[0]));
  expect(await suppressed()).toBe(1);
  expect(mailsTo('operations@example.com')).toMatchObject([{ subject: `No more mail to ${email}: a complaint` }]);
});
