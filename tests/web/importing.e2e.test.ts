import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';
import { tabTo } from './fake/keyboard.ts';

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

it('what a delivery file brought beyond an order is said, and leads to the order', async () => {
  const [sales, deliveries] = app.api.imports.change([
    { kind: 'sales', status: 'done', applied: 80, rejected: 0, error: null },
    { kind: 'deliveries', status: 'done', applied: 80, rejected: 0, error: null },
  ]);
  const { page, complaints } = await openTab(app, `/imports/${deliveries}`);
  const list = page.getByRole('list', { name: 'Beyond what was ordered' });
  await list.getByText('5 units of Heart heart no. 1').waitFor();
  expect(await list.getByRole('link', { name: 'PO-00004' }).getAttribute('href')).toBe('/orders/4');
  // The control: no other kind of file has it.
  await page.goto(`/imports/${sales}`);
  await page.getByText('Control totals').first().waitFor();
  expect(await list.count()).toBe(0);
  expect(complaints).toEqual([]);
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
