/**
 * Bars of a chart: what each stands for, and how high it is.
 * @property name what it stands for in full, for who does not see it; without it the label
 * @property mark a thin line: what it is compared with
 */
export type Bar = { label: string; name?: string; value: number; mark?: number | null };

/** In the pixels of a mail 600 wide; drawn twice as large, for sharp screens. */
export const chartSize = { width: 552, height: 190 };

// One panel that is light in dark mails, too: mail programs change colours around a picture, never in it.
const colour = {
  panel: '#f6f7f9',
  bar: '#4263eb',
  minus: '#c92a2a',
  mark: '#1c1f25',
  grid: '#d9dde3',
  text: '#383e48',
};
const edge = { left: 66, right: 12, top: 14, bottom: 28 };

/**
 * A bar chart as SVG text, in Noto Sans.
 * @param bars at least one
 * @param write writes a value of the axis
 */
export function barChart(bars: Bar[], write: (value: number) => string): string {
  const { width, height } = chartSize;
  const inner = { width: width - edge.left - edge.right, height: height - edge.top - edge.bottom };
  const values = bars.flatMap(({ value, mark }) => [value, mark ?? 0]);
  const ticks = ticksOf(Math.min(0, ...values), Math.max(0, ...values));
  const [least = 0, most = 1] = [ticks[0], ticks.at(-1)];
  const y = (value: number) => round(edge.top + inner.height * (1 - (value - least) / (most - least)));
  const step = inner.width / bars.length;
  const thick = Math.min(36, step * 0.7);
  const every = Math.ceil(bars.length / Math.max(1, Math.floor(inner.width / labelWidth(bars))));
  const drawn = bars.map(({ label, value, mark }, nth) => {
    const middle = edge.left + step * (nth + 0.5);
    const [top, bottom] = [Math.min(y(value), y(0)), Math.max(y(value), y(0))];
    const fill = value < 0 ? colour.minus : colour.bar;
    const marked =
      mark == null
        ? ''
        : `<path d="M${round(middle - thick / 2 - 2)} ${y(mark)}h${round(thick + 4)}" stroke="${colour.mark}" stroke-width="2"/>`;
    const told =
      nth % every === 0
        ? `<text x="${round(middle)}" y="${height - 9}" text-anchor="middle">${escape(label)}</text>`
        : '';
    return `<rect x="${round(middle - thick / 2)}" y="${top}" width="${round(thick)}" height="${round(Math.max(0, bottom - top))}" rx="2" fill="${fill}"/>${marked}${told}`;
  });
  const lines = ticks.map(
    (tick) =>
      `<path d="M${edge.left} ${y(tick)}H${width - edge.right}" stroke="${colour.grid}"/>` +
      `<text x="${edge.left - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${escape(write(tick))}</text>`,
  );
  return picture(height, [...lines, ...drawn]);
}

/**
 * A bar chart of names as SVG text: a row for each, with its value behind the bar. As high as it has rows.
 * @param bars at least one
 * @param write writes a value
 */
export function lyingChart(bars: Bar[], write: (value: number) => string): string {
  const [row, left, right] = [26, 150, 78];
  const span = chartSize.width - left - right;
  const values = bars.flatMap(({ value, mark }) => [value, mark ?? 0]);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const x = (value: number) => round(left + (span * (value - least)) / (most - least || 1));
  const rows = bars.map(({ label, value, mark }, nth) => {
    const top = edge.top + row * nth;
    const [from, to] = [Math.min(x(value), x(0)), Math.max(x(value), x(0))];
    const marked = mark == null ? '' : `<path d="M${x(mark)} ${top + 2}v20" stroke="${colour.mark}" stroke-width="2"/>`;
    return (
      `<text x="${left - 8}" y="${top + 17}" text-anchor="end">${escape(label)}</text>` +
      `<rect x="${from}" y="${top + 4}" width="${round(to - from)}" height="16" rx="2" fill="${value < 0 ? colour.minus : colour.bar}"/>` +
      `${marked}<text x="${round(Math.max(to, mark == null ? 0 : x(mark)) + 6)}" y="${top + 17}">${escape(write(value))}</text>`
    );
  });
  return picture(edge.top * 2 + row * bars.length, rows);
}

const picture = (height: number, drawn: string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${chartSize.width}" height="${height}" viewBox="0 0 ${chartSize.width} ${height}" ` +
  `font-family="Noto Sans" font-size="13" fill="${colour.text}">` +
  `<rect width="${chartSize.width}" height="${height}" rx="8" fill="${colour.panel}"/>${drawn.join('')}</svg>`;

/** Three to six round values that begin at or below `least` and end at or above `most`. */
export function ticksOf(least: number, most: number): number[] {
  const span = most - least || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((times) => times * power >= rough) ?? 10) * power;
  const first = Math.floor(least / step);
  const last = Math.max(first + 1, Math.ceil(most / step));
  return Array.from({ length: last - first + 1 }, (_, nth) => (first + nth) * step);
}

/** About as wide as the longest label, with room beside it. */
const labelWidth = (bars: Bar[]) => Math.max(...bars.map(({ label }) => label.length)) * 7.2 + 8;
const round = (value: number) => Math.round(value * 100) / 100;
const escape = (text: string) =>
  text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`).replaceAll(/\p{Cc}/gu, ' ');
