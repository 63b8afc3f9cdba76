import type { Platform } from '#domain/platform/platform.ts';
import { unknownStore, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { ScopeFound } from './scope.ts';
import { readScopeStores, type ScopeStore } from './scope.sql.ts';

const noCurrency = 'XXX';

/**
 * Whose figures somebody asks for: one store, or all of theirs that trade in one currency.
 * @param asked.store decides the currency, too
 * @param asked.currency else the one that most of their stores trade in
 * @throws DomainError forbidden, `store.unknown`
 */
export async function scopeOf(
  platform: Platform,
  caller: Caller,
  asked: { store?: string | undefined; currency?: string | undefined },
): Promise<ScopeFound> {
  if (asked.store !== undefined) visibleStores(caller, 'stock.read', asked.store);
  const visible = visibleStores(caller, 'stock.read');
  const now = platform.clock.now().toISOString();
  const known = await readScopeStores(platform.reads, { stores: visible, now });
  const one = known.find(({ storeId }) => storeId === asked.store);
  if (asked.store !== undefined && one === undefined) throw unknownStore();

  const currencies = currenciesOf(known);
  const currency = one?.currency ?? asked.currency ?? currencies[0]?.currency ?? noCurrency;
  const ofCurrency = known.filter((store) => store.currency === currency);
  const stores = one === undefined ? ofCurrency : [one];
  const firstDays = stores.flatMap(({ firstDay }) => (firstDay === null ? [] : [firstDay]));
  return {
    currency,
    currencies,
    stores: stores.map(({ storeId, name }) => ({ storeId, name })),
    storeIds: JSON.stringify(stores.map(({ storeId }) => storeId)),
    isWhole: visible === null && stores.length === ofCurrency.length,
    todays: Object.fromEntries(stores.map(({ storeId, today }) => [storeId, today])),
    today:
      stores
        .map((store) => store.today)
        .toSorted()
        .at(-1) ?? now.slice(0, 10),
    firstDay: firstDays.toSorted()[0] ?? null,
  };
}

/** The currency of most stores first; of as many, by name. */
function currenciesOf(stores: ScopeStore[]): { currency: string; stores: number }[] {
  const counted = Map.groupBy(stores, ({ currency }) => currency);
  return [...counted]
    .map(([currency, those]) => ({ currency, stores: those.length }))
    .toSorted((one, other) => other.stores - one.stores || one.currency.localeCompare(other.currency));
}
