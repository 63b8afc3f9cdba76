import { stringify } from 'csv-stringify/sync';
import writeXlsxFile, { type SheetData } from 'write-excel-file/node';
import { minorDigits } from '#domain/currency.ts';
import { disarmed } from '#domain/imports/formulas.ts';
import type { MailFile } from '#domain/platform/mail.ts';
import type { Platform } from '#domain/platform/platform.ts';
import type { AttachmentKind } from './kinds.ts';
import { listReportLines, type ReportLine } from './lines.sql.ts';
import type { Reader, Report } from './report.ts';
import { wordsOf } from './words.ts';

/** More lines are not attached: as .xlsx 50,000 take 1.5 s and 220 MB to write, and as CSV they have some 6 MB. */
export const mostLines = 50_000;
const pageSize = 2_000;

/** Every line sold on a report's days, in its stores; null where there are more than are attached. */
export async function linesOf({ reads }: Pick<Platform, 'reads'>, report: Report): Promise<ReportLine[] | null> {
  const ids = report.parts.flatMap(({ stores }) => stores.map(({ storeId }) => storeId));
  const asked = { stores: `{${ids.join()}}`, from: report.from, to: report.to, limit: pageSize };
  const lines: ReportLine[] = [];
  for (;;) {
    const last = lines.at(-1);
    const after = { afterDate: last?.date ?? null, afterSale: last?.saleId ?? null, afterLine: last?.lineId ?? null };
    const page = await listReportLines(reads, { ...asked, ...after });
    lines.push(...page);
    if (lines.length > mostLines) return null;
    if (page.length < pageSize) return lines;
  }
}

/** The lines as files of the kinds that a reader chose, in their words and with their decimal sign. */
export function lineFiles(
  report: Report,
  lines: ReportLine[],
  kinds: AttachmentKind[],
  reader: Reader,
): Promise<MailFile[]> {
  const days = report.from === report.to ? report.to : `${report.from}_${report.to}`;
  const whose = (report.storeName ?? '').replaceAll(/[^\p{L}\p{N}-]+/gu, '-').replaceAll(/^-+|-+$/g, '');
  const name = ['sales', whose, days].filter(Boolean).join('_');
  return Promise.all(
    kinds.map(async (kind) =>
      kind === 'csv'
        ? { name: `${name}.csv`, type: 'text/csv', content: csvOf(lines, reader) }
        : {
            name: `${name}.xlsx`,
            type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
            content: await xlsxOf(lines, reader),
          },
    ),
  );
}

function titlesOf({ language }: Reader): string[] {
  const words = wordsOf(language);
  const { soldAt, sale, sku, quantity, unitPrice, discount, net, tax } = words.columns;
  return [words.day, soldAt, words.store, sale, sku, words.product, quantity, unitPrice, discount, net, tax, '¤'];
}

/** Amounts in major units, exactly. */
function majorOf(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${whole}` : whole;
}

/** Where a decimal comma is usual, spreadsheets expect semicolons between the fields of a CSV. */
function csvOf(lines: ReportLine[], reader: Reader): Uint8Array {
  const isComma = new Intl.NumberFormat(reader.locale).format(1.5).includes(',');
  const number = (text: string) => (isComma ? text.replace('.', ',') : text);
  const rows = lines.map((line) => [
    line.date,
    line.localTime,
    disarmed(line.storeName),
    disarmed(line.saleNumber),
    disarmed(line.sku),
    disarmed(line.name),
    number(line.quantity),
    number(line.unitPrice),
    number(majorOf(line.discountMinor, line.currency)),
    number(majorOf(line.netMinor, line.currency)),
    number(majorOf(line.taxMinor, line.currency)),
    line.currency,
  ]);
  const delimiter = isComma ? ';' : ',';
  return Buffer.from(stringify([titlesOf(reader), ...rows], { bom: true, delimiter, record_delimiter: 'windows' }));
}

/** A workbook has texts and numbers as what they are: nothing in it is taken for a formula. */
async function xlsxOf(lines: ReportLine[], reader: Reader): Promise<Uint8Array> {
  const header = titlesOf(reader).map((value) => ({ value, type: String, fontWeight: 'bold' as const }));
  const text = (value: string) => ({ value, type: String });
  const amount = (line: ReportLine, minor: number) => ({
    value: Number(majorOf(minor, line.currency)),
    type: Number,
    format: minorDigits(line.currency) === 0 ? '#,##0' : `#,##0.${'0'.repeat(minorDigits(line.currency))}`,
  });
  const rows = lines.map((line) => [
    text(line.date),
    text(line.localTime),
    text(line.storeName),
    text(line.saleNumber),
    text(line.sku),
    text(line.name),
    { value: Number(line.quantity), type: Number },
    { value: Number(line.unitPrice), type: Number },
    amount(line, line.discountMinor),
    amount(line, line.netMinor),
    amount(line, line.taxMinor),
    text(line.currency),
  ]);
  const data: SheetData = [header, ...rows];
  return writeXlsxFile(data, {
    columns: [12, 17, 20, 16, 16, 34, 10, 12, 12, 12, 12, 8].map((width) => ({ width })),
    stickyRowsCount: 1,
  }).toBuffer();
}
