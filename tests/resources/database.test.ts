import { beforeAll, describe, expect, test } from 'vitest';
import { type Package, packaged, type Variant } from './package.ts';
import { actionsOf, at, functionsOf, ofType, policyOf, rightsOf, type Template } from './template.ts';

const variants = ['dev', 'prod', 'reader'] as const;
const packages = {} as Record<Variant, Package>;
const template = (variant: Variant): Template => packages[variant].template;
const properties = (variant: Variant, id: string) => template(variant).Resources[id]?.Properties ?? {};

/** The number behind a capacity, as CloudFormation writes it. */
const capacity = (variant: Variant, value: unknown): string =>
  String(at(template(variant).Parameters?.[String(at(value, 'Ref'))], 'Default'));

/** Which of the two CloudFormation takes, by the condition that is named. */
function pause(variant: Variant, value: unknown): unknown {
  const [name, then, otherwise] = at(value, 'Fn::If') as unknown[];
  const [least, zero] = at(template(variant).Conditions?.[String(name)], 'Fn::Equals') as unknown[];
  return capacity(variant, least) === zero ? then : otherwise;
}

beforeAll(async () => {
  for (const variant of variants) packages[variant] = await packaged(variant);
}, 600_000);

describe('the database', () => {
  test.each(variants)(
    'of %s is encrypted, private, guarded by TLS and IAM, and leaves a snapshot behind',
    (variant) => {
      expect(properties(variant, 'DatabaseCluster')).toMatchObject({
        Engine: 'aurora-postgresql',
        EngineVersion: expect.stringMatching(/^17\./),
        EnableHttpEndpoint: true,
        EnableIAMDatabaseAuthentication: true,
        ManageMasterUserPassword: true,
        StorageEncrypted: true,
        CopyTagsToSnapshot: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        DBSubnetGroupName: { Ref: 'DatabaseSubnets' },
        VpcSecurityGroupIds: [{ Ref: 'DatabaseGroup' }],
      });
      expect(template(variant).Resources['DatabaseCluster']?.DeletionPolicy).toBe('Snapshot');
      expect(properties(variant, 'DatabaseParameters')['Parameters']).toMatchObject({ 'rds.force_ssl': '1' });
      for (const instance of ofType(template(variant), 'AWS::RDS::DBInstance'))
        expect(instance['PubliclyAccessible']).toBe(false);
    },
  );

  test('differs by stage in size, pause, protection, backups and the second instance', () => {
    const table = (['dev', 'prod'] as const).map((stage) => {
      const cluster = properties(stage, 'DatabaseCluster');
      const scaling = (name: string) => at(cluster, 'ServerlessV2ScalingConfiguration', name);
      return [
        stage,
        capacity(stage, scaling('MinCapacity')),
        capacity(stage, scaling('MaxCapacity')),
        pause(stage, scaling('SecondsUntilAutoPause')),
        cluster['DeletionProtection'],
        cluster['BackupRetentionPeriod'],
        at(properties(stage, 'DatabaseLog'), 'RetentionInDays'),
        ofType(template(stage), 'AWS::RDS::DBInstance').length,
      ];
    });
    expect(table).toEqual([
      ['dev', '0', '4', 300, false, 7, 30, 1],
      ['prod', '0.5', '16', { Ref: 'AWS::NoValue' }, true, 30, 365, 2],
    ]);
  });

  test('does not pause where its least capacity is more than nothing, and nothing else need be said', () => {
    const cluster = properties('reader', 'DatabaseCluster');
    const scaling = (name: string) => at(cluster, 'ServerlessV2ScalingConfiguration', name);
    expect(capacity('reader', scaling('MinCapacity'))).toBe('0.5');
    expect(pause('reader', scaling('SecondsUntilAutoPause'))).toEqual({ Ref: 'AWS::NoValue' });
  });

  test('has its instances in two zones, and the second follows the size of the first', () => {
    const zone = (id: string) => at(properties('prod', id), 'AvailabilityZone', 'Fn::Select', 0);
    expect([zone('DatabaseWriter'), zone('DatabaseReader')]).toEqual([0, 1]);
    expect(properties('prod', 'DatabaseReader')['PromotionTier']).toBe(1);
  });

  test('writes its log where it does not stay for ever, from its first line on', () => {
    const name = `/aws/rds/cluster/${String(properties('dev', 'DatabaseCluster')['DBClusterIdentifier'])}/postgresql`;
    expect(properties('dev', 'DatabaseLog')['LogGroupName']).toBe(name);
    expect(template('dev').Resources['DatabaseCluster']?.DependsOn).toEqual(['DatabaseLog']);
  });
});

