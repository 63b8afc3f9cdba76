import { type Policy, policyDefaults, type PolicyField, type PolicyLevel } from '#domain/replenishment/policy.ts';
import { longDay, percent, plural, quantity } from '#web/lib/format.ts';

export const levelWords: Record<PolicyLevel, string> = {
  chain: 'the chain',
  category: 'the category',
  store: 'the store',
  store_category: 'the category in this store',
  product: 'the product',
  store_product: 'this product here',
};

export const methodWords = {
  learned: 'Learned from what sells',
  fixed: 'Fixed reorder point',
  off: 'Never ordered',
} as const;

export const autoWords = {
  off: 'Nothing',
  suggest: 'Suggest',
  draft: 'Draft the order',
  send: 'Send the order',
} as const;

export const fieldWords: Record<PolicyField, string> = {
  method: 'How',
  reorderPoint: 'Reorder at',
  orderUpTo: 'Order up to',
  reviewDays: 'Days between orders',
  serviceLevel: 'Service level',
  shelfMax: 'The shelf holds',
  supplierId: 'Supplier',
  warehouseId: 'Fetched first from',
  autoMode: 'By itself',
  priceJump: 'Price may rise by',
  snoozedUntil: 'Not before',
};

type Names = { supplier: (id: string) => string; store: (id: string) => string };
type Values = Pick<Policy, PolicyField>;

/** What applies where no level says anything. */
export const usual: Values = {
  reorderPoint: null,
  orderUpTo: null,
  shelfMax: null,
  supplierId: null,
  warehouseId: null,
  snoozedUntil: null,
  ...policyDefaults,
  method: 'learned',
  autoMode: 'suggest',
};

/** What a field says, in words; null where it says nothing. */
export function valueWords(field: PolicyField, values: Values, names: Names): string | null {
  const { method, autoMode, serviceLevel, reviewDays, supplierId, warehouseId, priceJump, snoozedUntil } = values;
  switch (field) {
    case 'method':
      return method && methodWords[method];
    case 'autoMode':
      return autoMode && autoWords[autoMode];
    case 'serviceLevel':
      return serviceLevel === null ? null : percent(serviceLevel);
    case 'reviewDays':
      return reviewDays === null ? null : plural(reviewDays, 'day', 'days');
    case 'supplierId':
      return supplierId && names.supplier(supplierId);
    case 'warehouseId':
      return warehouseId && names.store(warehouseId);
    case 'priceJump':
      return priceJump === null ? null : `up to ${percent(priceJump / 100)}`;
    case 'snoozedUntil':
      return snoozedUntil && longDay(snoozedUntil);
    case 'reorderPoint':
    case 'orderUpTo':
    case 'shelfMax': {
      const amount = values[field];
      return amount === null ? null : quantity(amount);
    }
  }
}

/** Where a policy stands, as its heading: `Leeds, Garden`. */
export function placeWords({ storeName, category, name, sku }: Policy): string {
  const what = name ?? category;
  if (storeName === null && what === null) return 'The whole chain';
  const thing = what === null ? null : sku === null ? what : `${what} (${sku})`;
  return [thing, storeName ?? 'every store'].filter((part) => part !== null).join(', ');
}
