import { findPerson } from '#local/people.ts';
import type { Query } from './query.ts';

/** Who gets which daily report: of the chain, or of one store. */
const subscriptions = [
  { user: findPerson('manager').sub, code: null, attachments: ['csv'] },
  { user: findPerson('viewer').sub, code: 'HARBOUR', attachments: [] },
];

/**
 * Has two of the seeded people get daily reports, the last finished day first: that is what closed within the last day.
 * To be called when the data is in, since a report of a chain without sales says nothing. Who ended theirs is left alone.
 */
export async function subscribeDemo(query: Query, now: Date): Promise<void> {
  await query(
    `insert into report_subscription (user_id, store_id, kind, language, locale, attachments, since, updated_by)
     select g."user", s.id, 'daily', 'en', 'en-GB', array(select jsonb_array_elements_text(g.attachments)), :since::timestamptz,
       'demo'
     from jsonb_to_recordset(:subscriptions::jsonb) g ("user" text, code text, attachments jsonb)
     left join store s on s.code = g.code
     where g.code is null or s.id is not null
     on conflict do nothing`,
    { subscriptions: JSON.stringify(subscriptions), since: new Date(now.getTime() - 86_400_000).toISOString() },
  );
}
