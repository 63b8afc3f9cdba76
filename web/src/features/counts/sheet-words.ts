import type { CountSheet } from '#domain/counts/count-sheet.ts';
import type { Tone } from '#web/ui/tag.tsx';

export const statusWords: Record<CountSheet['status'], { label: string; tone: Tone }> = {
  open: { label: 'To count', tone: 'info' },
  recount: { label: 'To count again', tone: 'warn' },
  counted: { label: 'Counted', tone: 'good' },
  posted: { label: 'Posted', tone: 'calm' },
  cancelled: { label: 'Given up', tone: 'calm' },
};

export const scopeWords: Record<CountSheet['scope']['kind'], string> = {
  all: 'Everything in the store',
  category: 'A category',
  products: 'Chosen products',
  negative: 'What is below zero',
  abc_a: 'Best sellers (class A)',
};

export const isUnderWay = ({ status }: CountSheet): boolean => status !== 'posted' && status !== 'cancelled';
