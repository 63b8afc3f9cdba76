import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { Grant } from './user.ts';

/**
 * What the database lets this user do: the sign-in says only who somebody is. Of somebody locked out: nothing.
 * Notes within the hour that they are here.
 */
export async function listGrants(db: Db, userId: string): Promise<Grant[]> {
  return db.query(
    `with seen as (
       insert into person (user_id, last_seen_at)
       select :userId, now()
       where not exists (select from person where user_id = :userId and last_seen_at > now() - interval '1 hour')
       on conflict (user_id) do update set last_seen_at = excluded.last_seen_at
     )
     select role, store_id::text as "storeId" from user_role_grant
     where user_id = :userId and not exists (select from person where user_id = :userId and disabled_at is not null)
     order by role, store_id`,
    { userId },
    Grant,
  );
}

const Known = z.object({ name: z.string().nullable(), email: z.string().nullable(), isDisabled: z.boolean() });

/** What is known of somebody beside their id; no row for a stranger. */
export async function readKnown(db: Db, userId: string): Promise<z.infer<typeof Known>[]> {
  return db.query(
    `select name, email, disabled_at is not null as "isDisabled" from person where user_id = :userId`,
    { userId },
    Known,
  );
}
