import { type Forecast, forecast } from './demand.ts';
import type { Inputs } from './inputs.ts';
import { type OrderTerms, orderFor } from './order-rule.ts';
import type { Position } from './position.ts';
import { noSeason, type Season } from './season.ts';
import { daysBefore, upliftOf } from './uplift.ts';

/** A run looks at each position every day. */
const lookEveryDays = 1;
/** Between two stores of the chain: nobody learns it yet. */
const transferDays = { mean: 2, variance: 0.36 };
/** Where a supplier is not known, or says nothing. */
const defaultLeadDays = { mean: 7, variance: 4.41 };
/** What has not sold in so many weeks or more is not ordered unless somebody has typed when. */
const silentWeeks = 4;
/** So many weeks must be known before what sold speaks against what was typed. */
const enoughWeeks = 8;

/** What is known of the store and the category of a position. */
export type Surroundings = {
  today: string;
  /** The last day whose sales are known. */
  demandTo: string | null;
  /** Median units a day of the category's products. */
  categoryDaily: number | null;
  /** What a unit that the store sells costs on the mean; null: not known. */
  meanCost: number | null;
  /** @param days so many of them from today on */
  season: (days: number) => Season;
};

/** What a position needs: when and how far it is to be filled, and how much that is now. */
export type Plan = {
  position: Position;
  reorderPoint: number;
  orderUpTo: number;
  /** Units below order-up-to, if it is to be ordered now; else 0. */
  wanted: number;
  terms: OrderTerms;
  forecast: Forecast;
  inputs: Inputs;
};

/**
 * Works out one position. Nothing is ordered where the policy is off or snoozed, or nothing is known.
 * @returns undefined where there is no reorder point: it is off, or nothing has sold and nobody has typed one
 */
export function planPosition(position: Position, around: Surroundings): Plan | undefined {
  if (position.method === 'off') return undefined;
  const lead = leadOf(position);
  const daysAhead = lead.mean + lookEveryDays;
  const demand = demandOf(position, around, daysAhead);
  const unitCost = position.supplierCost ?? position.productCost ?? position.meanCost;
  const terms: OrderTerms = {
    forecast: demand.forecast,
    leadDays: lead.mean,
    leadVariance: lead.variance,
    reviewDays: lookEveryDays,
    serviceLevel: position.serviceLevel,
    relativeCost: relativeCost(unitCost, around.meanCost),
    available: position.available - position.leaving,
    onOrder: position.onOrder,
    inTransit: position.inTransit,
    packSize: position.packSize,
    minOrder: position.minOrder,
    shelfMax: position.shelfMax,
    coverDays: position.reviewDays,
  };
  const rule = orderFor(terms);
  const found = pointsOf(position, demand.forecast, rule);
  if (found === undefined) return undefined;
  const isSnoozed = position.snoozedUntil !== null && around.today < position.snoozedUntil;
  const isDue = !isSnoozed && rule.position <= found.reorderPoint;
  const wanted = isDue ? Math.max(found.orderUpTo - rule.position, 0.001) : 0;
  const inputs: Inputs = {
    method: found.method,
    demandTo: around.demandTo,
    perDay: demand.forecast.perDay,
    forecastMean: demand.forecast.mean,
    forecastVariance: demand.forecast.variance,
    forecastMethod: demand.forecast.method,
    inStockDays: position.inStockDays,
    seasonAhead: demand.seasonAhead,
    upliftAhead: demand.upliftAhead,
    upliftPast: demand.upliftPast,
    leadDays: lead.mean,
    leadVariance: lead.variance,
    leadFrom: lead.from,
    leadOrders: position.leadOrders,
    reviewDays: position.reviewDays,
    serviceLevel: position.serviceLevel,
    relativeCost: terms.relativeCost,
    cycleLevel: rule.cycleLevel,
    cycleDays: rule.cycleDays,
    law: rule.law,
    reorderPoint: found.reorderPoint,
    orderUpTo: found.orderUpTo,
    safetyStock: Math.max(0, found.reorderPoint - demand.forecast.mean),
    available: terms.available,
    onOrder: terms.onOrder,
    inTransit: terms.inTransit,
    position: rule.position,
    wanted,
    fromOthers: 0,
    quantity: 0,
    packSize: position.packSize,
    minOrder: position.minOrder,
    shelfMax: position.shelfMax,
    toppedUp: 0,
    unitCost,
    lastPaid: null,
    supplierMinimum: position.supplierMinimum,
    supplierTotal: null,
    budgetLeftMinor: null,
    giverSpare: null,
  };
  const { reorderPoint, orderUpTo } = found;
  return { position, reorderPoint, orderUpTo, wanted, terms, forecast: demand.forecast, inputs };
}

