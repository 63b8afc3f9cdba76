import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays } from '#domain/analytics/period.ts';
import {
  accessibilityProblems,
  closeTabs,
  layoutShift,
  openTab,
  type RunningApp,
  sidewaysOverflow,
  startApp,
} from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => {
  app.api.state.requests.length = 0;
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

/** What was asked of a route last, as its query. */
const lastAsked = (path: string) =>
  new URLSearchParams(app.api.state.requests.findLast((line) => line.startsWith(`GET ${path}?`))?.split('?')[1]);
const searchOf = (page: Page) => Object.fromEntries(new URL(page.url()).searchParams);
const today = () => new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' }).format(new Date());
const dashboardReady = (page: Page) => page.getByRole('heading', { name: 'Recent imports' }).waitFor();
/** The changes that are told beside figures, today's tile apart: that one meets the same time of day. */
const changes = (page: Page) =>
  page
    .locator('main')
    .getByText(/[▲▼] *[\d,.]+(%| pts)/)
    .filter({ visible: true })
    .evaluateAll((all) =>
      all.filter((one) => !one.closest('a')?.textContent.startsWith('Sales today')).map((one) => one.textContent),
    );
const list = (page: Page) => page.getByRole('region', { name: /^Figures by/ });

async function saved(page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await press();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

describe('the dashboard', () => {
  it('says that cover, classes and ages are being updated while they are, and nothing when they are right', async () => {
    const { page } = await openTab(app, '/');
    await dashboardReady(page);
    const note = page.getByText('Cover, classes, ages: updating');
    expect(await note.count()).toBe(0);
    await page.route('**/dashboard/stock*', async (route) => {
      const response = await route.fetch();
      const answer: unknown = await response.json();
      await route.fulfill({ response, json: Object.assign({}, answer, { isChanging: true }) });
    });
    await page.reload();
    await note.waitFor();
    await page.unrouteAll({ behavior: 'wait' });
  });

  it('asks for the 30 days up to yesterday against those before, in two requests, and leaves the address clean', async () => {
    const { page, complaints } = await openTab(app, '/');
    await dashboardReady(page);
    const asked = lastAsked('/dashboard/sales');
    expect(Object.fromEntries(asked)).toEqual({
      from: addDays(today(), -30),
      to: addDays(today(), -1),
      compare: 'previous',
    });
    expect(new URL(page.url()).search).toBe('');
    const first = app.api.state.requests.filter((line) => /\/(dashboard|figures)/.test(line));
    expect(new Set(first.map((line) => line.split('?')[0]))).toEqual(
      new Set(['GET /dashboard/sales', 'GET /dashboard/stock']),
    );
    expect(complaints).toEqual([]);
  });

  it('keeps period, comparison, store and currency in the address, over reload and back', async () => {
    const { page } = await openTab(app, '/');
    await dashboardReady(page);
    await page.getByRole('button', { name: /^Period:/ }).click();
    await page.getByRole('button', { name: 'Last 7 days' }).click();
    await page.waitForURL(/range=7d/);
    await page.getByLabel('Compare').selectOption('lastYear');
    await page.getByLabel('Currency').selectOption('JPY');
    await page.waitForURL(/currency=JPY/);
    await page.getByText('¥').first().waitFor();
    expect(searchOf(page)).toEqual({ range: '7d', compare: 'lastYear', currency: 'JPY' });
    await page.reload();
    await dashboardReady(page);
    expect(Object.fromEntries(lastAsked('/dashboard/sales'))).toMatchObject({ compare: 'lastYear', currency: 'JPY' });
    await page.goBack();
    await page.waitForURL((url) => !url.search.includes('JPY'));
    expect(searchOf(page)).toEqual({ range: '7d', compare: 'lastYear' });
    expect(await page.getByLabel('Currency').inputValue()).toBe('GBP');
  });

  it('takes days of one’s own, and refuses an end before the start', async () => {
    const { page } = await openTab(app, '/');
    await dashboardReady(page);
    await page.getByRole('button', { name: /^Period:/ }).click();
    await page.getByLabel('From', { exact: true }).fill('2026-03-10');
    await page.getByLabel('To', { exact: true }).fill('2026-03-01');
    await page.getByText('The last day is before the first.').waitFor();
    expect(await page.getByRole('button', { name: 'Show' }).isDisabled()).toBe(true);
    await page.getByLabel('To', { exact: true }).fill('2026-03-31');
    await page.getByText('22 days').waitFor();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.waitForURL(/from=2026-03-10&to=2026-03-31/);
    expect(Object.fromEntries(lastAsked('/dashboard/sales'))).toMatchObject({ from: '2026-03-10', to: '2026-03-31' });
  });

  it('tells what a figure is and was, to the mouse and to the keyboard', async () => {
    const { page } = await openTab(app, '/?from=2026-03-01&to=2026-03-31');
    await dashboardReady(page);
    const card = page.getByRole('link', { name: /^Gross margin/ }).first();
    const tip = page.getByRole('tooltip').filter({ hasText: 'Net sales less what the goods cost' });
    expect(await tip.isVisible()).toBe(false);
    await card.focus();
    await tip.waitFor();
    expect(await tip.textContent()).toMatch(/£[\d,]+\.\d\d.*29 Jan – 28 Feb 2026/);
  });

  it('tells no change against days of which a part is known, but from when they are', async () => {
    const { page } = await openTab(app, '/?from=2024-01-10&to=2024-02-20');
    await dashboardReady(page);
    await page.getByText('only those from 1 Jan 2024 are known, so no change is told').waitFor();
    const tile = page.getByRole('link', { name: /^Net sales/ }).first();
    expect(await tile.textContent()).toContain('before: only from 1 Jan 2024');
    expect(await changes(page)).toEqual([]);
    await page.goto('/figures?from=2024-01-10&to=2024-02-20');
    await page.getByText('only those from 1 Jan 2024 are known, so no change is told').waitFor();
    expect(await changes(page)).toEqual([]);
    await page.goto('/figures?from=2026-02-01&to=2026-02-28');
    await list(page).waitFor();
    expect(await changes(page)).not.toEqual([]);
  });

  it('says of a week ago without sales that there were none by now, and nothing of one that is not known', async () => {
    const { page } = await openTab(app, '/');
    const tile = page.getByRole('link', { name: /^Sales today so far/ });
    const show = async (today: object) => {
      await page.route('**/dashboard/sales*', async (route) => {
        const response = await route.fetch();
        const answer: unknown = await response.json();
        await route.fulfill({ response, json: Object.assign({}, answer, { today }) });
      });
      await page.reload();
      const text = await tile.textContent();
      await page.unrouteAll({ behavior: 'wait' });
      return text;
    };
    const none = { netMinor: 4_500, lastWeekMinor: 0, units: '5', lastWeekUnits: '0' };
    expect(await show(none)).toMatch(/^Sales today so far£45\.00none last \w+day by now5 units none by then$/);
    const unknown = { ...none, lastWeekMinor: null, lastWeekUnits: null };
    expect(await show(unknown)).toMatch(/^Sales today so far£45\.005 units $/);
  });

  it('draws no line of days of which nothing is known, and says once why', async () => {
    const { page } = await openTab(app, '/?from=2024-06-01&to=2024-06-30&compare=lastYear');
    await dashboardReady(page);
    expect(await page.getByText(/^Nothing is known of the days before/).count()).toBe(1);
    await page.locator('.recharts-curve').first().waitFor();
    expect(await page.getByText('Net sales before').count()).toBe(0);
    expect(await changes(page)).toEqual([]);
  });

  it('compares today with no whole day, here and in the list, and draws it as bars with words', async () => {
    const { page } = await openTab(app, '/?range=today');
    await dashboardReady(page);
    await page.getByText('sums of a whole day stand beside it, not against it').waitFor();
    for (const name of ['Sales by store', 'Sales by category', 'Best products', 'Sales over time']) {
      const panel = page.getByRole('region', { name, exact: true });
      expect([name, await panel.getByText(/[▲▼]/).count()]).toEqual([name, 0]);
    }
    const bars = page.getByRole('list', { name: /^Sales over time, / });
    expect(await bars.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^Net sales so far£/),
      expect.stringMatching(/^Gross margin so far£/),
      expect.stringMatching(/^Net sales of the whole day before£/),
      expect.stringMatching(/^Gross margin of the whole day before£/),
    ]);
    await page.goto('/figures?range=today');
    await page.getByText('sums of a whole day stand beside it, not against it').waitFor();
    const cell = list(page)
      .getByRole('row', { name: /^All together/ })
      .getByRole('cell')
      .first();
    expect(await cell.textContent()).toMatch(/whole day before: £[\d,.]+$/);
  });

  it('says of days ahead that they are, and not that today is not over', async () => {
    const { page } = await openTab(app, '/?from=2099-01-01&to=2099-01-31');
    await dashboardReady(page);
    await page.getByText('These days lie ahead, so nothing has happened in them yet.').waitFor();
    expect(await page.getByText(/Today is not over yet|Complete to|Nothing sold/).count()).toBe(0);
  });

  it('leaves the day that is not over out of the line, and says so', async () => {
    const { page } = await openTab(app, `/?from=${addDays(today(), -9)}&to=${today()}&compare=none`);
    await dashboardReady(page);
    await page.getByText(/no point yet for today \(£[\d,.]+ so far\)/).waitFor();
    const chart = page.getByRole('group', { name: /^Net sales and gross margin/ });
    await chart.locator('.recharts-line-curve').first().waitFor();
    const points = (await chart.locator('.recharts-line-curve').first().getAttribute('d'))!.match(/[ML]/g);
    expect(points).toHaveLength(9);
  });

  it('says how complete the figures are, and tells it by store on a press', async () => {
    const { page } = await openTab(app, '/');
    await page.getByText(/York, Coppergate's sales file for .* is missing/).waitFor();
    await page.getByRole('button', { name: 'Details' }).click();
    await page
      .getByRole('dialog')
      .getByText(/Sales file for .* is missing/)
      .waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('opens the day behind a point by mouse, by keyboard and from the table', async () => {
    const path = '/?from=2026-03-01&to=2026-03-31&compare=none';
    const { page } = await openTab(app, path);
    const chart = page.getByRole('group', { name: /^Net sales and gross margin/ });
    await chart.locator('.recharts-curve').first().waitFor();
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.waitForURL(/\/figures/);
    const opened = searchOf(page);
    expect(opened['from']).toBe(opened['to']);
    expect(opened['from']! > '2026-03-10' && opened['from']! < '2026-03-20').toBe(true);

    await page.goto(path);
    await chart.locator('.recharts-curve').first().waitFor();
    await chart.locator('svg.recharts-surface').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/figures/);
    expect(searchOf(page)['from']).toBe('2026-03-03');

    await page.goto(path);
    await page.getByRole('radiogroup', { name: 'Sales over time: view as' }).getByText('Table').click();
    await page.getByRole('link', { name: /31 Mar 2026/ }).click();
    await page.waitForURL(/from=2026-03-31&to=2026-03-31/);
  });

  it('walks through the hours with the arrow keys, and leads from an hour to its days', async () => {
    const { page } = await openTab(app, '/?from=2026-03-02&to=2026-03-15');
    const map = page.getByRole('table', { name: /hours by weekdays/ });
    await map.waitFor();
    expect(await map.locator('button[tabindex="0"]').count()).toBe(1);
    await map.locator('button[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toMatch(
      /^Tuesday 10:00: £[\d,.]+, .* units, .* receipts$/,
    );
    await page.keyboard.press('Enter');
    const days = page.getByRole('dialog', { name: 'Tuesdays, 10:00 to 11:00' });
    await days.waitFor();
    expect(await days.getByRole('link').allTextContents()).toEqual(['Tue, 10 Mar 2026', 'Tue, 3 Mar 2026']);
    await days.getByRole('link').first().click();
    await page.waitForURL(/\/figures/);
    expect(searchOf(page)).toEqual({ from: '2026-03-10', to: '2026-03-10', by: 'product' });
  });

  it('opens the products of a category and the categories of a store', async () => {
    const { page } = await openTab(app, '/?range=7d');
    await page
      .getByRole('list', { name: 'Sales by category' })
      .getByRole('link', { name: /Kitchen/ })
      .click();
    await page.waitForURL(/\/figures/);
    expect(searchOf(page)).toEqual({ range: '7d', by: 'product', category: 'Kitchen' });
    await page.goBack();
    await page.getByRole('list', { name: 'Sales by store' }).getByRole('link', { name: /York/ }).click();
    await page.waitForURL(/\/figures/);
    expect(searchOf(page)).toEqual({ range: '7d', by: 'category', store: '2' });
  });

  it('saves the table behind a chart', async () => {
    const { page } = await openTab(app, '/?from=2026-03-01&to=2026-03-31');
    const panel = page.getByRole('region', { name: 'Sales by store' });
    await panel.getByText('Table').click();
    const { name, bytes } = await saved(page, async () => {
      await panel.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'CSV file' }).click();
    });
    expect(name).toBe('sales-by-store_2026-03-01_2026-03-31_gbp.csv');
    const rows = parse(bytes, { bom: true });
    expect(rows.map(([store]) => store)).toEqual(['Store', 'Leeds, Briggate', 'York, Coppergate']);
    expect(rows[1]?.[1]).toMatch(/^\d+\.\d\d$/);
  });

  it('tells the guide of a new chain, and nothing of periods', async () => {
    Object.assign(app.api.state, { isEmpty: true, role: 'admin' });
    const { page } = await openTab(app, '/');
    await page.getByText('First steps').waitFor();
    expect(await page.getByRole('button', { name: /^Period:/ }).count()).toBe(0);
    Object.assign(app.api.state, { isEmpty: false, role: 'manager' });
  });

  it('shows what sold when stock cannot be read, and the other way round is said', async () => {
    app.api.state.broken.add('/dashboard/stock');
    const { page } = await openTab(app, '/');
    await page.getByText('The stock figures could not be loaded').waitFor({ timeout: 20_000 });
    await page.getByRole('heading', { name: 'Sales over time' }).waitFor();
    app.api.state.broken.clear();
  });
});

