import {
  Budget,
  BudgetEdit,
  BudgetList,
  EffectivePolicyPage,
  levelOf,
  NewPromotion,
  OrderingStop,
  OrderingStopEdit,
  Policy,
  PolicyEdit,
  PolicyPage,
  type Promotion,
  PromotionPage,
} from '#domain/replenishment/policy.ts';
import {
  Decided,
  Decisions,
  GradeList,
  PlanningRunList,
  type Suggestion,
  SuggestionPage,
  type SuggestionStatus,
} from '#domain/replenishment/suggestion.ts';
import { productName, sku, stores } from './data.ts';
import { missing, pageOf, Refusal } from './refusal.ts';

const suppliers = ['Northwear Trading', 'Hearth & Kiln Pottery'];
const changed = { version: 1, changedAt: '2026-11-20T09:00:00.000Z', changedBy: 'u2', changedByName: 'Ada Admin' };
const term = (key: string, label: string, value: string, unit: string, note: string | null = null) => ({
  key,
  label,
  value,
  unit,
  note,
});

function suggestionAt(index: number): Suggestion {
  const isMove = index % 6 === 5;
  const at = stores[index % 2]!;
  const supplier = Math.floor(index / 2) % 2;
  const giver = stores[(index + 1) % 2]!;
  return {
    id: String(71 + index),
    runId: '5',
    businessDate: '2026-11-22',
    storeId: at.id,
    storeName: at.name,
    productId: String(index + 1),
    sku: sku(index),
    name: productName(index),
    category: 'Kitchen',
    kind: isMove ? 'transfer' : 'buy',
    supplierId: isMove ? null : String(supplier + 1),
    supplierName: isMove ? null : (suppliers[supplier] ?? null),
    fromStoreId: isMove ? giver.id : null,
    fromStoreName: isMove ? giver.name : null,
    status: 'open',
    quantity: '60',
    rawQuantity: '55.2',
    decidedQuantity: null,
    packSize: '12',
    currency: at.currency,
    unitCost: '2.55',
    costMinor: 15_300,
    marginAtRiskMinor: index % 4 === 3 ? 0 : 2_340 - 100 * index,
    sentence:
      'sells 3.1/day when in stock, 9 days to arrive, 95 % service -> reorder at 41; 17 here, 0 coming -> order 60 = 5 packs',
    terms: [
      term('per_day', 'Sells while in stock', '3.1', 'units/day', 'smoothed over the days in stock'),
      term('lead_days', 'Days to arrive', '9', 'days', 'learned from what came'),
      term('service', 'Service level', '95', '%'),
      term('safety', 'Safety stock', '11.4', 'units'),
      term('reorder_point', 'Reorder at', '41', 'units', 'learned from what sells'),
      term('available', 'Available', '17', 'units'),
      term('quantity', 'Suggested', '60', 'units'),
    ],
    holds: index === 2 ? [{ hold: 'budget', words: "The month's budget is spent" }] : [],
    reason: null,
    heldUntil: null,
    heldBelow: null,
    outcome: null,
    decidedAt: null,
    decidedBy: null,
    decidedByName: null,
    orderId: null,
    transferId: null,
    createdAt: '2026-11-22T04:10:00.000Z',
  };
}

const nothing = {
  method: null,
  reorderPoint: null,
  orderUpTo: null,
  reviewDays: null,
  serviceLevel: null,
  shelfMax: null,
  supplierId: null,
  warehouseId: null,
  autoMode: null,
  priceJump: null,
  snoozedUntil: null,
};
const everywhere = { storeId: null, category: null, productId: null, storeName: null, sku: null, name: null };

const grades = GradeList.parse({
  from: '2026-08-24',
  summary: '212 suggestions are graded: 171 were accepted, 33 overridden and 8 left.',
  items: [
    {
      storeId: '1',
      storeName: 'Leeds, Briggate',
      category: 'Kitchen',
      method: 'learned',
      currency: 'GBP',
      suggestions: 120,
      accepted: 101,
      overridden: 14,
      left: 5,
      outHours: 41.5,
      outHoursAccepted: 12.5,
      outHoursOverridden: 29,
      excessMinor: 61_200,
      excessAcceptedMinor: 21_200,
      excessOverriddenMinor: 40_000,
      lostMinor: 34_000,
      idleMinor: 12_000,
      supplierId: '1',
      supplierName: 'Northwear Trading',
      change: 'autoMode',
      advice: 'Where people overrode it, shelves were empty longer: let it decide more often',
    },
    {
      storeId: '2',
      storeName: 'York, Coppergate',
      category: null,
      method: 'fixed',
      currency: 'GBP',
      suggestions: 92,
      accepted: 70,
      overridden: 19,
      left: 3,
      outHours: 4,
      outHoursAccepted: 3,
      outHoursOverridden: 1,
      excessMinor: 9_000,
      excessAcceptedMinor: 8_000,
      excessOverriddenMinor: 1_000,
      lostMinor: 0,
      idleMinor: 1_000,
      supplierId: null,
      supplierName: null,
      change: null,
      advice: null,
    },
  ],
  overrides: [
    {
      suggestionId: '41',
      businessDate: '2026-10-02',
      storeId: '1',
      storeName: 'Leeds, Briggate',
      productId: '1',
      sku: sku(0),
      name: productName(0),
      reason: 'There is enough',
      decidedBy: 'u3',
      decidedByName: 'Maya Manager',
      currency: 'GBP',
      lostMinor: 14_000,
      idleMinor: 0,
      words: 'Ordered 24 instead of 60: out of stock for 31 opening hours, about £140 of margin lost',
    },
  ],
});

