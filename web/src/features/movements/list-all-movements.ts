import type { BridgeKind } from '#domain/analytics/bridge.ts';
import { type StoreMovement, StoreMovementPage } from '#domain/stock/movement.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { type ExportRun, readAllPages } from '#web/ui/export-pages.ts';
import type { Sheet } from '#web/ui/sheet.ts';
import { kindWords } from './kinds.ts';
import { movementWords } from './movement-words.ts';

export type MovementFilter = {
  from: string;
  to: string;
  kind: BridgeKind | undefined;
  store: string | undefined;
  product: string | undefined;
  currency: string | undefined;
  search: string | undefined;
};

/** What changed stock between two instants, newest first. */
export const useStoreMovements = (filter: MovementFilter) =>
  usePages(['movements'], '/movements', StoreMovementPage, filter);

/** All of them as a sheet, read to its end. */
export async function readMovements(filter: MovementFilter, run: ExportRun): Promise<Sheet & { isCut: boolean }> {
  const { items, isCut } = await readAllPages(
    (cursor, signal) => get('/movements', StoreMovementPage, { query: { ...filter, cursor, limit: 200 }, signal }),
    run,
  );
  return { ...sheetOf(items), isCut };
}

function sheetOf(movements: StoreMovement[]): Sheet {
  return {
    columns: [
      { title: 'When (UTC)', kind: 'text' },
      { title: 'Business day', kind: 'day' },
      { title: 'Store', kind: 'text' },
      { title: 'SKU', kind: 'text' },
      { title: 'Product', kind: 'text' },
      { title: 'Kind', kind: 'text' },
      { title: 'What', kind: 'text' },
      { title: 'Quantity', kind: 'quantity' },
      { title: 'Value at cost', kind: 'money', currency: movements[0]?.currency },
      { title: 'Currency', kind: 'text' },
      { title: 'Sale', kind: 'text' },
      { title: 'Supplier', kind: 'text' },
      { title: 'Delivery note', kind: 'text' },
      { title: 'Reason', kind: 'text' },
      { title: 'Note', kind: 'text' },
      { title: 'File', kind: 'text' },
    ],
    rows: movements.map((one) => [
      one.occurredAt,
      one.businessDate,
      one.storeName,
      one.sku,
      one.productName,
      kindWords[one.kind],
      movementWords[one.type],
      one.quantity,
      one.valueMinor,
      one.currency,
      one.saleId,
      one.supplierName,
      one.deliveryNote,
      one.reason,
      one.note,
      one.importFile,
    ]),
  };
}
