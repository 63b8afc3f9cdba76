import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
afterEach(() => closeTabs(app));

const phone = { viewport: { width: 390, height: 844 } };
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const amount = (page: Page) => page.getByLabel('How many are there');
const sheet = (id: string) => app.api.counts.sheets.find((one) => one.id === id)!;

it('a sheet is counted line by line on a phone, what is far off again, and posted', async () => {
  const { page, complaints } = await openTab(app, '/count-sheets/1', phone);
  await amount(page).fill('twenty');
  await page.keyboard.press('Enter');
  await page.getByText('Type how many are there').waitFor();
  // Each Enter leads to the next line, and the cursor stays in the box.
  for (const [line, counted] of ['20', '57', '94', '40'].entries()) {
    await page.getByText(`${line} of 4`).first().waitFor();
    await amount(page).fill(counted);
    await page.keyboard.press('Enter');
  }
  await page.getByText('All saved').waitFor();
  // The last was far from what the books have: it stands there again.
  await page.getByText('Count again').first().waitFor();
  const dialog = page.getByRole('dialog');
  // Posting it is not offered before: it would be refused.
  await button(page, 'Post').click();
  await dialog.getByText('Count these again first').waitFor();
  expect(await dialog.getByRole('list', { name: 'To count again' }).getByRole('listitem').count()).toBe(1);
  expect(await dialog.getByRole('button', { name: 'Post the count' }).count()).toBe(0);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await amount(page).fill('4');
  await page.keyboard.press('Enter');
  await page.getByText('Every line is counted').waitFor();
  await page.getByText('All saved').waitFor();
  expect(sheet('1').lines.map(({ counted }) => counted)).toEqual(['20', '57', '94', '4']);
  await page.getByText('Again', { exact: true }).click();
  await page.getByText('No line has to be counted again.').waitFor();
  await button(page, 'Post').click();
  await dialog.getByText('4 lines counted').waitFor();
  await dialog.getByRole('button', { name: 'Post the count' }).click();
  await page.getByText('Count posted').waitFor();
  expect(sheet('1').status).toBe('posted');
  await page.getByText('Found at cost').waitFor();
  expect(complaints).toEqual([]);
});

it('a scanner leads to its line from either box, and what is not on the sheet can be counted too', async () => {
  const { page } = await openTab(app, '/count-sheets/2', phone);
  await amount(page).fill('5012345678030');
  await page.keyboard.press('Enter');
  await page.getByText('20030A').first().waitFor();
  await amount(page).fill('3');
  await page.keyboard.press('Enter');
  await page.getByText('All saved').waitFor();
  expect(sheet('2').lines[30]?.counted).toBe('3');
  // Blind: what the books have stands nowhere.
  expect(await page.getByText('books:').count()).toBe(0);
  await page.getByLabel('Scan or find').fill('20100B');
  await page.keyboard.press('Enter');
  await page.getByText('Not on the sheet').waitFor();
  await amount(page).fill('7');
  await page.keyboard.press('Enter');
  await page.getByText('All saved').waitFor();
  expect(sheet('2').lines.at(-1)).toMatchObject({ productId: '101', counted: '7', isExtra: true });
  await page.getByLabel('Scan or find').fill('999999999999');
  await page.keyboard.press('Enter');
  await page.getByText('Nothing here is called 999999999999').waitFor();
});

it('without a network counts are kept, through a reload, and saved once when it is back', async () => {
  const { page } = await openTab(app, '/count-sheets/2', phone);
  await amount(page).waitFor();
  app.api.counts.isAway = true;
  for (const counted of ['11', '12']) {
    await amount(page).fill(counted);
    await page.keyboard.press('Enter');
  }
  await page.getByText('The server cannot be reached. Go on counting').waitFor();
  expect(await button(page, 'Post').isDisabled()).toBe(true);
  await page.reload();
  await page.getByText('2 counts kept here, not saved yet').waitFor();
  const before = app.api.counts.saved.length;
  app.api.counts.isAway = false;
  await page.getByText('All saved').waitFor({ timeout: 15_000 });
  const sent = app.api.counts.saved.slice(before);
  expect(sent.flatMap(({ body }) => body.lines.map(({ counted }) => counted))).toEqual(['11', '12']);
  expect(await page.evaluate(() => localStorage.getItem('stockroom.counts.2'))).toBeNull();
});

it('a sheet of one product is made from an alert, and a blind one of a category by hand', async () => {
  const { page, complaints } = await openTab(app, '/count-sheets?new=yes&store=1&product=5');
  const form = page.getByRole('dialog');
  await form.getByText('(20004B)').waitFor();
  await form.getByLabel('Name').fill('Shelf 4');
  await form.getByRole('button', { name: 'Make the sheet' }).click();
  await page.getByRole('heading', { name: 'Shelf 4' }).waitFor();
  expect(sheet('3')).toMatchObject({ storeId: '1', scope: { kind: 'products' } });
  await page.goto('/count-sheets');
  await button(page, 'New count').click();
  await form.getByLabel('Store').selectOption('2');
  await form.getByLabel('Name').fill('Blind kitchen');
  await form.getByLabel('What is counted').selectOption('category');
  await form.getByLabel('Category').selectOption('Kitchen');
  await form.getByRole('switch', { name: /^Blind/ }).check();
  await form.getByLabel('Count again what is far from the books').uncheck();
  await form.getByRole('button', { name: 'Make the sheet' }).click();
  await page.getByRole('heading', { name: 'Blind kitchen' }).waitFor();
  expect(sheet('4')).toMatchObject({ isBlind: true, recount: null, scope: { category: 'Kitchen' } });
  expect(complaints).toEqual([]);
});
