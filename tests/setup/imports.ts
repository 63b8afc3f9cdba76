import type pg from 'pg';
import { receiveFile } from '#domain/imports/import.actions.ts';
import { type Pace, runImport } from '#domain/imports/run-import.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { MemoryFiles } from '#tests/setup/files.ts';

export const unhurried: Pace = { remainingMs: () => 900_000, reserveMs: 90_000 };

export type ImportRow = {
  id: string;
  status: string;
  size: string;
  byte_offset: string;
  rows_read: number;
  applied: number;
  duplicate: number;
  rejected: number;
  error: string | null;
  rejects_key: string | null;
  ignored_columns: string[];
};

let sequence = 0;

/** Drops a file under `uploads/` and has it imported, as the function does on S3's notification. */
export async function drop(
  platform: Platform & { files: MemoryFiles },
  sql: pg.Pool,
  key: string,
  content: string | Buffer,
  pace: Pace = unhurried,
): Promise<ImportRow> {
  const id = await arrive(platform, key, content);
  if (id !== null) await runImport(platform, id, pace);
  return lookUp(sql, key);
}

/** Drops a file and notes it, without importing it yet; answers the import's id. */
export async function arrive(
  platform: Platform & { files: MemoryFiles },
  key: string,
  content: string | Buffer,
): Promise<string | null> {
  const { etag, size } = platform.files.put(key, content);
  const sequencer = String((sequence += 1)).padStart(8, '0');
  return receiveFile(platform, { bucket: 'bucket', key, etag, size, versionId: null, sequencer });
}

/** The newest import of a key. */
export async function lookUp(sql: pg.Pool, key: string): Promise<ImportRow> {
  const { rows } = await sql.query<ImportRow>('select * from import where key = $1 order by id desc limit 1', [key]);
  const [row] = rows;
  if (!row) throw new Error(`No import of ${key}`);
  return row;
}

export async function rejectsOf(sql: pg.Pool, id: string): Promise<[number, string | null, string][]> {
  const { rows } = await sql.query<{ line: number; column_name: string | null; reason: string }>(
    'select line, column_name, reason from import_reject where import_id = $1 order by line',
    [id],
  );
  return rows.map((row) => [row.line, row.column_name, row.reason]);
}
