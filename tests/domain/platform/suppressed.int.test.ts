import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Mail } from '#domain/platform/mail.ts';
import { AddressSuppressed, isRefusedForGood, sparingSuppressed } from '#domain/platform/suppressed.ts';
import { testDatabase, type TestDatabase } from '#tests/setup/database.ts';

let database: TestDatabase;
const sent: string[] = [];
const ses: Mail = { send: ({ to }) => Promise.resolve(void sent.push(to)) };
beforeAll(async () => {
  database = await testDatabase();
  await database.sql.query(`insert into mail_suppression (address, reason, since)
    values ('gone@example.com', 'bounce', now()), ('cross@example.com', 'complaint', now())`);
});
afterAll(() => database.close());

const outcome = (mail: Mail, to: string, isChecked = false) =>
  mail.send({ to, subject: 'Hello', text: 'Hello', isChecked }).then(
    () => 'sent',
    (error: unknown) => (error instanceof AddressSuppressed && isRefusedForGood(error) ? error.reason : error),
  );

test('nothing goes to an address that bounced or complained, however it is written', async () => {
  const mail = sparingSuppressed(ses, () => database.db);
  expect(await outcome(mail, 'gone@example.com')).toBe('bounce');
  expect(await outcome(mail, ' Gone@Example.com ')).toBe('bounce');
  expect(await outcome(mail, 'cross@example.com')).toBe('complaint');
  expect(sent).toEqual([]);
  expect(await outcome(mail, 'well@example.com')).toBe('sent');
  // Without that care SES is asked, and an address that was looked up already is not looked up again.
  expect(await outcome(ses, 'gone@example.com')).toBe('sent');
  expect(await outcome(mail, 'cross@example.com', true)).toBe('sent');
  expect(sent).toEqual(['well@example.com', 'gone@example.com', 'cross@example.com']);
});

test('an address that was released has mail again', async () => {
  const mail = sparingSuppressed(ses, () => database.db);
  await database.sql.query("delete from mail_suppression where address = 'gone@example.com'");
  expect(await outcome(mail, 'gone@example.com')).toBe('sent');
});
