import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { redrive } from '#resources/deploy/redrive.ts';

type Invoked = { functionName: string; type: string; payload: unknown };

let queues: Awaited<ReturnType<typeof startFauxqs>>;
let server: Server;
let sqs: SQSClient;
let lambda: LambdaClient;
let failed: string;
let undelivered: string;
let wakes: string;
let failedWakes: string;
let invoked: Invoked[];
let refuses: (functionName: string) => boolean;
let said: string[];

/** Lambda's Invoke, writing down what it is asked. */
async function record(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const functionName = /functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1] ?? '';
  const payload: unknown = JSON.parse(await text(request));
  if (refuses(functionName)) {
    response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' }).end('{"message":"Rate exceeded"}');
    return;
  }
  invoked.push({ functionName, type: String(request.headers['x-amz-invocation-type']), payload });
  response.writeHead(202).end();
}

beforeAll(async () => {
  queues = await startFauxqs({ port: 0, logger: false });
  server = createServer((request, response) => void record(request, response)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const common = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
  const { port } = server.address() as AddressInfo;
  sqs = new SQSClient({ ...common, endpoint: `http://127.0.0.1:${queues.port}` });
  lambda = new LambdaClient({ ...common, endpoint: `http://127.0.0.1:${port}` });
  const create = async (QueueName: string) => (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '';
  failed = await create('stockroom-test-failed-invocations');
  undelivered = await create('stockroom-test-undelivered-events');
  wakes = await create('stockroom-test-wakes');
  failedWakes = await create('stockroom-test-failed-wakes');
});
afterAll(async () => {
  server.close();
  await queues.stop();
});

const run = (options: Partial<Parameters<typeof redrive>[1]> = {}, client = sqs) =>
  redrive(
    { sqs: client, lambda },
    { stage: 'test', dryRun: false, only: undefined, say: (line) => said.push(line), ...options },
  );

const notice = { Records: [{ s3: { object: { key: 'uploads/sales/till%207.csv' } } }] };
const event = { 'detail-type': 'import.failed', detail: { id: 'event-1', name: 'import.failed' } };

/** As Lambda writes it for a failed asynchronous invocation. */
const invocation = (name: string, requestPayload: unknown) => ({
  version: '1.0',
  timestamp: '2026-06-01T03:00:00.000Z',
  requestContext: {
    requestId: 'e4b46cbf-b738-xmpl-8880-a18cdf61200e',
    functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${name}:$LATEST`,
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload,
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  responsePayload: { errorType: 'DomainError', errorMessage: 'The database does not answer', trace: [] },
});
const fail = (name: string, payload: unknown) =>
  sqs.send(new SendMessageCommand({ QueueUrl: failed, MessageBody: JSON.stringify(invocation(name, payload)) }));
const lose = (name: string) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: undelivered,
      MessageBody: JSON.stringify(event),
      MessageAttributes: Object.fromEntries(
        Object.entries({
          RULE_ARN: 'arn:aws:events:eu-west-1:123456789012:rule/stockroom-test/stockroom-test-sendImportMail-rule-1',
          TARGET_ARN: `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
          ERROR_CODE: 'NO_PERMISSIONS',
          ERROR_MESSAGE: 'Not authorized to invoke function',
        }).map(([key, StringValue]) => [key, { DataType: 'String', StringValue }]),
      ),
    }),
  );
const waiting = async (QueueUrl: string) => {
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return [Attributes?.['ApproximateNumberOfMessages'], Attributes?.['ApproximateNumberOfMessagesNotVisible']].map(
    Number,
  );
};

beforeEach(async () => {
  [invoked, said, refuses] = [[], [], () => false];
  queues.reset();
  await fail('stockroom-test-importFile', notice);
  await fail('stockroom-test-importFile', { resume: '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11' });
  await lose('stockroom-test-sendImportMail');
});

