import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDelivery, type Delivery } from '#local/delivery.ts';
import { type EventBus, startEvents } from '#local/events.ts';
import { type MailServer, startMail } from '#local/mail.ts';
import { startStorage, type Storage } from '#local/storage.ts';
import { DomainError } from '#domain/errors.ts';
import type { Envelope } from '#domain/events.ts';
import { openBus } from '#domain/platform/bus.ts';
import { openFiles } from '#domain/platform/files.ts';
import { openMail } from '#domain/platform/mail.ts';
import { type Moto, motoMissing, startMoto } from '#tests/setup/moto.ts';

const bucket = 'opinions';
const busName = 'stockroom-test';
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const region = 'eu-west-1';
const why = motoMissing === undefined ? '' : ` (skipped: ${motoMissing})`;

describe.skipIf(motoMissing !== undefined)(`the local cloud and moto agree${why}`, { timeout: 30_000 }, () => {
  let folder: string;
  let moto: Moto;
  let storage: Storage;
  let bus: EventBus;
  let mail: MailServer;
  let delivery: Delivery;
  const delivered: unknown[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'stockroom-opinions-'));
    delivery = createDelivery({
      invoke: async (_name, payload) => {
        delivered.push(payload);
      },
      retries: () => 0,
      delaysMs: [],
    });
    const rules = [{ bus: busName, pattern: { 'detail-type': ['import.failed'] }, functionName: 'tell' }];
    [moto, storage, bus, mail] = await Promise.all([
      startMoto(),
      startStorage({
        port: 0,
        directory: join(folder, 's3'),
        region,
        buckets: [bucket],
        triggers: [],
        credentials,
        webOrigin: 'http://127.0.0.1:1',
        delivery,
      }),
      startEvents({ port: 0, region, buses: [busName], rules, delivery }),
      startMail({ port: 0, directory: join(folder, 'mail') }),
    ]);
    Object.assign(process.env, { BUS_NAME: busName, MAIL_FROM: 'stock@example.com' });
    askMoto();
    await new S3Client({}).send(
      new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: region } }),
    );
  }, 60_000);
  afterAll(async () => {
    delivery?.stop();
    await Promise.all([moto?.stop(), storage?.stop(), bus?.stop(), mail?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  function askMoto(): void {
    for (const service of ['S3', 'EVENTBRIDGE', 'SESV2']) delete process.env[`AWS_ENDPOINT_URL_${service}`];
    Object.assign(process.env, moto.environment);
  }
  function askLocal(): void {
    askMoto();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: storage.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
      AWS_ENDPOINT_URL_SESV2: mail.url,
    });
  }
  /** What both say to the same calls, which must be the same. */
  async function agreed<T>(calls: () => Promise<T>): Promise<T> {
    askLocal();
    const ours = await calls();
    askMoto();
    expect(await calls()).toEqual(ours);
    return ours;
  }

  const outcome = async (call: () => Promise<unknown>) => {
    try {
      return await call();
    } catch (error) {
      return error instanceof DomainError ? error.code : (error as Error).name;
    }
  };
  async function* chunks(...texts: string[]): AsyncGenerator<string> {
    for (const text of texts) yield await Promise.resolve(text);
  }

  test('on a file: written, read whole and from a byte on, and refused when it is another or gone', async () => {
    const answers = await agreed(async () => {
      const files = openFiles();
      await files.write(bucket, 'rejects/a.csv', chunks('line,reason\n', '1,no such product\n'));
      const [listed] = await files.list(bucket, 'rejects/');
      const file = { bucket, key: 'rejects/a.csv', versionId: null, etag: listed?.etag ?? null };
      const read = async (from: number, of = file) => (await buffer(await files.read(of, from))).toString();
      return {
        etag: listed?.etag,
        size: listed?.size,
        whole: await read(0),
        part: await read(12),
        lastByte: await read(29),
        behindTheEnd: await outcome(() => read(30)),
        replaced: await outcome(() => read(0, { ...file, etag: 'ffffffffffffffffffffffffffffffff' })),
        gone: await outcome(() => read(0, { ...file, key: 'rejects/none.csv' })),
      };
    });
    expect(answers).toEqual({
      etag: expect.stringMatching(/^[0-9a-f]{32}$/),
      size: 30,
      whole: 'line,reason\n1,no such product\n',
      part: '1,no such product\n',
      lastByte: '\n',
      behindTheEnd: 'InvalidRange',
      replaced: 'file.replaced',
      gone: 'file.missing',
    });
  });

  test('on a file too large for one part: in parts, whole again when read', async () => {
    const megabyte = `${'x'.repeat(1024 * 1024 - 1)}\n`;
    const answers = await agreed(async () => {
      const files = openFiles();
      await files.write(bucket, 'large/b.csv', chunks(...Array.from({ length: 12 }, () => megabyte), 'end'));
      const [listed] = await files.list(bucket, 'large/');
      const file = { bucket, key: 'large/b.csv', versionId: null, etag: listed?.etag ?? null };
      const tail = (await buffer(await files.read(file, 12 * 1024 * 1024 - 1))).toString();
      return { size: listed?.size, etag: listed?.etag, tail };
    });
    expect(answers).toEqual({
      size: 12 * 1024 * 1024 + 3,
      etag: expect.stringMatching(/^[0-9a-f]{32}-3$/),
      tail: '\nend',
    });
  });

  test('on a list: in the order of the keys, by prefix, after a key', async () => {
    const answers = await agreed(async () => {
      const files = openFiles();
      // Not with capitals: the engine of the local cloud puts them after small letters, S3 before them.
      for (const key of ['in/b', 'in/a', 'in/a/c', 'in/10', 'in/9', 'out/a'])
        await files.write(bucket, key, chunks(key));
      const keys = async (after?: string) => (await files.list(bucket, 'in/', after)).map(({ key }) => key);
      return { all: await keys(), after: await keys('in/a'), none: await files.list(bucket, 'none/') };
    });
    expect(answers).toEqual({ all: ['in/10', 'in/9', 'in/a', 'in/a/c', 'in/b'], after: ['in/a/c', 'in/b'], none: [] });
  });

  test('on a form that a browser uploads with, and on a link to download', async () => {
    const answers = await agreed(async () => {
      const files = openFiles();
      const { url, fields } = await files.placeFor(bucket, 'uploads/sales/day.csv', 1_000);
      const form = new FormData();
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('file', new Blob(['store,sku\n']), 'day.csv');
      const posted = await fetch(url, { method: 'POST', body: form });
      const got = await fetch(await files.link(bucket, 'uploads/sales/day.csv', 'été 1.csv'));
      return { posted: posted.status, got: got.status, text: await got.text() };
    });
    // moto forgets the name that the link asks for.
    expect(answers).toEqual({ posted: 204, got: 200, text: 'store,sku\n' });
  });

  const event = (index: number, name: Envelope['name']): Envelope => ({
    id: `0197c1a0-0000-7000-8000-00000000000${index}`,
    name,
    version: 1,
    occurredAt: '2026-03-01T10:00:00.000Z',
    data: { importId: String(index) },
  });

  test('on ten events: all taken, and the one that a rule wants arrives as it was sent', async () => {
    askMoto();
    const [events, queues] = [new EventBridgeClient({}), new SQSClient({})];
    const { QueueUrl } = await queues.send(new CreateQueueCommand({ QueueName: 'tell' }));
    await events.send(new CreateEventBusCommand({ Name: busName }));
    const rule = { Name: 'tell', EventBusName: busName };
    const EventPattern = JSON.stringify({ 'detail-type': ['import.failed'] });
    await events.send(new PutRuleCommand({ ...rule, EventPattern }));
    const Arn = `arn:aws:sqs:${region}:123456789012:tell`;
    await events.send(new PutTargetsCommand({ Rule: 'tell', EventBusName: busName, Targets: [{ Id: 'tell', Arn }] }));

    const sent = Array.from({ length: 10 }, (_, index) =>
      event(index, index === 3 ? 'import.failed' : 'stock.changed'),
    );
    expect(await agreed(() => openBus().publish(sent))).toEqual(sent.map(({ id }) => id));
    await delivery.idle();
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    const theirs = Messages.map(({ Body = '' }): unknown => JSON.parse(Body));
    const essence = (message: unknown) => {
      const { source, detail, time, 'detail-type': type } = message as Record<string, unknown>;
      return { source, type, detail, time };
    };
    expect(delivered).toHaveLength(1);
    expect(delivered.map(essence)).toEqual(theirs.map(essence));
    expect(essence(delivered[0])).toEqual({
      source: 'stockroom',
      type: 'import.failed',
      detail: sent[3],
      time: '2026-03-01T10:00:00Z',
    });
  });

  test('on a mail: taken from a sender that is known', async () => {
    const message = { to: 'ops@example.com', subject: 'Import failed', text: 'été' };
    askMoto();
    expect(await outcome(() => openMail().send(message))).toBe('MessageRejected');
    await new SESv2Client({}).send(new CreateEmailIdentityCommand({ EmailIdentity: 'stock@example.com' }));
    expect(await agreed(() => outcome(() => openMail().send(message)))).toBeUndefined();
  });
});
