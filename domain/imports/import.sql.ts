import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso, json } from '#domain/sql.ts';
import {
  BeyondOrder,
  Import,
  ImportDay,
  ImportKind,
  ImportStatus,
  RejectedRow,
  shownBeyond,
  shownDays,
} from './import.ts';
import type { SqlRow } from './rows.ts';

/** An import as its worker sees it. */
export const ImportWork = z.object({
  id: z.string(),
  kind: ImportKind.or(z.literal('unknown')),
  fileName: z.string(),
  bucket: z.string(),
  key: z.string(),
  versionId: z.string().nullable(),
  etag: z.string().nullable(),
  storeId: z.string().nullable(),
  status: ImportStatus,
  size: z.int(),
  byteOffset: z.int(),
  lineNumber: z.int(),
  rejected: z.int(),
  worker: z.string().nullable(),
  hops: z.int(),
});
export type ImportWork = z.infer<typeof ImportWork>;

const work = `id::text, kind, file_name as "fileName", bucket, key, version_id as "versionId", etag,
  store_id::text as "storeId", status, size, byte_offset as "byteOffset", line_number as "lineNumber", rejected,
  worker::text, hops`;

type Delivery = {
  id: string;
  /** Taken when another object has come to the same place before. */
  spareId: string;
  kind: ImportKind | 'unknown';
  fileName: string;
  bucket: string;
  key: string;
  delivery: string;
  versionId: string | null;
  etag: string;
  size: number;
  storeId: string | null;
};

/**
 * Notes that a file has come, once for each delivered object: adopts the place made for it, or makes a new import.
 * The answer is the import, or undefined when another delivery of the same object is noting it at this moment.
 */
export async function registerDelivery(db: Db, file: Delivery): Promise<ImportWork | undefined> {
  const [row] = await db.query(
    `with known as (
       select * from import where bucket = :bucket and key = :key
         and (delivery = :delivery or (delivery = 'etag ' || :etag and etag = :etag))
     ), adopted as (
       update import set status = 'received', delivery = :delivery, version_id = :versionId, etag = :etag, size = :size
       where id = :id::uuid and status = 'awaiting' and bucket = :bucket and key = :key
       returning *
     ), added as (
       insert into import (id, kind, file_name, bucket, key, delivery, version_id, etag, size, store_id, status)
       select case when exists (select from import where id = :id::uuid) then :spareId::uuid else :id::uuid end, :kind, :fileName, :bucket, :key, :delivery, :versionId, :etag, :size, :storeId::bigint, 'received'
       where not exists (select from known) and not exists (select from adopted)
       on conflict do nothing
       returning *
     )
     select ${work} from (select * from known union all select * from adopted union all select * from added) i limit 1`,
    file,
    ImportWork,
  );
  return row;
}

/** Makes a place for a file that is about to be uploaded. */
export async function insertAwaited(
  db: Db,
  place: {
    id: string;
    kind: string;
    fileName: string;
    bucket: string;
    key: string;
    storeId: string | null;
    by: string;
  },
): Promise<void> {
  await db.query(
    `insert into import (id, kind, file_name, bucket, key, store_id, status, uploaded_by)
     values (:id::uuid, :kind, :fileName, :bucket, :key, :storeId::bigint, 'awaiting', :by)
     on conflict do nothing`,
    place,
    z.unknown(),
  );
}

/** Takes an import that nobody works on; undefined when somebody does, or it has ended. */
export async function claimImport(db: Db, id: string, worker: string): Promise<ImportWork | undefined> {
  const [row] = await db.query(
    `update import set status = 'running', worker = :worker::uuid, hops = hops + 1,
       lease_until = clock_timestamp() + interval '2 minutes'
     where id = :id::uuid and status in ('received', 'running')
       and (lease_until is null or lease_until < clock_timestamp() or worker = :worker::uuid)
     returning ${work}`,
    { id, worker },
    ImportWork,
  );
  return row;
}

export async function findImportWork(db: Db, id: string): Promise<ImportWork | undefined> {
  const [row] = await db.query(`select ${work} from import where id = :id::uuid`, { id }, ImportWork);
  return row;
}

