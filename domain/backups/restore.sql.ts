import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import type { TableBackup } from './backup.ts';
import { quoted } from './names.ts';

const Count = z.object({ rows: z.coerce.number() });
const anything = z.unknown();

/** Makes what follows belong to the database's owner, also where somebody mightier is logged in. @returns the owner */
export async function becomeOwner(db: Db): Promise<string> {
  const [owner] = await db.query(
    `select pg_get_userbyid(datdba) as name, pg_get_userbyid(datdba) = current_user as "isMe"
     from pg_database where datname = current_database()`,
    {},
    z.object({ name: z.string(), isMe: z.boolean() }),
  );
  if (owner === undefined) throw new Error('A database without a row in pg_database');
  if (!owner.isMe) await db.query(`set local role ${quoted(owner.name)}`, {}, anything);
  return owner.name;
}

/** Waits for, and holds off, whoever else restores into or migrates this database. */
export async function lockOut(db: Db): Promise<void> {
  await db.query(`select 1 from pg_advisory_xact_lock(hashtext('stockroom migrations'))`, {}, anything);
}

/** Whether there is a row in a table. */
export async function hasRows(db: Db, table: string): Promise<boolean> {
  const found = await db.query(`select 1 from public.${quoted(table)} limit 1`, {}, anything);
  return found.length > 0;
}

/** What must be out of the way while rows are put back as they were: rules of ours, and references between tables. */
export type Guards = { table: string; name: string; definition: string }[];

/**
 * Takes away what would judge single rows, as a table's owner may: triggers (they write audit entries, stamp times and
 * refuse changes to the ledger) and foreign keys, which no order of loading would please.
 * @returns the foreign keys, which `putBack` makes again, and which are then checked on all rows
 */
export async function takeAway(db: Db, tables: readonly string[]): Promise<Guards> {
  const keys = await db.query(
    `select conrelid::regclass::text as table, conname as name, pg_get_constraintdef(oid) as definition
     from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conname, 1`,
    {},
    z.object({ table: z.string(), name: z.string(), definition: z.string() }),
  );
  for (const { table, name } of keys)
    await db.query(`alter table ${table} drop constraint ${quoted(name)}`, {}, anything);
  for (const table of tables) await db.query(`alter table public.${quoted(table)} disable trigger user`, {}, anything);
  return keys;
}

/** @throws where a row refers to one that is not there */
export async function putBack(db: Db, keys: Guards, tables: readonly string[]): Promise<void> {
  for (const { table, name, definition } of keys)
    await db.query(`alter table ${table} add constraint ${quoted(name)} ${definition}`, {}, anything);
  for (const table of tables) await db.query(`alter table public.${quoted(table)} enable trigger user`, {}, anything);
}

/** Takes out what the migrations put in. */
export async function clear(db: Db, table: string): Promise<void> {
  await db.query(`delete from public.${quoted(table)}`, {}, anything);
}

/**
 * Puts rows back.
 * @param lines a JSON array of rows, each an array of values in the order of the table's columns
 * @returns how many were written
 */
export async function load(db: Db, { name, columns }: TableBackup, lines: string): Promise<number> {
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const values = columns.map(({ type }, index) => `(line->>${index})::${type}`).join(', ');
  const [count] = await db.query(
    `with written as (
       insert into public.${quoted(name)} (${names}) overriding system value
       select ${values} from jsonb_array_elements(:lines::jsonb) line returning 1
     ) select count(*)::text as rows from written`,
    { lines },
    Count,
  );
  return count?.rows ?? 0;
}

/** Has a sequence go on where it stood. */
export async function setSequence(db: Db, name: string, last: string): Promise<void> {
  await db.query(`select setval(:name::regclass, :last::bigint)`, { name: `public.${quoted(name)}`, last }, anything);
}

/**
 * Brings sequences of identity columns that stand behind their tables' rows up to them; with the rows of one instant and
 * sequences read after it there are none.
 */
export async function raiseIdentities(db: Db): Promise<void> {
  const columns = await db.query(
    `select c.relname as table, a.attname as column,
       pg_get_serial_sequence(format('public.%I', c.relname), a.attname) as sequence
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`,
    {},
    z.object({ table: z.string(), column: z.string(), sequence: z.string() }),
  );
  for (const { table, column, sequence } of columns)
    await db.query(
      `select setval(:sequence::regclass, t.most) from (select max(${quoted(column)}) as most from public.${quoted(table)}) t
       cross join ${sequence} s where t.most > s.last_value or (t.most = s.last_value and not s.is_called)`,
      { sequence },
      anything,
    );
}

/** Tells the planner what is there now. */
export async function analyze(db: Db, table: string): Promise<void> {
  await db.query(`analyze public.${quoted(table)}`, {}, anything);
}
