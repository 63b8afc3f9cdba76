import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { type CategoryList, ListedProduct, PriceChange, Product, ProductLevel, SupplierItem } from './product.ts';
import { Changed } from '#domain/values.ts';

const fields = `p.id::text, p.sku, p.name, p.category, p.family, p.status, p.is_stocked as "isStocked",
  ${decimal('p.price')} as price, ${decimal('p.cost')} as cost, ${decimal('p.reorder_point')} as "reorderPoint"`;

const ProductRow = ListedProduct.extend({ key: z.string() });
type ProductRow = z.infer<typeof ProductRow>;

/**
 * Products by SKU, after the one whose key is `after`, with what the stores have of each.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listProductRows(
  db: Db,
  values: {
    stores: string | null;
    search: string | null;
    pattern: string | null;
    status: string | null;
    category: string | null;
    supplier: string | null;
    needsAttention: boolean;
    after: string | null;
    limit: number;
  },
): Promise<ProductRow[]> {
  return db.query(
    `select ${fields}, ${decimal('l.on_hand')} as "onHand", lower(p.sku) as key
     from (
       select * from product p
       where (:after::text is null or lower(p.sku) > :after::text)
         and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text
           or p.id = (select b.product_id from product_barcode b where b.barcode = :search::text))
         and case :status::text when 'current' then p.status <> 'archived' else p.status = :status::text end is not false
         and (:category::text is null or p.category = :category::text)
         and (:supplier::bigint is null
           or exists (select from supplier_item i where i.product_id = p.id and i.supplier_id = :supplier::bigint))
         and (not :needsAttention::boolean or p.status = 'draft' or (p.status = 'active' and p.price is null))
       order by lower(p.sku)
       limit :limit::integer
     ) p
     left join lateral (
       select sum(l.on_hand) as on_hand from stock_level l
       where l.product_id = p.id
         and (:stores::jsonb is null or l.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     ) l on true
     order by lower(p.sku)`,
    values,
    ProductRow,
  );
}

const CategoryRow = z.object({ category: z.string(), products: z.coerce.number().int() });

/** At most 1,000 categories, by name. */
export async function listCategoryRows(db: Db): Promise<CategoryList['items']> {
  return db.query(
    `select category, count(*) filter (where status <> 'archived')::text as products
     from product where category is not null group by category order by lower(category), category limit 1000`,
    {},
    CategoryRow,
  );
}

export async function productExists(db: Db, productId: string): Promise<boolean> {
  const sql = 'select 1 as found from product where id = :productId::bigint';
  return (await db.query(sql, { productId }, z.unknown())).length > 0;
}

const json = z.string().transform((text): unknown => JSON.parse(text));
const Part = z.discriminatedUnion('part', [
  z.object({ part: z.literal('product'), data: json.pipe(Product.extend(Changed)) }),
  z.object({ part: z.literal('barcode'), data: json.pipe(z.string()) }),
  z.object({ part: z.literal('supplier'), data: json.pipe(SupplierItem) }),
  z.object({ part: z.literal('level'), data: json.pipe(ProductLevel) }),
  z.object({ part: z.literal('price'), data: json.pipe(PriceChange) }),
]);
type ProductPart = z.infer<typeof Part>;

/**
 * A product and what hangs on it, a row for each: one row with all of it could outgrow the Data API's 64 KB.
 * Its cost in a store is the moving average, or the catalogue's until something was received.
 * @param values.stores JSON array of ids, or null for all
 */
export async function readProductParts(
  db: Db,
  values: { productId: string; stores: string | null },
): Promise<ProductPart[]> {
  return db.query(
    `with p as (select * from product where id = :productId::bigint)
     select part, data::text from (
       select 1 as nth, '' as by, 'product' as part, to_json(r) as data from (
         select ${fields}, p.version, ${iso('p.updated_at')} as "changedAt", p.updated_by as "changedBy",
           actor_name(p.updated_by) as "changedByName" from p
       ) r
       union all
       select 2, b.barcode, 'barcode', to_json(b.barcode) from p join product_barcode b on b.product_id = p.id
       union all
       select 3, r."supplierCode", 'supplier', to_json(r) from (
         select u.id::text as "supplierId", i.version, u.code as "supplierCode", u.name as "supplierName", i.supplier_sku as "supplierSku",
           ${decimal('i.pack_size')} as "packSize", ${decimal('i.min_order')} as "minOrder",
           i.lead_time_days as "leadTimeDays", ${decimal('i.cost')} as cost
         from p join supplier_item i on i.product_id = p.id join supplier u on u.id = i.supplier_id
       ) r
       union all
       select 4, r."storeCode", 'level', to_json(r) from (
         select s.id::text as "storeId", s.code as "storeCode", s.name as "storeName", s.currency,
           ${decimal('l.on_hand')} as "onHand", ${decimal('l.reserved')} as reserved,
           ${decimal('l.available')} as available,
           p.status <> 'archived' and coalesce(is_low(l.available, p.reorder_point), false) as "isLow",
           ${decimal('coalesce(l.avg_cost, p.cost)')} as "unitCost", ${iso('l.last_counted_at')} as "lastCountedAt",
           ${iso('l.last_movement_at')} as "lastMovementAt"
         from p
         join stock_level l on l.product_id = p.id
         join store s on s.id = l.store_id
         where p.is_stocked and (:stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       ) r
       union all
       (select 5, lpad((row_number() over (order by c.id desc))::text, 2, '0'), 'price', json_build_object(
           'validFrom', ${iso('c.valid_from')}, 'price', ${decimal('c.price')}, 'cost', ${decimal('c.cost')},
           'changedBy', c.changed_by,
           'changedByName', actor_name(c.changed_by))
         from p join product_price c on c.product_id = p.id order by c.id desc limit 20)
     ) parts
     order by nth, by`,
    values,
    Part,
  );
}
