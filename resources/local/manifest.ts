import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { type Document, resolveExpressions, readYaml } from './manifest-text.ts';
import type { Pattern } from './pattern.ts';
import type { QueueTrigger } from './queues.ts';

type ManifestFunction = { key: string; name: string; handler: string; timeoutSeconds: number; retries: number };
export type Route = { method: string; path: string; handler: string };
export type UploadTrigger = { bucket: string; events: string[]; prefix: string; suffix: string; functionName: string };
export type Rule = { bus: string; pattern: Pattern; functionName: string };
type Schedule = { rates: string[]; enabled: boolean; functionName: string };

/** What the local cloud needs to know of a service, all of it read from its serverless.yml. */
export type Manifest = {
  file: string;
  service: string;
  stage: string;
  functions: ManifestFunction[];
  routes: Route[];
  /** Bucket names by logical name: the key in `provider.s3`, or the resource's id. */
  buckets: Record<string, string>;
  uploads: UploadTrigger[];
  buses: string[];
  rules: Rule[];
  schedules: Schedule[];
  queues: QueueTrigger[];
  /** Whether pages can open WebSockets. */
  hasSockets: boolean;
};

const text = z.string();
const ruleOf = z.object({ prefix: text.optional(), suffix: text.optional() });
const eventOf = z.looseObject({
  httpApi: z.union([text, z.looseObject({ method: text, path: text })]).optional(),
  s3: z
    .union([
      text.transform((bucket) => ({ bucket, event: undefined, rules: undefined })),
      z.looseObject({ bucket: text, event: text.optional(), rules: z.array(ruleOf).optional() }),
    ])
    .optional(),
  eventBridge: z.looseObject({ eventBus: text.optional(), pattern: z.custom<Pattern>(isRecord).optional() }).optional(),
  websocket: z.union([text, z.looseObject({ route: text })]).optional(),
  sqs: z.union([text.transform((arn) => ({ arn })), z.looseObject({ arn: text })]).optional(),
  schedule: z
    .union([
      text.transform((rate) => ({ rate: [rate], enabled: undefined })),
      z.looseObject({
        rate: z.union([text.transform((rate) => [rate]), z.array(text)]),
        enabled: z.boolean().optional(),
      }),
    ])
    .optional(),
});
const functionOf = z.looseObject({
  name: text.optional(),
  handler: text,
  timeout: z.number().optional(),
  maximumRetryAttempts: z.number().int().min(0).max(2).optional(),
  events: z.array(eventOf).nullish(),
});
const resourceOf = z.looseObject({ Type: text, Properties: z.record(text, z.unknown()).optional() });
const documentOf = z.looseObject({
  service: text,
  provider: z.looseObject({
    timeout: z.number().optional(),
    s3: z.record(text, z.looseObject({ name: text })).optional(),
  }),
  functions: z.record(text, z.unknown()).nullish(),
});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects the resources of `resources:`, which may be one mapping or a list of them (files are already read). */
function resourcesOf(document: Document): [id: string, resource: z.infer<typeof resourceOf>][] {
  const parts = Array.isArray(document['resources']) ? document['resources'] : [document['resources']];
  return parts.flatMap((part: unknown) => {
    const resources = isRecord(part) ? part['Resources'] : undefined;
    if (!isRecord(resources)) return [];
    return Object.entries(resources).flatMap(([id, value]) => {
      const resource = resourceOf.safeParse(value);
      return resource.success ? [[id, resource.data] as [string, z.infer<typeof resourceOf>]] : [];
    });
  });
}

/**
 * Reads a serverless.yml for one stage: functions, routes, bucket triggers, event rules and schedules.
 *
 * `${self:…}`, `${sls:stage}`, `${opt:stage}`, `${param:…}`, `${env:…}` and whole-value `${file(…)}` are resolved
 * where a value is used, and CloudFormation's tags are read as plain text.
 *
 * @throws with the name of the function if its definition is not understood; on an expression it cannot resolve
 */
