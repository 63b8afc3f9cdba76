import type { Format } from './format.ts';
import type { Report } from './report.ts';
import type { Words } from './vocabulary.ts';

/** Whose report it is. */
export const whoseOf = (report: Report, words: Words): string => oneLine(report.storeName ?? words.chain);

/** Its days as its reader writes them: `Sunday 22 November 2026`, `16 – 22 Nov`, `November 2026`. */
export function daysWords({ kind, from, to }: Report, format: Format): string {
  if (kind === 'daily') return format.day(to);
  return kind === 'monthly' ? format.month(to) : `${format.shortDay(from)} – ${format.shortDay(to)}`;
}

/** `Daily report: Leeds, Sunday 22 November 2026`, with a word before it when it is partial or restated. */
export function subjectOf(report: Report, words: Words, format: Format): string {
  const mark = report.revision > 1 ? `${words.restated}${words.colon}` : '';
  const partial =
    report.isPartial && report.revision === 1 ? `${words.partial.split(':')[0]?.trim()}${words.colon}` : '';
  return `${mark}${partial}${words.title[report.kind]}${words.colon}${whoseOf(report, words)}, ${daysWords(report, format)}`;
}

/** What its figures are compared with first: `Mon 2 Mar`, `the week before`. */
export const beforeWords = ({ kind, before }: Report, words: Words, format: Format): string =>
  kind === 'daily' ? format.shortDay(before.to) : words.before[kind];

/** What mail programs show beside the subject: the one figure that everybody wants to know. */
export function preheaderOf(report: Report, words: Words, format: Format): string {
  const net = report.parts[0]?.headline.find(({ name }) => name === 'netSales');
  if (net?.value == null) return words.noSales;
  return words.preheader(
    format.money(net.value),
    format.change(net.value, net.before),
    beforeWords(report, words, format),
  );
}

/**
 * The sentences about how complete a part is, in the reader's words.
 * @param most how many missing files and differing days are named
 */
export function completenessLines(part: Report['parts'][number], words: Words, format: Format, most = 5): string[] {
  const { completeTo, stores } = part.completeness;
  const missing = stores.flatMap(({ name, missing: files }) =>
    files.map(({ kind, businessDate }) => words.missing(oneLine(name), kind, format.shortDay(businessDate))),
  );
  const differing = stores.flatMap(({ name, differences }) =>
    differences.map(({ businessDate, differenceMinor }) =>
      words.tillsDiffer(oneLine(name), format.shortDay(businessDate), format.money(Math.abs(differenceMinor))),
    ),
  );
  const more = missing.length + differing.length - Math.min(missing.length, most) - Math.min(differing.length, most);
  return [
    completeTo === null ? words.unknownCompleteness : words.complete(format.instant(completeTo)),
    ...missing.slice(0, most),
    ...differing.slice(0, most),
    ...(more > 0 ? [`${words.more(format.number(more))}.`] : []),
  ];
}

/** Names on one line: nothing in them starts a new line of a mail or of its headers. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 120);

/** The app's addresses with the report's own filters. `origin` has no slash behind. */
export function linksOf(report: Report, currency: string, origin: string) {
  const whose = report.storeId === null ? `currency=${currency}` : `store=${report.storeId}`;
  const store = report.storeId === null ? '' : `store=${report.storeId}&`;
  const days = `from=${report.from}&to=${report.to}`;
  return {
    dashboard: `${origin}/?${days}&compare=lastYear&${whose}`,
    figures: `${origin}/figures?${days}&compare=lastYear&by=product&${whose}`,
    product: (productId: string) => `${origin}/products/${productId}?${store}${days}`,
    stock: `${origin}/stock?${store}state=out`,
    alerts: `${origin}/alerts${store === '' ? '' : `?${store.slice(0, -1)}`}`,
    orders: `${origin}/orders`,
    order: (orderId: string) => `${origin}/orders/${orderId}`,
    settings: `${origin}/reports`,
  };
}
