import type { ImportKind } from './import.ts';

type Column = { required?: true; names: string[] };

const storeNames = ['store', 'storecode', 'storeid', 'storenbr', 'shop', 'outlet', 'location', 'branch'];
const skuNames = [
  'sku',
  'stockcode',
  'productcode',
  'itemcode',
  'itemno',
  'itemnumber',
  'itemnbr',
  'article',
  'articleno',
  'articlenumber',
  'productno',
  'productnumber',
  'productid',
  'itemid',
  'item',
  'product',
];

/**
 * The columns of each kind of file: our name first, then what other systems call it. Case, spaces and punctuation do
 * not count. A file without a store column takes the store of its upload.
 */
export const columns = {
  products: {
    sku: { required: true, names: skuNames },
    name: { names: ['name', 'description', 'productname', 'title', 'itemname'] },
    category: { names: ['category', 'department', 'productgroup', 'producttype'] },
    family: { names: ['family', 'style', 'parentsku', 'handle'] },
    price: { names: ['price', 'unitprice', 'retailprice', 'sellingprice', 'rrp'] },
    cost: { names: ['cost', 'unitcost', 'costprice', 'purchaseprice', 'costperitem'] },
    reorder_point: { names: ['reorderpoint', 'reorderlevel', 'minimum', 'minstock', 'minimumstock'] },
    barcode: { names: ['barcode', 'ean', 'ean13', 'gtin', 'upc'] },
    is_stocked: { names: ['isstocked', 'stocked', 'trackstock', 'trackinventory'] },
    supplier: { names: ['supplier', 'suppliercode', 'vendor'] },
    supplier_sku: { names: ['suppliersku', 'suppliercodeofitem', 'vendorsku', 'vendorcode'] },
    pack_size: { names: ['packsize', 'casesize', 'unitspercase', 'packquantity'] },
    min_order: { names: ['minorder', 'minimumorder', 'moq', 'minorderquantity'] },
    lead_time_days: { names: ['leadtimedays', 'leadtime', 'leaddays'] },
    supplier_cost: { names: ['suppliercost', 'vendorcost'] },
  },
  stock: {
    store: { names: storeNames },
    sku: { required: true, names: skuNames },
    quantity: { required: true, names: ['quantity', 'qty', 'counted', 'count', 'onhand', 'stock', 'stockonhand'] },
    counted_at: { required: true, names: ['countedat', 'counttime', 'asof', 'datetime', 'date', 'timestamp'] },
  },
  deliveries: {
    store: { names: storeNames },
    supplier: { required: true, names: ['supplier', 'suppliercode', 'vendor'] },
    delivery_note: {
      required: true,
      names: ['deliverynote', 'deliverynoteno', 'deliveryno', 'grn', 'receiptno', 'shipment', 'packingslip'],
    },
    line: { names: ['line', 'lineno', 'linenumber', 'position'] },
    sku: { required: true, names: skuNames },
    quantity: { required: true, names: ['quantity', 'qty', 'received', 'quantityreceived', 'units'] },
    unit_cost: { names: ['unitcost', 'cost', 'costprice', 'purchaseprice'] },
    received_at: {
      required: true,
      names: ['receivedat', 'deliverydate', 'receiptdate', 'datetime', 'date', 'timestamp'],
    },
    order: {
      names: [
        'order',
        'ordernumber',
        'orderno',
        'purchaseorder',
        'purchaseordernumber',
        'purchaseorderno',
        'po',
        'pono',
      ],
    },
    occurrence: { names: ['occurrence'] },
  },
  sales: {
    store: { names: storeNames },
    sale_id: {
      required: true,
      names: [
        'saleid',
        'invoiceno',
        'invoice',
        'invoicenumber',
        'orderid',
        'orderno',
        'receiptno',
        'receiptid',
        'transactionid',
        'transactionno',
        'ordernumber',
        'billno',
        'ticket',
      ],
    },
    line: { names: ['line', 'lineno', 'linenumber', 'position'] },
    sku: { required: true, names: skuNames },
    quantity: { required: true, names: ['quantity', 'qty', 'units', 'unitssold', 'quantitysold', 'unitsales'] },
    unit_price: { names: ['unitprice', 'price', 'sellingprice', 'priceperunit', 'priceeach'] },
    discount: { names: ['discount', 'discountamount', 'linediscount'] },
    tax: { names: ['tax', 'taxamount', 'vat', 'vatamount'] },
    sold_at: {
      required: true,
      names: ['soldat', 'invoicedate', 'saledate', 'orderdate', 'transactiondate', 'datetime', 'date', 'timestamp'],
    },
    name: { names: ['name', 'description', 'productname', 'title', 'itemname'] },
    occurrence: { names: ['occurrence'] },
  },
} as const satisfies Record<ImportKind, Record<string, Column>>;

