import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

const Call = z.object({ outcome: z.enum(['done', 'limited']), keyId: z.string(), storeId: z.string() });
type Call = z.infer<typeof Call>;

/**
 * Counts one call of a key within its second. Run again after an unclear end it may count twice, which at worst refuses
 * a call that is sent again.
 * @param hash SHA-256 of the secret, in hexadecimal
 * @returns undefined when no such key works at `now`
 */
export async function spendTillCall(db: Db, hash: string, now: string): Promise<Call | undefined> {
  const rows = await db.query(
    `select outcome, key_id::text as "keyId", store_id::text as "storeId"
     from spend_till_call(decode(:hash, 'hex'), :now::timestamptz)`,
    { hash, now },
    Call,
  );
  return rows[0];
}

/**
 * Whether a key works at `now` (ISO), without counting the call.
 * @param hash SHA-256 of the secret, in hex
 */
export async function isTillKey(db: Db, hash: string, now: string): Promise<boolean> {
  const rows = await db.query(
    `select 1 as found from api_key
     where hash = decode(:hash, 'hex') and revoked_at is null and (expires_at is null or expires_at > :now::timestamptz)`,
    { hash, now },
    z.unknown(),
  );
  return rows.length > 0;
}
