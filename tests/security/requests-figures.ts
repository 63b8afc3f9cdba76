import { at, type Make } from './request.ts';

/** How to ask for what charts show. */
export const figureRequests: Record<string, Make> = {
  'GET /dashboard/stock': (world, target) => at('/dashboard/stock', { query: { store: world.store[target] } }),
  'GET /dashboard/sales': (world, target) =>
    at('/dashboard/sales', { query: { store: world.store[target], from: '2026-02-01', to: '2026-02-28' } }),
  'GET /figures': (world, target) =>
    at('/figures', { query: { store: world.store[target], by: 'store', from: '2026-02-01', to: '2026-02-28' } }),
  'GET /bridge': (world, target) =>
    at('/bridge', { query: { store: world.store[target], from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' } }),
  'GET /movements': (world, target) =>
    at('/movements', {
      query: { store: world.store[target], kind: 'receipts', search: 'mug', from: '2026-01-01T00:00:00Z' },
    }),
  'GET /products/{productId}/timeline': (world, target) =>
    at(`/products/${world.product}/timeline`, {
      query: { store: world.store[target], from: '2026-01-01', to: '2026-01-31' },
    }),
};
