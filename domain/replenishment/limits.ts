import { costOf, type Draft, marginAtRisk } from './draft.ts';

/** What bounds the suggestions of a store together. */
export type Bounds = {
  /** What was last paid for a unit, by product. */
  lastPaid: ReadonlyMap<string, number>;
  minorUnits: number;
  /** What is left of the month's budget; null: there is none. */
  budgetLeftMinor: number | null;
};

/** Every limit, in the order in which one bears on the next: prices, suppliers' minimums, the budget. */
export function withLimits(drafts: Draft[], { lastPaid, minorUnits, budgetLeftMinor }: Bounds): Draft[] {
  const guarded = withPriceGuard(drafts, lastPaid);
  return withinBudget(withMinimums(guarded, minorUnits), budgetLeftMinor, minorUnits);
}

/** More than this many days of demand are never added for the sake of a supplier's minimum. */
const mostExtraDays = 28;

/**
 * Orders below their supplier's minimum value: topped up where something would run out before the next order could come,
 * pack by pack of what lasts the shortest; else they wait, and say so.
 */
export function withMinimums(drafts: Draft[], minorUnits: number): Draft[] {
  const bySupplier = Map.groupBy(drafts, (draft) => (draft.kind === 'buy' ? draft.plan.position.supplierId : null));
  return [...bySupplier].flatMap(([supplierId, group]) => {
    const least = group[0]?.inputs.supplierMinimum ?? null;
    if (supplierId === null || least === null) return group;
    return upToMinimum(group, least, minorUnits);
  });
}

function upToMinimum(group: Draft[], least: number, minorUnits: number): Draft[] {
  const valueOf = (all: Draft[]) => all.reduce((sum, draft) => sum + (costOf(draft, minorUnits) ?? 0), 0) / minorUnits;
  const isUrgent = group.some(({ inputs }) => inputs.position <= inputs.perDay * inputs.leadDays);
  const grown = valueOf(group) < least && isUrgent ? toppedUp(group, least, minorUnits) : group;
  const total = valueOf(grown);
  return grown.map((draft) => ({
    ...draft,
    inputs: { ...draft.inputs, supplierTotal: total },
    holds: total < least ? [...draft.holds, 'minimum_value' as const] : draft.holds,
  }));
}

function toppedUp(group: Draft[], least: number, minorUnits: number): Draft[] {
  const added = group.map(() => 0);
  const cost = (index: number) => (group[index]?.inputs.unitCost ?? 0) * (group[index]?.packSize ?? 1);
  let value = group.reduce((sum, draft) => sum + (costOf(draft, minorUnits) ?? 0), 0) / minorUnits;
  while (value < least) {
    const next = shortest(group, added);
    if (next === undefined) break;
    added[next] = (added[next] ?? 0) + 1;
    value += cost(next);
  }
  // Half way to the minimum is no order either: then nothing is added.
  if (value < least) return group;
  return group.map((draft, index) => {
    const units = (added[index] ?? 0) * draft.packSize;
    const quantity = draft.quantity + units;
    return { ...draft, quantity, inputs: { ...draft.inputs, quantity, toppedUp: units } };
  });
}

/** What lasts the fewest days with what is ordered, and may still grow. */
function shortest(group: Draft[], added: number[]): number | undefined {
  let best: { index: number; days: number } | undefined;
  for (const [index, { quantity, packSize, inputs, plan }] of group.entries()) {
    const more = (added[index] ?? 0) * packSize;
    const there = inputs.position + inputs.fromOthers + quantity + more;
    const isTooMuch =
      inputs.perDay <= 0 ||
      (inputs.unitCost ?? 0) <= 0 ||
      (more + packSize) / inputs.perDay > mostExtraDays ||
      (plan.position.shelfMax !== null && there + packSize > plan.position.shelfMax);
    if (isTooMuch) continue;
    const days = there / inputs.perDay;
    if (best === undefined || days < best.days) best = { index, days };
  }
  return best?.index;
}

/**
 * What a month's budget does not pay for is held, the lowest margin at risk first.
 * @param leftMinor what is left of it; null: there is no budget
 */
export function withinBudget(drafts: Draft[], leftMinor: number | null, minorUnits: number): Draft[] {
  if (leftMinor === null) return drafts;
  let left = leftMinor;
  const held = new Map<Draft, Draft>();
  const bought = drafts.filter(({ kind }) => kind === 'buy');
  for (const draft of bought.toSorted(
    (one, other) => marginAtRisk(other.plan, minorUnits) - marginAtRisk(one.plan, minorUnits),
  )) {
    const cost = costOf(draft, minorUnits) ?? 0;
    const inputs = { ...draft.inputs, budgetLeftMinor: left };
    // What waits for another reason spends nothing yet.
    const waits = draft.holds.some((hold) => hold !== 'shelf_max');
    if (cost > left) held.set(draft, { ...draft, inputs, holds: [...draft.holds, 'budget'] });
    else held.set(draft, { ...draft, inputs });
    if (cost <= left && !waits) left -= cost;
  }
  return drafts.map((draft) => held.get(draft) ?? draft);
}

/** What costs more than last time, by more than the policy lets pass, is held. */
export function withPriceGuard(drafts: Draft[], lastPaid: ReadonlyMap<string, number>): Draft[] {
  return drafts.map((draft) => {
    const paid = lastPaid.get(draft.plan.position.productId) ?? null;
    if (draft.kind === 'transfer' || paid === null) return draft;
    const { unitCost } = draft.inputs;
    const most = paid * (1 + draft.plan.position.priceJump / 100);
    const isJump = unitCost !== null && paid > 0 && unitCost > most;
    return {
      ...draft,
      inputs: { ...draft.inputs, lastPaid: paid },
      holds: isJump ? [...draft.holds, 'price_jump' as const] : draft.holds,
    };
  });
}
