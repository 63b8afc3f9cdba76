import { beforeAll, describe, expect, test } from 'vitest';
import { type Check, holds, resource, unless } from './checks.ts';
import { ruleProperties, rulesOf, wayOut } from './network-rules.ts';
import { type Package, packaged } from './package.ts';
import { at, idOf, listOf, ofType, type Properties, statementsOf, type Template } from './template.ts';

const subnets = { PublicSubnetA: 1, PublicSubnetB: 2, PrivateSubnetA: 3, PrivateSubnetB: 4 };
const nowhere = ['-1 all 127.0.0.1/32'];

/** Who may talk to whom: exactly this. */
const groups: Record<string, { in: string[]; out: string[] }> = {
  LoadBalancerGroup: { in: ['tcp 443 0.0.0.0/0', 'tcp 80 0.0.0.0/0'], out: ['tcp 80 WebGroup'] },
  WebGroup: { in: ['tcp 80 LoadBalancerGroup'], out: ['tcp 443 0.0.0.0/0'] },
  LambdaGroup: { in: [], out: ['tcp 443 EndpointGroup', 'tcp 443 pl-6da54004', 'tcp 5432 DatabaseGroup'] },
  DatabaseGroup: { in: ['tcp 5432 LambdaGroup', 'tcp 5432 WebGroup'], out: nowhere },
  EndpointGroup: { in: ['tcp 443 LambdaGroup'], out: nowhere },
};

const layout: Check[] = [
  {
    says: 'is 10.0.0.0/16, answers names, and has a public and a private subnet in each of two zones',
    find: (template) => [
      ...unless(at(template.Resources['Vpc'], 'Properties', 'CidrBlock') === '10.0.0.0/16', 'another block'),
      ...['EnableDnsSupport', 'EnableDnsHostnames'].flatMap((name) =>
        unless(at(template.Resources['Vpc'], 'Properties', name) === true, name),
      ),
      ...Object.entries(subnets).flatMap(([id, part]) => {
        const { CidrBlock, AvailabilityZone } = template.Resources[id]?.Properties ?? {};
        const zone = at(AvailabilityZone, 'Fn::Select', 0);
        return unless(CidrBlock === `10.0.${part}.0/24` && zone === (id.endsWith('A') ? 0 : 1), id);
      }),
    ],
    break: (template) =>
      (resource(template, 'PrivateSubnetB').Properties['AvailabilityZone'] = { 'Fn::Select': [0, []] }),
  },
  {
    says: 'gives no host a public address that it has not asked for (CKV_AWS_130)',
    find: (template) =>
      ofType(template, 'AWS::EC2::Subnet').flatMap((it) => unless(it['MapPublicIpOnLaunch'] === false, it.id)),
    break: (template) => (resource(template, 'PublicSubnetA').Properties['MapPublicIpOnLaunch'] = true),
  },
  {
    says: 'leads the public subnets to the internet, and no private one to the internet’s gateway',
    find: (template) =>
      Object.keys(subnets).flatMap((id) =>
        unless((wayOut(template, id) === 'InternetGateway') === id.startsWith('Public'), id),
      ),
    break: (template) => (resource(template, 'PrivateRoutesOfA').Properties['RouteTableId'] = { Ref: 'PublicRoutes' }),
  },
  {
    says: 'says of each rule what it is for (CKV_AWS_23)',
    find: (template) =>
      (['in', 'out'] as const).flatMap((way) =>
        ruleProperties(template, way).flatMap(({ of, rule }) => unless(Boolean(rule['Description']), of)),
      ),
    break: (template) => delete resource(template, 'DatabaseFromLambda').Properties['Description'],
  },
  {
    says: 'lets nobody in from anywhere but to the load balancer (CKV_AWS_24, CKV_AWS_25, CKV_AWS_260)',
    find: (template) =>
      ruleProperties(template, 'in').flatMap(({ of, rule }) => {
        const anywhere = rule['CidrIp'] === '0.0.0.0/0' || rule['CidrIpv6'] !== undefined;
        return unless(!anywhere || (of === 'LoadBalancerGroup' && [80, 443].includes(Number(rule['FromPort']))), of);
      }),
    break: (template) =>
      Object.assign(resource(template, 'WebFromLoadBalancer').Properties, { CidrIp: '0.0.0.0/0', FromPort: 22 }),
  },
  {
    says: 'keeps a log of all traffic that ends, by a role that can write nothing else (CKV2_AWS_11)',
    find: (template) => {
      const [log] = ofType(template, 'AWS::EC2::FlowLog');
      const rights = statementsOf(template.Resources['FlowLogRole']?.Properties ?? {});
      return [
        ...unless(log?.['TrafficType'] === 'ALL' && idOf(log['ResourceId']) === 'Vpc', 'traffic'),
        ...unless(Number(template.Resources['FlowLogGroup']?.Properties['RetentionInDays']) > 0, 'no end'),
        ...unless(rights.length === 1 && rights.every((it) => idOf(it.Resource) === 'FlowLogGroup'), 'role'),
      ];
    },
    break: (template) => delete resource(template, 'FlowLogGroup').Properties['RetentionInDays'],
  },
];

