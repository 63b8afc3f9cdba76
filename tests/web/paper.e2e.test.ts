import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, sidewaysOverflow, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'manager';
  app.api.state.requests.length = 0;
  app.api.views.views.length = 0;
});
afterEach(() => closeTabs(app));

describe('on paper', () => {
  it.for(['/bridge', '/movements', '/products/2', '/stock'])(
    '%s is light, fits A4, and shows no navigation',
    async (path) => {
      const { page } = await openTab(app, path, { colorScheme: 'dark' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await page.setViewportSize({ width: 703, height: 1000 });
      await page.emulateMedia({ media: 'print' });
      const look = () =>
        page.evaluate(() => ({
          scheme: document.documentElement.dataset['mantineColorScheme'],
          background: getComputedStyle(document.body).backgroundColor,
          navigation: [...document.querySelectorAll('nav')].some((one) => one.checkVisibility()),
        }));
      await expect
        .poll(look, { timeout: 15_000 })
        .toEqual({ scheme: 'light', background: 'rgb(255, 255, 255)', navigation: false });
      expect(await sidewaysOverflow(page)).toBe(0);
      await page.emulateMedia({ media: 'screen' });
      await expect.poll(look, { timeout: 15_000 }).toMatchObject({ scheme: 'dark' });
    },
  );

  it.for([
    { path: '/', words: ['Period: ', 'compared with ', 'all stores in GBP', 'printed '] },
    { path: '/figures?by=product&show=stock', words: ['Stock by product', 'Period: ', 'compared with ', 'in GBP'] },
    { path: '/stock?state=low&store=1&search=no', words: ['only low', 'search: “no”', 'printed '] },
    { path: '/movements?store=1&kind=sales', words: ['only sold', 'printed '] },
  ])('$path says in words what its controls say on the screen', async ({ path, words }) => {
    const { page } = await openTab(app, path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const line = page.locator('header > p');
    expect(await line.count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    const text = await line.innerText();
    for (const word of words) expect(text).toContain(word);
    for (const control of await page.locator('main').locator('input:not([type=radio]), select').all())
      expect(await control.isVisible(), await control.evaluate((one) => one.outerHTML)).toBe(false);
    expect(await page.getByRole('button', { name: 'Details' }).count()).toBe(0);
    await page.setViewportSize({ width: 703, height: 1000 });
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('the stock list has all rows that are loaded, not those in sight alone', async () => {
    const { page } = await openTab(app, '/stock');
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    const rows = () => page.locator('tbody tr').count();
    expect(await rows()).toBeLessThan(60);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(rows).toBeGreaterThanOrEqual(100);
    expect(await page.evaluate(() => getComputedStyle(document.querySelector('thead')!).display)).toBe(
      'table-header-group',
    );
  });
});
