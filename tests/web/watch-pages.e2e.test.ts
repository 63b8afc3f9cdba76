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
  { name: 'alerts', path: '/alerts', ready: '-3 on hand by the books' },
  { name: 'alerts, none', path: '/alerts?state=resolved', ready: 'No alert matches' },
  { name: 'alert', path: '/alerts?alert=1000', ready: 'nobody has received them here' },
  {
    name: 'alert, adjust',
    path: '/alerts?alert=1000',
    ready: 'nobody has received them here',
    open: press('Adjust by'),
    opened: 'How many to add',
  },
  {
    name: 'snooze',
    path: '/alerts?alert=1000',
    ready: 'nobody has received them here',
    open: (page) => page.getByRole('dialog').getByRole('button', { name: 'Snooze…' }).click(),
    opened: 'Quiet until',
  },
  { name: 'alert settings', path: '/alerts/settings', ready: 'Digest by mail' },
  {
    name: 'alert rule',
    path: '/alerts/settings?store=2',
    ready: 'Digest by mail',
    open: press('Edit Low stock'),
    opened: 'Settings of its own',
  },
  { name: 'transfers', path: '/transfers', ready: 'Transfer 2' },
  { name: 'new transfer', path: '/transfers?new=yes&store=1&product=5', ready: 'Draft the transfer' },
  { name: 'transfer draft', path: '/transfers/3', ready: 'Available' },
  { name: 'transfer to receive', path: '/transfers/2', ready: 'Everything arrived' },
  { name: 'reservations', path: '/reservations', ready: 'Reservation 5' },
  { name: 'reservations, all', path: '/reservations?state=all', ready: 'Given up' },
  {
    name: 'reservation to release',
    path: '/reservations',
    ready: 'Reservation 5',
    // Its button is under the pointer, where it is darker.
    open: async (page) => {
      await press('Release reservation 5')(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Release' }).hover();
    },
    opened: 'The buyer does not get it',
  },
  { name: 'count sheets', path: '/count-sheets', ready: 'Kitchen, first quarter' },
  { name: 'new count', path: '/count-sheets?new=yes', ready: 'Make the sheet' },
  { name: 'count sheet', path: '/count-sheets/1', ready: 'How many are there' },
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
  for (const width of [390, 1440])
    describe(`at ${width} px, ${colorScheme}`, () => {
      it.for(pages)(
        '$name is complete, quiet, still, fits the window and is accessible',
        async ({ name, path, ready, open, opened }) => {
          const { page, complaints } = await openTab(app, path, { colorScheme, viewport: { width, height: 844 } });
          await page.getByText(ready, { exact: false }).filter({ visible: true }).first().waitFor();
          // The number of open alerts, which comes last, is in the navigation of a desk alone.
          if (width > 800) await page.getByText('72 open').waitFor();
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