describe('the list of figures', () => {
  it('leads from a store to its categories, to their products, to the product’s page, over the same days', async () => {
    const { page, complaints } = await openTab(app, '/figures?range=7d');
    await list(page).getByRole('link', { name: 'Leeds, Briggate' }).click();
    await list(page).getByRole('link', { name: 'Kitchen' }).click();
    await page.getByRole('button', { name: /^Kitchen/ }).waitFor();
    expect(searchOf(page)).toEqual({ range: '7d', by: 'product', store: '1', category: 'Kitchen' });
    expect(lastAsked('/figures').get('category')).toBe('Kitchen');
    await list(page).getByRole('link').first().click();
    await page.waitForURL(/\/products\/\d+\?/);
    expect(searchOf(page)).toEqual({ range: '7d', store: '1' });
    await page.goBack();
    await page.goBack();
    await list(page).getByRole('columnheader', { name: 'Category' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('asks for what has no category by an empty one', async () => {
    const { page } = await openTab(app, '/figures?by=category');
    await list(page).getByRole('link', { name: 'No category' }).click();
    await page.getByRole('button', { name: /^No category/ }).waitFor();
    expect(lastAsked('/figures').get('category')).toBe('');
    await page.getByRole('button', { name: /^No category/ }).click();
    await page.waitForURL((url) => !url.search.includes('without'));
    expect(lastAsked('/figures').has('category')).toBe(false);
  });

  it('sorts by a column, turns it round, and keeps both in the address', async () => {
    const { page } = await openTab(app, '/figures?by=product&show=margin');
    const head = list(page).getByRole('columnheader', { name: 'Gross margin' });
    await head.getByRole('button').click();
    await page.waitForURL(/sort=grossMargin/);
    await head.getByRole('button').click();
    await page.waitForURL(/dir=asc/);
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.reload();
    await list(page).waitFor();
    expect(Object.fromEntries(lastAsked('/figures'))).toMatchObject({ sort: 'grossMargin', dir: 'asc' });
  });

  it('shows another group of columns, and says why a figure is missing', async () => {
    const { page } = await openTab(app, '/figures?by=category');
    await list(page).waitFor();
    await page.getByRole('radiogroup', { name: 'Figures' }).getByText('Stock', { exact: true }).click();
    await list(page).getByRole('columnheader', { name: 'Stock value' }).waitFor();
    await page.getByText('Cover with orders is not shown: Nothing is on order in this system yet.').waitFor();
    await page.getByRole('radiogroup', { name: 'Figures' }).getByText('Sales', { exact: true }).click();
    const none = list(page).getByText('n/a').first();
    await none.focus();
    await page.getByText('A basket holds several products').first().waitFor();
  });

  it('finds products, and says when nothing matches', async () => {
    const { page } = await openTab(app, '/figures?by=product');
    await list(page).waitFor();
    await page.getByLabel('Search products').fill('20003');
    await page.waitForURL(/search=20003/);
    await list(page).getByText('20003A').waitFor();
    await page.getByLabel('Search products').fill('zebra');
    await page.getByText('Nothing matches').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await list(page).waitFor();
  });

  it('saves all that matches, not just the page, with formulas disarmed', async () => {
    const { page } = await openTab(app, '/figures?by=product&from=2026-03-01&to=2026-03-31&compare=none&store=2');
    await list(page).waitFor();
    const { name, bytes } = await saved(page, async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'CSV file' }).click();
    });
    expect(name).toBe('sales-by-product_2026-03-01_2026-03-31_york-coppergate.csv');
    const rows = parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(401);
    expect(rows[0]?.['Product']).toBe('All together');
    expect(rows.find(({ SKU }) => SKU === '20012A')?.['Product']).toBe(`'=HYPERLINK("http://evil.example","win")`);
    expect(rows[0]?.['Net sales (GBP)']).toMatch(/^-?\d+\.\d\d$/);
  });

  it('saves an Excel workbook under the content policy of the cloud', async () => {
    const { page, complaints } = await openTab(app, '/figures?by=product&show=margin');
    await list(page).waitFor();
    const { name, bytes } = await saved(page, async () => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: 'Excel workbook' }).click();
    });
    expect(name).toMatch(/^margin-by-product_.*\.xlsx$/);
    const sheet = strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!);
    expect(sheet.match(/<row /g)).toHaveLength(402);
    expect(sheet).toContain('=HYPERLINK(');
    expect(sheet).not.toContain('<f>');
    expect(complaints).toEqual([]);
  });
});

