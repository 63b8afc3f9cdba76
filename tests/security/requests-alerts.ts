import { at, type Make, versionOf } from './request.ts';
import { marks, type Target, type World } from './world.ts';

/** A new alert of that store: its id. */
async function alerted({ sql, store, product, next }: World, target: Target): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    `insert into alert_episode (kind, store_id, product_id, reference, is_urgent, money_minor, facts, opened_at)
     values ('negative', $1, $2, $3, false, $4, '{"onHand": "-2"}', clock_timestamp()) returning id`,
    target === 'own'
      ? [store.own, product, `${next()}`, 10]
      : [store.foreign, product, `${marks.name} ${next()}`, 5_430_000],
  );
  return rows[0]?.id ?? '';
}

const alertRule = {
  kind: 'low',
  version: 0,
  settings: { isOn: true, threshold: null, hysteresis: 20, urgent: 'never' },
};

const alertWish = {
  isOn: true,
  hour: 7,
  timeZone: 'Europe/London',
  weekdays: [1, 2, 3],
  kinds: ['low', 'out'],
  urgent: true,
};

/** How to ask for alerts, their rules, and who is told. */
export const alertRequests: Record<string, Make> = {
  'GET /alerts': async (world, target) => {
    await alerted(world, target);
    return at('/alerts', {
      query: { store: world.store[target], kind: 'negative', product: world.product, state: 'open', search: 'MUG' },
    });
  },
  'GET /alerts/summary': (world, target) => at('/alerts/summary', { query: { store: world.store[target] } }),
  'GET /alerts/{episodeId}': async (world, target) => at(`/alerts/${await alerted(world, target)}`),
  'POST /alerts/handle': async (world, target) =>
    at('/alerts/handle', { body: { action: 'acknowledge', ids: [await alerted(world, target)] } }),
  'POST /alerts/handle (filter)': async (world, target) => {
    await alerted(world, target);
    const filter = { store: world.store[target], kind: 'negative', state: 'open', search: 'MUG' };
    return at('/alerts/handle', {
      body: { action: 'snooze', until: '2100-01-01', filter: { ...filter, openedBefore: new Date().toISOString() } },
    });
  },
  'GET /alerts/rules': (world, target) => at('/alerts/rules', { query: { store: world.store[target] } }),
  async 'PUT /alerts/rules'(world, target) {
    const version = await versionOf(world, 'alert_rule', "kind = 'low' and store_id = $1", [world.store[target]]);
    const was = await world.sql.query("select from alert_rule where kind = 'low' and store_id = $1", [
      world.store[target],
    ]);
    const settings = { ...alertRule.settings, hysteresis: 1 + (world.next() % 99) };
    const body = { ...alertRule, settings, storeId: world.store[target], version: was.rowCount === 0 ? 0 : version };
    return at('/alerts/rules', { body });
  },
  async 'PUT /alerts/rules (chain)'(world) {
    const version = await versionOf(world, 'alert_rule', "kind = 'low' and store_id is null", []);
    const settings = { ...alertRule.settings, hysteresis: 1 + (world.next() % 99) };
    return at('/alerts/rules', { body: { ...alertRule, settings, storeId: null, version } });
  },
  'GET /alerts/preferences': () => at('/alerts/preferences'),
  async 'PUT /alerts/preferences'(world, _target, who) {
    const { rows } = await world.sql.query<{ version: number }>(
      'select version from alert_preference where user_id = $1',
      [who],
    );
    const body = { ...alertWish, hour: world.next() % 24, stores: null, version: rows[0]?.version ?? 0 };
    return at('/alerts/preferences', { body });
  },
};
