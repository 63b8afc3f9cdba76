import { looksLikeCharge } from '#domain/catalogue/product.ts';
import type { Store } from '#domain/stores/store.ts';
import type { ColumnName, Layout } from './columns.ts';
import { BadField, cut, decimalText, requiredText, text, timeText } from './fields.ts';
import type { ImportKind } from './import.ts';

/** A row ready for SQL (see post_sales, post_deliveries, post_stock, post_products), or why it is refused. */
export type ParsedRow = { row: SqlRow } | { column: string | null; reason: string };
export type SqlRow = (string | number | boolean | null)[];

/** What reading rows needs to know beside the row. */
export type RowContext = {
  storeByCode: ReadonlyMap<string, Store>;
  /** The store that the file was sent for: no row may name another. */
  store: Store | null;
  /** Decimal comma: in files whose columns are parted by semicolons. */
  comma: boolean;
  /** Makes a key or payload hash of its parts. */
  keyOf: (...parts: (string | number)[]) => string;
  /** How often this has been seen in the file up to now, this time included. */
  nth: (...parts: string[]) => number;
};

/** Reads one record of a file. Bad rows are returned, not thrown: the rest of the file goes in. */
export function parseRow(layout: Layout, line: number, fields: string[], context: RowContext): ParsedRow {
  if (fields.length !== layout.width)
    return { column: null, reason: `has ${fields.length} columns, the header has ${layout.width}` };
  try {
    return { row: readers[layout.kind](layout as never, line, fields, context) };
  } catch (error) {
    if (error instanceof BadField) return { column: error.column, reason: error.message };
    throw error;
  }
}

type Reader<Kind extends ImportKind> = (
  layout: Layout<Kind>,
  line: number,
  fields: string[],
  context: RowContext,
) => SqlRow;

const at = <Kind extends ImportKind>(layout: Layout<Kind>, fields: string[], column: ColumnName<Kind>) =>
  fields[layout.position[column]] ?? '';

