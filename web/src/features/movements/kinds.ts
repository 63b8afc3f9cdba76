import type { BridgeKind } from '#domain/analytics/bridge.ts';

/** What changes stock, in the order of the stock bridge, as people say it. */
export const kindWords: Record<BridgeKind, string> = {
  receipts: 'Received',
  sales: 'Sold',
  returns: 'Returned',
  transfers: 'Moved between stores',
  counts: 'Counted',
  adjustments: 'Adjusted',
  costs: 'Cost changed',
};
