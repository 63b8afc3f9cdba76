import { type Check, holds, resource, unless } from './checks.ts';
import { at, functionsOf, idOf, listOf, ofType, rightsOf, type Template, textAt } from './template.ts';

const stage = (template: Template) => resource(template, 'WebsocketsDeploymentStage').Properties;
const named = (template: Template, name: string) => functionsOf(template).find((it) => it.name === name) ?? {};

const checks: Check[] = [
  {
    says: 'one function hears of all that happens to them',
    find: (template) => {
      const keys = ofType(template, 'AWS::ApiGatewayV2::Route')
        .filter((it) => idOf(it['ApiId']) === 'WebsocketsApi')
        .map((it) => String(it['RouteKey']));
      return unless(keys.toSorted().join() === '$connect,$default,$disconnect', keys.join());
    },
    break: (template) => delete template.Resources['SdisconnectWebsocketsRoute'],
  },
  {
    says: 'only so many are opened a second, and what they say',
    find: (template) => {
      const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (stage(template)['DefaultRouteSettings'] ??
        {}) as Record<string, unknown>;
      return unless(Number(rate) > 0 && Number(burst) >= Number(rate), 'any number');
    },
    break: (template) => delete stage(template)['DefaultRouteSettings'],
  },
  {
    says: 'what happened to which stands in a log without tickets, which API Gateway was given a role to write',
    find: (template) => {
      const format = textAt(stage(template), 'AccessLogSettings', 'Format') || '{}';
      const fields = Object.values(JSON.parse(format) as Record<string, string>);
      const log = template.Resources[idOf(at(stage(template), 'AccessLogSettings', 'DestinationArn')) ?? ''];
      const after = listOf(resource(template, 'WebsocketsDeploymentStage').DependsOn);
      return [
        ...['connectionId', 'routeKey', 'status', 'identity.sourceIp'].filter(
          (name) => !fields.includes(`$context.${name}`),
        ),
        ...unless(!/query|ticket/i.test(format), 'a ticket in the log'),
        ...unless(log?.Type === 'AWS::Logs::LogGroup' && Number(log.Properties['RetentionInDays']) > 0, 'no log'),
        ...unless(after.includes('GatewayAccount'), 'may come before the role'),
      ];
    },
    break: (template) => delete stage(template)['AccessLogSettings'],
  },
  {
    says: 'only the function that tells pages posts to them, and to those of this stage',
    find: (template) =>
      functionsOf(template).flatMap((it) => {
        const right = rightsOf(template, it).find(({ Action }) => Action === 'execute-api:ManageConnections');
        const on = textAt(right, 'Resource', 'Fn::Sub');
        if (it.name !== 'pushChanges') return unless(right === undefined, `${it.name} may post`);
        return unless(/:\$\{WebsocketsApi\}\/\w+\/POST\/@connections\/\*$/.test(on), on);
      }),
    break: (template) =>
      Object.assign(
        rightsOf(template, named(template, 'pushChanges')).find(
          ({ Action }) => Action === 'execute-api:ManageConnections',
        ) ?? {},
        { Resource: { 'Fn::Sub': 'arn:${AWS::Partition}:execute-api:*:*:*/@connections/*' } },
      ),
  },
  {
    says: 'pages are told where to open them, and may by their policy',
    find: (template) => [
      ...unless(
        textAt(named(template, 'pagesManage'), 'Environment', 'Variables', 'LIVE_URL', 'Fn::Sub').startsWith(
          'wss://${WebsocketsApi}.',
        ),
        'no address',
      ),
      ...unless(JSON.stringify(template.Resources).includes(' wss://${WebsocketsApi}.'), 'not in the policy'),
    ],
    break: (template) =>
      Object.assign(at(named(template, 'pagesManage'), 'Environment', 'Variables') as object, {
        LIVE_URL: 'ws://here',
      }),
  },
  {
    says: 'the function is called by this API alone',
    find: (template) =>
      unless(
        textAt(resource(template, 'LiveSocketLambdaPermissionWebsockets').Properties, 'SourceArn', 'Fn::Sub').endsWith(
          ':${WebsocketsApi}/*',
        ),
        'by any',
      ),
    break: (template) => delete resource(template, 'LiveSocketLambdaPermissionWebsockets').Properties['SourceArn'],
  },
];

holds('the sockets of open pages', ['dev', 'prod', 'ec2'], checks);
