import { adjustmentReasons, type MovementType } from '#domain/stock/stock.ts';

export const movementWords: Record<MovementType, string> = {
  receipt: 'Received',
  sale: 'Sold',
  return: 'Returned',
  adjustment: 'Adjusted',
  count: 'Counted',
  count_correction: 'Count corrected',
  transfer_out: 'Sent to another store',
  transfer_in: 'Came from another store',
  revaluation: 'Cost changed',
};

const labels: Record<string, { label: string }> = adjustmentReasons;

/** A reason as people say it; one that is no code (a note) stays as it is. */
export const reasonWords = (reason: string): string => labels[reason]?.label ?? reason;
