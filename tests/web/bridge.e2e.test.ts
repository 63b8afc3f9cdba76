import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

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
const asked = (path: string) =>
  new URLSearchParams(
    app.api.state.requests
      .filter((line) => line.startsWith(`GET ${path}`))
      .at(-1)
      ?.split('?')[1],
  );

describe('movements of the stores of one currency', () => {
  it('say so, and are widened to all stores again', async () => {
    const { page } = await openTab(app, '/movements?currency=GBP');
    await page.getByRole('button', { name: 'Remove the filter: stores in GBP' }).click();
    await expect.poll(() => at(page)).toBe('/movements');
    await expect.poll(() => asked('/movements').get('currency')).toBe(null);
    expect(await page.getByRole('button', { name: /^Remove the filter/ }).count()).toBe(0);
  });
});

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
    await page.getByText(/Sold in all: .*units/).waitFor();
    await page.goBack();
    await bars.getByRole('link', { name: /^Counts/ }).click();
    await page.getByRole('switch', { name: 'Only differences' }).waitFor();
    expect(at(page)).toBe('/movements?store=1&kind=counts&different=yes');
    await expect.poll(() => asked('/movements').get('different')).toBe('yes');
    await page.getByRole('switch', { name: 'Only differences' }).setChecked(false, { force: true });
    await expect.poll(() => at(page)).toBe('/movements?store=1&kind=counts');
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
