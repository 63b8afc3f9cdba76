/** A value per day; null where nothing is known. */
export type Values = (number | null)[];

const round = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** A round number at or above what is given: one of the above times a power of ten. */
export function roundUp(most: number): number {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return (round.find((step) => step * power >= most * 0.999_999) ?? 10) * power;
}

/** From where to where a lane's scale goes: from nothing, or below it where there are values below. */
export function scaleOf(values: Values): { low: number; high: number } {
  const known = values.filter((value) => value !== null);
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)];
  return { low: least < 0 ? -roundUp(-least) : 0, high: most > 0 || least === 0 ? roundUp(most) : 0 };
}

/**
 * An SVG path that holds each value until the next day, with gaps where nothing is known.
 * @param x where the n-th day begins, in px
 * @param y where a value lies, in px
 */
export function stepPath(values: Values, x: (day: number) => number, y: (value: number) => number): string {
  let isDrawing = false;
  const parts = values.map((value, day) => {
    if (value === null) {
      isDrawing = false;
      return '';
    }
    const at = y(value).toFixed(1);
    const part = isDrawing ? `V${at}H${x(day + 1).toFixed(1)}` : `M${x(day).toFixed(1)},${at}H${x(day + 1).toFixed(1)}`;
    isDrawing = true;
    return part;
  });
  return parts.join('');
}

/** The same as an area down to `zero`, in one piece for each run of known values. */
export function areaPath(values: Values, x: (day: number) => number, y: (value: number) => number): string {
  const zero = y(0).toFixed(1);
  return stepPath(values, x, y)
    .split('M')
    .filter(Boolean)
    .map((run) => `M${run}V${zero}H${run.slice(0, run.indexOf(','))}Z`)
    .join('');
}
