import { at, type Identified, idOf, listOf, ofType, type Properties, type Template } from './template.ts';

/** Who may talk to a security group (`in`), or whom it may talk to (`out`), one line each: `tcp 443 0.0.0.0/0`. */
export function rulesOf(template: Template, group: string, way: 'in' | 'out'): string[] {
  return ruleProperties(template, way)
    .filter(({ of }) => of === group)
    .map(({ rule }) => line(rule, way))
    .toSorted();
}

/** All rules of a template in one direction, written inside of their group or beside it. */
export function ruleProperties(template: Template, way: 'in' | 'out'): { of: string; rule: Properties }[] {
  const name = way === 'in' ? 'SecurityGroupIngress' : 'SecurityGroupEgress';
  const inside = ofType(template, 'AWS::EC2::SecurityGroup').flatMap((group) =>
    listOf<Properties>(group[name]).map((rule) => ({ of: group.id, rule })),
  );
  const beside = ofType(template, `AWS::EC2::${name}`).map((rule) => ({ of: idOf(rule['GroupId']) ?? '', rule }));
  return [...inside, ...beside];
}

function line(rule: Properties, way: 'in' | 'out'): string {
  const from = rule['FromPort'];
  const ports = from === undefined ? 'all' : [...new Set([from, rule['ToPort']])].join('-');
  const group = way === 'in' ? rule['SourceSecurityGroupId'] : rule['DestinationSecurityGroupId'];
  const block = rule['CidrIp'] ?? rule['CidrIpv6'] ?? rule['DestinationPrefixListId'] ?? rule['SourcePrefixListId'];
  return `${String(rule['IpProtocol'])} ${ports} ${idOf(group) ?? idOf(block) ?? String(block)}`;
}

/** Where the packets of a subnet go that are for nobody in the network: the id of a gateway, if there is one. */
export function wayOut(template: Template, subnet: string): string | undefined {
  const table = routeTableOf(template, subnet);
  const route = ofType(template, 'AWS::EC2::Route').find(
    (it) => idOf(it['RouteTableId']) === table && it['DestinationCidrBlock'] === '0.0.0.0/0',
  );
  return idOf(route?.['NatGatewayId']) ?? idOf(route?.['GatewayId']);
}

export function routeTableOf(template: Template, subnet: string): string | undefined {
  const associations = ofType(template, 'AWS::EC2::SubnetRouteTableAssociation');
  return idOf(associations.find((it) => idOf(it['SubnetId']) === subnet)?.['RouteTableId']);
}

/** The endpoint of a service (`s3`, `rds-data`), if the network has one. */
export function endpointOf(template: Template, service: string): Identified | undefined {
  return ofType(template, 'AWS::EC2::VPCEndpoint').find((it) =>
    String(at(it, 'ServiceName', 'Fn::Sub')).endsWith(`.${service}`),
  );
}
