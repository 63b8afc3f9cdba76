import { type Check, holds, resource, unless } from './checks.ts';
import {
  actionsOf,
  at,
  functionsOf,
  idOf,
  listOf,
  ofType,
  type Properties,
  rightsOf,
  type Template,
} from './template.ts';

/** What starts functions without waiting for them: rules and schedules of a bus, and buckets. */
function asynchronous(template: Template): Set<string> {
  const targets = ofType(template, 'AWS::Events::Rule').flatMap((rule) =>
    listOf<Properties>(rule['Targets']).map((target) => idOf(target['Arn'])),
  );
  const notices = ofType(template, 'AWS::S3::Bucket').flatMap((bucket) =>
    listOf<Properties>(at(bucket, 'NotificationConfiguration', 'LambdaConfigurations')).map((it) =>
      idOf(it['Function']),
    ),
  );
  return new Set([...targets, ...notices].filter((id) => id !== undefined));
}

/** Seconds between two runs of a schedule such as `rate(5 minutes)`; undefined for other rules. */
function period(rule: Properties): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)/.exec(String(rule['ScheduleExpression'])) ?? [];
  const daily = String(rule['ScheduleExpression']).startsWith('cron(') ? 86_400 : undefined;
  return unit === undefined ? daily : Number(count) * { minute: 60, hour: 3600, day: 86_400 }[unit as 'minute'];
}

/** At most so many at once: by a reservation, or because a run ends before the schedule starts the next. */
function isBounded(template: Template, id: string, lambda: Properties): boolean {
  if (Number(lambda['ReservedConcurrentExecutions']) > 0) return true;
  const rules = ofType(template, 'AWS::Events::Rule').filter((rule) =>
    listOf<Properties>(rule['Targets']).some((target) => idOf(target['Arn']) === id),
  );
  return rules.length > 0 && rules.every((rule) => Number(lambda['Timeout']) < (period(rule) ?? 0));
}

const secret = /AKIA[0-9A-Z]{16}|-----BEGIN|(?:password|secret)["']?\s*[:=]\s*["'][^"']/i;

