import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Supplier, SupplierDetail } from './supplier.ts';

const fields = `u.id::text, u.code, u.name, u.email, u.phone, u.contact, u.lead_time_days as "leadTimeDays",
  ${decimal('u.min_order_value')} as "minOrderValue", u.tolerance_percent as "tolerancePercent", u.is_archived as "isArchived",
  (select count(*) from supplier_item i where i.supplier_id = u.id)::integer as "itemCount"`;

const SupplierRow = Supplier.extend({ key: z.string() });
type SupplierRow = z.infer<typeof SupplierRow>;

/** Suppliers by code, after the one whose key is `after`. */
export async function listSupplierRows(
  db: Db,
  values: { pattern: string | null; archived: boolean | null; after: string | null; limit: number },
): Promise<SupplierRow[]> {
  return db.query(
    `select ${fields}, lower(u.code) as key
     from supplier u
     where (:after::text is null or lower(u.code) > :after::text)
       and (:pattern::text is null or u.code ilike :pattern::text or u.name ilike :pattern::text)
       and (:archived::boolean is null or u.is_archived = :archived::boolean)
     order by lower(u.code)
     limit :limit::integer`,
    values,
    SupplierRow,
  );
}

/** One supplier with its version and who changed it last; nothing for an unknown id. */
export async function readSupplierRow(db: Db, supplierId: string): Promise<SupplierDetail | undefined> {
  const rows = await db.query(
    `select ${fields}, u.note, u.version, ${iso('u.updated_at')} as "changedAt", u.updated_by as "changedBy",
       actor_name(u.updated_by) as "changedByName"
     from supplier u where u.id = :supplierId::bigint`,
    { supplierId },
    SupplierDetail,
  );
  return rows[0];
}

/**
 * Adds a supplier (no id) or edits one; see save_supplier in the migrations for what it refuses.
 * @param values.fields JSON object of columns
 * @returns its id; undefined when there is no such supplier
 */
export async function saveSupplierRow(
  db: Db,
  values: { supplierId: string | null; version: number | null; fields: string; actor: string },
): Promise<string | undefined> {
  const rows = await db.query(
    'select id::text from save_supplier(:supplierId::bigint, :version::integer, :fields::jsonb, :actor::text)',
    values,
    z.object({ id: z.string() }),
  );
  return rows[0]?.id;
}
