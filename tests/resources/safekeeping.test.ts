import { type Check, holds, resource, unless } from './checks.ts';
import { actionsOf, at, functionsOf, idOf, listOf, ofType, policyOf, rightsOf, textAt } from './template.ts';

/** The database, its secrets, the queues, the bus and the logs. */
const checks: Check[] = [
  {
    says: 'the database is encrypted (CKV_AWS_96)',
    find: (template) =>
      ofType(template, 'AWS::RDS::DBCluster').flatMap((it) => unless(it['StorageEncrypted'] === true, it.id)),
    break: (template) => delete resource(template, 'DatabaseCluster').Properties['StorageEncrypted'],
  },
  {
    says: 'no instance of the database has a public address (CKV_AWS_17)',
    find: (template) =>
      ofType(template, 'AWS::RDS::DBInstance').flatMap((it) => unless(it['PubliclyAccessible'] === false, it.id)),
    break: (template) => delete resource(template, 'DatabaseWriter').Properties['PubliclyAccessible'],
  },
  {
    says: 'the database stands in the private subnets, behind its own group',
    find: (template) => [
      ...ofType(template, 'AWS::RDS::DBSubnetGroup').flatMap((it) =>
        unless(listOf(it['SubnetIds']).map(idOf).join() === 'PrivateSubnetA,PrivateSubnetB', it.id),
      ),
      ...ofType(template, 'AWS::RDS::DBCluster').flatMap((it) =>
        unless(
          listOf(it['VpcSecurityGroupIds']).map(idOf).join() === 'DatabaseGroup' &&
            it['DBSubnetGroupName'] !== undefined,
          it.id,
        ),
      ),
    ],
    break: (template) => (resource(template, 'DatabaseSubnets').Properties['SubnetIds'] = [{ Ref: 'PublicSubnetA' }]),
  },
  {
    says: 'the database takes connections by IAM, and none without TLS (CKV_AWS_162)',
    find: (template) => [
      ...ofType(template, 'AWS::RDS::DBCluster').flatMap((it) =>
        unless(it['EnableIAMDatabaseAuthentication'] === true, it.id),
      ),
      ...ofType(template, 'AWS::RDS::DBClusterParameterGroup').flatMap((it) =>
        unless(at(it, 'Parameters', 'rds.force_ssl') === '1', it.id),
      ),
    ],
    break: (template) => (resource(template, 'DatabaseParameters').Properties['Parameters'] = { 'rds.force_ssl': '0' }),
  },
  {
    says: 'the database is saved daily, leaves a snapshot behind, and keeps its log (CKV_AWS_133, CKV_AWS_324)',
    find: (template) =>
      ofType(template, 'AWS::RDS::DBCluster').flatMap((it) =>
        unless(
          Number(it['BackupRetentionPeriod']) >= 7 &&
            it['CopyTagsToSnapshot'] === true &&
            resource(template, it.id).DeletionPolicy === 'Snapshot' &&
            listOf(it['EnableCloudwatchLogsExports']).includes('postgresql'),
          it.id,
        ),
      ),
    break: (template) => (resource(template, 'DatabaseCluster').DeletionPolicy = 'Delete'),
  },
  {
    says: 'no password of the database is written down: RDS and Secrets Manager make them, and change them (CKV_AWS_304)',
    find: (template) => [
      ...ofType(template, 'AWS::RDS::DBCluster').flatMap((it) =>
        unless(it['ManageMasterUserPassword'] === true && it['MasterUserPassword'] === undefined, it.id),
      ),
      ...ofType(template, 'AWS::SecretsManager::Secret').flatMap((it) => {
        const rotated = ofType(template, 'AWS::SecretsManager::RotationSchedule').some(
          (one) => idOf(one['SecretId']) === it.id,
        );
        return unless(it['SecretString'] === undefined && it['GenerateSecretString'] !== undefined && rotated, it.id);
      }),
    ],
    break: (template) => delete template.Resources['DatabaseAppSecretRotation'],
  },
  {
    says: 'queues are encrypted (CKV_AWS_27)',
    find: (template) =>
      ofType(template, 'AWS::SQS::Queue').flatMap((it) => unless(it['SqsManagedSseEnabled'] === true, it.id)),
    break: (template) => delete resource(template, 'FailedInvocations').Properties['SqsManagedSseEnabled'],
  },
  {
    says: 'queues let in nobody but for this account’s own rules, and nobody without TLS (CKV_AWS_168)',
    find: (template) =>
      ofType(template, 'AWS::SQS::Queue').flatMap(({ id }) => {
        const policy = policyOf(template, id);
        const tls = policy.some(
          (it) => it.Effect === 'Deny' && at(it.Condition, 'Bool', 'aws:SecureTransport') === false,
        );
        const own = policy.every(
          (it) =>
            it.Effect === 'Deny' ||
            JSON.stringify(at(it.Condition, 'ArnLike', 'aws:SourceArn')).includes('AWS::AccountId'),
        );
        return unless(tls && own, id);
      }),
    break: (template) => delete template.Resources['FailedInvocationsPolicy'],
  },
  {
    says: 'functions put events on this stage’s bus only',
    find: (template) =>
      functionsOf(template).flatMap((it) =>
        rightsOf(template, it).flatMap((one) => {
          if (!actionsOf([one]).includes('events:PutEvents')) return [];
          const bus = textAt(one.Resource, 'Fn::Sub') || (idOf(one.Resource) ?? '');
          return unless(
            bus === 'Bus' || bus.endsWith(`event-bus/${String(resource(template, 'Bus').Properties['Name'])}`),
            it.name,
          );
        }),
      ),
    break: (template) => (resource(template, 'Bus').Properties['Name'] = 'another'),
  },
  {
    says: 'topics are encrypted (CKV_AWS_26)',
    find: (template) =>
      ofType(template, 'AWS::SNS::Topic').flatMap((it) => unless(it['KmsMasterKeyId'] !== undefined, it.id)),
    break: (template) => (template.Resources['Topic'] = { Type: 'AWS::SNS::Topic', Properties: {} }),
  },
  {
    says: 'keys change each year (CKV_AWS_7)',
    find: (template) =>
      ofType(template, 'AWS::KMS::Key').flatMap((it) => unless(it['EnableKeyRotation'] === true, it.id)),
    break: (template) => (template.Resources['Key'] = { Type: 'AWS::KMS::Key', Properties: {} }),
  },
  {
    says: 'logs do not grow for ever (CKV_AWS_66)',
    find: (template) =>
      ofType(template, 'AWS::Logs::LogGroup').flatMap((it) => unless(Number(it['RetentionInDays']) > 0, it.id)),
    break: (template) => delete resource(template, 'FlowLogGroup').Properties['RetentionInDays'],
  },
  {
    says: 'nobody signs up, and passwords are long',
    find: (template) =>
      ofType(template, 'AWS::Cognito::UserPool').flatMap((it) =>
        unless(
          at(it, 'AdminCreateUserConfig', 'AllowAdminCreateUserOnly') === true &&
            Number(at(it, 'Policies', 'PasswordPolicy', 'MinimumLength')) >= 12,
          it.id,
        ),
      ),
    break: (template) => (resource(template, 'UserPool').Properties['AdminCreateUserConfig'] = {}),
  },
];

