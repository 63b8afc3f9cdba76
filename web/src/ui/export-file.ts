import { csvOf } from './export-csv.ts';
import type { Sheet } from './sheet.ts';

export type ExportFormat = 'csv' | 'xlsx';

/** The name of a saved file: what it holds, in plain letters, with a _ between its parts. Empty parts are left out. */
export function fileName(parts: (string | undefined)[], format: ExportFormat): string {
  const plain = parts
    .map((part) =>
      (part ?? '')
        .normalize('NFKD')
        .replaceAll(/\p{M}/gu, '')
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-+|-+$/g, ''),
    )
    .filter(Boolean);
  return `${plain.join('_').slice(0, 120) || 'stockroom'}.${format}`;
}

/** Hands a sheet to the browser as a file. The writer of workbooks is loaded when one is asked for. */
export async function saveSheet(sheet: Sheet, name: (string | undefined)[], format: ExportFormat): Promise<void> {
  const content =
    format === 'csv'
      ? new Blob([csvOf(sheet)], { type: 'text/csv;charset=utf-8' })
      : new Blob([(await import('./export-xlsx.ts')).xlsxOf(sheet, name[0] ?? 'Stockroom')], {
          type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        });
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName(name, format);
  link.click();
  // Some browsers begin to read it only after the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
