import { expect, it } from 'vitest';
import type { StoreMovement } from '#domain/stock/movement.ts';
import { movementsSheet } from '#web/features/movements/list-all-movements.ts';

const movement: StoreMovement = {
  id: '1',
  type: 'sale',
  quantity: '-2.000',
  unitCost: null,
  counted: null,
  occurredAt: '2026-11-22T14:31:05.000Z',
  recordedAt: '2026-11-22T14:31:06.000Z',
  businessDate: '2026-11-22',
  storeId: '7',
  storeCode: 'NYC',
  storeName: 'New York',
  currency: 'USD',
  productId: '1',
  sku: 'A1',
  productName: 'Lantern',
  kind: 'sales',
  valueMinor: -430,
  saleId: 'R-1',
  supplierId: null,
  supplierName: null,
  deliveryNote: null,
  reason: null,
  note: null,
  actor: null,
  actorName: null,
  importId: null,
  importFile: null,
};
const cells = (stores: { id: string; timeZone: string }[]) => {
  const { columns, rows } = movementsSheet([movement], stores);
  return Object.fromEntries(columns.map(({ title }, index) => [title, rows[0]?.[index]]));
};

it('a movement is told by the clock of its store, whose zone is named, and in UTC', () => {
  expect(cells([{ id: '7', timeZone: 'America/New_York' }])).toMatchObject({
    'When (store time)': '2026-11-22 09:31:05',
    'Time zone': 'America/New_York',
    'When (UTC)': '2026-11-22T14:31:05.000Z',
    What: 'Sold',
  });
});

it('amounts of several currencies stand in columns of their own', () => {
  const pounds = { ...movement, id: '2', storeId: '8', currency: 'GBP', valueMinor: 1_530 };
  const { columns, rows } = movementsSheet([movement, pounds], []);
  const values = columns.flatMap(({ kind, title, currency }, index) =>
    kind === 'money' ? [{ title, currency, cells: rows.map((cells) => cells[index]) }] : [],
  );
  expect(values).toEqual([
    { title: 'Value at cost (GBP)', currency: 'GBP', cells: [null, 1_530] },
    { title: 'Value at cost (USD)', currency: 'USD', cells: [-430, null] },
  ]);
});

it('without its store, a movement is told in UTC and says so', () => {
  expect(cells([])).toMatchObject({ 'When (store time)': '2026-11-22 14:31:05', 'Time zone': 'UTC' });
});
