import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
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
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'manager';
  app.api.state.requests.length = 0;
  app.api.views.views.length = 0;
});
afterEach(() => closeTabs(app));

const at = (page: Page) => {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
};
/** What the search of everything lists: select boxes have options, too. */
const found = (page: Page) => page.getByRole('listbox', { name: 'Found' });
const asked = (path: string) =>
  new URLSearchParams(
    app.api.state.requests
      .filter((line) => line.startsWith(`GET ${path}`))
      .at(-1)
      ?.split('?')[1],
  );

describe('the stock bridge', () => {
  it('says from when to when, adds up, and leads from a bar to its movements and on to a product', async () => {
    const { page, complaints } = await openTab(app, '/stock?store=1');
    await page.getByRole('link', { name: 'Stock bridge' }).click();
    await page.getByText(/£26,729\.40 at the opening \+ £1,082\.90 of changes = £27,812\.30 at the closing/).waitFor();
    expect(at(page)).toBe('/bridge?store=1');
    const bars = page.getByRole('list', { name: 'Stock bridge' });
    expect(await bars.getByRole('listitem').count()).toBe(9);
    await bars.getByRole('link', { name: /^Sold/ }).click();
    await page.getByRole('heading', { name: 'Movements', level: 1 }).waitFor();
    await page.getByText('Sale R-10000').waitFor();
    expect(at(page)).toBe('/movements?store=1&kind=sales');
    expect(asked('/movements').get('from')).toBe(asked('/bridge').get('from'));
    expect(asked('/movements').get('to')).toBe(asked('/bridge').get('to'));
    const rows = page.getByRole('table', { name: 'Movements' }).getByRole('row');
    expect(await rows.count()).toBeGreaterThan(5);
    await rows.nth(1).getByRole('link').first().click();
    await page.getByRole('heading', { name: 'Sales, price and stock' }).waitFor();
    await page.goBack();
    await page.getByText('Sale R-10000').waitFor();
    await page.goBack();
    await bars.waitFor();
    expect(complaints).toEqual([]);
  });

  it('keeps days, times, product, store and measure in its address, over a reload', async () => {
    const { page } = await openTab(app, '/bridge?from=2026-11-01&to=2026-11-03&store=3&product=9&measure=units');
    // Days of a store in Tokyo: they begin and end by its clock, 9 hours ahead of UTC.
    await page.getByText('410 at the opening').waitFor();
    expect(Object.fromEntries(asked('/bridge'))).toEqual({
      from: '2026-10-31T14:59:59.999Z',
      to: '2026-11-03T14:59:59.999Z',
      store: '3',
      product: '9',
    });
    await page.getByText('1 Nov 2026, 00:00 GMT+9 to 4 Nov 2026, 00:00 GMT+9').waitFor();
    await page.getByRole('button', { name: 'Set times' }).click();
    await page.getByLabel('To, time of day').fill('18:30');
    await page.waitForURL(/toTime=18%3A30/);
    await page.getByText('to 3 Nov 2026, 18:30 GMT+9').waitFor();
    await page.reload();
    await page.getByText('to 3 Nov 2026, 18:30 GMT+9').waitFor();
    expect(asked('/bridge').get('to')).toBe('2026-11-03T09:29:59.999Z');
    await page.getByRole('combobox', { name: 'Product' }).click();
    await page.getByRole('option', { name: 'All products' }).click();
    await page.waitForURL((url) => !url.search.includes('product'));
    await page.getByText('12,404.5 at the opening').waitFor();
  });

  it('is read as a table by the keyboard alone, whose rows open the same movements', async () => {
    const { page } = await openTab(app, '/bridge');
    const table = page.getByRole('radio', { name: 'Table' });
    await table.waitFor({ state: 'attached' });
    await table.focus();
    await page.keyboard.press('Space');
    const row = page.getByRole('row', { name: /^Counts/ });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['-38', '-£81.90']);
    await row.getByRole('link').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/kind=counts/);
  });
});

describe('the movements', () => {
  it('are narrowed by kind, store and search, paged, and all cleared again', async () => {
    const { page } = await openTab(app, '/movements');
    await page.getByRole('table', { name: 'Movements' }).waitFor();
    await page.getByRole('button', { name: 'Load more' }).click();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 100);
    await page.getByLabel('Kind', { exact: true }).selectOption('receipts');
    await page.getByLabel('Store', { exact: true }).selectOption('3');
    await page.waitForURL(/kind=receipts/);
    await page.getByText('Delivery note DN-').first().waitFor();
    expect(asked('/movements').get('store')).toBe('3');
    await page.getByLabel('Search movements').fill('zebra');
    await page.getByText('Nothing of this kind happened').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForURL((url) => url.search === '');
  });
});

