import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, layoutShift, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ readingMs: 6_000 });
});
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'manager';
  app.api.state.storeId = null;
  app.api.state.isDisabled = false;
  app.api.state.broken.clear();
  app.api.state.refuseAdjustment = null;
  app.api.state.requests.length = 0;
});

afterEach(() => closeTabs(app));

const asks = (path: string) => app.api.state.requests.filter((line) => line.startsWith(`GET ${path}`)).length;

/** Presses Tab until the element is focused: what a person without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${selector}`);
}

it('signing in leads back to the address that was asked for, and signing out to a page that says so', async () => {
  const { page, complaints } = await openTab(app, '/stock?state=low&store=1');
  await page.getByRole('heading', { name: 'Stock' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=low&store=1');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByText('morgan@example.com').waitFor();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a provider that is away is explained, with a button to try again', async () => {
  const { page } = await openTab(app, '/signed-out');
  await page.route('**/.well-known/openid-configuration', (route) => route.abort());
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByText('Signing in did not work').waitFor();
  await page.unroute('**/.well-known/openid-configuration');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
});

it('a person without any role is told whom to ask', async () => {
  app.api.state.role = null;
  const { page } = await openTab(app, '/');
  await page.getByText('You have no access yet').waitFor();
});

it('a person who is locked out is told so, on the page that is open', async () => {
  const { page } = await openTab(app, '/');
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  app.api.state.isDisabled = true;
  await page.getByText('Your account has been disabled').waitFor();
  await page.reload();
  await page.getByText('Your account has been disabled').waitFor();
});

it('only files that a person may send are offered, and the template is made of their own store', async () => {
  app.api.state.storeId = '1';
  const { page } = await openTab(app, '/imports?send=products');
  await page.getByText('Drop a sales CSV here').waitFor();
  expect(await page.getByRole('radio').evaluateAll((all) => all.map((one) => one.getAttribute('value')))).toEqual([
    'sales',
    'stock',
    'deliveries',
  ]);
  const store = page.getByLabel('Store', { exact: true });
  expect(await store.locator('option').allTextContents()).not.toContain('As the file says');
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: 'template' }).click();
  expect((await saved).suggestedFilename()).toBe('sales.csv');
});

