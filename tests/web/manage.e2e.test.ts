import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { accessibilityProblems, closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'admin';
  app.api.state.isEmpty = false;
  app.api.masters.refuse = null;
  app.api.state.requests.length = 0;
});
afterEach(() => closeTabs(app));

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const writes = () => app.api.state.requests.filter((line) => !line.startsWith('GET'));

it('the navigation shows what the caller may manage, and nothing else', async () => {
  const { page } = await openTab(app, '/stock');
  await button(page, 'Manage').click();
  const items = page.getByRole('menuitem');
  await items.first().waitFor();
  expect(await items.allTextContents()).toEqual(['Reports', 'Stores', 'Suppliers', 'People', 'Tills', 'Audit log']);
  await page.getByRole('menuitem', { name: 'People' }).click();
  await page.getByRole('heading', { name: 'People' }).waitFor();
  app.api.state.role = 'buyer';
  await page.goto('/stock');
  await button(page, 'Manage').click();
  await items.first().waitFor();
  expect(await items.allTextContents()).toEqual(['Reports', 'Suppliers']);
  await page.getByRole('menuitem', { name: 'Suppliers' }).click();
  await page.getByRole('heading', { name: 'Suppliers' }).waitFor();
  app.api.state.role = 'clerk';
  await page.goto('/stock');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  // A lone entry needs no menu.
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).waitFor();
  expect(await button(page, 'Manage').count()).toBe(0);
});

it('a store is created with hours and an expected file, and what is missing is said at its field', async () => {
  const { page, complaints } = await openTab(app, '/stores/new');
  await page.getByLabel('Name').fill('Bath, Milsom Street');
  await button(page, 'Create the store').click();
  const code = page.getByLabel('Code');
  await page.getByText('Must not be empty').waitFor();
  expect(await code.getAttribute('aria-invalid')).toBe('true');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
  expect(writes()).toEqual([]);
  await code.fill('BATH');
  const zone = page.getByRole('combobox', { name: 'Time zone' });
  await zone.fill('new york');
  await page.getByRole('option', { name: 'America/New York' }).click();
  await button(page, 'Set opening hours').click();
  await page.getByLabel('Monday closes').fill('20:00');
  await button(page, 'Copy Monday to every day').click();
  await button(page, 'Add hours on Sunday').click();
  await page.getByLabel('Sunday opens, 2').fill('19:00');
  await button(page, 'Add an expected file').click();
  await button(page, 'Create the store').click();
  await page.getByText('Has hours that overlap with others').first().waitFor();
  await button(page, 'Remove Sunday 19:00 to 18:00').click();
  await button(page, 'Create the store').click();
  await page.getByText('Store created').waitFor();
  await page.getByRole('link', { name: 'Bath, Milsom Street' }).waitFor();
  const made = app.api.masters.stores.at(-1);
  expect(made).toMatchObject({ code: 'BATH', timeZone: 'America/New_York', currency: 'GBP' });
  expect(made?.hours?.sunday).toEqual([{ opens: '09:00', closes: '20:00' }]);
  expect(made?.expectedFeeds[0]).toMatchObject({ kind: 'sales', by: '23:00' });
  expect(complaints).toEqual([]);
});

it('what the server finds wrong with a field is said at that field', async () => {
  app.api.masters.refuse = { path: 'code', message: 'is the code of another store' };
  const { page } = await openTab(app, '/stores/1');
  await page.getByLabel('Name').fill('Leeds');
  await button(page, 'Save').click();
  await page.getByText('Is the code of another store').waitFor();
  expect(await page.getByLabel('Code').getAttribute('aria-invalid')).toBe('true');
});

it('an edit that comes too late keeps what was typed, shows what others saved, and goes on from there', async () => {
  const { page, complaints } = await openTab(app, '/stores/2');
  await page.getByLabel('Name').fill('York, Stonegate');
  const store = app.api.masters.stores.find(({ id }) => id === '2')!;
  Object.assign(store, { unknownSku: 'create', version: store.version + 1 });
  await button(page, 'Save').click();
  const stale = page.getByRole('alert', { name: 'Changed meanwhile' });
  await stale.getByText('Ada Admin saved it first').waitFor();
  await stale.getByText('That was on 20 Nov 2026, 09:00.').waitFor();
  await stale.getByRole('row', { name: /Unknown products.*Reject the row.*Create a draft product/ }).waitFor();
  await stale.getByRole('row', { name: /Name.*York, Coppergate.*York, Stonegate/ }).waitFor();
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector('section[role=alert]')!.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  expect(await page.getByLabel('Name').inputValue()).toBe('York, Stonegate');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.screenshot({ path: 'test-results/web/stale-1280.png' });
  await button(page, 'Keep mine, and take the rest as saved').click();
  await button(page, 'Save').click();
  await page.getByText('Store saved').waitFor();
  expect(store).toMatchObject({ name: 'York, Stonegate', unknownSku: 'create' });
  // The refusal itself stands in the browser's console; nothing else may.
  expect(complaints.filter((line) => !line.includes('409'))).toEqual([]);
});

