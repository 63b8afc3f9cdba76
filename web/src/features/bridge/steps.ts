import type { Bridge, BridgeKind } from '#domain/analytics/bridge.ts';

/** In what the bridge is counted: units, or money at cost in minor units. */
export type Measure = 'units' | 'value';

/** A bar of the waterfall: from where to where it reaches, and by how much that changes the stock. */
export type Step = {
  key: 'opening' | BridgeKind | 'closing';
  from: number;
  to: number;
  /** Signed for what changed; the whole for opening and closing. */
  amount: number;
};

/** Thousandths, so that units add up exactly as whole numbers: 11 digits and 3 decimals fit into a double. */
const thousandths = (text: string): number => Math.round(Number(text) * 1000);

/**
 * The bars of a bridge, each beginning where the one before ends.
 * @returns the steps, in minor units or in thousandths of a unit, and whether they end at the closing
 */
export function stepsOf({ opening, bars, closing }: Bridge, measure: Measure): { steps: Step[]; addsUp: boolean } {
  const of = ({ units, valueMinor }: Bridge['opening']) => (measure === 'units' ? thousandths(units) : valueMinor);
  let level = of(opening);
  const steps: Step[] = [{ key: 'opening', from: 0, to: level, amount: level }];
  for (const bar of bars) {
    const amount = of(bar);
    steps.push({ key: bar.kind, from: level, to: level + amount, amount });
    level += amount;
  }
  const end = of(closing);
  return { steps: [...steps, { key: 'closing', from: 0, to: end, amount: end }], addsUp: level === end };
}

/**
 * Where the picture's scale begins and ends. It begins at nothing; where what changed would be too small to see beside
 * what was there (under a third of it), it begins just below the lowest point, which the picture says.
 */
export function scaleOf(steps: Step[]): { low: number; high: number; isCut: boolean } {
  const levels = steps.flatMap(({ key, from, to }) => (key === 'opening' || key === 'closing' ? [to] : [from, to]));
  const [least, most] = [Math.min(...levels), Math.max(...levels)];
  const height = most - least;
  if (least > 0 && height > 0 && height < most / 3)
    return { low: Math.max(0, least - height / 2), high: most, isCut: true };
  return { low: Math.min(0, least), high: Math.max(0, most, least + 1), isCut: false };
}
