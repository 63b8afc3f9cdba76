import * as z from 'zod';
import { type Breakdown, type Figure, type FigureName, figureUnits, type Figures } from './figure.ts';
import type { Covered } from './period.ts';

/** What opening hours tell: sums over products, each in each store. */
export const AvailabilitySums = z.object({
  rangedMinutes: z.number().meta({ description: 'Opening minutes, of each product in each store' }),
  outMinutes: z.number(),
  outPositions: z.number().meta({ description: 'Products, each in each store, that were out' }),
  knownPositions: z.number().meta({ description: 'Of these, that sell enough to tell what was missed' }),
  missedMinor: z.number().nullable(),
  missedVariance: z.number().nullable().meta({ description: 'Of missedMinor, squared minor units' }),
});
export type AvailabilitySums = z.infer<typeof AvailabilitySums>;

/**
 * What sales and stock tell: sums that add up over stores and products. Amounts in minor units of one currency,
 * `mean…` over the closing stock of every day. null: not known for such a group, or for such a period.
 */
export const SalesAndStock = z.object({
  netMinor: z.number(),
  sold: z.number(),
  returned: z.number(),
  cogsMinor: z.number(),
  returnedCostMinor: z.number(),
  uncosted: z.number().meta({ description: 'Products that sold while no cost was known' }),
  received: z.number(),
  transferred: z.number(),
  changed: z.number().meta({ description: 'Closing less opening units' }),
  firstFound: z
    .number()
    .meta({ description: 'Units that first counts, of a product in a store, found beyond the books' }),
  shrunkMinor: z.number(),
  countedMinor: z.number(),
  countedLossMinor: z.number(),
  countLines: z.number(),
  countLinesRight: z.number(),
  closing: z.number(),
  closingMinor: z.number(),
  meanMinor: z.number(),
  transactions: z.number().nullable(),
  retailMinor: z.number().nullable().meta({ description: 'Now, at the price of the catalogue' }),
  available: z.number().nullable().meta({ description: 'Now' }),
  dailyUnits: z.number().nullable().meta({ description: 'Units a day while in stock, of the last 28 days' }),
});
export type Sums = z.infer<typeof SalesAndStock> & AvailabilitySums;

/** What a group is, and which days its sums are of. */
export type About = {
  by: Breakdown;
  covered: Covered;
  /** false: on the one day asked for, today, no shop has been open yet. */
  hasOpened?: boolean;
};
type Formula = (sums: Sums, about: About) => Figure;

/** Below this many days a yearly rate says more about the season than about the stock. */
export const leastDaysOfRate = 28;
const year = 365;
/** A normal value lies within 1.645 standard deviations of its mean 9 times in 10. */
const nineInTen = 1.645;

const value = (number: number, reason?: string): Figure => ({
  value: number,
  ...(reason === undefined ? {} : { reason }),
});
const none = (reason: string): Figure => ({ value: null, reason });
const many = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
const marginOf = (sums: Sums) => sums.netMinor - (sums.cogsMinor - sums.returnedCostMinor);
const lossOf = (sums: Sums) => sums.shrunkMinor + sums.countedLossMinor;

/** What a margin must say where costs are missing: without a cost all of a sale looks like margin. */
function margin(sums: Sums, of: (margin: number) => Figure): Figure {
  if (sums.uncosted === 0) return of(marginOf(sums));
  if (sums.cogsMinor === 0) return none('No cost is known for what was sold');
  const told = of(marginOf(sums));
  if (told.value === null) return told;
  return value(told.value, `Too high: no cost was known for ${many(sums.uncosted, 'product')} that sold`);
}

/** A rate for a whole year from the covered days. */
function yearly({ covered: { days } }: About, of: (perYear: number) => Figure): Figure {
  if (days < leastDaysOfRate) return none(`Needs at least ${leastDaysOfRate} days`);
  const told = of(year / days);
  if (told.value === null || told.reason !== undefined || days >= year - 1) return told;
  return value(told.value, `For a whole year, from ${days} days`);
}

