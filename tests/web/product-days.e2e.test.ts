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
