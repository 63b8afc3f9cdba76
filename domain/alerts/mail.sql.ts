import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Alert, AlertFacts, AlertKind } from './alert.ts';
import { beganAt, besideFacts, factsNow } from './facts-now.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));

const Due = z.object({ userId: z.string(), email: z.string(), key: z.string(), since: z.string().nullable() });
export type Due = z.infer<typeof Due>;

/** SQL text: mails reach whoever wants them; nothing is sent to an address that bounced or complained. */
const reached = `w.email is not null
  and not exists (select from mail_suppression r where r.address = lower(btrim(w.email)))`;

const Next = z.object({ at: z.string().nullable() });

/** When the next digest of anybody is to go out after an instant (both ISO), none within a week: undefined. */
export async function findNextDigest(db: Db, after: string): Promise<string | undefined> {
  const [row] = await db.query(
    `select ${iso('min(x.at)')} as at
     from alert_wish w
     cross join lateral (
       select (c.day + n + w.hour * interval '1 hour') at time zone w.time_zone as at
       from (select (:after::timestamptz at time zone w.time_zone)::date as day) c cross join generate_series(0, 7) n
       where extract(isodow from c.day + n)::integer = any (w.weekdays)
     ) x
     where w.is_on and ${reached} and x.at > :after::timestamptz`,
    { after },
    Next,
  );
  return row?.at ?? undefined;
}

/** For so many hours after its own a digest is still sent, when nobody could send it in time. */
const lateHours = 3;

/** Who is to get a digest by now and has not, at most 100; `since`: when the one before was made. */
export async function listDueDigests(db: Db, now: string): Promise<Due[]> {
  return db.query(
    `select d.user_id as "userId", d.email, d.key, (
       select ${iso('max(m.claimed_at)')} from alert_mail m
       where m.user_id = d.user_id and m.key >= 'digest' and m.key < d.key) as since
     from (
       select w.user_id, w.email, to_char(c.clock, 'YYYY-MM-DD') || ' ' || lpad(w.hour::text, 2, '0') as hour,
         'digest ' || to_char(c.clock, 'YYYY-MM-DD') || ' ' || lpad(w.hour::text, 2, '0') as key
       from alert_wish w cross join lateral (select :now::timestamptz at time zone w.time_zone as clock) c
       where w.is_on and ${reached} and extract(isodow from c.clock)::integer = any (w.weekdays)
         and extract(hour from c.clock) between w.hour and w.hour + ${lateHours}
     ) d
     where not exists (select from alert_mail m where m.user_id = d.user_id and m.key = d.key)
     order by d.user_id
     limit 100`,
    { now },
    Due,
  );
}

/**
 * Takes mails to one person on oneself, so that nobody else sends them too.
 * @param values.keys JSON array
 * @returns the keys that are now this attempt's
 */
export async function claimMails(
  db: Db,
  values: { userId: string; keys: string; attempt: string; now: string },
): Promise<string[]> {
  const rows = await db.query(
    `with taken as (
       insert into alert_mail (user_id, key, attempt, claimed_at)
       select :userId::text, k, :attempt::uuid, :now::timestamptz from jsonb_array_elements_text(:keys::jsonb) k order by k
       on conflict do nothing returning key
     )
     select key from taken
     union
     select key from alert_mail where user_id = :userId::text and attempt = :attempt::uuid`,
    values,
    z.object({ key: z.string() }),
  );
  return rows.map(({ key }) => key);
}

/** Gives back what an attempt took, after a mail that certainly did not leave. */
export async function releaseMails(db: Db, values: { userId: string; attempt: string }): Promise<void> {
  await db.query(
    'delete from alert_mail where user_id = :userId::text and attempt = :attempt::uuid',
    values,
    z.unknown(),
  );
}

const told = {
  storeId: z.string(),
  storeName: z.string(),
  currency: z.string(),
  kind: AlertKind,
  sku: z.string().nullable(),
  name: z.string().nullable(),
  reference: Alert.shape.reference,
  moneyMinor: z.coerce.number().int(),
  facts: json.pipe(AlertFacts),
  now: z.string().nullable(),
  incoming: z.string().nullable(),
  arrivesOn: z.string().nullable(),
};
const TellingRow = z.object({ ...told, isNew: z.boolean(), count: z.coerce.number(), sumMinor: z.coerce.number() });
export type Telling = z.infer<typeof TellingRow>;

/** How many alerts of a store a digest names, of the new and of the others each; the rest are counted. */
export const named = 8;

