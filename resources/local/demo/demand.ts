import type { Calendar } from './calendar.ts';
import type { Item } from './catalogue.ts';
import { weightedDraw, type Random } from './random.ts';
import { demoStores, trades } from './stores.ts';

/** A category at less than its price for some days in every shop. `off` is a fraction of the price. */
type Promotion = { category: string; from: number; to: number; off: number };

/** What customers want: how many baskets come, what goes into them, and at what discount. */
export type Demand = {
  /** Baskets that come to a store on a day, the shop being open. */
  baskets: (store: number, day: number) => number;
  /** A draw of products by what is wanted in a store on a day. */
  wanted: (store: number, day: number) => (random: Random) => number;
  /** Units of a product that a store may expect to sell on a day. */
  expected: (store: number, item: number, day: number) => number;
  /** The promotion's fraction off a product's price on a day, else 0. */
  promotion: (item: number, day: number) => number;
};

/** Customers by month, January first: a quiet start, a busy December. */
const customers = [0.78, 0.8, 0.9, 0.98, 1.02, 1, 0.97, 0.92, 0.96, 1.03, 1.22, 1.65];
const growthAYear = 0.08;
/** How many baskets of a hundred have one line, two lines … six. */
export const basketSizes = [40, 26, 16, 10, 5, 3];
const meanLinesABasket = basketSizes.reduce((sum, share, index) => sum + (share * (index + 1)) / 100, 0);

/** Makes the demand of a year for these products: season, weekday, growth, promotions and each store's own taste. */
export function makeDemand(items: readonly Item[], calendar: Calendar, random: Random): Demand {
  const taste = demoStores.map(() => {
    const categories = new Map(items.map((item) => [item.category, 0]));
    for (const category of categories.keys()) categories.set(category, 0.7 + 0.6 * random.next());
    return items.map((item) => (categories.get(item.category) ?? 1) * (0.5 + random.next()));
  });
  const promotions = makePromotions(items, calendar, random);
  const promotion = (item: number, day: number): number => {
    const { category } = items[item] as Item;
    return promotions.find((one) => one.category === category && day >= one.from && day < one.to)?.off ?? 0;
  };
  const weights = (store: number, day: number): number[] =>
    items.map((item, index) => {
      const pull = 1 + 3 * promotion(index, day);
      return item.popularity * (taste[store]?.[index] ?? 1) * calendar.blend(item.seasons, day) * pull;
    });
  const baskets = (store: number, day: number): number => {
    const trade = trades[store];
    if (trade === undefined || calendar.isClosed(day)) return 0;
    const weekday = trade.weekdays[calendar.weekdayOf(day)] ?? 1;
    const growth = 1 + (growthAYear * day) / calendar.length;
    return trade.baskets * weekday * growth * calendar.blend(customers, day);
  };

  // A buyer plans by the week, and so does the forecast: one table of shares a store and week.
  const shares = new Map<string, number[]>();
  const sharesOf = (store: number, week: number): number[] => {
    const key = `${store} ${week}`;
    const known = shares.get(key);
    if (known !== undefined) return known;
    const all = weights(store, week * 7 + 3);
    const sum = all.reduce((total, weight) => total + weight, 0);
    const made = all.map((weight) => weight / sum);
    shares.set(key, made);
    return made;
  };

  return {
    baskets,
    promotion,
    wanted: (store, day) => weightedDraw(weights(store, day)),
    expected: (store, item, day) => {
      const share = sharesOf(store, Math.floor(day / 7))[item] ?? 0;
      const unitsALine = 1 + 1.2 * (items[item]?.several ?? 0);
      const customersThen = calendar.blend(customers, day) * (trades[store]?.baskets ?? 0);
      return customersThen * meanLinesABasket * share * unitsALine;
    },
  };
}

/** Nine promotions of 5 to 12 days spread over the year, and half price on Christmas things in January. */
function makePromotions(items: readonly Item[], calendar: Calendar, random: Random): Promotion[] {
  const categories = [...new Set(items.filter((item) => item.isStocked).map((item) => item.category))];
  const promotions: Promotion[] = [];
  for (let nth = 0; nth < 9; nth += 1) {
    const from = Math.floor((calendar.length * (nth + random.next() * 0.6)) / 9);
    // Christmas is the last of the categories, and has its own sale.
    const category = categories[random.between(0, categories.length - 2)] as string;
    promotions.push({ category, from, to: from + random.between(5, 12), off: random.between(3, 5) * 0.05 });
  }
  for (let day = 0; day < calendar.length; day += 1) {
    const date = calendar.dateOf(day).slice(5);
    if (date > '01-01' && date < '01-25') promotions.push({ category: 'Christmas', from: day, to: day + 1, off: 0.5 });
  }
  return promotions;
}
