import { backtest, memoryOf } from './demand-memory.ts';
import type { DemandHistory } from './demand.ts';
import type { Inputs } from './inputs.ts';
import { Errors, pastErrors } from './past-errors.ts';
import type { Position } from './position.ts';
import type { Season } from './season.ts';
import { daysBefore, upliftOf } from './uplift.ts';

/** Days between two stores of the chain, and their variance: nobody learns it yet. */
const transferDays = { days: 2, variance: 0.36 };
/** Where a supplier is not known, or says nothing. */
const defaultLeadDays = { days: 7, variance: 4.41 };
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
  /** The weight of a week against the one after it with which products of the category are forecast best. */
  memory: number;
  /** How far off they were; null: not known. */
  errors: Errors | null;
  /** Days between two looks at the stock. */
  lookEveryDays: number;
};

/** How long an order of a position takes to the shelf: days, and their variance in square days. */
export function leadOf({ warehouseId, leadDays, leadVariance, leadFrom }: Position): {
  days: number;
  variance: number;
  from: Inputs['leadFrom'];
} {
  if (warehouseId !== null) return { ...transferDays, from: 'transfer' };
  if (leadDays === null) return { ...defaultLeadDays, from: 'default' };
  return { days: leadDays, variance: leadVariance ?? (0.3 * leadDays) ** 2, from: leadFrom };
}

/** Days from a look at a position until what is ordered at the next one would be here. */
export const daysAheadOf = (position: Position, { lookEveryDays }: Pick<Surroundings, 'lookEveryDays'>): number =>
  leadOf(position).days + lookEveryDays;

/** What a position sold, with what promotions added to it taken out. */
export function historyOf(position: Position, around: Surroundings): DemandHistory {
  const { promotions, dailyUnits, dailyVariance, inStockDays } = position;
  const uplift = pastUplift(position, around);
  const last = lastDay(around);
  return {
    weeks:
      promotions.length === 0
        ? position.weeks
        : position.weeks.map((units, week) =>
            units === null ? null : units / upliftOf(promotions, daysBefore(last, 7 * week + 6), 7),
          ),
    dailyMean: dailyUnits === null ? null : dailyUnits / uplift,
    dailyVariance: dailyVariance === null ? null : dailyVariance / uplift ** 2,
    inStockDays,
    categoryDaily: around.categoryDaily,
  };
}

type Days = Pick<Surroundings, 'today' | 'demandTo'>;
const lastDay = ({ today, demandTo }: Days): string => demandTo ?? daysBefore(today, 1);

/** How many times the usual the days sold that a position's daily mean is of, because of promotions. */
export const pastUplift = ({ promotions, windowDays }: Position, days: Days): number =>
  windowDays > 0 && promotions.length > 0
    ? upliftOf(promotions, daysBefore(lastDay(days), windowDays - 1), windowDays)
    : 1;

/** What the past of a category's products says of forecasts: the memory to make them with, and how far off they were. */
export function learnFrom(
  positions: readonly Position[],
  around: Surroundings,
): Pick<Surroundings, 'memory' | 'errors'> {
  const pasts = positions.map((position) => {
    const days = daysAheadOf(position, around);
    return { history: historyOf(position, around), season: around.season(days), days };
  });
  const memory = memoryOf(pasts.map(({ history, season, days }) => backtest(history, season, days)));
  const errors = new Errors(pasts.flatMap(({ history, season, days }) => pastErrors(history, season, days, memory)));
  return { memory, errors };
}
