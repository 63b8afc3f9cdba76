import { expect, test } from 'vitest';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { classesOf, classNames } from './classes.ts';
import { meanOf, type Point, stockAt, tunedTo } from './curves.ts';
import { fileWorld } from './file-world.ts';
import { ours } from './our-policy.ts';
import { flatMean, type Policy } from './policies.ts';
import { replay } from './replay.ts';
import { readSales, type SalesFile } from './sales-file.ts';
import { splitOf } from './world.ts';

const days = 210;
const fileOf = (unitsOn: (day: number, row: number) => number, rows = 6): SalesFile => ({
  firstDay: '2026-01-05',
  days,
  stores: 1,
  rows: Array.from({ length: rows }, (_, row) => ({
    store: 0,
    sku: `SKU-${row}`,
    price: 2,
    units: Float64Array.from({ length: days }, (_day, day) => unitsOn(day, row)),
  })),
  lines: days * rows,
  unread: 0,
  cancelled: 0,
  charges: 0,
});
const everyDay = fileOf(() => 5);
const outcomesOf = (policy: Policy, value: number) => {
  const world = fileWorld(everyDay, 1, 7);
  return replay(world, policy, value, classesOf(world), classNames.length);
};

test('a shop that orders nothing sells nothing: what is not there is lost', () => {
  const idle: Policy = { name: 'idle', parameter: 'none', values: [0], open: () => () => 0 };
  const [smooth] = outcomesOf(idle, 0).comparing;
  expect(smooth).toMatchObject({ filled: 0, stock: 0, orders: 0, wanted: 6 * 5 * (days - splitOf(days)) });
  expect(smooth?.outDays).toBe(smooth?.positionDays);
});

test('steady demand is met by both policies, and more service costs more stock', () => {
  for (const [policy, low, high] of [
    [flatMean, 12, 60],
    [ours, 0.8, 0.9996],
  ] as const) {
    const [little] = outcomesOf(policy, low).comparing;
    const [much] = outcomesOf(policy, high).comparing;
    expect((much?.filled ?? 0) / (much?.wanted ?? 1)).toBeGreaterThan(0.98);
    expect(much?.stock).toBeGreaterThan(little?.stock ?? Infinity);
    expect(much?.filled).toBeLessThanOrEqual(much?.wanted ?? 0);
  }
});

test('the same seed gives the same world, another one other weeks from the same side of the split', () => {
  const growing = fileOf((day, row) => (day % 7 === row ? 0 : day));
  const [one, again, other] = [1, 1, 2].map((seed) => fileWorld(growing, seed, 7).demand);
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
  const split = splitOf(days);
  expect(Math.max(...(other ?? new Float64Array()).subarray(0, split))).toBeLessThan(split);
});

test('demand is told apart by how often and how evenly it comes', () => {
  const patterns = [
    () => 5,
    (day: number) => (day % 7 === 0 ? (day % 28 === 0 ? 60 : 4) : 0),
    (day: number) => (day % 21 === 0 ? 6 : 0),
    (day: number) => (day % 21 === 0 ? (day % 63 === 0 ? 90 : 2) : 0),
  ];
  const file = fileOf((day, row) => patterns[row]?.(day) ?? 0, 4);
  const demand = Float64Array.from(file.rows.flatMap(({ units }) => [...units]));
  const classes = [...classesOf({ ...fileWorld(file, 1, 7), demand })];
  expect(classes.map((one) => classNames[one])).toEqual(['smooth', 'erratic', 'intermittent', 'lumpy']);
});

test('a file of fewer than 20 weeks says how many days it has and how many it needs', () => {
  expect(() => fileWorld({ ...everyDay, days: 1 }, 1, 7)).toThrow('the file is of 1 day: the simulation needs 140');
});

test('sales are read by the columns of the import, and a line taken back in full is no demand', async () => {
  const path = join(tmpdir(), `simulate-${process.pid}.csv`);
  await writeFile(
    path,
    'InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice\n' +
      '1;A;Lamp;3;12/1/10 8:26;2,50\n2;A;Lamp;74215;12/13/10 9:00;2,50\n3;A;Lamp;-74215;12/13/10 9:10;2,50\n' +
      '4;P;POSTAGE;1;12/13/10 9:10;18\n5;A;Lamp;;12/14/10 9:10;2,50\n6;A;Lamp;2;12/14/10 9:10;2,50\n',
  );
  const { firstDay, rows, unread, cancelled, charges, ...read } = await readSales(path, null);
  expect({ firstDay, days: read.days, unread, cancelled, charges }).toEqual({
    firstDay: '2010-12-01',
    days: 14,
    unread: 1,
    cancelled: 1,
    charges: 1,
  });
  expect(rows.map(({ sku, units }) => [sku, units[0], units[12], units[13]])).toEqual([['A', 3, 0, 2]]);
});

test('a curve is read between its points, and says when it does not reach', () => {
  const point = (filled: number, stock: number): Point => ({
    value: stock,
    outcome: { wanted: 100, filled, stock, positionDays: 1, outDays: 0, orders: 0, days: 1 },
  });
  const curve = [point(90, 100), point(94, 200), point(98, 400)];
  expect(stockAt(curve, 0.96)).toBeCloseTo(Math.sqrt(200 * 400));
  expect(stockAt(curve, 0.99)).toBeNull();
  expect(tunedTo(curve, 0.95)?.value).toBe(400);
  expect(meanOf([1, 2, 3])).toEqual({ mean: 2, half: expect.closeTo(4.3 / Math.sqrt(3), 2) });
});
