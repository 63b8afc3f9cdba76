import { describe, expect, test, vi } from 'vitest';
import { measure, measured } from '#domain/platform/metrics.ts';
import { type Check, holds, resource, unless } from './checks.ts';
import { at, functionsOf, idOf, type Identified, listOf, ofType, type Properties, type Template } from './template.ts';
import { unwritten, type Watched, writtenByUs } from './written-metrics.ts';

/** What we promise, and the alarm that goes off when it is not kept. */
const promises: [promise: string, alarm: string][] = [
  ['the API answers', 'ApiFails'],
  ['the API answers soon', 'ApiSlow'],
  ['every file is imported', 'ImportFailed'],
  ['no import stands still', 'ImportsStuck'],
  ['a file is taken up soon', 'FilesWait'],
  ['stock is what the ledger says', 'LedgerWrong'],
  ['that is looked after', 'LedgerNotAudited'],
  ['there is a backup of last night', 'BackupMissing'],
  ['events are published soon', 'EventsLate'],
  ['what was posted is folded soon', 'FoldingLate'],
  ['no work is lost', 'WorkFailed'],
  ['nor forgotten', 'WorkForgotten'],
  ['no event is lost', 'EventsUndelivered'],
  ['nor forgotten', 'EventsForgotten'],
  ['what was left undone is looked at again', 'WakesFailed'],
  ['nor forgotten', 'WakesForgotten'],
  ['what runs by itself runs', 'FunctionsFail'],
  ['alerts and plans are kept up to date', 'AlertsFail'],
  ['reports are sent', 'ReportsFail'],
  ['backups and exports are made', 'CopiesFail'],
  ['and is not held back', 'FunctionsThrottled'],
  ['the database has room to grow', 'DatabaseFull'],
  ['the database lets us in', 'DatabaseConnections'],
  ['passwords are changed', 'RotationFailed'],
  ['open pages hear of changes', 'PagesNotTold'],
];

const alarms = (template: Template) => ofType(template, 'AWS::CloudWatch::Alarm');
const stageOf = (template: Template) => String(resource(template, 'Bus').Properties['Name']).replace('stockroom-', '');
const typeIn = (template: Template) => (value: unknown) => template.Resources[idOf(value) ?? '']?.Type;

function watchedBy(alarm: Properties): Watched[] {
  const one = (metric: unknown): Watched => ({
    namespace: String(at(metric, 'Namespace')),
    name: String(at(metric, 'MetricName')),
    dimensions: Object.fromEntries(
      listOf<Properties>(at(metric, 'Dimensions')).map(({ Name, Value }) => [String(Name), Value]),
    ),
  });
  if (alarm['Metrics'] === undefined) return [one(alarm)];
  return listOf(alarm['Metrics']).flatMap((query) => {
    const metric = at(query, 'MetricStat', 'Metric');
    return metric === undefined ? [] : [one(metric)];
  });
}

type Widget = { type: string; x: number; y: number; width: number; height: number; properties: Properties };

function widgetsOf(template: Template): Widget[] {
  const body = at(resource(template, 'Dashboard').Properties, 'DashboardBody', 'Fn::Sub');
  return (JSON.parse(String(body)) as { widgets: Widget[] }).widgets;
}

function drawnBy({ properties }: Widget): Watched[] {
  return listOf<unknown[][]>(properties['metrics'])
    .filter((line) => typeof line[0] === 'string')
    .map((line) => {
      const [namespace, name, ...rest] = line.filter((part) => typeof part === 'string');
      const dimensions = Object.fromEntries(
        rest.flatMap((part, index) => {
          if (index % 2 === 1) return [];
          const value = rest[index + 1] ?? '';
          return [[part, value.startsWith('${') ? { 'Fn::Sub': value } : value]];
        }),
      );
      return { namespace: String(namespace), name: String(name), dimensions };
    });
}

