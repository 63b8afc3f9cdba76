import type pg from 'pg';

/** Rows as they were written, nothing added up: what figures are checked against, by code that shares nothing with them. */
export type RawRows = {
  stores: { id: string; currency: string }[];
  products: {
    id: string;
    sku: string;
    category: string | null;
    supplier: string;
    stocked: boolean;
    price: number;
    cost: number | null;
  }[];
  sales: { id: string; store: string; date: string }[];
  lines: { sale: string; product: string; quantity: number; net: number; date: string }[];
  movements: {
    id: string;
    store: string;
    product: string;
    type: string;
    quantity: number;
    value: number;
    reason: string | null;
    date: string;
    at: number;
    corrects: string | null;
  }[];
  levels: { store: string; product: string; available: number }[];
  demand: { store: string; product: string; daily: number | null }[];
  /** Instants are seconds since 1970. */
  outs: { store: string; product: string; from: number; to: number | null }[];
  openings: { store: string; date: string; from: number; to: number }[];
  ranges: { store: string; product: string; from: string; until: string | null }[];
};

export type Wanted = {
  by: 'total' | 'store' | 'category' | 'supplier' | 'product';
  stores: string[];
  from: string;
  to: string;
  today: string;
  now: Date;
  category?: string;
  supplier?: string;
  product?: string;
};
export type PlainFigures = Record<string, number | null>;

/** Reads everything, row by row. */
export async function readRaw(sql: pg.Pool): Promise<RawRows> {
  const all = async <Row>(text: string) => (await sql.query(text)).rows as Row[];
  const terms = await all<{ product: string; supplier: string; cost: number | null; gone: boolean }>(
    `select i.product_id::text as product, i.supplier_id::text as supplier, i.cost::float as cost, u.is_archived as gone
     from supplier_item i join supplier u on u.id = i.supplier_id`,
  );
  const cheapest = new Map<string, string>();
  const rank = (term: (typeof terms)[number]) => [Number(term.gone), term.cost ?? Infinity, Number(term.supplier)];
  for (const term of terms.toSorted((a, b) => compare(rank(b), rank(a)))) cheapest.set(term.product, term.supplier);
  const products = await all<Omit<RawRows['products'][number], 'supplier'>>(
    `select id::text, sku, category, is_stocked as stocked, coalesce(price, 0)::float as price, cost::float from product`,
  );
  return {
    stores: await all('select id::text, currency from store'),
    products: products.map((product) => ({ ...product, supplier: cheapest.get(product.id) ?? '' })),
    sales: await all('select id::text, store_id::text as store, business_date::text as date from sale'),
    lines: await all(
      `select l.sale_id::text as sale, l.product_id::text as product, l.quantity::float, l.net_minor::float as net,
         coalesce(m.business_date, s.business_date)::text as date
       from sale_line l join sale s on s.id = l.sale_id
       left join stock_movement m on m.source_type = 'sale' and m.source_id = l.sale_id and m.source_line = l.id`,
    ),
    movements: await all(
      `select id::text, store_id::text as store, product_id::text as product, type, quantity::float, value_minor::float as value,
         reason, business_date::text as date, extract(epoch from occurred_at)::float as at, corrects_id::text as corrects
       from stock_movement order by occurred_at, id`,
    ),
    levels: await all('select store_id::text as store, product_id::text as product, available::float from stock_level'),
    demand: await all(
      `select store_id::text as store, product_id::text as product, daily_units::float as daily from product_demand
       where store_id <> 0`,
    ),
    outs: await all(
      `select store_id::text as store, product_id::text as product, extract(epoch from began_at)::float as from,
         extract(epoch from ended_at)::float as to from stock_out`,
    ),
    openings: await all(
      `select d.store_id::text as store, d.business_date::text as date, extract(epoch from lower(r))::float as from,
         extract(epoch from upper(r))::float as to from store_open_day d, unnest(d.open) r`,
    ),
    ranges: await all(
      `select store_id::text as store, product_id::text as product, from_day::text as from, until_day::text as until
       from stock_range`,
    ),
  };
}

const compare = (one: number[], other: number[]) => {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
};

