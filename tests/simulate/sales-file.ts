import { createReadStream } from 'node:fs';
import { looksLikeCharge } from '#domain/catalogue/product.ts';
import { layoutOf } from '#domain/imports/columns.ts';
import { BadField, decimalText, timeText } from '#domain/imports/fields.ts';
import { openCsv } from '#domain/imports/import-file.ts';

/** What a file of sales says was sold: one row a product and store, with units a day from the file's first day on. */
export type SalesFile = {
  firstDay: string;
  days: number;
  stores: number;
  rows: { store: number; sku: string; price: number; units: Float64Array }[];
  lines: number;
  /** Lines that could not be read, lines taken back in full, and lines that are a charge and no product. */
  unread: number;
  cancelled: number;
  charges: number;
};

type Line = { day: number; store: string; sku: string; units: number; price: number };
const dayMs = 86_400_000;
/** A line that is taken back in full within so many days was no demand. */
const cancelDays = 30;

/**
 * Reads a CSV of sales as the import does: columns by their known names, any delimiter. Negative lines take back the
 * latest line of the same product, store and units; other returns are left out.
 * @param dates how 12/1/10 is to be read; null: found out from the file
 * @throws Error with what is wrong with the file
 */
export async function readSales(path: string, dates: 'dmy' | 'mdy' | null): Promise<SalesFile> {
  const order = dates ?? (await dateOrderOf(path));
  const found: Line[] = [];
  let unread = 0;
  let charges = 0;
  for await (const fields of recordsOf(path)) {
    if (looksLikeCharge(fields.name)) charges += 1;
    else {
      const line = lineOf(fields, order);
      if (line === null) unread += 1;
      else found.push(line);
    }
  }
  if (found.length === 0) throw new Error(`no line of ${path} could be read as a sale`);
  const { sold, cancelled } = withoutCancelled(found.toSorted((one, other) => one.day - other.day));
  const first = sold[0]?.day ?? 0;
  const days = (sold.at(-1)?.day ?? 0) - first + 1;
  const stores = [...new Set(sold.map(({ store }) => store))];
  const rows = new Map<string, SalesFile['rows'][number]>();
  for (const { day, store, sku, units, price } of sold) {
    const key = `${store}\n${sku}`;
    const row = rows.get(key) ?? { store: stores.indexOf(store), sku, price: 0, units: new Float64Array(days) };
    rows.set(key, row);
    row.units[day - first] = (row.units[day - first] ?? 0) + units;
    if (price > 0) row.price = row.price === 0 ? price : row.price * 0.9 + price * 0.1;
  }
  const firstDay = new Date(first * dayMs).toISOString().slice(0, 10);
  const all = [...rows.values()];
  return { firstDay, days, stores: stores.length, rows: all, lines: found.length, unread, cancelled, charges };
}

type Fields = {
  store: string;
  sku: string;
  name: string;
  quantity: string;
  price: string;
  soldAt: string;
  comma: boolean;
};

async function* recordsOf(path: string): AsyncGenerator<Fields> {
  const file = await openCsv(createReadStream(path));
  const asImported = layoutOf('sales', file.header, true);
  // A history by day and product has no sales to tell apart: the import needs their numbers, the simulation does not.
  const layout = typeof asImported === 'string' ? layoutOf('sales', [...file.header, 'sale_id'], true) : asImported;
  if (typeof layout === 'string') throw new Error(layout);
  const { store, sku, name, quantity, unit_price: price, sold_at: soldAt } = layout.position;
  for await (const records of file.records) {
    for (const record of records) {
      if ('broken' in record) continue;
      const at = (index: number): string => record.fields[index] ?? '';
      const comma = file.delimiter === ';';
      yield {
        store: at(store),
        sku: at(sku),
        name: at(name),
        quantity: at(quantity),
        price: at(price),
        soldAt: at(soldAt),
        comma,
      };
    }
  }
}

function lineOf({ store, sku, quantity, price, soldAt, comma }: Fields, order: 'dmy' | 'mdy'): Line | null {
  try {
    const units = Number(decimalText('quantity', quantity, 9, 3, comma) ?? 'NaN');
    const day = Date.parse(`${timeText('sold_at', soldAt, order, '12:00:00').slice(0, 10)}T00:00:00Z`) / dayMs;
    const paid = Number(decimalText('unit_price', price, 12, 6, comma) ?? '0');
    if (!Number.isFinite(units) || units === 0 || sku.trim() === '') return null;
    return { day, store: store.trim(), sku: sku.trim().toUpperCase(), units, price: paid };
  } catch (error) {
    if (error instanceof BadField) return null;
    throw error;
  }
}

/** A number above 12 in the first or second place of a date tells which of them is the day. */
async function dateOrderOf(path: string): Promise<'dmy' | 'mdy'> {
  for await (const { soldAt } of recordsOf(path)) {
    const [, first, second] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]/.exec(soldAt) ?? [];
    if (Number(first) > 12) return 'dmy';
    if (Number(second) > 12) return 'mdy';
  }
  return 'mdy';
}

function withoutCancelled(lines: readonly Line[]): { sold: Line[]; cancelled: number } {
  const open = new Map<string, Line[]>();
  const gone = new Set<Line>();
  for (const line of lines) {
    const key = `${line.store}\n${line.sku}\n${Math.abs(line.units)}`;
    if (line.units > 0) open.set(key, [...(open.get(key) ?? []).slice(-20), line]);
    else {
      const taken = open.get(key)?.pop();
      if (taken !== undefined && line.day - taken.day <= cancelDays) gone.add(taken);
    }
  }
  return { sold: lines.filter((line) => line.units > 0 && !gone.has(line)), cancelled: gone.size };
}
