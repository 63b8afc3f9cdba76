import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { rolesThatRead } from './subscription.ts';

const ClaimedRow = z.object({
  id: z.string(),
  email: z.string().nullable(),
  bodyKey: z.string(),
  attempts: z.int(),
  isMine: z.boolean(),
});
export type ClaimedRow = z.infer<typeof ClaimedRow>;

/** SQL text: the SHA-256 of a text, as 64 hexadecimal digits. */
const sha256 = (text: string) => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex')`;

/**
 * Takes mails that are ready on oneself, before SES is asked: whatever happens then, nobody else sends them. Those to an
 * address that takes none, to somebody who left the subscription, was locked out or may not see those stores any more,
 * are suppressed instead. The same attempt again finds its own.
 * @param values.secret text that only this attempt knows: the token of a mail is `tokenOf(secret, id)`; of it the hash is
 *   kept
 * @returns what was taken; `isMine`: to be sent, the others are suppressed
 */
export async function claimMails(
  db: Db,
  values: { attempt: string; secret: string; now: string; most: number },
): Promise<ClaimedRow[]> {
  return db.query(
    `with mine as (
       select m.id from report_mail m where m.attempt = :attempt::uuid
     ), picked as materialized (
       select m.id, m.subscription_id from report_mail m
       where m.state = 'ready' and m.next_at <= :now::timestamptz and not exists (select from mine)
       order by m.next_at, m.id limit :most::integer
       for update skip locked
     ), judged as materialized (
       select k.id, p.email, case
           when not n.is_on then 'unsubscribed'
           when p.email is null then 'no address'
           when p.disabled_at is not null or not exists (select from user_role_grant g where g.user_id = n.user_id
             and g.role in (${rolesThatRead}) and (g.store_id is null or g.store_id = n.store_id)) then 'no right'
           when u.address is not null then u.reason end as against
       from picked k
       join report_subscription n on n.id = k.subscription_id
       left join person p on p.user_id = n.user_id
       left join mail_suppression u on u.address = p.email
     ), taken as (
       update report_mail m set attempt = :attempt::uuid, claimed_at = :now::timestamptz, email = j.email, reason = j.against,
         state = case when j.against is null then 'sending' else 'suppressed' end,
         attempts = m.attempts + case when j.against is null then 1 else 0 end,
         token_hash = case when j.against is null then ${sha256(sha256(":secret::text || '.' || m.id"))} else m.token_hash end
       from judged j where m.id = j.id
       returning m.id, m.email, m.body_key, m.attempts, m.state
     )
     select t.id::text, t.email, t.body_key as "bodyKey", t.attempts, t.state = 'sending' as "isMine" from taken t
     union all
     select m.id::text, m.email, m.body_key, m.attempts, m.state = 'sending' from report_mail m
     where m.attempt = :attempt::uuid
     order by 1`,
    values,
    ClaimedRow,
  );
}

/**
 * Tells what became of mails that an attempt took: all of them in one statement.
 * @param values.outcomes JSON array of {id, state, reason, nextAt}
 */
export async function settleMails(db: Db, values: { attempt: string; outcomes: string; now: string }): Promise<void> {
  await db.query(
    `update report_mail m set state = o.state, reason = o.reason, next_at = o."nextAt"::timestamptz,
       attempt = case o.state when 'ready' then null else m.attempt end,
       sent_at = case o.state when 'sent' then :now::timestamptz else m.sent_at end
     from jsonb_to_recordset(:outcomes::jsonb) o (id text, state text, reason text, "nextAt" text)
     where m.id = o.id::bigint and m.attempt = :attempt::uuid and m.state = 'sending'`,
    values,
    z.unknown(),
  );
}

/**
 * Mails whose sender has not been heard of since: nobody knows whether SES took them.
 * @param values.before ISO instant: those claimed before it
 * @returns how many there were
 */
export async function markLost(db: Db, values: { before: string }): Promise<number> {
  const rows = await db.query(
    `update report_mail set state = 'unknown', reason = 'The sender stopped while it was sending'
     where state = 'sending' and claimed_at < :before::timestamptz
     returning 1 as one`,
    values,
    z.unknown(),
  );
  return rows.length;
}

/** When the next mail is to be tried again, ISO instant; null: none waits. */
export async function nextMailAt(db: Db): Promise<string | null> {
  const [row] = await db.query(
    `select to_char(min(next_at) at time zone 'UTC', E'YYYY-MM-DD"T"HH24\\x3AMI\\x3ASS.MS"Z"') as at
     from report_mail where state = 'ready'`,
    {},
    z.object({ at: z.string().nullable() }),
  );
  return row?.at ?? null;
}
