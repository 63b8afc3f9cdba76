import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ExecuteStatementCommand, RDSDataClient } from '@aws-sdk/client-rds-data';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readAddresses, runningAddresses } from '#local/addresses.ts';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { type Cloud, type CloudOptions, startCloud } from '#local/index.ts';
import { anyFreePorts, isFree } from '#local/ports.ts';

// The sample service in fixture/ runs on the whole local cloud, once for all tests here.
let options: CloudOptions;
let cloud: Cloud;
let s3: S3Client;
let lambda: LambdaClient;
const Bucket = 'sample-local-uploads';

/** PostgreSQL never runs as root; the user that root lends it must get into the folder. */
async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'cloud-'));
  await chmod(directory, 0o755);
  return directory;
}

beforeAll(async () => {
  options = {
    directory: await newDirectory(),
    ports: await anyFreePorts(),
    serviceFile: join(import.meta.dirname, 'fixture/serverless.yml'),
    quiet: true,
    web: false,
    durable: false,
    retryDelaysMs: [20, 20],
  };
  cloud = await startCloud(options);
  const { region } = cloud.addresses;
  // The SDK writes into what it is given.
  const credentials = { ...cloud.addresses.credentials };
  s3 = new S3Client({ endpoint: cloud.addresses.s3, region, credentials });
  lambda = new LambdaClient({ endpoint: cloud.addresses.lambda, region, credentials });
});
afterAll(async () => {
  s3.destroy();
  lambda.destroy();
  await cloud.stop();
  await rm(options.directory, { recursive: true, force: true });
});

async function seen(Key: string): Promise<unknown> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

test('a file dropped into the bucket wakes a function, whose event wakes another, by the real SDK throughout', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'incoming/a b.csv', Body: 'sku,quantity' }));
  await expect
    .poll(() => seen('seen/incoming/a b.csv.json').catch(() => undefined), { timeout: 15_000, interval: 100 })
    .toMatchObject({ 'detail-type': 'file.received', detail: { key: 'incoming/a b.csv', characters: 12 } });
});

test('a route answers, and its function sees the addresses of the local cloud', async () => {
  const answer = await fetch(`${cloud.addresses.api}/hello`);
  expect(await answer.json()).toMatchObject({ issuer: cloud.addresses.auth });
});

test('the Data API reaches the database as the role of the secret', async () => {
  const { region, dataApi, databaseArn, appSecretArn, ownerSecretArn } = cloud.addresses;
  const client = new RDSDataClient({
    endpoint: dataApi,
    region,
    credentials: { ...cloud.addresses.credentials },
  });
  const who = async (secretArn: string): Promise<unknown> => {
    const sql = 'select current_user::text';
    const result = await client.send(
      new ExecuteStatementCommand({ resourceArn: databaseArn, secretArn, sql, database: 'stockroom' }),
    );
    return result.records?.[0]?.[0]?.stringValue;
  };
  expect(await who(appSecretArn)).toBe('stockroom_app');
  expect(await who(ownerSecretArn)).toBe('stockroom_owner');
  client.destroy();
});