it('the stock list is saved as it is filtered, to its end', async () => {
  const { page } = await openTab(app, '/stock?store=2&search=no.');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  const { name, bytes } = await saved(page, async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'CSV file' }).click();
  });
  expect(name).toMatch(/^stock_\d{4}-\d\d-\d\d_york-coppergate_search-no\.csv$/);
  const rows = parse(bytes, { bom: true, columns: true }) as Record<string, string>[];
  expect(rows).toHaveLength(400);
  expect(new Set(rows.map(({ Store }) => Store))).toEqual(new Set(['York, Coppergate']));
  expect(rows.some((row) => row['On hand'] === '-3')).toBe(true);
});

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [380, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      it.for(['/', '/figures', '/figures?by=product&show=stock'])(
        '%s is accessible, fits the window and keeps still, also with another store and other days',
        async (path) => {
          const { page, complaints } = await openTab(app, path, { colorScheme, viewport: { width, height: 844 } });
          if (path === '/') await page.locator('.recharts-curve').first().waitFor();
          else await list(page).waitFor();
          expect(await layoutShift(page)).toBeLessThan(0.02);
          expect(await sidewaysOverflow(page)).toBe(0);
          expect(await accessibilityProblems(page)).toEqual([]);
          await page.getByLabel('Store', { exact: true }).selectOption({ label: 'Leeds, Briggate' });
          await page.waitForURL(/store=1/);
          await page.locator('[aria-busy="true"]').waitFor({ state: 'detached' });
          expect(complaints).toEqual([]);
        },
      );

      it('the tables behind the charts are accessible', async () => {
        const { page } = await openTab(app, '/', { colorScheme, viewport: { width, height: 844 } });
        await dashboardReady(page);
        for (const view of await page.getByText('Table', { exact: true }).all()) await view.click();
        expect(await sidewaysOverflow(page)).toBe(0);
        expect(await accessibilityProblems(page)).toEqual([]);
      });
    });
