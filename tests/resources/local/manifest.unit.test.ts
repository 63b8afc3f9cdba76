import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { readManifest } from '#local/manifest.ts';

const fixture = join(import.meta.dirname, 'fixture/serverless.yml');
const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
  vi.unstubAllEnvs();
});

function manifestOf(yaml: string, files: Record<string, string> = {}): ReturnType<typeof readManifest> {
  const directory = mkdtempSync(join(tmpdir(), 'manifest-'));
  made.push(directory);
  for (const [name, text] of Object.entries({ 'serverless.yml': yaml, ...files })) {
    writeFileSync(join(directory, name), text);
  }
  return readManifest(join(directory, 'serverless.yml'));
}

test('functions carry the name that the framework gives them, their handler, time limit and retries', () => {
  const { functions } = readManifest(fixture);
  expect(functions).toContainEqual({
    key: 'received',
    name: 'sample-local-received',
    handler: 'functions/received.handler',
    timeoutSeconds: 10,
    retries: 2,
  });
  expect(functions.find(({ key }) => key === 'hello')?.timeoutSeconds).toBe(6);
  expect(functions.find(({ key }) => key === 'failing')?.retries).toBe(1);
});

test('a bucket trigger names the real bucket, its events and its rules', () => {
  const manifest = readManifest(fixture);
  expect(manifest.buckets).toEqual({ uploads: 'sample-local-uploads' });
  expect(manifest.uploads).toEqual([
    {
      bucket: 'sample-local-uploads',
      events: ['s3:ObjectCreated:*'],
      prefix: 'incoming/',
      suffix: '.csv',
      functionName: 'sample-local-received',
    },
  ]);
});

test('event rules, buses, schedules and routes are read from the same file', () => {
  const manifest = readManifest(fixture);
  expect(manifest.buses).toEqual(['default', 'sample-local']);
  expect(manifest.rules).toContainEqual({
    bus: 'sample-local',
    pattern: { source: ['sample'], 'detail-type': [{ prefix: 'file.' }] },
    functionName: 'sample-local-reacted',
  });
  expect(manifest.queues).toEqual([{ queue: 'Later', functionName: 'sample-local-woken' }]);
  expect(manifest.schedules).toEqual([
    { rates: ['rate(1 hour)'], enabled: true, functionName: 'sample-local-nightly' },
  ]);
  expect(manifest.routes).toContainEqual({ method: 'GET', path: '/hello', handler: 'functions/hello.handler' });
});

test('a bus named by reference is found among the resources, in another file too', () => {
  const manifest = manifestOf(
    `
service: shop
provider: { name: aws }
functions:
  on: { handler: a.b, events: [{ eventBridge: { eventBus: !Ref Bus, pattern: { source: [x] } } }] }
  at: { handler: a.b, events: [{ eventBridge: { eventBus: !GetAtt Bus.Arn, pattern: { source: [x] } } }] }
resources: ['\${file(resources/events.yml)}']
`.replace('resources/events.yml', 'events.yml'),
    {
      'events.yml': `Resources: { Bus: { Type: AWS::Events::EventBus, Properties: { Name: '\${self:service}-bus' } } }`,
    },
  );
  expect(manifest.rules.map((rule) => rule.bus)).toEqual(['shop-bus', 'shop-bus']);
});

test('parameters take the value of the stage, else the default, and defaults of unset variables hold', () => {
  const manifest = manifestOf(`
service: shop
params:
  default: { bucket: cloud-bucket, bus: 'main' }
  local: { bucket: "\${env:SHOP_BUCKET, 'local-bucket'}" }
provider: { name: aws, s3: { files: { name: '\${param:bucket}-\${param:bus}' } } }
`);
  expect(manifest.buckets).toEqual({ files: 'local-bucket-main' });
});

test('an expression that has no value on one machine is an error that names it', () => {
  const yaml = `
service: shop
provider: { name: aws }
functions: { a: { handler: '\${ssm:/path}' } }
`;
  expect(() => manifestOf(yaml)).toThrow('${ssm:/path} has no value on one machine');
});

test('a function without a handler is an error that names the function', () => {
  const yaml = 'service: shop\nprovider: { name: aws }\nfunctions: { broken: { timeout: 3 } }';
  expect(() => manifestOf(yaml)).toThrow(/function broken[^]*handler/);
});
