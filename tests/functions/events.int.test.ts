import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { EventBridgeEvent } from 'aws-lambda';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';
import { sparingSuppressed } from '#domain/platform/suppressed.ts';
import { reactTo } from '#functions/event.ts';
import { onSchedule } from '#functions/schedule.ts';
import { context } from './api.ts';
import { DomainError } from '#domain/errors.ts';
import { sendImportMail } from '#domain/imports/import-mail.actions.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';

let database: TestDatabase;
const importId = '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11';
const sent: { to: string; subject: string; text: string }[] = [];
const platform = () =>
  testPlatform(database.db, { mail: { send: (message) => Promise.resolve(void sent.push(message)) } });
const counts = { importId, kind: 'sales', fileName: 'till 7.csv', rowsRead: 5, applied: 2, duplicate: 1, rejected: 2 };

beforeAll(async () => {
  Object.assign(process.env, { MAIL_TO: 'operations@example.com', WEB_ORIGIN: 'https://stock.example.com' });
  database = await testDatabase();
  await database.sql.query(
    `insert into import (id, kind, file_name, bucket, key, status, rejected) values ($1, 'sales', 'till 7.csv', 'b', 'k', 'done_with_errors', 12)`,
    [importId],
  );
  await database.sql.query(
    `insert into import_reject (import_id, line, column_name, reason)
     select $1, n, case n when 1 then 'sku' end, 'reason ' || n || E'\\r\\nBcc: all@example.com' from generate_series(1, 12) n`,
    [importId],
  );
});
afterAll(() => database.close());
beforeEach(() => void sent.splice(0));

const event = (name: string, data: unknown, overrides: object = {}) =>
  ({
    source: 'stockroom',
    'detail-type': name,
    detail: { id: randomUUID(), name, version: 1, occurredAt: '2026-06-01T10:00:00.000Z', data, ...overrides },
  }) as EventBridgeEvent<string, unknown>;

describe('the mail about an import', () => {
  const handler = () => reactTo(['import.completed', 'import.failed'], sendImportMail, platform);

  test('names the file, the counts, the first refused rows and where to find the rest', async () => {
    await handler()(event('import.completed', counts));
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      to: 'operations@example.com',
      subject: 'Import: 2 rows of till 7.csv were refused',
    });
    const text = sent[0]?.text ?? '';
    expect(text).toContain('Rows read: 5, applied: 2, in already: 1, refused: 2');
    expect(text).toContain('line 1, sku: reason 1 ');
    expect(text).toContain('line 10: reason 10');
    expect(text).not.toContain('line 11');
    expect(text).toContain(`https://stock.example.com/imports/${importId}`);
    expect(text).not.toMatch(/^Bcc:/m);
  });

  test('tells why a file failed', async () => {
    await handler()(event('import.failed', { ...counts, reason: 'The header is missing "sku"' }));
    expect(sent[0]?.subject).toBe('Import failed: till 7.csv');
    expect(sent[0]?.text).toContain('could not be imported: The header is missing "sku"');
  });

  test('is not sent for a file that went in whole', async () => {
    await handler()(event('import.completed', { ...counts, rejected: 0 }));
    expect(sent).toEqual([]);
  });
});

describe('whoever sent the file', () => {
  const refuse = (name: string) => Object.assign(new Error('Email address is not verified'), { name });
  const sentBy = (email: string | null) =>
    database.sql.query(
      `with who as (insert into person (user_id, name, email, disabled_at) values ('sender', 'Sam', $2, null)
         on conflict (user_id) do update set email = $2, disabled_at = null)
       update import set uploaded_by = 'sender' where id = $1`,
      [importId, email],
    );
  const handler = (of = platform) => reactTo(['import.completed', 'import.failed'], sendImportMail, of);
  const addresses = () => sent.map(({ to }) => to);
  afterEach(() => database.sql.query('update import set uploaded_by = null where id = $1', [importId]));

  test('gets the same mail, once, however often the event comes', async () => {
    await sentBy('sam@example.com');
    const same = event('import.completed', counts);
    await Promise.all(Array.from({ length: 3 }, () => handler()(same)));
    expect(addresses().toSorted()).toEqual(['operations@example.com', 'sam@example.com']);
    expect(sent[1]?.text).toBe(sent[0]?.text);
  });

  test('gets no second one under the address of operations, none without an address, and none when disabled', async () => {
    await sentBy('operations@example.com');
    await handler()(event('import.completed', counts));
    await sentBy(null);
    await handler()(event('import.completed', counts));
    await sentBy('sam@example.com');
    await database.sql.query("update person set disabled_at = now() where user_id = 'sender'");
    await handler()(event('import.completed', counts));
    expect(addresses()).toEqual(Array(3).fill('operations@example.com'));
  });

  test('gets none at an address that bounced, and is told when that of operations did', async () => {
    const sparing = () => {
      const { mail, ...rest } = platform();
      return { ...rest, mail: sparingSuppressed(mail, () => database.db) };
    };
    await sentBy('sam@example.com');
    const bounced = (address: string) =>
      database.sql.query("insert into mail_suppression (address, reason, since) values ($1, 'bounce', now())", [
        address,
      ]);
    await bounced('sam@example.com');
    await handler(sparing)(event('import.completed', counts));
    expect(addresses()).toEqual(['operations@example.com']);
    await database.sql.query('delete from mail_suppression');
    await bounced('operations@example.com');
    await handler(sparing)(event('import.completed', counts));
    expect(addresses()).toEqual(['operations@example.com', 'sam@example.com']);
    await database.sql.query('delete from mail_suppression');
  });

  test.each([
    ['is passed over when SES takes no mail to them', 'MessageRejected', 1],
    ['gets it at another try when SES has no time, and operations no second one', 'TooManyRequestsException', 2],
  ])('%s', async (_, name, tries) => {
    await sentBy('sam@example.com');
    let tried = 0;
    const failing = () =>
      testPlatform(database.db, {
        mail: {
          send: (message) =>
            message.to === 'sam@example.com' && (tried += 1) === 1
              ? Promise.reject(refuse(name))
              : Promise.resolve(void sent.push(message)),
        },
      });
    const same = event('import.completed', counts);
    const ended = await handler(failing)(same).then(
      () => 'well',
      ({ message }: Error) => message,
    );
    expect(ended).toBe(tries === 1 ? 'well' : 'Email address is not verified');
    await handler(failing)(same);
    expect(tried).toBe(tries);
    expect(addresses()).toEqual(['operations@example.com', ...(tries === 2 ? ['sam@example.com'] : [])]);
  });
});

