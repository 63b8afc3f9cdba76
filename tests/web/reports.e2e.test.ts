import { mkdirSync } from 'node:fs';
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

const pictures = 'test-results/web';
let app: RunningApp;
beforeAll(async () => {
  mkdirSync(pictures, { recursive: true });
  app = await startApp();
});
beforeEach(() => {
  app.api.state.role = 'admin';
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();
const dialog = (page: Page) => page.getByRole('dialog');

it('a mail is read as it was sent, in a frame that runs nothing, and the address leads back to it', async () => {
  const { page, complaints } = await openTab(app, '/reports');
  await button(page, /^Read: All stores, daily/).click();
  await page.waitForURL(/mail=500/);
  await page.frameLocator('iframe').getByText('Net sales £1,234.50').waitFor();
  expect(await page.title()).toBe('Reports · Stockroom');
  await page.reload();
  await page.frameLocator('iframe').getByRole('heading', { name: 'Daily report no. 500' }).waitFor();
  // That the mail's script is blocked is what the browser has to say.
  expect(complaints.filter((line) => !/script/i.test(line))).toEqual([]);
});

it('what nobody knows of is sent again once somebody has said so', async () => {
  const { page, complaints } = await openTab(app, '/reports?state=unknown');
  const before = app.api.reports.mails.filter(({ state }) => state === 'unknown').length;
  await button(page, /^Send again: /).click();
  await dialog(page).getByText('Nobody knows whether the first one left').waitFor();
  await dialog(page).getByRole('button', { name: 'Send again' }).click();
  await dialog(page).waitFor({ state: 'hidden' });
  expect(app.api.reports.mails.filter(({ state }) => state === 'unknown')).toHaveLength(before - 1);
  expect(complaints).toEqual([]);
});

it('somebody chooses a report with its language and files, changes it, and an admin does so for others', async () => {
  const { page, complaints } = await openTab(app, '/reports?show=mine');
  await page.getByText('You get no report').waitFor();
  await button(page, 'New subscription').click();
  await dialog(page).getByLabel('Of', { exact: true }).selectOption({ label: 'York, Coppergate' });
  await dialog(page).getByLabel('Language').selectOption('de');
  await dialog(page).getByLabel('CSV').check();
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Deutsch · de-DE · CSV').waitFor();
  await button(page, 'Change: Daily, York, Coppergate').click();
  await dialog(page).getByLabel('Send it').uncheck();
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Off', { exact: true }).waitFor();
  await page.getByLabel('Whose').selectOption({ index: 1 });
  await page.getByText('They get no report').waitFor();
  await button(page, 'New subscription').click();
  await dialog(page).getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('English · en-GB').waitFor();
  const people = [...app.api.reports.subscriptions.keys()];
  expect(people).toHaveLength(2);
  await page.getByLabel('York, Coppergate waits').selectOption('30');
  await expect.poll(() => app.api.reports.waits).toEqual([{ storeId: '2', minutes: 30 }]);
  expect(complaints).toEqual([]);
});

it("tonight's report is looked at in another language, and sent to oneself", async () => {
  const { page } = await openTab(app, '/reports?show=preview');
  await page.frameLocator('iframe').getByText('Tonight, en').first().waitFor();
  await page.getByLabel('Language').selectOption('fr');
  await page.frameLocator('iframe').getByText('Tonight, fr').first().waitFor();
  await button(page, 'Send me a test').click();
  await page.getByText('To ada@example.com').waitFor();
  expect(app.api.reports.tests.at(-1)).toMatchObject({ kind: 'daily', language: 'fr', locale: 'fr-FR' });
});

it('an address that takes no mail is released by an admin, and others do not see the list', async () => {
  const { page, complaints } = await openTab(app, '/reports?show=addresses');
  await button(page, 'Release old@example.com').click();
  await dialog(page).getByRole('button', { name: 'Release' }).click();
  await page.getByText('Every address takes mail').waitFor();
  app.api.state.role = 'viewer';
  const { page: other } = await openTab(app, '/reports');
  await other.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Reports' }).waitFor();
  await other.getByRole('table', { name: 'Reports' }).waitFor();
  expect(await other.getByText('Addresses', { exact: true }).count()).toBe(0);
  expect(complaints).toEqual([]);
});

it('the link of a mail ends its subscription without a sign-in, when its button is pressed and not before', async () => {
  const { page, complaints } = await openTab(app, '/unsubscribe/abc');
  await page.getByText('Get this report no more?').waitFor();
  expect(app.api.reports.ended).toEqual([]);
  await button(page, 'Unsubscribe').click();
  await page.getByText('You get this report no more').waitFor();
  expect(app.api.reports.ended).toEqual(['abc']);
  expect(complaints).toEqual([]);
  await page.getByRole('link', { name: 'Sign in to choose reports' }).click();
  await page.getByRole('heading', { name: 'Reports' }).waitFor();
  const { page: wrong } = await openTab(app, '/unsubscribe/wrong');
  await button(wrong, 'Unsubscribe').click();
  await wrong.getByText('No mail had this address to unsubscribe').waitFor();
});

const views = [
  { name: 'reports', path: '/reports', ready: 'Maya Manager' },
  { name: 'reports, subscriptions', path: '/reports?show=mine', ready: 'Waiting for files' },
  { name: 'reports, preview', path: '/reports?show=preview', ready: 'Numbers and days' },
  { name: 'reports, addresses', path: '/reports?show=addresses', ready: 'Addresses that get no mail' },
  { name: 'unsubscribe', path: '/unsubscribe/abc', ready: 'Get this report no more?' },
];

for (const colorScheme of ['light', 'dark'] as const)
  describe(colorScheme, () => {
    it.for([380, 1440].flatMap((width) => views.map((view) => ({ ...view, width }))))(
      '$name at $width px is complete, quiet, still, fits the window and is accessible',
      async ({ name, path, ready, width }) => {
        const { page, complaints } = await openTab(app, path, { colorScheme, viewport: { width, height: 844 } });
        await page.getByText(ready).first().waitFor();
        await page.waitForLoadState('networkidle');
        const shift = await layoutShift(page);
        await page.screenshot({ path: `${pictures}/${name}-${width}-${colorScheme}.png`, fullPage: true });
        expect(complaints.filter((line) => !/script/i.test(line))).toEqual([]);
        expect(shift).toBeLessThan(0.02);
        expect(await sidewaysOverflow(page)).toBe(0);
        // What a mail is made of is tried elsewhere, and axe waits for ever for a frame that runs no script.
        await page.evaluate(() => document.querySelector('iframe')?.remove());
        expect(await accessibilityProblems(page)).toEqual([]);
      },
    );
  });
