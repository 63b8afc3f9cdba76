import { figureUnits } from '#domain/analytics/figure.ts';
import { dash, type Format } from './format.ts';
import { oneLine } from './head.ts';
import type { Headline, ReportPart } from './report.ts';
import type { Words } from './vocabulary.ts';

/** A table as it is read, in HTML and in plain text. The first column is text, the rest numbers unless they say otherwise. */
export type Table = {
  columns: { title: string; isText?: boolean; /** Left out on narrow screens. */ isExtra?: boolean }[];
  rows: { cells: string[]; href?: string }[];
};

/** What something sold, beside the same days a year before; null: nothing is known of those. */
type Share = { label: string; netMinor: number; beforeNetMinor: number | null };

/** Names are cut to this, so that a mail stays within its bounds whatever products are called. */
const longestName = 60;
const nameOf = (text: string) =>
  oneLine(text).length > longestName ? `${oneLine(text).slice(0, longestName - 1)}…` : oneLine(text);

/** The figures at the top beside those they are compared with; rates by percentage points. */
export function headlineTable(
  part: ReportPart,
  words: Words,
  format: Format,
  titles: { now: string; before: string },
): Table {
  const change = ({ name, value }: Headline, before: number | null): string => {
    if (figureUnits[name] !== 'rate') return format.change(value, before) ?? '';
    return value === null || before === null ? '' : `${format.points(value, before)} ${words.points}`;
  };
  return withoutEmpty({
    columns: [
      { title: words.figure },
      { title: titles.now },
      { title: titles.before, isExtra: true },
      { title: `± ${titles.before}` },
      { title: words.lastYear, isExtra: true },
      { title: `± ${words.lastYear}` },
    ],
    rows: part.headline.map((figure) => ({
      cells: [
        words.figures[figure.name],
        format.figure(figure, figure.value),
        format.figure(figure, figure.before),
        change(figure, figure.before),
        format.figure(figure, figure.lastYear),
        change(figure, figure.lastYear),
      ],
    })),
  });
}

/** Without the columns in which nothing is known, as of last year in the first year. */
const withoutEmpty = (table: Table): Table =>
  onlyColumns(table, (_, nth) => nth < 2 || table.rows.some(({ cells }) => !['', dash].includes(cells[nth] ?? '')));

/** Without the column of that title: in a store's own report its name in each row tells nothing. */
export const withoutColumn = (table: Table, title: string): Table =>
  onlyColumns(table, (column) => column.title !== title);

function onlyColumns(
  { columns, rows }: Table,
  isWanted: (column: Table['columns'][number], nth: number) => boolean,
): Table {
  const isTold = columns.map(isWanted);
  return {
    columns: columns.filter((_, nth) => isTold[nth]),
    rows: rows.map(({ cells, ...row }) => ({ ...row, cells: cells.filter((_, nth) => isTold[nth]) })),
  };
}

/** Every hour between the first and the last that sold, past midnight too, also those without a sale: a gap is seen as one. */
export function everyHour({ hours }: ReportPart): ReportPart['hours'] {
  const [first, last] = [hours[0]?.hour, hours.at(-1)?.hour];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: ((last - first + 24) % 24) + 1 }, (_, nth) => {
    const hour = (first + nth) % 24;
    return hours.find((sold) => sold.hour === hour) ?? { hour, netMinor: 0, transactions: 0 };
  });
}

export const hourTable = (hours: ReportPart['hours'], words: Words, format: Format): Table => ({
  columns: [{ title: words.hour }, { title: words.netSales }, { title: words.sales }],
  rows: hours.map(({ hour, netMinor, transactions }) => ({
    cells: [format.hour(hour), format.money(netMinor), format.number(transactions)],
  })),
});

export const dayTable = ({ days }: ReportPart, words: Words, format: Format): Table => ({
  columns: [{ title: words.day }, { title: words.netSales }, { title: words.sales }],
  rows: days.map(({ date, netMinor, transactions }) => ({
    cells: [format.shortDay(date), format.money(netMinor), format.number(transactions)],
  })),
});

/** A table of at most `most` shares; the rest stands in one row. */
export function shareTable(shares: Share[], title: string, words: Words, format: Format, most = 12): Table {
  const shown = foldRest(shares, words.others, most);
  return withoutEmpty({
    columns: [
      { title },
      { title: words.netSales },
      { title: words.lastYear, isExtra: true },
      { title: `± ${words.lastYear}` },
    ],
    rows: shown.map(({ label, netMinor, beforeNetMinor }) => ({
      cells: [
        nameOf(label),
        format.money(netMinor),
        beforeNetMinor === null ? dash : format.money(beforeNetMinor),
        format.change(netMinor, beforeNetMinor) ?? '',
      ],
    })),
  });
}

/** The first of a list, and the rest added up under a name of their own. */
export function foldRest(shares: Share[], others: string, most: number): Share[] {
  if (shares.length <= most) return shares;
  const rest = shares.slice(most - 1);
  return [
    ...shares.slice(0, most - 1),
    {
      label: `${others} (${rest.length})`,
      netMinor: rest.reduce((sum, { netMinor }) => sum + netMinor, 0),
      beforeNetMinor: rest.reduce<number | null>(
        (sum, { beforeNetMinor }) => (sum === null || beforeNetMinor === null ? null : sum + beforeNetMinor),
        0,
      ),
    },
  ];
}

export const productTable = (
  products: ReportPart['top'],
  words: Words,
  format: Format,
  link: (productId: string) => string,
): Table => ({
  columns: [
    { title: words.product },
    { title: words.units },
    { title: words.netSales },
    { title: words.margin, isExtra: true },
  ],
  rows: products.map(({ productId, sku, name, units, netMinor, marginMinor }) => ({
    cells: [nameOf(name || sku), format.number(Number(units)), format.money(netMinor), format.money(marginMinor)],
    href: link(productId),
  })),
});

export const stockOutTable = (
  { stockOuts }: ReportPart,
  words: Words,
  format: Format,
  link: (productId: string) => string,
): Table => ({
  columns: [
    { title: words.product },
    { title: words.store, isText: true, isExtra: true },
    { title: words.probablyMissed },
  ],
  rows: stockOuts.products.map(({ productId, sku, name, storeName, missedMinor, isOut }) => ({
    cells: [`${nameOf(name || sku)}${isOut ? ` (${words.outNow})` : ''}`, nameOf(storeName), format.money(missedMinor)],
    href: link(productId),
  })),
});

export const alertTable = ({ alerts }: ReportPart, words: Words, format: Format): Table => ({
  columns: [
    { title: words.problem },
    { title: words.product, isText: true },
    { title: words.store, isText: true, isExtra: true },
    { title: words.aDay },
  ],
  rows: alerts.items.map(({ kind, storeName, sku, name, reference, moneyMinor }) => ({
    cells: [
      words.alertKinds[kind],
      nameOf(name ?? sku ?? reference ?? ''),
      nameOf(storeName),
      format.money(moneyMinor),
    ],
  })),
});

export const orderTable = (
  { items }: ReportPart['deliveries'],
  words: Words,
  format: Format,
  link: (orderId: string) => string,
): Table => ({
  columns: [
    { title: words.order },
    { title: words.supplier, isText: true },
    { title: words.store, isText: true, isExtra: true },
    { title: words.units, isExtra: true },
    { title: words.value },
  ],
  rows: items.map(({ orderId, number, supplierName, storeName, units, totalMinor }) => ({
    cells: [number, nameOf(supplierName), nameOf(storeName), format.number(Number(units)), format.money(totalMinor)],
    href: link(orderId),
  })),
});
