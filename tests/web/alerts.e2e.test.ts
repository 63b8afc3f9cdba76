import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'admin';
  app.api.alerts.handled.length = 0;
  for (const alert of app.api.alerts.alerts) Object.assign(alert, { state: 'open', awaitsArrival: false });
});
afterEach(() => closeTabs(app));

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const rows = (page: Page) => page.getByRole('table', { name: 'Alerts' }).getByRole('row');
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name });
const handled = () => app.api.alerts.handled;

it('alerts stand by what they cost, each with a sentence, and narrow by kind, store and state in the address', async () => {
  const { page, complaints } = await openTab(app, '/alerts');
  await rows(page).nth(1).getByText('-3 on hand by the books; sells 2.1 a day').waitFor();
  await rows(page).nth(1).getByText('£90.00 a day').waitFor();
  await page.getByLabel('Kind').selectOption({ label: 'Low stock (8)' });
  await page.waitForURL(/kind=low/);
  await page.getByText('4 left, reorder point 10').first().waitFor();
  expect(await page.getByText('on hand by the books').count()).toBe(0);
  await page.getByLabel('Store', { exact: true }).selectOption({ label: 'York, Coppergate' });
  await page.waitForURL(/store=2/);
  await page.getByText('Snoozed', { exact: true }).click();
  await page.waitForURL(/state=snoozed/);
  await page.getByText('No alert matches').waitFor();
  await button(page, 'Show all that are open').click();
  await rows(page).nth(50).waitFor();
  expect(complaints).toEqual([]);
});

it('the navigation says how many are open, and says so anew when some are handled', async () => {
  const { page } = await openTab(app, '/stock');
  const link = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: /^Alerts/ });
  await link.getByText('72 open').waitFor();
  await link.click();
  await rows(page).nth(1).getByRole('checkbox').check();
  await button(page, 'Acknowledge').click();
  await link.getByText('71 open').waitFor();
});

it('chosen alerts are acknowledged together, and all that match without naming each', async () => {
  const { page, complaints } = await openTab(app, '/alerts?kind=low');
  await rows(page).nth(1).getByRole('checkbox').check();
  await rows(page).nth(2).getByRole('checkbox').check();
  await page.getByText('2 alerts chosen').waitFor();
  await button(page, 'Acknowledge').click();
  await page.getByText('2 alerts acknowledged').waitFor();
  expect(handled()[0]?.ids).toHaveLength(2);
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 6);
  await button(page, 'Select all 6 that match').click();
  await page.getByText('All 6 that match are chosen').waitFor();
  await button(page, 'Acknowledge').click();
  await page.getByText('No alert matches').waitFor();
  expect(handled()[1]?.filter).toMatchObject({ kind: 'low', state: 'open' });
  expect(handled()[1]?.ids).toBeUndefined();
  expect(app.api.alerts.alerts.filter(({ state }) => state === 'acknowledged')).toHaveLength(8);
  expect(complaints).toEqual([]);
});

it('more than a screenful is acknowledged only after a question', async () => {
  const { page, complaints } = await openTab(app, '/alerts');
  await rows(page).nth(1).getByRole('checkbox').check();
  await page.getByRole('button', { name: /^Select all \d+ that match$/ }).click();
  await button(page, 'Acknowledge').click();
  await page.getByRole('dialog').getByText('where they can be opened again').waitFor();
  expect(handled()).toEqual([]);
  await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge all' }).click();
  await page.getByText('Nothing is wrong').waitFor();
  expect(handled()[0]?.ids).toBeUndefined();
  expect(complaints).toEqual([]);
});

it('an alert sleeps until a day, or until what is on its way has arrived', async () => {
  const { page, complaints } = await openTab(app, '/alerts?kind=out');
  await rows(page).nth(1).getByRole('checkbox').check();
  await button(page, 'Snooze…').click();
  const form = dialog(page, 'Snooze');
  await form.getByLabel('Another day').check();
  await form.getByLabel('Until which day').fill('2020-01-01');
  await form.getByRole('button', { name: 'Snooze' }).click();
  await form.getByText('Choose a day after today').waitFor();
  await form.getByLabel('Until which day').fill('2031-05-01');
  await form.getByRole('button', { name: 'Snooze' }).click();
  await page.getByText('1 alert snoozed').waitFor();
  expect(handled()[0]).toMatchObject({ action: 'snooze', until: '2031-05-01' });
  await page.getByLabel('Choose all that are shown').check();
  await button(page, 'Snooze…').click();
  await form.getByLabel('What is on its way has arrived').check();
  await form.getByRole('button', { name: 'Snooze' }).click();
  await page.getByText(/left as they are/).waitFor();
  expect(handled()[1]).toMatchObject({ action: 'snooze', untilArrival: true });
  expect(complaints).toEqual([]);
});

