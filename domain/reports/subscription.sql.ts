import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { ReportSubscription, type ReportSubscriptionEdit, type ReportWait } from './subscription.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));
const Row = ReportSubscription.extend({ attachments: json.pipe(ReportSubscription.shape.attachments) });

const columns = `p.id::text, p.store_id::text as "storeId", p.kind, s.name as "storeName", p.language, p.locale,
  to_json(p.attachments)::text as attachments, p.is_on as "isOn", p.version`;

/** SQL text: who does it, told to the log of changes as well, which is written within the same statement. */
const actor = (by: string) => `set_config('stockroom.actor', ${by}, true)`;

/** What somebody gets, or got: those of the chain first, then by store and kind. At most 400. */
export async function listSubscriptionRows(db: Db, userId: string): Promise<ReportSubscription[]> {
  return db.query(
    `select ${columns} from report_subscription p left join store s on s.id = p.store_id
     where p.user_id = :userId::text
     order by p.store_id is not null, lower(s.code), p.kind
     limit 400`,
    { userId },
    Row,
  );
}

/** Puts what somebody wants; since when it is on starts again only when it was off. Sent again it changes nothing. */
export async function saveSubscriptionRow(
  db: Db,
  { userId, attachments, by, now, ...edit }: ReportSubscriptionEdit & { userId: string; by: string; now: string },
): Promise<ReportSubscription | undefined> {
  const [row] = await db.query(
    `with saved as (
       insert into report_subscription as r (user_id, store_id, kind, language, locale, attachments, is_on, since, updated_by)
       values (:userId::text, :storeId::bigint, :kind::text, :language::text, :locale::text,
         array(select jsonb_array_elements_text(:attachments::jsonb)), :isOn::boolean, :now::timestamptz, ${actor(':by::text')})
       on conflict (user_id, store_id, kind) do update set language = excluded.language, locale = excluded.locale,
         attachments = excluded.attachments, is_on = excluded.is_on,
         since = case when r.is_on then r.since else excluded.since end,
         updated_by = excluded.updated_by,
         updated_at = case when (r.language, r.locale, r.attachments, r.is_on) is distinct from
           (excluded.language, excluded.locale, excluded.attachments, excluded.is_on) then now() else r.updated_at end
       returning *
     )
     select ${columns} from saved p left join store s on s.id = p.store_id`,
    { userId, attachments: JSON.stringify([...attachments].toSorted()), by, now, ...edit },
    Row,
  );
  return row;
}

/** Ends the subscription of a mail by its token's hash; again it changes nothing. @returns whether there is such a mail */
export async function endSubscriptionRow(db: Db, tokenHash: string): Promise<boolean> {
  const rows = await db.query(
    `with known as (
       select m.subscription_id from report_mail m where m.token_hash = :tokenHash::text
     ), ended as (
       update report_subscription p set is_on = false, updated_at = now(), updated_by = ${actor("'unsubscribed by mail'")}
       from known k where p.id = k.subscription_id and p.is_on
     )
     select 1 as one from known`,
    { tokenHash },
    z.unknown(),
  );
  return rows.length > 0;
}

const WaitRow = z.object({ storeId: z.string(), minutes: z.int() });

/** For how long stores wait that chose otherwise than the usual two hours. @param stores JSON array of ids, or null: all */
export async function listWaitRows(db: Db, stores: string | null): Promise<ReportWait[]> {
  return db.query(
    `select w.store_id::text as "storeId", w.minutes from report_wait w
     where :stores::jsonb is null or w.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by w.store_id`,
    { stores },
    WaitRow,
  );
}

/** Sets for how long a store waits. */
export async function saveWaitRow(db: Db, values: ReportWait & { userId: string }): Promise<void> {
  await db.query(
    `insert into report_wait (store_id, minutes, updated_by) values (:storeId::bigint, :minutes::integer, ${actor(':userId::text')})
     on conflict (store_id) do update set minutes = excluded.minutes, updated_by = excluded.updated_by, updated_at = now()
     where report_wait.minutes <> excluded.minutes`,
    values,
    z.unknown(),
  );
}
