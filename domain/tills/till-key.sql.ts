import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Id } from '#domain/values.ts';
import { TillKey } from './till-key.ts';

/**
 * Keys, newest first, before (`beforeId`), or the one asked for.
 * @param values.stores JSON array of ids, or null for all
 * @param values.now as ISO text: what has expired by then
 */
export async function listTillKeyRows(
  db: Db,
  values: { stores: string | null; keyId: string | null; beforeId: string | null; now: string; limit: number },
): Promise<TillKey[]> {
  return db.query(
    `select k.id::text, k.store_id::text as "storeId", k.label, k.prefix, k.rate_limit as "rateLimit",
       case when k.revoked_at is not null then 'revoked' when k.expires_at <= :now::timestamptz then 'expired'
         when k.replaced_by is not null then 'replaced' else 'active' end as state,
       k.created_by as "createdBy", p.name as "createdByName", ${iso('k.created_at')} as "createdAt",
       ${iso('k.expires_at')} as "expiresAt", ${iso('k.revoked_at')} as "revokedAt", k.replaced_by::text as "replacedBy",
       ${iso('k.last_used_at')} as "lastUsedAt"
     from api_key k
     left join person p on p.user_id = k.created_by
     where (:stores::jsonb is null or k.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:keyId::bigint is null or k.id = :keyId::bigint)
       and (:beforeId::bigint is null or k.id < :beforeId::bigint)
     order by k.id desc
     limit :limit::integer`,
    values,
    TillKey,
  );
}

const KeyId = z.object({ keyId: Id.nullable() });

/**
 * A new key, once for one hash.
 * @param values.hash SHA-256 of the secret, in hexadecimal
 * @returns its id, or null where there is no such store
 */
export async function addTillKey(
  db: Db,
  values: {
    storeId: string;
    label: string;
    prefix: string;
    hash: string;
    rateLimit: number;
    expiresAt: string | null;
    now: string;
    actor: string;
  },
): Promise<string | null> {
  const [row] = await db.query(
    `select add_till_key(:storeId::bigint, :label::text, :prefix::text, decode(:hash, 'hex'), :rateLimit::integer,
       :expiresAt::timestamptz, :now::timestamptz, :actor::text)::text as "keyId"`,
    values,
    KeyId,
  );
  return row?.keyId ?? null;
}

/** @returns the new key's id, or null where the old one cannot be replaced */
export async function replaceTillKey(
  db: Db,
  values: { keyId: string; prefix: string; hash: string; graceHours: number; now: string; actor: string },
): Promise<string | null> {
  const [row] = await db.query(
    `select replace_till_key(:keyId::bigint, :prefix::text, decode(:hash, 'hex'), make_interval(hours => :graceHours::integer),
       :now::timestamptz, :actor::text)::text as "keyId"`,
    values,
    KeyId,
  );
  return row?.keyId ?? null;
}

/** Ends a key at `now` (ISO); one that has ended stays as it is. */
export async function revokeTillKeyRow(db: Db, values: { keyId: string; now: string; actor: string }): Promise<void> {
  await db.query(
    'select revoke_till_key(:keyId::bigint, :now::timestamptz, :actor::text)::text as "keyId"',
    values,
    KeyId,
  );
}