holds('safekeeping', ['dev', 'prod', 'ec2'], checks);

holds(
  'safekeeping in production',
  ['prod'],
  [
    {
      says: 'keeps logs for a year (CKV_AWS_338)',
      find: (template) =>
        ofType(template, 'AWS::Logs::LogGroup').flatMap((it) => unless(Number(it['RetentionInDays']) >= 365, it.id)),
      break: (template) => (resource(template, 'FlowLogGroup').Properties['RetentionInDays'] = 30),
    },
    {
      says: 'lets nobody delete the database or the people by mistake (CKV_AWS_139)',
      find: (template) => [
        ...ofType(template, 'AWS::RDS::DBCluster').flatMap((it) => unless(it['DeletionProtection'] === true, it.id)),
        ...ofType(template, 'AWS::Cognito::UserPool').flatMap((it) =>
          unless(it['DeletionProtection'] === 'ACTIVE', it.id),
        ),
      ],
      break: (template) => (resource(template, 'DatabaseCluster').Properties['DeletionProtection'] = false),
    },
    {
      says: 'has an instance of the database in each of two zones',
      find: (template) => {
        const zones = ofType(template, 'AWS::RDS::DBInstance').map((it) => JSON.stringify(it['AvailabilityZone']));
        return unless(zones.length === 2 && new Set(zones).size === 2, zones.join());
      },
      break: (template) => delete template.Resources['DatabaseWriter'],
    },
  ],
);
