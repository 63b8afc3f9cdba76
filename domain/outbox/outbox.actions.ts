import { listUnpublished, markPublished } from './outbox.sql.ts';
import type { Bus } from '#domain/platform/bus.ts';
import type { Db } from '#domain/platform/database.ts';

/**
 * Publishes the outbox's events, oldest first, until it is empty or the bus refuses. An event whose mark was lost is
 * published again: consumers dedupe on its id.
 * @returns how many the bus took
 */
export async function relayOutbox({ db, bus }: { db: Db; bus: Bus }): Promise<number> {
  for (let published = 0; ;) {
    const waiting = await listUnpublished(db);
    if (waiting.length === 0) return published;
    const taken: string[] = [];
    for (let index = 0; index < waiting.length; index += 10)
      taken.push(...(await bus.publish(waiting.slice(index, index + 10))));
    if (taken.length > 0) await markPublished(db, taken);
    published += taken.length;
    if (taken.length < waiting.length) return published;
  }
}
