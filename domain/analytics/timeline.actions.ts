import type * as z from 'zod';
import { requireProduct } from '#domain/catalogue/product.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { adjustmentReasons } from '#domain/stock/stock.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { type GetTimeline, mostEvents, type Timeline } from './timeline.ts';
import { type EventRow, readTimelineDays, readTimelineEvents } from './timeline.sql.ts';

/**
 * A product's days and what happened on them, in the caller's stores or one of them.
 * @throws DomainError forbidden, `store.unknown`, `product.unknown`
 */
export async function getTimeline(
  platform: Platform,
  caller: Caller,
  { productId, from, to, store }: z.infer<typeof GetTimeline>,
): Promise<Timeline> {
  const stores = visibleStores(caller, 'stock.read', store);
  await requireProduct(platform, productId);
  if (store !== undefined) await requireStore(platform, store);
  const asked = { stores, product: productId, from, to };
  const [days, events] = await Promise.all([
    readTimelineDays(platform.reads, asked),
    readTimelineEvents(platform.reads, { ...asked, limit: mostEvents }),
  ]);
  return {
    days,
    events: events.toReversed().map(({ at, date, kind, storeId, storeName, ...told }) => ({
      at,
      date,
      kind,
      storeId,
      storeName,
      text: words({ kind, ...told }),
    })),
  };
}

/** What happened, in a few words. */
function words(event: Omit<EventRow, 'at' | 'date' | 'storeId' | 'storeName'>): string {
  const { kind, counted, price, priceBefore, supplier, note } = event;
  const quantity = event.quantity ?? '0';
  const amount = quantity.replace('-', '');
  switch (kind) {
    case 'count':
      if (amount === '0') return `Counted ${counted}, as recorded`;
      return `Counted ${counted}, ${amount} ${quantity.startsWith('-') ? 'less' : 'more'} than recorded`;
    case 'delivery':
      return `Delivery of ${amount}${supplier === null ? '' : ` from ${supplier}`}${note === null ? '' : ` (${note})`}`;
    case 'adjustment':
      return `${quantity.startsWith('-') ? `${amount} taken away` : `${amount} added`}${because(event.reason)}`;
    case 'return':
      return `${amount} returned`;
    case 'price':
      if (price === null) return `No price any more, before ${priceBefore}`;
      return priceBefore === null ? `First price: ${price}` : `Price ${price}, before ${priceBefore}`;
    case 'outOfStock':
      return 'Out of stock';
    case 'backInStock':
      return 'Back in stock';
  }
}

function because(reason: string | null): string {
  if (reason === null) return '';
  const known: Record<string, { label: string }> = adjustmentReasons;
  return `: ${known[reason]?.label ?? reason.replaceAll('_', ' ')}`;
}
