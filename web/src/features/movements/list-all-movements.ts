import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { BridgeKind } from '#domain/analytics/bridge.ts';
import { type StoreMovement, StoreMovementPage } from '#domain/stock/movement.ts';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { type ExportRun, readAllPages } from '#web/ui/export-pages.ts';
import { wallTime } from '#web/lib/zoned.ts';
import type { Cell, Sheet } from '#web/ui/sheet.ts';
import { movementWords } from './movement-words.ts';

export type MovementFilter = {
  from: string;
  to: string;
  kind: BridgeKind | undefined;
  store: string | undefined;
  product: string | undefined;
  currency: string | undefined;
  search: string | undefined;
  /** Without what changed neither units nor value. */
  different: 'yes' | undefined;
};

/** What changed stock between two instants, newest first. */
export const useStoreMovements = (filter: MovementFilter) =>
  usePages(['movements'], '/movements', StoreMovementPage, filter);

/** What all of them add up to, in each currency; of the first page alone that is not known. */
export function useMovementTotals(filter: MovementFilter) {
  return useQuery({
    queryKey: ['movements', 'totals', filter],
    queryFn: ({ signal }) =>
      get('/movements', StoreMovementPage, { query: { ...filter, totals: 'yes', limit: 1 }, signal }),
    placeholderData: keepPreviousData,
  });
}

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

/** Movements as a sheet; amounts of several currencies stand in columns of their own. A store that is not known has its times told in UTC, and says so. */
export function movementsSheet(movements: StoreMovement[], stores: StoreClock[]): Sheet {
  const zones = new Map(stores.map(({ id, timeZone }) => [id, timeZone]));
  const zoneOf = ({ storeId }: StoreMovement) => zones.get(storeId) ?? 'UTC';
  const currencies = [...new Set(movements.map(({ currency }) => currency))].toSorted();
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
      ...currencies.map((currency) => ({ title: `Value at cost (${currency})`, kind: 'money', currency }) as const),
      { title: 'Sale', kind: 'text' },
      { title: 'Supplier', kind: 'text' },
      { title: 'Delivery note', kind: 'text' },
      { title: 'Reason', kind: 'text' },
      { title: 'Note', kind: 'text' },
      { title: 'File', kind: 'text' },
      { title: 'When (UTC)', kind: 'text' },
    ],
    rows: movements.map((one): Cell[] => [
      wallTime(one.occurredAt, zoneOf(one)),
      zoneOf(one),
      one.businessDate,
      one.storeName,
      one.sku,
      one.productName,
      movementWords[one.type],
      one.quantity,
      ...currencies.map((currency) => (one.currency === currency ? one.valueMinor : null)),
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
