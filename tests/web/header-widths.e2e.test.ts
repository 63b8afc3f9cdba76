import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, sidewaysOverflow, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  // Who may manage the most has the longest navigation.
  app.api.state.role = 'admin';
});
afterEach(() => closeTabs(app));

// Tablets upright and lying, the last width of the menu and the first without it, where the sign and the search grow.
const widths = [768, 769, 820, 900, 1024, 1088, 1200, 1201, 1248, 1249, 1280, 1440, 1441];

it('the header holds all that an administrator has at every width, and nothing scrolls sideways', async () => {
  const { page } = await openTab(app, '/stock', { viewport: { width: 768, height: 844 } });
  const account = page.getByRole('button', { name: 'Account' });
  await account.waitFor();
  // How many alerts are open comes last, and widens its entry.
  await page.setViewportSize({ width: 1441, height: 844 });
  await page.getByRole('link', { name: /^Alerts ?\d/ }).waitFor();
  for (const width of widths) {
    await page.setViewportSize({ width, height: 844 });
    expect(await sidewaysOverflow(page), `at ${width} px`).toBe(0);
    const box = await account.boundingBox();
    expect((box?.x ?? width) + (box?.width ?? 1), `at ${width} px`).toBeLessThanOrEqual(width);
    const isMenu = await page.getByRole('button', { name: 'Navigation' }).isVisible();
    expect(isMenu, `at ${width} px`).toBe(width <= 1200);
    expect(await page.getByRole('button', { name: 'Manage' }).isVisible()).toBe(!isMenu);
  }
});

it.for([768, 820, 900, 1024])('no page scrolls sideways at %s px', { timeout: 60_000 }, async (width) => {
  const { page } = await openTab(app, '/stock', { viewport: { width, height: 1100 } });
  await page.getByRole('button', { name: 'Account' }).waitFor();
  for (const path of ['/', '/stock', '/figures', '/bridge', '/movements?currency=GBP', '/products/9', '/alerts']) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    expect(await sidewaysOverflow(page), path).toBe(0);
  }
});