const seen = `exists (select from user_role_grant g where g.user_id = w.user_id
    and g.role in (select jsonb_array_elements_text(:roles::jsonb)) and (g.store_id is null or g.store_id = e.store_id))
  and (w.stores is null or e.store_id = any (w.stores)) and (w.kinds is null or e.kind = any (w.kinds))
  and alert_state(e.resolved_at, e.snoozed_until, e.awaits_arrival, e.acknowledged_at, :now::timestamptz) = 'open'`;
const columns = `e.store_id::text as "storeId", s.name as "storeName", s.currency, e.kind, p.sku, p.name,
  nullif(e.reference, '') as reference, e.money_minor::text as "moneyMinor",
  ${factsNow} as facts,
  ${decimal("case when e.kind in ('negative', 'phantom', 'dead') then l.on_hand else l.available end")} as now,
  ${decimal('i.quantity')} as incoming, i.arrives_on::text as "arrivesOn"`;
const beside = `join store s on s.id = e.store_id
  left join product p on p.id = e.product_id
  left join stock_level l on l.store_id = e.store_id and l.product_id = e.product_id
  ${besideFacts}
  left join lateral stock_incoming(e.store_id, e.product_id) i on true`;

/**
 * What somebody's digest tells: of each store what costs most, new (since `since`) and still open apart. A product that
 * has several alerts is told under its worst; low stock that is out says nothing more, whether or not somebody knows of it,
 * but to who wants no word of what is out. `count` and `sumMinor` are of all, also of those that are not named.
 * @param values.roles JSON array of the roles that see stock
 */
export async function listTellings(
  db: Db,
  values: { userId: string; roles: string; since: string; now: string },
): Promise<Telling[]> {
  return db.query(
    `with mine as materialized (
       select e.*, row_number() over (
           partition by e.store_id, e.product_id, e.reference, case when e.product_id = 0 then e.id end
           order by alert_rank(e.kind)) as nth,
         greatest(e.opened_at, case when e.snoozed_until <= :now::timestamptz then e.snoozed_until end)
           > :since::timestamptz as is_new
       from alert_wish w cross join alert_episode e
       where w.user_id = :userId::text and e.resolved_at is null and ${seen}
         and not exists (select from alert_episode o where o.store_id = e.store_id and o.product_id = e.product_id
           and e.product_id <> 0 and o.resolved_at is null and alert_covers(o.kind, e.kind)
           and (w.kinds is null or o.kind = any (w.kinds)))
     ), ranked as (
       select m.*, row_number() over (partition by m.store_id, m.is_new order by m.money_minor desc, alert_rank(m.kind), m.id)
           as place, count(*) over (partition by m.store_id, m.is_new) as count,
         sum(m.money_minor) over (partition by m.store_id, m.is_new) as sum_minor
       from mine m where m.nth = 1
     ), e as materialized (
       select * from ranked where place <= ${named} order by store_id, is_new desc, place limit 400
     )
     select ${columns}, e.is_new as "isNew", e.count::text, e.sum_minor::text as "sumMinor"
     from e ${beside}
     order by sum(e.money_minor) over (partition by e.store_id) desc, e.store_id, e.is_new desc, e.place`,
    values,
    TellingRow,
  );
}

const UrgentRow = z.object({ ...told, id: z.string(), userId: z.string(), email: z.string() });
export type Urgent = z.infer<typeof UrgentRow>;

/**
 * Urgent alerts of the last day that somebody who wants them at once has not been told of, at most 300. What is under way
 * is not judged: while a file of its store, or of several, is being read, an alert waits. What began more than three days before,
 * as a chain's history brings it, is no news.
 * @param values.roles JSON array of the roles that see stock
 */
export async function listUrgentRows(db: Db, values: { roles: string; now: string }): Promise<Urgent[]> {
  return db.query(
    `with e as materialized (
       select e.*, w.user_id, w.email
       from alert_episode e join alert_wish w on w.urgent and ${reached}
       where e.is_urgent and e.resolved_at is null and e.opened_at > :now::timestamptz - interval '1 day'
         and ${beganAt} > :now::timestamptz - interval '3 days' and ${seen}
         and not exists (select from alert_mail m where m.user_id = w.user_id and m.key = 'alert ' || e.id)
         and not exists (select from import f where f.status in ('received', 'running')
           and coalesce(f.store_id, e.store_id) = e.store_id)
       order by w.user_id, e.money_minor desc, e.id limit 300
     )
     select ${columns}, e.id::text, e.user_id as "userId", e.email from e ${beside}
     order by e.user_id, e.money_minor desc, alert_rank(e.kind), e.id`,
    values,
    UrgentRow,
  );
}
