import { useQuery } from '@tanstack/react-query';
import type { Caller } from '#domain/users/user.ts';
import { may, storesWhere } from '#domain/users/rights.ts';
import { SavedViewList } from '#domain/views/view.ts';
import type { Store } from '#domain/stores/store.ts';
import { get } from '#web/lib/api.ts';
import { paths } from '#web/paths.ts';

export type PalettePage = { to: string; label: string };

/** One thing that can be chosen. */
export type Entry = {
  key: string;
  group: 'Products' | 'Saved views' | 'Pages' | 'Stores' | 'Actions';
  label: string;
  /** At the right, small. */
  note?: string;
  /** Where it leads; without it, it is done here (`shortcuts`, `adjust`). */
  to: string | { deed: 'shortcuts' | 'adjust' };
};

/** One's own saved views, as entries. */
export function useViewEntries(isWanted: boolean): Entry[] {
  const { data } = useQuery({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await get('/views', SavedViewList, { signal })).items,
    staleTime: 60_000,
    enabled: isWanted,
  });
  return (data ?? []).map(({ id, name, path, search }) => ({
    key: `view ${id}`,
    group: 'Saved views',
    label: name,
    to: `${path}${search}`,
  }));
}

/** A product of the API's list, as an entry. */
export const productEntry = (
  { id, name, sku }: { id: string; name: string; sku: string },
  isAdjusting: boolean,
): Entry => ({
  key: `product ${id}`,
  group: 'Products',
  label: name,
  note: sku,
  to: `/products/${id}${isAdjusting ? '?adjust=yes' : ''}`,
});

/** What the caller may do from anywhere. */
export function actionsOf(caller: Caller | undefined): Entry[] {
  if (!caller) return [];
  const anywhere = (...all: Parameters<typeof storesWhere>[1][]) =>
    all.some((one) => storesWhere(caller, one).length > 0);
  const entry = (key: string, label: string, to: Entry['to']): Entry => ({ key, group: 'Actions', label, to });
  return [
    ...(anywhere('stock.adjust') ? [entry('adjust', 'Adjust stock of a product…', { deed: 'adjust' })] : []),
    ...(anywhere('import.create')
      ? [
          entry('import sales', 'Import a sales file', `${paths.imports}?send=sales`),
          entry('import stock', 'Import a stock count', `${paths.imports}?send=stock`),
          entry('import deliveries', 'Import a deliveries file', `${paths.imports}?send=deliveries`),
        ]
      : []),
    ...(may(caller, 'catalogue.edit', null)
      ? [
          entry('import products', 'Import a products file', `${paths.imports}?send=products`),
          entry('new product', 'New product', paths.newProduct),
        ]
      : []),
    ...(may(caller, 'store.edit', null) ? [entry('new store', 'New store', paths.newStore)] : []),
    ...(anywhere('order.edit')
      ? [entry('suggested', 'What to order', paths.suggestions), entry('new order', 'New order', paths.newOrder)]
      : []),
    ...(anywhere('order.receive') ? [entry('late', 'Orders that are late', `${paths.orders}?late=yes`)] : []),
    ...(anywhere('stock.move') ? [entry('new transfer', 'New transfer', `${paths.transfers}?new=yes`)] : []),
    ...(anywhere('stock.count') ? [entry('new count', 'New count', `${paths.countSheets}?new=yes`)] : []),
    entry('low', 'What is low', `${paths.stock}?state=low`),
    entry('out', 'What is out of stock', `${paths.stock}?state=out`),
    entry('shortcuts', 'Keyboard shortcuts', { deed: 'shortcuts' }),
  ];
}

/** Each store: its dashboard, and its stock. */
export const storeEntries = (stores: Store[]): Entry[] =>
  stores
    .filter(({ isArchived }) => !isArchived)
    .flatMap(({ id, name }) => [
      { key: `store ${id}`, group: 'Stores', label: name, note: 'Dashboard', to: `/?store=${id}` },
      { key: `stock ${id}`, group: 'Stores', label: name, note: 'Stock', to: `/stock?store=${id}` },
    ]);

/** Entries that have every word that was typed somewhere in them; all of them when nothing was. */
export function matching(entries: Entry[], typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label, note }) => {
    const text = `${label} ${note ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