export type ColumnName<Kind extends ImportKind> = keyof (typeof columns)[Kind] & string;

/** Where each column of a kind stands in a file; -1 where the file has none. */
export type Layout<Kind extends ImportKind = ImportKind> = {
  kind: Kind;
  width: number;
  /** Whether lines are told apart by counting them: no column numbers them. */
  isCounted: boolean;
  position: Record<ColumnName<Kind>, number>;
  ignored: string[];
};

/**
 * Finds a kind's columns in a header.
 * @returns the layout, or a sentence that says what is wrong with the header
 */
export function layoutOf<Kind extends ImportKind>(
  kind: Kind,
  header: string[],
  hasStore: boolean,
): Layout<Kind> | string {
  const wanted: Record<string, Column> = columns[kind];
  const taken = new Set<number>();
  const position: Record<string, number> = {};
  const folded = header.map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''));
  for (const [column, { names }] of Object.entries(wanted)) {
    // Our own name wins over an alias, and an alias over those behind it.
    const alias = names.find((name) => folded.some((given, index) => given === name && !taken.has(index)));
    const index = alias === undefined ? -1 : folded.findIndex((given, at) => given === alias && !taken.has(at));
    if (index >= 0 && folded.filter((given) => given === alias).length > 1)
      return `The column "${header[index]}" stands twice in the header; keep one of them`;
    if (index >= 0) taken.add(index);
    position[column] = index;
  }
  const missing = Object.entries(wanted)
    .filter(([name, column]) => position[name] === -1 && (column.required || (name === 'store' && !hasStore)))
    .map(([name]) => name);
  if (missing.length > 0) {
    const others = Object.keys(wanted).filter((name) => name !== 'store' && wanted[name]?.required !== true);
    const optional = others.length > 0 ? `, and may leave out ${others.join(', ')}` : '';
    const hint = missing.includes('store')
      ? '. A file without a store column is dropped for one store (uploads/<kind>/<store code>/)'
      : '';
    const strange = header.filter((name, index) => !taken.has(index) && name.trim() !== '');
    return `The header has no column for ${missing.join(', ')}: its first line must name what is missing${optional}${namesFor(wanted, missing, strange)}${hint}`;
  }
  const ignored = header.filter((name, index) => !taken.has(index) && name.trim() !== '' && folded[index] !== 'reason');
  const isCounted = 'occurrence' in wanted && position['line'] === -1;
  return { kind, width: header.length, isCounted, position, ignored };
}

/** What a missing column may be called, where the header has some that nobody understands: one of these may be it. */
function namesFor(wanted: Record<string, Column>, missing: string[], strange: string[]): string {
  if (strange.length === 0) return '';
  const shown = strange.slice(0, mostNamed).map((name) => `"${name.trim().slice(0, 40)}"`);
  const more = strange.length > mostNamed ? ` and ${strange.length - mostNamed} more` : '';
  const names = missing.map((column) => `${column}: ${(wanted[column]?.names ?? []).join(', ')}`);
  return `. Not understood: ${shown.join(', ')}${more}. Names that would do, in any case, for ${names.join('; for ')}`;
}

const mostNamed = 8;
