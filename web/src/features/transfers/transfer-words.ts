import type { Transfer, TransferHappened } from '#domain/transfers/transfer.ts';
import type { Tone } from '#web/ui/tag.tsx';

export const statusWords: Record<Transfer['status'], { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'calm' },
  shipped: { label: 'On the way', tone: 'info' },
  received: { label: 'Received', tone: 'good' },
  cancelled: { label: 'Cancelled', tone: 'calm' },
};

/** What became of units that did not arrive, as the form for it says. */
export const missingWords = {
  not_sent: 'Never left: back into the sending store',
  lost: 'Lost on the way',
  damaged: 'Damaged on the way',
  theft: 'Stolen',
} as const;

export const happenedWords: Record<TransferHappened['what'], string> = {
  created: 'Drafted',
  edited: 'Changed',
  shipped: 'Shipped',
  received: 'Received',
  not_sent: 'The rest put back: it never left. Closed',
  lost: 'The rest written off as lost. Closed',
  damaged: 'The rest written off as damaged. Closed',
  theft: 'The rest written off as stolen. Closed',
  cancelled: 'Called off',
};
