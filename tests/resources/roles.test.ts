import { beforeAll, describe, expect, test } from 'vitest';
import { type Check, holds, resource, unless } from './checks.ts';
import { packaged } from './package.ts';
import {
  actionsOf,
  at,
  functionsOf,
  idOf,
  listOf,
  ofType,
  type Properties,
  rightsOf,
  rightsOfRole,
  type Statement,
  statementsOf,
  type Template,
  textAt,
} from './template.ts';

/** Rights that IAM knows for all resources only: traces, a function's network interfaces, and shells on web hosts. */
const withoutResource = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

const roles = (template: Template) => ofType(template, 'AWS::IAM::Role');
const first = (template: Template, role: string) => statementsOf(resource(template, role).Properties)[0] as Statement;

/** A resource may end in a star only behind a prefix of its own: the streams of a log, the objects of a folder. */
function isNamed({ Action, Resource }: Statement): boolean {
  if (Resource === '*') return listOf<string>(Action).every((action) => withoutResource.includes(action));
  return listOf(Resource).every((one) => {
    const text = at(one, 'Fn::Sub') ?? one;
    return typeof text !== 'string' || /^(arn:|\$\{)[^*]+[\w}]([:/]\*)?$/.test(text);
  });
}

const checks: Check[] = [
  {
    says: 'belong to one function each',
    find: (template) => {
      const used = functionsOf(template).map((it) => idOf(it['Role']) ?? it.name);
      return used.filter(
        (id, index) => used.indexOf(id) !== index || template.Resources[id]?.Type !== 'AWS::IAM::Role',
      );
    },
    break: (template) => (resource(template, 'StockReadLambdaFunction').Properties['Role'] = { Ref: 'SalesWriteRole' }),
  },
  {
    says: 'are taken on by one service each, never by an account or by everybody (CKV_AWS_60, CKV_AWS_61)',
    find: (template) =>
      roles(template).flatMap((role) => {
        const trust = listOf<Statement>(at(role, 'AssumeRolePolicyDocument', 'Statement'));
        const principals = trust.map(({ Principal }) => Principal as Properties | string);
        return unless(
          trust.length === 1 &&
            principals.every(
              (it) =>
                typeof it !== 'string' && Object.keys(it).join() === 'Service' && listOf(it['Service']).length === 1,
            ),
          role.id,
        );
      }),
    break: (template) =>
      Object.assign(
        listOf<Statement>(
          at(resource(template, 'PublicRole').Properties, 'AssumeRolePolicyDocument', 'Statement'),
        )[0] ?? {},
        { Principal: { AWS: '*' } },
      ),
  },
  {
    says: 'allow actions by name, never all of a service (CKV_AWS_62, CKV_AWS_63, CKV_AWS_110)',
    find: (template) =>
      roles(template).flatMap((role) =>
        rightsOfRole(template, role.id).flatMap(({ Effect, Action }) =>
          unless(
            Effect === 'Allow' && listOf<string>(Action).every((it) => /^[a-z0-9-]+:[A-Za-z]\w+$/.test(it)),
            role.id,
          ),
        ),
      ),
    break: (template) => (first(template, 'PublicRole').Action = 's3:Get*'),
  },
  {
    says: 'name what they act on, but where IAM has no name for it (CKV_AWS_107, CKV_AWS_108, CKV_AWS_109, CKV_AWS_111)',
    find: (template) =>
      roles(template).flatMap((role) => rightsOfRole(template, role.id).flatMap((it) => unless(isNamed(it), role.id))),
    break: (template) => (first(template, 'SalesWriteRole').Resource = '*'),
  },
  {
    says: 'of functions write to that function’s log only',
    find: (template) =>
      functionsOf(template).flatMap((it) => {
        const logs = rightsOf(template, it).filter(({ Action }) => String(Action).includes('logs:'));
        const own = `log-group:/aws/lambda/${String(it['FunctionName'])}:*`;
        return unless(logs.length === 1 && String(at(logs[0], 'Resource', 'Fn::Sub')).endsWith(own), it.name);
      }),
    break: (template) =>
      (first(template, 'PublicRole').Resource = { 'Fn::Sub': 'arn:${AWS::Partition}:logs:::log-group:/aws/lambda/*' }),
  },
  {
    says: 'take no ready-made policy but the one for network interfaces, which knows no resources, and the one without which API Gateway takes no role for its log',
    find: (template) =>
      roles(template).flatMap((role) =>
        listOf(role['ManagedPolicyArns']).flatMap((arn) =>
          unless(
            /:policy\/service-role\/(AWSLambdaENIManagementAccess|AmazonAPIGatewayPushToCloudWatchLogs)$/.test(
              textAt(arn, 'Fn::Sub'),
            ),
            role.id,
          ),
        ),
      ),
    break: (template) =>
      (resource(template, 'PublicRole').Properties['ManagedPolicyArns'] = ['arn:aws:iam::aws:policy/PowerUserAccess']),
  },
  {
    // In its sandbox SES asks for the right to send to an address as well; the condition keeps the sender.
    says: 'let mail be sent from one address, and to the operator while SES is in its sandbox',
    find: (template) =>
      rightsOfRole(template, 'SendImportMailRole').flatMap((it) => {
        if (!listOf<string>(it.Action).includes('ses:SendEmail')) return [];
        const { MAIL_FROM, MAIL_TO } = at(
          resource(template, 'SendImportMailLambdaFunction').Properties,
          'Environment',
          'Variables',
        ) as Record<string, string>;
        const named = JSON.stringify(it.Resource);
        const from = at(it.Condition, 'StringEquals', 'ses:FromAddress');
        return unless(
          named.includes(`identity/${MAIL_FROM}"`) && named.includes(`identity/${MAIL_TO}"`) && from === MAIL_FROM,
          named,
        );
      }),
    break: (template) =>
      delete statementsOf(resource(template, 'SendImportMailRole').Properties).find(
        (it) => it.Action === 'ses:SendEmail',
      )?.Condition,
  },
  {
    // Without it S3 says "forbidden" of what is not there, and a condition on the prefix is never met by a reading.
    says: 'let the import see that a file is gone',
    find: (template) =>
      unless(
        rightsOfRole(template, 'ImportFileRole').some(
          (it) => it.Action === 's3:ListBucket' && it.Condition === undefined,
        ),
        'ImportFileRole',
      ),
    break: (template) => {
      const list = statementsOf(resource(template, 'ImportFileRole').Properties).find(
        (it) => it.Action === 's3:ListBucket',
      );
      if (list) list.Condition = { StringLike: { 's3:prefix': 'uploads/*' } };
    },
  },
  {
    says: 'make no credentials and change no rights (CKV_AWS_286, CKV_AWS_287)',
    find: (template) =>
      roles(template).flatMap((role) =>
        actionsOf(rightsOfRole(template, role.id)).filter((action) =>
          /^(iam|sts|organizations|kms:CreateGrant)/.test(action),
        ),
      ),
    break: (template) => (first(template, 'PublicRole').Action = 'iam:PassRole'),
  },
  {
    says: 'open a transaction for backups only, which commit none, and tell the owner’s secret to the rotation of the other only',
    find: (template) =>
      functionsOf(template).flatMap((it) => {
        const rights = rightsOf(template, it);
        const owner = JSON.stringify(rights).includes('MasterUserSecret');
        return unless(
          actionsOf(rights).includes('rds-data:BeginTransaction') === (it.name === 'backUp') &&
            !actionsOf(rights).includes('rds-data:CommitTransaction') &&
            owner === (it.name === 'rotateAppSecret'),
          it.name,
        );
      }),
    break: (template) =>
      (first(template, 'StockReadRole').Resource = { 'Fn::GetAtt': ['DatabaseCluster', 'MasterUserSecret.SecretArn'] }),
  },
];

