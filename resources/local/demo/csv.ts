import { localTime } from './calendar.ts';
import type { Item } from './catalogue.ts';
import { demoStores, trades } from './stores.ts';
import type { DemoYear } from './year.ts';

/** Which rows of a year a file holds: days from (included) to (not included), and perhaps one time of day only. */
export type Stretch = { from: number; to: number; second?: number };

type Cell = string | number;

const chunkLength = 64 * 1024;

/** CSV text (RFC 4180, line feeds) in pieces of about 64 KB; the header is in the first. */
export async function* csvChunks(header: string, rows: Iterable<readonly Cell[]>): AsyncGenerator<string> {
  let text = `${header}\n`;
  for (const row of rows) {
    text += `${row.map(quoted).join(',')}\n`;
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  if (text !== '') yield text;
}

export const productHeader =
  'sku,name,category,family,price,cost,reorder_point,barcode,is_stocked,supplier,supplier_sku,pack_size,min_order,lead_time_days,supplier_cost';
export const stockHeader = 'store,sku,quantity,counted_at';
export const deliveryHeader = 'store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at';
export const saleHeader = 'store,sale_id,line,sku,quantity,unit_price,discount,tax,sold_at';

/** The catalogue, one row a product. */
export function* productRows(year: DemoYear): Generator<Cell[]> {
  for (const [index, item] of year.items.entries()) {
    const { sku, name, category, family, barcode, supplier, supplierSku, packSize, minOrder, leadTimeDays } = item;
    const cost = money(item.costMinor);
    const start = [sku, name, category, family, money(item.priceMinor)];
    if (!item.isStocked) yield [...start, '', '', '', 'false', '', '', '', '', '', ''];
    else {
      const reorderPoint = year.reorderPoints[index] ?? 0;
      const terms = [supplier, supplierSku, packSize, minOrder, leadTimeDays, cost];
      yield [...start, cost, reorderPoint, barcode, 'true', ...terms];
    }
  }
}

/** Counted quantities. */
export function* countRows(year: DemoYear, stretch: Stretch): Generator<Cell[]> {
  for (const { day, store, item, quantity, second } of year.counts.between('day', stretch.from, stretch.to)) {
    if (stretch.second !== undefined && stretch.second !== second) continue;
    yield [storeCode(store), itemOf(year, item).sku, quantity, at(year, day, second)];
  }
}

/** What suppliers brought, at the cost of one unit. */
export function* deliveryRows(year: DemoYear, { from, to }: Stretch): Generator<Cell[]> {
  for (const row of year.deliveries.between('day', from, to)) {
    const { sku, supplier } = itemOf(year, row.item);
    const note = `DN-${compact(year, row.day)}-${String(row.note).padStart(2, '0')}`;
    const cost = money(row.costMinor);
    yield [storeCode(row.store), supplier, note, row.line, sku, row.quantity, cost, at(year, row.day, row.second)];
  }
}

/** The tills' lines. Discount and tax are of the whole line; the tax is within the price. A return is negative. */
export function* saleRows(year: DemoYear, { from, to }: Stretch): Generator<Cell[]> {
  for (const row of year.sales.between('day', from, to)) {
    const item = itemOf(year, row.item);
    const store = storeCode(row.store);
    const sale = `${store.slice(0, 2)}-${compact(year, row.day)}-${String(row.sale).padStart(4, '0')}`;
    const rate = (item.isFood ? trades[row.store]?.foodTax : trades[row.store]?.tax) ?? 0;
    const paid = row.quantity * row.priceMinor - row.discountMinor;
    const tax = money(Math.round((paid * rate) / (1 + rate)));
    const sums = [money(row.priceMinor), money(row.discountMinor), tax];
    yield [store, sale, row.line, item.sku, row.quantity, ...sums, at(year, row.day, row.second)];
  }
}

function quoted(cell: Cell): string {
  const text = String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Minor units as a decimal: 1250 is 12.50. All currencies of the demo have two decimals. */
function money(minor: number): string {
  return (minor / 100).toFixed(2);
}

const at = (year: DemoYear, day: number, second: number) => localTime(year.calendar.dateOf(day), second);
const compact = (year: DemoYear, day: number) => year.calendar.dateOf(day).slice(2).replaceAll('-', '');
const storeCode = (store: number) => demoStores[store]?.code ?? '';
const itemOf = (year: DemoYear, item: number) => year.items[item] as Item;
