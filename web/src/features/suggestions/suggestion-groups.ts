import type { Suggestion } from '#domain/replenishment/suggestion.ts';
import { money } from '#web/lib/format.ts';
import type { SuggestionsSearch } from './suggestions-search.ts';

/** What becomes one order, or one transfer. */
export type Group = {
  key: string;
  title: string;
  items: Suggestion[];
  kind: Suggestion['kind'];
  /** Which suggestions are of this group, also those that are not on screen. */
  filter: SuggestionsSearch;
  fromStoreId: string | null;
};

/** Suggestions by what they become together: transfers first, since what is there need not be bought. */
export function groupsOf(items: readonly Suggestion[]): Group[] {
  const groups = new Map<string, Group>();
  for (const item of items) {
    const { kind, storeId, storeName, supplierId, supplierName, fromStoreId, fromStoreName } = item;
    const giver = kind === 'transfer' ? (fromStoreName ?? 'another store') : (supplierName ?? 'No supplier');
    const key = [kind, storeId, supplierId ?? '', fromStoreId ?? ''].join(' ');
    const group = groups.get(key) ?? {
      key,
      kind,
      title: `${giver} → ${storeName}`,
      items: [],
      fromStoreId,
      filter: { store: storeId, kind, ...(supplierId === null ? {} : { supplier: supplierId }) },
    };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted((one, other) => Number(one.kind === 'buy') - Number(other.kind === 'buy'));
}

/** Whether a suggestion is of this group: a filter names the store that receives, not the one that gives. */
export const isIn = ({ fromStoreId, filter }: Group, suggestion: Suggestion): boolean =>
  suggestion.fromStoreId === fromStoreId && suggestion.supplierId === (filter.supplier ?? null);

/** What it costs to buy them, with what was typed in place of what was suggested; currency by currency. */
export function costWords(items: readonly Suggestion[], amountOf: (suggestion: Suggestion) => number): string {
  const sums = new Map<string, number>();
  for (const item of items) {
    if (item.kind === 'transfer' || item.costMinor === null) continue;
    const one = item.costMinor / Number(item.quantity);
    sums.set(item.currency, (sums.get(item.currency) ?? 0) + one * amountOf(item));
  }
  return [...sums].map(([currency, minor]) => money(Math.round(minor), currency)).join(' and ');
}
