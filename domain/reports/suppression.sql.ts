import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';

const SuppressionRow = z.object({
  address: z.string(),
  reason: z.enum(['bounce', 'complaint']),
  detail: z.string().nullable(),
  since: z.string(),
});
export type Suppression = z.infer<typeof SuppressionRow>;

/**
 * Keeps that an address takes no mail, marks the mail that it was about as failed, and suppresses what is ready for it.
 * Told again it changes nothing.
 * @param values.mailId whose bounce it is, where that is known
 */
export async function suppressRow(
  db: Db,
  values: { address: string; reason: string; detail: string | null; at: string; mailId: string | null },
): Promise<void> {
  await db.query(
    `with kept as (
       insert into mail_suppression (address, reason, detail, since)
       values (:address::text, :reason::text, left(:detail::text, 500), :at::timestamptz)
       on conflict do nothing
     )
     update report_mail m
     set state = case m.state when 'ready' then 'suppressed' else 'failed' end, reason = :reason::text
     where (m.id = :mailId::bigint and m.state in ('sending', 'sent', 'unknown') and :reason::text = 'bounce')
       or (m.state = 'ready' and m.user_id = (select p.user_id from person p where p.email = :address::text))`,
    values,
    z.unknown(),
  );
}

/** Addresses that get no mail, the newest first; at most 500. */
export async function listSuppressionRows(db: Db): Promise<Suppression[]> {
  return db.query(
    `select u.address, u.reason, u.detail, ${iso('u.since')} as since from mail_suppression u
     order by u.since desc, u.address limit 500`,
    {},
    SuppressionRow,
  );
}

/** The suppression of one address. */
export async function findSuppressionRow(db: Db, address: string): Promise<Suppression | undefined> {
  const [row] = await db.query(
    `select u.address, u.reason, u.detail, ${iso('u.since')} as since from mail_suppression u where u.address = :address::text`,
    { address },
    SuppressionRow,
  );
  return row;
}

/** Lets an address have mail again. */
export async function liftRow(db: Db, address: string): Promise<void> {
  await db.query('delete from mail_suppression where address = :address::text', { address }, z.unknown());
}