/** Suggestions that can be decided once, with policies, budgets, promotions and the switch that stops ordering. */
export function fakeSuggestions() {
  const state = {
    suggestions: Array.from({ length: 14 }, (_, index) => suggestionAt(index)),
    decided: [] as { key: string; body: Decisions }[],
    policies: [
      {
        ...everywhere,
        level: 'chain' as const,
        ...nothing,
        serviceLevel: 0.95,
        autoMode: 'draft' as const,
        ...changed,
      },
      {
        ...everywhere,
        category: 'Kitchen',
        level: 'category' as const,
        ...nothing,
        reviewDays: 14,
        shelfMax: '120',
        ...changed,
      },
      {
        ...everywhere,
        storeId: '1',
        storeName: 'Leeds, Briggate',
        level: 'store' as const,
        ...nothing,
        autoMode: 'send' as const,
        ...changed,
      },
    ] as Policy[],
    budgets: [
      {
        storeId: '1',
        storeName: 'Leeds, Briggate',
        month: new Date().toISOString().slice(0, 7),
        currency: 'GBP',
        amountMinor: 500_000,
        spentMinor: 312_000,
        ...changed,
      },
    ] as Budget[],
    stop: { isStopped: false, reason: null, ...changed } as OrderingStop,
    promotions: [
      {
        id: '1',
        storeId: null,
        category: 'Kitchen',
        productId: null,
        sku: null,
        name: 'Black Friday',
        fromDay: '2026-11-27',
        toDay: '2026-11-29',
        uplift: 2.5,
        ...changed,
      },
    ] as Promotion[],
  };

  function listed(query: URLSearchParams) {
    const is = (name: string, value: string | null) => query.get(name) === null || query.get(name) === value;
    const search = query.get('search')?.toLowerCase() ?? '';
    const items = state.suggestions
      .filter(({ status }) => status === (query.get('status') ?? 'open'))
      .filter((one) => is('store', one.storeId) && is('supplier', one.supplierId) && is('kind', one.kind))
      .filter(({ name, sku: number }) => `${name} ${number}`.toLowerCase().includes(search));
    return SuggestionPage.parse(pageOf(items, query));
  }
  function decide(body: unknown, key: string | undefined) {
    if (!key) throw new Refusal(400, 'idempotency.missing', 'Send an Idempotency-Key header.');
    const wanted = Decisions.parse(body);
    state.decided.push({ key, body: wanted });
    const done: Decided = { decided: [], refused: [], orders: [], transfers: [] };
    for (const decision of wanted.decisions) {
      const { suggestionId } = decision;
      const one = state.suggestions.find(({ id }) => id === suggestionId);
      if (one?.status === 'rejected' && decision.verdict === 'resume') {
        Object.assign(one, { heldUntil: null, heldBelow: null });
        done.decided.push({ suggestionId, status: one.status, orderId: null, transferId: null });
        continue;
      }
      if (one?.status !== 'open') {
        done.refused.push({ suggestionId, words: 'It is not open any more' });
        continue;
      }
      const became: Record<string, SuggestionStatus> = { accept: 'accepted', change: 'changed', reject: 'rejected' };
      const status = became[decision.verdict] ?? 'accepted';
      const isOrder = decision.verdict !== 'reject' && one.kind === 'buy';
      Object.assign(one, {
        status,
        decidedQuantity: decision.verdict === 'change' ? decision.quantity : one.quantity,
        reason: 'reason' in decision ? (decision.reason ?? null) : null,
        decidedAt: new Date().toISOString(),
        decidedBy: 'u1',
        ...(decision.verdict === 'reject'
          ? { heldUntil: decision.until ?? '2030-12-08', heldBelow: decision.until == null ? '-5' : null }
          : {}),
        orderId: isOrder ? '1' : null,
      });
      done.decided.push({ suggestionId, status, orderId: one.orderId, transferId: null });
      const { storeId, supplierId } = one;
      const known = done.orders.find((order) => order.storeId === storeId && order.supplierId === supplierId);
      if (known) known.lines += 1;
      else if (isOrder && supplierId !== null) done.orders.push({ orderId: '1', storeId, supplierId, lines: 1 });
    }
    return Decided.parse(done);
  }
  function setPolicy(body: unknown) {
    const { storeId = null, category = null, productId = null, version, ...set } = PolicyEdit.parse(body);
    const place = { storeId, category, productId };
    const at = state.policies.findIndex(
      (one) => one.storeId === storeId && one.category === category && one.productId === productId,
    );
    if ((state.policies[at]?.version ?? 0) !== version) throw new Refusal(409, 'policy.stale', 'Somebody was faster');
    const names = {
      storeName: stores.find(({ id }) => id === storeId)?.name ?? null,
      sku: productId === null ? null : sku(Number(productId) - 1),
      name: productId === null ? null : productName(Number(productId) - 1),
    };
    const policy = Policy.parse({
      ...everywhere,
      ...place,
      ...names,
      ...nothing,
      ...set,
      level: levelOf(place),
      ...changed,
      version: version + 1,
    });
    if (at === -1) state.policies.push(policy);
    else state.policies[at] = policy;
    return policy;
  }

  function write(route: string, id: string, body: Record<string, unknown>, key: string | undefined): unknown {
    if (route === 'POST suggestions/id' && id === 'decide') return decide(body, key);
    if (route === 'POST policies') return setPolicy(body);
    if (route === 'POST policies/id' && id === 'stop') {
      const { version, ...edit } = OrderingStopEdit.parse(body);
      if (version !== state.stop.version) throw new Refusal(409, 'stop.stale', 'Somebody was faster');
      state.stop = OrderingStop.parse({ ...state.stop, reason: null, ...edit, version: version + 1 });
      return state.stop;
    }
    if (route === 'POST policies/id' && id === 'budgets') {
      const edit = BudgetEdit.parse(body);
      const store = stores.find((one) => one.id === edit.storeId);
      const old = state.budgets.find(({ storeId, month }) => storeId === edit.storeId && month === edit.month);
      const kept = { storeName: store?.name, currency: store?.currency, spentMinor: old?.spentMinor ?? 0 };
      const budget = Budget.parse({ ...kept, ...edit, ...changed, version: edit.version + 1 });
      state.budgets = [...state.budgets.filter((one) => one !== old), budget];
      return budget;
    }
    if (route === 'POST policies/id' && id === 'promotions') {
      const { storeId = null, category = null, productId = null, ...rest } = NewPromotion.parse(body);
      state.promotions.push({ id: '2', storeId, category, productId, sku: null, ...rest, ...changed });
      return state.promotions.at(-1);
    }
    if (/^POST policies\/id\/\d+\/id$/.test(route)) {
      state.promotions = state.promotions.filter((one) => one.id !== route.split('/')[2]);
      return { removed: true };
    }
    return undefined;
  }
  function read(route: string, id: string, query: URLSearchParams): unknown {
    if (route === 'GET suggestions') return listed(query);
    if (route === 'GET suggestions/id' && id === 'grades') return grades;
    if (route === 'GET suggestions/id' && id === 'runs') return PlanningRunList.parse({ items: runs(query) });
    if (route === 'GET policies') return PolicyPage.parse(pageOf(state.policies, query));
    if (route !== 'GET policies/id') return undefined;
    if (id === 'stop') return state.stop;
    if (id === 'budgets') return BudgetList.parse({ items: state.budgets });
    if (id === 'promotions') return PromotionPage.parse(pageOf(state.promotions, query));
    if (id === 'effective') return effective(query);
    throw missing();
  }
  return { state, read, write };
}

