import { beforeAll, describe, expect, test } from 'vitest';
import { type Check, holds, resource, unless } from './checks.ts';
import { packaged } from './package.ts';
import { at, listOf, ofType, type Properties, textAt } from './template.ts';

const checks: Check[] = [
  {
    says: 'mails the operator at 50, 80 and 100 % of the budget, and when 100 % is foreseen',
    find: (template) => {
      const said = listOf<Properties>(
        resource(template, 'MonthlyBudget').Properties['NotificationsWithSubscribers'],
      ).map((it) => {
        const { NotificationType: kind, Threshold: percent } = it['Notification'] as Properties;
        const mails = listOf(it['Subscribers']).every(
          (one) => at(one, 'SubscriptionType') === 'EMAIL' && Boolean(at(one, 'Address')),
        );
        return `${String(kind)} ${String(percent)}${mails ? '' : ' to nobody'}`;
      });
      return unless(said.join() === 'ACTUAL 50,ACTUAL 80,ACTUAL 100,FORECASTED 100', said.join());
    },
    break: (template) =>
      (resource(template, 'MonthlyBudget').Properties['NotificationsWithSubscribers'] as unknown[]).pop(),
  },
  {
    says: 'has a budget a month, in dollars',
    find: (template) => {
      const budget = at(resource(template, 'MonthlyBudget').Properties, 'Budget');
      return unless(
        at(budget, 'TimeUnit') === 'MONTHLY' &&
          Number(at(budget, 'BudgetLimit', 'Amount')) > 0 &&
          at(budget, 'BudgetLimit', 'Unit') === 'USD',
        JSON.stringify(budget),
      );
    },
    break: (template) => (resource(template, 'MonthlyBudget').Properties['Budget'] = {}),
  },
];

holds('the bill', ['dev', 'prod'], checks);
holds(
  'the bill, where it is watched',
  ['ec2'],
  [
    {
      says: 'watches what this stack costs, and mails what is unusual',
      find: (template) => {
        const [monitor] = ofType(template, 'AWS::CE::AnomalyMonitor');
        const [mail] = ofType(template, 'AWS::CE::AnomalySubscription');
        const watched = JSON.parse(textAt(monitor, 'MonitorSpecification') || '{}') as Properties;
        const from = JSON.parse(textAt(mail, 'ThresholdExpression') || '{}') as Properties;
        return [
          ...unless(at(watched, 'Tags', 'Key') === 'user:stack', 'tag'),
          ...unless(Number(at(from, 'Dimensions', 'Values', 0)) > 0, 'threshold'),
          ...unless(listOf(mail?.['Subscribers']).length === 1, 'nobody'),
          // An account has one monitor of this kind, which may be there already.
          ...unless(monitor?.['MonitorType'] === 'CUSTOM', 'kind'),
        ];
      },
      break: (template) => (resource(template, 'CostMonitorMail').Properties['Subscribers'] = []),
    },
  ],
);

test('is watched on demand only: an account of an organization refuses the watch, and with it the whole stack', async () => {
  const [dev, prod] = await Promise.all([packaged('dev'), packaged('prod')]);
  for (const { template } of [dev, prod])
    expect(Object.values(template.Resources).filter(({ Type }) => Type.startsWith('AWS::CE::'))).toEqual([]);
}, 300_000);

describe('tags', () => {
  let tags: Record<string, string>;
  beforeAll(async () => {
    ({ tags } = await packaged('prod'));
  }, 300_000);

  test('say on everything whose cost it is', () =>
    expect(tags).toEqual({
      stack: 'stockroom-prod',
      service: 'stockroom',
      stage: 'prod',
      chain: 'demo',
      'cost-centre': 'stockroom',
    }));

  test('name the stack as the monitor does', async () => {
    const { template, tags } = await packaged('ec2');
    const watched = String(resource(template, 'CostMonitor').Properties['MonitorSpecification']);
    expect(watched).toContain(`"${String(tags['stack'])}"`);
  });
});
