import { stringify } from 'csv-stringify/sync';
import { disarmed } from '#domain/imports/formulas.ts';
import type { OrderPaper } from './order-paper.ts';

/**
 * An order as a CSV that a supplier's system can read, UTF-8 with a byte order mark, since spreadsheets take it for
 * something else without. Numbers have a decimal point.
 */
export function orderCsv(order: OrderPaper): Buffer {
  const rows = order.lines.map((line, index) =>
    [
      order.number,
      String(index + 1),
      line.supplierSku ?? '',
      line.sku,
      line.barcodes[0] ?? '',
      line.name,
      line.quantity,
      line.packSize,
      line.unitCost ?? '',
      order.currency,
    ].map(disarmed),
  );
  return Buffer.from(stringify([columns, ...rows], { bom: true, record_delimiter: 'windows' }));
}

const columns = [
  'order',
  'line',
  'supplier_sku',
  'sku',
  'barcode',
  'name',
  'quantity',
  'pack_size',
  'unit_cost',
  'currency',
];
