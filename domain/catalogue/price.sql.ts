import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { PriceChange } from './product.ts';

const PriceRow = PriceChange.extend({ key: z.string() });
type PriceRow = z.infer<typeof PriceRow>;

/** What the catalogue said of a product, newest first, before the change `before`. */
export async function listPriceRows(
  db: Db,
  values: { productId: string; before: string | null; limit: number },
): Promise<PriceRow[]> {
  return db.query(
    `select ${iso('c.valid_from')} as "validFrom", ${decimal('c.price')} as price, ${decimal('c.cost')} as cost,
       c.changed_by as "changedBy", actor_name(c.changed_by) as "changedByName", c.id::text as key
     from product_price c
     where c.product_id = :productId::bigint and (:before::bigint is null or c.id < :before::bigint)
     order by c.id desc
     limit :limit::integer`,
    values,
    PriceRow,
  );
}
