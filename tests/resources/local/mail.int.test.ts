import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendEmailCommand, type SendEmailCommandInput, SESv2Client } from '@aws-sdk/client-sesv2';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type MailServer, startMail } from '#local/mail.ts';

let directory: string;
let mail: MailServer;
let client: SESv2Client;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mail-'));
  mail = await startMail({ port: 0, directory });
  client = new SESv2Client({
    endpoint: mail.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(() => {
  mail.faults.next = undefined;
});
afterAll(async () => {
  client.destroy();
  await mail.stop();
  await rm(directory, { recursive: true });
});

const letter = (subject: string): SendEmailCommandInput => ({
  FromEmailAddress: 'stockroom@example.com',
  Destination: { ToAddresses: ['maya@example.com'] },
  Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: 'plain words' } } } },
});

test('a mail with text, HTML, headers and a file lands in the mailbox whole', async () => {
  const { MessageId } = await client.send(
    new SendEmailCommand({
      FromEmailAddress: 'stockroom@example.com',
      Destination: { ToAddresses: ['maya@example.com'], CcAddresses: ['cole@example.com'] },
      Content: {
        Simple: {
          Subject: { Data: 'Stock <today> – Ünïcode' },
          Body: { Text: { Data: 'three left' }, Html: { Data: '<p>three left</p>' } },
          Headers: [{ Name: 'List-Unsubscribe', Value: '<https://example.com/u>' }],
          Attachments: [{ FileName: 'stock.csv', ContentType: 'text/csv', RawContent: Buffer.from('sku,n\nA,3\n') }],
        },
      },
    }),
  );
  const [saved] = mail.list();
  expect(saved).toMatchObject({
    messageId: MessageId,
    from: 'stockroom@example.com',
    to: ['maya@example.com'],
    cc: ['cole@example.com'],
    subject: 'Stock <today> – Ünïcode',
    headers: { 'List-Unsubscribe': '<https://example.com/u>' },
    attachments: [{ name: 'stock.csv', type: 'text/csv', bytes: 10 }],
  });
  const read = (file: string): string | undefined => mail.read(saved?.id ?? '', file)?.toString('utf8');
  expect(read('body.txt')).toBe('three left');
  expect(read('body.html')).toBe('<p>three left</p>');
  expect(read('attachments/stock.csv')).toBe('sku,n\nA,3\n');
});

test('a raw message keeps its bytes, and its header fields are read', async () => {
  const raw = 'From: a@example.com\r\nTo: b@example.com,\r\n c@example.com\r\nSubject: raw one\r\n\r\nbody';
  await client.send(new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } } }));
  const [saved] = mail.list();
  expect(saved).toMatchObject({ subject: 'raw one', to: ['b@example.com', 'c@example.com'], from: 'a@example.com' });
  expect(mail.read(saved?.id ?? '', 'raw.eml')?.toString()).toBe(raw);
});

test('a mail to nobody is refused', async () => {
  const nobody = { ...letter('x'), Destination: { ToAddresses: [] } };
  await expect(client.send(new SendEmailCommand(nobody))).rejects.toMatchObject({ name: 'BadRequestException' });
});

test('throttling and errors reach the client as such and leave no mail', async () => {
  const before = mail.list().length;
  mail.faults.next = () => 'throttle';
  await expect(client.send(new SendEmailCommand(letter('x')))).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    $metadata: { httpStatusCode: 429 },
  });
  mail.faults.next = () => 'error';
  await expect(client.send(new SendEmailCommand(letter('x')))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 500 },
  });
  expect(mail.list()).toHaveLength(before);
});

test('a lost answer: the mail was accepted, and the sender cannot know', async () => {
  mail.faults.next = ({ subject }) => (subject === 'lost' ? 'lost answer' : 'none');
  const sent = client.send(new SendEmailCommand(letter('lost')), { abortSignal: AbortSignal.timeout(300) });
  await expect(sent).rejects.toMatchObject({ name: 'AbortError' });
  expect(mail.list()[0]?.subject).toBe('lost');
});

test('the pages list the mails and show one, with its own HTML shut in a sandbox', async () => {
  await client.send(
    new SendEmailCommand({
      ...letter('x'),
      Content: {
        Simple: { Subject: { Data: '<b>bold</b>' }, Body: { Html: { Data: '<script>alert(1)</script>' } } },
      },
    }),
  );
  const id = mail.list()[0]?.id ?? '';
  const list = await (await fetch(mail.url)).text();
  expect(list).toContain('&lt;b&gt;bold&lt;/b&gt;');
  const one = await (await fetch(`${mail.url}/${id}`)).text();
  expect(one).toContain(`<iframe sandbox title="The mail as HTML" src="/${id}/body.html">`);
  expect(one).not.toContain('<script>');
  const html = await fetch(`${mail.url}/${id}/body.html`);
  expect(html.headers.get('content-security-policy')).toMatch(/^sandbox;/);
});

test('a path that climbs out of the mailbox finds nothing', async () => {
  const id = mail.list()[0]?.id ?? '';
  expect(mail.read('..', 'package.json')).toBeUndefined();
  expect(mail.read(id, '../../x')).toBeUndefined();
  expect((await fetch(`${mail.url}/${id}/%2e%2e%2f%2e%2e%2fetc/passwd`)).status).toBe(404);
});