const checks: Check[] = [
  {
    says: 'run a Node that AWS keeps up, on arm64 (CKV_AWS_363)',
    find: (template) =>
      functionsOf(template).flatMap((it) =>
        unless(it['Runtime'] === 'nodejs24.x' && listOf(it['Architectures']).join() === 'arm64', it.name),
      ),
    break: (template) => (resource(template, 'PublicLambdaFunction').Properties['Runtime'] = 'nodejs18.x'),
  },
  {
    says: 'are traced (CKV_AWS_50)',
    find: (template) =>
      functionsOf(template).flatMap((it) => unless(at(it, 'TracingConfig', 'Mode') === 'Active', it.name)),
    break: (template) => delete resource(template, 'PublicLambdaFunction').Properties['TracingConfig'],
  },
  {
    says: 'have a log each (CKV_AWS_66)',
    find: (template) => {
      const groups = ofType(template, 'AWS::Logs::LogGroup').map((it) => it['LogGroupName']);
      return functionsOf(template).flatMap((it) =>
        unless(groups.includes(`/aws/lambda/${String(it['FunctionName'])}`), it.name),
      );
    },
    break: (template) => delete template.Resources['PublicLogGroup'],
  },
  {
    says: 'hold no secret in their environment (CKV_AWS_45)',
    find: (template) =>
      functionsOf(template).flatMap((it) =>
        Object.entries((at(it, 'Environment', 'Variables') as Properties | undefined) ?? {}).flatMap(
          ([name, value]) => {
            // A name may say where a secret is; a public key set is no secret.
            const named = /PASSWORD|TOKEN|PRIVATE|ACCESS_KEY|_SECRET$/.test(name) && !name.endsWith('_ARN');
            const literal = typeof value === 'string' && secret.test(value);
            const resolved = JSON.stringify(value).includes('resolve:secretsmanager');
            return unless(!named && !literal && !resolved, `${it.name}: ${name}`);
          },
        ),
      ),
    break: (template) =>
      Object.assign(
        at(resource(template, 'PublicLambdaFunction').Properties, 'Environment', 'Variables') as Properties,
        {
          DATABASE_URL: '{{resolve:secretsmanager:app:SecretString:password}}',
        },
      ),
  },
  {
    says: 'that nobody waits for put into a queue what failed to the end (CKV_AWS_116)',
    find: (template) => {
      const configured = ofType(template, 'AWS::Lambda::EventInvokeConfig').flatMap((it) =>
        idOf(at(it, 'DestinationConfig', 'OnFailure', 'Destination')) === 'FailedInvocations'
          ? idOf(it['FunctionName'])
          : [],
      );
      return [...asynchronous(template)].flatMap((id) => {
        const may = actionsOf(rightsOf(template, template.Resources[id]?.Properties ?? {})).includes('sqs:SendMessage');
        return unless(configured.includes(id) && may, id);
      });
    },
    break: (template) => delete template.Resources['RelayOutboxLambdaEvConf'],
  },
  {
    says: 'of a queue take a few messages at once, and see each for longer than they may work at it',
    find: (template) =>
      ofType(template, 'AWS::Lambda::EventSourceMapping').flatMap((it) => {
        const queue = template.Resources[idOf(it['EventSourceArn']) ?? '']?.Properties;
        const lambda = template.Resources[idOf(it['FunctionName']) ?? '']?.Properties;
        const few = Number(at(it, 'ScalingConfig', 'MaximumConcurrency')) <= 10;
        // AWS's advice: six times the function's time.
        const hidden = Number(queue?.['VisibilityTimeout']) >= 6 * Number(lambda?.['Timeout']);
        return unless(few && hidden && queue?.['RedrivePolicy'] !== undefined, it.id);
      }),
    break: (template) => (resource(template, 'Wakes').Properties['VisibilityTimeout'] = 30),
  },
  {
    says: 'of the API end before API Gateway gives up',
    find: (template) =>
      functionsOf(template).flatMap((it) => {
        // API Gateway waits 30 s for an answer, and 10 s for an authorizer.
        const limit = it.name === 'authorizeTill' ? 10 : 29;
        return unless(!String(it['Handler']).startsWith('functions/api/') || Number(it['Timeout']) <= limit, it.name);
      }),
    break: (template) => (resource(template, 'StockReadLambdaFunction').Properties['Timeout'] = 31),
  },
  {
    says: 'are stopped when they start themselves over and over, but for the import and the backup, which hand long work on, and for what waits longer than a message can',
    find: (template) =>
      functionsOf(template).flatMap((it) =>
        unless((it['RecursiveLoop'] === 'Allow') === ['importFile', 'backUp', 'wake'].includes(it.name), it.name),
      ),
    break: (template) => (resource(template, 'SendOrderLambdaFunction').Properties['RecursiveLoop'] = 'Allow'),
  },
  {
    says: 'are called only by what they are for, of this account (CKV_AWS_301, CKV_AWS_364)',
    find: (template) =>
      ofType(template, 'AWS::Lambda::Permission').flatMap((it) => {
        const service = /^[a-z0-9]+\.amazonaws\.com$/.test(String(it['Principal']));
        // The ARN of a bucket does not tell the account: a deleted one's name could be somebody else's tomorrow.
        const own = it['Principal'] !== 's3.amazonaws.com' || it['SourceAccount'] !== undefined;
        return unless(service && it['SourceArn'] !== undefined && own, it.id);
      }),
    break: (template) => delete resource(template, 'ImportFileLambdaPermissionUploadsS3').Properties['SourceAccount'],
  },
  {
    says: 'know the bus by the name that it has',
    find: (template) =>
      functionsOf(template).flatMap((it) =>
        unless(
          at(it, 'Environment', 'Variables', 'BUS_NAME') === template.Resources['Bus']?.Properties['Name'],
          it.name,
        ),
      ),
    break: (template) => (resource(template, 'Bus').Properties['Name'] = 'another'),
  },
  {
    says: 'that send the mail of an import do so when it failed, and when it is done but for refused rows',
    find: (template) => {
      const told = ofType(template, 'AWS::Events::Rule').flatMap((rule) =>
        listOf<Properties>(rule['Targets']).some((it) => idOf(it['Arn']) === 'SendImportMailLambdaFunction')
          ? listOf<Properties>(at(rule, 'EventPattern', '$or')).map(
              (one) => `${String(at(one, 'detail-type', 0))} ${JSON.stringify(one['detail'])}`,
            )
          : [],
      );
      const wanted = ['import.completed {"data":{"rejected":[{"numeric":[">",0]}]}}', 'import.failed undefined'];
      return unless(told.toSorted().join() === wanted.join(), told.join());
    },
    break: (template) =>
      ofType(template, 'AWS::Events::Rule').forEach((rule) => {
        for (const one of listOf<Properties>(at(rule, 'EventPattern', '$or'))) delete one['detail'];
      }),
  },
  {
    says: 'are not reached past the API (CKV_AWS_258)',
    find: (template) => ofType(template, 'AWS::Lambda::Url').map(({ id }) => id),
    break: (template) => (template.Resources['Url'] = { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE' } }),
  },
];

holds('functions', ['dev', 'prod', 'ec2'], checks);
// A new account has too little concurrency to reserve any: other stages leave it out.
holds(
  'functions',
  ['prod'],
  [
    {
      says: 'that nobody waits for are never many at once (CKV_AWS_115)',
      find: (template) =>
        [...asynchronous(template)].flatMap((id) =>
          unless(isBounded(template, id, template.Resources[id]?.Properties ?? {}), id),
        ),
      break: (template) =>
        delete resource(template, 'ImportFileLambdaFunction').Properties['ReservedConcurrentExecutions'],
    },
  ],
);
