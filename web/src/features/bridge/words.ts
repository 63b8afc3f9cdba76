import type { Step } from './steps.ts';

/** How the bars are called, and where they would point if every movement went its usual way. */
export const stepWords: Record<Step['key'], string> = {
  opening: 'Opening',
  receipts: 'Received',
  sales: 'Sold',
  returns: 'Returned',
  transfers: 'Transfers',
  counts: 'Counts',
  adjustments: 'Adjusted',
  costs: 'Cost changes',
  closing: 'Closing',
};