/** Lets the next worker take the import at once. */
export async function releaseImport(db: Db, id: string, worker: string): Promise<void> {
  await db.query(
    'update import set lease_until = null where id = :id::uuid and worker = :worker::uuid',
    { id, worker },
    z.unknown(),
  );
}

type Chunk = {
  from: number;
  to: number;
  toLine: number;
  rows: SqlRow[];
  refused: [line: number, column: string | null, reason: string][];
};

/** Applies one chunk, whole or not at all; undefined when the import stands elsewhere than at `from`. */
export async function applyChunk(db: Db, id: string, chunk: Chunk): Promise<ImportWork | undefined> {
  const [row] = await db.query(
    `select ${work} from apply_chunk(:id::uuid, :from, :to, :toLine::integer, :rows::jsonb, :refused::jsonb)`,
    { ...chunk, id, rows: json(chunk.rows), refused: json(chunk.refused) },
    ImportWork,
  );
  return row;
}

/** What became of an import; `seconds` since its file arrived, or since the place for it was made. */
const Ended = z.object({ status: ImportStatus, applied: z.int(), rejected: z.int(), seconds: z.number() });
export type Ended = z.infer<typeof Ended>;

const ended = `status, applied, rejected, extract(epoch from finished_at - created_at)::float8 as seconds`;

/** Answers undefined when it had ended before, also by a first run of this call whose reply was lost. */
export async function finishImport(
  db: Db,
  end: { id: string; rejectsKey: string | null; raws: [line: number, text: string][] },
): Promise<Ended | undefined> {
  const [row] = await db.query(
    `select ${ended} from finish_import(:id::uuid, :rejectsKey, :raws::jsonb)`,
    { ...end, raws: json(end.raws) },
    Ended,
  );
  return row;
}

/** Answers as `finishImport`. */
export async function failImport(db: Db, id: string, reason: string): Promise<Ended | undefined> {
  const [row] = await db.query(`select ${ended} from fail_import(:id::uuid, :reason)`, { id, reason }, Ended);
  return row;
}

/** How an import stands; one that is not known has ended. */
export async function findStanding(db: Db, id: string): Promise<'ended' | 'working' | 'stuck'> {
  const [row] = await db.query(
    `select case when status not in ('received', 'running') then 'ended'
       when coalesce(lease_until, created_at + interval '1 minute') < clock_timestamp() then 'stuck' else 'working' end as standing
     from import where id = :id::uuid`,
    { id },
    z.object({ standing: z.enum(['ended', 'working', 'stuck']) }),
  );
  return row?.standing ?? 'ended';
}

/** Imports that stand still: never started, or their worker is gone. */
export async function listStuckImports(db: Db): Promise<string[]> {
  const rows = await db.query(
    `select id::text from import
     where status in ('received', 'running') and coalesce(lease_until, created_at + interval '1 minute') < clock_timestamp()
     order by id limit 20`,
    {},
    z.object({ id: z.string() }),
  );
  return rows.map((row) => row.id);
}

/** Which of these objects no import knows, by key and ETag. */
export async function listUnknownFiles(
  db: Db,
  bucket: string,
  files: { key: string; etag: string }[],
): Promise<string[]> {
  const rows = await db.query(
    `select f.key from jsonb_to_recordset(:files::jsonb) as f (key text, etag text)
     where not exists (select from import i where i.bucket = :bucket and i.key = f.key and i.etag = f.etag)`,
    { bucket, files: json(files) },
    z.object({ key: z.string() }),
  );
  return rows.map((row) => row.key);
}

/** Refused rows of an import by line, 1,000 at a time. */
export async function listRejects(
  db: Db,
  id: string,
  afterLine: number,
): Promise<{ line: number; column: string | null; reason: string }[]> {
  return db.query(
    `select line, column_name as "column", reason from import_reject
     where import_id = :id::uuid and line > :afterLine order by line limit 1000`,
    { id, afterLine },
    z.object({ line: z.int(), column: z.string().nullable(), reason: z.string() }),
  );
}

const shown = `i.id::text, i.kind, i.file_name as "fileName", s.code as "storeCode", i.status, i.size,
  i.byte_offset as "bytesRead", i.rows_read as "rowsRead", i.applied, i.duplicate, i.rejected, i.error,
  i.ignored_columns::text as "ignoredColumns", i.uploaded_by as "uploadedBy", actor_name(i.uploaded_by) as "uploadedByName",
  ${iso('i.created_at')} as "createdAt",
  ${iso('i.finished_at')} as "finishedAt"`;
