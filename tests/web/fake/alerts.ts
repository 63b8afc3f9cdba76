import { type Alert, AlertDetail, AlertPage, AlertsHandled, AlertSummary, HandleAlerts } from '#domain/alerts/alert.ts';
import { alertKindNames, alertKinds, type AlertKind } from '#domain/alerts/kinds.ts';
import { type AlertPreference, AlertPreferenceEdit } from '#domain/alerts/preference.ts';
import { type AlertRule, AlertRuleEdit, AlertRuleList, AlertRuleSaved } from '#domain/alerts/rule.ts';
import { productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const facts: Record<AlertKind, Alert['facts']> = {
  negative: { onHand: '-3', dailyUnits: '2.1' },
  out: { dailyUnits: '3.1' },
  low: { available: '4', reorderPoint: '10', dailyUnits: '3.1' },
  phantom: { onHand: '12', silentDays: '41', sellingDays: '52', ofDays: '90' },
  feed_missing: {},
  late_order: { supplier: 'Northwear Trading', expectedOn: '2026-11-18' },
  price_below_cost: { price: '1.95', cost: '2.10', dailyUnits: '4' },
  overstock: { available: '480', coverDays: '320', excessMinor: '61200' },
  dead: { onHand: '60', valueMinor: '15300', lastSoldOn: '2026-07-04' },
};

function alertAt(index: number): Alert {
  const kind = alertKindNames[index % alertKindNames.length]!;
  const at = stores[Math.floor(index / 9) % stores.length]!;
  const isProduct = kind !== 'feed_missing' && kind !== 'late_order';
  const quantity =
    kind === 'negative' ? '-3' : kind === 'out' ? '0' : (facts[kind]['available'] ?? facts[kind]['onHand'] ?? '40');
  return {
    id: String(1_000 + index),
    kind,
    state: 'open',
    storeId: at.id,
    storeCode: at.code,
    storeName: at.name,
    currency: at.currency,
    productId: isProduct ? String(index + 1) : null,
    sku: isProduct ? sku(index) : null,
    name: isProduct ? productName(index) : null,
    reference: kind === 'feed_missing' ? 'sales 2026-11-21' : kind === 'late_order' ? '42' : null,
    isUrgent: kind === 'negative' && index === 0,
    moneyMinor: ['feed_missing', 'late_order', 'dead'].includes(kind) ? 0 : 9_000 - index * 100,
    facts: facts[kind],
    onHand: isProduct ? quantity : null,
    available: isProduct ? quantity : null,
    incoming: isProduct ? (index % 2 === 0 ? '24' : '0') : null,
    arrivesOn: isProduct && index % 2 === 0 ? '2026-11-27' : null,
    beganAt: new Date(Date.now() - (index + 1) * 5_400_000).toISOString(),
    openedAt: new Date(Date.now() - (index + 1) * 5_400_000).toISOString(),
    acknowledgedAt: null,
    acknowledgedByName: null,
    snoozedUntil: null,
    awaitsArrival: false,
    resolvedAt: null,
    whyResolved: null,
  };
}

/** Alerts of every kind that can be handled, with rules and mails that can be set. */
export function fakeAlerts() {
  const state = {
    alerts: Array.from({ length: 72 }, (_, index) => alertAt(index)),
    rules: alertKindNames.map((kind): AlertRule => ({
      kind,
      storeId: null,
      isOn: kind !== 'overstock',
      threshold: alertKinds[kind].threshold?.standard ?? null,
      hysteresis: alertKinds[kind].hysteresis?.standard ?? null,
      urgent: kind === 'negative' ? 'always' : 'never',
      version: 1,
      changedAt: '2026-11-20T09:00:00.000Z',
      changedBy: null,
    })),
    preference: {
      isOn: true,
      hour: 7,
      timeZone: 'Europe/London',
      weekdays: [1, 2, 3, 4, 5],
      stores: null,
      kinds: null,
      urgent: true,
      version: 0,
      email: 'morgan@example.com',
      suppressed: null,
      hoursUntilItCounts: 24,
    } as AlertPreference,
    handled: [] as HandleAlerts[],
  };

  const found = (filter: Partial<Record<'kind' | 'store' | 'state' | 'search', string | undefined>>) =>
    state.alerts
      .filter(({ kind }) => !filter.kind || kind === filter.kind)
      .filter(({ storeId }) => !filter.store || storeId === filter.store)
      .filter((one) => one.state === (filter.state ?? 'open'))
      .filter(({ name, sku: number }) => `${name ?? ''} ${number ?? ''}`.toLowerCase().includes(filter.search ?? ''))
      .toSorted((one, other) => other.moneyMinor - one.moneyMinor);

  function summary(store: string | null) {
    const mine = state.alerts.filter(({ storeId }) => !store || storeId === store);
    const count = (kind: AlertKind, standing: string) =>
      mine.filter((one) => one.kind === kind && one.state === standing).length;
    return AlertSummary.parse({
      open: mine.filter((one) => one.state === 'open').length,
      urgent: mine.filter((one) => one.state === 'open' && one.isUrgent).length,
      asOf: new Date().toISOString(),
      kinds: alertKindNames.map((kind) => ({
        kind,
        open: count(kind, 'open'),
        acknowledged: count(kind, 'acknowledged'),
        snoozed: count(kind, 'snoozed'),
      })),
    });
  }

  function detail(id: string) {
    const alert = state.alerts.find((one) => one.id === id);
    if (!alert) throw missing();
    const where = { storeId: alert.storeId, productId: alert.productId ?? '1' };
    const causes: AlertDetail['causes'] = [
      {
        cause: 'transfer_not_received',
        sentence: 'York, Coppergate has sent 12 of it; nobody has received them here.',
        action: { kind: 'receive_transfer', transferId: '2' },
      },
      {
        cause: 'pack_as_unit',
        sentence:
          '6 came in on 12 November, and it is bought in packs of 6: if those were packs, 30 more are there than the books say.',
        action: { kind: 'adjust', ...where, quantity: '30', note: 'Packs of 6 received as units' },
      },
      {
        cause: 'other_size',
        sentence: '20010B, another of the same family, has 40 on hand and has not sold since 2 October.',
        action: {
          kind: 'swap',
          storeId: alert.storeId,
          fromProductId: '11',
          toProductId: where.productId,
          quantity: '3',
          note: 'Sold under the number of another size',
        },
      },
    ];
    return AlertDetail.parse({
      ...alert,
      causes: alert.kind === 'negative' ? causes : [],
      history: [{ at: alert.openedAt, step: 'opened', byName: null, note: null }],
      earlier: [],
    });
  }

  function handle(body: unknown) {
    const wanted = HandleAlerts.parse(body);
    state.handled.push(wanted);
    const meant = wanted.filter
      ? found(wanted.filter).filter(({ openedAt }) => openedAt < (wanted.filter?.openedBefore ?? ''))
      : state.alerts.filter(({ id }) => wanted.ids?.includes(id));
    const able = meant.filter(({ incoming }) => !wanted.untilArrival || Number(incoming ?? 0) > 0);
    for (const alert of able)
      Object.assign(alert, {
        state: { acknowledge: 'acknowledged', snooze: 'snoozed', reopen: 'open' }[wanted.action],
        acknowledgedByName: wanted.action === 'acknowledge' ? 'Morgan Ellis' : null,
        snoozedUntil: wanted.until ? `${wanted.until}T00:00:00.000Z` : null,
        awaitsArrival: wanted.untilArrival ?? false,
      });
    return AlertsHandled.parse({ handled: able.length, skipped: meant.length - able.length });
  }

  function saveRule(body: unknown) {
    const { kind, storeId, version, settings } = AlertRuleEdit.parse(body);
    const at = state.rules.findIndex((rule) => rule.kind === kind && rule.storeId === storeId);
    const old = state.rules[at];
    if ((old?.version ?? 0) !== version) throw new Refusal(409, 'alert_rule.stale', 'Somebody was faster');
    const changed = { version: version + 1, changedAt: new Date().toISOString(), changedBy: 'u1' };
    const rule = settings ? { kind, storeId, ...settings, ...changed } : null;
    if (rule) state.rules.splice(at < 0 ? state.rules.length : at, at < 0 ? 0 : 1, rule);
    else state.rules.splice(at, 1);
    return AlertRuleSaved.parse({ rule });
  }

  function read(route: string, id: string, query: URLSearchParams): unknown {
    if (route === 'GET alerts') return AlertPage.parse(pageOf(found(Object.fromEntries(query)), query));
    if (route !== 'GET alerts/id') return undefined;
    if (id === 'summary') return summary(query.get('store'));
    if (id === 'preferences') return state.preference;
    if (id === 'rules')
      return AlertRuleList.parse({
        items: state.rules.filter(({ storeId }) => storeId === null || storeId === query.get('store')),
      });
    return detail(id);
  }

  function write(route: string, id: string, body: unknown): unknown {
    if (route === 'POST alerts/id' && id === 'handle') return handle(body);
    if (route === 'PUT alerts/id' && id === 'rules') return saveRule(body);
    if (route === 'PUT alerts/id' && id === 'preferences') {
      const edit = AlertPreferenceEdit.parse(body);
      if (edit.version !== state.preference.version) throw new Refusal(409, 'preference.stale', 'Somebody was faster');
      return Object.assign(state.preference, edit, { version: edit.version + 1 });
    }
    return undefined;
  }
  return { state, read, write };
}