holds('roles', ['dev', 'prod', 'ec2'], checks);

describe('rights', () => {
  let template: Template;
  beforeAll(async () => {
    ({ template } = await packaged('dev'));
  }, 300_000);

  test.each([
    [
      'ses:SendEmail',
      [
        'evaluateAlerts',
        'noteMailFeedback',
        'planStock',
        'reportsManage',
        'sendImportMail',
        'sendOrder',
        'sendReports',
        'wake',
      ],
    ],
    ['lambda:InvokeFunction', ['backUp', 'importFile', 'sweepImports', 'wake']],
    ['s3:GetObject', ['importFile', 'importsRead', 'reportsManage', 'sendReports']],
    ['s3:PutObject', ['backUp', 'exportData', 'importFile', 'importsWrite', 'sendReports']],
    [
      'events:PutEvents',
      [
        'importFile',
        'movesManage',
        'ordersManage',
        'planStock',
        'pushChanges',
        'relayOutbox',
        'salesWrite',
        'sweepImports',
        'tillSales',
        'wake',
      ],
    ],
    ['cognito-idp:AdminCreateUser', ['usersWrite']],
    ['execute-api:ManageConnections', ['pushChanges']],
    ['secretsmanager:PutSecretValue', ['rotateAppSecret']],
  ])('to %s have only those whose work it is', (action, names) => {
    const holders = functionsOf(template).filter((it) => actionsOf(rightsOf(template, it)).includes(action));
    expect(holders.map(({ name }) => name).toSorted()).toEqual(names);
  });

  test('of what everybody may ask are to write a log and a trace, and to ask the database, which ends subscriptions', () => {
    const lambda = functionsOf(template).find(({ name }) => name === 'public') ?? {};
    const actions = actionsOf(rightsOf(template, lambda));
    const others = actions.filter((action) => !/^(logs|xray):/.test(action));
    expect(others.toSorted()).toEqual(['rds-data:ExecuteStatement', 'secretsmanager:GetSecretValue']);
  });
});
