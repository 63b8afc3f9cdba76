import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod';

/** What did not get done: for which function, when and why, and what it takes to do it. */
export type DeadLetter = {
  /** The whole name of the function, or of the queue that it is to come by. */
  to: { functionName: string } | { queueName: string };
  at: string;
  reason: string;
  /** A few words for a person. */
  what: string;
  /** JSON, as the function was to get it. */
  payload: string;
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations */
const FailedInvocation = z.looseObject({
  timestamp: z.string(),
  requestContext: z.looseObject({
    functionArn: z.string(),
    condition: z.string(),
    approximateInvokeCount: z.number().optional(),
  }),
  requestPayload: z.unknown(),
  responsePayload: z
    .looseObject({ errorType: z.string().optional(), errorMessage: z.string().optional() })
    .nullish()
    .catch(null),
});

/** @throws if the message is not what Lambda writes, or lacks the payload */
export function failedInvocation({ Body = '' }: Message): DeadLetter {
  const { timestamp, requestContext, requestPayload, responsePayload } = FailedInvocation.parse(JSON.parse(Body));
  if (requestPayload === undefined) throw new Error('The record does not hold what the function was invoked with');
  const { functionArn, condition, approximateInvokeCount = 0 } = requestContext;
  const error = [responsePayload?.errorType, responsePayload?.errorMessage].filter(Boolean).join(': ');
  return {
    to: { functionName: nameIn(functionArn) },
    at: timestamp,
    reason: `${condition} after ${approximateInvokeCount} tries${error === '' ? '' : `: ${error}`}`,
    what: describe(requestPayload),
    payload: JSON.stringify(requestPayload),
  };
}

/**
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-message-attributes
 * @throws if the message is not what EventBridge writes
 */
export function undeliveredEvent({ Body = '', Attributes, MessageAttributes = {} }: Message): DeadLetter {
  const said = (name: string): string => MessageAttributes[name]?.StringValue ?? '';
  const event: unknown = JSON.parse(Body);
  return {
    to: { functionName: nameIn(said('TARGET_ARN')) },
    at: sentAt(Attributes),
    reason: [said('ERROR_CODE'), said('ERROR_MESSAGE')].filter(Boolean).join(': ') || 'for no reason given',
    what: describe(event),
    payload: Body,
  };
}

/** A delayed message that its function did not get done; it goes back into the queue it came from. */
export function failedWake({ Body = '', Attributes }: Message, stage: string): DeadLetter {
  const wake = z.looseObject({ wake: z.string(), importId: z.string().optional() }).parse(JSON.parse(Body));
  return {
    to: { queueName: `stockroom-${stage}-wakes` },
    at: sentAt(Attributes),
    reason: 'see the log of wake',
    what: `look at ${wake.wake} ${wake.importId ?? ''}`.trimEnd(),
    payload: Body,
  };
}

const sentAt = (attributes: Message['Attributes']): string =>
  new Date(Number(attributes?.SentTimestamp ?? 0)).toISOString();

/** arn:aws:lambda:<region>:<account>:function:<name>, perhaps with a version behind it. */
function nameIn(arn: string): string {
  const name = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:([\w-]+)/.exec(arn)?.[1];
  if (name === undefined) throw new Error(`"${arn}" is no function: it has to be looked at by hand`);
  return name;
}

const Known = z.looseObject({
  Records: z.array(z.looseObject({ s3: z.looseObject({ object: z.looseObject({ key: z.string() }) }) })).optional(),
  resume: z.string().optional(),
  'detail-type': z.string().optional(),
  detail: z.looseObject({ id: z.string().optional() }).optional(),
});

function describe(payload: unknown): string {
  const known = Known.safeParse(payload);
  if (!known.success) return 'something unknown';
  const { Records, resume, detail } = known.data;
  if (Records) return `file ${Records.map(({ s3 }) => decodeURIComponent(s3.object.key)).join(', ')}`;
  if (resume !== undefined) return `import ${resume}`;
  const type = known.data['detail-type'];
  return type === undefined ? 'something unknown' : `event ${type} ${detail?.id ?? ''}`.trimEnd();
}
