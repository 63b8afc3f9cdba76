import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { S3Event } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDelivery, type Delivery } from '#local/delivery.ts';
import { startStorage, type Storage } from '#local/storage.ts';

const Bucket = 'files';
const webOrigin = 'http://127.0.0.1:4400';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local-secret' };
const notices: S3Event['Records'] = [];
let directory: string;
let delivery: Delivery;
let storage: Storage;
let s3: S3Client;

async function start(port = 0): Promise<void> {
  storage = await startStorage({
    port,
    directory,
    region: 'eu-west-1',
    buckets: [Bucket],
    triggers: [{ bucket: Bucket, events: ['s3:ObjectCreated:*'], prefix: 'in/', suffix: '', functionName: 'on-file' }],
    credentials,
    webOrigin,
    delivery,
  });
  // An IP address as the endpoint: the SDK then uses path-style addresses by itself.
  s3 = new S3Client({ endpoint: storage.url, region: 'eu-west-1', credentials, maxAttempts: 1 });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'storage-'));
  delivery = createDelivery({
    invoke: async (_name, payload) => {
      notices.push(...(payload as S3Event).Records);
    },
    retries: () => 2,
    delaysMs: [1, 1],
  });
  await start();
});
beforeEach(() => {
  notices.length = 0;
  delivery.faults.plan = undefined;
});
afterAll(async () => {
  delivery.stop();
  s3.destroy();
  await storage.stop();
  await rm(directory, { recursive: true });
});

const put = (Key: string, Body: string | Uint8Array | Readable, more = {}): Promise<{ ETag?: string | undefined }> =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
async function text(Key: string, more = {}): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? '';
}

describe('objects', () => {
  test('are put, read, listed, copied and deleted', async () => {
    await put('in/a b+c ü.csv', 'sku,n', { ContentType: 'text/csv', Metadata: { who: 'till' } });
    expect(await text('in/a b+c ü.csv')).toBe('sku,n');
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'in/a b+c ü.csv' }));
    expect(head).toMatchObject({ ContentLength: 5, ContentType: 'text/csv', Metadata: { who: 'till' } });
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'kept/copy.csv',
        CopySource: `${Bucket}/${encodeURIComponent('in/a b+c ü.csv')}`,
      }),
    );
    expect(await text('kept/copy.csv')).toBe('sku,n');
    const list = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'kept/' }));
    expect(list.Contents?.map(({ Key }) => Key)).toEqual(['kept/copy.csv']);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'kept/copy.csv' }));
    await expect(text('kept/copy.csv')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('are read in ranges, under the condition that they have not changed', async () => {
    const { ETag } = await put('ranged', '0123456789');
    expect(await text('ranged', { Range: 'bytes=3-5' })).toBe('345');
    expect(await text('ranged', { Range: 'bytes=7-', IfMatch: ETag })).toBe('789');
    expect(await text('ranged', { IfMatch: ETag?.replaceAll('"', '') })).toBe('0123456789');
    await put('ranged', 'something else');
    await expect(text('ranged', { Range: 'bytes=7-', IfMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    const head = new HeadObjectCommand({ Bucket, Key: 'ranged', IfMatch: ETag });
    await expect(s3.send(head)).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(text('ranged', { Range: 'bytes=900-' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 416 } });
  });

  test('of two writers that each want to be the first, one wins', async () => {
    const results = await Promise.allSettled(['a', 'b', 'c'].map((body) => put('first', body, { IfNoneMatch: '*' })));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [lost] = results.filter((result) => result.status === 'rejected');
    expect(lost?.reason).toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  });

  test('longer than the engine takes at once are stored whole, from memory and from a stream', async () => {
    const long = randomBytes(20 * 1024 * 1024);
    await put('long', long);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'long' }));
    expect(Buffer.compare(Buffer.from((await read.Body?.transformToByteArray()) ?? []), long)).toBe(0);
    await put('streamed', Readable.from([long.subarray(0, 9_000_001), long.subarray(9_000_001)]), {
      ContentLength: long.length,
    });
    const again = await s3.send(new GetObjectCommand({ Bucket, Key: 'streamed' }));
    expect(Buffer.compare(Buffer.from((await again.Body?.transformToByteArray()) ?? []), long)).toBe(0);
  });

  test('may be empty, and a name that climbs out of the bucket is refused', async () => {
    await put('empty', '');
    expect(await text('empty')).toBe('');
    const climbing = await fetch(`${storage.url}/${Bucket}/a%2f..%2f..%2foutside`, { method: 'PUT', body: 'x' });
    expect(climbing.status).toBe(400);
  });

  test('survive a restart', async () => {
    await put('lasting', 'still here');
    s3.destroy();
    await storage.stop();
    await start();
    expect(await text('lasting')).toBe('still here');
  });

  test('are read by a presigned address until it expires', async () => {
    await put('linked', 'by link');
    const command = new GetObjectCommand({
      Bucket,
      Key: 'linked',
      ResponseContentDisposition: 'attachment; filename="x.csv"',
    });
    const answer = await fetch(await getSignedUrl(s3, command, { expiresIn: 60 }));
    expect(await answer.text()).toBe('by link');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="x.csv"');
    const old = await getSignedUrl(s3, command, { expiresIn: 60, signingDate: new Date(Date.now() - 120_000) });
    const refused = await fetch(old);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('<Message>Request has expired</Message>');
  });

  test('are dropped by any client that can send a file to an address', async () => {
    const answer = await fetch(`${storage.url}/${Bucket}/in/dropped.csv`, { method: 'PUT', body: 'sku,n\nA,1\n' });
    expect(answer.status).toBe(200);
    await delivery.idle();
    expect(notices.map((notice) => notice.s3.object.key)).toEqual(['in/dropped.csv']);
  });
});

