import * as z from 'zod';
import { Envelope } from '#domain/events.ts';
import type { Bus } from '#domain/platform/bus.ts';
import type { Db } from '#domain/platform/database.ts';
import { measure } from '#domain/platform/metrics.ts';
import { iso } from '#domain/sql.ts';

/**
 * Publishes the outbox's events, oldest first, until it is empty or the bus refuses. An event whose mark was lost is
 * published again: consumers dedupe on its id.
 * @returns how many the bus took, and whether it refused some
 */
export async function relayOutbox({ db, bus }: { db: Db; bus: Bus }): Promise<{ published: number; left: boolean }> {
  for (let published = 0; ;) {
    const waiting = await listUnpublished(db);
    if (published === 0) tellAge(waiting[0]);
    if (waiting.length === 0) return { published, left: false };
    const taken: string[] = [];
    for (let index = 0; index < waiting.length; index += 10)
      taken.push(...(await bus.publish(waiting.slice(index, index + 10))));
    if (taken.length > 0) await markPublished(db, taken);
    published += taken.length;
    if (taken.length < waiting.length) return { published, left: true };
  }
}

/** Events are published at once after they are written: one that is older than a minute has been missed before. */
function tellAge(oldest: Envelope | undefined): void {
  const seconds = oldest === undefined ? 0 : (Date.now() - Date.parse(oldest.occurredAt)) / 1000;
  if (seconds > 60) measure({ OutboxAge: seconds });
}

const Row = z.object({ ...Envelope.shape, data: z.string().transform((text): unknown => JSON.parse(text)) });

/** The oldest events that nobody has published, as many as fit well into a Data API reply (1 MiB); a row is at most 48 KB. */
async function listUnpublished(db: Db): Promise<Envelope[]> {
  return db.query(
    `select id::text, name, version, ${iso('occurred_at')} as "occurredAt", data::text from (
       select *, sum(octet_length(data::text)) over (order by id) as bytes
       from (select * from outbox where published_at is null order by id limit 200) oldest
     ) waiting
     where bytes <= 500000 order by id`,
    {},
    Row,
  );
}

async function markPublished(db: Db, ids: string[]): Promise<void> {
  await db.query(
    `update outbox set published_at = now()
     where id in (select jsonb_array_elements_text(:ids::jsonb)::uuid) and published_at is null`,
    { ids: JSON.stringify(ids) },
    z.unknown(),
  );
}
