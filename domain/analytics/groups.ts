import type { Breakdown } from './figure.ts';

/** Whose sums are asked for, and of which days. */
export type GroupsAsked = {
  by: Breakdown;
  /** Ids of the stores as a PostgreSQL array: `{1,2}`. */
  stores: string;
  currency: string;
  /** Whether these are all stores of the chain that trade in the currency. */
  isWhole: boolean;
  /** Business days, both included; not after today. */
  from: string;
  to: string;
  days: number;
  isNow: boolean;
  /** A day after every one that may hold data. */
  horizon: string;
  category: string | null;
  supplier: string | null;
  product: string | null;
  /** For `ilike`, over SKU and name. */
  pattern: string | null;
};

/** Whether it takes single products to tell; else sums of categories in stores serve, which are fewer. */
export const asksProducts = ({
  by,
  supplier,
  product,
  pattern,
}: Pick<GroupsAsked, 'by' | 'supplier' | 'product' | 'pattern'>): boolean =>
  by === 'supplier' || by === 'product' || supplier !== null || product !== null || pattern !== null;

/** Whether baskets can be counted: they hold products of many kinds, but each is of one store. */
export const asksBaskets = (asked: GroupsAsked): boolean =>
  !asksProducts(asked) && asked.category === null && (asked.by === 'total' || asked.by === 'store');

/** SQL text: how many units rows of facts `f` changed stock by. Sums of columns: numbers of this type add up faster so. */
export const unitsChanged = `sum(f.received) - sum(f.sold) + sum(f.returned) + sum(f.transferred) + sum(f.counted)
         + sum(f.adjusted) - sum(f.shrunk)`;

/** SQL text: by how much a row of facts `f` changed the value of stock at cost, in minor units. */
export const valueDelta = `f.received_minor - f.cogs_minor + f.returned_cost_minor + f.transferred_minor
         + f.counted_minor + f.adjusted_minor - f.shrunk_minor + f.revalued_minor`;

/** Whether sums over all stores of the currency serve. */
export const usesCurrency = (asked: GroupsAsked): boolean =>
  asksProducts(asked) && asked.isWhole && asked.by !== 'store';

/** SQL text: what happened on some days, at the coarsest grain that will do. */
export function factsOf(asked: GroupsAsked, from: string, to: string): string {
  if (!asksProducts(asked)) return `store_category_between(:stores::text::bigint[], ${from}, ${to})`;
  return usesCurrency(asked)
    ? `product_between(:currency::text, ${from}, ${to})`
    : `store_product_between(:stores::text::bigint[], ${from}, ${to})`;
}

/**
 * SQL text: the group of a row, in the type that PostgreSQL groups by fastest; `told` makes text of it.
 * @param row of which store and product, or of which store and category where `asked` needs no products
 * @param category SQL text of the row's category
 */
export function keyOf({ by }: Pick<GroupsAsked, 'by'>, row: string, category: string): string {
  const keys = {
    total: "''::text",
    store: `${row}.store_id`,
    category,
    supplier: 'coalesce(t.supplier_id, 0)',
    product: `${row}.product_id`,
  };
  return keys[by];
}

/** SQL text: a group's key as text; '' for no category and no supplier. */
export function told({ by }: Pick<GroupsAsked, 'by'>, key: string): string {
  if (by === 'total' || by === 'category') return key;
  return by === 'supplier' ? `coalesce(nullif(${key}, 0)::text, '')` : `${key}::text`;
}

/** Whether a row needs its product's `thing` `t`: to be left out, or to know its group. */
export const needsThing = ({
  by,
  category,
  supplier,
  product,
  pattern,
}: Pick<GroupsAsked, 'by' | 'category' | 'supplier' | 'product' | 'pattern'>): boolean =>
  by === 'category' || by === 'supplier' || [category, supplier, product, pattern].some((filter) => filter !== null);

/** SQL text: the join of a row with its `thing`, where one is needed. */
export const joinThing = (asked: GroupsAsked, row: string): string =>
  needsThing(asked) ? `join thing t on t.id = ${row}.product_id` : '';

/**
 * SQL text: a CTE `thing` of the products that the filters leave, each with one supplier where suppliers are asked for:
 * the one that asks least for it, of those that are not archived.
 */
export const things = ({ by, supplier }: Pick<GroupsAsked, 'by' | 'supplier'>): string => {
  const isAsked = by === 'supplier' || supplier !== null;
  const cheapest = `left join (
         select distinct on (i.product_id) i.product_id, i.supplier_id
         from supplier_item i join supplier u on u.id = i.supplier_id
         order by i.product_id, u.is_archived, i.cost, i.supplier_id
       ) i on i.product_id = p.id`;
  const supplierId = isAsked ? 'i.supplier_id' : 'null::bigint';
  return `thing as materialized (
       select p.id, p.category, p.price, p.cost, p.is_stocked, ${supplierId} as supplier_id
       from product p
       ${isAsked ? cheapest : ''}
       where (:category::text is null or coalesce(p.category, '') = :category)
         and (:supplier::text is null or coalesce(${supplierId}::text, '') = :supplier)
         and (:product::bigint is null or p.id = :product::bigint)
         and (:pattern::text is null or p.sku ilike :pattern or p.name ilike :pattern)
     )`;
};

/** SQL text: how a group `p.key` is called. */
export const labels: Record<Breakdown, { join: string; label: string; sku: string }> = {
  total: { join: '', label: "''", sku: 'null' },
  category: { join: '', label: 'p.key', sku: 'null' },
  store: { join: 'join store n on n.id = p.key', label: 'n.name', sku: 'null' },
  supplier: {
    join: 'left join supplier n on n.id = p.key',
    label: "coalesce(n.name, '')",
    sku: 'null',
  },
  product: { join: 'join product n on n.id = p.key', label: 'n.name', sku: 'n.sku' },
};
