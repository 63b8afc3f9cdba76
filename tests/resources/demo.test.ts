import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkDigit } from '#local/demo/catalogue.ts';
import { demoFiles, type DemoFile } from '#local/demo/files.ts';
import { demoStores, trades } from '#local/demo/stores.ts';
import { demoSuppliers } from '#local/demo/suppliers.ts';

const today = '2026-11-22';
type Row = Record<string, string>;

async function textOf(file: DemoFile): Promise<string> {
  let text = '';
  for await (const chunk of file.chunks()) text += chunk;
  return text;
}

/** The text of every file by its key, in order. */
async function textsOf(seed: number, day: string): Promise<[key: string, text: string][]> {
  const texts: [string, string][] = [];
  for (const file of demoFiles({ seed, today: day })) texts.push([file.key, await textOf(file)]);
  return texts;
}

const digest = (texts: readonly [string, string][]) =>
  createHash('sha256').update(texts.flat().join('\0')).digest('hex');

/** Reads a file without quotes, which all but the catalogue are. */
function rowsOf(text: string): Row[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const names = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] ?? '', cell])));
}

type Movement = { at: string; position: string; quantity: number; isCount: boolean };

/** The stock of each position after these movements, and the lowest it ever was. A count sets it. */
function replay(movements: Movement[]): { stock: Map<string, number>; lowest: number } {
  const stock = new Map<string, number>();
  let lowest = 0;
  for (const { position, quantity, isCount } of movements.toSorted((one, other) =>
    one.at === other.at ? Number(one.isCount) - Number(other.isCount) : one.at < other.at ? -1 : 1,
  )) {
    const after = isCount ? quantity : (stock.get(position) ?? 0) + quantity;
    stock.set(position, after);
    lowest = Math.min(lowest, after);
  }
  return { stock, lowest };
}

const files = new Map<string, Row[]>();
const of = (folder: string) =>
  [...files].filter(([key]) => key.startsWith(`uploads/${folder}/`)).flatMap(([, rows]) => rows);
let products: Row[] = [];
let sales: Row[] = [];
let deliveries: Row[] = [];
let counts: Row[] = [];
let fingerprint = '';

function movementsOf(parts: { sales: Row[]; deliveries: Row[]; counts: Row[] }): Movement[] {
  const moved = (rows: Row[], time: string, sign: number, isCount: boolean) =>
    rows.map((row) => ({
      at: row[time] ?? '',
      position: `${row.store} ${row.sku}`,
      quantity: sign * Number(row.quantity),
      isCount,
    }));
  return [
    ...moved(parts.deliveries, 'received_at', 1, false),
    ...moved(parts.sales, 'sold_at', -1, false),
    ...moved(parts.counts, 'counted_at', 1, true),
  ];
}

beforeAll(async () => {
  const texts = await textsOf(1, today);
  fingerprint = digest(texts);
  for (const [key, text] of texts) {
    files.set(key, key.includes('/products/') ? parse<Row>(text, { columns: true }) : rowsOf(text));
  }
  [products, sales, deliveries, counts] = [of('products'), of('sales'), of('deliveries'), of('stock')];
}, 60_000);