/** For what is only known of this moment. */
const now = (about: About, of: () => Figure): Figure =>
  about.covered.isNow ? of() : none('Known for today only; choose a period that ends today');

const formulas: Record<FigureName, Formula> = {
  /** Sales without tax and after discount, less returns, on the business day on which each was made. */
  netSales: (sums) => value(sums.netMinor),

  /** Units sold less units returned. Of unlike products this adds metres to pieces. */
  units: (sums) => value(sums.sold - sums.returned),

  /** Sales with at least one line sold; returns alone are none. A basket cannot be split between products. */
  transactions: (sums) =>
    sums.transactions === null ? none('A basket holds several products') : value(sums.transactions),

  /**
   * Average transaction value = net sales / transactions (https://en.wikipedia.org/wiki/Average_order_value). Returns
   * lower it, since they lower net sales and are no transactions.
   */
  averageBasket(sums) {
    if (sums.transactions === null) return none('A basket holds several products');
    if (sums.transactions === 0) return none('Nothing was sold');
    return value(Math.round(sums.netMinor / sums.transactions));
  },

  /** Net sales - cost of goods sold, at the cost of the moment of each sale (https://en.wikipedia.org/wiki/Gross_margin). */
  grossMargin: (sums) => margin(sums, (minor) => value(minor)),

  /** Gross margin / net sales. Without sales, or with more returned than sold, it would be nonsense. */
  grossMarginRate: (sums) =>
    margin(sums, (minor) => (sums.netMinor > 0 ? value(minor / sums.netMinor) : none('No net sales'))),

  /**
   * Net units sold / (opening + received + transferred in less out), https://en.wikipedia.org/wiki/Sell-through.
   * What the first count of a product in a store finds beyond the books was there before, so it belongs to the base as
   * opening stock does. Adjustments and later counts are left out: they would let a shop sell through what it never had.
   * More than all of it can only be sold where the books were wrong.
   */
  sellThrough(sums) {
    const base = sums.closing - sums.changed + sums.received + sums.transferred + sums.firstFound;
    if (base <= 0) return none('No stock to sell was recorded');
    const sold = sums.sold - sums.returned;
    return sold > base ? none('More was sold than was recorded as stock') : value(sold / base);
  },

  /** Book value at cost when the last covered day closed: the sum of the ledger's values. */
  stockValue: (sums) => value(sums.closingMinor),

  /** On hand x the catalogue's price, tax included; stock below zero counts as none. What prices were is not asked. */
  stockRetail: (sums, about) =>
    now(about, () => (sums.retailMinor === null ? none('Not known') : value(sums.retailMinor))),

  /**
   * Available / units sold a day while in stock (https://en.wikipedia.org/wiki/Days_in_inventory, in units). Calendar
   * days would call a product slow because it was out. A group's cover hides that one product is short of what another
   * has too much of.
   */
  cover: (sums, about) =>
    now(about, () => {
      if (sums.available === null || sums.dailyUnits === null) return none('Demand is not worked out yet');
      if (sums.dailyUnits <= 0) return none('No recent demand');
      return value(Math.max(sums.available, 0) / sums.dailyUnits);
    }),

  /** As `cover`, with what is on its way. */
  coverIncoming: () => none('Nothing is on order in this system yet'),

  /**
   * Cost of goods sold in a year / mean of every day's closing stock at cost
   * (https://en.wikipedia.org/wiki/Inventory_turnover). The mean of opening and closing would hide the peak between.
   */
  stockTurn: (sums, about) =>
    yearly(about, (perYear) =>
      sums.meanMinor > 0
        ? value(((sums.cogsMinor - sums.returnedCostMinor) * perYear) / sums.meanMinor)
        : none('There was no stock at cost'),
    ),

  /**
   * Gross margin return on inventory investment = gross margin of a year / mean of every day's closing stock at cost
   * (https://en.wikipedia.org/wiki/Gross_margin_return_on_inventory_investment). Shorter periods are scaled to a year.
   */
  gmroi: (sums, about) =>
    yearly(about, (perYear) =>
      sums.meanMinor > 0
        ? margin(sums, (minor) => value((minor * perYear) / sums.meanMinor))
        : none('There was no stock at cost'),
    ),

  /**
   * Opening minutes with nothing on hand / opening minutes, of every product in range in every store. Time, not daily
   * snapshots: those miss whatever sold out at noon and came back at night (Gruen and Corsten, "A Comprehensive Guide to
   * Retail Out-of-Stock Reduction", 2007, on measuring from sales and stock rather than by looking).
   */
  stockOutRate: (sums, { hasOpened }) =>
    sums.rangedMinutes > 0
      ? value(sums.outMinutes / sums.rangedMinutes)
      : none(
          hasOpened === false ? 'No shop has been open yet today' : 'No shop has kept this while it was open so far',
        ),

  /** Opening hours with nothing on hand, added up over products and stores. */
  stockOutHours: (sums) => value(sums.outMinutes / 60),

  /**
   * Net sales a day while in stock x selling days without stock, as Lightspeed Retail tells lost sales; only of products
   * with at least 8 sales, since the rate of others is guesswork. The band is 1.645 standard deviations to either side.
   */
  missedSales({ missedMinor, missedVariance, outPositions, knownPositions }) {
    if (missedMinor === null) return none('What was out sells too seldom to tell');
    const deviation = nineInTen * Math.sqrt(missedVariance ?? 0);
    const unknown = outPositions - knownPositions;
    // Where nothing was out there is nothing to estimate.
    if (missedMinor === 0 && deviation === 0 && unknown === 0) return value(0);
    return {
      ...value(
        Math.round(missedMinor),
        unknown > 0 ? `Without ${unknown} of ${outPositions} that were out, which sell too seldom to tell` : undefined,
      ),
      low: Math.max(0, Math.round(missedMinor - deviation)),
      high: Math.round(missedMinor + deviation),
    };
  },

  /**
   * Losses at the cost of their time: damaged, expired, stolen, lost, and what counts found missing
   * (https://en.wikipedia.org/wiki/Shrinkage_(accounting)). Gross: what counts found too much does not make up for it.
   * That may be a first count, too, so it is told only where it is less than what was lost.
   */
  shrinkage(sums) {
    const gross = lossOf(sums);
    const net = gross - (sums.countedMinor + sums.countedLossMinor);
    const isTelling = net > 0 && net < gross;
    return value(
      gross,
      isTelling ? `${Math.round((100 * net) / gross)} % of it after taking off what counts found` : undefined,
    );
  },

  /** Shrinkage at cost / net sales. Others divide by sales at retail or by cost of goods: compare like with like. */
  shrinkageRate: (sums) => (sums.netMinor > 0 ? value(lossOf(sums) / sums.netMinor) : none('No net sales')),

  /** Units returned / units sold, by the day of the return: what comes back was mostly sold before the period. */
  returnRate: (sums) => (sums.sold > 0 ? value(sums.returned / sums.sold) : none('Nothing was sold')),

  /**
   * Lines counted that were exactly as the books said / lines counted (ASCM, inventory accuracy, with no tolerance).
   * The books as of the count's own instant, with all that was learnt later: a late file does not make a count wrong.
   */
  inventoryAccuracy: (sums) =>
    sums.countLines > 0 ? value(sums.countLinesRight / sums.countLines) : none('Nothing was counted'),
};

const names = Object.keys(figureUnits) as FigureName[];
const all = (figure: (name: FigureName) => Figure): Figures =>
  Object.fromEntries(names.map((name) => [name, figure(name)])) as Figures;

/** Every figure of a group. A period that data covers in part says so with each figure. */
export function figuresOf(sums: Sums, about: About): Figures {
  const { note } = about.covered;
  return all((name) => {
    const figure = formulas[name](sums, about);
    return note === undefined || figure.reason !== undefined ? figure : { ...figure, reason: note };
  });
}

/** No figure at all, and why. */
export const noFigures = (reason: string): Figures => all(() => none(reason));
