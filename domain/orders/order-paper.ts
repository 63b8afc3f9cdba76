/** What a supplier is told of an order. */
export type OrderPaper = {
  number: string;
  supplierName: string;
  supplierCode: string;
  supplierContact: string | null;
  storeName: string;
  storeCode: string;
  currency: string;
  /** Days, as 2026-11-22. */
  sentOn: string | null;
  expectedOn: string | null;
  note: string | null;
  totalMinor: number;
  lines: PaperLine[];
};

type PaperLine = {
  supplierSku: string | null;
  sku: string;
  barcodes: string[];
  name: string;
  /** In single units, as a decimal string; what is given up is left out. */
  quantity: string;
  packSize: string;
  unitCost: string | null;
  totalMinor: number | null;
};

/** How many packs a quantity is: "5 x 12"; nothing where it is sold singly or is no whole number of packs. */
export function packsOf({ quantity, packSize }: Pick<PaperLine, 'quantity' | 'packSize'>): string {
  const size = Number(packSize);
  // Quantities have three decimals: thousandths divide without a remainder that is none.
  const packs = Math.round(Number(quantity) * 1000) / Math.round(size * 1000);
  return size === 1 || !Number.isInteger(packs) ? '' : `${packs} x ${packSize}`;
}

/** A day as `2026-11-22`, the way it is written in a letter: `22 November 2026`. */
export const longDay = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
