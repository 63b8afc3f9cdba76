import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { SuppliedProduct } from './supplier.ts';

const SuppliedRow = SuppliedProduct.extend({ key: z.string() });
type SuppliedRow = z.infer<typeof SuppliedRow>;

/**
 * What a supplier sells, by SKU, after the product whose key is `after`.
 * @param values.productId this product alone, or null for all
 */
export async function listSuppliedRows(
  db: Db,
  values: { supplierId: string; productId: string | null; after: string | null; limit: number },
): Promise<SuppliedRow[]> {
  return db.query(
    `select p.id::text as "productId", p.sku, p.name, p.status, i.supplier_sku as "supplierSku",
       ${decimal('i.pack_size')} as "packSize", ${decimal('i.min_order')} as "minOrder",
       i.lead_time_days as "leadTimeDays", ${decimal('i.cost')} as cost, i.version,
       ${iso('i.updated_at')} as "changedAt", i.updated_by as "changedBy",
       actor_name(i.updated_by) as "changedByName", lower(p.sku) as key
     from supplier_item i
     join product p on p.id = i.product_id
     where i.supplier_id = :supplierId::bigint
       and (:productId::bigint is null or i.product_id = :productId::bigint)
       and (:after::text is null or lower(p.sku) > :after::text)
     order by lower(p.sku)
     limit :limit::integer`,
    values,
    SuppliedRow,
  );
}

const Saved = z.object({ productId: z.string() });

/**
 * Sets the terms of a product; see save_supplier_item in the migrations for what it refuses.
 * @param values.fields JSON object of columns
 */
export async function saveSupplierItemRow(
  db: Db,
  values: { supplierId: string; productId: string; version: number | null; fields: string; actor: string },
): Promise<void> {
  await db.query(
    `select product_id::text as "productId"
     from save_supplier_item(:supplierId::bigint, :productId::bigint, :version::integer, :fields::jsonb, :actor::text)`,
    values,
    Saved,
  );
}

/** Takes a product from a supplier; one that is not there is passed over. */
export async function removeSupplierItemRow(
  db: Db,
  values: { supplierId: string; productId: string; version: number; actor: string },
): Promise<void> {
  await db.query(
    `select product_id::text as "productId"
     from remove_supplier_item(:supplierId::bigint, :productId::bigint, :version::integer, :actor::text)`,
    values,
    Saved,
  );
}
