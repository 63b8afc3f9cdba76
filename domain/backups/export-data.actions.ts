import type { Db } from '#domain/platform/database.ts';
import { log } from '#domain/platform/log.ts';
import type { Vault } from '#domain/platform/vault.ts';
import { exportKey } from './export-data.ts';
import { type DueDay, exportColumns, listDueDays, markWritten, noteChangedDays, readLines } from './export-data.sql.ts';
import { openPacker } from './parts.actions.ts';
import { retried } from './save-table.actions.ts';

export type Exported = { days: number; rows: number; left: number };

/** The stock at the close of older days is not written again; their sales are, however old they are. */
const inventoryDays = 31;

/**
 * Writes sales and inventory for analysts: each business day that is over, and again each that has changed since.
 * Both are CSV: flat rows of numbers and names, which every tool reads, a spreadsheet too; types are in the names.
 * @param remainingMs what is not done with a minute left is done by the next run
 */
export async function exportData(
  { db, vault }: { db: Db; vault: Vault },
  { remainingMs = () => Infinity }: { remainingMs?: () => number } = {},
): Promise<Exported> {
  await noteChangedDays(db, inventoryDays);
  const due = await listDueDays(db);
  const exported = { days: 0, rows: 0, left: due.length };
  for (const day of due) {
    if (remainingMs() < 60_000) break;
    exported.rows += await writeDay({ db, vault }, day);
    exported.days += 1;
    exported.left -= 1;
  }
  if (exported.left > 0) log.warn('Days are left for the next run', { left: exported.left });
  return exported;
}

async function writeDay({ db, vault }: { db: Db; vault: Vault }, due: DueDay): Promise<number> {
  const { kind, day } = due;
  const packer = openPacker();
  await packer.add(exportColumns[kind], 0);
  for (let after = '0,0'; ;) {
    const pages = await readLines(db, kind, { day, after });
    const last = pages.at(-1);
    if (last === undefined) break;
    for (const { text, rows } of pages) await packer.add(text, rows);
    after = last.last;
  }
  const { bytes } = await packer.end();
  await retried(() => vault.put(exportKey(kind, day), bytes, 'application/gzip'));
  await markWritten(db, due);
  return packer.rows;
}