it('negative stock says why, and the form that mends it stands filled in', async () => {
  app.api.state.adjustments.length = 0;
  const { page, complaints } = await openTab(app, '/alerts');
  await button(page, 'Cream knitted no. 0').click();
  await page.waitForURL(/alert=1000/);
  await page.getByText('nobody has received them here').waitFor();
  await button(page, 'Adjust by +30…').click();
  const form = dialog(page, 'Adjust stock');
  expect(await form.getByLabel('How many to add').inputValue()).toBe('30');
  expect(await form.getByLabel('Note').inputValue()).toBe('Packs of 6 received as units');
  await form.getByRole('button', { name: 'Adjust', exact: true }).click();
  await page.getByText('Stock adjusted').waitFor();
  expect(app.api.state.adjustments[0]?.body).toMatchObject({ quantity: '30', reason: 'correction', productId: '1' });

  await button(page, 'Move 3 to this number…').click();
  await dialog(page, 'Move to the right number').getByRole('button', { name: 'Move' }).click();
  await page.getByText('Stock moved').waitFor();
  const [, out, back] = app.api.state.adjustments;
  expect([out?.body.quantity, back?.body.quantity]).toEqual(['-3', '3']);
  expect(out?.key).not.toBe(back?.key);
  await page.getByRole('link', { name: 'Receive the transfer' }).click();
  await page.getByRole('heading', { name: 'Transfer 2' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a rule is set for the chain, another way for one store, and given back to the chain', async () => {
  const { page, complaints } = await openTab(app, '/alerts/settings');
  await button(page, 'Edit Low stock').click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Over when above the reorder point by, in %').fill('250');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Must be from 0 to 100 %').waitFor();
  await form.getByLabel('Over when above the reorder point by, in %').fill('20');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Rule saved').waitFor();
  const low = () => app.api.alerts.rules.filter(({ kind }) => kind === 'low');
  expect(low()).toMatchObject([{ storeId: null, hysteresis: 20, version: 2 }]);

  await page.getByLabel('Store', { exact: true }).selectOption({ label: 'York, Coppergate' });
  await page.getByText('Of York, Coppergate').waitFor();
  await button(page, 'Edit Low stock').click();
  await form.getByLabel('Settings of its own').check();
  await form.getByLabel('Mails').selectOption('always');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Its own', { exact: true }).waitFor();
  expect(low()[1]).toMatchObject({ storeId: '2', hysteresis: 20, urgent: 'always' });
  await button(page, 'Edit Low stock').click();
  await form.getByLabel('Settings of its own').uncheck();
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Its own', { exact: true }).waitFor({ state: 'detached' });
  expect(low()).toHaveLength(1);
  expect(complaints).toEqual([]);
});

it('everybody chooses the hour, days, stores and kinds of their own digest, once and again', async () => {
  const { page, complaints } = await openTab(app, '/alerts/settings');
  await page.getByText('A changed hour counts once stock is planned next, within 24 hours.').waitFor();
  // On a phone what comes first is one's own, not the long list of rules.
  const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
  expect(headings.slice(0, 2)).toEqual(['My mails', 'Rules']);
  await page.getByLabel('At', { exact: true }).selectOption('18');
  await page.getByLabel('Sat').check();
  await page.getByLabel('Of every kind').uncheck();
  await button(page, 'Save').click();
  await page.getByText('Choose a kind').waitFor();
  await page.getByRole('checkbox', { name: 'Out of stock' }).check();
  await button(page, 'Save').click();
  await page.getByText('The digest comes as you chose').waitFor();
  expect(app.api.alerts.preference).toMatchObject({
    hour: 18,
    weekdays: [1, 2, 3, 4, 5, 6],
    kinds: ['out'],
    stores: null,
  });
  await page.getByLabel('Digest by mail').uncheck();
  await button(page, 'Save').click();
  await page.getByText('No digest is sent').waitFor();
  expect(app.api.alerts.preference).toMatchObject({ isOn: false, version: 2 });
  expect(complaints).toEqual([]);
});

it('who may only look sees alerts and rules, and nothing to do about them', async () => {
  app.api.state.role = 'viewer';
  const { page } = await openTab(app, '/alerts');
  await rows(page).nth(1).waitFor();
  expect(await page.getByRole('checkbox').count()).toBe(0);
  expect(await button(page, 'Acknowledge').count()).toBe(0);
  await page.goto('/alerts/settings');
  await page.getByText('Negative stock').first().waitFor();
  expect(await button(page, 'Edit Low stock').count()).toBe(0);
});
