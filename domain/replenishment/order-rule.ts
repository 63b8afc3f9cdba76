import type { Forecast } from './demand.ts';
import type { Errors } from './past-errors.ts';
import { demandQuantile, type Law } from './statistics.ts';

/** What decides when to order, and how far up. Units are those of the product, days calendar days. */
export type LevelTerms = {
  /** Of the days until an order placed at the next look would be here: lead time + days between two looks. */
  forecast: Forecast;
  /** Of the days from order to shelf, in square days. */
  leadVariance: number;
  /** Days between two looks at the stock. */
  lookEveryDays: number;
  /** How many days an order is to last: the review period. */
  reviewDays: number;
  /** The probability, below 1, of not running out in a week: of a product of mean cost whose orders last for a week. */
  serviceLevel: number;
  /** Cost of a unit against the mean cost of the units that the store sells; 1: like the mean, or not known. */
  relativeCost: number;
  packSize: number;
  /** The fewest units that the supplier sends of it. */
  minOrder: number;
  /** How far off past forecasts of the product's category were; null: not known. */
  errors: Errors | null;
};

/** When to order and how far up, with the terms that it came from. */
export type Levels = {
  /** Order when the position is at or below. */
  reorderPoint: number;
  /** Order up to here, and then up to a whole pack. */
  orderUpTo: number;
  /** Units kept above the mean demand against the unforeseen; below 0 where it pays to risk running out. */
  safetyStock: number;
  /** The probability with which one order cycle is to pass without running out, and how many days a cycle lasts. */
  cycleLevel: number;
  cycleDays: number;
  law: Law;
  /** How many past forecasts had their say beside the law. */
  pastForecasts: number;
};

/** The most that a cycle may risk, where hardly anything is won by holding more. */
const mostRisk = 0.8;

/**
 * When to order, and how far up. The reorder point covers the demand until an order of the next look would be here: mean
 * + safety, the safety for variance = variance of that demand + (units a day)^2 x variance of the lead time (Silver, Pyke
 * & Thomas, Inventory and Production Management in Supply Chains, 4th ed. 2017, ch. 6). An order lasts for the review
 * period: what is sold until the next look is in the reorder point already, the rest comes on top.
 *
 * How much safety: for a given sum in stock the fewest sales are lost where the risk of a cycle is in proportion to the
 * cost of a unit and to the length of a cycle (there, "specified charge per unit short"). What is dear is given more risk
 * so, and so is what comes in packs that last for weeks, since it can run out but once in a pack. Only the root of the
 * length is taken: it comes from an estimated rate, and a rate that was taken too low would be believed twice.
 *
 * How many units that level means says the law of the demand, and how far off past forecasts of the category were: what
 * is bought in large lots now and then follows no law (split conformal prediction with standardised errors: Lei et al.,
 * JASA 113, 2018; for stock, Trapero, Cardos & Kourentzes, International Journal of Forecasting 35, 2019).
 */
export function levelsFor({
  forecast,
  packSize,
  minOrder,
  reviewDays,
  lookEveryDays,
  errors,
  ...terms
}: LevelTerms): Levels {
  const { perDay, mean } = forecast;
  const fewest = Math.ceil(Math.max(minOrder, packSize) / packSize) * packSize;
  const cycleDays = Math.max(reviewDays, lookEveryDays, perDay > 0 ? fewest / perDay : 0);
  const risk = (1 - terms.serviceLevel) * Math.sqrt(cycleDays / 7) * terms.relativeCost;
  const cycleLevel = 1 - Math.min(mostRisk, risk);
  const variance = forecast.variance + perDay * perDay * terms.leadVariance;
  const { units, law } = demandQuantile(mean, variance, cycleLevel);
  const seen = errors?.at(mean, cycleLevel) ?? null;
  const reorderPoint = seen === null ? units : blended(seen, { mean, variance, units });
  const orderUpTo = reorderPoint + Math.max(1, perDay * (reviewDays - lookEveryDays));
  const safetyStock = reorderPoint - mean;
  return { reorderPoint, orderUpTo, safetyStock, cycleLevel, cycleDays, law, pastForecasts: seen?.count ?? 0 };
}

/** So many past errors say as much as the law of the demand. */
const likeLaw = 1_000;

/** The quantile of the law and that of past errors, by how many these are, in whole units; above what they tell the law adds the rest. */
function blended(
  { deviations, level, count }: { deviations: number; level: number; count: number },
  law: { mean: number; variance: number; units: number },
): number {
  const told = Math.max(0, law.mean + deviations * Math.sqrt(law.variance));
  const above = law.units - demandQuantile(law.mean, law.variance, level).units;
  const share = count / (count + likeLaw);
  return Math.round(share * (told + above) + (1 - share) * law.units);
}
