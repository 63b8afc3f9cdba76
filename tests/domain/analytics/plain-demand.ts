import type { PlainMovement } from './plain-availability.ts';

// What demand must be, worked out from each movement and each minute without stock, for one product in one store that is
// open all day, every day.

export type PlainSale = PlainMovement & { type: string; day: number; netMinor: number };
export type PlainDemand = {
  demandDays: number;
  dailyUnits: number | null;
  dailyVariance: number | null;
  weeks: (number | null)[];
  ages: number[];
};

const dayMinutes = 1440;
const sumOf = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, 0);

/**
 * @param moves with `day` 0 for the last finished day, 1 for the one before; `out` opening minutes without stock, alike
 * @param firstDay the day of the first movement, counted alike
 */
export function plainDemand(moves: PlainSale[], out: Record<number, number>, firstDay: number): PlainDemand {
  const units = (from: number, to: number) =>
    sumOf(
      moves
        .filter(({ type, day, at }) => isSold(type) && day >= from && day <= to && !wasOut(moves, at))
        .map(({ quantity }) => -quantity),
    );
  const held = (days: number) =>
    (sumOf(range(days).map((day) => (day <= firstDay ? dayMinutes - (out[day] ?? 0) : 0))) || 0) / dayMinutes;
  const demandDays = held(28) < 7 ? 91 : 28;
  const days = held(demandDays);
  const daily = range(demandDays).map((day) => units(day, day));
  const sold = sumOf(daily);
  const squares = sumOf(daily.map((one) => one * one));
  return {
    demandDays,
    dailyUnits: days > 0 ? Math.max(sold, 0) / Math.max(days, 1) : null,
    dailyVariance: days > 1 ? Math.max(squares - (sold * sold) / days, 0) / (days - 1) : null,
    weeks: range(53).map((week) => {
      const [first, last] = [week * 7, week * 7 + 6];
      const without = sumOf(range(7).map((day) => out[first + day] ?? 0));
      if (last > firstDay || without > (7 * dayMinutes) / 2) return null;
      return (units(first, last) * 7 * dayMinutes) / (7 * dayMinutes - without);
    }),
    ages: plainAges(moves),
  };
}

const range = (length: number) => Array.from({ length }, (_, index) => index);
const isSold = (type: string) => type === 'sale' || type === 'return';

/** Whether nothing was on hand just before and just after this instant, of a product the store had had before. */
function wasOut(moves: PlainMovement[], at: number): boolean {
  const before = moves.filter((move) => move.at < at && move.quantity !== 0);
  const then = [...before, ...moves.filter((move) => move.at === at)];
  return before.length > 0 && sumOf(before.map((m) => m.quantity)) <= 0 && sumOf(then.map((m) => m.quantity)) <= 0;
}

/** Units on hand by age: goods leave in the order in which they came; what customers bring back is not new. */
function plainAges(moves: PlainSale[]): number[] {
  const lots: { age: number; left: number }[] = [];
  const byDay = Map.groupBy(
    moves.filter(({ type }) => !isSold(type)),
    ({ day, type }) => `${day} ${type.startsWith('count') ? 'count' : type}`,
  );
  for (const those of byDay.values()) {
    const came = sumOf(those.map(({ quantity }) => quantity));
    if (came > 0) lots.push({ age: those[0]?.day ?? 0, left: came });
  }
  let left = Math.max(0, sumOf(moves.map(({ quantity }) => quantity)));
  const ages = [0, 0, 0, 0, 0];
  for (const lot of lots.toSorted((one, other) => one.age - other.age)) {
    const part = Math.min(left, lot.left);
    const bucket = [31, 61, 91, 181, Infinity].findIndex((end) => lot.age < end);
    ages[bucket] = (ages[bucket] ?? 0) + part;
    left -= part;
  }
  ages[4] = (ages[4] ?? 0) + left;
  return ages;
}

/** ABC as an accountant would do it on paper. */
export function plainAbc(margins: { id: string; margin: number; kind: 'N' | 'U' | '' }[]): Record<string, string> {
  const ranked = margins
    .filter(({ kind }) => kind === '')
    .toSorted((one, other) => other.margin - one.margin || Number(one.id) - Number(other.id));
  const whole = sumOf(ranked.map(({ margin }) => Math.max(0, margin)));
  let above = 0;
  const found: Record<string, string> = Object.fromEntries(margins.map(({ id, kind }) => [id, kind]));
  for (const { id, margin } of ranked) {
    found[id] = margin <= 0 ? 'C' : above < 0.8 * whole ? 'A' : above < 0.95 * whole ? 'B' : 'C';
    above += Math.max(0, margin);
  }
  return found;
}

/** X, Y, Z by standard deviation / mean of at least 8 of the last 13 weeks. */
export function plainXyz(weeks: (number | null)[]): string {
  const known = weeks.slice(0, 13).filter((week) => week !== null);
  const mean = sumOf(known) / known.length;
  if (known.length < 8 || !(mean > 0)) return '-';
  const deviation = Math.sqrt(sumOf(known.map((week) => (week - mean) ** 2)) / (known.length - 1));
  return deviation / mean <= 0.5 ? 'X' : deviation / mean <= 1 ? 'Y' : 'Z';
}