const Shown = Import.extend({
  ignoredColumns: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))),
});

/** A store's imports are seen by those who see the store; a file for several stores by those who see all of them. */
const visible = `(:stores::jsonb is null or i.uploaded_by = :userId
  or i.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))`;

export type Viewer = { stores: string | null; userId: string };

/** Newest first; an import's id sorts by the time it was made. */
export async function listImportRows(
  db: Db,
  viewer: Viewer,
  page: { before: string | null; kind: string | null; limit: number },
): Promise<Import[]> {
  return db.query(
    `select ${shown} from import i left join store s on s.id = i.store_id
     where ${visible} and (:before::uuid is null or i.id < :before::uuid) and (:kind::text is null or i.kind = :kind)
       and i.status <> 'awaiting'
     order by i.id desc limit :limit`,
    { ...viewer, ...page },
    Shown,
  );
}

export async function findImport(
  db: Db,
  viewer: Viewer,
  id: string,
): Promise<(Import & { rejectsKey: string | null; rejects: RejectedRow[] }) | undefined> {
  const [row] = await db.query(
    `select ${shown}, i.rejects_key as "rejectsKey",
       (select coalesce(jsonb_agg(r order by r.line), '[]')::text from (
          select line, column_name as "column", reason, coalesce(left(raw, 500), '') as raw from import_reject
          where import_id = i.id order by line limit 50) r) as rejects
     from import i left join store s on s.id = i.store_id
     where i.id = :id::uuid and ${visible}`,
    { ...viewer, id },
    Shown.extend({
      rejectsKey: z.string().nullable(),
      rejects: z.string().transform((text) => z.array(RejectedRow).parse(JSON.parse(text))),
    }),
  );
  return row;
}

/** Control totals of an import in the stores that may be seen, newest day first. */
export async function listImportDays(db: Db, stores: string | null, id: string): Promise<ImportDay[]> {
  return db.query(
    `select s.id::text as "storeId", s.name as "storeName", d.business_date::text as "businessDate", d.row_count as rows,
       ${decimal('d.units')} as units, s.currency, d.amount_minor as "amountMinor"
     from import_day d join store s on s.id = d.store_id
     where d.import_id = :id::uuid
       and (:stores::jsonb is null or d.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     order by d.business_date desc, lower(s.code)
     limit ${shownDays}`,
    { id, stores },
    ImportDay,
  );
}

/**
 * What an import brought beyond what was ordered, in the stores that may be seen, the most first. A delivery note is that
 * of the file which first told of it.
 * @param stores JSON array of ids, or null for all
 */
export async function listBeyondOrder(db: Db, stores: string | null, id: string): Promise<BeyondOrder[]> {
  return db.query(
    `select o.id::text as "orderId", o.number as "orderNumber", p.id::text as "productId", p.sku, p.name,
       ${decimal('sum(r.excess)')} as units
     from goods_receipt g
     join receipt_line r on r.receipt_id = g.id and r.excess > 0
     join purchase_order o on o.id = r.order_id
     join product p on p.id = r.product_id
     where g.received_by = E'import\\x3A' || :id::uuid
       and (:stores::jsonb is null or g.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     group by o.id, p.id
     order by sum(r.excess) desc, o.id, p.id
     limit ${shownBeyond}`,
    { id, stores },
    BeyondOrder,
  );
}

/** Where whoever sent an import's file gets mail; undefined for a file from nobody that is known, or somebody disabled. */
export async function findSenderEmail(db: Db, id: string): Promise<string | undefined> {
  const [row] = await db.query(
    `select p.email from import i join person p on p.user_id = i.uploaded_by
     where i.id = :id::uuid and p.email is not null and p.disabled_at is null`,
    { id },
    z.object({ email: z.string() }),
  );
  return row?.email;
}

/** Notes the columns that the file has and the import does not use. */
export async function noteIgnoredColumns(db: Db, id: string, names: string[]): Promise<void> {
  await db.query(
    'update import set ignored_columns = :names::jsonb where id = :id::uuid',
    { id, names: json(names) },
    z.unknown(),
  );
}
