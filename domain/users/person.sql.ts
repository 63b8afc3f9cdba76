import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Person } from './person.ts';
import { Grant } from './user.ts';

const PersonRow = Person.extend({
  key: z.string(),
  grants: z.string().transform((text) => z.array(Grant).parse(JSON.parse(text))),
});
type PersonRow = z.infer<typeof PersonRow>;

/**
 * People by name, after (`afterKey`, `afterUser`): everybody with a row of their own or a grant. Who has no name stands
 * under their e-mail address or id.
 */
export async function listPersonRows(
  db: Db,
  values: {
    userId: string | null;
    state: string | null;
    pattern: string | null;
    afterKey: string | null;
    afterUser: string | null;
    limit: number;
  },
): Promise<PersonRow[]> {
  return db.query(
    `select * from (
       select u.user_id as "userId", p.name, p.email, coalesce(p.version, 0) as version,
         case when p.disabled_at is not null then 'disabled' when p.last_seen_at is null then 'invited' else 'active' end as state,
         (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'storeId', g.store_id::text)
            order by g.role, g.store_id), '[]')::text from user_role_grant g where g.user_id = u.user_id) as grants,
         ${iso('p.created_at')} as "createdAt", ${iso('p.last_seen_at')} as "lastSeenAt",
         lower(coalesce(p.name, p.email, u.user_id)) as key
       from (select user_id from person union select user_id from user_role_grant) u
       left join person p using (user_id)
     ) people
     where (:userId::text is null or "userId" = :userId::text)
       and (:state::text is null or state = :state::text)
       and (:pattern::text is null or name ilike :pattern::text or email ilike :pattern::text or "userId" ilike :pattern::text)
       and (:afterKey::text is null or (key, "userId") > (:afterKey::text, :afterUser::text))
     order by key, "userId"
     limit :limit::integer`,
    values,
    PersonRow,
  );
}

const Outcome = z.object({
  outcome: z.enum(['done', 'unknown', 'stale', 'conflict', 'store_unknown', 'last_admin']),
});
type Outcome = z.infer<typeof Outcome>['outcome'];

/** @param values.grants JSON array of {role, storeId}; `adding` adds them to those that somebody known holds */
export async function invitePersonRow(
  db: Db,
  values: { userId: string; email: string; name: string; grants: string; adding: boolean; actor: string },
): Promise<Outcome | undefined> {
  const rows = await db.query(
    'select invite_person(:userId::text, :email::text, :name::text, :grants::jsonb, :adding::boolean, :actor::text) as outcome',
    values,
    Outcome,
  );
  return rows[0]?.outcome;
}

/** @param values.grants JSON array of {role, storeId} */
export async function replaceGrantRows(
  db: Db,
  values: { userId: string; version: number; grants: string; actor: string },
): Promise<Outcome | undefined> {
  const rows = await db.query(
    'select replace_grants(:userId::text, :version::integer, :grants::jsonb, :actor::text) as outcome',
    values,
    Outcome,
  );
  return rows[0]?.outcome;
}

/** Locks somebody out (`isOut`) or lets them in again; `unknown` and `last_admin` changed nothing. */
export async function lockPersonOut(
  db: Db,
  values: { userId: string; isOut: boolean; actor: string },
): Promise<Outcome | undefined> {
  const rows = await db.query(
    'select lock_person_out(:userId::text, :isOut::boolean, :actor::text) as outcome',
    values,
    Outcome,
  );
  return rows[0]?.outcome;
}
