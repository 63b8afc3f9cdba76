import type { ImportKind } from '#domain/imports/import.ts';

/** What of a chain an example file is made of; what there is none of yet is made up. */
export type Known = {
  /** The store's code; null where the upload names the store, and the file has no column for it. */
  storeCode: string | null;
  products: { sku: string; price: string | null; cost: string | null }[];
  supplierCode: string | undefined;
  now: Date;
};

/** What the template of products brings in, and the others use where a chain has no products. */
const examples = [
  { sku: 'TEE-NAVY-M', price: '14.99', cost: '6.20' },
  { sku: 'SCARF-RED', price: '9.50', cost: '4.05' },
];

const productLines = [
  'sku,name,category,family,price,cost,reorder_point,barcode,is_stocked,supplier,supplier_sku,pack_size,min_order,lead_time_days,supplier_cost',
  'TEE-NAVY-M,"T-shirt, navy, M",T-shirts,TEE-NAVY,14.99,6.20,12,5012345678900,true,NORTHWEAR,NW-1044,6,12,7,6.20',
  'SCARF-RED,"Scarf, red",Accessories,,9.50,4.05,,,true,NORTHWEAR,NW-2210,12,12,7,4.05',
];

/**
 * An example file of two lines that the chain can import as it is: with its own store, products and supplier. Products
 * are made up, since a template of them is for new ones.
 */
export function templateOf(kind: ImportKind, { storeCode, products, supplierCode, now }: Known): string {
  if (kind === 'products') return `${productLines.join('\n')}\n`;
  const at = `${now.toISOString().slice(0, 16)}:00Z`;
  const number = at.replaceAll(/\D/g, '').slice(2, 12);
  const rows = (products.length > 0 ? products : examples).slice(0, 2).map((product, index) =>
    record(kind, {
      line: index + 1,
      sku: product.sku,
      price: product.price ?? '14.99',
      cost: product.cost ?? '6.20',
      supplier: supplierCode ?? 'NORTHWEAR',
      number,
      at,
    }),
  );
  const withStore = rows.map((row) => ({ ...(storeCode === null ? {} : { store: storeCode }), ...row }));
  const lines = [Object.keys(withStore[0] ?? {}), ...withStore.map((row) => Object.values(row))];
  return `${lines.map((cells) => cells.map((cell) => quoted(String(cell))).join(',')).join('\n')}\n`;
}

type Example = Record<'sku' | 'price' | 'cost' | 'supplier' | 'number' | 'at', string> & { line: number };

function record(kind: Exclude<ImportKind, 'products'>, { line, sku, price, cost, supplier, number, at }: Example) {
  switch (kind) {
    case 'stock':
      return { sku, quantity: line === 1 ? 42 : 17, counted_at: at };
    case 'deliveries':
      return {
        supplier,
        delivery_note: `DN-${number}`,
        line,
        sku,
        quantity: line === 1 ? 24 : 12,
        unit_cost: cost,
        received_at: at,
      };
    case 'sales':
      return {
        sale_id: `R-${number}`,
        line,
        sku,
        // The second was brought back.
        quantity: line === 1 ? 2 : -1,
        unit_price: price,
        discount: 0,
        tax: 0,
        sold_at: at,
      };
  }
}

const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