it('a late edit can be given up for the new version', async () => {
  const { page } = await openTab(app, '/stores/3');
  await page.getByLabel('Name').fill('Mine');
  const store = app.api.masters.stores.find(({ id }) => id === '3')!;
  Object.assign(store, { name: 'Theirs', version: store.version + 1 });
  await button(page, 'Save').click();
  await button(page, 'Load the new version').click();
  expect(await page.getByLabel('Name').inputValue()).toBe('Theirs');
});

it('unsaved changes are not lost by a link, and an untouched form holds nobody back', async () => {
  const { page } = await openTab(app, '/products/9/edit');
  await page.getByLabel('Name').fill('Something else');
  await page.getByRole('link', { name: 'Stock', exact: true }).click();
  await dialog(page).getByText('Leave without saving?').waitFor();
  await button(page, 'Stay').click();
  expect(await page.getByLabel('Name').inputValue()).toBe('Something else');
  await page.getByRole('link', { name: 'Stock', exact: true }).click();
  await button(page, 'Leave').click();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  await page.goto('/products/9/edit');
  await page.getByLabel('Name').waitFor();
  await page.getByRole('link', { name: 'Stock', exact: true }).click();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
});

it('a draft is found, completed with a scanned barcode, and leaves the list of what waits', async () => {
  const { page, complaints } = await openTab(app, '/products');
  await page.getByRole('link', { name: 'Some wait to be completed' }).click();
  await page.getByRole('link', { name: 'Heart heart no. 1', exact: true }).click();
  await page.getByRole('link', { name: 'Complete' }).click();
  await page.getByLabel('Status').selectOption('active');
  await page.getByRole('combobox', { name: 'Barcodes' }).pressSequentially('4006381333931');
  await page.keyboard.press('Enter');
  await page.getByLabel('Price', { exact: true }).fill('1,250');
  await button(page, 'Save').click();
  await page.getByText(/Must be a number like 6.50/).waitFor();
  await page.getByLabel('Price', { exact: true }).fill('5,25');
  await button(page, 'Save').click();
  await page.getByText('Product saved').waitFor();
  const product = app.api.masters.products[1];
  expect(product).toMatchObject({ status: 'active', price: '5.25', barcodes: ['5012345678900', '4006381333931'] });
  await page.goto('/products?status=attention');
  await page.getByText('Nothing to complete').waitFor();
  expect(complaints).toEqual([]);
});

it('a product is archived and restored', async () => {
  const { page } = await openTab(app, '/products/12');
  await button(page, 'More for this product').click();
  await page.getByRole('menuitem', { name: 'Archive…' }).click();
  await dialog(page).getByRole('button', { name: 'Archive' }).click();
  await page.getByText('Archived', { exact: true }).waitFor();
  expect(app.api.masters.products[11]?.status).toBe('archived');
  await button(page, 'More for this product').click();
  await page.getByRole('menuitem', { name: 'Restore…' }).click();
  await dialog(page).getByRole('button', { name: 'Restore' }).click();
  await page.getByText('Archived', { exact: true }).waitFor({ state: 'detached' });
});

it('a supplier gets a product and its terms', async () => {
  const { page, complaints } = await openTab(app, '/suppliers/1');
  await button(page, 'Add a product').click();
  await dialog(page).getByRole('combobox', { name: 'Product' }).fill('20010');
  await page.getByRole('option', { name: /20010/ }).click();
  await dialog(page).getByLabel('Pack size').fill('0');
  await button(page, 'Save').click();
  await dialog(page).getByText('Must be more than 0').waitFor();
  await dialog(page).getByLabel('Pack size').fill('12');
  await button(page, 'Save').click();
  await page.getByText('The terms are saved').waitFor();
  expect(app.api.masters.items.at(-1)).toMatchObject({ productId: '11', packSize: '12', minOrder: '0' });
  expect(complaints).toEqual([]);
});