describe('notifications', () => {
  test('have the shape of S3, for each way to create an object', async () => {
    const { ETag } = await put('in/ä b+c.csv', 'four');
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'in/copy', CopySource: `${Bucket}/in/%C3%A4%20b%2Bc.csv` }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'in/parts' }));
    const part = await s3.send(
      new UploadPartCommand({ Bucket, Key: 'in/parts', UploadId, PartNumber: 1, Body: 'one part' }),
    );
    await s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key: 'in/parts',
        UploadId,
        MultipartUpload: { Parts: [{ PartNumber: 1, ETag: part.ETag }] },
      }),
    );
    // The last one is announced only after its sender has the answer.
    await expect.poll(() => notices.length).toBe(3);
    expect(notices[0]).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'eu-west-1',
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: Bucket, arn: `arn:aws:s3:::${Bucket}` },
        object: {
          key: 'in/%C3%A4+b%2Bc.csv',
          size: 4,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]+$/),
        },
      },
    });
    expect(notices.map(({ eventName, s3: { object } }) => [eventName, object.key, object.size])).toEqual([
      ['ObjectCreated:Put', 'in/%C3%A4+b%2Bc.csv', 4],
      ['ObjectCreated:Copy', 'in/copy', 4],
      ['ObjectCreated:CompleteMultipartUpload', 'in/parts', 8],
    ]);
  });

  test('of one key have growing sequencers', async () => {
    for (const body of ['1', '2', '3']) await put('in/again', body);
    await delivery.idle();
    const sequencers = notices.map((notice) => notice.s3.object.sequencer);
    expect(sequencers).toEqual(sequencers.toSorted());
    expect(new Set(sequencers).size).toBe(3);
  });

  test('come for the prefix of the trigger only', async () => {
    await put('elsewhere/x', '1');
    await delivery.idle();
    expect(notices).toEqual([]);
  });

  test('can be doubled and lost by a test', async () => {
    delivery.faults.plan = ({ source }) => (source === 's3' ? [0, 5] : [0]);
    await put('in/twice', '1');
    await delivery.idle();
    expect(notices).toHaveLength(2);
    expect(notices[0]).toEqual(notices[1]);
    delivery.faults.plan = () => [];
    await put('in/lost', '1');
    await delivery.idle();
    expect(notices).toHaveLength(2);
  });
});

