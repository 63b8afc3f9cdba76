import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Id } from '#domain/values.ts';
import { CountLine, CountSheet, RecountRule } from './count-sheet.ts';

const Opened = z.object({ id: Id, repeated: z.boolean() });
const Done = z.object({ repeated: z.boolean() });

/**
 * Makes a sheet; its key makes a second run a no-op that answers the same. See open_count_sheet in the migrations for what
 * it refuses.
 * @param values.sheet JSON object of columns of count_sheet
 * @param values.products JSON array of product ids, for the scope `products`
 */
export async function openCountSheetRow(
  db: Db,
  values: { key: string; payload: string; storeId: string; sheet: string; products: string; actor: string },
): Promise<z.infer<typeof Opened> | undefined> {
  const rows = await db.query(
    `select id::text, repeated from open_count_sheet(:key::uuid, :payload::uuid, :storeId::bigint, :sheet::jsonb,
       :products::jsonb, :actor::text)`,
    values,
    Opened,
  );
  return rows[0];
}

const Counted = Done.extend({ key: z.string() });

/**
 * Keeps counts; their key makes a second run a no-op that says so.
 * @param values.keyBefore the key of the same counts by an older release: they wait in browsers until there is a network
 * @param values.lines JSON array of {productId | sku | barcode, counted, countedAt}
 * @returns whether they were in before, and under which key; undefined where there is no such sheet
 */
export async function saveCountRows(
  db: Db,
  values: { sheetId: string; key: string; keyBefore: string; payload: string; lines: string; actor: string },
): Promise<z.infer<typeof Counted> | undefined> {
  const rows = await db.query(
    `select k.key::text, s.repeated
     from (select coalesce((
         select e.key from count_entry e where e.key = :keyBefore::uuid and e.counted_by = :actor::text limit 1
       ), :key::uuid) as key) k
     cross join lateral save_counts(:sheetId::bigint, k.key, :payload::uuid, :lines::jsonb, :actor::text) s`,
    values,
    Counted,
  );
  return rows[0];
}

/** Posts what was counted. @returns whether it was done before; undefined where there is no such sheet */
export async function postCountSheetRow(
  db: Db,
  values: { sheetId: string; version: number; actor: string },
): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from post_count_sheet(:sheetId::bigint, :version::integer, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

/** Gives a sheet up. @returns whether it was done before; undefined where there is no such sheet */
export async function cancelCountSheetRow(
  db: Db,
  values: { sheetId: string; version: number; actor: string },
): Promise<boolean | undefined> {
  const rows = await db.query(
    `select repeated from cancel_count_sheet(:sheetId::bigint, :version::integer, :actor::text)`,
    values,
    Done,
  );
  return rows[0]?.repeated;
}

const sheets = `select c.id::text, c.store_id::text as "storeId", s.code as "storeCode", s.name as "storeName", c.name,
    json_build_object('kind', c.scope, 'category', c.category)::text as scope, c.is_blind as "isBlind",
    case when c.recount_units is not null then json_build_object('units', ${decimal('c.recount_units')},
      'percent', c.recount_percent, 'value', ${decimal('c.recount_value')})::text end as recount,
    c.status, c.line_count as "lineCount", c.counted_count as "countedCount", c.recount_count as "recountCount", s.currency,
    c.gain_minor::text as "gainMinor", c.loss_minor::text as "lossMinor", ${iso('c.created_at')} as "createdAt",
    ${iso('c.ended_at')} as "endedAt", c.version, ${iso('c.updated_at')} as "changedAt", c.updated_by as "changedBy",
    actor_name(c.updated_by) as "changedByName"
  from count_sheet c join store s on s.id = c.store_id`;

const asMinor = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : Number(text)));
const parsedAs = <Schema extends z.ZodType>(schema: Schema) =>
  z.string().transform((text): z.output<Schema> => schema.parse(JSON.parse(text)));
