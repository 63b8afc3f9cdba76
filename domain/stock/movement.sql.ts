import * as z from 'zod';
import type { BridgeKind } from '#domain/analytics/bridge.ts';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Minor } from '#domain/values.ts';
import { MovementTotal, movementTypes, StoreMovement } from './movement.ts';

const MovementRow = StoreMovement.extend({ key: z.string(), valueMinor: z.coerce.number().pipe(Minor) });
type MovementRow = z.infer<typeof MovementRow>;

type Asked = {
  kind: BridgeKind | undefined;
  /** Without those that changed neither units nor value. */
  isDifferent: boolean;
  /** JSON array of ids, or null for all. */
  stores: string | null;
  currency: string | null;
  /** JSON array of products, looked at one by one; or a pattern that narrows the newest movements, null: none does. */
  of: { products: string } | { pattern: string | null; search: string };
  from: string | null;
  to: string | null;
  beforeAt: string | null;
  beforeId: string | null;
  limit: number;
  /** Who asks: whose imports may be named. */
  importStores: string | null;
  userId: string;
};

const matches = `p.sku ilike :pattern::text or p.name ilike :pattern::text
  or p.id = (select b.product_id from product_barcode b where b.barcode = :search::text)`;

/** Products that a search finds, or whether it finds the one `product`: their ids, at most one more than `limit`. */
export async function findProductIds(
  db: Db,
  values: { product: string | null; search: string; pattern: string; limit: number },
): Promise<string[]> {
  const rows = await db.query(
    `select p.id::text from product p
     where (:product::bigint is null or p.id = :product::bigint) and (${matches})
     limit :limit::integer + 1`,
    values,
    z.object({ id: z.string() }),
  );
  return rows.map((row) => row.id);
}

/**
 * Movements after `from` up to `to`, newest first, before (`beforeAt`, `beforeId`). The newest of each store are found by
 * an index, and where they are few, of each product or of each kind beside sales; only these are sorted together.
 */
export async function listStoreMovementRows(
  db: Db,
  { kind, isDifferent, of, ...values }: Asked,
): Promise<MovementRow[]> {
  return db.query(
    `with newest as (
       select m.* from store s
       ${sourceOf(kind, 'products' in of, isDifferent)}
       where (:stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
         and (:currency::text is null or s.currency = :currency::text)
       order by m.occurred_at desc, m.id desc
       limit :limit::integer
     )
     select m.id::text, s.id::text as "storeId", s.code as "storeCode", s.name as "storeName", s.currency,
       p.id::text as "productId", p.sku, p.name as "productName", m.type, case m.type ${kindCases} end as kind,
       ${decimal('m.quantity')} as quantity, ${decimal('m.counted')} as counted, ${decimal('m.unit_cost')} as "unitCost",
       m.value_minor::text as "valueMinor", m.reason, m.note, ${iso('m.occurred_at')} as "occurredAt",
       ${iso('m.recorded_at')} as "recordedAt", m.business_date::text as "businessDate", m.actor,
       actor_name(m.actor) as "actorName",
       case when :importStores::jsonb is null or i.uploaded_by = :userId
         or i.store_id in (select jsonb_array_elements_text(:importStores::jsonb)::bigint) then m.import_id::text
       end as "importId", i.file_name as "importFile", l.external_id as "saleId", u.id::text as "supplierId",
       u.name as "supplierName", nullif(g.delivery_note, g.request_key) as "deliveryNote", ${iso('m.occurred_at', 'US')} as key
     from newest m
     join store s on s.id = m.store_id
     join product p on p.id = m.product_id
     left join import i on i.id = m.import_id
     left join sale l on m.source_type = 'sale' and l.id = m.source_id
     left join goods_receipt g on m.source_type = 'receipt' and g.id = m.source_id
     left join supplier u on u.id = g.supplier_id
     order by m.occurred_at desc, m.id desc`,
    { ...values, ...of },
    MovementRow,
  );
}

/**
 * What the movements of some products after `from` up to `to` add up to, for each currency that any of the stores trades
 * in.
 * @param values.products JSON array of ids
 */
export async function sumMovementsOfProducts(
  db: Db,
  { kind, ...values }: Pick<Asked, 'kind' | 'stores' | 'currency'> & { products: string; from: string; to: string },
): Promise<MovementTotal[]> {
  const ofKind = kind === undefined ? '' : `and m.type in (${literal(movementTypes[kind])})`;
  return db.query(
    `select s.currency, ${decimal('coalesce(sum(m.quantity), 0)')} as units,
       coalesce(sum(m.value_minor), 0)::text as "valueMinor"
     from store s
     cross join jsonb_array_elements_text(:products::jsonb) wanted (id)
     left join stock_movement m on m.store_id = s.id and m.product_id = wanted.id::bigint ${ofKind}
       and m.occurred_at > :from::timestamptz and m.occurred_at <= :to::timestamptz
     where (:stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:currency::text is null or s.currency = :currency::text)
     group by s.currency
     order by s.currency`,
    values,
    MovementTotal.extend({ valueMinor: z.coerce.number().pipe(Minor) }),
  );
}

const kinds = Object.entries(movementTypes);
const literal = (types: string[]) => types.map((type) => `'${type}'`).join(', ');
const kindCases = kinds.flatMap(([kind, types]) => types.map((type) => `when '${type}' then '${kind}'`)).join(' ');

/** Where the movements of a store `s` come from: which index serves depends on what is asked. */
function sourceOf(kind: BridgeKind | undefined, hasProducts: boolean, isDifferent: boolean): string {
  const different = isDifferent ? ['(m.quantity <> 0 or m.value_minor <> 0)'] : [];
  const types = kind && movementTypes[kind];
  if (hasProducts)
    return `cross join jsonb_array_elements_text(:products::jsonb) wanted (id)
      ${newest('m.product_id = wanted.id::bigint', types ? `m.type in (${literal(types)})` : 'true', ...different)}`;
  const found = `(:pattern::text is null or m.product_id in (select p.id from product p where ${matches}))`;
  if (types === undefined || kind === 'sales') return newest(types ? "m.type = 'sale'" : 'true', found, ...different);
  return `cross join (values ${types.map((type) => `('${type}')`).join(', ')}) wanted (type)
    ${newest("m.type = wanted.type and m.type <> 'sale'", found, ...different)}`;
}

const newest = (...conditions: string[]) => `cross join lateral (
  select * from stock_movement m
  where m.store_id = s.id and ${conditions.join(' and ')}
    and m.occurred_at > coalesce(:from::timestamptz, '-infinity')
    and m.occurred_at <= least(:to::timestamptz, :beforeAt::timestamptz, 'infinity')
    and (:beforeAt::timestamptz is null or (m.occurred_at, m.id) < (:beforeAt::timestamptz, :beforeId::bigint))
  order by m.occurred_at desc, m.id desc
  limit :limit::integer
) m`;
