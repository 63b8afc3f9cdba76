import { holidays } from './calendar.ts';
import { type Closure, type ExpectedFeed, weekdays, type WeeklyHours } from '#domain/stores/hours.ts';

/** A shop of the demo chain, with what its back office would set. */
type DemoStore = {
  code: string;
  name: string;
  kind: 'shop';
  timeZone: string;
  dayCutoff: string;
  currency: string;
  unknownSku: 'reject';
};

const shop = (code: string, name: string, timeZone: string, currency: string): DemoStore => ({
  code,
  name,
  kind: 'shop',
  timeZone,
  dayCutoff: '00:00',
  currency,
  unknownSku: 'reject',
});

/** The five shops of the demo chain. */
export const demoStores: readonly DemoStore[] = [
  shop('NORTHGATE', 'Northgate', 'Europe/London', 'GBP'),
  shop('HARBOUR', 'Harbour', 'Europe/London', 'GBP'),
  shop('MARAIS', 'Le Marais', 'Europe/Paris', 'EUR'),
  shop('HUDSON', 'Hudson Street', 'America/New_York', 'USD'),
  shop('BROOKLYN', 'Brooklyn Yard', 'America/New_York', 'USD'),
];

/** How a shop trades. Hours are local, in minutes after midnight. */
export type Trade = {
  /** Baskets on a mean day at the start of the year. */
  baskets: number;
  opens: number;
  closes: number;
  sundayOpens: number;
  sundayCloses: number;
  /** Share of the sale by weekday, Sunday first; the mean is about 1. */
  weekdays: readonly [number, number, number, number, number, number, number];
  /** Tax included in the price, as a fraction: on food and drink, and on the rest. */
  foodTax: number;
  tax: number;
};

const usual = { opens: 9 * 60, closes: 19 * 60, sundayOpens: 11 * 60, sundayCloses: 17 * 60 };

/** How each store of `demoStores` trades, by its position there. */
export const trades: readonly Trade[] = [
  { ...usual, baskets: 88, weekdays: [0.85, 0.75, 0.8, 0.9, 1.0, 1.2, 1.5], foodTax: 0, tax: 0.2 },
  { ...usual, baskets: 68, weekdays: [1.25, 0.7, 0.75, 0.8, 0.9, 1.15, 1.45], foodTax: 0, tax: 0.2 },
  {
    ...usual,
    baskets: 62,
    opens: 10 * 60,
    closes: 20 * 60,
    weekdays: [0.6, 0.8, 0.9, 1.0, 1.0, 1.2, 1.5],
    foodTax: 0.055,
    tax: 0.2,
  },
  {
    ...usual,
    baskets: 57,
    opens: 10 * 60,
    closes: 21 * 60,
    weekdays: [1.0, 0.85, 0.85, 0.9, 1.0, 1.2, 1.2],
    foodTax: 0,
    tax: 0.08875,
  },
  {
    ...usual,
    baskets: 48,
    opens: 10 * 60,
    closes: 20 * 60,
    weekdays: [1.35, 0.65, 0.7, 0.8, 0.9, 1.15, 1.45],
    foodTax: 0,
    tax: 0.08875,
  },
];

/** A shop's usual week, as its back office would enter it. */
export function hoursOf({ opens, closes, sundayOpens, sundayCloses }: Trade): WeeklyHours {
  const usualDay = [{ opens: timeOf(opens), closes: timeOf(closes) }];
  const sunday = [{ opens: timeOf(sundayOpens), closes: timeOf(sundayCloses) }];
  return {
    monday: usualDay,
    tuesday: usualDay,
    wednesday: usualDay,
    thursday: usualDay,
    friday: usualDay,
    saturday: usualDay,
    sunday,
  };
}

/** The holidays from the year before `today` (`YYYY-MM-DD`) on to the end of the year after it. */
export function closuresAround(today: string): Closure[] {
  const year = Number(today.slice(0, 4));
  return [year - 1, year, year + 1].flatMap((one) =>
    Object.entries(holidays).map(([day, reason]) => ({ from: `${one}-${day}`, to: `${one}-${day}`, reason })),
  );
}

/** Each till sends its day's sales at night. */
export const demoFeeds: ExpectedFeed[] = [{ kind: 'sales', weekdays: [...weekdays], by: '23:30' }];

const timeOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
