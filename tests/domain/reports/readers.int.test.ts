import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  listReportMails,
  previewReport,
  readReportMail,
  sendAgain,
  sendTestReport,
} from '#domain/reports/archive.actions.ts';
import { ListReportMails, PreviewReport } from '#domain/reports/archive.ts';
import {
  listReportSubscriptions,
  saveReportSubscription,
  setReportWait,
  unsubscribe,
} from '#domain/reports/subscription.actions.ts';
import { liftSuppression, listSuppressions, suppress } from '#domain/reports/suppression.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { type MailWorld, openMailWorld } from './mail-world.ts';

let world: MailWorld;
let store: string;
let other: string;
const caller = (userId: string, role: Caller['grants'][number]['role'], storeId: string | null): Caller => ({
  userId,
  grants: [{ role, storeId }],
});
beforeAll(async () => {
  world = await openMailWorld('2026-06-07T10:00:00Z');
  store = await world.store('One');
  other = await world.store('Other');
  await world.sale(store, '2026-06-07T09:30:00Z');
});
afterAll(() => world.close());

const wish = { kind: 'daily', language: 'en', locale: 'en-GB', attachments: ['csv'], isOn: true } as const;
const mails = (of: Caller) => listReportMails(world.platform, of, ListReportMails.parse({}));
const tokenOf = (to: string) => {
  const header = world.mail.list().find((mail) => mail.to.includes(to))?.headers['List-Unsubscribe'] ?? '';
  return /^<https:\/\/api\.example\.com\/unsubscribe\/([0-9a-f]{64})>$/.exec(header)?.[1] ?? '';
};

