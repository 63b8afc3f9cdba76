import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '#domain/platform/clock.ts';
import { log } from '#domain/platform/log.ts';
import { measure } from '#domain/platform/metrics.ts';
import { type Snapshot, SnapshotLost, type Snapshots } from '#domain/platform/snapshots.ts';
import type { Vault } from '#domain/platform/vault.ts';
import { folderOf, leftOut, LedgerMark, type Manifest, Part, SchemaMark, TableBackup } from './backup.ts';
import { keyRange, listSequences, listTables, readLedgerMark, readSchema, type TableShape } from './backup.sql.ts';
import { retried, saveTable, type TableLimits } from './save-table.actions.ts';

/** A backup that is under way, as one invocation hands it to the next: at most 256 KB, which are some 2,000 parts. */
export const BackupState = z.object({
  folder: z.string(),
  /** How often it was begun, this time included. */
  attempt: z.int(),
  snapshot: z.string(),
  startedAt: z.iso.datetime(),
  schema: SchemaMark,
  ledger: LedgerMark,
  /** Tables that are saved, in the order of the catalogue. */
  done: z.array(TableBackup.omit({ columns: true })),
  /** How far the next one is saved. */
  current: z.object({ after: z.string(), parts: z.array(Part) }).nullable(),
});
export type BackupState = z.output<typeof BackupState>;

export type BackupWorld = {
  snapshots: Snapshots;
  vault: Vault;
  clock: Clock;
  /** The commit that is running. */
  release: string;
  /** Has another invocation go on, well within the 3 minutes after which the snapshot would be lost. */
  handOver(state: BackupState): Promise<void>;
};

export type BackedUp = { folder: string; rows: number; bytes: number; isComplete: boolean };

type Limits = Partial<Omit<TableLimits, 'isLate'>> & { remainingMs?: () => number };

const mostAttempts = 3;
/** A page takes up to 45 s, a part some seconds. */
const lateMs = 75_000;

/**
 * Copies every table as it is at one instant: parts first, the manifest last. Until that is there, there is no backup.
 * Where the snapshot is lost it begins again under another name; what the first try left behind expires like the rest.
 * @param state of a backup that an invocation before could not finish
 * @throws SnapshotLost when it was lost three times; whatever the database or the bucket refuses
 */
export async function backUp(
  world: BackupWorld,
  state: BackupState | undefined,
  limits: Limits = {},
): Promise<BackedUp> {
  let current = state;
  for (let attempt = state?.attempt ?? 1; ; attempt += 1) {
    try {
      current ??= await begin(world, attempt);
      return await goOn(world, current, limits);
    } catch (error) {
      if (!(error instanceof SnapshotLost) || attempt >= mostAttempts) throw error;
      log.warn('The snapshot was lost; the backup begins again', { folder: current?.folder, attempt, error });
      current = undefined;
    }
  }
}

async function begin({ snapshots, clock }: BackupWorld, attempt: number): Promise<BackupState> {
  const snapshot = await snapshots.begin();
  const schema = await readSchema(snapshot);
  if (schema === undefined) throw new Error('The database has no schema: there is nothing to save');
  const startedAt = clock.now();
  return {
    folder: folderOf(startedAt, clock.newId().slice(-4)),
    attempt,
    snapshot: snapshot.id,
    startedAt: startedAt.toISOString(),
    schema,
    ledger: (await readLedgerMark(snapshot)) ?? { lastMovementId: null, recordedAt: null },
    done: [],
    current: null,
  };
}

async function goOn(world: BackupWorld, state: BackupState, given: Limits): Promise<BackedUp> {
  const { remainingMs = () => Infinity, partBytes = 96_000_000, pageBytes = 900_000, firstBlocks = 64 } = given;
  const limits = { partBytes, pageBytes, firstBlocks, isLate: () => remainingMs() < lateMs };
  const names = { vault: world.vault, newId: () => world.clock.newId() };
  const snapshot = world.snapshots.resume(state.snapshot);
  // The same each time: the catalogue is read in the snapshot too.
  const tables = (await listTables(snapshot)).filter(({ name }) => !(name in leftOut));
  for (const table of tables.slice(state.done.length)) {
    const from = state.current ?? { after: '(0,0)', parts: [] };
    const { isComplete, ...place } = await saveTable(names, snapshot, { folder: state.folder, table, from }, limits);
    if (!isComplete) {
      await world.handOver({ ...state, current: place });
      return { ...sums(state), isComplete: false };
    }
    const range = await keyRange(snapshot, table);
    const rows = place.parts.reduce((sum, part) => sum + part.rows, 0);
    state.done.push({ name: table.name, rows, firstKey: range.first, lastKey: range.last, parts: place.parts });
    state.current = null;
  }
  await writeManifest(world, snapshot, state, tables);
  await snapshot.end();
  return { ...sums(state), isComplete: true };
}

async function writeManifest(
  { vault, clock, release }: BackupWorld,
  snapshot: Snapshot,
  { folder, startedAt, schema, ledger, done }: BackupState,
  tables: TableShape[],
): Promise<void> {
  const columns = new Map(tables.map((table) => [table.name, table.columns]));
  const finishedAt = clock.now();
  const manifest: Manifest = {
    format: 1,
    id: folder.replace(/^.*\//, ''),
    release,
    schema,
    startedAt,
    finishedAt: finishedAt.toISOString(),
    ledger,
    tables: done.map((table) => ({ ...table, columns: columns.get(table.name) ?? [] })),
    sequences: await listSequences(snapshot),
    leftOut,
  };
  const bytes = Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  // If one is there, another invocation with the same state came first, and all that it lists is there too.
  await retried(() => vault.add(`${folder}/manifest.json`, bytes, sha256, 'application/json'));
  const seconds = (finishedAt.getTime() - Date.parse(startedAt)) / 1_000;
  const rows = done.reduce((sum, table) => sum + table.rows, 0);
  measure({ Backups: 1, BackupRows: rows, BackupDuration: seconds });
}

function sums({ folder, done }: BackupState): Omit<BackedUp, 'isComplete'> {
  const parts = done.flatMap((table) => table.parts);
  return {
    folder,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    bytes: parts.reduce((sum, part) => sum + part.bytes, 0),
  };
}
