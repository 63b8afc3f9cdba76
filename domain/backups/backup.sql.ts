import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Column, LedgerMark, SchemaMark, Sequence } from './backup.ts';
import { quoted } from './names.ts';

const texts = <Item extends z.ZodType>(item: Item) =>
  z.string().transform((text) => z.array(item).parse(JSON.parse(text)));

const TableShape = z.object({
  name: z.string(),
  /** How long its file is, in blocks. */
  blocks: z.int(),
  columns: texts(Column),
  /** The columns of the primary key; none where there is no such key. */
  key: texts(z.string()),
});
export type TableShape = z.output<typeof TableShape>;

/** Every table of the schema with the columns that have values of their own (what is generated follows from them). */
export async function listTables(db: Db): Promise<TableShape[]> {
  return db.query(
    `select c.relname as name, (pg_relation_size(c.oid) / current_setting('block_size')::bigint)::integer as blocks,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')::text as columns,
       (select coalesce(json_agg(a.attname order by k.place), '[]')
        from pg_index i
        cross join unnest(i.indkey) with ordinality k(number, place)
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
        where i.indrelid = c.oid and i.indisprimary)::text as key
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relpersistence = 'p'
     order by c.relname`,
    {},
    TableShape,
  );
}

// JSON can carry these as they are. Numbers of transactions mean nothing in another database.
const plain = /^(?:bigint|integer|smallint|boolean|numeric(?:\([\d,]+\))?)$/;
const ofThisDatabase = /^xid8?$/;

const expression = ({ name, type }: Column): string => {
  if (ofThisDatabase.test(type)) return 'null::text';
  return plain.test(type) ? quoted(name) : `${quoted(name)}::text`;
};

const Piece = z.object({
  group: z.int(),
  slice: z.int(),
  text: z.string(),
  rows: z.int(),
  last: z.string(),
  found: z.int(),
});

/** Rows of a table, as lines without an end; `next` is the place after which it goes on. */
export type Page = { text: string; rows: number; bytes: number; next: string; share: number };

/**
 * The rows behind place `after`, of so many blocks at most and of so many bytes as a reply carries.
 * Rows are read by their place in the table's file, since nothing that a snapshot sees changes its place while it
 * lasts: each page is one stretch of the file, in the order in which it lies on disk, whatever key the table has or lacks.
 * A reply's rows have 64 KB: lines are packed to some 14,000 bytes, and what is longer is cut into 16,000 characters.
 * @param bytes of the reply, of which 1 MiB is allowed; quotes and backslashes count twice, as they travel
 * @returns undefined if there is no row in these blocks; `share` is how much of what the blocks hold is in the page
 */
export async function readPage(
  db: Db,
  table: { name: string; columns: Column[] },
  { after, blocks, bytes }: { after: string; blocks: number; bytes: number },
): Promise<Page | undefined> {
  const end = `(${blockOf(after) + blocks},0)`;
  const pieces = await db.query(
    `with found as materialized (
       select ctid as place, json_build_array(${table.columns.map(expression).join(', ')})::text as line
       from public.${quoted(table.name)} where ctid > :after::tid and ctid < :end::tid
     ), sized as materialized (
       select place, line,
         3 * octet_length(line) - octet_length(replace(line, '"', '')) - octet_length(replace(line, chr(92), '')) + 4 as size
       from found
     ), summed as (
       select place, line, size, sum(size) over (order by place rows unbounded preceding) as upto from sized
     ), packed as (
       select (upto - size) / 14000 as pack, string_agg(line, E'\\n' order by place) as text, count(*)::integer as rows,
         max(place)::text as last
       from summed where upto <= :bytes or upto = size group by 1
     )
     select pack::integer as "group", slice, substr(text, slice * 16000 + 1, 16000) as text, rows, last,
       (select count(*) from found)::integer as found
     from packed cross join lateral generate_series(0, (length(text) - 1) / 16000) slice
     order by pack, slice`,
    { after, end, bytes },
    Piece,
  );
  const [first] = pieces;
  const last = pieces.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const lines: string[] = [];
  let rows = 0;
  for (const piece of pieces) {
    if (piece.slice > 0) lines[lines.length - 1] += piece.text;
    else {
      lines.push(piece.text);
      rows += piece.rows;
    }
  }
  const text = lines.join('\n');
  const isAll = rows === first.found;
  return { text, rows, bytes: Buffer.byteLength(text), next: isAll ? end : last.last, share: rows / first.found };
}

/** The block of a place such as `(12,3)`. */
export const blockOf = (place: string): number => Number(/^\((\d+),/.exec(place)?.[1]);

/** The smallest and the largest primary key, each as a JSON array; null where the table has no rows. */
export async function keyRange(
  db: Db,
  { name, key }: TableShape,
): Promise<{ first: string | null; last: string | null }> {
  if (key.length === 0) return { first: null, last: null };
  const end = (order: 'asc' | 'desc') =>
    `(select json_build_array(${key.map((column) => `${quoted(column)}::text`).join(', ')})::text
      from public.${quoted(name)} order by ${key.map((column) => `${quoted(column)} ${order}`).join(', ')} limit 1)`;
  const [range] = await db.query(
    `select ${end('asc')} as first, ${end('desc')} as last`,
    {},
    z.object({ first: z.string().nullable(), last: z.string().nullable() }),
  );
  return range ?? { first: null, last: null };
}

/** Where each sequence stands. Sequences are no part of a snapshot: read after it, they are never behind it. */
export async function listSequences(db: Db): Promise<z.output<typeof Sequence>[]> {
  return db.query(
    `select sequencename as name, last_value::text as last from pg_sequences where schemaname = 'public' order by 1`,
    {},
    Sequence,
  );
}

/** The schema's mark, as the migrations left it. */
export async function readSchema(db: Db): Promise<SchemaMark | undefined> {
  const [mark] = await db.query(
    `select max(version)::integer as version, md5(string_agg(version || ' ' || md5, ',' order by version)) as fingerprint
     from schemaversion where version > 0 having max(version) is not null`,
    {},
    SchemaMark,
  );
  return mark;
}

/** How far the ledger goes. */
export async function readLedgerMark(db: Db): Promise<z.output<typeof LedgerMark> | undefined> {
  const [mark] = await db.query(
    `select id::text as "lastMovementId", ${iso('recorded_at', 'US')} as "recordedAt"
     from stock_movement order by id desc limit 1`,
    {},
    LedgerMark,
  );
  return mark;
}
