import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createDelivery, type Delivery } from '#local/delivery.ts';
import { type BusEvent, type EventBus, startEvents } from '#local/events.ts';

const received: { functionName: string; payload: BusEvent }[] = [];
let delivery: Delivery;
let bus: EventBus;
let client: EventBridgeClient;
let failures = 0;

beforeAll(async () => {
  delivery = createDelivery({
    invoke: async (functionName, payload) => {
      if (functionName === 'broken' || failures > 0) {
        failures -= 1;
        throw new Error('out of order');
      }
      received.push({ functionName, payload: payload as BusEvent });
    },
    retries: () => 2,
    delaysMs: [10, 20],
  });
  bus = await startEvents({
    port: 0,
    region: 'eu-west-1',
    buses: ['default', 'shop'],
    delivery,
    rules: [
      { bus: 'shop', pattern: { 'detail-type': ['sold'] }, functionName: 'counts' },
      { bus: 'shop', pattern: { detail: { total: [{ numeric: ['>', 100] }] } }, functionName: 'celebrates' },
      { bus: 'shop', pattern: { 'detail-type': ['boom'] }, functionName: 'broken' },
    ],
  });
  client = new EventBridgeClient({
    endpoint: bus.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterEach(() => {
  received.length = 0;
  bus.faults.refuse = undefined;
  delivery.faults.plan = undefined;
});
afterAll(async () => {
  delivery.stop();
  client.destroy();
  await bus.stop();
});

const entry = (more: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  EventBusName: 'shop',
  Source: 'tests',
  DetailType: 'sold',
  Detail: '{"total":5}',
  ...more,
});

test('an event reaches the functions whose rule matches, in the shape of EventBridge', async () => {
  const result = await client.send(
    new PutEventsCommand({ Entries: [entry({ Time: new Date('2026-03-01T10:00:00Z') })] }),
  );
  await delivery.idle();
  expect(received).toEqual([
    {
      functionName: 'counts',
      payload: {
        version: '0',
        id: result.Entries?.[0]?.EventId,
        'detail-type': 'sold',
        source: 'tests',
        account: '000000000000',
        time: '2026-03-01T10:00:00Z',
        region: 'eu-west-1',
        resources: [],
        detail: { total: 5 },
      },
    },
  ]);
});

test('two rules that match deliver twice, another bus not at all', async () => {
  await client.send(
    new PutEventsCommand({ Entries: [entry({ Detail: '{"total":500}' }), entry({ EventBusName: 'default' })] }),
  );
  await delivery.idle();
  expect(received.map(({ functionName }) => functionName).toSorted()).toEqual(['celebrates', 'counts']);
});

test.each<[string, Partial<PutEventsRequestEntry>, string]>([
  ['a bus that does not exist', { EventBusName: 'nowhere' }, 'ResourceNotFoundException'],
  ['a detail that is not JSON', { Detail: 'not json' }, 'MalformedDetail'],
  ['a detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
  ['no source', { Source: '' }, 'InvalidArgument'],
  ["AWS's own source", { Source: 'aws.s3' }, 'NotAuthorizedForSourceException'],
])('%s fails that entry and not its neighbours', async (_name, bad, code) => {
  const result = await client.send(new PutEventsCommand({ Entries: [entry(), entry(bad)] }));
  expect(result.FailedEntryCount).toBe(1);
  expect(result.Entries?.[0]?.EventId).toBeTruthy();
  expect(result.Entries?.[1]?.ErrorCode).toBe(code);
  await delivery.idle();
  expect(received).toHaveLength(1);
});

test('no entries, eleven entries and 256 KB are refused as a whole', async () => {
  const send = (Entries: PutEventsRequestEntry[]): Promise<unknown> => client.send(new PutEventsCommand({ Entries }));
  const long = (bytes: number): PutEventsRequestEntry[] => [
    entry({ Detail: JSON.stringify({ pad: 'x'.repeat(bytes - 'testssold{"pad":""}'.length) }) }),
  ];
  await expect(send([])).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(send(Array.from({ length: 11 }, () => entry()))).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(send(long(256 * 1024))).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(send(long(256 * 1024 - 1))).resolves.toMatchObject({ FailedEntryCount: 0 });
});

test('a function that fails is tried twice more, and once it works nothing is dead', async () => {
  const dead = delivery.deadLetters.length;
  failures = 2;
  await client.send(new PutEventsCommand({ Entries: [entry()] }));
  await delivery.idle();
  expect(received).toHaveLength(1);
  expect(delivery.deadLetters).toHaveLength(dead);
});

test('a function that always fails leaves a dead letter that the listing shows', async () => {
  await client.send(new PutEventsCommand({ Entries: [entry({ DetailType: 'boom' })] }));
  await delivery.idle();
  const listing = await (await fetch(`${bus.url}/_local/events`)).json();
  expect(listing.deadLetters[0]).toMatchObject({ functionName: 'broken', attempts: 3, error: 'out of order' });
  expect(listing.events[0]).toMatchObject({ bus: 'shop', targets: ['broken'], event: { 'detail-type': 'boom' } });
});

test('faults: an entry refused, an event delivered twice, lost, and out of order', async () => {
  bus.faults.refuse = ({ detailType }) => detailType === 'sold';
  const refused = await client.send(new PutEventsCommand({ Entries: [entry()] }));
  expect(refused).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
  bus.faults.refuse = undefined;

  delivery.faults.plan = () => [0, 10];
  await client.send(new PutEventsCommand({ Entries: [entry()] }));
  await delivery.idle();
  expect(received).toHaveLength(2);
  expect(received[0]).toEqual(received[1]);

  received.length = 0;
  delivery.faults.plan = () => [];
  await client.send(new PutEventsCommand({ Entries: [entry()] }));
  await delivery.idle();
  expect(received).toHaveLength(0);

  let wait = 60;
  delivery.faults.plan = () => [(wait -= 30)];
  await client.send(new PutEventsCommand({ Entries: [entry({ Detail: '{"n":1}' }), entry({ Detail: '{"n":2}' })] }));
  await delivery.idle();
  expect(received.map(({ payload }) => payload.detail)).toEqual([{ n: 2 }, { n: 1 }]);
});
