import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { permissions } from '#domain/users/rights.ts';

/** SQL text: the roles that may send reports again, and so are told when one does not arrive. */
const rolesThatSend = permissions['report.send'].map((role) => `'${role}'`).join(', ');

const KeeperRow = z.object({ email: z.string() });

/**
 * Who is told that an address gets no more mail: whoever may send reports in a store that its owner sees, those of all
 * stores first, at most ten; never an address that gets none itself.
 */
export async function listKeepers(db: Db, address: string): Promise<string[]> {
  const rows = await db.query(
    `with owner as (
       select g.store_id from person p join user_role_grant g on g.user_id = p.user_id where p.email = :address::text
     )
     select p.email
     from person p join user_role_grant g on g.user_id = p.user_id
     where g.role in (${rolesThatSend}) and p.disabled_at is null and p.email <> :address::text
       and (g.store_id is null or exists (select from owner o where o.store_id = g.store_id))
       and not exists (select from mail_suppression u where u.address = p.email)
     group by p.email
     order by bool_or(g.store_id is null) desc, p.email limit 10`,
    { address },
    KeeperRow,
  );
  return rows.map(({ email }) => email);
}

const OwnerRow = z.object({ name: z.string().nullable() });

/** Whose address it is, a person's or a supplier's; null where nobody's. */
export async function findOwnerOf(db: Db, address: string): Promise<string | null> {
  const [row] = await db.query(
    `select p.name from person p where p.email = :address::text
     union all
     select u.name from supplier u where lower(btrim(u.email)) = :address::text
     limit 1`,
    { address },
    OwnerRow,
  );
  return row?.name ?? null;
}
