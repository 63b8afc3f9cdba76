import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Delivery } from './delivery.ts';
import { listen, readBody, sendJson } from './listen.ts';

/** The longest message, in bytes; and the longest delay: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const maxBytes = 1024 * 1024;
const maxDelaySeconds = 900;

const requestOf = z.object({
  QueueUrl: z.string(),
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(maxDelaySeconds).optional(),
});

/** Which function gets a queue's messages. */
export type QueueTrigger = { queue: string; functionName: string };

export type Queues = {
  url: string;
  /** How many messages wait for their time. */
  readonly waiting: number;
  /** Delivers what waits at once, for tests. */
  hurry(): void;
  stop(): Promise<void>;
};

/**
 * Starts SQS: SendMessage as the AWS SDK sends it, with its delay, and Lambdas that get each message as an event of one.
 * A message that fails is tried again as `delivery` tries, and ends among the dead letters. Nothing is kept over a stop.
 */
export async function startQueues(options: {
  port: number;
  region: string;
  triggers: readonly QueueTrigger[];
  delivery: Delivery;
}): Promise<Queues> {
  const waiting = new Map<NodeJS.Timeout, () => void>();

  const server = await listen(options.port, async (request, response) => {
    const type = { 'content-type': 'application/x-amz-json-1.0' };
    const refuse = (name: string, message: string) =>
      sendJson(response, 400, { __type: `com.amazonaws.sqs#${name}`, message }, type);
    if (request.headers['x-amz-target'] !== 'AmazonSQS.SendMessage')
      return refuse('UnsupportedOperation', 'This queue knows SendMessage only.');
    const parsed = requestOf.safeParse(JSON.parse((await readBody(request, maxBytes)).toString()));
    if (!parsed.success) return refuse('InvalidParameterValue', z.prettifyError(parsed.error));
    const { QueueUrl, MessageBody: body, DelaySeconds = 0 } = parsed.data;
    const queue = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
    const functions = options.triggers.filter((trigger) => trigger.queue === queue);
    if (functions.length === 0)
      return refuse('QueueDoesNotExist', `No function reads the queue ${queue} on one machine.`);
    const messageId = randomUUID();
    const md5OfBody = createHash('md5').update(body).digest('hex');
    const payload = { Records: [{ messageId, body, md5OfBody, eventSource: 'aws:sqs', awsRegion: options.region }] };
    const deliver = (): void => {
      clearTimeout(timer);
      waiting.delete(timer);
      for (const { functionName } of functions) options.delivery.deliver({ source: 'sqs', functionName, payload });
    };
    const timer = setTimeout(deliver, DelaySeconds * 1000);
    waiting.set(timer, deliver);
    return sendJson(response, 200, { MessageId: messageId, MD5OfMessageBody: md5OfBody }, type);
  });
  return {
    url: server.url,
    get waiting() {
      return waiting.size;
    },
    hurry() {
      for (const deliver of waiting.values()) deliver();
    },
    async stop() {
      for (const timer of waiting.keys()) clearTimeout(timer);
      await server.stop();
    },
  };
}
