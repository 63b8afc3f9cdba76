import { addDays } from '#domain/analytics/period.ts';
import { type Bar } from './chart.ts';
import type { Format } from './format.ts';
import { beforeWords, completenessLines, linksOf, oneLine } from './head.ts';
import type { Report, ReportPart } from './report.ts';
import {
  alertTable,
  dayTable,
  everyHour,
  foldRest,
  headlineTable,
  hourTable,
  orderTable,
  productTable,
  shareTable,
  stockOutTable,
  type Table,
  withoutColumn,
} from './tables.ts';
import type { Words } from './vocabulary.ts';

/** A piece of a report as it is read: HTML and plain text are written from the same. */
export type Section = {
  title: string;
  sentences: string[];
  /** The one figure that everybody wants to know, large; it stands in the table, too. */
  hero?: { value: string; title: string };
  /** `of` names the picture within the report. */
  chart?: { of: string; bars: Bar[]; alt: string; isLying?: boolean };
  table?: Table;
  link?: { label: string; href: string };
};

/** How many categories have a bar, and a row, of their own: what the picture tells stands in the table, too. */
const mostBars = 12;

/**
 * A part of a report, piece by piece. What has nothing to tell is left out, but for what is missed when it is silent:
 * alerts, deliveries and orders say that there are none.
 * @param origin the web app's address, without a slash behind
 */
export function sectionsOf(report: Report, part: ReportPart, words: Words, format: Format, origin: string): Section[] {
  const links = linksOf(report, part.currency, origin);
  const { stockOuts, alerts, deliveries, approvals } = part;
  const hours = everyHour(part);
  const ofWhom = (table: Table) => (report.storeId === null ? table : withoutColumn(table, words.store));
  const shares = part.categories.map(({ category, ...share }) => ({ label: category ?? words.none, ...share }));
  const more = (count: number, shown: number) =>
    count > shown ? [`${words.more(format.number(count - shown))}.`] : [];
  return [
    ...restatedSection(report, part, words, format),
    {
      title: '',
      hero: heroOf(part, words, format),
      sentences: completenessLines(part, words, format),
      table: headlineTable(part, words, format, {
        now: report.kind === 'daily' ? format.shortDay(report.to) : words.now[report.kind],
        before: beforeWords(report, words, format),
      }),
      link: { label: words.open, href: links.dashboard },
    },
    ...(report.kind === 'daily'
      ? charted(
          words.hours,
          `hours-${part.currency}`,
          hourTable(hours, words, format),
          hourBars(hours, format),
          words,
          format,
        )
      : charted(
          words.dailySales,
          `days-${part.currency}`,
          dayTable(part, words, format),
          dayBars(part, format),
          words,
          format,
        )),
    ...charted(
      words.categories,
      `categories-${part.currency}`,
      shareTable(shares, words.category, words, format, mostBars),
      foldRest(shares, words.others, mostBars).map(({ label, netMinor, beforeNetMinor }) => ({
        label: short(label),
        name: oneLine(label),
        value: netMinor,
        mark: beforeNetMinor,
      })),
      words,
      format,
      true,
    ),
    ...(part.stores.length < 2
      ? []
      : [
          {
            title: words.stores,
            sentences: [],
            table: shareTable(
              part.stores.map(({ name, ...share }) => ({ label: name, ...share })),
              words.store,
              words,
              format,
              20,
            ),
          },
        ]),
    ...some(words.top, productTable(part.top.slice(0, 8), words, format, links.product), {
      label: words.openProducts,
      href: links.figures,
    }),
    ...some(words.bottom, productTable(part.bottom.slice(0, 5), words, format, links.product)),
    ...oddSection(part, words, format),
    {
      title: words.stockOuts,
      sentences: [
        ...(stockOuts.missedMinor === null || stockOuts.missedMinor === 0
          ? []
          : [
              words.missed(
                format.money(stockOuts.missedMinor),
                rough(stockOuts.lowMinor, format),
                rough(stockOuts.highMinor, format),
              ),
            ]),
        ...(stockOuts.rate === null ? [] : [words.outRate(format.percent(stockOuts.rate))]),
        ...(stockOuts.rate === null && !stockOuts.missedMinor ? [words.noneOfThese] : []),
      ],
      ...(stockOuts.products.length > 0 ? { table: ofWhom(stockOutTable(part, words, format, links.product)) } : {}),
      link: { label: words.openStock, href: links.stock },
    },
    {
      title: words.alerts,
      sentences:
        alerts.count === 0
          ? [words.noneOfThese]
          : [
              words.alertsOpen(format.number(alerts.count), format.money(alerts.moneyMinor)),
              ...more(alerts.count, alerts.items.length),
            ],
      ...(alerts.count > 0 ? { table: ofWhom(alertTable(part, words, format)) } : {}),
      link: { label: words.openAlerts, href: links.alerts },
    },
    {
      title: words.deliveries(format.shortDay(addDays(report.to, 1))),
      sentences: deliveries.count === 0 ? [words.noneOfThese] : more(deliveries.count, deliveries.items.length),
      ...(deliveries.count > 0 ? { table: ofWhom(orderTable(deliveries, words, format, links.order)) } : {}),
    },
    {
      title: words.approvals,
      sentences: approvals.count === 0 ? [words.noneOfThese] : more(approvals.count, approvals.items.length),
      ...(approvals.count > 0 ? { table: ofWhom(orderTable(approvals, words, format, links.order)) } : {}),
      link: { label: words.openOrders, href: links.orders },
    },
  ];
}