it('the first store is opened from the guide, which goes on from there', async () => {
  const { state, masters } = app.api;
  const before = masters.stores.splice(0);
  Object.assign(state, { role: 'admin', isEmpty: true });
  const { page } = await openTab(app, '/');
  await page.getByRole('link', { name: 'Create a store' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('North');
  await page.getByLabel('Code').fill('NORTH');
  await page.getByRole('button', { name: 'Create the store' }).click();
  const currency = page.getByRole('combobox', { name: 'Currency' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('placeholder') === 'Type a code or name');
  // What is said to be wrong with it stands below, where the list would be.
  expect(await currency.getAttribute('aria-expanded')).toBe('false');
  await currency.fill('GBP');
  await page.getByRole('option', { name: /^GBP/ }).click();
  await page.getByRole('button', { name: 'Set opening hours' }).click();
  await page.getByLabel('Monday closes').fill('08:00');
  await page.getByText('until 08:00 on Tuesday').waitFor();
  await page.getByLabel('Monday closes').fill('18:00');
  await page.getByRole('button', { name: 'Create the store' }).click();
  await page.getByText('First steps').waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  masters.stores.splice(0, Infinity, ...before);
  state.isEmpty = false;
});

it('a file is imported with the keyboard alone, and its progress survives a reload', async () => {
  const { page, complaints } = await openTab(app, '/imports');
  await page.getByText('Drop a sales CSV here').waitFor();
  // Asked for early: Playwright begins to catch choosers only a moment after it is told to.
  const chooser = page.waitForEvent('filechooser');
  await tabTo(page, '.mantine-Dropzone-root button');
  await page.keyboard.press('Enter');
  const content = Buffer.alloc(24_000_000, 'LEEDS,R-1,1,20000A,1,4.95,0,0.83,2026-11-22T10:00:00Z\n');
  await (await chooser).setFiles({ name: 'till-7.csv', mimeType: 'text/csv', buffer: content });
  const sending = page.getByRole('progressbar', { name: 'Sending till-7.csv' });
  await sending.waitFor();
  await page.waitForFunction(() => /[1-9]\d* MB of 24 MB/.test(document.body.textContent ?? ''));
  await page.screenshot({ path: 'test-results/web/imports-sending.png' });
  const reading = page.getByRole('progressbar', { name: 'Reading till-7.csv' }).first();
  await reading.waitFor();
  await page.waitForFunction(() => /[1-9]\d* rows read/.test(document.body.textContent ?? ''));
  await page.reload();
  await reading.waitFor();
  await page.waitForFunction(() => /[1-9]\d* rows read/.test(document.body.textContent ?? ''));
  await page.screenshot({ path: 'test-results/web/imports-reading.png' });
  await page.getByText('Done, some rejected').first().waitFor();
  await page.getByText('"twelve" is not a number').waitFor();
  await page.getByRole('link', { name: 'Download 3 rejected rows as CSV' }).waitFor();
  expect(await page.getByRole('definition').allTextContents()).toEqual(['1,200', '1,173', '24', '3']);
  await page.screenshot({ path: 'test-results/web/imports-done.png', fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: 'test-results/web/imports-done-390.png', fullPage: true });
  expect(complaints).toEqual([]);
});

it('a file that is no CSV, or empty, is refused with what to do, before anything is sent', async () => {
  const { page } = await openTab(app, '/imports');
  await page.getByLabel('CSV file').setInputFiles({ name: 'stock.xlsx', mimeType: 'x', buffer: Buffer.from('x') });
  await page.getByText('Save it as CSV and send that.').waitFor();
  await page.getByLabel('CSV file').setInputFiles({ name: 'till.csv', mimeType: 'text/csv', buffer: Buffer.from('') });
  await page.getByText('This file is empty: till.csv').waitFor();
  expect(app.api.state.requests.filter((line) => line.startsWith('POST'))).toEqual([]);
});

it('stock is adjusted with the keyboard alone, once, and everything on the page follows', async () => {
  const { page, complaints } = await openTab(app, '/products/9?store=2');
  const before = app.api.state.adjustments.length;
  await page.getByRole('button', { name: 'Adjust stock' }).waitFor();
  await tabTo(page, 'header button.mantine-Button-root:not([data-variant="default"])');
  await page.keyboard.press('Enter');
  await page.getByLabel('Reason').waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('[data-autofocus]') === true);
  await page.screenshot({ path: 'test-results/web/adjust-1280.png' });
  // The store is the one on the page; why is for the person to say.
  await page.keyboard.type('Dam');
  await page.keyboard.press('Tab');
  await page.getByLabel('How many to take away').waitFor();
  await page.keyboard.type('0');
  await page.keyboard.press('Enter');
  await page.getByText('Enter how many, as a number above 0').waitFor();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1.5');
  await page.keyboard.press('Enter');
  await page.getByText('Stock adjusted').waitFor();
  const done = app.api.state.adjustments.slice(before);
  expect(done.map(({ body }) => body)).toEqual([{ storeId: '2', productId: '9', quantity: '-1.5', reason: 'damaged' }]);
  await page.getByRole('row', { name: /York/ }).first().getByText('314.5').first().waitFor();
  // The focus is back where it was, so that the keyboard goes on from there.
  await page.waitForFunction(() => document.activeElement?.textContent === 'Adjust stock');
  expect(complaints).toEqual([]);
});

it('a lost answer to an adjustment is asked for again under the same key', async () => {
  const { page } = await openTab(app, '/products/9?store=1');
  const before = app.api.state.adjustments.length;
  let lost = 0;
  await page.route('**/adjustments', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue();
    lost += 1;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await page.getByRole('button', { name: 'Adjust stock' }).click();
  await page.getByLabel('Reason').selectOption('damaged');
  await page.getByLabel('How many to take away').fill('2');
  await page.getByRole('button', { name: 'Adjust', exact: true }).click();
  await page.getByText('Stock adjusted').waitFor();
  const keys = app.api.state.adjustments.slice(before).map(({ key }) => key);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

it('nothing is adjusted in a store, or for a reason, that nobody has chosen', async () => {
  const { page } = await openTab(app, '/products/9');
  const before = app.api.state.adjustments.length;
  await page.getByRole('button', { name: 'Adjust stock' }).click();
  const form = page.getByRole('dialog');
  expect(await form.getByLabel('Store').inputValue()).toBe('');
  await form.getByLabel('How many').fill('3');
  await page.keyboard.press('Enter');
  await form.getByText('Choose a store').waitFor();
  await form.getByText('Choose a reason').waitFor();
  await form.getByLabel('Store').selectOption('2');
  await page.keyboard.press('Enter');
  await form.getByText('Choose a store').waitFor({ state: 'detached' });
  expect(app.api.state.adjustments.length).toBe(before);
});

it('what the server finds wrong with a field is said at that field', async () => {
  app.api.state.refuseAdjustment = { path: 'quantity', message: 'only 3 are on hand' };
  const { page } = await openTab(app, '/products/9?store=1');
  await page.getByRole('button', { name: 'Adjust stock' }).click();
  await page.getByLabel('Reason').selectOption('damaged');
  await page.getByLabel('How many to take away').fill('5');
  await page.getByRole('button', { name: 'Adjust', exact: true }).click();
  await page.getByText('only 3 are on hand').waitFor();
  const box = page.getByLabel('How many to take away');
  expect(await box.getAttribute('aria-invalid')).toBe('true');
});

it('the same movement has the same time on every page, and its zone where the viewer is elsewhere', async () => {
  const { page } = await openTab(app, '/stock?store=3');
  await page.getByRole('cell', { name: '22 Nov 2026, 22:31 GMT+9' }).first().waitFor();
  await page.goto('/products/1');
  await page
    .getByRole('row', { name: /^Tokyo/ })
    .getByText('22 Nov 2026, 22:31 GMT+9')
    .waitFor();
  await page
    .getByRole('row', { name: /^Leeds/ })
    .getByText('22 Nov 2026, 13:31', { exact: true })
    .waitFor();
});

it('what was noted with an adjustment is shown with it', async () => {
  const { page } = await openTab(app, '/products/9');
  await page.getByText('Fell off the shelf in the back room').first().waitFor();
});

it('an address that can be no product is not there, and cannot be tried again', async () => {
  const { page } = await openTab(app, '/products/abc');
  await page.getByText('This product does not exist').waitFor();
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
});

it('what came of an import is said as it is, also when it is nothing', async () => {
  const [all, bare, lost] = app.api.imports.change([
    { status: 'done_with_errors', applied: 0, duplicate: 0, rejected: 3, error: null },
    { status: 'done', rowsRead: 0, applied: 0, duplicate: 0, error: null },
    { status: 'failed', error: 'the header has no column for store (uploads/<kind>/<store code>/)' },
  ]);
  const { page } = await openTab(app, `/imports/${all}`);
  await page.getByText('Nothing applied: all 3 rows rejected').waitFor();
  await page.goto(`/imports/${bare}`);
  await page.getByText('Done: the file has no rows').waitFor();
  await page.goto(`/imports/${lost}`);
  await page.getByText(/^The header has no column .* or choose the store under/).waitFor();
});

it('the dashboard says while files are being read, and moves nothing for it', async () => {
  const { page } = await openTab(app, '/');
  await page.getByText('Best products').waitFor();
  await page.locator('.recharts-curve').first().waitFor();
  app.api.imports.change([{ status: 'running' }]);
  app.api.sockets.tell({ changes: [{ storeId: '1', topics: ['stock', 'sales', 'imports'], productIds: null }] });
  await page.getByText(', still reading files').waitFor({ timeout: 6_000 });
  expect(await layoutShift(page)).toBeLessThan(0.02);
  app.api.imports.change([{ status: 'done' }]);
});

it('who may only look is not asked to send files', async () => {
  app.api.state.role = 'viewer';
  const { page } = await openTab(app, '/signed-out');
  await page.route(
    ({ origin, pathname }) => origin === app.api.origin && pathname === '/imports',
    (route) =>
      route.fulfill({ json: { items: [], nextCursor: null }, headers: { 'access-control-allow-origin': '*' } }),
  );
  await page.goto('/imports?kind=sales');
  await page.getByText('No imports of this kind that you may see').waitFor();
});

it('who may only look has no way to adjust or import', async () => {
  app.api.state.role = 'viewer';
  const { page } = await openTab(app, '/products/9');
  await page.getByRole('heading', { name: 'Movements' }).waitFor();
  expect(await page.getByRole('button', { name: 'Adjust stock' }).count()).toBe(0);
  await page.goto('/imports');
  await page.getByRole('heading', { name: 'History' }).waitFor();
  await page.getByText('till-2026-11-32.csv').waitFor();
  expect(await page.getByText('Drop a sales CSV here').count()).toBe(0);
});

it('a long stock list is drawn in part, loaded as one scrolls, and refreshed where one stands', async () => {
  const { page, complaints } = await openTab(app, '/stock');
  const last = page.getByText('no. 399', { exact: false }).first();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  for (let step = 0; step < 60 && !(await last.isVisible()); step += 1) {
    await page.mouse.wheel(0, 2_000);
    await page.waitForTimeout(50);
  }
  await last.waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1201');
  // The space that stands for the rows above must not widen the table.
  const widths = await page.evaluate(() => {
    const table = document.querySelector('table');
    return [table?.clientWidth, table?.tHead?.rows[0]?.clientWidth];
  });
  expect(widths[0]).toBe(widths[1]);
  const { scrollY } = await page.evaluate(() => ({ scrollY: window.scrollY }));
  app.api.state.requests.length = 0;
  app.api.imports.list();
  const { levels } = await import('./fake/data.ts');
  levels.at(-1)!.onHand = '777';
  app.api.sockets.tell({ changes: [{ storeId: '1', topics: ['stock', 'sales'], productIds: null }] });
  await page.getByText('777', { exact: true }).waitFor({ timeout: 6_000 });
  expect(await page.evaluate(() => window.scrollY)).toBe(scrollY);
  // Only the page on screen was asked for again, not the six that were scrolled through.
  expect(new Set(app.api.state.requests.filter((line) => line.includes('/stock'))).size).toBeLessThanOrEqual(2);
  expect(complaints).toEqual([]);
});

it('/ finds the search box, and search, state and store stand in the address', async () => {
  const { page } = await openTab(app, '/stock');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('20003');
  await page.waitForURL(/search=20003/);
  await page.getByRole('radiogroup', { name: 'State' }).getByText('Low').click();
  await page.waitForURL(/state=low/);
  await page.getByLabel('Store').selectOption({ label: 'York, Coppergate' });
  await page.waitForURL(/store=2/);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  await page.reload();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
  expect(await page.getByLabel('Search stock').inputValue()).toBe('20003');
});

it('the dashboard shows a dropped file within six seconds and never shifts', async () => {
  const { page, complaints } = await openTab(app, '/');
  await page.getByText('£4,123.55').waitFor();
  await page.locator('.recharts-curve').first().waitFor();
  app.api.state.sold = 1_000;
  app.api.sockets.tell({ changes: [{ storeId: '1', topics: ['stock', 'sales'], productIds: null }] });
  await page.getByText('£4,133.55').waitFor({ timeout: 6_000 });
  expect(await layoutShift(page)).toBeLessThan(0.02);
  expect(complaints).toEqual([]);
});

it('a card of the dashboard opens its list, in the chosen store', async () => {
  const { page } = await openTab(app, '/?store=1');
  await page.getByRole('link', { name: /Negative/ }).click();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=negative&store=1');
});

it('a hidden page asks nothing', async () => {
  const { page } = await openTab(app, '/?store=1');
  await page.getByText('Best products').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForTimeout(500);
  const before = asks('/dashboard');
  await page.waitForTimeout(5_000);
  expect(asks('/dashboard')).toBe(before);
});

it('what cannot be loaded says so and can be tried again', async () => {
  app.api.state.broken.add('/dashboard/sales');
  const { page } = await openTab(app, '/');
  await page.getByText('The dashboard could not be loaded').waitFor();
  app.api.state.broken.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Best products').waitFor();
});

it('being offline is said, and over when the connection returns', async () => {
  const { page, context } = await openTab(app, '/stock');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  await context.setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await context.setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
});

it('on a phone the navigation is behind a button, and closes when used', async () => {
  const { page, complaints } = await openTab(app, '/', { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Stock', exact: true }).click();
  await page.getByRole('heading', { name: 'Stock', level: 1 }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('the colour scheme is chosen once and kept, from the first paint on', async () => {
  const { page } = await openTab(app, '/stock', { colorScheme: 'light' });
  await page.getByRole('button', { name: 'Colour scheme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.dataset['mantineColorScheme'] === 'dark');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
});

it('each chart has its figures as a table', async () => {
  const { page } = await openTab(app, '/?from=2026-11-01&to=2026-11-22');
  await page
    .getByRole('radiogroup', { name: /Stock value over time/ })
    .getByText('Table')
    .click();
  await page.getByRole('columnheader', { name: 'Stock at cost' }).waitFor();
  expect(await page.getByRole('row', { name: /Sun, 22 Nov 2026/ }).count()).toBe(1);
});

it.each(['light', 'dark'] as const)(
  'every line of a chart stands out from its card by 3:1 in %s',
  async (colorScheme) => {
    const { page } = await openTab(app, '/signed-out', { colorScheme });
    await page.getByText('You are signed out').waitFor();
    const contrasts = await page.evaluate(() => {
      const paint = document.createElement('canvas').getContext('2d')!;
      const luminance = (variable: string) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${variable})`;
        paint.fillStyle = getComputedStyle(probe).color;
        paint.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const card = luminance('--card-background');
      return [1, 2, 3, 4, 5, 6].map((index) => {
        const line = luminance(`--series-${index}`);
        return (Math.max(line, card) + 0.05) / (Math.min(line, card) + 0.05);
      });
    });
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  },
);