const Sheet = CountSheet.extend({
  scope: parsedAs(CountSheet.shape.scope),
  recount: parsedAs(RecountRule).nullable(),
  gainMinor: asMinor,
  lossMinor: asMinor,
});

/** One sheet without its lines, whoever asks. */
export async function readCountSheetRow(db: Db, sheetId: string): Promise<CountSheet | undefined> {
  const rows = await db.query(`${sheets} where c.id = :sheetId::bigint`, { sheetId }, Sheet);
  return rows[0];
}

/**
 * Sheets of the stores, the newest first, before `beforeId`.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listCountSheetRows(
  db: Db,
  values: { stores: string | null; status: string | null; beforeId: string | null; limit: number },
): Promise<CountSheet[]> {
  return db.query(
    `${sheets}
     where (:stores::jsonb is null or c.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:status::text is null or c.status = :status::text
         or :status::text = 'under_way' and c.status not in ('posted', 'cancelled'))
       and (:beforeId::bigint is null or c.id < :beforeId::bigint)
     order by c.id desc
     limit :limit::integer`,
    values,
    Sheet,
  );
}

const Line = CountLine.extend({
  barcodes: parsedAs(z.array(z.string())),
  varianceMinor: asMinor,
  key: z.string(),
});

/**
 * Lines of a sheet by SKU, after (`afterSku`). On a blind sheet that is not posted nothing tells what the books have, and
 * nothing of a count that has to be made again.
 * @param values.countedKey only the lines that came with this key; null for all
 */
export async function listCountLineRows(
  db: Db,
  values: {
    sheetId: string;
    show: string | null;
    search: string | null;
    pattern: string | null;
    countedKey: string | null;
    afterSku: string | null;
    limit: number;
  },
): Promise<z.output<typeof Line>[]> {
  return db.query(
    `select n."productId", n.sku, n.name, n.category, n.barcodes,
       case when not n.is_hidden or not n.needs_recount then ${decimal('n.counted')} end as counted,
       ${iso('n.counted_at')} as "countedAt", n.counted_by as "countedBy", actor_name(n.counted_by) as "countedByName",
       case when not n.is_hidden then ${decimal('n.expected')} end as expected,
       case when not n.is_hidden then ${decimal('n.counted - n.expected')} end as variance,
       case when not n.is_hidden then coalesce(n.variance_minor, round((n.counted - n.expected) * n.cost * n.minor_units))::text
         end as "varianceMinor",
       n.needs_recount as "needsRecount", n.is_extra as "isExtra", n.key
     from (
       select p.id::text as "productId", p.sku, p.name, p.category, barcodes_of(p.id)::text as barcodes, l.counted,
         l.counted_at, l.counted_by, l.needs_recount, l.is_extra, l.variance_minor, s.minor_units, lower(p.sku) as key,
         coalesce(v.avg_cost, p.cost) as cost, c.is_blind and c.status <> 'posted' as is_hidden,
         case c.status when 'posted' then l.expected
           else books_as_of(c.store_id, l.product_id, l.counted_at) end as expected
       from count_sheet c
       join store s on s.id = c.store_id
       join count_line l on l.sheet_id = c.id
       join product p on p.id = l.product_id
       left join stock_level v on v.store_id = c.store_id and v.product_id = l.product_id
       where c.id = :sheetId::bigint
         and (:afterSku::text is null or lower(p.sku) > :afterSku::text)
         and (:show::text is null or case :show::text when 'uncounted' then l.counted is null
           when 'recount' then l.needs_recount else l.counted is not null end)
         and (:countedKey::uuid is null or l.product_id in (select e.product_id from count_entry e where e.key = :countedKey::uuid))
         and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text
           or p.id in (select b.product_id from product_barcode b where b.barcode = :search::text))
       order by lower(p.sku)
       limit :limit::integer
     ) n
     order by n.key`,
    values,
    Line,
  );
}
