import { beforeAll, describe, expect, test } from 'vitest';
import { resource } from './checks.ts';
import { packaged, type Variant } from './package.ts';
import { type Path, pathsOf } from './paths.ts';
import type { Template } from './template.ts';

const templates = {} as Record<Variant, Template>;
beforeAll(async () => {
  for (const variant of ['dev', 'prod', 'reader', 'ec2', 'nat'] as const)
    templates[variant] = (await packaged(variant)).template;
}, 300_000);

const cutOff = (template: Template) =>
  pathsOf(template)
    .filter(({ by }) => by === null)
    .map((path) => `${path.function} -> ${path.service}`);

/** The template with a function moved into the network: one of the API, or the import, which calls four services. */
function moved(variant: Variant, id: string): Template {
  const template = structuredClone(templates[variant]);
  resource(template, id).Properties['VpcConfig'] = {
    SubnetIds: [{ Ref: 'PrivateSubnetA' }, { Ref: 'PrivateSubnetB' }],
    SecurityGroupIds: [{ Ref: 'LambdaGroup' }],
  };
  return template;
}

/** One line for each function: `importFile  s3, events by public internet`. */
function tableOf(paths: Path[]): string {
  const ways = Map.groupBy(paths, (path) => `${path.function.padEnd(18)} ${path.by ?? 'NO WAY'}`);
  return [...ways].map(([way, those]) => `${way}: ${those.map(({ service }) => service).join(', ')}`).join('\n');
}

describe('every function reaches every service that it calls', () => {
  test.each(['dev', 'prod', 'reader', 'ec2'] as const)('in %s', (variant) => {
    const paths = pathsOf(templates[variant]);
    console.log(`${variant}\n${tableOf(paths)}`);
    expect(paths.length).toBeGreaterThan(15);
    expect(cutOff(templates[variant])).toEqual([]);
  });

  test('by the public internet, where it is outside of the network', () => {
    expect(new Set(pathsOf(templates.dev).map(({ by }) => by))).toEqual(new Set(['public internet']));
  });

  test('by gateway endpoint, interface endpoint or NAT, where it is inside', () => {
    const ways = (template: Template) =>
      Object.fromEntries(
        pathsOf(template).flatMap((path) => (path.function === 'importFile' ? [[path.service, path.by]] : [])),
      );
    expect(ways(moved('reader', 'ImportFileLambdaFunction'))).toMatchObject({
      s3: 'gateway endpoint',
      'rds-data': 'interface endpoint',
      events: null,
    });
    expect(ways(moved('nat', 'ImportFileLambdaFunction'))).toMatchObject({
      s3: 'gateway endpoint',
      'rds-data': 'NAT',
      events: 'NAT',
    });
  });
});

describe('a function in the network is found to be cut off', () => {
  test('from the Data API in a stage without the endpoint', () =>
    expect(cutOff(moved('dev', 'StockReadLambdaFunction'))).toEqual(['stockRead -> rds-data']));

  test.each<[string, (template: Template) => void]>([
    ['its group may not go to the endpoints', ({ Resources }) => (Resources['LambdaGroup']!.Properties = {})],
    ['the endpoints do not let it in', ({ Resources }) => delete Resources['EndpointFromLambda']],
    [
      'the endpoint does not answer to the service’s own name',
      ({ Resources }) => (Resources['DataApiEndpoint']!.Properties['PrivateDnsEnabled'] = false),
    ],
    ['the endpoint is gone', ({ Resources }) => delete Resources['DataApiEndpoint']],
  ])('from the Data API, if %s', (_, damage) => {
    const template = moved('reader', 'StockReadLambdaFunction');
    expect(cutOff(template)).toEqual([]);
    damage(template);
    expect(cutOff(template)).toContain('stockRead -> rds-data');
  });

  test('from what needs NAT, if its group does not let it out there', () => {
    const template = moved('nat', 'StockReadLambdaFunction');
    expect(cutOff(template)).toEqual([]);
    delete template.Resources['LambdaToInternet'];
    expect(cutOff(template)).toEqual(['stockRead -> rds-data']);
  });

  test('from the database itself, if it is outside of the network', () => {
    const template = structuredClone(templates.dev);
    const policies = resource(template, 'StockReadRole').Properties['Policies'] as {
      PolicyDocument: { Statement: object[] };
    }[];
    policies[0]?.PolicyDocument.Statement.push({ Effect: 'Allow', Action: 'rds-db:connect', Resource: 'arn' });
    expect(cutOff(template)).toEqual(['stockRead -> rds-db']);
  });
});
