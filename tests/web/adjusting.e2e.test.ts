import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';
import { tabTo } from './fake/keyboard.ts';

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