test('somebody subscribes to what they see and to nothing else, and gets it as they chose', async () => {
  const vic = caller('vic', 'viewer', store);
  await world.subscribe('vic', store, 'weekly');
  const edit = { ...wish, attachments: [...wish.attachments] };
  await saveReportSubscription(world.platform, vic, { ...edit, storeId: store });
  await expect(saveReportSubscription(world.platform, vic, { ...edit, storeId: other })).rejects.toMatchObject({
    code: 'store.unknown',
  });
  await expect(saveReportSubscription(world.platform, vic, { ...edit, storeId: null })).rejects.toMatchObject({
    problem: 'forbidden',
  });
  const { items } = await listReportSubscriptions(world.platform, vic);
  expect(items.map(({ kind, attachments }) => [kind, attachments])).toEqual([
    ['daily', ['csv']],
    ['weekly', []],
  ]);
  world.at('2026-06-07T17:15:00Z');
  await world.run();
  const sent = world.mail.list().filter(({ to }) => to.includes('vic@example.com'));
  expect(new Set(sent.map(({ subject }) => subject.split(':')[0]))).toEqual(new Set(['Daily report', 'Weekly report']));
  expect(sent).toHaveLength(2);
  const daily = sent.find(({ subject }) => subject.startsWith('Daily'));
  expect(daily?.attachments.map(({ name }) => name).filter((name) => name.endsWith('.csv'))).toHaveLength(1);
  expect(daily?.headers).toMatchObject({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' });
});

test('the archive shows a mail as it was sent, but for its token, to its reader and to who may send it again', async () => {
  const [vic, eve, mia] = [
    caller('vic', 'viewer', store),
    caller('eve', 'viewer', store),
    caller('mia', 'manager', store),
  ];
  const own = (await mails(vic)).items;
  expect(own.map(({ state, maySendAgain }) => [state, maySendAgain])).toEqual([
    ['sent', false],
    ['sent', false],
  ]);
  expect((await mails(eve)).items).toEqual([]);
  expect((await mails(mia)).items.map(({ id }) => id)).toEqual(own.map(({ id }) => id));
  expect((await mails(caller('max', 'manager', other))).items).toEqual([]);
  // Who has lost the store has lost its reports.
  expect((await mails(caller('vic', 'viewer', other))).items).toEqual([]);
  const mailId = own[0]?.id ?? '';
  const body = await readReportMail(world.platform, vic, { mailId });
  expect(body.html).toContain('data:image/png;base64,');
  expect(JSON.stringify(body)).not.toContain(tokenOf('vic@example.com'));
  await expect(readReportMail(world.platform, eve, { mailId })).rejects.toMatchObject({ code: 'report.unknown' });
  await expect(sendAgain(world.platform, mia, { mailId })).rejects.toMatchObject({ code: 'report.sent' });
});

test('a mail of which nobody knows is sent again when somebody says so, and then once', async () => {
  await world.subscribe('una', store, 'daily', { since: '2026-06-08T00:00:00Z' });
  await world.sale(store, '2026-06-08T09:30:00Z');
  world.at('2026-06-08T17:15:00Z');
  world.mail.faults.next = ({ to }) => (to.includes('una@example.com') ? 'reset' : 'none');
  await world.run();
  world.mail.faults.next = undefined;
  const mia = caller('mia', 'manager', store);
  const mail = (await mails(mia)).items.find(({ email }) => email === 'una@example.com');
  expect(mail).toMatchObject({ state: 'unknown', maySendAgain: true });
  const mailId = mail?.id ?? '';
  await expect(sendAgain(world.platform, caller('una', 'viewer', store), { mailId })).rejects.toMatchObject({
    problem: 'forbidden',
  });
  const count = () => world.mail.list().filter(({ to }) => to.includes('una@example.com')).length;
  expect(count()).toBe(1);
  world.later(60);
  await world.run(); // never by itself
  expect(count()).toBe(1);
  await Promise.all([sendAgain(world.platform, mia, { mailId }), sendAgain(world.platform, mia, { mailId })]);
  await Promise.all([world.run(), world.run()]);
  expect(count()).toBe(2);
});

test('one click ends the subscription of that mail, whoever asks, and no other token does', async () => {
  const token = tokenOf('una@example.com');
  await expect(unsubscribe(world.platform, { token: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'report.token' });
  await unsubscribe(world.platform, { token });
  await unsubscribe(world.platform, { token });
  const { items } = await listReportSubscriptions(world.platform, caller('una', 'viewer', store));
  expect(items.map(({ isOn }) => isOn)).toEqual([false]);
  const { rows } = await world.database.sql.query('select 1 from report_mail where token_hash = $1', [token]);
  expect(rows).toEqual([]); // what is stored opens nothing
});

test('somebody who was locked out, or lost the store, between writing and sending gets nothing', async () => {
  const { sql } = world.database;
  for (const user of ['gone', 'moved']) await world.subscribe(user, store, 'daily', { since: '2026-06-09T00:00:00Z' });
  await world.sale(store, '2026-06-09T09:30:00Z');
  world.at('2026-06-09T17:15:00Z');
  await world.run('before it claims');
  await sql.query("update person set disabled_at = now() where user_id = 'gone'");
  await sql.query("delete from user_role_grant where user_id = 'moved'");
  world.later(20);
  await world.run();
  const { rows } = await sql.query(
    "select user_id, state, reason from report_mail where user_id in ('gone', 'moved') order by 1",
  );
  expect(rows).toEqual(['gone', 'moved'].map((user_id) => ({ user_id, state: 'suppressed', reason: 'no right' })));
});

test('an address that bounced is listed, and has mail again when an admin lifts that', async () => {
  const ada = caller('ada', 'admin', null);
  const bounced = { reason: 'bounce', addresses: [' VIC@example.com'], detail: '550 unknown', mailId: null } as const;
  await suppress(world.platform, { ...bounced, addresses: [...bounced.addresses], at: '2026-06-09T18:00:00Z' });
  expect((await listSuppressions(world.platform, ada)).items).toMatchObject([
    { address: 'vic@example.com', reason: 'bounce' },
  ]);
  await expect(
    sendTestReport(world.platform, caller('vic', 'viewer', store), PreviewReport.parse({ store })),
  ).rejects.toMatchObject({ code: 'report.address' });
  await expect(
    liftSuppression(world.platform, caller('mia', 'manager', store), { address: 'x' }),
  ).rejects.toMatchObject({
    problem: 'forbidden',
  });
  await liftSuppression(world.platform, ada, { address: 'vic@example.com' });
  expect((await listSuppressions(world.platform, ada)).items).toEqual([]);
});

test('a preview is what would go out now; a test goes to nobody but oneself and can end nothing', async () => {
  const vic = caller('vic', 'viewer', store);
  const asked = PreviewReport.parse({ store, to: '2026-06-09', language: 'de', locale: 'de-AT' });
  const body = await previewReport(world.platform, vic, asked);
  expect(body.subject).toMatch(/^Tagesbericht: One \d+, Dienstag, 9. Juni 2026$/);
  await expect(previewReport(world.platform, vic, { ...asked, store: other })).rejects.toMatchObject({
    code: 'store.unknown',
  });
  await expect(previewReport(world.platform, vic, { ...asked, locale: 'xx' })).rejects.toMatchObject({
    code: 'report.locale',
  });
  const before = world.mail.list().length;
  expect(await sendTestReport(world.platform, vic, asked)).toEqual({ email: 'vic@example.com' });
  const [mail] = world.mail.list();
  expect(world.mail.list().length - before).toBe(1);
  expect(mail).toMatchObject({ to: ['vic@example.com'], headers: {}, subject: `Test: ${body.subject}` });
});

test('how long a store waits is set by its manager', async () => {
  const mia = caller('mia', 'manager', store);
  expect(await setReportWait(world.platform, mia, { storeId: store, minutes: 30 })).toEqual({
    storeId: store,
    minutes: 30,
  });
  await expect(
    setReportWait(world.platform, caller('vic', 'viewer', store), { storeId: store, minutes: 5 }),
  ).rejects.toMatchObject({ problem: 'forbidden' });
});

test('who changed a subscription or a wait stands in the log, once for each change', async () => {
  const [nell, mia] = [caller('nell', 'viewer', store), caller('mia', 'manager', store)];
  const since = async (at: string) => {
    const { rows } = await world.database.sql.query<{ told: string }>(
      `select concat_ws(' ', actor, action, record, after->>'language', after->>'is_on', after->>'minutes') as told
       from audit_entry where id > $1 and record in ('report_subscription', 'report_wait') order by id`,
      [at],
    );
    return rows.map(({ told }) => told);
  };
  const { rows } = await world.database.sql.query<{ last: string }>(
    'select coalesce(max(id), 0)::text as last from audit_entry',
  );
  const edit = { ...wish, attachments: [...wish.attachments], storeId: store };
  await saveReportSubscription(world.platform, nell, edit);
  await saveReportSubscription(world.platform, nell, edit); // nothing new
  await saveReportSubscription(world.platform, nell, { ...edit, language: 'de', locale: 'de-DE' });
  await setReportWait(world.platform, mia, { storeId: store, minutes: 45 });
  await setReportWait(world.platform, mia, { storeId: store, minutes: 45 });
  expect(await since(rows[0]?.last ?? '0')).toEqual([
    'nell insert report_subscription en true',
    'nell update report_subscription de',
    'mia update report_wait 45',
  ]);
});
