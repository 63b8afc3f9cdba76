import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

/**
 * Does something for an event once, however often the event comes. What fails may be tried again; what was cut off in
 * the middle is not done a second time.
 * @param consumer who reacts; each consumer handles each event for itself
 */
export async function onceForEvent(db: Db, consumer: string, eventId: string, run: () => Promise<void>): Promise<void> {
  const attempt = crypto.randomUUID();
  const taken = await db.query(
    `with taken as (
       insert into handled_event (consumer, event_id, attempt) values (:consumer, :eventId::uuid, :attempt::uuid)
       on conflict (consumer, event_id) do nothing returning 1
     )
     select 1 as mine from taken
     union all
     select 1 from handled_event where consumer = :consumer and event_id = :eventId::uuid and attempt = :attempt::uuid`,
    { consumer, eventId, attempt },
    z.unknown(),
  );
  if (taken.length === 0) return;
  try {
    await run();
  } catch (error) {
    await db.query(
      'delete from handled_event where consumer = :consumer and event_id = :eventId::uuid and attempt = :attempt::uuid',
      { consumer, eventId, attempt },
      z.unknown(),
    );
    throw error;
  }
}
