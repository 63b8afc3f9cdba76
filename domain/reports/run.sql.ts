import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { attachmentKinds, languages, reportKinds } from './kinds.ts';
import { ToldBefore } from './report.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

const RunRow = z.object({
  runId: z.string(),
  storeId: z.string().nullable(),
  kind: z.enum(reportKinds),
  to: z.string(),
  revision: z.int(),
  told: json.pipe(ToldBefore).nullable(),
});
export type RunRow = z.infer<typeof RunRow>;

/**
 * A report that was begun so often is given up; somebody can have its mails sent again. It is counted when it is taken:
 * one that ends its process tells of no failure.
 */
const mostTries = 5;
const couldNot = 'The report could not be made';

/**
 * Takes the oldest report that is not made and that nobody is making, with what its days hold now. The same attempt again
 * finds its own. Mails of reports whose last try has not been heard of since have failed.
 * @param values.until ISO instant until which nobody else takes it
 */
export async function claimRun(
  db: Db,
  values: { attempt: string; now: string; until: string },
): Promise<RunRow | undefined> {
  const [row] = await db.query(
    `with given_up as (
       update report_mail m set state = 'failed', reason = '${couldNot}'
       from report_run r
       where r.id = m.run_id and r.rendered_at is null and r.failures >= ${mostTries} and r.claimed_until <= :now::timestamptz
         and m.state in ('due', 'rendering')
     ), mine as (
       select r.id from report_run r where r.attempt = :attempt::uuid and r.rendered_at is null
     ), picked as (
       select r.id from report_run r
       where r.rendered_at is null and r.failures < ${mostTries}
         and (r.claimed_until is null or r.claimed_until <= :now::timestamptz) and not exists (select from mine)
       order by r.due_at, r.id limit 1
       for update skip locked
     ), taken as (
       update report_run r set attempt = :attempt::uuid, claimed_until = :until::timestamptz, failures = r.failures + 1,
         net_minor = d.net, units = d.sold
       from picked p
       join report_run k on k.id = p.id
       cross join lateral (
         select coalesce(sum(f.net_minor), 0) as net, coalesce(sum(f.sold - f.returned), 0) as sold
         from store_day f join store s on s.id = f.store_id
         where f.business_date between k.from_day and k.to_day
           and case when k.store_id is null then not s.is_archived else s.id = k.store_id end) d
       where r.id = p.id
       returning r.id
     ), rendering as (
       update report_mail m set state = 'rendering' from taken t where m.run_id = t.id and m.state = 'due'
     )
     select r.id::text as "runId", r.store_id::text as "storeId", r.kind, r.to_day::text as "to", r.revision,
       (select b.headline::text from report_run b where b.store_id is not distinct from r.store_id and b.kind = r.kind
         and b.to_day = r.to_day and b.revision = r.revision - 1) as told
     from report_run r
     where r.id in (select id from taken union all select id from mine)
     order by r.id limit 1`,
    values,
    RunRow,
  );
  return row;
}

const VariantRow = z.object({
  language: z.enum(languages),
  locale: z.string(),
  attachments: json.pipe(z.array(z.enum(attachmentKinds))),
});
export type Variant = z.infer<typeof VariantRow>;

/** In how many ways a report is to be written: for each of them once, however many people read it so. */
export async function listVariants(db: Db, runId: string): Promise<Variant[]> {
  return db.query(
    `select distinct p.language, p.locale, to_json(p.attachments)::text as attachments
     from report_mail m join report_subscription p on p.id = m.subscription_id
     where m.run_id = :runId::bigint and m.state in ('due', 'rendering')
     order by 1, 2, 3`,
    { runId },
    VariantRow,
  );
}

/**
 * Puts a report's mails up for sending. Only whoever took it last does; run again it changes nothing.
 * @param values.bodies JSON array of {language, locale, attachments, key, subject}
 */
export async function finishRun(
  db: Db,
  values: {
    runId: string;
    attempt: string;
    now: string;
    isPartial: boolean;
    headline: string;
    reportKey: string;
    bodies: string;
  },
): Promise<void> {
  await db.query(
    `with done as (
       update report_run r set rendered_at = :now::timestamptz, is_partial = :isPartial::boolean, headline = :headline::jsonb,
         report_key = :reportKey::text, claimed_until = null
       where r.id = :runId::bigint and r.attempt = :attempt::uuid and r.rendered_at is null
       returning r.id
     ), fitting as (
       -- Somebody who chose otherwise meanwhile gets what fits best.
       select m.id, b.key, b.subject
       from done d
       join report_mail m on m.run_id = d.id and m.state in ('due', 'rendering')
       join report_subscription p on p.id = m.subscription_id
       cross join lateral (
         select b.key, b.subject
         from jsonb_to_recordset(:bodies::jsonb) b (language text, locale text, attachments jsonb, key text, subject text)
         order by (b.language = p.language)::integer * 4 + (b.locale = p.locale)::integer * 2
           + (b.attachments = to_jsonb(p.attachments))::integer desc, b.key
         limit 1) b
     )
     update report_mail m set state = 'ready', next_at = :now::timestamptz, body_key = f.key, subject = f.subject
     from fitting f where m.id = f.id`,
    values,
    z.unknown(),
  );
}

/** Gives a report back that could not be made, for the next one who makes some; after its last try its mails fail. */
export async function failRun(db: Db, values: { runId: string; attempt: string; until: string }): Promise<void> {
  await db.query(
    `with failed as (
       update report_run r set attempt = null, claimed_until = :until::timestamptz
       where r.id = :runId::bigint and r.attempt = :attempt::uuid and r.rendered_at is null
       returning r.id, r.failures
     )
     update report_mail m set state = 'failed', reason = '${couldNot}'
     from failed f
     where f.failures >= ${mostTries} and m.run_id = f.id and m.state in ('due', 'rendering')`,
    values,
    z.unknown(),
  );
}
