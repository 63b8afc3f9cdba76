import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'csv-parse/sync';
import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import type { SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { headlineNames, Report } from '#domain/reports/report.ts';
import { reportOf } from '#domain/reports/report.actions.ts';
import { linesOnce, writeMail } from '#domain/reports/write.actions.ts';
import { launchBrowser } from '#tests/setup/browser.ts';
import { forBrowser } from '#domain/reports/written.ts';
import { type DemoWorld, openDemo } from './world.ts';

let world: DemoWorld;
let platform: Platform;
let statements = 0;
beforeAll(async () => {
  world = await openDemo();
  const { platform: whole } = world.api;
  await refreshAvailability(whole);
  const db: Platform['db'] = {
    query: (...asked) => {
      statements += 1;
      return whole.db.query(...asked);
    },
  };
  platform = { ...whole, files: world.files, db, reads: db };
}, 120_000);
afterAll(() => world.api.close());

const origin = 'https://stock.example.com';

/** The dashboard as its page asks for it. */
async function dashboard(query: Record<string, string>): Promise<SalesDashboard> {
  const { status, body, text } = await world.api.call('GET', '/dashboard/sales', { as: 'admin', query });
  expect(status, text).toBe(200);
  return body as SalesDashboard;
}

describe('the figures of a report are those of the dashboard', () => {
  const cases = [
    ['NORTHGATE', 'daily', '2026-03-09', '2026-03-09', '2026-03-02', '2026-03-02'],
    ['MARAIS', 'weekly', '2026-03-02', '2026-03-08', '2026-02-23', '2026-03-01'],
    ['HUDSON', 'monthly', '2026-02-01', '2026-02-28', '2026-01-01', '2026-01-31'],
    [null, 'daily', '2026-03-08', '2026-03-08', '2026-03-01', '2026-03-01'],
  ] as const;
  test.each(cases)('of %s, %s', async (code, kind, from, to, beforeFrom, beforeTo) => {
    const storeId = code === null ? null : (world.stores[code] ?? '');
    const report = await reportOf(platform, { storeId, kind, to });
    expect(report).toMatchObject({ from, to, before: { from: beforeFrom, to: beforeTo }, isPartial: false });
    expect(report.parts).toHaveLength(code === null ? 3 : 1);
    expect(Report.parse(report)).toEqual(report);
    for (const part of report.parts) {
      const whose: Record<string, string> = storeId === null ? { currency: part.currency } : { store: storeId };
      const now = await dashboard({ from, to, compare: 'lastYear', ...whose });
      const before = await dashboard({ from: beforeFrom, to: beforeTo, ...whose });
      expect(part.headline).toEqual(
        headlineNames.map((name) => ({
          name,
          value: now.figures[name].value,
          before: before.figures[name].value,
          lastYear: now.figuresBefore?.[name].value ?? null,
        })),
      );
      const net = now.figures.netSales.value;
      expect(net).toBeGreaterThan(0);
      const sum = (rows: { netMinor: number }[]) => rows.reduce((total, { netMinor }) => total + netMinor, 0);
      expect([sum(part.hours), sum(part.categories), sum(part.stores)]).toEqual([net, net, net]);
      if (kind !== 'daily') expect(sum(part.days)).toBe(net);
      expect(part.top).toEqual(now.top);
      expect(part.bottom).toEqual(now.bottom);
      expect(part.stockOuts.missedMinor).toBe(now.figures.missedSales.value);
    }
  });

  test('and it takes a bounded number of statements, whatever it tells', async () => {
    statements = 0;
    await reportOf(platform, { storeId: world.stores['NORTHGATE'] ?? '', kind: 'daily', to: '2026-03-09' });
    const one = statements;
    statements = 0;
    await reportOf(platform, { storeId: null, kind: 'monthly', to: '2026-02-28' });
    expect(one).toBeLessThan(32);
    expect(statements).toBeLessThan(3 * 32);
  });
});

test('the lines that are attached add up to the net sales, as CSV and as a workbook', async () => {
  const report = await reportOf(platform, {
    storeId: world.stores['NORTHGATE'] ?? '',
    kind: 'daily',
    to: '2026-03-09',
  });
  const reader = { language: 'de', locale: 'de-DE', attachments: ['csv', 'xlsx'], origin } as const;
  const mail = await writeMail(
    report,
    { ...reader, attachments: [...reader.attachments] },
    linesOnce(platform, report),
  );
  expect(mail.files.map(({ name }) => name)).toEqual([
    'sales_Northgate_2026-03-09.csv',
    'sales_Northgate_2026-03-09.xlsx',
  ]);
  const csv = Buffer.from(mail.files[0]?.base64 ?? '', 'base64');
  const rows = parse(csv, { bom: true, delimiter: ';', columns: true }) as unknown as Record<string, string>[];
  const cents = rows.reduce((sum, row) => sum + Number((row['Netto'] ?? '').replace(',', '')), 0);
  expect(cents).toBe(report.parts[0]?.headline[0]?.value);
  // A workbook is a zip.
  expect(
    Buffer.from(mail.files[1]?.base64 ?? '', 'base64')
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

test('what is out of line is told with what is usual and the products that most of it is of', async () => {
  const { sql } = world.api.database;
  const id = world.stores['HARBOUR'] ?? '';
  const quiet = await reportOf(platform, { storeId: id, kind: 'daily', to: '2026-03-10' });
  expect(quiet.parts[0]?.outOfLine.filter(({ what }) => what === 'discounts')).toEqual([]);
  const { rows } = await sql.query<{ sku: string }>('select sku from product where is_stocked order by id limit 1');
  const { status, text } = await world.api.call('POST', '/sales', {
    as: 'admin',
    headers: { 'idempotency-key': crypto.randomUUID() },
    body: {
      storeId: id,
      soldAt: '2026-03-10T12:00:00Z',
      lines: [{ sku: rows[0]?.sku, quantity: '10', unitPrice: '100', discountMinor: 60_000, taxMinor: 0 }],
    },
  });
  expect(status, text).toBe(200);
  const report = await reportOf(platform, { storeId: id, kind: 'daily', to: '2026-03-10' });
  const [odd] = report.parts[0]?.outOfLine.filter(({ what }) => what === 'discounts') ?? [];
  expect(odd?.storeName).toBe('Harbour');
  expect(odd?.products[0]).toMatchObject({ sku: rows[0]?.sku, minor: 60_000 });
  expect(odd?.rate).toBeGreaterThan(2 * (odd?.usualRate ?? 1));
});

describe('the mail', () => {
  const readers = [
    { language: 'en', locale: 'en-GB' },
    { language: 'de', locale: 'de-CH' },
    { language: 'fr', locale: 'fr-FR' },
  ] as const;
  test('is below 100 kB in every language, of the whole chain in three currencies too', async () => {
    const report = await reportOf(platform, { storeId: null, kind: 'weekly', to: '2026-03-08' });
    for (const reader of readers) {
      const mail = await writeMail(report, { ...reader, attachments: [], origin }, () => Promise.resolve(null));
      expect(Buffer.byteLength(mail.html)).toBeLessThan(100_000);
      expect(mail.html).toContain(`lang="${reader.language}"`);
      // Every picture has words in its stead, and is the mail's own.
      const pictures = [...mail.html.matchAll(/<img[^>]*>/g)].map(([tag]) => tag);
      expect(pictures).toHaveLength(mail.pictures.length);
      for (const tag of pictures) expect(tag).toMatch(/alt="[^"]{40,}"/);
      for (const { contentId } of mail.pictures) expect(mail.html).toContain(`cid:${contentId}"`);
      expect(mail.html).not.toMatch(/<(script|link|iframe)|undefined|NaN|\[object/);
      expect(mail.text).not.toMatch(/undefined|NaN|\[object|<\w/);
    }
  });

  test('writes numbers, money and days as its reader does', async () => {
    const report = await reportOf(platform, { storeId: world.stores['MARAIS'] ?? '', kind: 'daily', to: '2026-03-07' });
    const write = async (reader: (typeof readers)[number]) =>
      writeMail(report, { ...reader, attachments: [], origin }, () => Promise.resolve(null));
    const [english, german, french] = await Promise.all(readers.map(write));
    const net = (report.parts[0]?.headline[0]?.value ?? 0) / 100;
    expect(english?.subject).toMatch(/^Daily report: Le Marais, Saturday,? 7 March 2026$/);
    expect(german?.subject).toBe('Tagesbericht: Le Marais, Samstag, 7. März 2026');
    expect(french?.subject).toBe('Rapport du jour\u00A0: Le Marais, samedi 7 mars 2026');
    for (const [mail, locale] of [
      [english, 'en-GB'],
      [german, 'de-CH'],
      [french, 'fr-FR'],
    ] as const)
      expect(mail?.text).toContain(new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' }).format(net));
  });

  test('fits 600 pixels and a phone, in light and dark, and can be read there', async () => {
    const report = await reportOf(platform, {
      storeId: world.stores['NORTHGATE'] ?? '',
      kind: 'daily',
      to: '2026-03-09',
    });
    const browser = await launchBrowser();
    try {
      for (const reader of readers) {
        const mail = await writeMail(report, { ...reader, attachments: [], origin }, () => Promise.resolve(null));
        for (const [width, colorScheme] of [
          [600, 'light'],
          [600, 'dark'],
          [375, 'light'],
          [375, 'dark'],
        ] as const) {
          const page = await browser.newPage({ viewport: { width, height: 1_200 }, colorScheme });
          await page.setContent(forBrowser(mail));
          const seen = await page.evaluate(() => ({
            wide: document.documentElement.scrollWidth,
            ink: getComputedStyle(document.querySelector('.t td') ?? document.body).color,
            card: getComputedStyle(document.querySelector('.card') ?? document.body).backgroundColor,
            pictures: [...document.images].map(({ naturalWidth, complete }) => complete && naturalWidth),
          }));
          expect([reader.language, width, seen.wide]).toEqual([reader.language, width, width]);
          expect(contrast(seen.ink, seen.card)).toBeGreaterThan(7);
          expect(seen.pictures).toEqual([1_104, 1_104]);
          // A picture of it, for whoever looks: the first screen.
          const png = await page.screenshot(
            process.env['REPORT_PICTURES'] === undefined
              ? {}
              : {
                  path: `${process.env['REPORT_PICTURES']}/${reader.language}-${width}-${colorScheme}.png`,
                  fullPage: true,
                },
          );
          expect(png.length).toBeGreaterThan(10_000);
          await page.close();
        }
      }
    } finally {
      await browser.close();
    }
  });
});

/** WCAG 2.2's contrast of two colours as the browser tells them, `rgb(1, 2, 3)`. */
function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [bright = 0, dark = 0] = [light(one), light(other)].toSorted((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}