/** Every figure of every group, and under `total` of all together; null where there is none. */
export function plainFigures(raw: RawRows, wanted: Wanted): Map<string, PlainFigures> {
  const kept = new Set(
    raw.products
      .filter(
        (product) =>
          (wanted.category === undefined || (product.category ?? '') === wanted.category) &&
          (wanted.supplier === undefined || product.supplier === wanted.supplier) &&
          (wanted.product === undefined || product.id === wanted.product),
      )
      .map(({ id }) => id),
  );
  const productOf = new Map(raw.products.map((product) => [product.id, product]));
  const keyOf = (store: string, product: string): string => {
    if (wanted.by === 'store') return store;
    if (wanted.by === 'product') return product;
    if (wanted.by === 'category') return productOf.get(product)?.category ?? '';
    return wanted.by === 'supplier' ? (productOf.get(product)?.supplier ?? '') : '';
  };
  const groups = new Map<string, Place[]>();
  for (const place of placesOf(raw, wanted.stores)) {
    if (!kept.has(place.product)) continue;
    for (const key of [keyOf(place.store, place.product), 'total']) {
      const group = groups.get(key) ?? [];
      group.push(place);
      groups.set(key, group);
    }
  }
  const isFiltered = wanted.category !== undefined || wanted.supplier !== undefined || wanted.product !== undefined;
  const baskets = (key: string) => {
    if (isFiltered || (wanted.by !== 'total' && wanted.by !== 'store')) return null;
    const those = key === 'total' || wanted.by === 'total' ? wanted.stores : [key];
    const bought = new Set(raw.lines.filter(({ quantity }) => quantity > 0).map(({ sale }) => sale));
    return raw.sales.filter(
      ({ id, store, date }) => those.includes(store) && date >= wanted.from && date <= wanted.to && bought.has(id),
    ).length;
  };
  const first = raw.movements
    .filter(({ store }) => wanted.stores.includes(store))
    .reduce((day, { date }) => (date < day ? date : day), '9999');
  return new Map(
    [...groups].map(([key, places]) => [
      key,
      figuresOfPlaces(places, { ...wanted, first }, baskets(key), productOf, raw),
    ]),
  );
}

type Place = {
  store: string;
  product: string;
  lines: RawRows['lines'];
  movements: RawRows['movements'];
  available: number;
  daily: number | null;
  outs: RawRows['outs'];
  range: RawRows['ranges'][number] | undefined;
};

const cache = new WeakMap<RawRows, Place[]>();
function placesOf(raw: RawRows, stores: string[]): Place[] {
  const known = cache.get(raw);
  if (known !== undefined) return known.filter(({ store }) => stores.includes(store));
  const places = new Map<string, Place>();
  const at = (store: string, product: string) => {
    const key = `${store}/${product}`;
    const place = places.get(key) ?? {
      store,
      product,
      lines: [],
      movements: [],
      available: 0,
      daily: null,
      outs: [],
      range: undefined,
    };
    places.set(key, place);
    return place;
  };
  const storeOf = new Map(raw.sales.map(({ id, store }) => [id, store]));
  for (const line of raw.lines) at(storeOf.get(line.sale) ?? '', line.product).lines.push(line);
  for (const movement of raw.movements) at(movement.store, movement.product).movements.push(movement);
  for (const { store, product, available } of raw.levels) at(store, product).available = available;
  for (const { store, product, daily } of raw.demand) at(store, product).daily = daily;
  for (const out of raw.outs) at(out.store, out.product).outs.push(out);
  for (const range of raw.ranges) at(range.store, range.product).range = range;
  cache.set(raw, [...places.values()]);
  return placesOf(raw, stores);
}

const losses = ['damaged', 'expired', 'theft', 'lost'];
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const nextDay = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