const runs = (query: URLSearchParams) =>
  stores
    .filter((store) => (query.get('store') ?? store.id) === store.id)
    .map((store, index) => ({
      id: String(5 + index),
      storeId: store.id,
      storeName: store.name,
      businessDate: '2026-11-22',
      startedAt: '2026-11-22T04:10:00.000Z',
      finishedAt: '2026-11-22T04:10:08.000Z',
      positions: 400,
      suggestions: index === 2 ? 0 : 7,
      cost: { currency: store.currency, amountMinor: index === 2 ? 0 : 91_800 },
      demandTo: '2026-11-21',
      isComplete: index !== 1,
      words: 'Planned',
    }));

const effective = (query: URLSearchParams) =>
  EffectivePolicyPage.parse(
    pageOf(
      Array.from({ length: 40 }, (_, index) => ({
        storeId: query.get('store') ?? '1',
        storeName: stores.find(({ id }) => id === query.get('store'))?.name ?? '',
        productId: String(index + 1),
        sku: sku(index),
        name: productName(index),
        category: 'Kitchen',
        ...nothing,
        method: index % 7 === 3 ? 'fixed' : 'learned',
        reviewDays: 14,
        serviceLevel: 0.95,
        shelfMax: '120',
        autoMode: 'send',
        priceJump: 25,
        setAt: {
          reviewDays: 'category',
          shelfMax: 'category',
          serviceLevel: 'chain',
          autoMode: 'store',
          ...(index % 7 === 3 ? { method: 'store_product' } : {}),
        },
        level:
          index % 9 === 8
            ? null
            : {
                reorderPoint: '41',
                orderUpTo: '72.4',
                safetyStock: '11.4',
                source: 'learned',
                computedAt: '2026-11-22T04:10:00.000Z',
              },
      })).filter(({ name }) => name.toLowerCase().includes(query.get('search')?.toLowerCase() ?? '')),
      query,
    ),
  );
