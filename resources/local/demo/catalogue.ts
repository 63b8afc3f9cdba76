import { assortment, services, type Family, type Range } from './assortment.ts';
import type { Random } from './random.ts';
import { termsOf } from './suppliers.ts';

/** One product of the demo chain. Money is in minor units (pence, cents) of each store's own currency. */
export type Item = {
  sku: string;
  name: string;
  category: string;
  family: string;
  isFood: boolean;
  isStocked: boolean;
  priceMinor: number;
  costMinor: number;
  barcode: string;
  supplier: string;
  supplierSku: string;
  packSize: number;
  minOrder: number;
  leadTimeDays: number;
  /** Its usual share of the chain's sale, before season and store; not normed. */
  popularity: number;
  /** How likely a customer takes more than one. */
  several: number;
  /** Share by month, January first. */
  seasons: readonly number[];
};

/**
 * Every product of the demo chain, always in the same order. Chance decides cost (35 to 65 % of the price) and
 * popularity, which falls off as in Zipf's law and favours what is cheap.
 */
export function makeCatalogue(random: Random): Item[] {
  const items = assortment.flatMap((range) =>
    range.families.flatMap((family, index) => itemsOf(range, family, index + 1, random)),
  );
  const ranked = items
    .map((item) => ({ item, score: random.next() * Math.sqrt(item.priceMinor) }))
    .sort((one, other) => one.score - other.score);
  for (const [index, item] of items.entries()) {
    item.barcode = barcodeOf(10_000_000_000 + index * 7_919);
    item.supplierSku = `${item.supplier.slice(0, 3)}${20_000 + index * 13}`;
  }
  for (const [rank, { item }] of ranked.entries()) item.popularity = 1 / (rank + 12) ** 0.85;
  return [...items, ...services.map(serviceOf)];
}

/**
 * An EAN-13 code for a shop's own use: it begins with 2, which GS1 gives to no manufacturer.
 * @param number 0 to 99,999,999,999
 */
function barcodeOf(number: number): string {
  const digits = `2${String(number).padStart(11, '0')}`;
  return `${digits}${checkDigit(digits)}`;
}

/** The check digit of the first twelve digits of an EAN-13 (GS1 General Specifications, 7.9). */
export function checkDigit(digits: string): number {
  let sum = 0;
  for (const [index, digit] of digits.split('').entries()) sum += Number(digit) * (index % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10;
}

function itemsOf(range: Range, [family, supplier, prices, kinds]: Family, number: number, random: Random): Item[] {
  const sizes = typeof prices === 'number' ? [['', prices] as const] : Object.entries(prices);
  const variants = kinds.split(',').flatMap((kind) => sizes.map(([size, price]) => ({ kind, size, price })));
  const terms = termsOf(supplier);
  const margin = 0.35 + 0.3 * random.next();
  return variants.map(({ kind, size, price }, index) => {
    const sku = `${range.code}-${String(number).padStart(2, '0')}${String(index + 1).padStart(2, '0')}`;
    const packSize = price >= 40 ? 1 : price >= 15 ? Math.min(terms.packSize, 4) : terms.packSize;
    return {
      sku,
      name: [family, kind, size].filter((part) => part !== '').join(', '),
      category: range.category,
      family,
      isFood: range.isFood,
      isStocked: true,
      priceMinor: Math.round(price * 100),
      costMinor: Math.round(price * 100 * margin),
      barcode: '',
      supplier,
      supplierSku: '',
      packSize,
      minOrder: price >= 15 ? packSize : terms.minOrder,
      leadTimeDays: terms.leadTimeDays,
      popularity: 0,
      several: range.several,
      seasons: range.seasons,
    };
  });
}

function serviceOf([name, price]: readonly [string, number], index: number): Item {
  return {
    sku: `SV-${String(index + 1).padStart(4, '0')}`,
    name,
    category: 'Services',
    family: 'Services',
    isFood: false,
    isStocked: false,
    priceMinor: Math.round(price * 100),
    costMinor: 0,
    barcode: '',
    supplier: '',
    supplierSku: '',
    packSize: 1,
    minOrder: 1,
    leadTimeDays: 0,
    popularity: 0.004,
    several: 0,
    seasons: Array<number>(12).fill(1),
  };
}
