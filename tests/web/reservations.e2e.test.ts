import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
afterEach(() => {
  Object.assign(app.api.state, { role: 'manager', storeId: null });
  return closeTabs(app);
});

const row = (page: Page, id: string) => page.getByRole('row').filter({ hasText: `Reservation ${id}` });
const kept = (id: string) => app.api.reservations.reservations.find(({ reservationId }) => reservationId === id);

it('the menu leads to what is kept: which products, how many, where, until when and by whom', async () => {
  const { page, complaints } = await openTab(app, '/stock');
  await page.getByRole('link', { name: 'Reservations' }).click();
  await row(page, '5').getByText('7.5', { exact: true }).waitFor();
  const cells = await row(page, '4').getByRole('cell').allInnerTexts();
  expect(cells.slice(1, 5)).toEqual(['York, Coppergate', '2', 'Kept', expect.stringContaining('2099')]);
  expect(cells[5]).toContain('you');
  await row(page, '5').getByText('2 more products').click();
  await row(page, '5').getByText('20005C').waitFor();
  expect(await row(page, '3').getByText('Time is up').count()).toBe(1);
  expect(await row(page, '2').count()).toBe(0);
  await page.getByLabel('State').selectOption('Every state');
  await row(page, '2').getByText('Sold').waitFor();
  await page.getByLabel('Store').selectOption('2');
  await row(page, '2').waitFor({ state: 'detached' });
  expect(new URL(page.url()).search).toBe('?state=all&store=2');
  expect(complaints).toEqual([]);
});

it('one is sold, another given up, and each asks first', async () => {
  const { page, complaints } = await openTab(app, '/reservations');
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Sell reservation 5' }).click();
  await dialog.getByText('This records the sale of 7.5 units').waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
  expect(kept('5')?.state).toBe('open');
  await page.getByRole('button', { name: 'Sell reservation 5' }).click();
  await dialog.getByRole('button', { name: 'Sell' }).click();
  await page.getByText('7.5 units for £19.98').waitFor();
  expect(kept('5')?.state).toBe('confirmed');
  await row(page, '5').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Release reservation 4' }).click();
  await dialog.getByRole('button', { name: 'Release' }).click();
  await page.getByText('2 units can be sold to anybody again').last().waitFor();
  await row(page, '4').waitFor({ state: 'detached' });
  expect(kept('4')?.state).toBe('released');
  expect(complaints).toEqual([]);
});

it('what was given up meanwhile is not sold, and the dialog says why', async () => {
  const { page } = await openTab(app, '/reservations');
  await page.getByRole('button', { name: 'Sell reservation 3' }).click();
  kept('3')!.state = 'released';
  await page.getByRole('dialog').getByRole('button', { name: 'Sell' }).click();
  await page.getByText('This reservation was given up; reserve again').waitFor();
});

it('who may not sell in a store sees what is kept there, and no button', async () => {
  kept('3')!.state = 'open';
  Object.assign(app.api.state, { role: 'viewer' });
  const { page } = await openTab(app, '/reservations');
  await row(page, '3').waitFor();
  expect(await page.getByRole('button', { name: /^(Sell|Release) / }).count()).toBe(0);
  Object.assign(app.api.state, { role: 'clerk', storeId: '1' });
  await page.reload();
  await page.getByRole('button', { name: 'Sell reservation 3' }).waitFor();
});
