import { describe, expect, test } from 'vitest';
import { type DemoFile, demoFiles } from '#local/demo/files.ts';
import { filesSince } from '#local/demo/since.ts';
import { addDays, tomorrow, until } from '#local/demo/until.ts';

const started = new Date('2026-11-22T17:00:00Z');
const year = demoFiles({ seed: 1, today: tomorrow(started) });

async function linesOf(file: DemoFile | undefined, now: Date): Promise<string[]> {
  let text = '';
  for await (const chunk of file?.chunks() ?? []) text += chunk;
  return until(now, text).trimEnd().split('\n').slice(1);
}

const keysSince = (now: string) => filesSince(year, '2026-11-22', new Date(now)).map(({ key }) => key);
const recentSales = year.find(({ key }) => key.startsWith('uploads/sales/'));

describe('the demo data on the day of the first start', () => {
  test('ends at this moment by the clock of each store', async () => {
    const lines = await linesOf(recentSales, started);
    const last = (store: string) =>
      lines
        .findLast((line) => line.startsWith(store))
        ?.split(',')
        .at(-1) ?? '';
    expect(last('MARAIS')).toMatch(/^2026-11-22T1[67]/);
    expect(last('MARAIS') <= '2026-11-22T18:00:00').toBe(true);
    expect(last('BROOKLYN') <= '2026-11-22T12:00:00').toBe(true);
    expect(last('BROOKLYN')).toMatch(/^2026-11-22T1/);
  });

  test('is all there is, however often it is started', () => {
    expect(keysSince('2026-11-22T17:00:00Z')).toEqual([]);
    expect(keysSince('2026-11-22T22:30:00Z')).toEqual([]);
  });
});

describe('the demo data days later', () => {
  test('has the days since, and the first one whole', () => {
    expect(keysSince('2026-11-24T17:00:00Z')).toEqual([
      'uploads/sales/2026-11-22.csv',
      'uploads/deliveries/2026-11-22.csv',
      'uploads/sales/2026-11-23.csv',
      'uploads/deliveries/2026-11-23.csv',
      'uploads/sales/2026-11-24-18.csv',
      'uploads/deliveries/2026-11-24-18.csv',
    ]);
  });

  test('repeats the weekday of four weeks before under new numbers', async () => {
    const now = new Date('2026-11-25T12:00:00Z');
    const sales = filesSince(year, '2026-11-22', now).find(({ key }) => key === 'uploads/sales/2026-11-24.csv');
    const lines = await linesOf(sales, now);
    const before = (await linesOf(recentSales, started)).filter((line) => line.includes(',2026-10-27T'));
    expect(lines.length).toBeGreaterThan(300);
    expect(lines).toHaveLength(before.length);
    for (const line of lines) expect(line).toMatch(/^\w+,..-261124-\d{4},.*,2026-11-24T[\d:]{8}$/);
  });

  test('has nothing on holidays', () => {
    const keys = keysSince('2026-12-28T12:00:00Z');
    expect(keys).toContain('uploads/sales/2026-12-24.csv');
    expect(keys.filter((key) => key.includes('2026-12-25'))).toEqual([]);
  });

  test('repeats the week before where the day four weeks before was a holiday', async () => {
    const lastDay = '2026-01-03';
    const files = demoFiles({ seed: 1, today: addDays(lastDay, 1) });
    const now = new Date('2026-01-24T12:00:00Z');
    const sales = filesSince(files, lastDay, now).find(({ key }) => key === 'uploads/sales/2026-01-22.csv');
    expect((await linesOf(sales, now)).length).toBeGreaterThan(100);
  }, 60_000);

  test('does not begin further back than 35 days', () => {
    expect(keysSince('2027-06-01T12:00:00Z')[0]).toBe('uploads/sales/2027-04-27.csv');
  });
});
