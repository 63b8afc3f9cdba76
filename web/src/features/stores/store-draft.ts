import { type WeeklyHours, weekdays } from '#domain/stores/hours.ts';
import type { StoreDetail, StoreEdit } from '#domain/stores/store.ts';
import { day } from '#web/lib/format.ts';
import type { Edition } from '#web/lib/use-form.ts';
import { cutoffWords, dateOrders, dayWords, feedKinds, kinds, labelOf, oversellings, unknowns } from './store-words.ts';

/** A store as its form holds it. */
export type StoreDraft = Omit<StoreEdit, 'storeId' | 'version'>;

export const editionOf = (store: StoreDetail): Edition<StoreDraft> => ({
  draft: {
    code: store.code,
    name: store.name,
    kind: store.kind,
    timeZone: store.timeZone,
    dayCutoff: store.dayCutoff,
    currency: store.currency,
    hours: store.hours,
    closures: store.closures,
    expectedFeeds: store.expectedFeeds,
    overselling: store.overselling,
    unknownSku: store.unknownSku,
    dateOrder: store.dateOrder,
    isArchived: store.isArchived,
  },
  version: store.version,
  saved: store,
});

/** A new store as most are; the zone is the browser's. */
export const blank = (currency: string): Edition<StoreDraft> => ({
  draft: {
    code: '',
    name: '',
    kind: 'shop',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    dayCutoff: '00:00',
    currency,
    hours: null,
    closures: [],
    expectedFeeds: [],
    overselling: 'refuse',
    unknownSku: 'reject',
    dateOrder: 'ymd',
    isArchived: false,
  },
  version: undefined,
});

/** The store as a person reads it, field by field. */
export const wordsOf = (store: StoreDraft): Record<string, string> => ({
  Code: store.code,
  Name: store.name,
  Kind: labelOf(kinds, store.kind),
  'Time zone': store.timeZone,
  'Business day ends': cutoffWords(store.dayCutoff),
  Currency: store.currency,
  'Opening hours': store.hours === null ? 'not known' : hoursWords(store.hours),
  Closures: store.closures
    .map(({ from, to, reason }) => `${day(from)}${to === from ? '' : ` – ${day(to)}`}: ${reason}`)
    .join('\n'),
  'Expected files': store.expectedFeeds
    .map(({ kind, weekdays: days, by }) => `${labelOf(feedKinds, kind)} by ${by}, ${days.map(dayWords).join(' ')}`)
    .join('\n'),
  'Below zero by hand': labelOf(oversellings, store.overselling),
  'Unknown products': labelOf(unknowns, store.unknownSku),
  'Dates in files': labelOf(dateOrders, store.dateOrder),
  State: store.isArchived ? 'Closed for good' : 'In use',
});

/** Days that are alike in one line: "Mon–Fri 09:00–18:00". */
export function hoursWords(hours: WeeklyHours): string {
  const lines: { first: string; last: string; text: string }[] = [];
  for (const weekday of weekdays) {
    const text = hours[weekday].map(({ opens, closes }) => `${opens}–${closes}`).join(', ') || 'closed';
    const before = lines.at(-1);
    if (before?.text === text) before.last = weekday;
    else lines.push({ first: weekday, last: weekday, text });
  }
  return lines
    .map(({ first, last, text }) => `${dayWords(first)}${last === first ? '' : `–${dayWords(last)}`} ${text}`)
    .join('\n');
}