it('somebody is invited, gets other roles, and is locked out after a question', async () => {
  const { page, complaints } = await openTab(app, '/people');
  await button(page, 'Invite').click();
  await dialog(page).getByLabel('E-mail').fill('Bea@Example.com');
  await dialog(page).getByLabel('Name').fill('Bea Buyer');
  await dialog(page).getByLabel('Role 1', { exact: true }).selectOption('buyer');
  await dialog(page).getByRole('button', { name: 'Invite' }).click();
  await page.getByText('A first password is on its way to bea@example.com').waitFor();
  await button(page, 'Edit roles of Bea Buyer').click();
  await button(page, 'Add a role').click();
  await dialog(page).getByLabel('Role 2', { exact: true }).selectOption('clerk');
  await dialog(page).getByLabel('Store of role 2').selectOption('2');
  await button(page, 'Save roles').click();
  await page.getByText('Roles saved').waitFor();
  expect(app.api.people.people.at(-1)?.grants).toEqual([
    { role: 'buyer', storeId: null },
    { role: 'clerk', storeId: '2' },
  ]);
  await button(page, 'More for Bea Buyer').click();
  await page.getByRole('menuitem', { name: 'Disable…' }).click();
  await dialog(page).getByRole('button', { name: 'Disable' }).click();
  await page
    .getByRole('row', { name: /Bea Buyer/ })
    .getByText('Disabled')
    .waitFor();
  expect(app.api.people.deeds).toEqual(['disable u6']);
  await button(page, 'More for Morgan Ellis').click();
  expect(await page.getByRole('menuitem', { name: 'Disable…' }).isDisabled()).toBe(true);
  expect(complaints).toEqual([]);
});

it('the secret of a till is shown once, with a call to copy', async () => {
  const { page, complaints, context } = await openTab(app, '/tills');
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await button(page, 'New key').click();
  await dialog(page).getByLabel('Till').fill('Till 7');
  await button(page, 'Make the key').click();
  await dialog(page).getByText('Copy the secret now').waitFor();
  await button(page, 'Copy the secret of Till 7').click();
  await page.getByRole('button', { name: 'Copied the secret' }).waitFor();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  expect(secret).toMatch(/^stk_/);
  await dialog(page).getByText(`curl -X POST ${app.api.origin}/till/sales`).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button(page, 'I have copied it').click();
  await page.getByRole('row', { name: /Till 7/ }).waitFor();
  expect(await page.getByText(secret).count()).toBe(0);
  await button(page, 'More for Till 7').click();
  await page.getByRole('menuitem', { name: 'Revoke…' }).click();
  await dialog(page).getByRole('button', { name: 'Revoke' }).click();
  await page
    .getByRole('row', { name: /Till 7/ })
    .getByText('Revoked')
    .waitFor();
  expect(complaints).toEqual([]);
});

it('the audit log reads as sentences, and narrows to one thing and to one person', async () => {
  const { page, complaints } = await openTab(app, '/audit');
  const first = page.getByRole('listitem').first();
  await first.getByText('changed product').waitFor();
  expect(await first.getByRole('definition').allTextContents()).toEqual(['was 4.50 → is 4.95', 'was nothing → is 6']);
  expect(await page.getByText('An import').count()).toBe(0);
  await page.getByLabel('Who changed it').selectOption('By anybody');
  await page.getByText('An import (Maya Manager, prices.csv)').first().waitFor();
  await button(page, 'Load more').click();
  await page.waitForFunction(() => document.querySelectorAll('li').length === 60);
  await first.getByRole('link', { name: '20008C' }).click();
  await page.waitForURL(/kind=product&subject=9/);
  await page.getByText('of product 20008C alone').waitFor();
  await page.getByText('A role of', { exact: false }).first().waitFor({ state: 'detached' });
  await button(page, 'Show everything').click();
  await page.getByLabel('What was changed').selectOption('store');
  await page.waitForURL(/kind=store/);
  await page.getByText('Monday: 09:00–18:00').first().waitFor();
  await button(page, 'Show everything').click();
  await page.getByLabel('Search the audit log').fill('cole');
  await page.waitForURL(/search=cole/);
  await page.getByText('changed product').first().waitFor({ state: 'detached' });
  await page.getByText('removed a role of').first().waitFor();
  expect(complaints).toEqual([]);
});

