import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

const ToShip = z.object({ storeId: z.string(), storeName: z.string(), transfers: z.int() });
export type ToShip = z.infer<typeof ToShip>;

/**
 * Drafts of transfers that somebody else made and that wait for this person to ship them: of the stores that their digest
 * tells of, and in which they may move stock; by store.
 * @param values.roles JSON array of the roles that move stock
 */
export async function listToShip(db: Db, values: { userId: string; roles: string }): Promise<ToShip[]> {
  return db.query(
    `select s.id::text as "storeId", s.name as "storeName", count(*)::integer as transfers
     from alert_wish w
     join transfer t on t.status = 'draft' and t.updated_by is distinct from w.user_id
     join store s on s.id = t.from_store_id
     where w.user_id = :userId::text and (w.stores is null or s.id = any (w.stores))
       and exists (select from user_role_grant g where g.user_id = w.user_id
         and g.role in (select jsonb_array_elements_text(:roles::jsonb)) and (g.store_id is null or g.store_id = s.id))
     group by s.id
     order by lower(s.name), s.id`,
    values,
    ToShip,
  );
}
