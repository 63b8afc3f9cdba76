import type { Reservation } from '#domain/sales/reservation.ts';
import type { Tone } from '#web/ui/tag.tsx';

export const stateWords: Record<Reservation['state'], { label: string; tone: Tone }> = {
  open: { label: 'Kept', tone: 'info' },
  confirmed: { label: 'Sold', tone: 'good' },
  released: { label: 'Given up', tone: 'calm' },
  expired: { label: 'Expired', tone: 'calm' },
};

/** All that one reservation keeps, as a decimal string; quantities have three decimals at most. */
export const unitsOf = ({ lines }: Pick<Reservation, 'lines'>): string =>
  String(lines.reduce((sum, line) => sum + Math.round(Number(line.quantity) * 1_000), 0) / 1_000);
