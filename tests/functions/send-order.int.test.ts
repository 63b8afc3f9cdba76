import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { EventBridgeEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { cancelOrder, createDraft, getOrder } from '#domain/orders/order.actions.ts';
import { mailCancellation, mailOrder } from '#domain/orders/order-mail.actions.ts';
import { orderPdf } from '#domain/orders/order-pdf.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { sparingSuppressed } from '#domain/platform/suppressed.ts';
import { reactTo } from '#functions/event.ts';
import { startMail, type MailServer } from '#local/mail.ts';
import { admin, openPlace, type Place, sentOrder } from '#tests/domain/orders/world.ts';
import { testDatabase, type TestDatabase, testPlatform } from '#tests/setup/database.ts';

let database: TestDatabase;
let mailbox: MailServer;
let folder: string;
let place: Place;
const platform = () => testPlatform(database.db, { mail: sparingSuppressed(openMail(), () => database.db) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stockroom-orders-'));
  mailbox = await startMail({ port: 0, directory: folder });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: mailbox.url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    MAIL_FROM: 'stockroom@example.com',
    MAIL_TO: 'operations@example.com',
  });
  database = await testDatabase();
});
beforeEach(async () => {
  mailbox.faults.next = undefined;
  place = await openPlace(database.sql);
});
afterAll(async () => {
  await Promise.all([database.close(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

const order = () => sentOrder(platform(), place, [{ productId: place.mug, quantity: '12', unitCost: '2.5' }]);
const event = (orderId: string, id: string = randomUUID()) =>
  ({
    source: 'stockroom',
    'detail-type': 'order.sent',
    detail: { id, name: 'order.sent', version: 1, occurredAt: '2026-06-01T10:00:00.000Z', data: { orderId } },
  }) as EventBridgeEvent<string, unknown>;
const handler = () => reactTo(['order.sent'], mailOrder, platform);
const mails = (number: string) => mailbox.list().filter(({ subject }) => subject.includes(number));
const read = (orderId: string) => getOrder(platform(), admin, { orderId });

test('an order that is sent lies in the mailbox once, with a PDF and a CSV of it', async () => {
  const orderId = await order();
  const once = event(orderId);
  await handler()(once);
  await handler()(once);
  const { number, mail } = await read(orderId);
  const to = `${place.code.toLowerCase()}@example.com`;
  expect(mail).toMatchObject({ state: 'supplier', to });
  const [sent, ...more] = mails(number);
  expect(more).toEqual([]);
  expect(sent).toMatchObject({
    to: [to],
    subject: `Purchase order ${number} for ${place.name}`,
    attachments: [
      { name: `${number}-${place.name}.pdf`, type: 'application/pdf' },
      { name: `${number}-${place.name}.csv`, type: 'text/csv' },
    ],
  });
  const file = (ending: string) => mailbox.read(sent?.id ?? '', `attachments/${number}-${place.name}.${ending}`);
  expect(file('pdf')?.subarray(0, 5).toString()).toBe('%PDF-');
  expect(file('pdf')?.subarray(-6).toString()).toContain('%%EOF');
  const rows = parse(file('csv') ?? '', { columns: true, bom: true });
  expect(rows).toMatchObject([
    {
      order: number,
      line: '1',
      sku: place.name.replace('SHOP', 'MUG'),
      quantity: '12',
      unit_cost: '2.5',
      currency: 'GBP',
    },
  ]);
  expect(mailbox.read(sent?.id ?? '', 'body.txt')?.toString()).toContain(`write ${number} on the delivery note`);
});

test('an order to a supplier without an address goes to operations, and says so', async () => {
  await database.sql.query('update supplier set email = null where id = $1', [place.supplier]);
  const orderId = await order();
  await handler()(event(orderId));
  const { number, mail } = await read(orderId);
  expect(mail).toMatchObject({ state: 'operations', to: 'operations@example.com' });
  expect(mails(number)).toMatchObject([
    { to: ['operations@example.com'], subject: expect.stringMatching(/^Pass on: /) },
  ]);
});

test.each(['bounce', 'complaint'] as const)(
  'an order to an address of which a %s is known goes to operations instead, and the order says why',
  async (reason) => {
    const address = `${place.code.toLowerCase()}@example.com`;
    await database.sql.query('insert into mail_suppression (address, reason, since) values ($1, $2, now())', [
      address,
      reason,
    ]);
    const orderId = await order();
    for (const one of await told(orderId)) await everyMail()(one);
    await cancelOrder(platform(), admin, { orderId, version: (await read(orderId)).version });
    for (const one of await told(orderId)) await everyMail()(one);
    const { number, mail, cancelMail } = await read(orderId);
    const passedOn = { state: 'operations', to: 'operations@example.com', because: reason, cameBack: false };
    expect([mail, cancelMail]).toMatchObject([passedOn, passedOn]);
    expect(mails(number).map(({ to }) => to)).toEqual([['operations@example.com'], ['operations@example.com']]);
    const body = mailbox.read(mails(number)[0]?.id ?? '', 'body.txt')?.toString();
    expect(body).toContain(reason === 'bounce' ? 'it bounces' : 'as unwanted');
  },
);

test('an order whose mail came back says so', async () => {
  const orderId = await order();
  await handler()(event(orderId));
  expect((await read(orderId)).mail).toMatchObject({ state: 'supplier', because: null, cameBack: false });
  const address = `${place.code.toLowerCase()}@example.com`;
  await database.sql.query("insert into mail_suppression (address, reason, since) values ($1, 'bounce', now())", [
    address,
  ]);
  expect((await read(orderId)).mail).toMatchObject({ state: 'supplier', to: address, cameBack: true });
});

/** What the outbox tells of an order, as the bus brings it. */
async function told(orderId: string): Promise<EventBridgeEvent<string, unknown>[]> {
  const { rows } = await database.sql.query<{ id: string; name: string }>(
    `select id::text, name from outbox where name like 'order.%' and data->>'orderId' = $1 order by id`,
    [orderId],
  );
  return rows.map(({ id, name }) => {
    const { detail, ...sent } = event(orderId, id);
    return { ...sent, 'detail-type': name, detail: { ...(detail as object), name } };
  });
}
const everyMail = () =>
  reactTo(
    ['order.sent', 'order.cancelled'],
    (opened, one) => (one.name === 'order.sent' ? mailOrder(opened, one) : mailCancellation(opened, one)),
    platform,
  );

test('who was sent an order is told once that it is cancelled', async () => {
  const orderId = await order();
  const [sending] = await told(orderId);
  await everyMail()(sending as EventBridgeEvent<string, unknown>);
  await cancelOrder(platform(), admin, { orderId, version: (await read(orderId)).version });
  const before = await read(orderId);
  expect(before).toMatchObject({ status: 'cancelled', mail: { state: 'supplier' }, cancelMail: { state: 'waiting' } });
  const events = await told(orderId);
  expect(events.map((one) => one['detail-type'])).toEqual(['order.sent', 'order.cancelled']);
  for (const one of [...events, ...events]) await everyMail()(one);
  const to = `${place.code.toLowerCase()}@example.com`;
  const after = await read(orderId);
  expect(after.cancelMail).toMatchObject({ state: 'supplier', to });
  expect(after.history.at(-1)).toMatchObject({ what: 'cancel_mailed', detail: to });
  const cancelling = mails(after.number).filter(({ subject }) => subject.startsWith('Cancelled: '));
  expect(mails(after.number)).toHaveLength(2);
  expect(cancelling).toMatchObject([{ to: [to], attachments: [] }]);
  const body = mailbox.read(cancelling[0]?.id ?? '', 'body.txt')?.toString();
  expect(body).toContain(`${after.number} of `);
  expect(body).toContain('Please do not deliver it.');
});

test('an order that is cancelled before its mail went out is not mailed, and a draft is cancelled without a word', async () => {
  const orderId = await order();
  await cancelOrder(platform(), admin, { orderId, version: 3 });
  for (const one of await told(orderId)) await everyMail()(one);
  const { number, mail, cancelMail } = await read(orderId);
  expect(mail.state).toBe('none');
  expect(cancelMail.state).toBe('supplier');
  expect(mails(number).map(({ subject }) => subject)).toEqual([
    `Cancelled: purchase order ${number} for ${place.name}`,
  ]);
  const draft = await createDraft(platform(), admin, {
    supplierId: place.supplier,
    storeId: place.store,
    lines: [{ productId: place.mug, quantity: '1' }],
    key: randomUUID(),
  });
  await cancelOrder(platform(), admin, { orderId: draft.orderId, version: 1 });
  expect(await told(draft.orderId)).toEqual([]);
  expect((await read(draft.orderId)).cancelMail.state).toBe('none');
});

test('a mail that SES could not take is sent by the next try', async () => {
  const orderId = await order();
  const again = event(orderId);
  mailbox.faults.next = () => 'throttle';
  await expect(handler()(again)).rejects.toThrow('Maximum sending rate exceeded.');
  mailbox.faults.next = undefined;
  await handler()(again);
  expect(mails((await read(orderId)).number)).toHaveLength(1);
});

test('a long order takes several pages, and letters of every European script are in them', async () => {
  const line = (name: string) => ({
    supplierSku: null,
    sku: 'MUG',
    barcodes: [],
    name,
    quantity: '12',
    packSize: '6',
    unitCost: '2.5',
    totalMinor: 3000,
  });
  const paper = {
    number: 'PO-1',
    supplierName: 'Żółw',
    supplierCode: 'Z',
    supplierContact: null,
    storeName: 'S',
    storeCode: 'S',
    currency: 'GBP',
    sentOn: '2026-11-22',
    expectedOn: null,
    note: null,
    totalMinor: 3000,
  };
  const pagesOf = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;
  expect(pagesOf(await orderPdf({ ...paper, lines: [line('Mug')] }))).toBe(1);
  const long = await orderPdf({ ...paper, lines: Array.from({ length: 100 }, () => line('Łódź Ελλάδα Москва м')) });
  expect(pagesOf(long)).toBeGreaterThan(2);
  // The fonts' own map from glyphs back to letters, which is what a reader copies text by.
  const maps = [...long.toString('latin1').matchAll(/stream\r?\n([\s\S]*?)\r?\nendstream/g)].flatMap(
    ([, data = '']) => {
      try {
        return [inflateSync(Buffer.from(data, 'latin1')).toString('latin1')];
      } catch {
        return [];
      }
    },
  );
  const letters = maps.filter((text) => text.includes('beginbfrange')).join('');
  for (const letter of 'Łλм') expect(letters).toContain(letter.codePointAt(0)?.toString(16).padStart(4, '0'));
});
