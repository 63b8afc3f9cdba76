import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { usualWait } from './kinds.ts';

const MadeRow = z.object({ runs: z.int(), mails: z.int() });
export type MadeRow = z.infer<typeof MadeRow>;

/** A day that closed longer ago than this is not reported any more: after an outage nobody wants a heap of old mails. */
const lateDays = 3;

/**
 * Notes every report that is due by now and not noted yet, with a mail for each of its subscribers: one statement, however
 * many stores and subscribers there are. A store's day is due when the store has closed by its own clock, the chain's when
 * the last of its shops has; a week's on its Sunday, a month's on its last day. It waits while a file of that day is
 * missing, until the store's limit is over. A day on which a store is closed is reported when something was sold on it.
 * Days are counted by the calendar, so that no change of the clocks skips or repeats one; run by two at once, or again, it
 * notes nothing twice.
 * @param now ISO instant
 */
export async function noteDueRows(db: Db, now: string): Promise<MadeRow> {
  const [row] = await db.query(
    `with wanted as materialized (
       select distinct n.store_id, n.kind from report_subscription n where n.is_on
     ), closing as materialized (
       select s.id, s.kind, d.date, o.is_open, report_closes_at(s, d.date) as closed_at, f.is_missing,
         greatest(report_closes_at(s, d.date), f.due_at) + make_interval(mins => coalesce(w.minutes, ${usualWait})) as limit_at
       from store s
       left join report_wait w on w.store_id = s.id
       cross join lateral (select business_day(:now::timestamptz, s.time_zone, s.day_cutoff) as today) t
       cross join lateral generate_series(t.today - ${lateDays + 1}, t.today + 2, interval '1 day') g (day)
       cross join lateral (select g.day::date as date) d
       cross join lateral (select opening_of(s, d.date) <> '{}' or exists (
         select from store_day f where f.store_id = s.id and f.business_date = d.date and (f.net_minor <> 0 or f.sold <> 0)
       ) as is_open) o
       cross join lateral (
         select count(*) > 0 as is_missing, max(a.due_at) as due_at from report_feeds_awaited(s, d.date) a) f
       where not s.is_archived
         and exists (select from wanted n where n.store_id is null or n.store_id = s.id)
     ), scope as materialized (
       select c.id as store_id, c.date, c.is_open, c.closed_at, c.is_missing, c.limit_at from closing c
       union all
       select null, c.date, bool_or(c.is_open), coalesce(
           max(c.closed_at) filter (where c.is_open and c.kind = 'shop'), max(c.closed_at) filter (where c.is_open), max(c.closed_at)),
         bool_or(c.is_missing and c.is_open), max(c.limit_at) filter (where c.is_open)
       from closing c
       group by c.date
       -- A day on which a store is already, or still, that others have not reached or have left is not whole here.
       having count(*) = (select count(distinct k.id) from closing k)
     ), due as materialized (
       select c.store_id, n.kind, c.date as to_day, c.closed_at,
         case n.kind when 'daily' then c.date when 'weekly' then c.date - 6 else month_of(c.date) end as from_day
       from scope c
       join wanted n on n.store_id is not distinct from c.store_id
       where c.closed_at <= :now::timestamptz and c.closed_at > :now::timestamptz - interval '${lateDays} days'
         and (not c.is_missing or c.limit_at <= :now::timestamptz)
         and case n.kind when 'daily' then c.is_open when 'weekly' then extract(isodow from c.date) = 7
           else month_of(c.date + 1) <> month_of(c.date) end
         and exists (select from report_subscription p where p.is_on and p.kind = n.kind
           and p.store_id is not distinct from c.store_id and p.since <= c.closed_at)
     ), run as (
       insert into report_run (store_id, kind, from_day, to_day, revision, due_at)
       select d.store_id, d.kind, d.from_day, d.to_day, 1, :now::timestamptz from due d
       order by d.store_id nulls first, d.kind, d.to_day
       on conflict do nothing
       returning *
     ), mail as (
       insert into report_mail (run_id, subscription_id, to_day, revision, user_id)
       select r.id, p.id, r.to_day, r.revision, p.user_id
       from run r
       join due d on d.store_id is not distinct from r.store_id and d.kind = r.kind and d.to_day = r.to_day
       join report_subscription p on p.is_on and p.kind = r.kind and p.store_id is not distinct from r.store_id
         and p.since <= d.closed_at
       on conflict do nothing
       returning 1
     )
     select (select count(*) from run)::integer as runs, (select count(*) from mail)::integer as mails`,
    { now },
    MadeRow,
  );
  return row ?? { runs: 0, mails: 0 };
}

