import { type Check, holds, resource, unless } from './checks.ts';
import {
  actionsOf,
  at,
  functionsOf,
  idOf,
  listOf,
  ofType,
  policyOf,
  type Properties,
  rightsOf,
  type Template,
} from './template.ts';

const rules = (template: Template) => ofType(template, 'AWS::Events::Rule');
const targets = (rule: Properties) => listOf<Properties>(rule['Targets']);
const deadLetters = (target: Properties) => idOf(at(target, 'DeadLetterConfig', 'Arn'));

/** Whether a queue's policy lets EventBridge write what this rule could not deliver. */
function takes(template: Template, queue: string, rule: Properties): boolean {
  const kind = rule['EventBusName'] === undefined ? '-*' : '/*';
  return policyOf(template, queue).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      at(statement.Principal, 'Service') === 'events.amazonaws.com' &&
      listOf(statement.Action).includes('sqs:SendMessage') &&
      listOf(at(statement.Condition, 'ArnLike', 'aws:SourceArn')).some((arn) =>
        String(at(arn, 'Fn::Sub')).endsWith(kind),
      ),
  );
}

const checks: Check[] = [
  {
    says: 'what a rule cannot deliver, a schedule’s tick too, lies in a queue that takes it from this rule',
    find: (template) =>
      rules(template).flatMap((rule) =>
        targets(rule).flatMap((target) => {
          const queue = deadLetters(target);
          return queue === undefined
            ? [`${rule.id} loses events`]
            : unless(takes(template, queue, rule), `${queue} refuses ${rule.id}`);
        }),
      ),
    break: (template) =>
      delete targets(resource(template, 'RelayOutboxEventsRuleSchedule1').Properties)[0]?.['DeadLetterConfig'],
  },
  {
    says: 'the queue of undelivered events takes nothing from rules of others',
    find: (template) =>
      policyOf(template, 'UndeliveredEvents').flatMap(({ Effect, Condition }) =>
        unless(
          Effect === 'Deny' ||
            (at(Condition, 'ArnLike') !== undefined &&
              listOf(at(Condition, 'ArnLike', 'aws:SourceArn')).every((arn) =>
                /:rule\/stockroom-\w+[/-]\*$/.test(String(at(arn, 'Fn::Sub'))),
              )),
          'anybody may write',
        ),
      ),
    break: (template) => {
      const [allow] = policyOf(template, 'UndeliveredEvents');
      if (allow) delete allow.Condition;
    },
  },
  {
    says: 'a function that is invoked without waiting (by S3, a rule, a schedule) puts what failed into a queue, and may',
    find: (template) => {
      const invoked = ofType(template, 'AWS::Lambda::Permission')
        .filter(({ Principal }) => ['s3.amazonaws.com', 'events.amazonaws.com'].includes(String(Principal)))
        .map(({ FunctionName }) => idOf(FunctionName));
      return functionsOf(template)
        .filter(({ id }) => invoked.includes(id))
        .flatMap((lambda) => {
          const config = ofType(template, 'AWS::Lambda::EventInvokeConfig').find(
            ({ FunctionName }) => idOf(FunctionName) === lambda.id,
          );
          const queue = idOf(at(config, 'DestinationConfig', 'OnFailure', 'Destination'));
          const may = rightsOf(template, lambda).some(
            (right) => actionsOf([right]).includes('sqs:SendMessage') && idOf(right.Resource) === queue,
          );
          return unless(queue === 'FailedInvocations' && may, `${lambda.name} loses work`);
        });
    },
    break: (template) => delete template.Resources['AuditLedgerLambdaEvConf'],
  },
  {
    says: 'every rule of the bus hands its events to a function that lets it',
    find: (template) =>
      rules(template).flatMap((rule) =>
        targets(rule).flatMap(({ Arn }) =>
          unless(
            ofType(template, 'AWS::Lambda::Permission').some(
              ({ FunctionName, Principal }) => Principal === 'events.amazonaws.com' && idOf(FunctionName) === idOf(Arn),
            ),
            `${rule.id} may not invoke ${idOf(Arn) ?? 'nothing'}`,
          ),
        ),
      ),
    break: (template) =>
      ((targets(resource(template, 'AuditLedgerEventsRuleSchedule1').Properties)[0] ?? {})['Arn'] = {
        'Fn::GetAtt': ['PublicLambdaFunction', 'Arn'],
      }),
  },
  {
    says: 'every queue is encrypted and spoken to by TLS alone',
    find: (template) =>
      ofType(template, 'AWS::SQS::Queue').flatMap((queue) => [
        ...unless(queue['SqsManagedSseEnabled'] === true, `${queue.id} is not encrypted`),
        ...unless(
          policyOf(template, queue.id).some(
            ({ Effect, Action, Resource, Condition }) =>
              Effect === 'Deny' &&
              Action === 'sqs:*' &&
              idOf(Resource) === queue.id &&
              String(at(Condition, 'Bool', 'aws:SecureTransport')) === 'false',
          ),
          `${queue.id} is spoken to in the clear`,
        ),
      ]),
    break: (template) => delete template.Resources['FailedInvocationsPolicy'],
  },
  {
    says: 'the bus has an archive that forgets in the end',
    find: (template) =>
      ofType(template, 'AWS::Events::EventBus').flatMap(({ id }) =>
        unless(
          ofType(template, 'AWS::Events::Archive').some(
            ({ SourceArn, RetentionDays }) => idOf(SourceArn) === id && Number(RetentionDays) > 0,
          ),
          `${id} has no archive`,
        ),
      ),
    break: (template) => (resource(template, 'EventArchive').Properties['RetentionDays'] = 0),
  },
  {
    says: 'the ledger is audited by the clock',
    find: (template) =>
      unless(
        String(resource(template, 'AuditLedgerEventsRuleSchedule1').Properties['ScheduleExpression']).startsWith(
          'cron(',
        ),
        'never',
      ),
    break: (template) => (resource(template, 'AuditLedgerEventsRuleSchedule1').Properties['ScheduleExpression'] = ''),
  },
];

holds('events', ['dev', 'prod'], checks);
