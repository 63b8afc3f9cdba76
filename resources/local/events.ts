import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Delivery } from './delivery.ts';
import { listen, readBody, sendJson, TooLong } from './listen.ts';
import type { Rule } from './manifest.ts';
import { matches } from './pattern.ts';

const account = '000000000000';
/** PutEvents' limits: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const maxEntries = 10;
const maxBytes = 256 * 1024;
const keptEvents = 200;

const requestOf = z.object({
  Entries: z.array(
    z.object({
      EventBusName: z.string().optional(),
      Source: z.string().optional(),
      DetailType: z.string().optional(),
      Detail: z.string().optional(),
      Resources: z.array(z.string()).optional(),
      Time: z.number().optional(),
    }),
  ),
});
type Entry = z.infer<typeof requestOf>['Entries'][number];
type EntryResult = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/** An event as a rule's target receives it. */
export type BusEvent = {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
};

type SeenEvent = { bus: string; event: BusEvent; targets: string[] };

/** Faults for tests: `refuse` answers true for an entry that PutEvents is to report as failed. */
type EventFaults = { refuse?: ((entry: { source: string; detailType: string }) => boolean) | undefined };

export type EventBus = {
  url: string;
  seen: readonly SeenEvent[];
  faults: EventFaults;
  /** What a service of AWS tells by itself, always on the account's own bus; PutEvents takes none of these. */
  tell(told: Pick<BusEvent, 'source' | 'detail-type' | 'detail'>): void;
  stop(): Promise<void>;
};

/**
 * Starts EventBridge: PutEvents as the AWS SDK sends it, rules with event patterns, Lambdas as targets.
 * `GET /_local/events` lists the last 200 events and the dead letters, `GET /_local/health` says who runs here.
 */
export async function startEvents(options: {
  port: number;
  region: string;
  buses: readonly string[];
  rules: readonly Rule[];
  delivery: Pick<Delivery, 'deliver' | 'deadLetters'>;
}): Promise<EventBus> {
  const seen: SeenEvent[] = [];
  const faults: EventFaults = {};

  function put(entry: Entry): EntryResult {
    const { Source: source, DetailType: detailType, Detail: detail } = entry;
    if (!source)
      return failed('InvalidArgument', 'Parameter Source is not valid. Reason: Source is a required argument.');
    if (!detailType)
      return failed('InvalidArgument', 'Parameter DetailType is not valid. Reason: DetailType is a required argument.');
    if (!detail)
      return failed('InvalidArgument', 'Parameter Detail is not valid. Reason: Detail is a required argument.');
    if (source.startsWith('aws.'))
      return failed('NotAuthorizedForSourceException', `Not authorized for the source ${source}.`);
    const parsed = parseObject(detail);
    if (parsed === undefined) return failed('MalformedDetail', 'Detail is malformed.');
    const bus = busName(entry.EventBusName ?? 'default');
    if (!options.buses.includes(bus)) return failed('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
    if (faults.refuse?.({ source, detailType }) === true)
      return failed('InternalFailure', 'The entry was refused by a test.');
    const event: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': detailType,
      source,
      account,
      time: new Date(entry.Time === undefined ? Date.now() : entry.Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      region: options.region,
      resources: entry.Resources ?? [],
      detail: parsed,
    };
    dispatch(bus, event);
    return { EventId: event.id };
  }

  function dispatch(bus: string, event: BusEvent): void {
    const targets = options.rules
      .filter((rule) => rule.bus === bus && matches(rule.pattern, event))
      .map((rule) => rule.functionName);
    seen.unshift({ bus, event, targets });
    seen.length = Math.min(seen.length, keptEvents);
    for (const functionName of targets) {
      options.delivery.deliver({ source: 'events', functionName, payload: event });
    }
  }

  const server = await listen(options.port, async (request, response) => {
    if (request.method === 'GET' && request.url === '/_local/events') {
      return sendJson(response, 200, { events: seen, deadLetters: options.delivery.deadLetters });
    }
    if (request.method === 'GET' && request.url === '/_local/health') {
      return sendJson(response, 200, { ok: true, pid: process.pid });
    }
    if (request.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
      return refuse(response, 'UnknownOperationException', 'This bus knows PutEvents only.');
    }
    let body: Buffer;
    try {
      body = await readBody(request, maxEntries * maxBytes);
    } catch (error) {
      if (error instanceof TooLong) return refuse(response, 'ValidationException', tooLarge);
      throw error;
    }
    const parsed = requestOf.safeParse(parseObject(body.toString('utf8')));
    if (!parsed.success) return refuse(response, 'ValidationException', z.prettifyError(parsed.error));
    const { Entries: entries } = parsed.data;
    if (entries.length < 1 || entries.length > maxEntries) {
      const bound = entries.length < 1 ? 'greater than or equal to 1' : 'less than or equal to 10';
      const message = `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${bound}`;
      return refuse(response, 'ValidationException', message);
    }
    if (sizeOf(entries) >= maxBytes) return refuse(response, 'ValidationException', tooLarge);
    const results = entries.map(put);
    return sendJson(
      response,
      200,
      { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results },
      { 'content-type': 'application/x-amz-json-1.1' },
    );
  });
  return {
    url: server.url,
    seen,
    faults,
    tell(told) {
      const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      dispatch('default', {
        version: '0',
        id: randomUUID(),
        ...told,
        account,
        time,
        region: options.region,
        resources: [],
      });
    },
    stop: () => server.stop(),
  };
}

const tooLarge = 'Total size of the entries in the request is over the limit.';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
function sizeOf(entries: readonly Entry[]): number {
  const bytes = (value: string | undefined): number => (value === undefined ? 0 : Buffer.byteLength(value));
  return entries.reduce((total, entry) => {
    const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
    return texts.reduce((sum, value) => sum + bytes(value), total + (entry.Time === undefined ? 0 : 14));
  }, 0);
}

function busName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

function failed(ErrorCode: string, ErrorMessage: string): EntryResult {
  return { ErrorCode, ErrorMessage };
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return z.record(z.string(), z.unknown()).safeParse(value).data;
  } catch {
    return undefined;
  }
}

function refuse(response: Parameters<typeof sendJson>[0], type: string, message: string): void {
  sendJson(response, 400, { __type: type, message }, { 'content-type': 'application/x-amz-json-1.1' });
}
