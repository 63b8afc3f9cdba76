import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { AlertPreference } from './preference.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));
const PreferenceRow = AlertPreference.omit({ hoursUntilItCounts: true }).extend({
  weekdays: json.pipe(AlertPreference.shape.weekdays),
  stores: json.nullable().pipe(AlertPreference.shape.stores),
  kinds: json.nullable().pipe(AlertPreference.shape.kinds),
});

/** What somebody wants to be told, or what their role brings; none for who holds no role. */
export async function findPreferenceRow(db: Db, userId: string): Promise<z.infer<typeof PreferenceRow> | undefined> {
  const [row] = await db.query(
    `select w.is_on as "isOn", w.hour, w.time_zone as "timeZone", to_json(w.weekdays)::text as weekdays,
       to_json(w.stores::text[])::text as stores, to_json(w.kinds)::text as kinds, w.urgent, w.version, w.email,
       (select u.reason from mail_suppression u where u.address = lower(btrim(w.email))) as suppressed
     from alert_wish w where w.user_id = :userId::text`,
    { userId },
    PreferenceRow,
  );
  return row;
}

/** Keeps what somebody wants; see save_alert_preference. @param values.wish JSON with the columns' names */
export async function savePreferenceRow(
  db: Db,
  values: { userId: string; wish: string; version: number },
): Promise<void> {
  await db.query('select save_alert_preference(:userId::text, :wish::jsonb, :version::integer)', values, z.unknown());
}
