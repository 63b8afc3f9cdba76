import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterEach(async () => {
  await closeTabs(app);
  Object.assign(app.api.sockets.state, { areBlocked: false, missed: [] });
});
afterAll(() => app.stop());

const change = { storeId: '1', topics: ['stock' as const, 'sales' as const], productIds: null };
const asks = (path: string) => app.api.state.requests.filter((line) => line.startsWith(`GET ${path}`)).length;

it('a page that is told of changes asks nothing by itself, and once a second at most when there are many', async () => {
  const { page, complaints } = await openTab(app, '/?store=1');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('Best products').waitFor();
  await page.waitForTimeout(1_500);
  const before = asks('/dashboard/sales');
  await page.waitForTimeout(5_000);
  expect(asks('/dashboard/sales')).toBe(before);
  const began = Date.now();
  for (let nth = 0; nth < 40; nth += 1) {
    app.api.sockets.tell({ changes: [change] });
    await page.waitForTimeout(50);
  }
  await page.waitForTimeout(1_500);
  const asked = asks('/dashboard/sales') - before;
  expect(asked).toBeGreaterThanOrEqual(2);
  expect(asked).toBeLessThanOrEqual(Math.ceil((Date.now() - began) / 1_000) + 1);
  expect(complaints).toEqual([]);
});

it('a page whose socket ends opens another, and asks what it missed', async () => {
  const { page } = await openTab(app, '/?store=1');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.waitForTimeout(1_500);
  const before = asks('/dashboard/sales');
  app.api.sockets.state.missed = [change];
  app.api.sockets.drop();
  await expect.poll(() => asks('/dashboard/sales'), { timeout: 5_000 }).toBeGreaterThan(before);
  await page.getByText('Live', { exact: true }).waitFor();
  expect(app.api.sockets.count).toBe(1);
});

it('where sockets are blocked a page asks every few seconds what has changed', async () => {
  app.api.sockets.state.areBlocked = true;
  const { page } = await openTab(app, '/?store=1');
  await page.getByText('Checking every few seconds').waitFor({ timeout: 10_000 });
  await page.waitForTimeout(1_500);
  const before = asks('/dashboard/sales');
  await page.waitForTimeout(4_500);
  expect(asks('/dashboard/sales')).toBe(before);
  app.api.sockets.state.missed = [change];
  await expect.poll(() => asks('/dashboard/sales'), { timeout: 7_000 }).toBeGreaterThan(before);
  // And goes over to a socket when they open again.
  app.api.sockets.state.areBlocked = false;
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 });
});
