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

describe('a product', () => {
  it('tells each day exactly, to the pointer and to the arrow keys, with what happened', async () => {
    const { page } = await openTab(app, '/products/9?from=2026-11-01&to=2026-11-10');
    const picture = page.getByRole('slider', { name: /^Sales, price and stock/ });
    await picture.focus();
    await page.keyboard.press('Home');
    await picture.getByText('Sun, 1 Nov 2026').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await picture.getByText('Tue, 3 Nov 2026').waitFor();
    await picture.getByText('D: Delivery of 48').waitFor();
    await picture.getByText('£18.75').waitFor();
    await page.keyboard.press('Escape');
    await picture.getByText('Tue, 3 Nov 2026').waitFor({ state: 'detached' });
    const events = page.getByRole('region', { name: 'What happened' });
    expect(await events.getByRole('listitem').count()).toBe(8);
    await page.getByRole('radio', { name: 'Table' }).focus();
    await page.keyboard.press('Space');
    await page.getByRole('row', { name: /Tue, 3 Nov 2026.*Delivery of 48 \(Leeds, Briggate\)/ }).waitFor();
  });

  it('says whose figures are told, and of those that are known for now only what they are now', async () => {
    const { page } = await openTab(app, '/products/9?from=2026-11-01&to=2026-11-10');
    const figures = page.getByRole('region', { name: 'Figures' });
    await figures.getByText(/^In GBP stores: Leeds, Briggate, /).waitFor();
    const cover = figures.locator('div', { has: page.getByText('Days of cover', { exact: true }) }).last();
    await cover.getByText('now', { exact: true }).waitFor();
    expect(await cover.textContent()).toMatch(/^Days of cover[\d.]+ daysnow$/);
    expect(await figures.textContent()).not.toContain('Known for today only');
    await page.getByText('Each day as it closed, all stores together').waitFor();
  });

  it('lists the chosen store first among the stores that have it, and marks it', async () => {
    const { page } = await openTab(app, '/products/9?store=2');
    const stores = page.getByRole('region', { name: 'In the stores' });
    const rows = stores.getByRole('row');
    await rows.nth(1).getByText('chosen').waitFor();
    expect(await stores.getByText('chosen').count()).toBe(1);
    await page.getByText('Each day as it closed', { exact: true }).waitFor();
  });

  it('keeps store and period in its address, and leads to its own bridge', async () => {
    const { page } = await openTab(app, '/products/9?store=2');
    await page.getByRole('button', { name: /^Period/ }).click();
    await page.getByRole('button', { name: 'Last 90 days' }).click();
    await page.waitForURL(/range=90d/);
    await page.reload();
    await page.getByRole('link', { name: 'Stock bridge' }).click();
    await page.getByRole('heading', { name: 'Stock bridge', level: 1 }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ store: '2', range: '90d', product: '9' });
  });
});

describe('the stock list', () => {
  it.for([768, 1024, 1121, 1280, 1440, 1920])('names products in full view at %s px', async (width) => {
    const { page } = await openTab(app, '/stock', { viewport: { width, height: 900 } });
    const table = page.getByRole('table', { name: 'Stock' });
    await table.waitFor();
    const box = await table.getByRole('columnheader', { name: 'Product' }).boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(200);
    const cut = await table
      .getByRole('columnheader')
      .evaluateAll((heads) =>
        heads.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent),
      );
    expect(cut).toEqual([]);
    expect(await sidewaysOverflow(page)).toBe(0);
  });
});
