import { type Check, holds, resource, unless } from './checks.ts';
import {
  at,
  functionsOf,
  type Identified,
  idOf,
  listOf,
  ofType,
  policyOf,
  type Properties,
  rightsOf,
  type Template,
} from './template.ts';

const buckets = (template: Template) => ofType(template, 'AWS::S3::Bucket');
const rules = (bucket: Identified) => listOf<Properties>(at(bucket, 'LifecycleConfiguration', 'Rules'));

/** Each bucket but those named. */
const each =
  (holdsFor: (bucket: Identified, template: Template) => boolean, ...but: string[]) =>
  (template: Template) =>
    buckets(template).flatMap((it) => unless(but.includes(it.id) || holdsFor(it, template), it.id));

/** The log of CloudFront comes by access control lists, which S3 calls objects of another owner. */
const byLists = 'DistributionLogBucket';
/** What can be made again goes with the stack. */
const replaceable = ['SiteBucket', 'ServerlessDeploymentBucket'];

const checks: Check[] = [
  {
    says: 'are encrypted (CKV_AWS_19)',
    find: each((it) => JSON.stringify(it['BucketEncryption'] ?? null).includes('"SSEAlgorithm":"AES256"')),
    break: (template) => delete resource(template, 'DataBucket').Properties['BucketEncryption'],
  },
  {
    says: 'keep what was overwritten, but for releases, which have new names each time (CKV_AWS_21)',
    find: each((it) => at(it, 'VersioningConfiguration', 'Status') === 'Enabled', 'ServerlessDeploymentBucket'),
    break: (template) =>
      (resource(template, 'S3BucketUploads').Properties['VersioningConfiguration'] = { Status: 'Suspended' }),
  },
  {
    says: 'are closed to the public in all four ways (CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56)',
    find: each((it) =>
      ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].every(
        (name) => at(it, 'PublicAccessBlockConfiguration', name) === true,
      ),
    ),
    break: (template) =>
      Object.assign(resource(template, 'SiteBucket').Properties['PublicAccessBlockConfiguration'] as object, {
        RestrictPublicBuckets: false,
      }),
  },
  {
    says: 'have no access control list (CKV_AWS_20, CKV_AWS_57)',
    find: each((it) => it['AccessControl'] === undefined),
    break: (template) => (resource(template, 'SiteBucket').Properties['AccessControl'] = 'PublicRead'),
  },
  {
    says: 'belong to the account with all that is in them (CKV2_AWS_65)',
    find: each(
      (it) => at(listOf(at(it, 'OwnershipControls', 'Rules'))[0], 'ObjectOwnership') === 'BucketOwnerEnforced',
      byLists,
    ),
    break: (template) => delete resource(template, 'BackupBucket').Properties['OwnershipControls'],
  },
  {
    says: 'note who asked for what, but for the bucket of those notes (CKV_AWS_18)',
    find: each(
      (it) => idOf(at(it, 'LoggingConfiguration', 'DestinationBucketName')) === 'AccessLogBucket',
      'AccessLogBucket',
    ),
    break: (template) => delete resource(template, 'S3BucketUploads').Properties['LoggingConfiguration'],
  },
  {
    says: 'refuse whoever comes without TLS, for themselves and for all that is in them (CKV_AWS_379)',
    find: each((it, template) =>
      policyOf(template, it.id).some(
        ({ Effect, Principal, Action, Resource, Condition }) =>
          Effect === 'Deny' &&
          Principal === '*' &&
          Action === 's3:*' &&
          listOf(Resource).length === 2 &&
          JSON.stringify(Resource).includes('/*') &&
          String(at(Condition, 'Bool', 'aws:SecureTransport')) === 'false',
      ),
    ),
    break: (template) => delete template.Resources['BackupPolicy'],
  },
  {
    says: 'let in nobody by policy but AWS’s own services, on behalf of this account (CKV_AWS_70)',
    find: (template) =>
      buckets(template).flatMap((bucket) =>
        policyOf(template, bucket.id).flatMap(({ Effect, Principal, Condition, Resource }) => {
          if (Effect === 'Deny') return [];
          const service = at(Principal, 'Service');
          // The load balancer's deliveries carry no source; they go under the account's own number.
          const own = JSON.stringify([Condition, Resource]).includes('AWS::AccountId');
          const role = idOf(at(Principal, 'AWS')) !== undefined;
          return unless((typeof service === 'string' && own) || role, bucket.id);
        }),
      ),
    break: (template) => {
      const allowed = policyOf(template, 'AccessLogBucket').find(({ Sid }) => Sid === 'Buckets');
      if (allowed !== undefined) allowed.Principal = '*';
    },
  },
  {
    says: 'drop uploads that nobody finished (CKV_AWS_300)',
    find: each((it) =>
      rules(it).some((rule) => Number(at(rule, 'AbortIncompleteMultipartUpload', 'DaysAfterInitiation')) <= 7),
    ),
    break: (template) => (resource(template, 'DataBucket').Properties['LifecycleConfiguration'] = { Rules: [] }),
  },
  {
    says: 'that keep versions forget them in the end',
    find: each((it) => {
      const kept = at(it, 'VersioningConfiguration', 'Status') === 'Enabled';
      return !kept || rules(it).some((rule) => Number(at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays')) <= 90);
    }),
    break: (template) => (resource(template, 'SiteBucket').Properties['LifecycleConfiguration'] = { Rules: [] }),
  },
  {
    says: 'of backups are added to only: locked for some days, and by a role that overwrites, reads and deletes nothing',
    find: (template) => {
      const bucket = resource(template, 'BackupBucket').Properties;
      const locked =
        bucket['ObjectLockEnabled'] === true &&
        Number(at(bucket, 'ObjectLockConfiguration', 'Rule', 'DefaultRetention', 'Days')) >= 1;
      const writers = functionsOf(template).flatMap((it) =>
        rightsOf(template, it)
          .filter(({ Resource }) => JSON.stringify(Resource).includes('BackupBucket'))
          .map((right) => ({ ...right, name: it.name })),
      );
      const onlyNew = writers.every(
        ({ name, Action, Condition }) =>
          name === 'backUp' && Action === 's3:PutObject' && at(Condition, 'Null', 's3:if-none-match') === false,
      );
      return unless(locked && writers.length === 1 && onlyNew, 'BackupBucket');
    },
    break: (template) => delete resource(template, 'BackupBucket').Properties['ObjectLockConfiguration'],
  },
  {
    says: 'of files, exports and backups move what is old to the archive, and forget it by purpose',
    find: (template) =>
      ['S3BucketUploads', 'DataBucket', 'BackupBucket'].flatMap((id) => {
        const archived = rules({ ...resource(template, id).Properties, id }).filter((rule) =>
          String(at(listOf(rule['Transitions'])[0], 'StorageClass')).startsWith('GLACIER'),
        );
        // An archived object is paid for 90 days, however soon it goes.
        const late = archived.every(
          (rule) =>
            Number(rule['ExpirationInDays']) >= Number(at(listOf(rule['Transitions'])[0], 'TransitionInDays')) + 90,
        );
        return unless(archived.length === 1 && late, id);
      }),
    break: (template) =>
      ((rules({ ...resource(template, 'DataBucket').Properties, id: '' })[0] ?? {})['ExpirationInDays'] = 60),
  },
  {
    // With "Retain", a first deployment that fails would leave names behind that the next one needs.
    says: 'stay when the stack goes, but for what can be made again, and go when the deployment that made them fails',
    find: (template) =>
      buckets(template).flatMap(({ id }) => {
        const policy = resource(template, id).DeletionPolicy;
        return unless(policy === (replaceable.includes(id) ? undefined : 'RetainExceptOnCreate'), id);
      }),
    break: (template) => (resource(template, 'BackupBucket').DeletionPolicy = 'Retain'),
  },
  {
    says: 'are asked by other origins only where files are put in, and by the web app’s alone',
    find: (template) =>
      buckets(template).flatMap((it) => {
        const cors = listOf<Properties>(at(it, 'CorsConfiguration', 'CorsRules'));
        if (it.id !== 'S3BucketUploads') return unless(cors.length === 0, it.id);
        return unless(cors.length === 1 && !listOf(cors[0]?.['AllowedOrigins']).includes('*'), it.id);
      }),
    break: (template) =>
      (resource(template, 'S3BucketUploads').Properties['CorsConfiguration'] = {
        CorsRules: [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }],
      }),
  },
  {
    says: 'start the import for what is put under uploads/, and not for the rejects that the import writes',
    find: (template) =>
      buckets(template).flatMap((it) => {
        const started = listOf<Properties>(at(it, 'NotificationConfiguration', 'LambdaConfigurations'));
        const prefixes = started.map((one) => at(one, 'Filter', 'S3Key', 'Rules', 0, 'Value'));
        return unless(prefixes.join() === (it.id === 'S3BucketUploads' ? 'uploads/' : ''), it.id);
      }),
    break: (template) =>
      delete listOf<Properties>(
        at(resource(template, 'S3BucketUploads').Properties, 'NotificationConfiguration', 'LambdaConfigurations'),
      )[0]?.['Filter'],
  },
];

holds('buckets', ['dev', 'prod', 'ec2'], checks);
