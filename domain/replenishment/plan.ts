import { type Forecast, forecast } from './demand.ts';
import { daysAheadOf, historyOf, leadOf, pastUplift, type Surroundings } from './history.ts';
import type { Inputs } from './inputs.ts';
import { type Levels, levelsFor } from './order-rule.ts';
import type { Position } from './position.ts';
import { noSeason } from './season.ts';
import { upliftOf } from './uplift.ts';

/** What has not sold in the last weeks, of which so many are known, is not ordered unless somebody has typed when. */
const silentWeeks = { of: 13, known: 4 };
/** So many weeks must be known before what sold speaks against what was typed. */
const enoughWeeks = 8;

/** What a position needs: when and how far it is to be filled, and how much that is now. */
export type Plan = {
  position: Position;
  reorderPoint: number;
  orderUpTo: number;
  /** Units below order-up-to, if it is to be ordered now; else 0. */
  wanted: number;
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
  const demand = demandOf(position, around);
  const unitCost = position.supplierCost ?? position.productCost ?? position.meanCost;
  const rule = levelsFor({
    forecast: demand.forecast,
    leadVariance: lead.variance,
    lookEveryDays: around.lookEveryDays,
    reviewDays: position.reviewDays,
    serviceLevel: position.serviceLevel,
    relativeCost: relativeCost(unitCost, around.meanCost),
    packSize: position.packSize,
    minOrder: position.minOrder,
    errors: around.errors,
  });
  const available = position.available - position.leaving;
  const there = available + position.onOrder + position.inTransit;
  const found = pointsOf(position, demand.forecast, rule);
  if (found === undefined) return undefined;
  const isSnoozed = position.snoozedUntil !== null && around.today < position.snoozedUntil;
  const isDue = !isSnoozed && there <= found.reorderPoint;
  const wanted = isDue ? Math.max(found.orderUpTo - there, 0.001) : 0;
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
    leadDays: lead.days,
    leadVariance: lead.variance,
    leadFrom: lead.from,
    leadOrders: position.leadOrders,
    reviewDays: position.reviewDays,
    serviceLevel: position.serviceLevel,
    relativeCost: relativeCost(unitCost, around.meanCost),
    cycleLevel: rule.cycleLevel,
    cycleDays: rule.cycleDays,
    law: rule.law,
    pastForecasts: rule.pastForecasts,
    reorderPoint: found.reorderPoint,
    orderUpTo: found.orderUpTo,
    safetyStock: Math.max(0, found.reorderPoint - demand.forecast.mean),
    available,
    onOrder: position.onOrder,
    inTransit: position.inTransit,
    position: there,
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
  return { position, reorderPoint, orderUpTo, wanted, forecast: demand.forecast, inputs };
}

/** A mistyped cost must not decide alone: between a tenth and ten times the mean. */
const relativeCost = (unitCost: number | null, meanCost: number | null): number =>
  unitCost === null || meanCost === null || meanCost <= 0 ? 1 : Math.min(10, Math.max(0.1, unitCost / meanCost));

/** Promotions to come are put onto what will sell. */
function demandOf(position: Position, around: Surroundings) {
  const daysAhead = daysAheadOf(position, around);
  const season = daysAhead > 0 ? around.season(daysAhead) : noSeason;
  const upliftAhead = upliftOf(position.promotions, around.today, daysAhead);
  const found = forecast(
    historyOf(position, around),
    { fromDay: around.today, days: daysAhead },
    { ...season, ahead: season.ahead * upliftAhead },
    around.memory,
  );
  return { forecast: found, seasonAhead: season.ahead, upliftAhead, upliftPast: pastUplift(position, around) };
}

/** The points that count: of the policy, of what sells, or of the catalogue where too little is known. */
function pointsOf(
  { method, fixedPoint, fixedUpTo, typedPoint, weeks }: Position,
  { method: how }: Forecast,
  rule: Levels,
): { method: Inputs['method']; reorderPoint: number; orderUpTo: number } | undefined {
  const fixed = fixedPoint ?? typedPoint;
  if (method === 'fixed' && fixed !== null)
    return { method: 'fixed', reorderPoint: fixed, orderUpTo: Math.max(fixedUpTo ?? fixed, fixed) };
  const latest = weeks.slice(0, silentWeeks.of).filter((units) => units !== null);
  const isSilent = latest.length >= silentWeeks.known && latest.every((units) => units <= 0);
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
