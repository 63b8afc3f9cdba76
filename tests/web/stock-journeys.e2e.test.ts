import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
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

it('a long stock list is drawn in part, loaded as one scrolls, and refreshed where one stands', async () => {
  const { page, complaints } = await openTab(app, '/stock');
  const last = page.getByText('no. 399', { exact: false }).first();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  for (let step = 0; step < 60 && !(await last.isVisible()); step += 1) {
    await page.mouse.wheel(0, 2_000);
    await page.waitForTimeout(50);
  }
  await last.waitFor();
  // Down to the very last row.
  await page.mouse.wheel(0, 2_000);
  await page.waitForTimeout(200);
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
