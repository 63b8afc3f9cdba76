import { explainDemand, type Forecast } from './demand.ts';
import { demandQuantile, type Law } from './statistics.ts';

/** What decides whether to order, and how much. Units are those of the product, days calendar days. */
export type OrderTerms = {
  /** Of the days until an order placed at the next review would be here: lead time + review period. */
  forecast: Forecast;
  /** Mean days from order to shelf, and their variance in square days. */
  leadDays: number;
  leadVariance: number;
  /** Days between two looks at the stock. */
  reviewDays: number;
  /** The probability, below 1, of not running out in a week: of a product of mean cost whose orders last for a week. */
  serviceLevel: number;
  /** Cost of a unit against the mean cost of the units that the store sells; 1: like the mean, or not known. */
  relativeCost: number;
  /** Units on hand and free to sell (below zero: owed), ordered and not here yet, and on the way from other stores. */
  available: number;
  onOrder: number;
  inTransit: number;
  packSize: number;
  /** The fewest units that the supplier sends of it. */
  minOrder: number;
  /** The most units that the shelf takes; null: no limit. */
  shelfMax: number | null;
  /** For how many more days an order is to last than it must; 0: order as little as the pack allows. */
  coverDays: number;
};

/** What to do, with every term that it came from. */
export type OrderDecision = {
  /** Order when the position is at or below. */
  reorderPoint: number;
  /** Order up to here, and then up to a whole pack. */
  orderUpTo: number;
  /** Units kept above the mean demand against the unforeseen; below 0 where it pays to risk running out. */
  safetyStock: number;
  /** available + on order + in transit. */
  position: number;
  /** The probability with which one order cycle is to pass without running out, and how many days a cycle lasts. */
  cycleLevel: number;
  cycleDays: number;
  law: Law;
  /** Units to order: whole packs, 0 for none. */
  quantity: number;
  packs: number;
  /** Why the quantity is not what the reorder rule asks for; null: it is. */
  limit: string | null;
};

/** The most that a cycle may risk, where hardly anything is won by holding more. */
const mostRisk = 0.8;

/**
 * Whether to order now, and how much. The reorder point covers the demand until an order of the next review would be
 * here: mean + safety, the safety for variance = variance of that demand + (units a day)^2 x variance of the lead time
 * (Silver, Pyke & Thomas, Inventory and Production Management in Supply Chains, 4th ed. 2017, ch. 6).
 *
 * How much safety: for a given sum in stock the fewest sales are lost where the risk of a cycle is in proportion to the
 * cost of a unit and to the length of a cycle (there, "specified charge per unit short"). What is dear is given more risk
 * so, and so is what comes in packs that last for weeks, since it can run out but once in a pack. Only the root of the
 * length is taken: it comes from an estimated rate, and a rate that was taken too low would be believed twice.
 */
export function orderFor(terms: OrderTerms): OrderDecision {
  const { forecast, available, onOrder, inTransit, reviewDays, coverDays } = terms;
  const { perDay, mean } = forecast;
  const position = available + onOrder + inTransit;
  const fewest = Math.ceil(Math.max(terms.minOrder, terms.packSize) / terms.packSize) * terms.packSize;
  const cycleDays = Math.max(reviewDays, coverDays, perDay > 0 ? fewest / perDay : 0);
  const risk = (1 - terms.serviceLevel) * Math.sqrt(cycleDays / 7) * terms.relativeCost;
  const cycleLevel = 1 - Math.min(mostRisk, risk);
  const variance = forecast.variance + perDay * perDay * terms.leadVariance;
  const { units: reorderPoint, law } = demandQuantile(mean, variance, cycleLevel);
  // Above the reorder point by the least that can be ordered, or by what is to last.
  const orderUpTo = reorderPoint + Math.max(1, perDay * coverDays);
  const wanted =
    mean > 0 && position <= reorderPoint
      ? Math.max(fewest, Math.ceil((orderUpTo - position) / terms.packSize) * terms.packSize)
      : 0;
  const { quantity, limit } = onShelf(wanted, fewest, position, terms);
  const decision = { reorderPoint, orderUpTo, safetyStock: reorderPoint - mean, position, cycleLevel, cycleDays, law };
  return { ...decision, quantity, packs: quantity / terms.packSize, limit };
}

/** As many whole packs of what is wanted as the shelf has room for. */
function onShelf(wanted: number, fewest: number, position: number, { shelfMax, packSize }: OrderTerms) {
  if (wanted === 0 || shelfMax === null || position + wanted <= shelfMax) return { quantity: wanted, limit: null };
  const room = Math.floor(Math.max(0, shelfMax - position) / packSize) * packSize;
  if (room >= fewest) return { quantity: room, limit: `the shelf takes ${words(shelfMax)}` };
  return { quantity: 0, limit: `the shelf takes ${words(shelfMax)}, and the least order is ${words(fewest)}` };
}

/** The decision in one sentence, as a buyer would put it. */
export function explainOrder(terms: OrderTerms, { reorderPoint, quantity, packs, limit }: OrderDecision): string {
  const coming = terms.onOrder + terms.inTransit;
  const service = `${words(terms.serviceLevel * 100)} % service`;
  const arrive = `${words(terms.leadDays)} ${terms.leadDays === 1 ? 'day' : 'days'} to arrive`;
  const order =
    quantity === 0
      ? 'order nothing'
      : terms.packSize === 1
        ? `order ${words(quantity)}`
        : `order ${words(quantity)} = ${words(packs)} ${packs === 1 ? 'pack' : 'packs'}`;
  const found = `${explainDemand(terms.forecast)}, ${arrive}, ${service} -> reorder at ${words(reorderPoint)}`;
  return `${found}; ${words(terms.available)} here, ${words(coming)} coming -> ${order}${limit === null ? '' : `: ${limit}`}`;
}

/** A number with one decimal at most. */
const words = (value: number): string => String(Math.round(value * 10) / 10);