const checks: Check[] = [
  {
    says: 'each promise has its alarm, and each alarm its promise',
    find: (template) => {
      const ids = alarms(template).map(({ id }) => id);
      const wanted = promises.map(([, alarm]) => alarm);
      return [...wanted.filter((id) => !ids.includes(id)), ...ids.filter((id) => !wanted.includes(id))];
    },
    break: (template) => delete template.Resources['LedgerWrong'],
  },
  ...[
    (template: Template) => (resource(template, 'ImportFailed').Properties['MetricName'] = 'ImportsFaild'),
    (template: Template) =>
      (resource(template, 'ApiFails').Properties['Dimensions'] = [{ Name: 'ApiName', Value: { Ref: 'HttpApi' } }]),
    (template: Template) =>
      (resource(template, 'WorkFailed').Properties['Dimensions'] = [
        { Name: 'QueueName', Value: { Ref: 'AlarmTopic' } },
      ]),
    (template: Template) =>
      (resource(template, 'EventsLate').Properties['Dimensions'] = [{ Name: 'stage', Value: 'another' }]),
  ].map((breakIt, index): Check => ({
    says: `every alarm watches metrics that somebody writes, with the dimensions they are written with (${index + 1})`,
    find: (template) =>
      alarms(template).flatMap((alarm) =>
        watchedBy(alarm).flatMap((metric) => unwritten(metric, stageOf(template), typeIn(template)) ?? []),
      ),
    break: breakIt,
  })),
  {
    says: 'every alarm tells the operator when it goes off and when it is over, and what it means and what to do',
    find: (template) =>
      alarms(template).flatMap(({ id, AlarmActions, OKActions, AlarmDescription, TreatMissingData }) => [
        ...unless(
          [AlarmActions, OKActions].every((list) => listOf(list).some((to) => idOf(to) === 'AlarmTopic')),
          `${id} tells nobody`,
        ),
        ...unless(
          String(AlarmDescription).length > 80 && String(AlarmDescription).length <= 1024,
          `${id} does not say enough, or too much`,
        ),
        ...unless(TreatMissingData !== undefined, `${id} does not say what silence means`),
      ]),
    break: (template) => delete resource(template, 'ApiSlow').Properties['OKActions'],
  },
  {
    says: 'the topic is encrypted with a key that CloudWatch may use, and sends mail',
    find: (template) => {
      const topic = resource(template, 'AlarmTopic').Properties;
      const key = template.Resources[idOf(topic['KmsMasterKeyId']) ?? '']?.Properties ?? {};
      const allowed = listOf<Properties>(at(key, 'KeyPolicy', 'Statement')).some(
        ({ Principal, Action }) =>
          at(Principal, 'Service') === 'cloudwatch.amazonaws.com' &&
          ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) => listOf(Action).includes(action)),
      );
      const [mail] = ofType(template, 'AWS::SNS::Subscription');
      return [
        ...unless(allowed, 'CloudWatch cannot use the key, so no alarm arrives'),
        ...unless(mail?.['Protocol'] === 'email' && idOf(mail['TopicArn']) === 'AlarmTopic', 'nobody gets mail'),
      ];
    },
    break: (template) => (resource(template, 'AlarmTopic').Properties['KmsMasterKeyId'] = 'alias/aws/sns'),
  },
  {
    says: 'the failures of every function that nobody waits for are watched',
    find: (template) => {
      const watched = alarms(template)
        .flatMap(watchedBy)
        .flatMap(({ name, dimensions }) => (name === 'Errors' ? [idOf(dimensions['FunctionName'])] : []));
      return functionsOf(template)
        .filter(({ id, Handler }) => !String(Handler).startsWith('functions/api/') && !watched.includes(id))
        .map(({ name }) => `${name} may fail unseen`);
    },
    break: (template) =>
      listOf(resource(template, 'FunctionsFail').Properties['Metrics']).length > 0 &&
      (resource(template, 'FunctionsFail').Properties['Metrics'] = []),
  },
  {
    says: 'every queue is encrypted, kept for 14 days where things go to be found, and watched by depth and by age',
    find: (template) =>
      deadLetterQueues(template).flatMap((queue) => {
        const names = alarms(template)
          .flatMap(watchedBy)
          .flatMap(({ name, dimensions }) => (idOf(dimensions['QueueName']) === queue.id ? [name] : []));
        return [
          ...unless(queue['SqsManagedSseEnabled'] === true, `${queue.id} is not encrypted`),
          ...unless(queue['MessageRetentionPeriod'] === 14 * 86_400, `${queue.id} forgets too soon`),
          ...unless(names.includes('ApproximateNumberOfMessagesVisible'), `${queue.id} fills unseen`),
          ...unless(names.includes('ApproximateAgeOfOldestMessage'), `${queue.id} forgets unseen`),
        ];
      }),
    break: (template) => delete template.Resources['WorkForgotten'],
  },
  {
    says: 'the dashboard draws metrics that somebody writes',
    find: (template) =>
      widgetsOf(template).flatMap((widget) =>
        drawnBy(widget).flatMap((metric) => unwritten(metric, stageOf(template), typeIn(template)) ?? []),
      ),
    break: (template) => redraw(template, (body) => body.replace('RowsImported', 'RowsGone')),
  },
  {
    says: 'the dashboard shows every alarm and every figure of the business',
    find: (template) => {
      const body = JSON.stringify(widgetsOf(template));
      return [
        ...alarms(template).map(({ id }) => `\${${id}.Arn}`),
        ...Object.keys(measured).filter((name) => name !== 'LedgerAudits'),
      ].filter((name) => !body.includes(name));
    },
    break: (template) => redraw(template, (body) => body.replace('${LedgerWrong.Arn}', '${ApiSlow.Arn}')),
  },
  {
    says: 'no part of the dashboard lies over another, and each says what it is',
    find: (template) => {
      const widgets = widgetsOf(template);
      return widgets.flatMap((one, index) => [
        ...unless(
          [one.properties['title'], one.properties['markdown']].some(
            (text) => typeof text === 'string' && text.length > 3,
          ),
          `widget ${index} has no title`,
        ),
        ...unless(one.x + one.width <= 24, `widget ${index} is too wide`),
        ...widgets
          .slice(0, index)
          .flatMap((other, before) => unless(!overlap(one, other), `widgets ${before} and ${index}`)),
      ]);
    },
    break: (template) => redraw(template, (body) => body.replace('"x": 8', '"x": 4')),
  },
  {
    says: 'every function is traced, and may be',
    find: (template) =>
      functionsOf(template).flatMap((lambda) => {
        const role = JSON.stringify(template.Resources[idOf(lambda['Role']) ?? '']?.Properties);
        return unless(
          at(lambda, 'TracingConfig', 'Mode') === 'Active' &&
            ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].every((right) => role.includes(right)),
          `${lambda.name} leaves no trace`,
        );
      }),
    break: (template) => delete resource(template, 'PublicLambdaFunction').Properties['TracingConfig'],
  },
];

