import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

const word = 'constructor';
const fields = ['range', 'from', 'to', 'fromTime', 'toTime', 'compare', 'store', 'currency', 'product', 'by', 'show'];
const others = ['supplier', 'without', 'sort', 'dir', 'state', 'abc', 'xyz', 'coverFrom', 'dead', 'ageFrom', 'adjust'];
const rest = ['measure', 'kind', 'watch', 'send', 'status', 'archived'];
const nonsense = [...fields, ...others, ...rest].map((field) => `${field}=${word}`).join('&');

it.each([
  { path: '/', ready: 'Best products' },
  { path: '/figures', ready: 'Average basket' },
  { path: '/products/2', ready: 'Price history' },
  { path: '/bridge', ready: 'Set times' },
  { path: '/movements', ready: 'Set times' },
  { path: '/stock', ready: 'Cream knitted no. 0' },
  { path: '/imports', ready: 'till-2026-11-32.csv' },
])('$path shows as if nonsense behind the ? were not there, and the address loses it', async ({ path, ready }) => {
  app.api.state.requests.length = 0;
  const { page, complaints } = await openTab(app, `${path}?${nonsense}`);
  await page.getByText(ready).first().waitFor();
  expect(complaints).toEqual([]);
  expect(app.api.state.requests.filter((request) => request.includes(word))).toEqual([]);
  expect(new URL(page.url()).search).toBe('');
});

it('days that are the wrong way round are turned, in the address too', async () => {
  const { page } = await openTab(app, '/figures?from=2026-11-21&to=2026-10-01');
  await page.getByText('Average basket').first().waitFor();
  const { searchParams } = new URL(page.url());
  expect(Object.fromEntries(searchParams)).toEqual({ from: '2026-10-01', to: '2026-11-21' });
});

it.each(['/', '/figures', '/stock', '/bridge'])('%s drops a currency in which no store trades', async (path) => {
  const { page } = await openTab(app, `${path}?currency=ZZZ`);
  await page.waitForURL((url) => !url.searchParams.has('currency'));
  await page.getByLabel('Store', { exact: true }).waitFor();
  expect(await page.getByText('First steps').count()).toBe(0);
});

it.each(['/', '/figures', '/stock', '/bridge', '/movements', '/products/2'])(
  '%s says once that a store is not among yours, and leads back',
  async (path) => {
    const { page } = await openTab(app, `${path}?store=999`);
    await page.getByText('This store does not exist, or you may not see it').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    if (path === '/') await page.screenshot({ path: 'test-results/web/no-such-store.png' });
    await page.getByRole('button', { name: 'Show my stores' }).click();
    await page.getByLabel('Store', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.has('store')).toBe(false);
  },
);

it.each(['nonsense', '018f3c1e-7a2b-7c3d-8e4f-00000000ffff'])('there is no import %s', async (importId) => {
  const { page } = await openTab(app, `/imports/${importId}`);
  await page.getByText('This import does not exist').waitFor();
});

it('the stock bridge says that times are the wrong way round, rather than zeros', async () => {
  const { page } = await openTab(app, '/bridge?from=2026-11-20&to=2026-11-20&fromTime=18:00&toTime=09:00');
  await page.getByText('The last time is not after the first.').waitFor();
  await page.getByText('No time to show').waitFor();
  await page.screenshot({ path: 'test-results/web/bridge-no-time.png' });
  await page.getByLabel('To, time of day').fill('19:00');
  await page.getByText('No time to show').waitFor({ state: 'hidden' });
});