test('functions are invoked by name: an answer, an error, and a name that does not exist', async () => {
  const invoke = (FunctionName: string, Payload = '{}'): ReturnType<typeof send> => send(FunctionName, Payload);
  const send = (FunctionName: string, Payload: string) =>
    lambda.send(new InvokeCommand({ FunctionName, Payload: Buffer.from(Payload) }));
  const nightly = await invoke('sample-local-nightly', '{"at":"midnight"}');
  expect(JSON.parse(Buffer.from(nightly.Payload ?? []).toString())).toEqual({ ranWith: { at: 'midnight' } });
  expect((await invoke('sample-local-failing')).FunctionError).toBe('Unhandled');
  await expect(invoke('sample-local-nobody')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(invoke('sample-local-nightly', JSON.stringify('x'.repeat(6 * 1024 * 1024)))).rejects.toMatchObject({
    name: 'RequestTooLargeException',
  });
});

test('an asynchronous invocation that fails is tried as often as serverless.yml says, then is a dead letter', async () => {
  const before = cloud.delivery.deadLetters.length;
  const InvocationType = 'Event';
  const taken = await lambda.send(new InvokeCommand({ FunctionName: 'sample-local-failing', InvocationType }));
  expect(taken.StatusCode).toBe(202);
  await expect.poll(() => cloud.delivery.deadLetters.length).toBe(before + 1);
  expect(cloud.delivery.deadLetters[0]).toMatchObject({ attempts: 2, error: 'this consumer always fails' });
  // The functions live on: the next one answers.
  expect(await cloud.invoke('nightly', {})).toEqual({ ranWith: {} });
});

test('a delayed message reaches the function of its queue, in its time and not before', async () => {
  const sqs = new SQSClient({
    endpoint: cloud.environment['AWS_ENDPOINT_URL_SQS'] ?? '',
    region: cloud.addresses.region,
    credentials: { ...cloud.addresses.credentials },
  });
  const send = (DelaySeconds: number, queue = 'Later') =>
    sqs.send(
      new SendMessageCommand({
        QueueUrl: `${cloud.queues.url}/000000000000/${queue}`,
        MessageBody: JSON.stringify({ after: DelaySeconds }),
        DelaySeconds,
      }),
    );
  const woken = () => seen('seen/woken.json').catch(() => undefined);
  await send(1);
  expect(await woken()).toBeUndefined();
  await expect.poll(woken, { timeout: 10_000 }).toEqual({ after: 1 });
  await send(900);
  expect(cloud.queues.waiting).toBe(1);
  cloud.queues.hurry();
  await expect.poll(woken, { timeout: 10_000 }).toEqual({ after: 900 });
  await expect(send(901)).rejects.toThrow('DelaySeconds');
  await expect(send(0, 'Nobody')).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
  sqs.destroy();
});

test('a message for functions that are just restarting waits for them', async () => {
  const restarted = cloud.functions.restart();
  await s3.send(new PutObjectCommand({ Bucket, Key: 'incoming/late.csv', Body: 'x' }));
  await restarted;
  await expect
    .poll(() => seen('seen/incoming/late.csv.json').catch(() => undefined), { timeout: 15_000, interval: 100 })
    .toMatchObject({ detail: { characters: 1 } });
});

test('a function that takes its whole process down is a dead letter, and the others come back', async () => {
  const before = cloud.delivery.deadLetters.length;
  await cloud.invoke('nightly', { exit: true }, 'Event');
  await expect.poll(() => cloud.delivery.deadLetters.length, { timeout: 45_000, interval: 100 }).toBe(before + 1);
  expect(cloud.delivery.deadLetters[0]).toMatchObject({
    attempts: 1,
    error: expect.stringContaining('without an answer'),
  });
  await expect
    .poll(() => cloud.invoke('nightly', {}).catch(() => undefined), { timeout: 20_000, interval: 100 })
    .toEqual({ ranWith: {} });
});

test('the addresses are left for tools, and a second start in the same directory is refused with them', async () => {
  expect(readAddresses(options.directory)).toEqual(cloud.addresses);
  expect(await runningAddresses(options.directory)).toEqual(cloud.addresses);
  await expect(startCloud({ ...options, ports: await anyFreePorts() })).rejects.toThrow(
    /runs already[^]*http:\/\/127\.0\.0\.1/,
  );
});

test('after a stop every port is free and no address is left; after a start the data is back', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: '{"kept":true}' }));
  await cloud.stop();
  for (const port of Object.values(options.ports)) expect(await isFree(port), String(port)).toBe(true);
  expect(readAddresses(options.directory)).toBeUndefined();
  cloud = await startCloud(options);
  expect(await seen('kept')).toEqual({ kept: true });
});

test('a fresh start has no data and none of the old sessions, but runs', async () => {
  await cloud.stop();
  cloud = await startCloud({ ...options, fresh: true });
  await expect(seen('kept')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a part that cannot start stops the parts that did', async () => {
  const ports = await anyFreePorts();
  const directory = await newDirectory();
  const taken = { ...ports, mail: options.ports.mail };
  await expect(startCloud({ ...options, directory, ports: taken })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  for (const port of Object.values(ports)) expect(await isFree(port), String(port)).toBe(true);
  await rm(directory, { recursive: true, force: true });
});
