import type { Db } from '#domain/platform/database.ts';
import { Grant } from './user.ts';

/** What the database lets this user do: the sign-in says only who somebody is. */
export async function listGrants(db: Db, userId: string): Promise<Grant[]> {
  return db.query(
    `select role, store_id::text as "storeId" from user_role_grant where user_id = :userId order by role, store_id`,
    { userId },
    Grant,
  );
}
