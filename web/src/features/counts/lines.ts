import type { CountLine } from '#domain/counts/count-sheet.ts';
import type { Count } from './kept-counts.ts';

/** What can be counted next: a line of the sheet, or a product that was found beside it. */
export type Countable = Pick<CountLine, 'productId' | 'sku' | 'name' | 'expected' | 'needsRecount' | 'barcodes'>;

/** Whether a line waits to be counted, with what this browser has kept of it. */
export function isOpen(line: CountLine, unsent: Map<string, Count>): boolean {
  return !unsent.has(line.productId) && (line.counted === null || line.needsRecount);
}

/** The line to be counted after this one, around the end; undefined when none waits. */
export function nextOpen(lines: CountLine[], unsent: Map<string, Count>, after: string | undefined) {
  const at = lines.findIndex(({ productId }) => productId === after);
  const inTurn = [...lines.slice(at + 1), ...lines.slice(0, at + 1)];
  return (
    inTurn.find((line) => isOpen(line, unsent) && line.productId !== after) ??
    inTurn.find((line) => isOpen(line, unsent))
  );
}

/** Whether what stands in the box for a quantity was read by a scanner: no shop counts ten million of a thing. */
export const isScanned = (typed: string): boolean => /^\d{8,14}$/.test(typed.trim());

/** The line that a code means: a barcode, or a SKU as it is. */
export function exactly(lines: CountLine[], code: string): CountLine | undefined {
  const wanted = code.trim().toLowerCase();
  return lines.find(({ sku, barcodes }) => sku.toLowerCase() === wanted || barcodes.includes(code.trim()));
}

/** Lines that have every word of it in their SKU or name. */
export function matching(lines: CountLine[], typed: string): CountLine[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter(({ sku, name }) => words.every((word) => `${sku} ${name}`.toLowerCase().includes(word)));
}

/** What was found too much and too little, at cost, in minor units. */
export function variances(lines: CountLine[]): { gain: number; loss: number } {
  const values = lines.map(({ varianceMinor }) => varianceMinor ?? 0);
  return {
    gain: values.reduce((sum, value) => sum + Math.max(0, value), 0),
    loss: values.reduce((sum, value) => sum + Math.max(0, -value), 0),
  };
}