function heroOf({ headline }: ReportPart, words: Words, format: Format): { value: string; title: string } {
  const net = headline.find(({ name }) => name === 'netSales');
  return { title: words.netSales, value: net === undefined ? words.noSales : format.figure(net, net.value) };
}

/** What the mail before told otherwise, where there was one. */
function restatedSection({ revision }: Report, part: ReportPart, words: Words, format: Format): Section[] {
  if (revision === 1) return [];
  if (part.differences.length === 0) return [{ title: words.restated, sentences: [words.nothingDiffers] }];
  return [
    {
      title: words.restated,
      sentences: [
        words.restatedWhy,
        ...part.differences.map(
          ({ name, told, now }) =>
            `${words.figures[name]}${words.colon}${format.figure({ name }, now)} (${words.was(format.figure({ name }, told))})`,
        ),
      ],
    },
  ];
}

function oddSection({ outOfLine }: ReportPart, words: Words, format: Format): Section[] {
  if (outOfLine.length === 0) return [];
  const sentences = outOfLine.flatMap(({ what, storeName, minor, rate, usualRate, products }) => [
    words[what === 'returns' ? 'returned' : 'discounted'](
      oneLine(storeName),
      format.money(minor),
      format.percent(rate),
      format.percent(usualRate),
    ),
    ...(products.length === 0
      ? []
      : [
          words.mostly(products.map((product) => `${oneLine(product.name)} ${format.money(product.minor)}`).join(', ')),
        ]),
  ]);
  return [{ title: words.outOfLine, sentences }];
}

function charted(
  title: string,
  of: string,
  table: Table,
  bars: Bar[],
  words: Words,
  format: Format,
  isLying = false,
): Section[] {
  const highest = bars.reduce<Bar | undefined>(
    (most, bar) => (most && most.value >= bar.value ? most : bar),
    undefined,
  );
  if (highest === undefined) return [];
  const alt = words.chartOf(title, highest.name ?? highest.label, format.money(highest.value));
  return [{ title, sentences: [], chart: { of, bars, alt, isLying }, table }];
}

const some = (title: string, table: Table, link?: Section['link']): Section[] =>
  table.rows.length === 0 ? [] : [{ title, sentences: [], table, ...(link === undefined ? {} : { link }) }];

const hourBars = (hours: ReportPart['hours'], format: Format): Bar[] =>
  hours.map(({ hour, netMinor }) => ({
    label: format.shortHour(hour),
    name: format.hour(hour),
    value: netMinor,
  }));

const dayBars = ({ days }: ReportPart, format: Format): Bar[] =>
  days.map(({ date, netMinor }) => ({ label: format.shortDay(date), value: netMinor }));

const rough = (minor: number | null, format: Format) => (minor === null ? null : format.roughMoney(minor));
const short = (label: string) => (label.length > 20 ? `${label.slice(0, 19)}…` : oneLine(label));