const whoToWhom: Check[] = Object.entries(groups).flatMap(([id, expected]) =>
  (['in', 'out'] as const).map((way) => ({
    says: `lets ${id} ${way === 'in' ? 'be reached' : 'reach'} exactly: ${expected[way].join(', ') || 'nothing'}`,
    find: (template: Template) => {
      const found = rulesOf(template, id, way);
      return [
        ...expected[way].filter((rule) => !found.includes(rule)).map((rule) => `${rule} is missing`),
        ...found.filter((rule) => !expected[way].includes(rule)),
      ];
    },
    break: (template: Template) =>
      (template.Resources['One'] = {
        Type: way === 'in' ? 'AWS::EC2::SecurityGroupIngress' : 'AWS::EC2::SecurityGroupEgress',
        Properties: { GroupId: { Ref: id }, CidrIp: '10.9.0.0/16', IpProtocol: 'tcp', FromPort: 1, ToPort: 1 },
      }),
  })),
);

holds('the network', ['dev', 'prod', 'ec2'], layout);
holds('the network', ['dev', 'prod', 'reader'], whoToWhom);

describe('the way out of the private subnets', () => {
  test.each([
    ['dev', 0, undefined, undefined],
    ['nat', 1, 'NatA', 'NatA'],
    ['ec2', 2, 'NatA', 'NatB'],
  ] as const)(
    'of %s is %i NAT gateways',
    async (variant, count, a, b) => {
      const { template } = await packaged(variant);
      const gateways = ofType(template, 'AWS::EC2::NatGateway');
      expect(gateways).toHaveLength(count);
      expect([wayOut(template, 'PrivateSubnetA'), wayOut(template, 'PrivateSubnetB')]).toEqual([a, b]);
      // In the zone whose packets it takes: traffic between zones is paid for.
      const places = gateways.map((it) => idOf(it['SubnetId']));
      expect(places).toEqual(['PublicSubnetA', 'PublicSubnetB'].slice(0, count));
    },
    300_000,
  );
});

describe('a remote shell', () => {
  let parameter: Properties;
  let given: unknown;
  let rules: string[];
  let dev: Package;
  beforeAll(async () => {
    dev = await packaged('dev');
    const ec2 = await packaged('ec2');
    parameter = ec2.template.Parameters?.['TrustedCidr'] ?? {};
    given = ec2.given;
    rules = rulesOf(ec2.template, 'WebGroup', 'in');
  }, 300_000);

  test('is let in from the trusted block alone, and only where it was asked for', () => {
    expect(rules).toContain('tcp 22 TrustedCidr');
    expect(given).toEqual([{ ParameterKey: 'TrustedCidr', ParameterValue: '203.0.113.0/24' }]);
    const ports = ruleProperties(dev.template, 'in').flatMap(({ rule }) => listOf(rule['FromPort']));
    expect([ports.includes(22), dev.template.Parameters?.['TrustedCidr'], dev.given]).toEqual([false, undefined, []]);
  });

  test('has no block unless somebody names one', () => expect(Object.keys(parameter)).not.toContain('Default'));

  /** CloudFormation takes a value only if the pattern matches all of it. */
  const taken = (value: string) => new RegExp(`^(?:${String(parameter['AllowedPattern'])})$`).test(value);

  test.each(['203.0.113.0/24', '198.51.100.17/32', '10.1.2.128/25', '192.168.255.255/30', '1.0.0.0/24'])(
    'is let in from %s',
    (block) => expect(taken(block)).toBe(true),
  );

  // Too wide, reserved, incomplete, out of range, of another kind, and more than a block.
  test.each(
    [
      '0.0.0.0/0|::/0|203.0.113.0/23|203.0.113.0/8|203.0.113.0/2|203.0.113.0/0|203.0.113.0/33|203.0.113.0/024',
      '0.0.0.0/24|0.0.0.0/32|203.0.113.0|203.0.113/24|203.0.113.256/24|203.0.113.01/24|2001:db8::/32|anywhere',
      '| 203.0.113.0/24|203.0.113.0/24 |203.0.113.0/24,0.0.0.0/0|203.0.113.0/24\n',
    ].flatMap((blocks) => blocks.split('|')),
  )('is not let in from %j', (block) => expect(taken(block)).toBe(false));
});
