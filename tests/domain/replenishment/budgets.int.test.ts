import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveOrder, cancelOrder, createDraft, sendOrder } from '#domain/orders/order.actions.ts';
import { receiveOrder } from '#domain/orders/receipt.actions.ts';
import { NewReceipt } from '#domain/orders/receipt.ts';
import { editBudget, listBudgets } from '#domain/replenishment/guard.actions.ts';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { decideSuggestions } from '#domain/replenishment/suggestion.actions.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { at, next, platformAt, product, shop, suggestionsOf, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const admin = { userId: 'ada', grants: [{ role: 'admin' as const, storeId: null }] };
const byAda = { userId: 'ada', isPlan: true } as const;

async function withBudget() {
  const storeId = await shop(database);
  const month = at.slice(0, 7);
  await editBudget(platformAt(database), admin, { storeId, month, amountMinor: 100_000, version: 0 });
  const spent = async () => (await listBudgets(platformAt(database), admin, { store: storeId })).items[0]?.spentMinor;
  return { storeId, spent };
}

async function drafted(storeId: string, supplierId: string, productId: string, quantity: string, unitCost: string) {
  const { orderId } = await createDraft(platformAt(database), byAda, {
    key: next('order'),
    supplierId,
    storeId,
    lines: [{ productId, quantity, unitCost }],
  });
  return orderId;
}

test('an order that somebody made by hand counts once it is approved, and not once it is cancelled', async () => {
  const { storeId, spent } = await withBudget();
  const supplierId = await supplier(database);
  const productId = await product(database, storeId, supplierId, { onHand: 500 });
  const orderId = await drafted(storeId, supplierId, productId, '40', '2.5');
  expect(await spent()).toBe(0);
  await approveOrder(platformAt(database), byAda, { orderId, version: 1 });
  expect(await spent()).toBe(10_000);
  await approveOrder(platformAt(database, '2026-07-02T09:00:00.000Z'), byAda, {
    orderId: await drafted(storeId, supplierId, productId, '10', '2.5'),
    version: 1,
  });
  expect(await spent()).toBe(10_000);
  await cancelOrder(platformAt(database), admin, { orderId, version: 2 });
  expect(await spent()).toBe(0);
});

test('what came counts as it was charged, also beyond the order, and what is awaited as it was ordered', async () => {
  const { storeId, spent } = await withBudget();
  const supplierId = await supplier(database);
  const productId = await product(database, storeId, supplierId, { onHand: 500 });
  const orderId = await drafted(storeId, supplierId, productId, '40', '2.5');
  await approveOrder(platformAt(database), byAda, { orderId, version: 1 });
  await sendOrder(platformAt(database), admin, { orderId, version: 2 });
  const receive = (accepted: string, unitCost: string) =>
    receiveOrder(
      platformAt(database),
      admin,
      NewReceipt.parse({ orderId, lines: [{ productId, accepted, unitCost }] }),
      next('key'),
    );
  const { order } = await receive('10', '3');
  expect([await spent(), order.chargedMinor, order.costMinor]).toEqual([3_000 + 30 * 250, 3_000, 3_000 + 30 * 250]);
  expect(order.lines).toMatchObject([{ totalMinor: 10_000, costMinor: 10_500 }]);
  const { order: closed } = await receive('32', '2.5');
  expect([await spent(), closed.status, closed.costMinor]).toEqual([11_000, 'closed', 11_000]);
  expect(closed.totalMinor).toBe(10_000);
});

test('what was suggested and accepted counts from then on, and not again when its order is approved', async () => {
  const { storeId, spent } = await withBudget();
  await product(database, storeId, await supplier(database), { cost: 2 });
  await planStore(platformAt(database), storeId, { at });
  const [open] = await suggestionsOf(database, storeId, 'open');
  expect(await spent()).toBe(0);
  const decisions = [{ suggestionId: open?.id ?? '', verdict: 'change' as const, quantity: '60' }];
  const { orders } = await decideSuggestions(platformAt(database), admin, { decisions }, next('key'));
  expect(await spent()).toBe(12_000);
  await approveOrder(platformAt(database), byAda, { orderId: orders[0]?.orderId ?? '', version: 1 });
  expect(await spent()).toBe(12_000);
});
