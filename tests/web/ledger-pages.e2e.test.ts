import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accessibilityProblems,
  closeTabs,
  layoutShift,
  openTab,
  type RunningApp,
  sidewaysOverflow,
  startApp,
} from './fake/app.ts';

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

/** What the search of everything lists: select boxes have options, too. */
const found = (page: Page) => page.getByRole('listbox', { name: 'Found' });

const pages = [
  { path: '/bridge', ready: 'at the closing' },
  { path: '/bridge?product=9&measure=units', ready: 'at the closing' },
  { path: '/movements', ready: 'Delivery note' },
  { path: '/products/9', ready: 'Damaged, 1.5 taken away' },
];
for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [380, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      const options = { colorScheme, viewport: { width, height: 844 } };

      it.for(pages)('$path is quiet, still, fits and is accessible', async ({ path, ready }) => {
        const { page, complaints } = await openTab(app, path, options);
        await page.getByText(ready).first().waitFor();
        await page.waitForLoadState('networkidle');
        expect(await layoutShift(page)).toBeLessThan(0.02);
        expect(await sidewaysOverflow(page)).toBe(0);
        expect(await accessibilityProblems(page)).toEqual([]);
        expect(complaints).toEqual([]);
      });

      it('search, shortcuts and saved views are accessible while they are open', async () => {
        app.api.views.views.push({ id: '79', name: 'Low', path: '/stock', search: '?state=low' });
        const { page } = await openTab(app, '/stock', options);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.keyboard.press('Control+k');
        await page.keyboard.type('cream');
        await found(page).getByRole('option').first().waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.keyboard.press('?');
        await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Saved views' }).click();
        await page.getByRole('menuitem', { name: 'Rename or remove…' }).click();
        await page.getByRole('button', { name: 'Rename Low' }).waitFor();
        expect(await accessibilityProblems(page)).toEqual([]);
      });
    });

describe('the movements, whatever is answered last,', () => {
  it.for([
    [380, 'stores'],
    [380, 'movements'],
    [1440, 'stores'],
    [1440, 'movements'],
  ] as const)('stay still at %s px when that is /%s', async ([width, last]) => {
    const { page } = await openTab(app, '/signed-out', { viewport: { width, height: 844 } });
    await page.route(
      ({ origin, pathname }) => origin === app.api.origin && pathname === `/${last}`,
      async (route) => {
        await new Promise((done) => setTimeout(done, 700));
        await route.continue();
      },
    );
    await page.goto('/movements');
    await page.getByText('Delivery note').first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(await layoutShift(page)).toBeLessThan(0.02);
  });
});
