import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '#domain/platform/snapshots.ts';
import type { Vault } from '#domain/platform/vault.ts';
import type { Part } from './backup.ts';
import { blockOf, type Page, readPage, type TableShape } from './backup.sql.ts';
import { openPacker } from './parts.actions.ts';

/** How far a table is saved: what was written, and the place in its file behind which it goes on. */
export type TablePlace = { after: string; parts: Part[] };

export type TableLimits = {
  isLate: () => boolean;
  /** Of lines in a part, unpacked; what is held in memory is some tenth of it. */
  partBytes: number;
  /** Of a reply, of which 1 MiB is allowed. */
  pageBytes: number;
  /** Of a table's file that the first page reads. */
  firstBlocks: number;
};

const mostBlocks = 4_096;

/**
 * Writes a table's rows into parts, page by page.
 * @param newId makes names that nobody has
 * @returns its parts and the end of its file; where it became late, how far it came
 * @throws SnapshotLost
 */
export async function saveTable(
  { vault, newId }: { vault: Vault; newId: () => string },
  snapshot: Snapshot,
  { folder, table, from }: { folder: string; table: TableShape; from: TablePlace },
  limits: TableLimits,
): Promise<TablePlace & { isComplete: boolean }> {
  const parts = [...from.parts];
  let { after } = from;
  let blocks = limits.firstBlocks;
  let packer = openPacker();
  const close = async (): Promise<void> => {
    if (packer.rows === 0) return;
    const { bytes, sha256 } = await packer.end();
    // A name of its own: should two invocations ever do the same work, each lists what it wrote itself.
    const key = `${table.name}/${String(parts.length + 1).padStart(5, '0')}-${newId().slice(-8)}.ndjson.gz`;
    // If one is there, then by a try whose answer was lost.
    await retried(() => vault.add(`${folder}/${key}`, bytes, sha256, 'application/gzip'));
    parts.push({ key, rows: packer.rows, bytes: bytes.length, sha256 });
    packer = openPacker();
  };
  while (blockOf(after) < table.blocks) {
    if (limits.isLate()) {
      await close();
      return { after, parts, isComplete: false };
    }
    const page = await readPage(snapshot, table, { after, blocks, bytes: limits.pageBytes });
    after = page?.next ?? `(${blockOf(after) + blocks},0)`;
    blocks = nextBlocks(blocks, page, limits.pageBytes);
    if (page === undefined) continue;
    await packer.add(page.text, page.rows);
    if (packer.bytes >= limits.partBytes) await close();
  }
  await close();
  return { after, parts, isComplete: true };
}

/** As many blocks as will fill a reply, going by the last one. */
function nextBlocks(blocks: number, page: Page | undefined, pageBytes: number): number {
  if (page === undefined) return Math.min(mostBlocks, blocks * 4);
  const fits = page.share < 1 ? page.share : Math.min(2, (0.8 * pageBytes) / page.bytes);
  return Math.max(1, Math.min(mostBlocks, Math.floor(blocks * fits)));
}

/** Tries again what may be tried again, for some 10 seconds. @throws what the last try threw */
export async function retried<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      if (attempt === 4) throw error;
      await sleep(300 * 3 ** attempt);
    }
  }
}
