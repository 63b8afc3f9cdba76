import * as z from 'zod';

/** A column of a table and its type, as PostgreSQL writes it. */
export const Column = z.object({ name: z.string(), type: z.string() });
export type Column = z.output<typeof Column>;

/**
 * An object with a piece of a table: gzip of lines, each a JSON array with the values of the manifest's columns in their
 * order. Numbers and booleans are JSON's; everything else is PostgreSQL's own text.
 */
export const Part = z.object({
  /** Where it is, from the manifest's own folder on. */
  key: z.string().regex(/^\w[\w.-]*(?:\/\w[\w.-]*)*$/, 'a path below the manifest'),
  rows: z.int().positive(),
  /** As stored. */
  bytes: z.int().positive(),
  /** Of the bytes as stored, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Part = z.output<typeof Part>;

export const TableBackup = z.object({
  name: z.string(),
  columns: z.array(Column),
  rows: z.int().nonnegative(),
  /** The smallest and the largest primary key as a JSON array, null where there is none. */
  firstKey: z.string().nullable(),
  lastKey: z.string().nullable(),
  parts: z.array(Part),
});
export type TableBackup = z.output<typeof TableBackup>;

/** What the schema is: the number of the last migration, and a hash over all that were run. */
export const SchemaMark = z.object({ version: z.int(), fingerprint: z.string() });
export type SchemaMark = z.output<typeof SchemaMark>;

/** How far the ledger goes: its last movement, and when that became known (ISO). */
export const LedgerMark = z.object({ lastMovementId: z.string().nullable(), recordedAt: z.string().nullable() });

/** Where a sequence stands; null where it was never used. */
export const Sequence = z.object({ name: z.string(), last: z.string().nullable() });

/** The word that a backup is complete: written last, beside the parts that it lists. */
export const Manifest = z.object({
  format: z.literal(1),
  id: z.string(),
  /** The commit whose code made it; empty where it was never deployed. */
  release: z.string(),
  schema: SchemaMark,
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  ledger: LedgerMark,
  tables: z.array(TableBackup),
  sequences: z.array(Sequence),
  /** Tables that are not in it, and why. */
  leftOut: z.record(z.string(), z.string()),
});
export type Manifest = z.output<typeof Manifest>;

/**
 * The only tables that no backup holds, with the reason. All others are found in the database's own catalogue, so a new
 * one is saved without a word here.
 * Levels and facts are saved although they follow from the ledger: what a fact tells of opening hours, of days that were
 * restated and of the first file of a day does not. A restore works the rest out again, and compares.
 */
export const leftOut: Record<string, string> = {
  schemaversion: 'written by the migrations that a restore begins with',
  live_ticket: 'good for 30 seconds',
  live_connection: 'sockets that are open at this moment',
  live_news: 'what is to be told to open sockets',
  live_teller: 'who tells them at this moment',
};

/** Where a backup that began then is kept; sorts by time. `salt` tells apart those of one second. */
export const folderOf = (startedAt: Date, salt: string): string =>
  `backups/${startedAt.toISOString().slice(0, 19).replaceAll(':', '-')}Z-${salt}`;

/** Tables into which migrations put rows: a database that holds no others is still empty. */
export const seeded: readonly string[] = ['alert_rule', 'ordering_stop'];
