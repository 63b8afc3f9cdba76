import type { Transfer } from '#domain/transfers/transfer.ts';
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
