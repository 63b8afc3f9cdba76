import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { makeChain } from '#local/demo/chain.ts';
import type { Query } from '#local/demo/query.ts';
import { demoStores } from '#local/demo/stores.ts';
import { demoSuppliers } from '#local/demo/suppliers.ts';
import { people } from '#local/people.ts';
import { StoreDetail } from '#domain/stores/store.ts';
import { SupplierPage } from '#domain/suppliers/supplier.ts';
import { type TestApi, testApi } from '#tests/functions/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

test('the demo chain has stores with hours, holidays and expected files, and suppliers with lead times, and is made once', async () => {
  const query: Query = (sql, values = {}) =>
    api.database.db.query(sql, values, z.record(z.string(), z.string().nullable()));
  expect(await makeChain(query, '2026-11-23')).toBe(true);
  expect(await makeChain(query, '2026-11-23')).toBe(true);
  const as = people.find(({ key }) => key === 'admin')?.sub ?? '';
  const { items } = (await api.call('GET', '/stores', { as })).body as { items: { id: string; code: string }[] };
  expect(items.map(({ code }) => code).toSorted()).toEqual(demoStores.map(({ code }) => code).toSorted());
  for (const { id } of items) {
    const store = StoreDetail.parse((await api.call('GET', `/stores/${id}`, { as })).body);
    expect(store.hours?.sunday).toHaveLength(1);
    expect(store.closures).toContainEqual({ from: '2025-12-25', to: '2025-12-25', reason: 'Christmas Day' });
    expect(store.closures).toContainEqual({ from: '2027-01-01', to: '2027-01-01', reason: "New Year's Day" });
    expect(store.expectedFeeds).toMatchObject([{ kind: 'sales' }]);
  }
  const suppliers = SupplierPage.parse((await api.call('GET', '/suppliers', { as })).body);
  expect(suppliers.items).toHaveLength(demoSuppliers.length);
  for (const { leadTimeDays } of suppliers.items) expect(leadTimeDays).toBeGreaterThan(0);
});
