// Lines differ in dash as well as in colour, for eyes and printers that do not tell the colours apart.
const dashes = ['', '7 4', '2 3', '10 3 2 3', '4 2', '1 4'];

/** How the n-th line of a chart is drawn. There are six ways; a chart has no more lines than that. */
export const seriesStyle = (index: number): { color: string; strokeDasharray: string } => ({
  color: `var(--series-${(index % dashes.length) + 1})`,
  strokeDasharray: dashes[index % dashes.length] ?? '',
});
