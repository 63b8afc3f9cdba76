import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

/**
 * Adds a product (no id) or edits one; see save_product in the migrations for what it refuses.
 * @param values.fields JSON object of columns
 * @param values.barcodes JSON array: all that the product is to have
 * @returns its id; undefined when there is no such product
 */
export async function saveProductRow(
  db: Db,
  values: { productId: string | null; version: number | null; fields: string; barcodes: string; actor: string },
): Promise<string | undefined> {
  const rows = await db.query(
    `select id::text
     from save_product(:productId::bigint, :version::integer, :fields::jsonb, :barcodes::jsonb, :actor::text)`,
    values,
    z.object({ id: z.string() }),
  );
  return rows[0]?.id;
}
