import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { ReportMail } from './archive.ts';

/** Whose mails somebody may see: their own, and those of stores where they may send reports. */
export type Seeing = {
  userId: string;
  /** Where they may send: JSON array of ids; null: every store, and the chain. */
  stores: string | null;
  /** Whose reports they may read, likewise: their own of other stores are theirs no more. */
  reads: string | null;
};

const MailRow = ReportMail.extend({ bodyKey: z.string().nullable() });
export type MailRow = z.infer<typeof MailRow>;

const among = (stores: 'stores' | 'reads') =>
  `(:${stores}::jsonb is null or r.store_id in (select jsonb_array_elements_text(:${stores}::jsonb)::bigint))`;

const columns = `m.id::text, r.store_id::text as "storeId", s.name as "storeName", r.kind, r.from_day::text as "from",
  r.to_day::text as "to", m.revision, r.is_partial as "isPartial", m.subject, p.name as "readerName",
  coalesce(m.email, p.email) as email, m.state, m.reason, m.attempts, ${iso('m.sent_at')} as "sentAt",
  m.body_key is not null as "isKept", m.state in ('unknown', 'failed') and ${among('stores')} as "maySendAgain",
  m.body_key as "bodyKey"`;
const joined = `join report_run r on r.id = m.run_id
     left join store s on s.id = r.store_id
     left join person p on p.user_id = m.user_id
     where (m.user_id = :userId::text and ${among('reads')} or ${among('stores')})`;

/** Mails, newest first, before `beforeId`. */
export async function listMailRows(
  db: Db,
  values: Seeing & {
    store: string | null;
    kind: string | null;
    state: string | null;
    mine: boolean;
    beforeId: string | null;
    limit: number;
  },
): Promise<MailRow[]> {
  return db.query(
    `select ${columns}
     from report_mail m ${joined}
       and (:store::bigint is null or r.store_id = :store::bigint) and (:kind::text is null or r.kind = :kind::text)
       and (:state::text is null or m.state = :state::text) and (not :mine::boolean or m.user_id = :userId::text)
       and (:beforeId::bigint is null or m.id < :beforeId::bigint)
     order by m.id desc limit :limit::integer`,
    values,
    MailRow,
  );
}

/** One mail that somebody may see. */
export async function findMailRow(db: Db, values: Seeing & { mailId: string }): Promise<MailRow | undefined> {
  const [row] = await db.query(
    `select ${columns} from report_mail m ${joined} and m.id = :mailId::bigint`,
    values,
    MailRow,
  );
  return row;
}

const StateRow = z.object({ state: ReportMail.shape.state });

/**
 * Puts a mail up for sending once more, if nobody knows whether it left or it surely did not; a report that could not be
 * made is tried anew. Twice does no harm: the second time it is not unknown any more.
 * @returns its state after
 */
export async function sendAgainRow(
  db: Db,
  values: { mailId: string; userId: string; now: string },
): Promise<z.infer<typeof StateRow> | undefined> {
  const [row] = await db.query(
    `with again as (
       update report_mail m set state = case when m.body_key is null then 'due' else 'ready' end, reason = null, attempt = null,
         next_at = :now::timestamptz, again_by = :userId::text, attempts = 0
       where m.id = :mailId::bigint and m.state in ('unknown', 'failed')
       returning m.id, m.run_id, m.state, m.body_key
     ), remade as (
       update report_run r set failures = 0, claimed_until = null from again a
       where r.id = a.run_id and a.body_key is null and r.rendered_at is null
     )
     select state from again
     union all
     select m.state from report_mail m where m.id = :mailId::bigint and not exists (select from again)`,
    values,
    StateRow,
  );
  return row;
}

const ReaderRow = z.object({ email: z.string().nullable(), isSuppressed: z.boolean() });

/** Where somebody's own mail goes. */
export async function findReaderRow(db: Db, userId: string): Promise<z.infer<typeof ReaderRow> | undefined> {
  const [row] = await db.query(
    `select p.email, exists (select from mail_suppression u where u.address = p.email) as "isSuppressed"
     from person p where p.user_id = :userId::text and p.disabled_at is null`,
    { userId },
    ReaderRow,
  );
  return row;
}

const TodayRow = z.object({ today: z.string() });

/** The business day of now of a store, or the latest of all. @param values.now ISO instant */
export async function findReportToday(db: Db, values: { storeId: string | null; now: string }): Promise<string> {
  const [row] = await db.query(
    `select coalesce(max(business_day(:now::timestamptz, s.time_zone, s.day_cutoff)), (select :now::timestamptz)::date)::text as today
     from store s
     where case when :storeId::bigint is null then not s.is_archived else s.id = :storeId::bigint end`,
    values,
    TodayRow,
  );
  return row?.today ?? values.now.slice(0, 10);
}
