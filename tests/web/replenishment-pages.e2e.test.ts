import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { type RunningApp, startApp } from './fake/app.ts';
import { testLooks } from './fake/looks.ts';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

let app: RunningApp;
beforeAll(async () => {
  app = await startApp();
  app.api.state.role = 'buyer';
});
afterAll(() => app.stop());

testLooks(
  () => app,
  [
    { name: 'supplier with scorecard', path: '/suppliers/1', ready: 'Fill rate' },
    { name: 'suggestions', path: '/suggestions', ready: 'Plans and budgets' },
    {
      name: 'suggestions, figures',
      path: '/suggestions?store=1',
      ready: 'Plans and budgets',
      open: (page) =>
        button(page, /^All figures/)
          .first()
          .click(),
      opened: 'Safety stock',
    },
    {
      name: 'suggestions, accept all',
      path: '/suggestions',
      ready: 'Plans and budgets',
      open: (page) => button(page, 'Accept all…').click(),
      opened: 'suggestions become',
    },
    { name: 'suggestions, grades', path: '/suggestions?show=grades', ready: 'let it decide more often' },
    { name: 'policies', path: '/policies', ready: 'The whole chain' },
    {
      name: 'policies, new',
      path: '/policies',
      ready: 'The whole chain',
      open: (page) => button(page, 'New policy').click(),
      opened: 'Percent of weeks without running out',
    },
    {
      name: 'policies, by product',
      path: '/policies?show=products&store=1',
      ready: 'reorder at 41',
      open: (page) =>
        button(page, /what applies to/)
          .first()
          .click(),
      opened: 'inherited from the category',
    },
    { name: 'policies, budgets', path: '/policies?show=budgets', ready: '£1,880.00 left' },
    { name: 'policies, promotions', path: '/policies?show=promotions', ready: 'Black Friday' },
  ],
);