describe('the application’s secret', () => {
  test('is made anew each month by one function, which Secrets Manager alone may call, for this secret', () => {
    expect(properties('dev', 'DatabaseAppSecretRotation')).toMatchObject({
      SecretId: { Ref: 'DatabaseAppSecret' },
      RotateImmediatelyOnUpdate: false,
      RotationRules: { ScheduleExpression: 'rate(30 days)' },
    });
    expect(properties('dev', 'RotateAppSecretPermission')).toMatchObject({
      Principal: 'secretsmanager.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { Ref: 'DatabaseAppSecret' },
    });
  });

  test('is written by no other function, and no other knows the owner’s', () => {
    const holders = (needle: RegExp) =>
      functionsOf(template('dev'))
        .filter((one) => needle.test(JSON.stringify(rightsOf(template('dev'), one))))
        .map(({ name }) => name);
    expect(holders(/secretsmanager:(Put|Update|Create|Delete)/)).toEqual(['rotateAppSecret']);
    expect(holders(/MasterUserSecret/)).toEqual(['rotateAppSecret']);
    expect(holders(/rds-data:(Begin|Commit)/)).toEqual(['backUp']);
  });
});

describe('reads from the reader', () => {
  const dashboard = (variant: Variant) => functionsOf(template(variant)).find(({ name }) => name === 'dashboardRead');

  test('put one function into the network, and let it in as the reader’s role', () => {
    expect(dashboard('reader')).toMatchObject({
      VpcConfig: { SubnetIds: [{ Ref: 'PrivateSubnetA' }, { Ref: 'PrivateSubnetB' }] },
      Environment: { Variables: { READER_HOST: { 'Fn::GetAtt': ['DatabaseCluster', 'ReadEndpoint.Address'] } } },
    });
    const inNetwork = functionsOf(template('reader')).filter(({ VpcConfig }) => VpcConfig !== undefined);
    expect(inNetwork.map(({ name }) => name)).toEqual(['dashboardRead']);
    const [statement] = at(properties('reader', 'ReadsFromReader'), 'PolicyDocument', 'Statement') as object[];
    expect(statement).toMatchObject({ Effect: 'Allow', Action: 'rds-db:connect' });
    expect(JSON.stringify(statement)).toContain('${DatabaseCluster.DBClusterResourceId}/stockroom_reader');
  });

  test('are off unless asked for', () => {
    for (const stage of ['dev', 'prod'] as const) {
      expect(dashboard(stage)).not.toHaveProperty('VpcConfig');
      expect(JSON.stringify(dashboard(stage))).not.toContain('READER_HOST');
      expect(template(stage).Resources).not.toHaveProperty('ReadsFromReader');
    }
  });
});

