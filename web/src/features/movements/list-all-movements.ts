import type { BridgeKind } from '#domain/analytics/bridge.ts';
import { type StoreMovement, StoreMovementPage } from '#domain/stock/movement.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { type ExportRun, readAllPages } from '#web/ui/export-pages.ts';
import { wallTime } from '#web/lib/zoned.ts';
import type { Sheet } from '#web/ui/sheet.ts';
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

/** The clock of a store: its id and IANA zone. */
type StoreClock = { id: string; timeZone: string };

/** All of them as a sheet, read to its end; times are by the clocks of their stores, and in UTC as well. */
export async function readMovements(
  filter: MovementFilter,
  stores: StoreClock[],
  run: ExportRun,
): Promise<Sheet & { isCut: boolean }> {
  const { items, isCut } = await readAllPages(
    (cursor, signal) => get('/movements', StoreMovementPage, { query: { ...filter, cursor, limit: 200 }, signal }),
    run,
  );
  return { ...movementsSheet(items, stores), isCut };
}

/** Movements as a sheet. A store that is not known has its times told in UTC, and says so. */
export function movementsSheet(movements: StoreMovement[], stores: StoreClock[]): Sheet {
  const zones = new Map(stores.map(({ id, timeZone }) => [id, timeZone]));
  const zoneOf = ({ storeId }: StoreMovement) => zones.get(storeId) ?? 'UTC';
  return {
    columns: [
      { title: 'When (store time)', kind: 'text' },
      { title: 'Time zone', kind: 'text' },
      { title: 'Business day', kind: 'day' },
      { title: 'Store', kind: 'text' },
      { title: 'SKU', kind: 'text' },
      { title: 'Product', kind: 'text' },
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
      { title: 'When (UTC)', kind: 'text' },
    ],
    rows: movements.map((one) => [
      wallTime(one.occurredAt, zoneOf(one)),
      zoneOf(one),
      one.businessDate,
      one.storeName,
      one.sku,
      one.productName,
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
      one.occurredAt,
    ]),
  };
}
