import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { accessibilityProblems, closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => {
  app.api.state.role = 'buyer';
  app.api.state.storeId = null;
  app.api.suggestions.decided.length = 0;
  for (const one of app.api.suggestions.suggestions) Object.assign(one, { status: 'open', orderId: null });
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');
const decisions = () => app.api.suggestions.decided.flatMap(({ body }) => body.decisions);

it('all suggestions of a supplier for a store are accepted at once, with the quantity that was typed', async () => {
  const { page, complaints } = await openTab(app, '/suggestions');
  await page.getByLabel('Quantity of Union union no. 4').fill('48');
  await button(page, 'Accept all… Northwear Trading → Leeds, Briggate').click();
  await dialog(page).getByText('4 suggestions become 1 draft order of £581.40').waitFor();
  await dialog(page).getByText('In 1 of them the quantity is yours').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Accept 4' }).click();
  await page.getByText('1 order drafted').waitFor();
  expect(decisions()).toHaveLength(4);
  expect(decisions()).toContainEqual({ suggestionId: '75', verdict: 'change', quantity: '48' });
  expect(decisions().filter(({ verdict }) => verdict === 'accept')).toHaveLength(3);
  await page.getByRole('region', { name: 'Northwear Trading → Leeds, Briggate' }).waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('everything that is shown is accepted at once, and transfers beside orders', async () => {
  const { page } = await openTab(app, '/suggestions?store=2');
  await button(page, 'Accept all…').click();
  await dialog(page).getByText('7 suggestions become 2 draft orders of £765.00 and 1 draft transfer').waitFor();
  await dialog(page).getByRole('button', { name: 'Accept 7' }).click();
  await page.getByText('Nothing to decide').waitFor();
  expect(decisions()).toHaveLength(7);
  const left = app.api.suggestions.suggestions.filter(({ status }) => status === 'open');
  expect(left.map(({ storeId }) => storeId)).toEqual(Array(7).fill('1'));
});

it('one is accepted with another quantity and a reason, and leads to its order', async () => {
  const { page } = await openTab(app, '/suggestions?store=1');
  await page.getByLabel('Quantity of Cream knitted no. 0').fill('72');
  await page.getByText('= 6 packs of 12').waitFor();
  await page.getByText('£183.60').waitFor();
  await page.getByLabel('Why another quantity of Cream knitted no. 0').fill('The school fair');
  await button(page, 'Accept, changed: Cream knitted no. 0').click();
  await page.getByText('1 order drafted').waitFor();
  expect(decisions()).toEqual([{ suggestionId: '71', verdict: 'change', quantity: '72', reason: 'The school fair' }]);
  await page.getByLabel('Which suggestions').selectOption('changed');
  await page.getByText('Changed to 72 by you').waitFor();
  await page.getByRole('link', { name: 'Order', exact: true }).click();
  await page.getByRole('heading', { name: 'PO-00001' }).waitFor();
});

it('what is no quantity is said, and not accepted', async () => {
  const { page } = await openTab(app, '/suggestions?store=1');
  await page.getByLabel('Quantity of Cream knitted no. 0').fill('0');
  await page.getByText('Enter a number above 0, or reject it').waitFor();
  expect(await button(page, /^Accept.*: Cream knitted no. 0$/).isDisabled()).toBe(true);
  await button(page, 'Accept all… Northwear Trading → Leeds, Briggate').click();
  await dialog(page).getByText('1 is left out').waitFor();
  await dialog(page).getByRole('button', { name: 'Accept 3' }).waitFor();
});

it('one is rejected with a reason, which stands beside it afterwards', async () => {
  const { page } = await openTab(app, '/suggestions?store=1');
  await button(page, 'Reject… Cream knitted no. 0').click();
  await dialog(page).getByRole('button', { name: 'Reject' }).click();
  await dialog(page).getByText('Choose a reason').waitFor();
  expect(decisions()).toEqual([]);
  await dialog(page).getByLabel('Why').selectOption('The season is over');
  expect(await dialog(page).getByLabel('Not again before').inputValue()).toMatch(/^\d{4}-\d\d-\d\d$/);
  await dialog(page).getByLabel('Not again before').fill('2031-03-01');
  expect(await accessibilityProblems(page)).toEqual([]);
  await dialog(page).getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Cream knitted no. 0 is rejected').waitFor();
  const reason = 'The season is over';
  expect(decisions()).toEqual([{ suggestionId: '71', verdict: 'reject', reason, until: '2031-03-01' }]);
  await page.getByLabel('Which suggestions').selectOption('rejected');
  await page.getByText('“The season is over”').waitFor();
  await page
    .getByText(/Not suggested again before Sat 1 Mar 2031\.|Not suggested again before Sat, 1 Mar 2031\./)
    .waitFor();
});

it('a rejection holds for as long as an order would last, unless somebody ends it', async () => {
  const { page } = await openTab(app, '/suggestions?store=1');
  await button(page, 'Reject… Cream knitted no. 0').click();
  await dialog(page).getByLabel('Why').selectOption('There is enough');
  expect(await dialog(page).getByLabel('Not again before').inputValue()).toBe('');
  await dialog(page).getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Cream knitted no. 0 is rejected').waitFor();
  await page.getByLabel('Which suggestions').selectOption('rejected');
  await page.getByText('unless what is there and coming falls to -5').waitFor();
  await button(page, 'Suggest Cream knitted no. 0 again').click();
  await page.getByText('The next plan may suggest Cream knitted no. 0 again').waitFor();
  await page.getByText('unless what is there and coming').waitFor({ state: 'detached' });
  expect(decisions().at(-1)).toEqual({ suggestionId: '71', verdict: 'resume' });
});

it('the grades tell what deciding otherwise came to, and lead to the policy that is to be changed', async () => {
  const { page } = await openTab(app, '/suggestions?show=grades');
  await page.getByText('out of stock for 31 opening hours, about £140 of margin lost').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('link', { name: 'What happens by itself of Kitchen in Leeds, Briggate' }).click();
  await page.getByRole('dialog', { name: 'Kitchen, Leeds, Briggate' }).waitFor();
  await dialog(page).getByLabel('By itself').selectOption('draft');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await dialog(page).waitFor({ state: 'detached' });
  expect(app.api.suggestions.policies.at(-1)).toMatchObject({ storeId: '1', category: 'Kitchen', autoMode: 'draft' });
});

it('who orders for one store decides there alone, and who only looks decides nothing', async () => {
  Object.assign(app.api.state, { role: 'manager', storeId: '1' });
  const { page } = await openTab(app, '/suggestions');
  await page.getByLabel('Quantity of Cream knitted no. 0').waitFor();
  await page.getByRole('link', { name: 'Heart heart no. 1', exact: true }).waitFor();
  expect(await page.getByLabel('Quantity of Heart heart no. 1', { exact: true }).count()).toBe(0);
  Object.assign(app.api.state, { role: 'viewer', storeId: null });
  await page.reload();
  await page.getByText('Plans and budgets').waitFor();
  expect(await button(page, /^Accept/).count()).toBe(0);
});

it('everything that is ordered by itself is stopped with one button, and the suggestions say so', async () => {
  const { page } = await openTab(app, '/policies');
  await button(page, 'Stop automatic ordering').click();
  await dialog(page).getByLabel('Why').fill('Prices are wrong');
  await dialog(page).getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText('Ordering by itself is stopped').waitFor();
  expect(app.api.suggestions.stop).toMatchObject({ isStopped: true, reason: 'Prices are wrong' });
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto('/suggestions');
  await page.getByText('“Prices are wrong”').waitFor();
  await page.goto('/policies');
  await button(page, 'Let it go on').click();
  await dialog(page).getByRole('button', { name: 'Let it go on' }).click();
  await page.getByText('Orders go out by themselves where').waitFor();
});

it('a policy of a category is set, and what it leaves empty stays inherited', async () => {
  const { page } = await openTab(app, '/policies');
  await button(page, 'New policy').click();
  await dialog(page).getByLabel('For', { exact: true }).selectOption('category');
  await dialog(page).getByLabel('Category').selectOption('Garden');
  await dialog(page).getByLabel('Service level').fill('97.5');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await page.getByRole('row', { name: /^Garden, every store inherited inherited 97\.5% inherited/ }).waitFor();
  expect(app.api.suggestions.policies.at(-1)).toMatchObject({ category: 'Garden', serviceLevel: 0.975, method: null });
});