it('each thing leads to what was changed of it, for those who may read that', async () => {
  const { page } = await openTab(app, '/stores/1');
  await page.getByRole('link', { name: 'Changes' }).click();
  await page.getByText('of store LEEDS alone').waitFor();
  await page.goto('/suppliers/1');
  await page.getByRole('link', { name: 'Changes' }).click();
  await page.waitForURL(/kind=supplier&subject=1/);
  await page.goto('/people');
  await button(page, 'More for Cole Clerk').click();
  await page.getByRole('menuitem', { name: 'Changes' }).click();
  await page.getByText('of person Cole Clerk alone').waitFor();
  await page.goto('/products/9');
  await button(page, 'More for this product').click();
  await page.getByRole('menuitem', { name: 'Changes' }).click();
  await page.getByText('of product 20008C alone').waitFor();
  app.api.state.role = 'buyer';
  await page.goto('/products/9');
  await button(page, 'More for this product').click();
  await page.getByRole('menuitem', { name: 'Archive…' }).waitFor();
  expect(await page.getByRole('menuitem', { name: 'Changes' }).count()).toBe(0);
  await page.goto('/suppliers/1');
  await button(page, 'Edit').waitFor();
  expect(await page.getByRole('link', { name: 'Changes' }).count()).toBe(0);
});

it('who may not change products, or see people, is told so before they try', async () => {
  app.api.state.role = 'manager';
  const { page } = await openTab(app, '/products/9/edit');
  await page.getByText('Only admins and buyers of every store can change products').waitFor();
  expect(await page.getByLabel('Name').count()).toBe(0);
  await page.goto('/people');
  await page.getByText('Only admins of every store see who works here').waitFor();
  expect(await button(page, 'Invite').count()).toBe(0);
});

it("what one has saved in another window is told as one's own", async () => {
  const { page } = await openTab(app, '/products/14/edit');
  await page.getByLabel('Name').fill('Mine');
  const product = app.api.masters.products[13]!;
  Object.assign(product, { category: 'Garden shed', version: product.version + 1, changedBy: 'u1' });
  await button(page, 'Save').click();
  await page.getByText('You saved it first, in another window').waitFor();
  await page.getByRole('row', { name: /Category.*Garden shed/ }).waitFor();
});

it('a price says when, by whom and by which file it came', async () => {
  const { page } = await openTab(app, '/products/15', { viewport: { width: 1280, height: 800 } });
  const history = page.getByRole('region', { name: 'Price history' });
  await history.getByRole('link', { name: 'an import (Maya Manager, prices-of-autumn.csv)' }).waitFor();
  // Each time stands on one line.
  const lines = await history
    .getByText(/^since/)
    .evaluateAll((times) => times.map((time) => new Set([...time.getClientRects()].map(({ top }) => top)).size));
  expect(lines).toEqual([1, 1, 1]);
  await page.getByText("in each store's currency").first().waitFor();
  await page.getByText('from deliveries.csv').first().waitFor();
  await page.getByRole('link', { name: 'till-2026-11-22.csv' }).first().waitFor();
});

it('an empty chain is led from its first store to its first file, step by step', async () => {
  app.api.state.isEmpty = true;
  const { stores, products } = app.api.masters;
  const kept = { stores: stores.splice(0), products: products.splice(0) };
  const { page } = await openTab(app, '/');
  await page.getByText('0 of 3 done').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.screenshot({ path: 'test-results/web/first-steps-1280.png' });
  await page.getByRole('link', { name: 'Create a store' }).click();
  await page.getByRole('heading', { name: 'New store' }).waitFor();
  stores.push(kept.stores[0]!);
  await page.getByRole('link', { name: 'Dashboard', exact: true }).click();
  await page.getByText('1 of 3 done').waitFor();
  await page.getByRole('link', { name: 'Import a products file' }).click();
  await page.getByText('Drop a products CSV here').waitFor();
  products.push(...kept.products);
  await page.goto('/');
  await page.getByText('2 of 3 done').waitFor();
  app.api.state.isEmpty = false;
  app.api.sockets.tell({ changes: [{ storeId: stores[0]!.id, topics: ['stock', 'sales'], productIds: null }] });
  await page.getByText('First steps').waitFor({ state: 'detached' });
  stores.push(...kept.stores.slice(1));
});

it('what cannot be loaded has a reference that support can look up', async () => {
  app.api.state.broken.add('/audit');
  const { page } = await openTab(app, '/audit');
  // A server's fault is tried again before it is told.
  await page.getByText('The changes could not be loaded').waitFor();
  await page.getByText(/Reference [0-9a-f-]{36}/).waitFor();
  app.api.state.broken.clear();
});