function leadOf({ warehouseId, leadDays, leadVariance, leadFrom }: Position): {
  mean: number;
  variance: number;
  from: Inputs['leadFrom'];
} {
  if (warehouseId !== null) return { ...transferDays, from: 'transfer' };
  if (leadDays === null) return { ...defaultLeadDays, from: 'default' };
  return { mean: leadDays, variance: leadVariance ?? (0.3 * leadDays) ** 2, from: leadFrom };
}

/** A mistyped cost must not decide alone: between a tenth and ten times the mean. */
const relativeCost = (unitCost: number | null, meanCost: number | null): number =>
  unitCost === null || meanCost === null || meanCost <= 0 ? 1 : Math.min(10, Math.max(0.1, unitCost / meanCost));

/** Promotions of the past are taken out of what sold, those to come are put onto what will. */
function demandOf(position: Position, around: Surroundings, daysAhead: number) {
  const { promotions, dailyUnits, dailyVariance, inStockDays, windowDays } = position;
  const last = around.demandTo ?? daysBefore(around.today, 1);
  const upliftPast = windowDays > 0 ? upliftOf(promotions, daysBefore(last, windowDays - 1), windowDays) : 1;
  const season = daysAhead > 0 ? around.season(daysAhead) : noSeason;
  const upliftAhead = upliftOf(promotions, around.today, daysAhead);
  const weeks = position.weeks.map((units, week) =>
    units === null ? null : units / upliftOf(promotions, daysBefore(last, 7 * week + 6), 7),
  );
  const found = forecast(
    {
      weeks,
      dailyMean: dailyUnits === null ? null : dailyUnits / upliftPast,
      dailyVariance: dailyVariance === null ? null : dailyVariance / upliftPast ** 2,
      inStockDays,
      categoryDaily: around.categoryDaily,
    },
    { fromDay: around.today, days: daysAhead },
    { ...season, ahead: season.ahead * upliftAhead },
  );
  return { forecast: found, seasonAhead: season.ahead, upliftAhead, upliftPast };
}

/** The points that count: of the policy, of what sells, or of the catalogue where too little is known. */
function pointsOf(
  { method, fixedPoint, fixedUpTo, typedPoint, weeks }: Position,
  { method: how }: Forecast,
  rule: { reorderPoint: number; orderUpTo: number },
): { method: Inputs['method']; reorderPoint: number; orderUpTo: number } | undefined {
  const fixed = fixedPoint ?? typedPoint;
  if (method === 'fixed' && fixed !== null)
    return { method: 'fixed', reorderPoint: fixed, orderUpTo: Math.max(fixedUpTo ?? fixed, fixed) };
  const isSilent = weeks.filter((units) => units !== null).length >= silentWeeks && weeks.every((units) => !units);
  const isNone = how === 'none' || isSilent;
  const isShort = weeks.filter((units) => units !== null).length < enoughWeeks;
  const isTyped = typedPoint !== null && (isNone || (isShort && typedPoint > rule.reorderPoint));
  if (isTyped) {
    const more = Math.max(1, rule.orderUpTo - rule.reorderPoint);
    return { method: 'typed', reorderPoint: typedPoint, orderUpTo: typedPoint + more };
  }
  if (isNone) return undefined;
  return { method: 'learned', reorderPoint: rule.reorderPoint, orderUpTo: rule.orderUpTo };
}
