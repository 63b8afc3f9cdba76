import { mkdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  accessibilityProblems,
  closeTabs,
  layoutShift,
  openTab,
  type RunningApp,
  sidewaysOverflow,
  startApp,
} from './fake/app.ts';

const pictures = 'test-results/web';
const pages = [
  { name: 'dashboard', path: '/', ready: 'Best products', whole: true },
  { name: 'stock', path: '/stock', ready: 'Cream knitted no. 0', whole: false },
  { name: 'stock, low', path: '/stock?state=low&store=1', ready: 'Low', whole: false },
  { name: 'stock, nothing found', path: '/stock?search=zebra', ready: 'Nothing matches', whole: false },
  { name: 'product', path: '/products/2', ready: 'Movements', whole: true },
  { name: 'imports', path: '/imports', ready: 'till-2026-11-32.csv', whole: true },
  { name: 'import', path: '/imports/018f3c1e-7a2b-7c3d-8e4f-000000000030', ready: 'no column', whole: true },
  { name: 'not found', path: '/nowhere', ready: 'Page not found', whole: true },
  { name: 'signed out', path: '/signed-out', ready: 'You are signed out', whole: true },
];

let app: RunningApp;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  app = await startApp();
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1280])
    describe(`at ${width} px, ${colorScheme}`, () => {
      it.for(pages)(
        '$name is complete, quiet, still, fits the window and is accessible',
        async ({ name, path, ready, whole }) => {
          const { page, complaints } = await openTab(app, path, {
            colorScheme,
            viewport: { width, height: 844 },
          });
          await page.getByText(ready).first().waitFor();
          if (name === 'dashboard') await page.locator('.recharts-curve').first().waitFor();
          const shift = await layoutShift(page);
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: whole });
          expect(complaints).toEqual([]);
          expect(shift).toBeLessThan(0.02);
          expect(await sidewaysOverflow(page)).toBe(0);
          expect(await accessibilityProblems(page)).toEqual([]);
        },
      );
    });

it('nothing scrolls sideways on the narrowest phone', async () => {
  for (const { path, ready } of pages) {
    const { page } = await openTab(app, path, { viewport: { width: 360, height: 740 } });
    await page.getByText(ready).first().waitFor();
    expect(await sidewaysOverflow(page), path).toBe(0);
  }
});
