import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
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
const press = (name: RegExp | string) => (page: Page) => page.getByRole('button', { name }).first().click();

/** Each page as an admin first sees it, and what opens over it. */
const pages: { name: string; path: string; ready: string; open?: (page: Page) => Promise<void>; opened?: string }[] = [
  { name: 'products', path: '/products', ready: 'Cream knitted no. 0' },
  { name: 'products, nothing found', path: '/products?search=zebra', ready: 'No product matches' },
  { name: 'new product', path: '/products/new', ready: 'Barcodes' },
  { name: 'edit product', path: '/products/9/edit', ready: 'Tax included' },
  { name: 'product of an admin', path: '/products/2', ready: 'Price history' },
  { name: 'stores', path: '/stores', ready: 'York, Coppergate' },
  { name: 'new store', path: '/stores/new', ready: 'Opening hours' },
  { name: 'store', path: '/stores/1', ready: 'Last day' },
  { name: 'suppliers', path: '/suppliers', ready: 'Northwear Trading' },
  { name: 'supplier', path: '/suppliers/1', ready: 'no. 1' },
  {
    name: 'new supplier',
    path: '/suppliers',
    ready: 'Northwear',
    open: press('New supplier'),
    opened: 'Where orders go',
  },
  { name: 'people', path: '/people', ready: 'Cole Clerk' },
  { name: 'invite', path: '/people', ready: 'Cole Clerk', open: press('Invite'), opened: 'Add a role' },
  { name: 'tills', path: '/tills', ready: 'Till 1' },
  { name: 'new till key', path: '/tills', ready: 'Till 1', open: press('New key'), opened: 'Make the key' },
  { name: 'audit log', path: '/audit?by=anybody', ready: 'An import' },
];

let app: RunningApp;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  app = await startApp();
  app.api.state.role = 'admin';
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [380, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      it.for(pages)(
        '$name is complete, quiet, still, fits the window and is accessible',
        async ({ name, path, ready, open, opened }) => {
          const { page, complaints } = await openTab(app, path, { colorScheme, viewport: { width, height: 844 } });
          await page.getByText(ready).first().waitFor();
          await page.waitForLoadState('networkidle');
          const shift = await layoutShift(page);
          if (open) {
            await open(page);
            await page
              .getByText(opened ?? '')
              .first()
              .waitFor();
          }
          await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: !open });
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
