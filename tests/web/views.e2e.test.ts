import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeTabs, openTab, type RunningApp, startApp } from './fake/app.ts';

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

describe('a saved view', () => {
  it('is saved, opened from another page, renamed and removed', async () => {
    const { page, complaints } = await openTab(app, '/stock?state=low&store=2');
    const menu = page.getByRole('button', { name: 'Saved views' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name').fill('Low in York');
    await page.keyboard.press('Enter');
    await page.getByText('View saved').waitFor();
    expect(app.api.views.views).toMatchObject([{ name: 'Low in York', path: '/stock', search: '?state=low&store=2' }]);
    await page.goto('/imports');
    await menu.click();
    // What has no filters cannot be saved.
    await page.getByRole('menuitem', { name: 'Low in York' }).waitFor();
    expect(await page.getByRole('menuitem', { name: 'Save this view…' }).count()).toBe(0);
    await page.getByRole('menuitem', { name: 'Low in York' }).click();
    await page.getByRole('table', { name: 'Stock' }).waitFor();
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({ state: 'low', store: '2' });
    await menu.click();
    await page.getByRole('menuitem', { name: 'Rename or remove…' }).click();
    await page.getByRole('button', { name: 'Rename Low in York' }).click();
    await page.getByLabel('New name of Low in York').fill('York, low');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove York, low' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText('No saved views').waitFor();
    expect(app.api.views.views).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it.for([
    ['Orders', '/orders?late=yes&store=2'],
    ['Suggestions', '/suggestions?store=2'],
    ['Transfers', '/transfers?state=shipped&store=2'],
    ['Reservations', '/reservations?state=released&store=2'],
    ['Count sheets', '/count-sheets?state=under_way'],
  ] as const)('can be one of %s', async ([name, address]) => {
    const { page } = await openTab(app, address);
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    expect(await page.getByLabel('Name').inputValue()).toBe(name);
    await page.keyboard.press('Enter');
    await page.getByText('View saved').waitFor();
    const [path, search] = address.split('?');
    expect(app.api.views.views).toMatchObject([{ name, path, search: `?${search}` }]);
  });

  it('cannot take the name of another, and says so', async () => {
    app.api.views.views.push({ id: '77', name: 'Low', path: '/stock', search: '' });
    const { page } = await openTab(app, '/stock?state=low');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view…' }).click();
    await page.getByLabel('Name').fill('low');
    await page.keyboard.press('Enter');
    await page.getByText('You have a saved view of this name; choose another').waitFor();
  });
});
