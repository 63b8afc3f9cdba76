import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatOf } from '#domain/reports/format.ts';
import { linesOf } from '#domain/reports/lines.actions.ts';
import { reportOf } from '#domain/reports/report.actions.ts';
import { sectionsOf } from '#domain/reports/sections.ts';
import { english } from '#domain/reports/words-en.ts';
import { sell } from '#tests/setup/facts.ts';
import { type MailWorld, openMailWorld } from './mail-world.ts';

let world: MailWorld;
beforeAll(async () => {
  world = await openMailWorld('2026-06-10T12:00:00Z');
});
afterAll(() => world.close());

const daily = (storeId: string, to: string) => reportOf(world.platform, { storeId, kind: 'daily', to });

test('a sale whose lines fall on different days is attached to each day with the lines that its figures count', async () => {
  const { sql } = world.database;
  await sql.query("insert into product (sku, name, is_stocked) values ('WRAPPING', 'Gift wrapping', false)");
  const store = await world.store('Late');
  const [evening, night] = ['2026-06-07T22:50:00Z', '2026-06-07T23:10:00Z']; // midnight in London is at 23:00 UTC
  const lines = [
    { sku: 'MUG', quantity: 1, price: 3, at: evening },
    { sku: 'WRAPPING', quantity: 1, price: 5, at: evening },
    { sku: 'MUG', quantity: 1, price: 7, at: night },
    { sku: 'WRAPPING', quantity: 1, price: 11, at: night },
  ];
  expect(await sell(sql, store, 'across midnight', lines)).toEqual([]);
  expect(await sell(sql, store, 'across midnight', [{ sku: 'MUG', quantity: -1, price: 2, at: night }])).toEqual([]);
  for (const [day, prices] of [
    ['2026-06-07', [300, 500]],
    ['2026-06-08', [700, 1_100, -200]],
  ] as const) {
    const report = await daily(store, day);
    const attached = (await linesOf(world.platform, report)) ?? [];
    expect(attached.map(({ netMinor }) => netMinor)).toEqual(prices);
    expect(attached.map(({ date }) => date)).toEqual(prices.map(() => day));
    expect(report.parts[0]?.headline[0]?.value).toBe(prices.reduce((sum, price) => sum + price, 0));
  }
  const both = await reportOf(world.platform, { storeId: store, kind: 'monthly', to: '2026-06-30' });
  expect(await linesOf(world.platform, both)).toHaveLength(5);
});

test('where the day ends at four, the hours after midnight stand last, in the table and in the chart', async () => {
  const { sql } = world.database;
  const store = await world.store('Bar');
  await sql.query("update store set day_cutoff = '04:00', hours = null where id = $1", [store]);
  await world.sale(store, '2026-06-07T21:30:00Z', 1); // 22:30
  await world.sale(store, '2026-06-08T00:30:00Z', 2); // 01:30
  await world.sale(store, '2026-06-08T03:30:00Z', 4); // 04:30, the next day
  const report = await daily(store, '2026-06-07');
  expect(report.parts[0]?.hours.map(({ hour }) => hour)).toEqual([22, 1]);
  const sections = report.parts.flatMap((part) =>
    sectionsOf(report, part, english, formatOf('en-GB', 'GBP', report.timeZone), 'https://stock.example.com'),
  );
  const hours = sections.find(({ title }) => title === 'Net sales by hour');
  expect(hours?.table?.rows.map(({ cells }) => cells.slice(0, 2))).toEqual([
    ['22:00', '£2.00'],
    ['23:00', '£0.00'],
    ['00:00', '£0.00'],
    ['01:00', '£4.00'],
  ]);
  expect(hours?.chart?.bars.map(({ label, value }) => [label, value])).toEqual([
    ['22', 200],
    ['23', 0],
    ['00', 0],
    ['01', 400],
  ]);
  expect(hours?.chart?.alt).toContain('Highest: 01:00 with £4.00');
});