describe('the demo data', () => {
  test(
    'is the same to the byte for the same seed and day, and another for another seed',
    { timeout: 60_000 },
    async () => {
      expect(digest(await textsOf(1, today))).toBe(fingerprint);
      expect(digest(await textsOf(2, today))).not.toBe(fingerprint);
    },
  );

  test('refuses a day that is none', () => {
    expect(() => demoFiles({ seed: 1, today: 'yesterday' })).toThrow(RangeError);
  });

  test('comes in the order catalogue, stocktake and last 35 days, opening stock, older months backwards', () => {
    const keys = [...files.keys()];
    expect(keys.slice(0, 6)).toEqual([
      'uploads/products/catalogue.csv',
      'uploads/stock/stocktake-2026-10-18.csv',
      'uploads/deliveries/2026-10-18-to-2026-11-21.csv',
      'uploads/sales/2026-10-18-to-2026-11-21.csv',
      'uploads/stock/cycle-2026-10-18-to-2026-11-21.csv',
      'uploads/stock/opening-2025-11.csv',
    ]);
    const months = keys.filter((key) => /sales\/\d{4}-\d\d\.csv$/.test(key));
    expect(months).toHaveLength(12);
    expect(months).toEqual(months.toSorted().toReversed());
    expect([...files.values()].every((rows) => rows.length > 0)).toBe(true);
  });

  test('has about 500 products with EAN-13 codes that check, costs of 35 to 65 % of the price and known suppliers', () => {
    const stocked = products.filter((row) => row.is_stocked === 'true');
    expect(stocked.length).toBeGreaterThan(480);
    expect(new Set(products.map((row) => row.sku?.toLowerCase())).size).toBe(products.length);
    expect(new Set(stocked.map((row) => row.barcode)).size).toBe(stocked.length);
    const suppliers = new Set(demoSuppliers.map((supplier) => supplier.code));
    for (const row of stocked) {
      expect(row.barcode).toMatch(/^\d{13}$/);
      expect(checkDigit(row.barcode!.slice(0, 12))).toBe(Number(row.barcode!.at(-1)));
      expect(Number(row.cost) / Number(row.price)).toBeGreaterThan(0.345);
      expect(Number(row.cost) / Number(row.price)).toBeLessThan(0.655);
      expect(suppliers).toContain(row.supplier);
      expect(Number(row.min_order) % Number(row.pack_size)).toBe(0);
    }
  });

  test('computes the check digit of a well-known code', () => {
    expect(checkDigit('400638133393')).toBe(1); // 4006381333931, the usual example of an EAN-13
  });

  test('names only products and stores that exist', () => {
    const skus = new Set(products.map((row) => row.sku));
    const stores = new Set<string | undefined>(demoStores.map((store) => store.code));
    const strangers = [...sales, ...deliveries, ...counts].filter(
      (row) => !skus.has(row.sku) || !stores.has(row.store),
    );
    expect(strangers).toEqual([]);
  });

  test('gives each line of a till and of a delivery note a number of its own', () => {
    expect(new Set(sales.map((row) => `${row.store} ${row.sale_id} ${row.line}`)).size).toBe(sales.length);
    const notes = deliveries.map((row) => `${row.store} ${row.supplier} ${row.delivery_note} ${row.line}`);
    expect(new Set(notes).size).toBe(deliveries.length);
  });

  test('sells within opening hours, before today, and not on Christmas Day', () => {
    const odd = sales.filter((row) => {
      const trade = trades[demoStores.findIndex((store) => store.code === row.store)]!;
      const [, date = '', hour = '', minute = ''] =
        /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):\d\d$/.exec(row.sold_at ?? '') ?? [];
      const minutes = Number(hour) * 60 + Number(minute);
      const isSunday = new Date(`${date}T00:00:00Z`).getUTCDay() === 0;
      const [opens, closes] = isSunday ? [trade.sundayOpens, trade.sundayCloses] : [trade.opens, trade.closes];
      return date === '' || date >= today || date.endsWith('12-25') || minutes < opens || minutes >= closes;
    });
    expect(odd).toEqual([]);
  });

  test('adds up to a believable year', () => {
    expect(sales.length).toBeGreaterThan(250_000);
    expect(sales.length).toBeLessThan(300_000);
    const returned = sales.filter((row) => Number(row.quantity) < 0).length / sales.length;
    expect(returned).toBeGreaterThan(0.01);
    expect(returned).toBeLessThan(0.02);
    const month = (name: string) => sales.filter((row) => row.sold_at!.startsWith(name)).length;
    expect(month('2025-12')).toBeGreaterThan(1.4 * month('2026-02'));
    const units = (rows: Row[]) => rows.reduce((sum, row) => sum + Number(row.quantity), 0);
    expect(units(deliveries) / units(sales)).toBeCloseTo(1, 1);
    const tooMuchOff = sales.filter(
      (row) =>
        Number(row.quantity) > 0 && Number(row.discount) > 0.5 * Number(row.quantity) * Number(row.unit_price) + 0.01,
    );
    expect(tooMuchOff).toEqual([]);
  });

  test('sells a few products often and many seldom', () => {
    const units = new Map<string, number>();
    for (const row of sales) units.set(row.sku!, (units.get(row.sku!) ?? 0) + Number(row.quantity));
    const ranked = [...units.values()].sort((one, other) => other - one);
    const top = ranked.slice(0, Math.round(ranked.length / 5)).reduce((sum, each) => sum + each, 0);
    const all = ranked.reduce((sum, each) => sum + each, 0);
    expect(top / all).toBeGreaterThan(0.4);
    expect(top / all).toBeLessThan(0.85);
  });

  test('never sells what is not there, but for two positions a little below zero', () => {
    const isStocked = new Set(products.filter((row) => row.is_stocked === 'true').map((row) => row.sku));
    const { stock, lowest } = replay(
      movementsOf({ sales, deliveries, counts }).filter((each) => isStocked.has(each.position.split(' ')[1])),
    );
    expect(lowest).toBeGreaterThanOrEqual(-3);
    expect([...stock.values()].filter((each) => each < 0).length).toBeGreaterThanOrEqual(1);
    expect([...stock.values()].filter((each) => each < 0).length).toBeLessThanOrEqual(2);
  });

  test('leaves 3 to 8 % of the positions at or below the reorder point, and some of them empty', () => {
    const points = new Map(
      products.filter((row) => row.is_stocked === 'true').map((row) => [row.sku, Number(row.reorder_point)]),
    );
    const { stock } = replay(movementsOf({ sales, deliveries, counts }));
    const positions = [...stock].flatMap(([position, quantity]) => {
      const point = points.get(position.split(' ')[1]);
      return point === undefined ? [] : [{ quantity, point }];
    });
    const low = positions.filter(({ quantity, point }) => quantity <= point).length / positions.length;
    expect(low).toBeGreaterThan(0.03);
    expect(low).toBeLessThan(0.08);
    expect(positions.filter(({ quantity }) => quantity === 0).length).toBeGreaterThan(5);
  });

  test('is right about today’s stock once the first five files are in', () => {
    const first = [...files].slice(1, 5);
    const part = (folder: string) => first.filter(([key]) => key.includes(`/${folder}/`)).flatMap(([, rows]) => rows);
    const early = replay(
      movementsOf({ sales: part('sales'), deliveries: part('deliveries'), counts: part('stock') }),
    ).stock;
    const whole = replay(movementsOf({ sales, deliveries, counts })).stock;
    const services = new Set(products.filter((row) => row.is_stocked === 'false').map((row) => row.sku));
    const differing = [...whole].filter(([position, quantity]) => {
      return !services.has(position.split(' ')[1]) && early.get(position) !== quantity;
    });
    expect(differing).toEqual([]);
  });
});
