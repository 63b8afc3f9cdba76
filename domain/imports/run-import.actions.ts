import { DomainError } from '#domain/errors.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { ChunkWriter, Superseded } from './chunk-writer.actions.ts';
import { fail, finish } from './end-import.actions.ts';
import { claimImport, type ImportWork, noteIgnoredColumns, releaseImport } from './import.sql.ts';
import { openSource } from './import-source.actions.ts';
import { writeRejects } from './rejects.actions.ts';

/** So often may an import be handed on: at 15 minutes each that is a day and a half. */
const maxHops = 150;

export type Pace = {
  /** Time left for this invocation, in ms. */
  remainingMs: () => number;
  /** When so much is left, the rest is handed to a new invocation, in ms. */
  reserveMs: number;
  /** Rows a chunk, where the usual number does not fit. */
  chunkRows?: number;
};

/**
 * Works on an import until it has ended, time runs short, or another worker turns out to have it.
 * Safe to call for any import at any time, any number of times at once.
 * @returns what became of it
 * @throws what kept it from going on; the import can be taken again at once
 */
export async function runImport(
  platform: Platform,
  id: string,
  pace: Pace,
): Promise<'ended' | 'handed on' | 'not mine'> {
  const worker = platform.clock.newId();
  const claimed = await claimImport(platform.db, id, worker);
  if (!claimed) return 'not mine';
  try {
    if (claimed.hops > maxHops)
      throw new DomainError('invalid', 'import.endless', 'The import did not end after many tries');
    const done = await applyFile(platform, claimed, pace);
    if (!done) {
      await releaseImport(platform.db, id, worker);
      await platform.workers.resumeImport(id);
      return 'handed on';
    }
    const rejects = done.rejected > 0 ? await writeRejects(platform, done) : { key: null, raws: [] };
    await finish(platform, { id, rejectsKey: rejects.key, raws: rejects.raws });
    return 'ended';
  } catch (error) {
    if (error instanceof Superseded) return 'not mine';
    if (error instanceof DomainError && error.problem !== 'unavailable') {
      await fail(platform, id, error.message);
      return 'ended';
    }
    await releaseImport(platform.db, id, worker).catch((failed: unknown) => {
      log.warn('The lease stays until it runs out', { failed });
    });
    throw error;
  } finally {
    await platform.relayEvents();
  }
}

/** @returns the import when every row has been applied, undefined when time ran short before */
async function applyFile(platform: Platform, claimed: ImportWork, pace: Pace): Promise<ImportWork | undefined> {
  // A worker ended between the last chunk and the end: S3 refuses to read from behind the last byte.
  if (claimed.byteOffset > 0 && claimed.byteOffset === claimed.size) return claimed;
  const source = await openSource(platform, claimed);
  const { file, layout } = source;
  if (claimed.byteOffset === 0 && layout.ignored.length > 0)
    await noteIgnoredColumns(platform.db, claimed.id, layout.ignored);

  const writer = new ChunkWriter(platform, claimed, file.body, pace.chunkRows);
  const records = await source.recordsFrom(claimed.byteOffset, claimed.lineNumber);
  for await (const piece of records) {
    for (const record of piece) {
      const read = source.parse(record);
      // Read again only to count what came before.
      if (record.end <= claimed.byteOffset) continue;
      writer.add(record, read);
      if (!writer.isFull) continue;
      await writer.flush();
      // While the next chunk is written: open pages see a long import as it goes.
      await platform.relayEvents();
    }
    if (pace.remainingMs() < pace.reserveMs) {
      await writer.flush();
      await writer.settle();
      return undefined;
    }
  }
  return writer.end(source.bytesRead());
}
