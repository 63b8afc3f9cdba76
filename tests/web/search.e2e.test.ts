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

/** What the search of everything lists: select boxes have options, too. */
const found = (page: Page) => page.getByRole('listbox', { name: 'Found' });

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

  it('keeps every letter that is typed before its box is there, and takes none to what had the focus', async () => {
    const { page, complaints } = await openTab(app, '/stock');
    // The search is fetched when it is first wanted: here it takes its time.
    await page.route('**/assets/palette-*.js', async (route) => {
      await new Promise((done) => setTimeout(done, 1_000));
      await route.continue();
    });
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    const before = page.getByLabel('Search stock');
    await before.focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('yorl');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('k/');
    const box = page.getByRole('combobox', { name: 'Search everything' });
    await expect.poll(() => box.inputValue(), { timeout: 15_000 }).toBe('york/');
    // At once, while it is still on its way out.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('cream');
    await expect.poll(() => box.inputValue(), { timeout: 15_000 }).toBe('cream');
    expect(await before.inputValue()).toBe('');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Search stock');
    await page.keyboard.type('oak');
    expect(await before.inputValue()).toBe('oak');
    expect(complaints).toEqual([]);
  });

  it('opens the product of a code that was scanned before its box was there', async () => {
    const { page } = await openTab(app, '/imports');
    await page.getByRole('heading', { name: 'Imports' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('20003a');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/products\/4$/);
  });

  it('gives the keyboard back to who changes their mind before it is there', async () => {
    const { page } = await openTab(app, '/stock');
    let isFetched = (): void => undefined;
    const fetched = new Promise<void>((done) => (isFetched = done));
    await page.route('**/assets/palette-*.js', async (route) => {
      await fetched;
      await route.continue();
    });
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    const before = page.getByLabel('Search stock');
    await before.focus();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('yo');
    await page.keyboard.press('Escape');
    await page.keyboard.type('oak');
    expect(await before.inputValue()).toBe('oak');
    isFetched();
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('dialog').count()).toBe(0);
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
