import { minorDigits } from '#domain/currency.ts';
import { disarmed } from '#domain/imports/formulas.ts';
import type { Cell, Sheet, SheetColumn } from './sheet.ts';

/** A sheet as CSV (RFC 4180): plain numbers with a point, and a mark at its start by which Excel knows UTF-8. */
export function csvOf({ columns, rows }: Sheet): string {
  const lines = [
    columns.map(titleOf),
    ...rows.map((cells) => columns.map((column, index) => field(cells[index] ?? null, column))),
  ];
  return `\uFEFF${lines.map((fields) => fields.map(quoted).join(',')).join('\r\n')}\r\n`;
}

/** A column's title with its currency: a saved file has no signs beside its amounts. */
export const titleOf = ({ title, currency }: SheetColumn): string =>
  currency === undefined || title.includes(currency) ? title : `${title} (${currency})`;

/** An amount in minor units as a decimal string in the major one, exactly: -5 GBP is -0.05. */
export function majorText(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

function field(cell: Cell, { kind, currency }: SheetColumn): string {
  if (cell === null) return '';
  if (kind === 'money') return majorText(Number(cell), currency ?? 'GBP');
  return disarmed(String(cell));
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
