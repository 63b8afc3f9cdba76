import type { Alert } from '#domain/alerts/alert.ts';
import { alertSentence } from '#domain/alerts/alert-words.ts';
import type { AlertKind, AlertState } from '#domain/alerts/kinds.ts';
import { capitalised, dateTime, day, money, plural, quantity } from '#web/lib/format.ts';
import type { Tone } from '#web/ui/tag.tsx';

/** What is wrong, as a sentence without its full stop; of what is short, with what is on its way. */
export const sentenceOf = (alert: Alert): string => {
  const now = alert.kind === 'negative' ? alert.onHand : alert.available;
  const words = alertSentence({ ...alert, now }, (minor) => money(minor, alert.currency));
  const isShort = ['negative', 'out', 'low'].includes(alert.kind) && Number(alert.incoming) > 0;
  return capitalised(isShort ? `${words}; ${comingOf(alert)}` : words);
};

/** How much is on its way, and when it is expected: `24 on the way, expected Nov 27`. */
const comingOf = ({ incoming, arrivesOn }: Alert): string =>
  `${quantity(incoming ?? '0')} on the way${arrivesOn === null ? '' : `, expected ${day(arrivesOn)}`}`;

/** What the alert is about: a product's name, or the file or order. */
export const subjectOf = ({ name, reference, kind }: Alert): string =>
  name ?? (kind === 'late_order' ? `Order ${reference ?? ''}` : kind === 'feed_missing' ? 'File' : (reference ?? ''));

/** What it costs a day; null where that is not known. */
export const costOf = ({ moneyMinor, currency }: Alert): string | null =>
  moneyMinor > 0 ? `${money(moneyMinor, currency)} a day` : null;

/** For how long something has been so: `3 hours`, `12 days`. */
export function ago(instant: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(instant)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 60) return plural(minutes, 'minute', 'minutes');
  if (minutes < 2_880) return plural(Math.floor(minutes / 60), 'hour', 'hours');
  return plural(Math.floor(minutes / 1_440), 'day', 'days');
}

/** What stands between an alert and its being over, in a few words; null of one that is simply open. */
export function standingOf(alert: Alert, timeZone: string | undefined): string | null {
  const { state, awaitsArrival, arrivesOn, snoozedUntil, acknowledgedByName, whyResolved } = alert;
  const at = (instant: string) => dateTime(instant, { timeZone });
  if (state === 'acknowledged') return `Acknowledged${acknowledgedByName ? ` by ${acknowledgedByName}` : ''}`;
  if (state === 'snoozed' && awaitsArrival) return `Until it arrives${arrivesOn ? `, expected ${day(arrivesOn)}` : ''}`;
  if (state === 'snoozed' && snoozedUntil) return `Until ${at(snoozedUntil)}`;
  if (state === 'resolved') return capitalised(whyResolved ?? 'over');
  return null;
}

export const kindTones: Record<AlertKind, Tone> = {
  negative: 'bad',
  out: 'bad',
  low: 'warn',
  phantom: 'warn',
  feed_missing: 'warn',
  late_order: 'warn',
  price_below_cost: 'warn',
  overstock: 'calm',
  dead: 'calm',
};

export const stateWords: Record<AlertState, string> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  resolved: 'Over',
};
