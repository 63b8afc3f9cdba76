import { alertSentence, day } from './alert-words.ts';
import { type AlertKind, alertKinds } from './kinds.ts';

/** What a mail tells of one alert; amounts in minor units of the currency. */
type Told = {
  storeId: string;
  storeName: string;
  currency: string;
  kind: AlertKind;
  sku: string | null;
  name: string | null;
  reference: string | null;
  moneyMinor: number;
  facts: Record<string, string | null>;
  now: string | null;
  incoming: string | null;
  arrivesOn: string | null;
};
type Digested = Told & { isNew: boolean; count: number; sumMinor: number };
/** How many drafts of transfers wait in a store to be shipped. */
type ToShip = { storeId: string; storeName: string; transfers: number };
type Mail = { subject: string; text: string };

/**
 * A person's digest: for each store what is new, then what is still open, each the costliest first; and at its end the
 * transfers that wait for them.
 * @param tellings in that order, as many of each as are to be named
 * @param toShip by store; at least one of these or of the tellings
 * @param origin the web app's address, without a slash behind
 */
export function digestMail(tellings: Digested[], toShip: ToShip[], origin: string): Mail {
  const stores = Map.groupBy(tellings, ({ storeId }) => storeId);
  const total = (isNew: boolean) =>
    [...stores.values()].reduce((sum, rows) => sum + (rows.find((row) => row.isNew === isNew)?.count ?? 0), 0);
  const waiting = toShip.reduce((sum, { transfers }) => sum + transfers, 0);
  const counted = [
    ...some(total(true), 'new'),
    ...some(total(false), 'still open'),
    ...some(waiting, waiting === 1 ? 'transfer to ship' : 'transfers to ship'),
  ].join(', ');
  const places = new Set([...tellings, ...toShip].map(({ storeId }) => storeId)).size;
  const lines = [...stores.entries()].flatMap(([storeId, rows]) => {
    const link = `${origin}/alerts?store=${storeId}`;
    return [
      line(rows[0]?.storeName ?? ''),
      ...part(
        'New since the last mail',
        rows.filter(({ isNew }) => isNew),
        link,
      ),
      ...part(
        'Still open',
        rows.filter(({ isNew }) => !isNew),
        link,
      ),
      `  All of it: ${link}`,
      '',
    ];
  });
  const text = [
    `Good morning. What needs a look in your ${places === 1 ? 'store' : 'stores'}: ${counted}.`,
    ...(tellings.length === 0
      ? []
      : ['What costs most a day comes first. Acknowledge or snooze what you know of, and it stays out of this mail.']),
    '',
    ...lines,
    ...shipping(toShip, origin),
    `When this mail comes and what it tells: ${origin}/alerts/settings`,
  ];
  return { subject: `Stock alerts: ${counted}`, text: text.join('\n') };
}

/** What is urgent, at once: the alerts of one person, the costliest first; at least one. */
export function urgentMail(alerts: Told[], origin: string): Mail {
  const [first] = alerts;
  const isOneStore = first !== undefined && alerts.every(({ storeId }) => storeId === first.storeId);
  const told = alerts.slice(0, 10);
  const rest = alerts.length - told.length;
  const subject =
    alerts.length === 1 && first !== undefined
      ? `Urgent: ${alertKinds[first.kind].label.toLowerCase()}, ${subjectOf(first)}, ${line(first.storeName)}`
      : `Urgent: ${alerts.length} stock alerts`;
  const text = [
    ...[...Map.groupBy(told, ({ storeId }) => storeId).values()].flatMap((ofStore) => [
      line(ofStore[0]?.storeName ?? ''),
      ...ofStore.flatMap(entry),
      '',
    ]),
    ...(rest > 0 ? [`and ${rest} more`, ''] : []),
    `Look at ${alerts.length === 1 ? 'it' : 'them'}: ${origin}/alerts${isOneStore ? `?store=${first.storeId}` : ''}`,
    `You get this once for each. Whether you get it: ${origin}/alerts/settings`,
  ];
  return { subject, text: text.join('\n') };
}

function part(title: string, rows: Digested[], link: string): string[] {
  const [first] = rows;
  if (first === undefined) return [];
  const cost = first.sumMinor > 0 ? `, ${money(first.sumMinor, first.currency)} a day at risk` : '';
  const rest = first.count - rows.length;
  return [
    `  ${title}: ${grouped(first.count)}${cost}`,
    ...rows.flatMap(entry),
    ...(rest > 0 ? [`    and ${grouped(rest)} more: ${link}`] : []),
  ];
}

function shipping(toShip: ToShip[], origin: string): string[] {
  if (toShip.length === 0) return [];
  return [
    'Transfers that wait to be shipped by you',
    ...toShip.map(
      ({ storeId, storeName, transfers }) =>
        `  From ${line(storeName)}: ${transfers}: ${origin}/transfers?state=draft&store=${storeId}`,
    ),
    '',
  ];
}

function entry(alert: Told): string[] {
  const write = (minor: number) => money(minor, alert.currency);
  const cost = alert.moneyMinor > 0 ? ` (${write(alert.moneyMinor)} a day)` : '';
  const comes =
    alert.incoming === null
      ? ''
      : `; ${alert.incoming} on the way${alert.arrivesOn === null ? '' : `, expected ${day(alert.arrivesOn)}`}`;
  return [
    `    ${alertKinds[alert.kind].label}: ${subjectOf(alert)}${cost}`,
    `      ${line(alertSentence(alert, write))}${comes}`,
  ];
}

const subjectOf = ({ sku, name, reference }: Told): string =>
  sku === null ? line(reference ?? '') : line(name === null || name === sku ? sku : `${name} (${sku})`);

const some = (count: number, what: string): string[] => (count > 0 ? [`${grouped(count)} ${what}`] : []);

/** 1,022 */
const grouped = (count: number): string => count.toLocaleString('en-GB');

/** £1,234.50: whole units where there are no others. */
function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** Names on one line: nothing in them starts a new line of the mail. */
const line = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);
