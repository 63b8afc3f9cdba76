import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => {
  app.api.state.role = 'buyer';
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

it('an order is approved and sent, and nothing is sent before somebody says so twice', async () => {
  const { page, complaints } = await openTab(app, '/orders/8');
  const order = () => app.api.orders.orders.find(({ orderId }) => orderId === '8');
  await button(page, 'Approve').click();
  await button(page, 'Send').click();
  expect(order()?.status).toBe('approved');
  await dialog(page).getByText('PDF and CSV').waitFor();
  expect(await dialog(page).getByText('is not known to sell').count()).toBe(0);
  await dialog(page).getByRole('button', { name: 'Cancel' }).click();
  expect(order()?.status).toBe('approved');
  // A line that was added by hand may be a slip: it is asked about once more.
  order()!.lines[1]!.isSold = false;
  await page.reload();
  await button(page, 'Send').click();
  await dialog(page).getByText(`is not known to sell ${order()!.lines[1]!.name}.`).waitFor();
  await dialog(page).getByRole('button', { name: 'Send' }).click();
  await page.getByText('on its way').waitFor();
  expect(order()?.status).toBe('sent');
  await page.getByRole('link', { name: 'Receive' }).waitFor();
  expect(complaints).toEqual([]);
});

it('who cancels an order that was sent is told before that the supplier gets a mail, and sees after that it goes out', async () => {
  const { page, complaints } = await openTab(app, '/orders/7');
  await button(page, 'Cancel order').click();
  await dialog(page).getByText('orders@northwear.example gets a mail that PO-00007 is cancelled').waitFor();
  await dialog(page).getByRole('button', { name: 'Cancel order' }).click();
  await page.getByText('Mail that it is cancelled').waitFor();
  const order = app.api.orders.orders.find(({ orderId }) => orderId === '7');
  // The page asks again by itself until the mail is out.
  Object.assign(order ?? {}, {
    cancelMail: {
      state: 'supplier',
      to: 'orders@northwear.example',
      at: '2026-11-23T09:00:00.000Z',
      because: null,
      cameBack: false,
    },
  });
  await page.getByText('sent to orders@northwear.example', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
});

it('a product that the supplier is not known to sell is said to be one', async () => {
  const { page } = await openTab(app, '/orders/new?supplier=3');
  await page.getByRole('combobox', { name: 'Product' }).fill('lantern');
  await page.getByRole('option', { name: 'Lantern doormat no. 2' }).click();
  await page.getByText('Not known to come from this supplier').waitFor();
  await page.getByRole('combobox', { name: 'Supplier' }).selectOption('1');
  await page.getByText('Not known to come from this supplier').waitFor({ state: 'detached' });
});

it('a step that comes after somebody else’s is refused in words', async () => {
  const { page } = await openTab(app, '/orders/2');
  await button(page, 'Send').waitFor();
  const order = app.api.orders.orders.find(({ orderId }) => orderId === '2');
  Object.assign(order ?? {}, { version: 7 });
  await button(page, 'Send').click();
  await dialog(page).getByRole('button', { name: 'Send' }).click();
  await dialog(page).getByText('Somebody changed it; read it again.').waitFor();
});

it('a draft is edited line by line, and what is no quantity is said at its field', async () => {
  const { page } = await openTab(app, '/orders/1');
  await button(page, 'Edit').click();
  const quantity = page.getByLabel('Quantity of Cream knitted no. 0');
  await quantity.fill('none');
  await button(page, 'Save').click();
  await page.getByText('Must be a number like 12.5').waitFor();
  await quantity.fill('72');
  await button(page, 'Remove Lantern doormat no. 2').click();
  await button(page, 'Save').click();
  await page.getByText('PO-00001 is saved').waitFor();
  const order = app.api.orders.orders.find(({ orderId }) => orderId === '1');
  expect(order?.lines.map(({ productId, ordered }) => [productId, ordered])).toEqual([
    ['1', '72'],
    ['2', '24'],
  ]);
});

it('an order is drafted by hand, with the least that the supplier sends of a product', async () => {
  const { page } = await openTab(app, '/orders/new?supplier=1');
  await page.getByLabel('For the store').selectOption('2');
  await page.getByRole('combobox', { name: 'Product' }).fill('lantern');
  await page.getByRole('option', { name: 'Lantern doormat no. 2' }).click();
  await page.getByLabel('Quantity of Lantern doormat no. 2').waitFor();
  await button(page, 'Draft the order').click();
  await page.getByRole('heading', { name: 'PO-00099' }).waitFor();
  const made = app.api.orders.orders.find(({ orderId }) => orderId === '99');
  expect(made).toMatchObject({ supplierId: '1', storeId: '2' });
  // 12 is the least order of it, in packs of 6.
  expect(made?.lines[0]).toMatchObject({ productId: '3', ordered: '12' });
});
