import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());
beforeEach(() => {
  app.api.state.role = 'manager';
  app.api.state.storeId = null;
  app.api.state.isDisabled = false;
  app.api.state.broken.clear();
  app.api.state.refuseAdjustment = null;
  app.api.state.requests.length = 0;
});

afterEach(() => closeTabs(app));

const asks = (path: string) => app.api.state.requests.filter((line) => line.startsWith(`GET ${path}`)).length;

it('signing in leads back to the address that was asked for, and signing out to a page that says so', async () => {
  const { page, complaints } = await openTab(app, '/stock?state=low&store=1');
  await page.getByRole('heading', { name: 'Stock' }).waitFor();
  expect(new URL(page.url()).search).toBe('?state=low&store=1');
  await page.getByRole('button', { name: 'Account' }).click();
  await page.getByText('morgan@example.com').waitFor();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  expect(complaints).toEqual([]);
});

it('a provider that is away is explained, with a button to try again', async () => {
  const { page } = await openTab(app, '/signed-out');
  await page.route('**/.well-known/openid-configuration', (route) => route.abort());
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByText('Signing in did not work').waitFor();
  await page.unroute('**/.well-known/openid-configuration');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
});

it('a person without any role is told whom to ask', async () => {
  app.api.state.role = null;
  const { page } = await openTab(app, '/');
  await page.getByText('You have no access yet').waitFor();
});

it('a person who is locked out is told so, on the page that is open', async () => {
  const { page } = await openTab(app, '/');
  await page.getByRole('heading', { name: 'Dashboard' }).waitFor();
  app.api.state.isDisabled = true;
  await page.getByText('Your account has been disabled').waitFor();
  await page.reload();
  await page.getByText('Your account has been disabled').waitFor();
});

it('being offline is said, and over when the connection returns', async () => {
  const { page, context } = await openTab(app, '/stock');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  await context.setOffline(true);
  await page.getByText('You are offline.').waitFor();
  await context.setOffline(false);
  await page.getByText('You are offline.').waitFor({ state: 'detached' });
});

it('on a phone the navigation is behind a button, and closes when used', async () => {
  const { page, complaints } = await openTab(app, '/', { viewport: { width: 390, height: 844 } });
  await page.getByRole('button', { name: 'Navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Stock', exact: true }).click();
  await page.getByRole('heading', { name: 'Stock', level: 1 }).waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
});

it('the colour scheme is chosen once and kept, from the first paint on', async () => {
  const { page } = await openTab(app, '/stock', { colorScheme: 'light' });
  await page.getByRole('button', { name: 'Colour scheme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await page.reload({ waitUntil: 'commit' });
  await page.waitForFunction(() => document.documentElement.dataset['mantineColorScheme'] === 'dark');
  await page.getByRole('table', { name: 'Stock' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.dataset['mantineColorScheme'])).toBe('dark');
});

it('a hidden page asks nothing', async () => {
  const { page } = await openTab(app, '/?store=1');
  await page.getByText('Best products').waitFor();
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await page.waitForTimeout(500);
  const before = asks('/dashboard');
  await page.waitForTimeout(5_000);
  expect(asks('/dashboard')).toBe(before);
});
