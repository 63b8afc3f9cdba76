import * as z from 'zod';
import { Envelope } from '#domain/events.ts';
import { type Db, iso } from '#domain/platform/database.ts';

const Row = z.object({ ...Envelope.shape, data: z.string().transform((text): unknown => JSON.parse(text)) });

/** The oldest events that nobody has published. 20 at a time: a row is at most 48 KB, a Data API reply 1 MiB. */
export async function listUnpublished(db: Db): Promise<Envelope[]> {
  return db.query(
    `select id::text, name, version, ${iso('occurred_at')} as "occurredAt", data::text
     from outbox where published_at is null order by id limit 20`,
    {},
    Row,
  );
}

export async function markPublished(db: Db, ids: string[]): Promise<void> {
  await db.query(
    `update outbox set published_at = now()
     where id in (select jsonb_array_elements_text(:ids::jsonb)::uuid) and published_at is null`,
    { ids: JSON.stringify(ids) },
    z.unknown(),
  );
}
