import { useStores } from '#web/lib/stores.ts';
import { dateTime } from '#web/lib/format.ts';

/** When something happened in a store, on the store's own clock; UTC, and said so, until the store is known. */
export function StoreTime({ at, storeId }: { at: string | null; storeId: string }) {
  const store = useStores().find(({ id }) => id === storeId);
  return at === null ? '–' : dateTime(at, { timeZone: store?.timeZone ?? 'UTC' });
}
