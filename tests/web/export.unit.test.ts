import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { csvOf, majorText } from '#web/ui/export-csv.ts';
import { fileName } from '#web/ui/export-file.ts';
import { exportLimit, readAllPages } from '#web/ui/export-pages.ts';
import { xlsxOf } from '#web/ui/export-xlsx.ts';
import type { Sheet } from '#web/ui/sheet.ts';

const sheet: Sheet = {
  columns: [
    { title: 'Product', kind: 'text' },
    { title: 'Day', kind: 'day' },
    { title: 'Net sales', kind: 'money', currency: 'GBP' },
    { title: 'Units', kind: 'quantity' },
    { title: 'Return rate', kind: 'rate' },
  ],
  rows: [
    ['=1+1', '2026-11-22', -5, '-12.500', 0.0432],
    ['Scarf, "red" & <wide>\nlong', '2026-11-21', 123_456, '3', null],
    ['-12', '2026-11-20', 0, '0', -0.5],
  ],
};

describe('a CSV file', () => {
  const text = csvOf(sheet);
  const rows = parse(text, { bom: true });

  it('begins with the mark by which Excel knows UTF-8', () => {
    expect(text.charCodeAt(0)).toBe(0xfe_ff);
  });

  it('holds every cell as it is, with amounts in major units and negative numbers as numbers', () => {
    expect(rows).toEqual([
      ['Product', 'Day', 'Net sales (GBP)', 'Units', 'Return rate'],
      ["'=1+1", '2026-11-22', '-0.05', '-12.500', '0.0432'],
      ['Scarf, "red" & <wide>\nlong', '2026-11-21', '1234.56', '3', ''],
      ['-12', '2026-11-20', '0.00', '0', '-0.5'],
    ]);
  });

  it.each(['=cmd|x', '+1+2', '@SUM(A1)', '-1+2', '\t=1', '＝1'])('calculates nothing: %s', (text) => {
    const [, row] = parse(csvOf({ columns: [{ title: 'Name', kind: 'text' }], rows: [[text]] }), {
      bom: true,
    });
    expect(row?.[0]).toBe(`'${text}`);
  });
});

it.each([
  [-5, 'GBP', '-0.05'],
  [5, 'JPY', '5'],
  [-1234, 'KWD', '-1.234'],
  [9_007_199_254_740_991, 'GBP', '90071992547409.91'],
])('%i of %s is %s, to the last digit', (minor, currency, text) => {
  expect(majorText(minor, currency)).toBe(text);
});

describe('a workbook', () => {
  const parts = unzipSync(xlsxOf(sheet, 'sales: by [store] and by category'));
  const xml = (path: string) => strFromU8(parts[path] ?? new Uint8Array());
  const drawn = xml('xl/worksheets/sheet1.xml');

  it('has the parts that the format asks for', () => {
    expect(Object.keys(parts).toSorted()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ]);
    expect(xml('xl/workbook.xml')).toContain('name="sales  by  store  and by catego"');
  });

  it('holds text as text, which is never calculated', () => {
    expect(drawn).toContain('<c r="A2" s="0" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>');
    expect(drawn).toContain('Scarf, &quot;red&quot; &amp; &lt;wide&gt;\nlong');
    expect(drawn).not.toContain('<f>');
  });

  it('holds amounts, quantities, rates and days as numbers, and nothing where nothing is known', () => {
    const values = [...drawn.matchAll(/<v>([^<]*)<\/v>/g)].map(([, value]) => value);
    // 46348 is 22 November 2026 in days since 30 December 1899.
    expect(values).toEqual(['46348', '-0.05', '-12.5', '0.0432', '46347', '1234.56', '3', '46346', '0', '0', '-0.5']);
  });
});

it('a file is named after what it holds, the days and the filters, in plain letters', () => {
  const parts = ['Sales by store', '2026-10-24', '2026-11-22', 'Café “Zürich”, 2/3', undefined];
  expect(fileName(parts, 'csv')).toBe('sales-by-store_2026-10-24_2026-11-22_cafe-zurich-2-3.csv');
  expect(fileName([undefined, '../..'], 'xlsx')).toBe('stockroom.xlsx');
});

describe('all pages of a list', () => {
  const pageFrom = (sizes: number[]) => (cursor: string | undefined) => {
    const index = Number(cursor ?? 0);
    const items = Array.from({ length: sizes[index] ?? 0 }, (_, row) => `${index}.${row}`);
    return Promise.resolve({ items, nextCursor: index + 1 < sizes.length ? String(index + 1) : null });
  };

  it('are read to the end, and told as they come', async () => {
    const told: number[] = [];
    const all = await readAllPages(pageFrom([200, 200, 7]), {
      signal: new AbortController().signal,
      onRows: (rows) => told.push(rows),
    });
    expect(all.items).toHaveLength(407);
    expect(all.isCut).toBe(false);
    expect(told).toEqual([200, 400]);
  });

  it('end at the limit, which is told', async () => {
    const all = await readAllPages(pageFrom([exportLimit - 1, 2, 5]), {
      signal: new AbortController().signal,
      onRows: () => {},
    });
    expect(all.items).toHaveLength(exportLimit);
    expect(all.isCut).toBe(true);
  });

  it('a list that ends just at the limit is whole', async () => {
    const all = await readAllPages(pageFrom([exportLimit]), { signal: new AbortController().signal, onRows: () => {} });
    expect(all).toMatchObject({ isCut: false });
  });

  it('are no longer read once it is stopped', async () => {
    const stop = new AbortController();
    const reading = readAllPages(pageFrom([1, 1, 1]), { signal: stop.signal, onRows: () => stop.abort() });
    await expect(reading).rejects.toThrow(/abort/i);
  });
});
