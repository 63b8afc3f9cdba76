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

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const kept = (id: string) => app.api.transfers.transfers.find((one) => one.id === id);

it('the list says what is on the way and what it is worth, and narrows by state', async () => {
  const { page, complaints } = await openTab(app, '/transfers');
  await page.getByText('On the way: £37.71 at cost, 17.5 units in 1 transfer.').waitFor();
  await page.getByLabel('State').selectOption('received');
  await page.waitForURL(/state=received/);
  await page.getByRole('link', { name: 'Transfer 2' }).waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Transfer 1' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a transfer is drafted, changed, shipped, received in part with some of it damaged, and closed short', async () => {
  const { page, complaints } = await openTab(app, '/transfers');
  await button(page, 'New transfer').click();
  const form = page.getByRole('dialog');
  await form.getByLabel('From').selectOption('1');
  await form.getByRole('button', { name: 'Draft the transfer' }).click();
  await form.getByText('Choose another store').waitFor();
  // Tokyo trades in another currency.
  expect(await form.getByRole('combobox', { name: 'To', exact: true }).getByRole('option').allTextContents()).toEqual([
    'Choose…',
    'York, Coppergate',
  ]);
  await form.getByRole('combobox', { name: 'To', exact: true }).selectOption('2');
  for (const code of ['20010', '20012']) {
    await form.getByRole('combobox', { name: 'Product' }).fill(code);
    await page.getByRole('option', { name: new RegExp(code) }).click();
    await form.getByLabel(new RegExp(`How many of ${code}`)).waitFor();
  }
  await form.getByLabel(/How many of 20010/).fill('none');
  await form.getByRole('button', { name: 'Draft the transfer' }).click();
  await form.getByText(/Must be a number/).waitFor();
  await form.getByLabel(/How many of 20010/).fill('6');
  await form.getByLabel(/How many of 20012/).fill('4');
  await form.getByRole('button', { name: 'Draft the transfer' }).click();
  await page.getByRole('heading', { name: 'Transfer 4' }).waitFor();

  await button(page, 'Edit').click();
  await form.getByLabel(/How many of 20012/).fill('5');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  expect(kept('4')?.lines.map(({ quantity }) => quantity)).toEqual(['6', '5']);

  await button(page, 'Ship').click();
  await form.getByRole('button', { name: 'Ship' }).click();
  await page.getByText('11 units on the way').waitFor();
  expect(kept('4')?.status).toBe('shipped');

  await button(page, 'Everything arrived').click();
  await page.getByLabel(/Arrived of 20010/).fill('4');
  await page.getByLabel(/Damaged of 20010/).fill('1');
  await button(page, 'Receive').click();
  await page.getByText('2 lines taken in').waitFor();
  expect(kept('4')?.lines[0]).toMatchObject({ received: '4', damaged: '1', inTransit: '1' });
  expect(kept('4')?.status).toBe('shipped');

  await page.getByRole('button', { name: 'The rest is missing…' }).click();
  await form.getByLabel('Lost on the way').check();
  await form.getByRole('button', { name: 'Close the transfer' }).click();
  await page.getByText('Some missing').waitFor();
  expect(kept('4')?.lines[0]).toMatchObject({ lost: '1', inTransit: '0' });
  expect(new Set(app.api.transfers.keys).size).toBe(3);
  expect(complaints).toEqual([]);
});

it('who works in one store sends to others and asks for their stock, by name and without seeing it', async () => {
  Object.assign(app.api.state, { role: 'clerk', storeId: '2' });
  const { page, complaints } = await openTab(app, '/transfers?new=yes');
  const form = page.getByRole('dialog');
  await form.getByLabel('From').selectOption('1');
  await form.getByText('You ask for it, and they ship it').waitFor();
  const to = form.getByRole('combobox', { name: 'To', exact: true });
  expect(await to.getByRole('option').allTextContents()).toEqual(['Choose…', 'York, Coppergate']);
  await form.getByRole('combobox', { name: 'Product' }).fill('20010');
  await page.getByRole('option', { name: /20010/ }).click();
  await form.getByLabel(/How many of 20010/).waitFor();
  expect(await form.getByText('available').count()).toBe(0);
  await form.getByLabel('From').selectOption('2');
  await to.selectOption('1');
  expect(complaints).toEqual([]);
});

it('who may not see what the sending store has is told neither that nor whether it is enough', async () => {
  const draft = kept('3')!;
  const seen = draft.lines;
  draft.lines = seen.map((line) => ({ ...line, available: '1' }));
  const { page, complaints } = await openTab(app, '/transfers/3');
  // The control: who sees it is told that it is not enough.
  await page.getByText('too few').first().waitFor();
  await page.getByText('Drafted by').waitFor();
  Object.assign(app.api.state, { role: 'clerk', storeId: '2' });
  draft.lines = seen.map((line) => ({ ...line, available: null }));
  await page.reload();
  await page.getByText('not shown').first().waitFor();
  expect(await page.getByText('too few').count()).toBe(0);
  expect(complaints).toEqual([]);
  draft.lines = seen;
});

it('what somebody else received meanwhile is told, and nothing comes in twice', async () => {
  const { page } = await openTab(app, '/transfers/2');
  await button(page, 'Everything arrived').click();
  kept('2')!.version += 1;
  await button(page, 'Receive').click();
  await page.getByText('Somebody has changed this transfer meanwhile').waitFor();
  expect(kept('2')?.lines[0]).toMatchObject({ received: '0' });
});

it('who works in the sending store alone may not receive', async () => {
  Object.assign(app.api.state, { role: 'clerk', storeId: '2' });
  const { page } = await openTab(app, '/transfers/2');
  await page.getByText('In the blue crates').waitFor();
  expect(await button(page, 'Receive').count()).toBe(0);
});