export function readManifest(file: string, stage = 'local'): Manifest {
  const path = resolve(file);
  const document = readYaml(readFileSync(path, 'utf8'), dirname(path));
  const resolved = (value: unknown): unknown => resolveExpressions(value, document, stage);
  const head = documentOf.parse({
    service: resolved(document['service']),
    provider: {
      timeout: isRecord(document['provider']) ? document['provider']['timeout'] : undefined,
      s3: isRecord(document['provider']) ? resolved(document['provider']['s3']) : undefined,
    },
    functions: document['functions'],
  });
  const resources = resourcesOf(document);
  const named = (type: string, property: string): Record<string, string> =>
    Object.fromEntries(
      resources.flatMap(([id, { Type, Properties }]) => {
        const name = Type === type && typeof Properties?.[property] === 'string' ? resolved(Properties[property]) : '';
        return typeof name === 'string' && name !== '' ? [[id, name]] : [];
      }),
    );
  const busNames = named('AWS::Events::EventBus', 'Name');
  const bucketNames = {
    ...named('AWS::S3::Bucket', 'BucketName'),
    ...Object.fromEntries(Object.entries(head.provider.s3 ?? {}).map(([key, bucket]) => [key, bucket.name])),
  };
  const manifest: Manifest = {
    file: path,
    service: head.service,
    stage,
    functions: [],
    routes: [],
    buckets: bucketNames,
    uploads: [],
    buses: ['default', ...Object.values(busNames)],
    rules: [],
    schedules: [],
    queues: [],
    hasSockets: false,
  };
  for (const [key, value] of Object.entries(head.functions ?? {})) {
    const parsed = functionOf.safeParse(resolved(value));
    if (!parsed.success) throw new Error(`${path}, function ${key}: ${z.prettifyError(parsed.error)}`);
    addFunction(manifest, key, parsed.data, head.provider.timeout ?? 6, busNames);
  }
  return manifest;
}

/** A bus may be given by name, by ARN, or by the id of its resource (`!Ref`, `!GetAtt Bus.Name`). */
function busOf(value: string | undefined, busNames: Record<string, string>): string {
  if (value === undefined) return 'default';
  const [id = value] = value.split('.');
  return busNames[value] ?? busNames[id] ?? value.slice(value.lastIndexOf('/') + 1);
}

function addFunction(
  manifest: Manifest,
  key: string,
  definition: z.infer<typeof functionOf>,
  defaultTimeout: number,
  busNames: Record<string, string>,
): void {
  const functionName = definition.name ?? `${manifest.service}-${manifest.stage}-${key}`;
  manifest.functions.push({
    key,
    name: functionName,
    handler: definition.handler,
    timeoutSeconds: definition.timeout ?? defaultTimeout,
    retries: definition.maximumRetryAttempts ?? 2,
  });
  for (const { httpApi, s3, eventBridge, schedule, sqs, websocket } of definition.events ?? []) {
    if (websocket !== undefined) manifest.hasSockets = true;
    if (httpApi !== undefined) {
      const [method = '', path = ''] =
        typeof httpApi === 'string' ? httpApi.split(' ') : [httpApi.method, httpApi.path];
      manifest.routes.push({ method: method.toUpperCase(), path, handler: definition.handler });
    }
    if (s3 !== undefined) {
      manifest.uploads.push({
        bucket: manifest.buckets[s3.bucket] ?? s3.bucket,
        events: [s3.event ?? 's3:ObjectCreated:*'],
        prefix: s3.rules?.find((rule) => rule.prefix !== undefined)?.prefix ?? '',
        suffix: s3.rules?.find((rule) => rule.suffix !== undefined)?.suffix ?? '',
        functionName,
      });
    }
    if (eventBridge?.pattern !== undefined) {
      const bus = busOf(eventBridge.eventBus, busNames);
      if (!manifest.buses.includes(bus)) manifest.buses.push(bus);
      manifest.rules.push({ bus, pattern: eventBridge.pattern, functionName });
    }
    // A queue goes by the id of its resource (`!GetAtt Queue.Arn`), or by the end of its ARN.
    if (sqs !== undefined) {
      const queue =
        sqs.arn
          .replace(/\.Arn$/, '')
          .split(':')
          .at(-1) ?? '';
      manifest.queues.push({ queue, functionName });
    }
    if (schedule !== undefined) {
      manifest.schedules.push({ rates: schedule.rate, enabled: schedule.enabled ?? true, functionName });
    }
  }
}