function figuresOfPlaces(
  places: Place[],
  { from, to, today, now, first }: Wanted & { first: string },
  transactions: number | null,
  productOf: Map<string, RawRows['products'][number]>,
  raw: RawRows,
): PlainFigures {
  const until = to < today ? to : today;
  const since = from > first ? from : first;
  const within = ({ date }: { date: string }) => date >= from && date <= until;
  const stocked = places.filter(({ product }) => productOf.get(product)?.stocked);
  const lines = places.flatMap((place) => place.lines.filter(within));
  const goods = stocked.flatMap((place) => place.lines.filter(within));
  const moves = places.flatMap((place) => place.movements.filter(within));

  const net = sum(lines.map((line) => line.net));
  const sold = sum(goods.map(({ quantity }) => Math.max(quantity, 0)));
  const returned = sum(goods.map(({ quantity }) => Math.max(-quantity, 0)));
  const cost = -sum(moves.filter(({ type }) => type === 'sale' || type === 'return').map(({ value }) => value));
  const costed = moves.some(({ type, value }) => type === 'sale' && value !== 0);
  const isUncosted = places.some(
    ({ product, lines: all, movements }) =>
      productOf.get(product)?.stocked === true &&
      productOf.get(product)?.cost === null &&
      all.some((line) => within(line) && line.quantity > 0) &&
      !movements.some((move) => within(move) && move.type === 'sale' && move.value !== 0),
  );
  const margin = isUncosted && !costed ? null : net - cost;

  const opening = sum(
    places.flatMap(({ movements }) => movements.filter(({ date }) => date < from).map((m) => m.quantity)),
  );
  const brought = sum(moves.filter(({ type }) => /receipt|transfer/.test(type)).map(({ quantity }) => quantity));

  const everyMove = places.flatMap(({ movements }) => movements);
  const valueBy = new Map<string, number>();
  for (const { date, value } of everyMove) valueBy.set(date, (valueBy.get(date) ?? 0) + value);
  let book = sum([...valueBy].filter(([date]) => date < since).map(([, value]) => value));
  const closings: number[] = [];
  for (let day = since; day <= until; day = nextDay(day)) closings.push((book += valueBy.get(day) ?? 0));
  const mean = sum(closings) / closings.length;
  const perYear = closings.length < 28 ? null : 365 / closings.length;

  const counts = places.flatMap(({ movements }) =>
    movements
      .filter((move) => move.type === 'count' && within(move))
      .map((count) => {
        const parts = movements.filter(({ id, corrects }) => id === count.id || corrects === count.id);
        const isFirst = !movements.some(({ at }) => at < count.at);
        const isFirstCount = !movements.some(({ type, at }) => type === 'count' && at < count.at);
        return {
          off: sum(parts.map(({ quantity }) => quantity)),
          value: sum(parts.map(({ value }) => value)),
          isFirst,
          isFirstCount,
        };
      }),
  );
  const base = opening + brought + sum(counts.map(({ off, isFirstCount }) => (isFirstCount ? Math.max(0, off) : 0)));
  const tested = counts.filter(({ off, isFirst }) => off === 0 || !isFirst);
  const shrinkage =
    sum(
      moves
        .filter(({ type, reason }) => type === 'adjustment' && losses.includes(reason ?? ''))
        .map(({ value }) => -value),
    ) + sum(counts.map(({ value }) => Math.max(0, -value)));

  const isNow = until === today;
  const retail = sum(
    places.map(({ product, movements }) => {
      const onHand = sum(movements.map(({ quantity }) => quantity));
      return Math.round(Math.max(0, onHand) * (productOf.get(product)?.price ?? 0) * 100);
    }),
  );
  const minutes = places.map((place) => minutesOf(place, raw.openings, since, until, now.getTime() / 1000));
  const out = sum(minutes.map((each) => each.out));
  const demand = sum(places.map(({ daily }) => daily ?? 0));
  const available = Math.max(0, sum(places.map((place) => place.available)));
  const ratio = (part: number | null, of: number) => (part === null || of <= 0 ? null : part / of);
  return {
    netSales: net,
    units: sold - returned,
    transactions,
    averageBasket: transactions === null || transactions === 0 ? null : Math.round(net / transactions),
    grossMargin: margin,
    grossMarginRate: ratio(margin, net),
    sellThrough: sold - returned > base ? null : ratio(sold - returned, base),
    stockValue: closings.at(-1) ?? 0,
    stockRetail: isNow ? retail : null,
    cover: isNow ? ratio(available, demand) : null,
    coverIncoming: null,
    stockOutRate: ratio(out, sum(minutes.map(({ ranged }) => ranged))),
    stockOutHours: out / 60,
    stockTurn: perYear === null ? null : ratio(cost * perYear, mean),
    gmroi: perYear === null ? null : ratio(margin === null ? null : margin * perYear, mean),
    shrinkage,
    shrinkageRate: ratio(shrinkage, net),
    returnRate: ratio(returned, sold),
    inventoryAccuracy: tested.length === 0 ? null : tested.filter(({ off }) => off === 0).length / tested.length,
  };
}

/** Opening minutes of a product in a store while it was in its range, and how many of them it was out; by the day. */
function minutesOf(
  { store, outs, range }: Place,
  openings: RawRows['openings'],
  from: string,
  to: string,
  now: number,
) {
  const minutes = { ranged: 0, out: 0 };
  if (range === undefined) return minutes;
  const days = new Map<string, number>();
  for (const open of openings) {
    if (open.store !== store || open.date < from || open.date > to) continue;
    if (open.date < range.from || (range.until !== null && open.date >= range.until)) continue;
    const closes = Math.min(open.to, now);
    if (closes <= open.from) continue;
    minutes.ranged += (closes - open.from) / 60;
    const gone = outs.map((out) => Math.min(closes, out.to ?? now) - Math.max(open.from, out.from));
    const seconds = sum(gone.filter((one) => one > 0));
    days.set(open.date, (days.get(open.date) ?? 0) + seconds / 60);
  }
  minutes.out = sum([...days.values()].map(Math.round));
  return minutes;
}