const readers: { [Kind in ImportKind]: Reader<Kind> } = {
  sales(layout, line, fields, context) {
    const store = storeOf(at(layout, fields, 'store'), context);
    const saleId = requiredText('sale_id', at(layout, fields, 'sale_id'), 100);
    const sku = requiredText('sku', at(layout, fields, 'sku'), 100);
    const place = placeOf(context, fields, layout.position, 'sale', store.id, saleId, sku);
    const quantity = quantityOf(at(layout, fields, 'quantity'), context.comma);
    const money = (column: 'unit_price' | 'discount' | 'tax') =>
      decimalText(column, at(layout, fields, column), 12, 6, context.comma);
    const [price, discount, tax] = [money('unit_price'), money('discount'), money('tax')];
    const soldAt = timeText('sold_at', at(layout, fields, 'sold_at'), store.dateOrder, '12:00:00');
    const key = context.keyOf('sale', 'file', store.id, saleId, place);
    const payload = context.keyOf(sku.toLowerCase(), quantity, price ?? '', discount ?? '', tax ?? '', soldAt);
    const row: SqlRow = [line, key, payload, store.id, sku, saleId, soldAt, quantity, price, discount, tax];
    if (store.unknownSku === 'create') {
      const name = text('name', at(layout, fields, 'name'));
      row.push(name, looksLikeCharge(name ?? ''));
    }
    return row;
  },

  deliveries(layout, line, fields, context) {
    const store = storeOf(at(layout, fields, 'store'), context);
    const supplier = requiredText('supplier', at(layout, fields, 'supplier'), 100);
    const note = requiredText('delivery_note', at(layout, fields, 'delivery_note'), 100);
    const sku = requiredText('sku', at(layout, fields, 'sku'), 100);
    // A note is the same however it is written. Earlier releases told notes apart by case: what they posted has that key.
    const folded = note.toLowerCase();
    const place = placeOf(context, fields, layout.position, 'delivery', supplier.toLowerCase(), folded, sku);
    const quantity = quantityOf(at(layout, fields, 'quantity'), context.comma);
    if (quantity.startsWith('-')) throw new BadField('quantity', `${quantity} is negative; a delivery brings stock in`);
    const cost = decimalText('unit_cost', at(layout, fields, 'unit_cost'), 12, 6, context.comma);
    const receivedAt = timeText('received_at', at(layout, fields, 'received_at'), store.dateOrder, '12:00:00');
    const key = context.keyOf('delivery', supplier.toLowerCase(), folded, place);
    const oldKey = note === folded ? null : context.keyOf('delivery', supplier.toLowerCase(), note, place);
    const order = text('order', at(layout, fields, 'order'), 100);
    const payload = context.keyOf(store.id, sku.toLowerCase(), quantity, cost ?? '', receivedAt);
    return [line, key, payload, store.id, sku, supplier, note, receivedAt, quantity, cost, order, oldKey];
  },

  stock(layout, line, fields, context) {
    const store = storeOf(at(layout, fields, 'store'), context);
    const sku = requiredText('sku', at(layout, fields, 'sku'), 100);
    const quantity = decimalText('quantity', at(layout, fields, 'quantity'), 11, 3, context.comma);
    if (quantity === null) throw new BadField('quantity', 'is empty');
    if (quantity.startsWith('-'))
      throw new BadField('quantity', `${quantity} is negative; nobody can count less than nothing`);
    // Without a time of day nobody could tell which of that day's sales the count had seen.
    const countedAt = timeText('counted_at', at(layout, fields, 'counted_at'), store.dateOrder, null);
    return [line, store.id, sku, countedAt, quantity];
  },

  products(layout, line, fields, context) {
    const field = (column: ColumnName<'products'>) => at(layout, fields, column);
    const number = (column: ColumnName<'products'>, whole: number, decimals: number) => {
      const value = decimalText(column, field(column), whole, decimals, context.comma);
      if (value?.startsWith('-')) throw new BadField(column, `${value} is negative`);
      return value;
    };
    const packSize = number('pack_size', 11, 3);
    if (packSize === '0') throw new BadField('pack_size', 'must be more than 0');
    const supplier = text('supplier', field('supplier'), 100);
    return [
      line,
      requiredText('sku', field('sku'), 100),
      text('name', field('name')),
      text('category', field('category')),
      text('family', field('family')),
      number('price', 12, 6),
      number('cost', 12, 6),
      number('reorder_point', 11, 3),
      text('barcode', field('barcode'), 50),
      yesOrNo('is_stocked', field('is_stocked')),
      supplier,
      text('supplier_sku', field('supplier_sku'), 100),
      packSize,
      number('min_order', 11, 3),
      number('lead_time_days', 4, 0),
      number('supplier_cost', 12, 6),
    ];
  },
};

/**
 * What tells a line of a sale or delivery from the others: its line number; else it is the n-th line of that product,
 * which any export of the same sale agrees on.
 */
function placeOf(
  context: RowContext,
  fields: string[],
  position: { line: number; occurrence: number },
  ...owner: [string, string, string, string]
): string {
  const line = text('line', fields[position.line] ?? '', 20);
  if (line !== null) return `line ${line}`;
  const sku = owner[3].toLowerCase();
  const seen = context.nth(owner[0], owner[1], owner[2], sku);
  return `${sku} #${text('occurrence', fields[position.occurrence] ?? '', 10) ?? seen}`;
}

function storeOf(given: string, context: RowContext): Store {
  const code = given.trim();
  if (code === '') {
    if (context.store) return context.store;
    throw new BadField('store', 'is empty');
  }
  const store = context.storeByCode.get(code.toLowerCase());
  if (!store) throw new BadField('store', `unknown store "${cut(code)}"`);
  // Who may send a store's file may not write to others by it.
  if (context.store && store.id !== context.store.id)
    throw new BadField('store', `is "${store.code}", but the file was sent for "${context.store.code}"`);
  return store;
}

function quantityOf(given: string, comma: boolean): string {
  const quantity = decimalText('quantity', given, 11, 3, comma);
  if (quantity === null) throw new BadField('quantity', 'is empty');
  if (quantity === '0') throw new BadField('quantity', 'is 0');
  return quantity;
}

function yesOrNo(column: string, given: string): boolean | null {
  const word = given.trim().toLowerCase();
  if (word === '') return null;
  if (['true', 'yes', 'y', '1'].includes(word)) return true;
  if (['false', 'no', 'n', '0'].includes(word)) return false;
  throw new BadField(column, `"${cut(given)}" is neither true nor false`);
}