describe('a product', () => {
  it('tells each day exactly, to the pointer and to the arrow keys, with what happened', async () => {
    const { page } = await openTab(app, '/products/9?from=2026-11-01&to=2026-11-10');
    const picture = page.getByRole('slider', { name: /^Sales, price and stock/ });
    await picture.focus();
    await page.keyboard.press('Home');
    await picture.getByText('Sun, 1 Nov 2026').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await picture.getByText('Tue, 3 Nov 2026').waitFor();
    await picture.getByText('D: Delivery of 48').waitFor();
    await picture.getByText('£18.75').waitFor();
    await page.keyboard.press('Escape');
    await picture.getByText('Tue, 3 Nov 2026').waitFor({ state: 'detached' });
    const events = page.getByRole('region', { name: 'What happened' });
    expect(await events.getByRole('listitem').count()).toBe(8);
    await page.getByRole('radio', { name: 'Table' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('row', { name: /Tue, 3 Nov 2026.*Delivery of 48 \(Leeds, Briggate\)/ }).waitFor();
  });

  it('keeps store and period in its address, and leads to its own bridge', async () => {
    const { page } = await openTab(app, '/products/9?store=2');
    await page.getByRole('button', { name: /^Period/ }).click();
    await page.getByRole('button', { name: 'Last 90 days' }).click();
    await page.waitForURL(/range=90d/);
    await page.reload();
    await page.getByRole('link', { name: 'Stock bridge' }).click();
    await page.getByRole('heading', { name: 'Stock bridge', level: 1 }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ store: '2', range: '90d', product: '9' });
  });
});

describe('a saved view', () => {
  it('is saved, opened from another page, renamed and removed', async () => {
    const { page, complaints } = await openTab(app, '/stock?state=low&store=2');
    const menu = page.getByRole('button', { name: 'Saved views' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name').fill('Low in York');
    await page.keyboard.press('Enter');
    await page.getByText('View saved').waitFor();
    expect(app.api.views.views).toMatchObject([{ name: 'Low in York', path: '/stock', search: '?state=low&store=2' }]);
    await page.goto('/imports');
    await menu.click();
    // What has no filters cannot be saved.
    await page.getByRole('menuitem', { name: 'Low in York' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Save this view…' }).count()).toBe(0);
    await page.getByRole('menuitem', { name: 'Low in York' }).click();
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ state: 'low', store: '2' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename or remove…' }).click();
    await page.getByRole('button', { name: 'Rename Low in York' }).click();
    await page.getByLabel('New name of Low in York').fill('York, low');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove York, low' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No saved views').waitFor();
    expect(app.api.views.views).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('cannot take the name of another, and says so', async () => {
    app.api.views.views.push({ id: '77', name: 'Low', path: '/stock', search: '' });
    const { page } = await openTab(app, '/stock?state=low');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name').fill('low');
    await page.keyboard.press('Enter');
    await page.getByText('You have a saved view of this name; choose another').waitFor();
  });
});

describe('the search of everything', () => {
  it('opens by key, goes by arrows and Enter, and gives the focus back', async () => {
    app.api.views.views.push({ id: '78', name: 'Bestsellers in York', path: '/products', search: '?category=Garden' });
    const { page, complaints } = await openTab(app, '/stock');
    const box = page.getByLabel('Search stock');
    await box.focus();
    await page.keyboard.press('Control+k');
    const input = page.getByRole('combobox', { name: 'Search everything' });
    await input.waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Search stock');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('york');
    await found(page).getByRole('option', { name: 'Bestsellers in York' }).waitFor();
    expect(
      await found(page)
        .getByRole('option', { name: /York, Coppergate/ })
        .count(),
    ).toBe(2);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/products\?category=Garden/);
    expect(complaints).toEqual([]);
  });

  it('opens the product of a SKU that is typed and entered faster than a list can come', async () => {
    const { page } = await openTab(app, '/imports');
    await page.getByRole('heading', { name: 'Imports' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everything' }).waitFor();
    await page.keyboard.type('20003a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/products\/4$/);
    await page.getByRole('heading', { name: /no\. 3$/ }).waitFor();
  });

  it('leads to adjusting a product, for those who may', async () => {
    const { page } = await openTab(app, '/stock');
    await page.getByRole('button', { name: /^Search Ctrl/ }).click();
    await page.getByRole('combobox', { name: 'Search everything' }).fill('adjust');
    await found(page).getByRole('option', { name: 'Adjust stock of a product…' }).click();
    await page.getByRole('combobox', { name: 'Product to adjust' }).fill('20008C');
    await found(page)
      .getByRole('option', { name: /20008C/ })
      .click();
    await page.getByRole('dialog', { name: /^Adjust / }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForURL(/\/products\/9$/);
    app.api.state.role = 'viewer';
    await page.goto('/stock');
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search everything' }).fill('adjust');
    await page.getByText('Nothing matches').waitFor();
  });

  it('? shows the shortcuts, but not to who is typing one', async () => {
    const { page } = await openTab(app, '/stock');
    await page.getByLabel('Search stock').fill('');
    await page.getByLabel('Search stock').press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByLabel('Search stock').blur();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  });
});

describe('on paper', () => {
  it.for(['/bridge', '/movements', '/products/2', '/stock'])(
    '%s is light, fits A4, and shows no navigation',
    async (path) => {
      const { page } = await openTab(app, path, { colorScheme: 'dark' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.setViewportSize({ width: 703, height: 1000 });
      await page.emulateMedia({ media: 'print' });
      const look = () =>
        page.evaluate(() => ({
          scheme: document.documentElement.dataset['mantineColorScheme'],
          background: getComputedStyle(document.body).backgroundColor,
          navigation: [...document.querySelectorAll('nav')].some((one) => one.checkVisibility()),
        }));
      await expect
        .poll(look, { timeout: 15_000 })
        .toEqual({ scheme: 'light', background: 'rgb(255, 255, 255)', navigation: false });
      expect(await sidewaysOverflow(page)).toBe(0);
      await page.emulateMedia({ media: 'screen' });
      await expect.poll(look, { timeout: 15_000 }).toMatchObject({ scheme: 'dark' });
    },
  );

  it.for([
    { path: '/', words: ['Period: ', 'compared with ', 'all stores in GBP', 'printed '] },
    { path: '/figures?by=product&show=stock', words: ['Stock by product', 'Period: ', 'compared with ', 'in GBP'] },
    { path: '/stock?state=low&store=1&search=no', words: ['only low', 'search: “no”', 'printed '] },
    { path: '/movements?store=1&kind=sales', words: ['only sold', 'printed '] },
  ])('$path says in words what its controls say on the screen', async ({ path, words }) => {
    const { page } = await openTab(app, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const line = page.locator('header > p');
    expect(await line.count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    const text = await line.innerText();
    for (const word of words) expect(text).toContain(word);
    for (const control of await page.locator('main').locator('input:not([type=radio]), select').all())
      expect(await control.isVisible(), await control.evaluate((one) => one.outerHTML)).toBe(false);
    expect(await page.getByRole('button', { name: 'Details' }).count()).toBe(0);
    await page.setViewportSize({ width: 703, height: 1000 });
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('the stock list has all rows that are loaded, not those in sight alone', async () => {
    const { page } = await openTab(app, '/stock');
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    const rows = () => page.locator('tbody tr').count();
    expect(await rows()).toBeLessThan(60);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(rows).toBeGreaterThanOrEqual(100);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('thead')!).display)).toBe(
      'table-header-group',
    );
  });
});

describe('the stock list', () => {
  it.for([768, 1024, 1121, 1280, 1440, 1920])('names products in full view at %s px', async (width) => {
    const { page } = await openTab(app, '/stock', { viewport: { width, height: 900 } });
    const table = page.getByRole('table', { name: 'Stock' });
    await table.waitFor();
    const box = await table.getByRole('columnheader', { name: 'Product' }).boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(200);
    const cut = await table
      .getByRole('columnheader')
      .evaluateAll((heads) =>
        heads.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
      );
    expect(cut).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  });
});

const pages = [
  { path: '/bridge', ready: 'at the closing' },
  { path: '/bridge?product=9&measure=units', ready: 'at the closing' },
  { path: '/movements', ready: 'Delivery note' },
  { path: '/products/9', ready: 'Damaged, 1.5 taken away' },
];
for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [380, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      const options = { colorScheme, viewport: { width, height: 844 } };

      it.for(pages)('$path is quiet, still, fits and is accessible', async ({ path, ready }) => {
        const { page, complaints } = await openTab(app, path, options);
        await page.getByText(ready).first().waitFor();
        await page.waitForLoadState('networkidle');
        expect(await layoutShift(page)).toBeLessThan(0.02);
        expect(await sidewaysOverflow(page)).toBe(0);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });

      it('search, shortcuts and saved views are accessible while they are open', async () => {
        app.api.views.views.push({ id: '79', name: 'Low', path: '/stock', search: '?state=low' });
        const { page } = await openTab(app, '/stock', options);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('cream');
        await found(page).getByRole('option').first().waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Saved views' }).click();
        await page.getByRole('menuitem', { name: 'Rename or remove…' }).click();
        await page.getByRole('button', { name: 'Rename Low' }).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
      });
    });
