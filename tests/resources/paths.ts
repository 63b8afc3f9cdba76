import { endpointOf, routeTableOf, rulesOf, wayOut } from './network-rules.ts';
import {
  actionsOf,
  at,
  functionsOf,
  idOf,
  listOf,
  type Properties,
  rightsOf,
  type Statement,
  type Template,
} from './template.ts';

/** A function, an AWS service that it calls, and by what way; `null` if it would be cut off. */
export type Path = { function: string; service: string; by: string | null };

/** For each function and each service that its role lets it call: the way there. */
export function pathsOf(template: Template): Path[] {
  return functionsOf(template).flatMap((lambda) =>
    servicesOf(rightsOf(template, lambda)).map((service) => ({
      function: lambda.name,
      service,
      by: lambda['VpcConfig'] === undefined ? outside(service) : inside(template, lambda['VpcConfig'], service),
    })),
  );
}

/**
 * The services that a function with these rights calls itself. Not those that Lambda or the Data API call for it: logs,
 * traces, network interfaces, the queue for what failed, polled queues, and the secret of the Data API's caller.
 */
function servicesOf(rights: Statement[]): string[] {
  const usesDataApi = actionsOf(rights).some((action) => action.startsWith('rds-data:'));
  const calls = rights.flatMap(({ Action, Resource }) =>
    listOf<string>(Action).filter((action) => {
      if (/^(logs|xray|ec2):/.test(action) || /^sqs:(Receive|Delete|GetQueueAttributes)/.test(action)) return false;
      if (action === 'sqs:SendMessage') return idOf(Resource) !== 'FailedInvocations';
      return !(usesDataApi && action === 'secretsmanager:GetSecretValue');
    }),
  );
  return [...new Set(calls.map((action) => action.slice(0, action.indexOf(':'))))].toSorted();
}

function outside(service: string): string | null {
  return service === 'rds-db' ? null : 'public internet';
}

function inside(template: Template, config: unknown, service: string): string | null {
  const subnets = listOf(at(config, 'SubnetIds')).map((it) => idOf(it) ?? '');
  const groups = listOf(at(config, 'SecurityGroupIds')).map((it) => idOf(it) ?? '');
  const out = groups.flatMap((group) => rulesOf(template, group, 'out'));
  const reaches = (port: number, target: string) =>
    out.includes(`tcp ${port} ${target}`) &&
    groups.some((group) => rulesOf(template, target, 'in').includes(`tcp ${port} ${group}`));

  if (service === 'rds-db') return reaches(5432, 'DatabaseGroup') ? 'network' : null;
  const endpoint = endpointOf(template, service);
  if (endpoint?.['VpcEndpointType'] === 'Gateway') {
    const tables = listOf(endpoint['RouteTableIds']).map(idOf);
    const routed = subnets.every((subnet) => tables.includes(routeTableOf(template, subnet)));
    if (routed && out.some((rule) => rule.startsWith('tcp 443 pl-'))) return 'gateway endpoint';
  }
  if (endpoint?.['VpcEndpointType'] === 'Interface' && endpoint['PrivateDnsEnabled'] === true) {
    const doors = listOf<Properties>(endpoint['SecurityGroupIds']).map((it) => idOf(it) ?? '');
    if (doors.some((door) => reaches(443, door))) return 'interface endpoint';
  }
  const translated = subnets.every((subnet) => wayOut(template, subnet)?.startsWith('Nat') === true);
  return translated && out.includes('tcp 443 0.0.0.0/0') ? 'NAT' : null;
}
