import { capitalised } from '#web/lib/format.ts';

type Choice<Value extends string> = { value: Value; label: string };

export const kinds: Choice<'shop' | 'warehouse'>[] = [
  { value: 'shop', label: 'Shop' },
  { value: 'warehouse', label: 'Warehouse' },
];
export const dateOrders: Choice<'ymd' | 'dmy' | 'mdy'>[] = [
  { value: 'ymd', label: 'Year first: 2026-11-22 (others are refused)' },
  { value: 'dmy', label: 'Day first: 22/11/2026' },
  { value: 'mdy', label: 'Month first: 11/22/2026' },
];
export const unknowns: Choice<'reject' | 'create'>[] = [
  { value: 'reject', label: 'Reject the row' },
  { value: 'create', label: 'Create a draft product' },
];
export const oversellings: Choice<'refuse' | 'allow'>[] = [
  { value: 'refuse', label: 'Refuse' },
  { value: 'allow', label: 'Allow' },
];
export const feedKinds: Choice<'sales' | 'stock' | 'deliveries'>[] = [
  { value: 'sales', label: 'Sales' },
  { value: 'stock', label: 'Stock' },
  { value: 'deliveries', label: 'Deliveries' },
];

export const labelOf = <Value extends string>(choices: Choice<Value>[], value: Value): string =>
  choices.find((choice) => choice.value === value)?.label ?? value;

/** "monday" as "Mon". */
export const dayWords = (weekday: string): string => capitalised(weekday).slice(0, 3);

export const cutoffWords = (cutoff: string): string => (cutoff === '00:00' ? 'at midnight' : `at ${cutoff}`);
