import { strToU8, zipSync } from 'fflate';
import { minorDigits } from '#domain/currency.ts';
import { majorText, titleOf } from './export-csv.ts';
import { type Cell, isNumeric, type Sheet, type SheetColumn } from './sheet.ts';

// A workbook of one sheet (ECMA-376, the few parts that it asks for). Written here, as the libraries for it compress in
// a worker that they make of a blob: address, which the content security policy refuses.

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const kinds = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The number formats of the styles below, in their order; the first two are built in: general, and bold heads. */
const dayFormat = 'yyyy\\-mm\\-dd';
const formats = ['0', '0.00', '0.000', '0.0%', dayFormat, '#,##0.###', '0.0000'];
const styleOf = (format: string) => formats.indexOf(format) + 2;
const numberFormats: Partial<Record<SheetColumn['kind'], string>> = { rate: '0.0%', count: '0', price: '0.0000' };

/**
 * A sheet as an Excel workbook. Text is written as text, which a spreadsheet never calculates; amounts, quantities and
 * days are numbers with a format.
 * @param name of the sheet's tab; cut to the 31 characters that Excel allows
 */
export function xlsxOf({ columns, rows }: Sheet, name: string): Uint8Array<ArrayBuffer> {
  const widths = columns.map((column, index) => {
    const longest = rows.slice(0, 500).reduce((most, cells) => Math.max(most, String(cells[index] ?? '').length), 0);
    return Math.min(60, Math.max(titleOf(column).length, longest) + 3);
  });
  const heads = columns.map((column): Drawn => [textCell(titleOf(column)), 1]);
  const lines = rows.map((cells) => columns.map((column, index) => drawn(cells[index] ?? null, column)));
  const drawnRows = [heads, ...lines].map(rowOf);
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kinds}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kinds}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${kinds}.styles+xml"/></Types>`,
    '_rels/.rels': relationship('officeDocument', 'xl/workbook.xml'),
    'xl/_rels/workbook.xml.rels': relationship('worksheet', 'worksheets/sheet1.xml', 'styles', 'styles.xml'),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="${escaped(tabName(name))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/styles.xml': styles(),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>${drawnRows.join('')}</sheetData></worksheet>`,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([path, xml]) => [path, strToU8(head + xml)])), {
    level: 6,
  });
}

/** What stands in a cell, and the number of its style. */
type Drawn = [content: string, style: number];

function drawn(cell: Cell, column: SheetColumn): Drawn {
  if (cell === null || cell === '') return ['', 0];
  // Days since 30 December 1899, as spreadsheets count.
  if (column.kind === 'day') return [numberCell(Date.parse(String(cell)) / 86_400_000 + 25_569), styleOf(dayFormat)];
  if (!isNumeric(column)) return [textCell(String(cell)), 0];
  if (column.kind !== 'money') return [numberCell(cell), styleOf(numberFormats[column.kind] ?? '#,##0.###')];
  const currency = column.currency ?? 'GBP';
  const format = ['0', '', '0.00', '0.000'][minorDigits(currency)] ?? '0.00';
  return [numberCell(majorText(Number(cell), currency)), styleOf(format)];
}

/** A row with the names of its cells (A1, B1, ...): they may be left out, but not every reader copes without. */
function rowOf(cells: Drawn[], index: number): string {
  const written = cells.map(([content, style], column) =>
    content === '' ? '' : `<c r="${letters(column)}${index + 1}" s="${style}"${content}</c>`,
  );
  return `<row r="${index + 1}">${written.join('')}</row>`;
}

const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCodePoint(65 + (column % 26));

const numberCell = (value: Cell) => `><v>${String(Number(value))}</v>`;
const textCell = (text: string) => ` t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is>`;

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
// What XML 1.0 cannot hold at all is left out: https://www.w3.org/TR/xml/#charsets
const unspeakable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const escaped = (text: string) => text.replaceAll(unspeakable, '').replaceAll(/[&<>"]/g, (sign) => signs[sign] ?? sign);

/** Excel refuses these signs in a tab's name, and more than 31 characters. */
const tabName = (name: string) =>
  name
    .replaceAll(/[[\]:*?/\\]/g, ' ')
    .slice(0, 31)
    .trim() || 'Sheet';

/** Pairs of a kind and a target, numbered rId1, rId2, ... */
function relationship(...pairs: string[]): string {
  const all = pairs.flatMap((kind, index) =>
    index % 2 === 0
      ? [`<Relationship Id="rId${index / 2 + 1}" Type="${relations}/${kind}" Target="${pairs[index + 1] ?? ''}"/>`]
      : [],
  );
  return `<Relationships xmlns="${packages}/relationships">${all.join('')}</Relationships>`;
}

function styles(): string {
  const own = formats
    .map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${escaped(code)}"/>`)
    .join('');
  const used = formats.map(
    (_, index) => `<xf numFmtId="${164 + index}" fontId="0" fillId="0" borderId="0" applyNumberFormat="1"/>`,
  );
  return `<styleSheet xmlns="${main}"><numFmts count="${formats.length}">${own}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="${formats.length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" applyFont="1"/>${used.join('')}</cellXfs></styleSheet>`;
}
