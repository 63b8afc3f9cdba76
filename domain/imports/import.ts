import * as z from 'zod';
import { BusinessDate, Currency, Id, Minor, PageQuery, pageOf, Quantity } from '#domain/values.ts';
import { importKinds } from './kinds.ts';

export const ImportKind = z.enum(importKinds);
export type ImportKind = z.infer<typeof ImportKind>;

/** awaiting: a place was made, the file has not come yet. done_with_errors: good rows are in, bad ones are listed. */
export const ImportStatus = z.enum(['awaiting', 'received', 'running', 'done', 'done_with_errors', 'failed']);
export type ImportStatus = z.infer<typeof ImportStatus>;

export const Import = z
  .object({
    id: z.uuid(),
    kind: ImportKind.or(z.literal('unknown')),
    fileName: z.string(),
    storeCode: z.string().nullable().meta({ description: 'The store of a file that has no store column' }),
    status: ImportStatus,
    size: z.int().meta({ description: 'Bytes in the file' }),
    bytesRead: z.int(),
    rowsRead: z.int(),
    applied: z.int(),
    duplicate: z.int().meta({ description: 'Rows that were in already: nothing happened' }),
    rejected: z.int(),
    error: z.string().nullable().meta({ description: 'Why the whole file failed' }),
    ignoredColumns: z.array(z.string()),
    uploadedBy: z.string().nullable(),
    uploadedByName: z.string().nullable(),
    createdAt: z.string(),
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof Import>;
export const ImportPage = pageOf(Import);
export const ListImports = z.object({ ...PageQuery, kind: ImportKind.optional() });

export const RejectedRow = z.object({
  line: z.int().meta({ description: 'Line of the file at which the row begins; the header is 1' }),
  column: z.string().nullable(),
  reason: z.string(),
  raw: z.string().meta({ description: 'The line as it stood, cut at 8 KB' }),
});
export type RejectedRow = z.infer<typeof RejectedRow>;

/** Control totals: what a file told of one store and business day, to be held against the sender's own. */
export const ImportDay = z.object({
  storeId: Id,
  storeName: z.string(),
  businessDate: BusinessDate,
  rows: z
    .int()
    .meta({ description: 'Rows that are in the ledger, those that were in before too; refused ones are not' }),
  units: Quantity.meta({ description: 'Sold less returned, received, or counted' }),
  currency: Currency,
  amountMinor: Minor.meta({ description: 'Net sales, or what a delivery cost where the file says it; 0 for counts' }),
});
export type ImportDay = z.infer<typeof ImportDay>;

/** What a delivery file brought beyond an order and its tolerance: it is in stock, and was not ordered. */
export const BeyondOrder = z.object({
  orderId: Id,
  orderNumber: z.string(),
  productId: Id,
  sku: z.string(),
  name: z.string(),
  units: Quantity,
});
export type BeyondOrder = z.infer<typeof BeyondOrder>;

/** An import shows the control totals of so many stores and days: the newest. */
export const shownDays = 100;
/** And so many lines of orders that more came of than was ordered. */
export const shownBeyond = 50;

export const ImportDetail = Import.extend({
  days: z.array(ImportDay).meta({ description: `Control totals, newest day first; at most ${shownDays}` }),
  beyondOrder: z
    .array(BeyondOrder)
    .meta({ description: `Of a delivery file: what came beyond orders, the most first; at most ${shownBeyond}` }),
  rejects: z.array(RejectedRow).meta({ description: 'The first 50' }),
  rejectsUrl: z
    .string()
    .nullable()
    .meta({ description: 'All of them as CSV with a reason column; valid for 15 minutes' }),
}).meta({ id: 'ImportDetail' });
export type ImportDetail = z.infer<typeof ImportDetail>;

/** Largest file that an upload may hold, in bytes. */
export const maxUploadBytes = 2 * 10 ** 9;

export const NewUpload = z
  .strictObject({
    kind: ImportKind,
    fileName: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^/\\\p{Cc}]+$/u, 'must be a plain file name')
      // S3 puts the sent file's name in its place, and the form would be good for more than one key.
      // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html
      .refine((name) => !/\$\{filename\}/i.test(name), 'must not hold ${filename}'),
    storeCode: z.string().trim().min(1).max(40).optional().meta({ description: 'For files without a store column' }),
  })
  .meta({ id: 'NewUpload' });
export type NewUpload = z.infer<typeof NewUpload>;

/** Where to POST the file (multipart: `fields` first, then `file`), and the import to watch. */
export const UploadPlace = z
  .object({ importId: z.uuid(), url: z.string(), fields: z.record(z.string(), z.string()) })
  .meta({ id: 'UploadPlace' });
