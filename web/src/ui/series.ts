// Lines differ in dash as well as in colour, for eyes and printers that do not tell the colours apart.
const dashes = ['', '7 4', '2 3', '10 3 2 3', '4 2', '1 4'];

type Look = { colour?: number; isBefore?: boolean };

/**
 * How the n-th line of a chart is drawn. There are six ways; a chart has no more lines than that. With a colour of its
 * own a line is solid, and what it is compared with has the same colour, thinner and dashed.
 */
export function seriesStyle(
  index: number,
  { colour, isBefore = false }: Look = {},
): { color: string; strokeDasharray: string; strokeWidth: number } {
  const color = `var(--series-${((colour ?? index) % dashes.length) + 1})`;
  if (isBefore) return { color, strokeDasharray: '3 4', strokeWidth: 1.5 };
  return { color, strokeDasharray: colour === undefined ? (dashes[index % dashes.length] ?? '') : '', strokeWidth: 2 };
}

/** Whether a day (2026-11-22) is not over yet, where the first that is not is told. */
export const isRunning = (date: string, runningFrom: string | undefined): boolean =>
  runningFrom !== undefined && date >= runningFrom;
