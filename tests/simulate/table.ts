import { fillRate, meanOf, meanStock, stockAt, tunedTo } from './curves.ts';
import { groupNames, policies, type Seed } from './seed.ts';

/** The fill rate at which policies are compared. */
const goal = 0.95;

/** What the seeds found, as lines of text. */
export function tableOf(seeds: readonly Seed[]): string[] {
  const fixed = betterFixed(seeds);
  const shown = [...policies.keys()].filter((nth) => !policies[nth]?.name.startsWith('fixed') || nth === fixed);
  const lines = [
    `Mean stock value needed for a fill rate of ${percent(goal)} (units met of units wanted), on the last 40 % of days.`,
    `100 is ours. Mean of ${seeds.length} seeds, with the 95 % interval of the last column.`,
    '',
    row(['class', 'positions', ...shown.map((nth) => policies[nth]?.name ?? ''), 'ours against the better']),
  ];
  for (const [group, name] of groupNames.entries()) lines.push(row(compared(seeds, shown, group, name)));
  lines.push(
    '',
    `Tuned to ${percent(goal)} on the first 60 % of days, all classes together, then left alone on the rest:`,
    '',
  );
  lines.push(row(['policy', 'value', 'fill rate', 'days out', 'stock value', 'order lines']));
  for (const nth of shown) lines.push(row(tuned(seeds, nth)));
  return [...lines, '', ...curveLines(seeds, shown)];
}

/** Which of the fixed levels needs the least stock while tuning. */
function betterFixed(seeds: readonly Seed[]): number {
  const all = groupNames.length - 1;
  const need = (nth: number): number =>
    meanOf(seeds.map(({ curves }) => stockAt(curves[nth]?.[all]?.tuning ?? [], goal) ?? Infinity)).mean;
  return [...policies.keys()]
    .filter((nth) => policies[nth]?.name.startsWith('fixed'))
    .reduce((best, nth) => (need(nth) < need(best) ? nth : best));
}

function compared(seeds: readonly Seed[], shown: readonly number[], group: number, name: string): string[] {
  const needs = seeds.map(({ curves }) => shown.map((nth) => stockAt(curves[nth]?.[group]?.comparing ?? [], goal)));
  const positions = Math.round(meanOf(seeds.map((seed) => seed.positions[group] ?? 0)).mean);
  const ours = (need: (number | null)[]): number | null => need.at(-1) ?? null;
  const against = shown.map((_, nth) => {
    const shares = needs.flatMap((need) => {
      const [own, theirs] = [ours(need), need[nth] ?? null];
      return own === null || theirs === null || own === 0 ? [] : [theirs / own];
    });
    return shares.length < seeds.length ? { mean: Number.NaN, half: null } : meanOf(shares);
  });
  const baselines = against.slice(0, -1);
  const better = baselines.reduce(
    (best, one, nth) =>
      one.mean < (baselines[best]?.mean ?? Infinity) || Number.isNaN(baselines[best]?.mean) ? nth : best,
    0,
  );
  const saved = needs.flatMap((need) => {
    const [own, theirs] = [ours(need), need[better] ?? null];
    return own === null || theirs === null || theirs === 0 ? [] : [own / theirs - 1];
  });
  const { mean, half } = meanOf(saved);
  const missed = seeds.length - saved.length;
  const share = `${signed(mean)}${half === null ? '' : ` +- ${(half * 100).toFixed(1)}`} %`;
  const said = positions === 0 ? 'none of it' : missed > 0 ? `not told: missed in ${missed} seeds` : share;
  return [
    name,
    String(positions),
    ...against.map((one) => (Number.isNaN(one.mean) ? '-' : (one.mean * 100).toFixed(0))),
    said,
  ];
}

function tuned(seeds: readonly Seed[], nth: number): string[] {
  const all = groupNames.length - 1;
  const chosen = seeds.flatMap(({ curves }) => {
    const { tuning = [], comparing = [] } = curves[nth]?.[all] ?? {};
    const value = tunedTo(tuning, goal)?.value;
    return comparing.filter((point) => point.value === value);
  });
  const of = (what: (point: (typeof chosen)[number]) => number): number => meanOf(chosen.map(what)).mean;
  const fills = meanOf(chosen.map(({ outcome }) => fillRate(outcome)));
  return [
    policies[nth]?.name ?? '',
    `${policies[nth]?.parameter} ${of(({ value }) => value).toPrecision(3)}`,
    `${percent(fills.mean)}${fills.half === null ? '' : ` +- ${(fills.half * 100).toFixed(1)}`}`,
    percent(of(({ outcome }) => outcome.outDays / outcome.positionDays)),
    whole(of(({ outcome }) => meanStock(outcome))),
    whole(of(({ outcome }) => outcome.orders)),
  ];
}

function curveLines(seeds: readonly Seed[], shown: readonly number[]): string[] {
  const all = groupNames.length - 1;
  const rates = [0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99];
  const lines = [
    'The curves on the last 40 % of days, all classes: mean stock value for a fill rate; - where a seed misses it.',
    '',
  ];
  lines.push(row(['policy', ...rates.map(percent)]));
  for (const nth of shown) {
    const needs = rates.map((rate) => {
      const found = seeds.flatMap(({ curves }) => stockAt(curves[nth]?.[all]?.comparing ?? [], rate) ?? []);
      return found.length < seeds.length ? '-' : whole(meanOf(found).mean);
    });
    lines.push(row([policies[nth]?.name ?? '', ...needs]));
  }
  return lines;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1).replace('.0', '')} %`;
const signed = (share: number): string => `${share > 0 ? '+' : ''}${(share * 100).toFixed(1)}`;
const row = ([first = '', ...rest]: readonly string[]): string =>
  `  ${first.padEnd(34)}${rest.map((cell) => cell.padStart(Math.max(12, Math.min(cell.length + 2, 36)))).join('')}`;