describe('npm run redrive', () => {
  test('sends each to its function as it was meant to come, without waiting for it, and leaves the queues empty', async () => {
    expect(await run()).toEqual({ sent: 3, left: 0 });
    expect(invoked).toEqual([
      { functionName: 'stockroom-test-importFile', type: 'Event', payload: notice },
      { functionName: 'stockroom-test-importFile', type: 'Event', payload: { resume: expect.any(String) } },
      { functionName: 'stockroom-test-sendImportMail', type: 'Event', payload: event },
    ]);
    expect([await waiting(failed), await waiting(undelivered)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(await run()).toEqual({ sent: 0, left: 0 });
    expect(said.slice(-3)).toEqual(['stockroom-test-failed-wakes:', '  nothing', '0 sent again, 0 left.']);
  });

  test('says of each what it was, when, for whom and why it failed; --dry-run only says, and leaves all to be read again', async () => {
    expect(await run({ dryRun: true })).toEqual({ sent: 0, left: 3 });
    const text = said.join('\n');
    expect(text).toContain(
      '2026-06-01T03:00:00.000Z  importFile  file uploads/sales/till 7.csv  (RetriesExhausted after 3 tries: DomainError: The database does not answer)',
    );
    expect(text).toContain('importFile  import 0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11');
    expect(text).toContain('sendImportMail  event import.failed event-1  (NO_PERMISSIONS: Not authorized');
    expect(invoked).toEqual([]);
    expect([await waiting(failed), await waiting(undelivered)]).toEqual([
      [2, 0],
      [1, 0],
    ]);
  });

  test('--only sends what is for one function and leaves the rest', async () => {
    expect(await run({ only: 'sendImportMail' })).toEqual({ sent: 1, left: 2 });
    expect(invoked.map(({ functionName }) => functionName)).toEqual(['stockroom-test-sendImportMail']);
    expect(await waiting(failed)).toEqual([2, 0]);
  });

  test('leaves what Lambda does not take, and sends it the next time', async () => {
    refuses = (name) => name.endsWith('importFile');
    expect(await run()).toEqual({ sent: 1, left: 2 });
    expect(said.join('\n')).toContain('stays: Rate exceeded');
    expect(await waiting(failed)).toEqual([2, 0]);
    refuses = () => false;
    expect(await run()).toEqual({ sent: 2, left: 0 });
  });

  test('puts a delayed message back into the queue that its function reads', async () => {
    const wake = { wake: 'import', importId: '0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11', looks: 3 };
    await sqs.send(new SendMessageCommand({ QueueUrl: failedWakes, MessageBody: JSON.stringify(wake) }));
    expect(await run({ only: 'wake' })).toEqual({ sent: 1, left: 3 });
    expect(said.join('\n')).toContain('wake  look at import 0198f3c4-7d5e-7cc1-9a4e-0f6d0b1f7c11');
    expect([await waiting(failedWakes), await waiting(wakes)]).toEqual([
      [0, 0],
      [1, 0],
    ]);
    const [message] = queues.inspectQueue('stockroom-test-wakes')?.messages.ready ?? [];
    expect(JSON.parse(message?.body ?? '')).toEqual(wake);
  });

  test('cut off between sending and deleting sends once more, and loses nothing', async () => {
    const dying = new Proxy(sqs, {
      get: (client, name) =>
        name === 'send'
          ? (command: never) =>
              (command as unknown) instanceof DeleteMessageCommand
                ? Promise.reject(new Error('cut off'))
                : client.send(command)
          : Reflect.get(client, name),
    });
    await expect(run({}, dying)).rejects.toThrow('cut off');
    expect(invoked).toHaveLength(1);
    expect(await waiting(failed)).toEqual([2, 0]);
    expect(await run()).toEqual({ sent: 3, left: 0 });
    expect(invoked.filter(({ payload }) => JSON.stringify(payload) === JSON.stringify(notice))).toHaveLength(2);
  });

  test('leaves what it does not understand, and what belongs to another stage', async () => {
    queues.reset();
    await fail('stockroom-prod-importFile', notice);
    await sqs.send(new SendMessageCommand({ QueueUrl: failed, MessageBody: 'not ours' }));
    await lose('not a function');
    expect(await run()).toEqual({ sent: 0, left: 3 });
    expect(invoked).toEqual([]);
    expect(said.filter((line) => line.includes('stays'))).toHaveLength(3);
  });
});