describe('what asks the database without being asked', () => {
  /** Schedules whose function may ask the database: who, when, and whether. */
  const schedules = (stage: Variant) =>
    ofType(template(stage), 'AWS::Events::Rule')
      .filter(({ ScheduleExpression }) => ScheduleExpression !== undefined)
      .flatMap(({ ScheduleExpression, State, Targets }) => {
        const id = String(at(Targets, 0, 'Arn', 'Fn::GetAtt', 0));
        const lambda = functionsOf(template(stage)).find((one) => one.id === id);
        const asks = lambda && actionsOf(rightsOf(template(stage), lambda)).includes('rds-data:ExecuteStatement');
        return asks ? [[lambda.name, ScheduleExpression, State]] : [];
      });

  test('is this, by stage', () => {
    expect(schedules('dev')).toEqual([
      ['relayOutbox', 'rate(1 minute)', 'DISABLED'],
      ['foldFacts', 'rate(1 minute)', 'DISABLED'],
      ['sweepImports', 'rate(5 minutes)', 'DISABLED'],
      ['auditLedger', 'cron(0 3 ? * SUN *)', 'ENABLED'],
      ['planStock', 'cron(0 4 * * ? *)', 'ENABLED'],
      ['sendReports', 'cron(5 4 * * ? *)', 'ENABLED'],
      ['backUp', 'cron(10 4 * * ? *)', 'ENABLED'],
      ['exportData', 'cron(20 4 * * ? *)', 'ENABLED'],
    ]);
    expect(schedules('prod')).toEqual([
      ['relayOutbox', 'rate(1 minute)', 'ENABLED'],
      ['foldFacts', 'rate(1 minute)', 'ENABLED'],
      ['sweepImports', 'rate(5 minutes)', 'ENABLED'],
      ['auditLedger', 'cron(0 2 * * ? *)', 'ENABLED'],
      ['planStock', 'rate(15 minutes)', 'ENABLED'],
      ['sendReports', 'rate(15 minutes)', 'ENABLED'],
      ['backUp', 'cron(30 1 * * ? *)', 'ENABLED'],
      ['exportData', 'cron(30 3 * * ? *)', 'ENABLED'],
    ]);
  });

  test('is nothing that would keep a cluster awake which may pause: none more often than once a day', () => {
    for (const variant of variants) {
      const min = at(properties(variant, 'DatabaseCluster'), 'ServerlessV2ScalingConfiguration', 'MinCapacity');
      if (capacity(variant, min) !== '0') continue;
      const on = schedules(variant).filter(([, , state]) => state === 'ENABLED');
      for (const [name, when] of on)
        expect([name, when]).toEqual([name, expect.stringMatching(/^cron\(\d+ \d+ (?:\? \* [A-Z]{3}|\* \* \?) \*\)$/)]);
    }
  });

  test('is woken by delayed messages instead, which end in a queue of failures', () => {
    expect(properties('dev', 'Wakes')).toMatchObject({
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['FailedWakes', 'Arn'] }, maxReceiveCount: 5 },
    });
    const [mapping] = ofType(template('dev'), 'AWS::Lambda::EventSourceMapping');
    expect(mapping).toMatchObject({ BatchSize: 1, EventSourceArn: { 'Fn::GetAtt': ['Wakes', 'Arn'] } });
    // AWS asks for six times the function's timeout, or a message comes again while it is worked on.
    const wake = functionsOf(template('dev')).find(({ name }) => name === 'wake');
    expect(properties('dev', 'Wakes')['VisibilityTimeout']).toBe(6 * Number(wake?.['Timeout']));
    for (const queue of ['Wakes', 'FailedWakes'])
      expect(JSON.stringify(policyOf(template('dev'), queue))).toContain('"aws:SecureTransport":false');
  });

  test('and may write such a message, is who receives files or posts, and who waits for closing times', () => {
    const writers = functionsOf(template('dev')).filter((one) =>
      rightsOf(template('dev'), one).some(
        ({ Action, Resource }) => Action === 'sqs:SendMessage' && JSON.stringify(Resource).includes('"Wakes"'),
      ),
    );
    expect(writers.map(({ name }) => name).toSorted()).toEqual([
      'importFile',
      'movesManage',
      'ordersManage',
      'planStock',
      'salesWrite',
      'sendReports',
      'tillSales',
      'wake',
    ]);
  });
});

test('imports reserve concurrency only where the stage says how much', () => {
  const reserved = (stage: Variant) =>
    functionsOf(template(stage)).find(({ name }) => name === 'importFile')?.['ReservedConcurrentExecutions'];
  expect(reserved('dev')).toEqual({ Ref: 'AWS::NoValue' });
  expect(reserved('prod')).toBe(5);
});
