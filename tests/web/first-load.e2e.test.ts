import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { addDays } from '#domain/analytics/period.ts';
import { closeTabs, layoutShift, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
beforeEach(() => {
  app.api.state.requests.length = 0;
});
afterEach(() => closeTabs(app));
afterAll(() => app.stop());

const whole = (page: Page) => page.getByRole('heading', { name: 'Recent imports' }).waitFor();
const dayIn = (timeZone: string) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date());

it('the dashboard asks for its figures while the stores are not known yet', async () => {
  const { page } = await openTab(app, '/');
  await whole(page);
  await page.route('**/stores', () => undefined); // never answered
  const asked = ['sales', 'stock'].map((part) => page.waitForRequest(`**/dashboard/${part}*`));
  await page.reload();
  await Promise.all(asked);
  expect(await page.getByRole('heading', { name: 'Recent imports' }).count()).toBe(0);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

it('a viewer for whom it is another day sees the days of the stores', async () => {
  const zones = ['Pacific/Kiritimati', 'Etc/GMT+12'];
  const timezoneId = zones.find((zone) => dayIn(zone) !== dayIn('Europe/London')) ?? '';
  const { page, complaints } = await openTab(app, '/', { timezoneId });
  await whole(page);
  await page.reload();
  await whole(page);
  const asked = app.api.state.requests.filter((line) => line.startsWith('GET /dashboard/sales?'));
  const days = (line = '') => new URLSearchParams(line.split('?')[1]).get('to');
  expect(days(asked.at(-1))).toBe(addDays(dayIn('Europe/London'), -1));
  // The guess was another, or the test would show nothing.
  expect(asked.map(days)).toContain(addDays(dayIn(timezoneId), -1));
  expect(complaints).toEqual([]);
});

it('a phone draws a chart when it comes near, keeps its place until then, and in the end draws it anyway', async () => {
  const { page } = await openTab(app, '/', { viewport: { width: 390, height: 844 } });
  await whole(page);
  const chart = page
    .getByRole('img', { name: /stock/i })
    .or(page.getByRole('group', { name: /stock/i }))
    .first();
  const height = (await chart.boundingBox())?.height;
  expect(height).toBeGreaterThan(100);
  expect(await chart.locator('.recharts-curve').count()).toBe(0);
  await chart.scrollIntoViewIfNeeded();
  await chart.locator('.recharts-curve').first().waitFor({ timeout: 2_500 });
  expect((await chart.boundingBox())?.height).toBe(height);
  expect(await layoutShift(page)).toBe(0);

  await page.reload();
  await page.evaluate(() => scrollTo(0, 0));
  await whole(page);
  await chart.locator('.recharts-curve').first().waitFor();
});
