import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, layoutShift, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ readingMs: 6_000 });
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

it('the first store is opened from the guide, which goes on from there', async () => {
  const { state, masters } = app.api;
  const before = masters.stores.splice(0);
  Object.assign(state, { role: 'admin', isEmpty: true });
  const { page } = await openTab(app, '/');
  await page.getByRole('link', { name: 'Create a store' }).click();
  await page.getByLabel('Name', { exact: false }).first().fill('North');
  await page.getByLabel('Code').fill('NORTH');
  await page.getByRole('button', { name: 'Create the store' }).click();
  const currency = page.getByRole('combobox', { name: 'Currency' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('placeholder') === 'Type a code or name');
  // What is said to be wrong with it stands below, where the list would be.
  expect(await currency.getAttribute('aria-expanded')).toBe('false');
  await currency.fill('GBP');
  await page.getByRole('option', { name: /^GBP/ }).click();
  await page.getByRole('button', { name: 'Set opening hours' }).click();
  await page.getByLabel('Monday closes').fill('08:00');
  await page.getByText('until 08:00 on Tuesday').waitFor();
  await page.getByLabel('Monday closes').fill('18:00');
  await page.getByRole('button', { name: 'Create the store' }).click();
  await page.getByText('First steps').waitFor();
  expect(new URL(page.url()).pathname).toBe('/');
  masters.stores.splice(0, Infinity, ...before);
  state.isEmpty = false;
});

it('the dashboard says while files are being read, and moves nothing for it', async () => {
  const { page } = await openTab(app, '/');
  await page.getByText('Best products').waitFor();
  await page.locator('.recharts-curve').first().waitFor();
  app.api.imports.change([{ status: 'running' }]);
  app.api.sockets.tell({ changes: [{ storeId: '1', topics: ['stock', 'sales', 'imports'], productIds: null }] });
  await page.getByText(', still reading files').waitFor({ timeout: 6_000 });
  expect(await layoutShift(page)).toBeLessThan(0.02);
  app.api.imports.change([{ status: 'done' }]);
});

it('the dashboard shows a dropped file within six seconds and never shifts', async () => {
  const { page, complaints } = await openTab(app, '/');
  await page.getByText('£4,123.55').waitFor();
  await page.locator('.recharts-curve').first().waitFor();
  app.api.state.sold = 1_000;
  app.api.sockets.tell({ changes: [{ storeId: '1', topics: ['stock', 'sales'], productIds: null }] });
  await page.getByText('£4,133.55').waitFor({ timeout: 6_000 });
  expect(await layoutShift(page)).toBeLessThan(0.02);
  expect(complaints).toEqual([]);
});

it('a card of the dashboard opens its list, in the chosen store', async () => {
  const { page } = await openTab(app, '/?store=1');
  await page.getByRole('link', { name: /Negative/ }).click();
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=negative&store=1');
});

it('what cannot be loaded says so and can be tried again', async () => {
  app.api.state.broken.add('/dashboard/sales');
  const { page } = await openTab(app, '/');
  await page.getByText('The dashboard could not be loaded').waitFor();
  app.api.state.broken.clear();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByText('Best products').waitFor();
});

it('each chart has its figures as a table', async () => {
  const { page } = await openTab(app, '/?from=2026-11-01&to=2026-11-22');
  await page
    .getByRole('radiogroup', { name: /Stock value over time/ })
    .getByText('Table')
    .click();
  await page.getByRole('columnheader', { name: 'Stock at cost' }).waitFor();
  expect(await page.getByRole('row', { name: /Sun, 22 Nov 2026/ }).count()).toBe(1);
});

it.each(['light', 'dark'] as const)(
  'every line of a chart stands out from its card by 3:1 in %s',
  async (colorScheme) => {
    const { page } = await openTab(app, '/signed-out', { colorScheme });
    await page.getByText('You are signed out').waitFor();
    const contrasts = await page.evaluate(() => {
      const paint = document.createElement('canvas').getContext('2d')!;
      const luminance = (variable: string) => {
        const probe = document.body.appendChild(document.createElement('i'));
        probe.style.color = `var(${variable})`;
        paint.fillStyle = getComputedStyle(probe).color;
        paint.fillRect(0, 0, 1, 1);
        const [red = 0, green = 0, blue = 0] = [...paint.getImageData(0, 0, 1, 1).data].map((part) => {
          const share = part / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const card = luminance('--card-background');
      return [1, 2, 3, 4, 5, 6].map((index) => {
        const line = luminance(`--series-${index}`);
        return (Math.max(line, card) + 0.05) / (Math.min(line, card) + 0.05);
      });
    });
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  },
);
