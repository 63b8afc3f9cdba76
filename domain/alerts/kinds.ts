// Apart from the schemas in alert.ts: the web app names kinds on every page, and loads no schema for it.

/** What can be set of a kind, in which unit, and within which bounds. */
type Setting = { label: string; unit: string; least: number; most: number; standard: number };
type Kind = {
  label: string;
  /** What the kind means, as a sentence without its full stop. */
  meaning: string;
  /** What opens an alert, beside what the kind itself says. */
  threshold: Setting | null;
  /** How far it must get better before the alert is over: an alert does not come and go with each unit sold. */
  hysteresis: Setting | null;
};

const percent = (label: string, standard: number): Setting => ({ label, unit: '%', least: 0, most: 100, standard });

/** The kinds of alerts, the worst first: a product that has several is told under its worst. */
export const alertKinds = {
  negative: {
    label: 'Negative stock',
    meaning: 'More left the books than ever came in, so a record is missing or wrong',
    threshold: null,
    hysteresis: null,
  },
  out: {
    label: 'Out of stock',
    meaning: 'Nothing is available of what lately moved here',
    threshold: { label: 'Moved within', unit: 'days', least: 1, most: 365, standard: 90 },
    hysteresis: null,
  },
  low: {
    label: 'Low stock',
    meaning: 'Available stock is at or below the reorder point',
    threshold: null,
    hysteresis: percent('Over when above the reorder point by', 10),
  },
  phantom: {
    label: 'Phantom stock',
    meaning: 'On hand by the books, but silent for so long that it is probably not on the shelf',
    threshold: {
      label: 'Would be silent by chance only once in',
      unit: 'cases',
      least: 20,
      most: 1_000_000,
      standard: 1_000,
    },
    hysteresis: null,
  },
  feed_missing: {
    label: 'File missing',
    meaning: 'A file that the store was to send has not come',
    threshold: { label: 'After it was due, for', unit: 'hours', least: 0, most: 72, standard: 0 },
    hysteresis: null,
  },
  late_order: {
    label: 'Late order',
    meaning: 'A supplier has not delivered by the expected day',
    threshold: { label: 'Late by more than', unit: 'days', least: 0, most: 60, standard: 0 },
    hysteresis: null,
  },
  price_below_cost: {
    label: 'Price below cost',
    meaning: 'Each sale loses money: the price is lower than what the stock cost',
    threshold: percent('Margin on the price of less than', 0),
    hysteresis: percent('Over when the margin is better by', 1),
  },
  overstock: {
    label: 'Overstock',
    meaning: 'There is far more than will sell for a long time',
    threshold: { label: 'Lasts longer than', unit: 'days', least: 7, most: 3_650, standard: 180 },
    hysteresis: percent('Over when it lasts less by', 10),
  },
  dead: {
    label: 'Dead stock',
    meaning: 'On hand, and for 90 days neither sold nor new in the store',
    threshold: null,
    hysteresis: null,
  },
} as const satisfies Record<string, Kind>;
export type AlertKind = keyof typeof alertKinds;

export const alertKindNames = Object.keys(alertKinds) as [AlertKind, ...AlertKind[]];

export const alertStates = ['open', 'acknowledged', 'snoozed', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** Who is told of a kind at once: nobody, whoever sees the store when it is one of its best sellers (class A), or always. */
export const urgencies = ['never', 'best_sellers', 'always'] as const;
export type Urgency = (typeof urgencies)[number];
