import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { parseArgs } from 'node:util';
import { command } from '#resources/command.ts';
import { type DeadLetter, failedInvocation, failedWake, undeliveredEvent } from './dead-letters.ts';
import { needStage } from './target.ts';

type Cloud = { sqs: SQSClient; lambda: LambdaClient };
type Options = {
  stage: string;
  /** Show only, and leave all where it is. */
  dryRun: boolean;
  /** The function's name in serverless.yml; undefined for all. */
  only: string | undefined;
  say: (line: string) => void;
};
export type Redriven = { sent: number; left: number };

/** What a message of a queue says; throws if it is not what belongs there. */
type Read = (message: Message, stage: string) => DeadLetter;

const queues: { name: string; read: Read }[] = [
  { name: 'failed-invocations', read: failedInvocation },
  { name: 'undelivered-events', read: undeliveredEvent },
  { name: 'failed-wakes', read: failedWake },
];

/**
 * Sends what lies in the queues to the functions it was for, and deletes each only after it has been taken. Cut off in
 * between, it sends one twice: every function does nothing the second time. What cannot be sent stays.
 */
export async function redrive(cloud: Cloud, options: Options): Promise<Redriven> {
  const done: Redriven = { sent: 0, left: 0 };
  for (const { name, read } of queues) {
    const QueueName = `stockroom-${options.stage}-${name}`;
    const { QueueUrl = '' } = await cloud.sqs.send(new GetQueueUrlCommand({ QueueName }));
    options.say(`${QueueName}:`);
    const began = { ...done };
    const held = new Map<string, string>();
    const startedAt = Date.now();
    try {
      for await (const message of messagesOf(cloud.sqs, QueueUrl, held)) {
        // What came meanwhile may be what was just sent, and has failed again.
        const isNew = Number(message.Attributes?.SentTimestamp ?? 0) > startedAt;
        if (!isNew && (await handle(cloud, message, read, options))) {
          await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
          held.delete(message.MessageId ?? '');
          done.sent += 1;
        } else {
          done.left += 1;
        }
      }
    } finally {
      for (const ReceiptHandle of held.values())
        await cloud.sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    }
    if (done.sent === began.sent && done.left === began.left) options.say('  nothing');
  }
  options.say(`${done.sent} sent again, ${done.left} left.`);
  return done;
}

/** Each message once. `held` gets the newest receipt of all that nobody else can read now, by message. */
async function* messagesOf(sqs: SQSClient, QueueUrl: string, held: Map<string, string>): AsyncGenerator<Message> {
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 1, // asks all of SQS's servers: an empty answer means an empty queue
        VisibilityTimeout: 120, // after a crash, so long until they can be read again
        MessageSystemAttributeNames: ['SentTimestamp'],
        MessageAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return;
    const unseen = Messages.filter(({ MessageId = '' }) => !held.has(MessageId));
    for (const { MessageId = '', ReceiptHandle = '' } of Messages) held.set(MessageId, ReceiptHandle);
    yield* unseen;
  }
}

/** @returns whether it has been taken */
async function handle(
  cloud: Cloud,
  message: Message,
  read: Read,
  { stage, dryRun, only, say }: Options,
): Promise<boolean> {
  let letter: DeadLetter;
  try {
    letter = read(message, stage);
  } catch (error) {
    say(`  ? ${message.MessageId}: not understood, stays: ${messageOf(error)}`);
    return false;
  }
  const { to, at, what, reason } = letter;
  const wholeName = 'functionName' in to ? to.functionName : to.queueName;
  const prefix = `stockroom-${stage}-`;
  const name = wholeName.replace(prefix, '').replace(/^wakes$/, 'wake');
  if (only !== undefined && name !== only) return false;
  const line = `${at}  ${name}  ${what}  (${reason})`;
  if (dryRun || !wholeName.startsWith(prefix)) {
    say(`  ${dryRun ? '-' : '? not of this stage, stays:'} ${line}`);
    return false;
  }
  try {
    await send(cloud, letter);
    say(`  ✔ ${line}`);
    return true;
  } catch (error) {
    say(`  ✖ ${line}\n    stays: ${messageOf(error)}`);
    return false;
  }
}

async function send({ sqs, lambda }: Cloud, { to, payload }: DeadLetter): Promise<void> {
  if ('functionName' in to) {
    const { functionName: FunctionName } = to;
    await lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload: payload }));
    return;
  }
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: to.queueName }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: payload }));
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const usage = `npm run redrive -- --stage <stage> [options]

  --dry-run          shows what there is, and leaves it
  --only <function>  those of one function of serverless.yml`;

async function redriveStage(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      only: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { stage, stack } = needStage(values.stage);
  const cloud = { sqs: new SQSClient({}), lambda: new LambdaClient({}) };
  const options = { stage, only: values.only, dryRun: values['dry-run'], say: (line: string) => console.log(line) };
  try {
    await redrive(cloud, options);
  } catch (error) {
    if (error instanceof QueueDoesNotExist)
      throw new Error(`There is no stack ${stack}: nothing is deployed under that stage.`, { cause: error });
    throw error;
  }
}

if (import.meta.main) await command(usage, redriveStage);
