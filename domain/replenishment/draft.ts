import { explainDemand } from './demand.ts';
import { type Inputs, numberWords } from './inputs.ts';
import type { Plan } from './plan.ts';
import type { Hold } from './suggestion.ts';

/** A suggestion before it is kept. Quantities in units, costs in the store's currency. */
export type Draft = {
  plan: Plan;
  kind: 'buy' | 'transfer';
  fromStoreId: string | null;
  fromStoreName: string | null;
  quantity: number;
  /** Before packs, minimums and limits. */
  raw: number;
  packSize: number;
  holds: Hold[];
  /** What others have been promised of the giver's, as it was read. */
  promised: number;
  inputs: Inputs;
};

/** A store that can give. */
export type Giving = { storeId: string; storeName: string; isWarehouse: boolean; spare: number; promised: number };

/** What somebody has rejected of a product, and it still holds: a purchase, or a transfer from a store. */
export type Held = { kind: 'buy' | 'transfer'; fromStoreId: string | null; heldBelow: number | null };

/**
 * What to fetch from other stores, and what to buy for the rest: nothing where what is fetched lifts the position above
 * its reorder point. A transfer brings at least a pack, or all that is wanted. What was rejected and holds is left out,
 * unless the position has fallen as far as was said.
 * @param givers those that have some to spare, in the order in which they are asked
 * @param held what holds of this product
 */
export function draftsFor(plan: Plan, givers: Giving[], held: readonly Held[] = []): Draft[] {
  if (plan.wanted <= 0 || plan.position.autoMode === 'off') return [];
  const isHeld = (kind: Held['kind'], from: string | null) =>
    held.some(
      (one) =>
        one.kind === kind &&
        one.fromStoreId === from &&
        (one.heldBelow === null || plan.inputs.position > one.heldBelow),
    );
  const drafts: Draft[] = [];
  let wanted = plan.wanted;
  for (const giver of givers) {
    if (isHeld('transfer', giver.storeId)) continue;
    const quantity = Math.min(Math.ceil(wanted), Math.floor(giver.spare));
    if (quantity < Math.max(1, Math.min(wanted, plan.position.packSize))) continue;
    drafts.push({
      plan,
      kind: 'transfer',
      fromStoreId: giver.storeId,
      fromStoreName: giver.storeName,
      quantity,
      raw: wanted,
      packSize: 1,
      holds: [],
      promised: giver.promised,
      inputs: { ...plan.inputs, giverSpare: giver.spare, quantity },
    });
    wanted -= quantity;
    if (wanted <= 0) return drafts;
  }
  const given = plan.wanted - wanted;
  if (plan.inputs.position + given > plan.reorderPoint || isHeld('buy', null)) return drafts;
  const bought = buy(plan, wanted, given);
  return bought === undefined ? drafts : [...drafts, bought];
}

/** Whole packs, no fewer than the supplier sends, no more than the shelf holds. */
function buy(plan: Plan, raw: number, given: number): Draft | undefined {
  const { packSize, minOrder, shelfMax, supplierId } = plan.position;
  const fewest = inPacks(Math.max(minOrder, packSize), packSize);
  const wanted = Math.max(fewest, inPacks(raw, packSize));
  const room = shelfMax === null ? Infinity : shelfMax - plan.inputs.position - given;
  const quantity = wanted <= room ? wanted : Math.floor(Math.max(0, room) / packSize) * packSize;
  if (quantity < fewest) return undefined;
  const holds: Hold[] = [
    ...(quantity < wanted ? (['shelf_max'] as const) : []),
    ...(supplierId === null ? (['no_supplier'] as const) : []),
    ...(plan.inputs.unitCost === null ? (['no_cost'] as const) : []),
  ];
  const inputs = { ...plan.inputs, fromOthers: given, quantity };
  const none = { fromStoreId: null, fromStoreName: null, promised: 0 };
  return { plan, kind: 'buy', ...none, quantity, raw, packSize, holds, inputs };
}

/** The least whole packs that hold so many units; a hair too much is not another pack. */
export const inPacks = (units: number, packSize: number): number =>
  Math.ceil(Math.round((units / packSize) * 1e6) / 1e6) * packSize;

/** What a suggestion costs, in minor units; null: nobody knows, or it is a transfer. */
export function costOf({ kind, quantity, inputs: { unitCost } }: Draft, minorUnits: number): number | null {
  return kind === 'transfer' || unitCost === null ? null : Math.round(quantity * unitCost * minorUnits);
}

/** The gross margin, in minor units, that a day without it costs. */
export function marginAtRisk({ position, inputs }: Plan, minorUnits: number): number {
  const { price, unitMargin } = position;
  const margin = unitMargin ?? (price === null || inputs.unitCost === null ? 0 : price - inputs.unitCost);
  return Math.max(0, Math.round(inputs.perDay * margin * minorUnits));
}

/** The suggestion in one sentence, as a buyer would put it. */
export function sentenceOf({ plan, kind, fromStoreName, quantity, packSize, inputs }: Draft): string {
  const days = arrival(kind, inputs);
  const why =
    inputs.method === 'learned'
      ? `${explainDemand(plan.forecast)}, ${days}, ${short(inputs.serviceLevel * 100)} % service`
      : inputs.method === 'fixed'
        ? `fixed by its policy, ${days}`
        : `the catalogue's reorder point, since too little is known of what sells, ${days}`;
  const coming = inputs.onOrder + inputs.inTransit;
  const packs = packSize === 1 ? '' : ` = ${short(quantity / packSize)} ${quantity === packSize ? 'pack' : 'packs'}`;
  const others = inputs.fromOthers > 0 ? ` (${short(inputs.fromOthers)} come from other stores)` : '';
  const what =
    kind === 'transfer'
      ? `fetch ${short(quantity)} from ${fromStoreName ?? 'another store'}, which can spare ${short(inputs.giverSpare ?? 0)}`
      : `order ${short(quantity)}${packs}${others}`;
  return `${why} -> reorder at ${short(inputs.reorderPoint)}; ${short(inputs.available)} here, ${short(coming)} coming -> ${what}`;
}

/** The days that the reorder point covers: those of the usual way, which need not be the way of this suggestion. */
function arrival(kind: Draft['kind'], { leadDays, leadFrom }: Inputs): string {
  const days = `${short(leadDays)} ${leadDays === 1 ? 'day' : 'days'}`;
  const isUsuallyFetched = leadFrom === 'transfer';
  if (isUsuallyFetched === (kind === 'transfer')) return `${days} to arrive`;
  return isUsuallyFetched ? `${days} to arrive when fetched` : `${days} to arrive if bought`;
}

/** A number with one decimal at most; small ones with two. */
const short = (value: number): string =>
  Math.abs(value) < 1 ? numberWords(value) : String(Math.round(value * 10) / 10);