/** So many days after its end a report is looked at for changes, and so often it is told again at most. */
const restating = { days: 14, revisions: 5 };

/** A change of net sales below this share (and of units) is not worth a mail: a sale that was rung up as the shop closed. */
const material = 0.005;

/**
 * Notes another revision of every report whose figures have changed since, for those who got the one before: because
 * missing files have come, or net sales or units are others by more than half a percent. It waits until the business day
 * is over and no file of the store is being read.
 * @param now ISO instant
 */
export async function noteRestatedRows(db: Db, now: string): Promise<MadeRow> {
  const [row] = await db.query(
    `with last as materialized (
       select distinct on (r.store_id, r.kind, r.to_day) r.*
       from report_run r
       where r.to_day >= :now::timestamptz::date - ${restating.days}
       order by r.store_id, r.kind, r.to_day, r.revision desc
     ), judged as materialized (
       select l.*, x.net, x.sold, x.is_over, x.is_missing
       from last l
       cross join lateral (
         select bool_and(:now::timestamptz >= local_instant(l.to_day + 1 + s.day_cutoff, s.time_zone)) as is_over,
           sum(d.net) as net, sum(d.sold) as sold,
           bool_or(l.is_partial and exists (
             select from generate_series(l.from_day, l.to_day, interval '1 day') g (day)
             cross join lateral report_feeds_awaited(s, g.day::date))) as is_missing
         from store s
         cross join lateral (
           select coalesce(sum(f.net_minor), 0) as net, coalesce(sum(f.sold - f.returned), 0) as sold from store_day f
           where f.store_id = s.id and f.business_date between l.from_day and l.to_day) d
         where case when l.store_id is null then not s.is_archived else s.id = l.store_id end
       ) x
       where l.rendered_at is not null and l.revision < ${restating.revisions}
     ), changed as materialized (
       select j.* from judged j
       where j.is_over
         and ((j.is_partial and not j.is_missing)
           or abs(j.net - j.net_minor) > ${material} * abs(j.net_minor) or abs(j.sold - j.units) > ${material} * abs(j.units))
         and not exists (select from import i where i.status in ('received', 'running')
           and (i.store_id is null or j.store_id is null or i.store_id = j.store_id))
     ), run as (
       insert into report_run (store_id, kind, from_day, to_day, revision, due_at)
       select c.store_id, c.kind, c.from_day, c.to_day, c.revision + 1, :now::timestamptz from changed c
       order by c.store_id nulls first, c.kind, c.to_day
       on conflict do nothing
       returning *
     ), mail as (
       insert into report_mail (run_id, subscription_id, to_day, revision, user_id)
       select r.id, p.id, r.to_day, r.revision, p.user_id
       from run r
       join changed c on c.store_id is not distinct from r.store_id and c.kind = r.kind and c.to_day = r.to_day
       join report_mail m on m.run_id = c.id
       join report_subscription p on p.id = m.subscription_id and p.is_on
       on conflict do nothing
       returning 1
     )
     select (select count(*) from run)::integer as runs, (select count(*) from mail)::integer as mails`,
    { now },
    MadeRow,
  );
  return row ?? { runs: 0, mails: 0 };
}
