import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { type Random, randomFrom, weightedDraw } from '#local/demo/random.ts';

/** Shape of the data: PostgreSQL's own limit was measured on the same. */
export const shape = { stores: 10, products: 5_000, zipf: 0.9, linesPerSale: 2.5 };

export const storeCode = (store: number): string => `S${String(store + 1).padStart(2, '0')}`;
export const sku = (product: number): string => `SKU-${String(product + 1).padStart(5, '0')}`;

/** Draws products so that the n-th most popular sells as often as 1 / n^zipf. */
export const popularity = (): ((random: Random) => number) =>
  weightedDraw(Array.from({ length: shape.products }, (_, rank) => (rank + 1) ** -shape.zipf));

/** A till's file of sales, the same for the same count: a header and `lines` lines, in pieces of about 64 KB. */
export function* salesFile(lines: number, hasLineNumbers: boolean): Generator<string> {
  const random = randomFrom(lines);
  const draw = popularity();
  const start = Date.UTC(2026, 0, 1);
  let text = `store,sale_id,${hasLineNumbers ? 'line,' : ''}sku,quantity,unit_price,discount,tax,sold_at\n`;
  for (let line = 0, sale = 0; line < lines; sale += 1) {
    const store = storeCode(random.between(0, shape.stores - 1));
    // 60 days of trade, whatever the number of lines.
    const at = new Date(start + Math.floor((line / lines) * 60 * 86_400) * 1000).toISOString().slice(0, 19);
    const count = Math.min(lines - line, random.between(1, 2 * shape.linesPerSale - 1));
    for (let nth = 1; nth <= count; nth += 1, line += 1) {
      const cents = random.between(100, 9_999);
      const price = (cents / 100).toFixed(2);
      const quantity = random.between(1, 3);
      const number = hasLineNumbers ? `${nth},` : '';
      const tax = ((cents * quantity) / 600).toFixed(2);
      text += `${store},${lines}-${100_000 + sale},${number}${sku(draw(random))},${quantity},${price},0.00,${tax},${at}\n`;
    }
    if (text.length > 65_536) {
      yield text;
      text = '';
    }
  }
  yield text;
}

/** Writes such a file to disk. */
export async function writeSalesFile(path: string, lines: number, hasLineNumbers: boolean): Promise<void> {
  const out = createWriteStream(path);
  for (const piece of salesFile(lines, hasLineNumbers)) if (!out.write(piece)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}
