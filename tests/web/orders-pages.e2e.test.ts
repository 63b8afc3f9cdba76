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
    { name: 'orders', path: '/orders', ready: 'PO-00008' },
    { name: 'orders, late', path: '/orders?late=yes', ready: '4 days late' },
    { name: 'order, draft', path: '/orders/8', ready: 'What happened' },
    { name: 'order, sent', path: '/orders/3', ready: 'Please deliver before 11.' },
    {
      name: 'order, sending',
      path: '/orders/2',
      ready: 'What happened',
      open: (page) => button(page, 'Send').click(),
      opened: 'A mail cannot be taken back',
    },
    {
      name: 'order, editing',
      path: '/orders/1',
      ready: 'What happened',
      open: (page) => button(page, 'Edit').click(),
      opened: 'Note for the supplier',
    },
    { name: 'new order', path: '/orders/new?store=1&supplier=1', ready: 'Note for the supplier' },
    { name: 'receive', path: '/orders/4/receive', ready: 'Nothing scanned yet' },
  ],
);