describe('uploads by form', () => {
  const conditions: NonNullable<PresignedPostOptions['Conditions']> = [
    ['content-length-range', 3, 100],
    ['starts-with', '$key', 'in/'],
    ['eq', '$Content-Type', 'text/csv'],
  ];
  async function sendForm(
    body: string | Uint8Array,
    change: (fields: Record<string, string>) => Record<string, string> = (fields) => fields,
    options: Partial<PresignedPostOptions> = {},
  ): Promise<Response> {
    const { url, fields } = await createPresignedPost(s3, {
      Bucket,
      Key: 'in/form.csv',
      Conditions: conditions,
      Fields: { 'Content-Type': 'text/csv' },
      Expires: 60,
      ...options,
    });
    const form = new FormData();
    for (const [name, value] of Object.entries(change(fields))) form.set(name, value);
    form.set('file', new Blob([new Uint8Array(Buffer.from(body))]), 'my file.csv');
    return fetch(url, { method: 'POST', body: form, headers: { origin: webOrigin } });
  }

  test('are stored byte for byte and announced', async () => {
    const body = '\r\n--x\r\nsku,n\r\n';
    const answer = await sendForm(body);
    expect(answer.status, await answer.clone().text()).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(webOrigin);
    expect(answer.headers.get('etag')).toMatch(/^"/);
    await delivery.idle();
    expect(await text('in/form.csv')).toBe(body);
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'in/form.csv' }));
    expect(head.ContentType).toBe('text/csv');
    expect(notices).toMatchObject([
      { eventName: 'ObjectCreated:Post', s3: { object: { key: 'in/form.csv', size: body.length } } },
    ]);
  });

  test("put the file's name into the key where the policy leaves room", async () => {
    expect((await sendForm('sku,n', undefined, { Key: 'in/${filename}' })).status).toBe(204);
    expect(await text('in/my file.csv')).toBe('sku,n');
  });

  test('of many megabytes pass through', async () => {
    const long = randomBytes(12 * 1024 * 1024);
    const answer = await sendForm(long, undefined, {
      Key: 'in/long',
      Conditions: [['content-length-range', 0, long.length], ...conditions.slice(1)],
    });
    expect(answer.status).toBe(204);
    const read = await s3.send(new GetObjectCommand({ Bucket, Key: 'in/long' }));
    expect(Buffer.compare(Buffer.from((await read.Body?.transformToByteArray()) ?? []), long)).toBe(0);
  });

  test.each<[string, () => Promise<Response>, number, string, string]>([
    ['too long', () => sendForm('x'.repeat(101)), 400, 'EntityTooLarge', 'exceeds the maximum allowed size'],
    ['too short', () => sendForm('xx'), 400, 'EntityTooSmall', 'smaller than the minimum allowed size'],
    ['of many megabytes too long', () => sendForm(Buffer.alloc(30 * 1024 * 1024)), 400, 'EntityTooLarge', 'exceeds'],
    [
      'with another key',
      () => sendForm('sku,n', (fields) => ({ ...fields, key: 'out/x' })),
      403,
      'AccessDenied',
      'Invalid according to Policy: Policy Condition failed: [&quot;starts-with&quot;, &quot;$key&quot;, &quot;in/&quot;]',
    ],
    [
      'with another type',
      () => sendForm('sku,n', (fields) => ({ ...fields, 'Content-Type': 'text/html' })),
      403,
      'AccessDenied',
      'Policy Condition failed',
    ],
    [
      'with a field too many',
      () => sendForm('sku,n', (fields) => ({ ...fields, 'x-amz-meta-a': 'b' })),
      403,
      'AccessDenied',
      'Extra input fields: x-amz-meta-a',
    ],
    [
      'after the policy expired',
      () => sendForm('sku,n', undefined, { Expires: -5 }),
      403,
      'AccessDenied',
      'Policy expired',
    ],
    ['without a policy', () => sendForm('sku,n', ({ key = '' }) => ({ key })), 403, 'AccessDenied', 'Access Denied'],
    [
      'with a changed policy',
      () =>
        sendForm('sku,n', (fields) => ({
          ...fields,
          Policy: Buffer.from('{"expiration":"2099-01-01T00:00:00Z","conditions":[]}').toString('base64'),
        })),
      403,
      'SignatureDoesNotMatch',
      'does not match',
    ],
    [
      'with a foreign key id',
      () =>
        sendForm('sku,n', (fields) => ({ ...fields, 'X-Amz-Credential': 'other/20260101/eu-west-1/s3/aws4_request' })),
      403,
      'InvalidAccessKeyId',
      'does not exist',
    ],
  ])('%s are refused as S3 refuses them, and nothing is stored', async (_name, send, status, code, message) => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'in/form.csv' }));
    const answer = await send();
    const xml = await answer.text();
    expect([answer.status, xml]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(xml).toContain(message);
    expect(answer.headers.get('access-control-allow-origin')).toBe(webOrigin);
    await delivery.idle();
    expect(notices).toEqual([]);
    await expect(text('in/form.csv')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('of a policy for another bucket are refused', async () => {
    const { fields } = await createPresignedPost(s3, { Bucket: 'other', Key: 'in/x' });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob(['sku,n']));
    const answer = await fetch(`${storage.url}/${Bucket}`, { method: 'POST', body: form });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain('$bucket');
  });

  test('are allowed to the web application and to no other origin', async () => {
    const ask = (origin: string): Promise<Response> =>
      fetch(`${storage.url}/${Bucket}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST' },
      });
    const own = await ask(webOrigin);
    expect([own.status, own.headers.get('access-control-allow-origin')]).toEqual([200, webOrigin]);
    const foreign = await ask('https://evil.example');
    expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});