describe('the same event', () => {
  test('five times at once sends one mail', async () => {
    const same = event('import.completed', counts);
    const handler = reactTo(['import.completed', 'import.failed'], sendImportMail, platform);
    await Promise.all(Array.from({ length: 5 }, () => handler(same)));
    expect(sent).toHaveLength(1);
  });

  test('is tried again after a mail that could not be sent', async () => {
    const same = event('import.completed', counts);
    let tries = 0;
    const failing = () =>
      testPlatform(database.db, {
        mail: {
          send: (message) =>
            (tries += 1) === 1 ? Promise.reject(new Error('throttled')) : Promise.resolve(void sent.push(message)),
        },
      });
    const handler = reactTo(['import.completed', 'import.failed'], sendImportMail, failing);
    await expect(handler(same)).rejects.toThrow('throttled');
    await handler(same);
    await handler(same);
    expect(sent).toHaveLength(1);
  });
});

describe('an event', () => {
  test('that does not say what the catalogue says it must is thrown, to end in the queue of failures', async () => {
    const handler = reactTo(['import.completed'], () => Promise.resolve(), platform);
    await expect(handler(event('import.completed', { importId }))).rejects.toThrow(/fileName/);
    await expect(handler(event('import.vanished', counts))).rejects.toThrow(/name/);
    await expect(handler(event('import.failed', { ...counts, reason: 'x' }))).rejects.toThrow(/does not know it/);
    await expect(handler(event('import.completed', counts))).resolves.toBeUndefined();
  });

  test('that the domain refuses is not tried again; trouble that passes is', async () => {
    const failing = (error: Error) =>
      reactTo(['import.completed'], () => Promise.reject(error), platform)(event('import.completed', counts));
    await expect(failing(new DomainError('conflict', 'a.b', 'No'))).resolves.toBeUndefined();
    await expect(failing(new DomainError('unavailable', 'a.b', 'Soon'))).rejects.toThrow('Soon');
    await expect(failing(new Error('oops'))).rejects.toThrow('oops');
  });
});

test('the relay publishes what waits in the outbox, once', async () => {
  await database.sql.query(
    `insert into outbox (name, data) select 'stock.changed', '{"storeId":"1","productIds":["1"]}' from generate_series(1, 25)`,
  );
  const world = platform();
  await onSchedule(relayOutbox, () => world)({}, context());
  expect(world.published).toHaveLength(25);
  await onSchedule(relayOutbox, () => world)({}, context());
  expect(world.published).toHaveLength(25);
});

test('the largest events there can be are read back and published, each within what one call may hold', async () => {
  await database.sql.query(
    `insert into outbox (name, data)
     select 'stock.changed', jsonb_build_object('storeId', '9', 'productIds', (
       select jsonb_agg((900000000000000000 + n)::text) from generate_series(1, 1000) n))
     from generate_series(1, 90)`,
  );
  const calls: number[] = [];
  const world = platform();
  const publish = (batch: Parameters<typeof world.bus.publish>[0]) => {
    calls.push(Buffer.byteLength(JSON.stringify(batch)));
    return world.bus.publish(batch);
  };
  await relayOutbox({ db: world.db, bus: { publish } });
  expect(world.published).toHaveLength(90);
  expect(Math.max(...calls)).toBeLessThan(256 * 1024); // EventBridge's limit for one PutEvents
});
