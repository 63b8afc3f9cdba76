import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import { minorDigits } from '#domain/currency.ts';
import { longDay, type OrderPaper, packsOf } from './order-paper.ts';

// Noto Sans writes every European script; the fonts that each PDF reader brings know Western Europe's letters only.
const folder = 'node_modules/@expo-google-fonts/noto-sans';
const fonts = {
  plain: `${folder}/400Regular/NotoSans_400Regular.ttf`,
  bold: `${folder}/700Bold/NotoSans_700Bold.ttf`,
};

/** Points (1/72 inch), on A4. */
const margin = 48;
const foot = 24;
const ink = '#1f2933';
const soft = '#616e7c';

type Column = { title: string; x: number; width: number; align: 'left' | 'right' };
const columns: Column[] = [
  { title: 'Your no.', x: 0, width: 74, align: 'left' },
  { title: 'Our SKU', x: 80, width: 74, align: 'left' },
  { title: 'Product', x: 160, width: 124, align: 'left' },
  { title: 'Quantity', x: 288, width: 46, align: 'right' },
  { title: 'Packs', x: 338, width: 46, align: 'right' },
  { title: 'Unit cost', x: 388, width: 46, align: 'right' },
  { title: 'Total', x: 438, width: 61, align: 'right' },
];

/**
 * An order on paper: A4, as many pages as it needs, each with the table's heading and its number.
 * @throws when the fonts are not where the function's package has them
 */
export async function orderPdf(order: OrderPaper): Promise<Buffer> {
  const [plain, bold] = await Promise.all([readFile(fonts.plain), readFile(fonts.bold)]);
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: margin, left: margin, right: margin, bottom: margin },
    bufferPages: true,
    font: plain as unknown as string, // its types know names only; it takes a font's bytes
    info: { Title: `Purchase order ${order.number}`, Author: order.storeName },
    lang: 'en-GB',
  });
  const written = buffer(doc);
  doc.registerFont('plain', plain).registerFont('bold', bold);
  heading(doc, order);
  table(doc, order);
  ending(doc, order);
  numberPages(doc, order);
  doc.end();
  return written;
}

type Doc = InstanceType<typeof PDFDocument>;

function heading(doc: Doc, order: OrderPaper): void {
  doc.font('bold').fontSize(20).fillColor(ink).text(`Purchase order ${order.number}`);
  doc.moveDown(0.6);
  const top = doc.y;
  block(doc, margin, top, 'To', [order.supplierName, order.supplierContact ?? '', `Supplier ${order.supplierCode}`]);
  const end = doc.y;
  block(doc, margin + 190, top, 'Deliver to', [order.storeName, `Store ${order.storeCode}`]);
  block(doc, margin + 350, top, 'Dates', [
    ...(order.sentOn === null ? [] : [`Ordered ${longDay(order.sentOn)}`]),
    ...(order.expectedOn === null ? [] : [`Expected ${longDay(order.expectedOn)}`]),
  ]);
  doc.x = margin;
  doc.y = Math.max(end, doc.y) + 16;
}

function block(doc: Doc, x: number, y: number, title: string, lines: string[]): void {
  doc.font('plain').fontSize(8.5).fillColor(soft).text(title, x, y, { width: 150 });
  doc.fontSize(10).fillColor(ink);
  for (const [index, line] of lines.filter((text) => text !== '').entries())
    doc.font(index === 0 ? 'bold' : 'plain').text(line, x, doc.y, { width: 150 });
}

function table(doc: Doc, order: OrderPaper): void {
  titles(doc);
  for (const line of order.lines) {
    const cells = [
      line.supplierSku ?? '',
      line.sku,
      line.name,
      line.quantity,
      packsOf(line),
      line.unitCost ?? '',
      line.totalMinor === null ? '' : amount(line.totalMinor, order.currency),
    ];
    doc.font('plain').fontSize(9).fillColor(ink);
    const height = Math.max(
      ...cells.map((text, index) => doc.heightOfString(text, { width: columns[index]?.width ?? 0 })),
    );
    if (doc.y + height > doc.page.height - margin - foot) {
      doc.addPage();
      titles(doc);
    }
    row(doc, cells, height);
  }
}

function titles(doc: Doc): void {
  doc.font('bold').fontSize(8.5).fillColor(soft);
  row(
    doc,
    columns.map(({ title }) => title),
    12,
  );
  doc.font('plain').fontSize(9).fillColor(ink);
}

/** Writes cells side by side, and a fine line below them. */
function row(doc: Doc, cells: string[], height: number): void {
  const top = doc.y;
  for (const [index, { x, width, align }] of columns.entries())
    doc.text(cells[index] ?? '', margin + x, top, { width, align });
  const bottom = top + height + 3;
  doc
    .moveTo(margin, bottom)
    .lineTo(doc.page.width - margin, bottom)
    .lineWidth(0.5)
    .strokeColor('#d9dee3')
    .stroke();
  doc.x = margin;
  doc.y = bottom + 4;
}

function ending(doc: Doc, order: OrderPaper): void {
  const width = doc.page.width - 2 * margin;
  const note = order.note ?? '';
  doc.font('plain').fontSize(10);
  const height = 40 + (note === '' ? 0 : doc.heightOfString(note, { width }));
  if (doc.y + height > doc.page.height - margin - foot) doc.addPage();
  doc
    .font('bold')
    .fontSize(11)
    .text(`Total ${amount(order.totalMinor, order.currency)} ${order.currency}`, margin, doc.y + 6, {
      width,
      align: 'right',
    });
  if (note !== '')
    doc
      .font('plain')
      .fontSize(10)
      .text(note, margin, doc.y + 12, { width });
}

function numberPages(doc: Doc, order: OrderPaper): void {
  const { start, count } = doc.bufferedPageRange();
  for (let page = start; page < start + count; page += 1) {
    doc.switchToPage(page);
    doc.page.margins.bottom = 0; // or the line below would begin a page of its own
    doc
      .font('plain')
      .fontSize(8.5)
      .fillColor(soft)
      .text(`${order.number} - page ${page + 1} of ${count}`, margin, doc.page.height - margin, {
        width: doc.page.width - 2 * margin,
        align: 'right',
        lineBreak: false,
      });
  }
}

const amount = (minor: number, currency: string): string => {
  const digits = minorDigits(currency);
  const format = new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return format.format(minor / 10 ** digits);
};