/** Where rules and functions put what failed. */
function deadLetterQueues(template: Template): Identified[] {
  const named = [
    ...ofType(template, 'AWS::Events::Rule').flatMap(({ Targets }) =>
      listOf(Targets).map((target) => idOf(at(target, 'DeadLetterConfig', 'Arn'))),
    ),
    ...ofType(template, 'AWS::Lambda::EventInvokeConfig').map((config) =>
      idOf(at(config, 'DestinationConfig', 'OnFailure', 'Destination')),
    ),
    ...ofType(template, 'AWS::SQS::Queue').map((queue) => idOf(at(queue, 'RedrivePolicy', 'deadLetterTargetArn'))),
  ];
  return ofType(template, 'AWS::SQS::Queue').filter(({ id }) => named.includes(id));
}

const overlap = (one: Widget, other: Widget) =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

function redraw(template: Template, change: (body: string) => string): void {
  const dashboard = resource(template, 'Dashboard').Properties;
  dashboard['DashboardBody'] = { 'Fn::Sub': change(String(at(dashboard, 'DashboardBody', 'Fn::Sub'))) };
}

holds('monitoring', ['dev', 'prod'], checks);

describe('the figures of the business', () => {
  test('are each written by some code', () => {
    expect(Object.keys(measured).filter((name) => !writtenByUs().includes(name))).toEqual([]);
  });

  test('are lines of the log that CloudWatch reads as metrics of the namespace and dimension that the alarms name', async () => {
    vi.stubEnv('POWERTOOLS_METRICS_DISABLED', undefined);
    vi.stubEnv('STAGE', 'dev');
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    vi.resetModules();
    const fresh = (await import('#domain/platform/metrics.ts')) as { measure: typeof measure };
    fresh.measure({ RowsImported: 12, ImportsFailed: 0 });
    fresh.measure({ OutboxAge: 61.5 });
    write.mockRestore();
    vi.unstubAllEnvs();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        stage: 'dev',
        RowsImported: 12,
        ImportsFailed: 0,
        _aws: emf('RowsImported', 'ImportsFailed'),
      }),
      expect.objectContaining({ stage: 'dev', OutboxAge: 61.5, _aws: emf('OutboxAge') }),
    ]);
  });
});

const emf = (...names: (keyof typeof measured)[]) => ({
  Timestamp: expect.any(Number),
  CloudWatchMetrics: [
    { Namespace: 'Stockroom', Dimensions: [['stage']], Metrics: names.map((Name) => ({ Name, Unit: measured[Name] })) },
  ],
});
