import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { EffectivePolicy, Policy } from './policy.ts';

const number = z.coerce.number().nullable();
const fieldsOf = (table: string) => `${table}.method, ${decimal(`${table}.reorder_point`)} as "reorderPoint",
  ${decimal(`${table}.order_up_to`)} as "orderUpTo", ${table}.review_days as "reviewDays",
  ${table}.service_level::text as "serviceLevel", ${decimal(`${table}.shelf_max`)} as "shelfMax",
  ${table}.supplier_id::text as "supplierId", ${table}.warehouse_id::text as "warehouseId",
  ${table}.auto_mode as "autoMode", ${table}.price_jump::text as "priceJump", ${table}.snoozed_until::text as "snoozedUntil"`;

const PolicyRow = Policy.omit({ level: true }).extend({ serviceLevel: number, priceJump: number });
export type PolicyRow = z.infer<typeof PolicyRow>;

const policies = `select r.id::text, r.store_id::text as "storeId", s.name as "storeName", r.category,
    r.product_id::text as "productId", p.sku, p.name, ${fieldsOf('r')}, r.version, ${iso('r.updated_at')} as "changedAt",
    r.updated_by as "changedBy", actor_name(r.updated_by) as "changedByName"
  from reorder_policy r left join store s on s.id = r.store_id left join product p on p.id = r.product_id`;

const KeyedRow = PolicyRow.extend({ id: z.string() });

/**
 * What is set, by the order in which it was first set, after (`after`). What is set for every store is everybody's.
 * @param values.stores JSON array of ids, or null for all
 * @param values.level of `policyLevels`, or null
 */
export async function listPolicyRows(
  db: Db,
  values: { stores: string | null; level: string | null; after: string | null; limit: number },
): Promise<z.infer<typeof KeyedRow>[]> {
  return db.query(
    `${policies}
     where (:stores::jsonb is null or r.store_id is null
         or r.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:level::text is null or :level::text = case
         when r.product_id is not null then case when r.store_id is null then 'product' else 'store_product' end
         when r.category is not null then case when r.store_id is null then 'category' else 'store_category' end
         when r.store_id is null then 'chain' else 'store' end)
       and (:after::bigint is null or r.id > :after::bigint)
     order by r.id
     limit :limit::integer`,
    values,
    KeyedRow,
  );
}

export async function readPolicyRow(db: Db, policyId: string): Promise<PolicyRow | undefined> {
  const [row] = await db.query(`${policies} where r.id = :policyId::bigint`, { policyId }, KeyedRow);
  return row;
}

const Saved = z.object({ id: z.string() });

/**
 * Sets a policy at a level, whole; see save_policy in the migrations for what it refuses.
 * @param values.fields JSON object of columns
 * @returns its id
 */
export async function savePolicyRow(
  db: Db,
  values: {
    storeId: string | null;
    category: string | null;
    productId: string | null;
    version: number;
    fields: string;
    actor: string;
  },
): Promise<string> {
  const [row] = await db.query(
    `select save_policy(:storeId::bigint, :category::text, :productId::bigint, :version::integer, :fields::jsonb,
       :actor::text)::text as id`,
    values,
    Saved,
  );
  return Saved.parse(row).id;
}

const parsedJson = z.string().transform((text): unknown => JSON.parse(text));
const shape = EffectivePolicy.shape;
const EffectiveRow = EffectivePolicy.extend({
  serviceLevel: number,
  priceJump: number,
  setAt: z
    .string()
    .transform((text): unknown => camelKeys(JSON.parse(text)))
    .pipe(shape.setAt),
  level: parsedJson.nullable().pipe(shape.level),
  key: z.string(),
});

/** Keys of columns as the fields are called: `reorder_point` is `reorderPoint`. */
const camelKeys = (value: unknown): unknown =>
  Object.fromEntries(
    Object.entries(z.record(z.string(), z.unknown()).parse(value)).map(([key, one]) => [
      key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      one,
    ]),
  );

/** What applies to the positions of a store, by SKU, after (`after`): of products that it has had. */
export async function listEffectiveRows(
  db: Db,
  values: {
    storeId: string;
    product: string | null;
    category: string | null;
    pattern: string | null;
    after: string | null;
    limit: number;
  },
): Promise<z.infer<typeof EffectiveRow>[]> {
  return db.query(
    `select s.id::text as "storeId", s.name as "storeName", p.id::text as "productId", p.sku, p.name, p.category,
       ${fieldsOf('e')}, e.set_at::text as "setAt", lower(p.sku) as key,
       case when l.product_id is not null then json_build_object('reorderPoint', ${decimal('l.reorder_point')},
         'orderUpTo', ${decimal('l.order_up_to')}, 'safetyStock', ${decimal('l.safety_stock')}, 'source', l.source,
         'computedAt', ${iso('l.computed_at')})::text end as level
     from store s
     join stock_level k on k.store_id = s.id
     join product p on p.id = k.product_id and p.is_stocked and p.status <> 'archived'
     join effective_policy e on e.store_id = s.id and e.product_id = p.id
     left join reorder_level l on l.store_id = s.id and l.product_id = p.id
     where s.id = :storeId::bigint
       and (:product::bigint is null or p.id = :product::bigint)
       and (:category::text is null or p.category = :category::text)
       and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text)
       and (:after::text is null or lower(p.sku) > :after::text)
     order by lower(p.sku)
     limit :limit::integer`,
    values,
    EffectiveRow,
  );
}
