import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { decideSuggestions, listSuggestions } from '#domain/replenishment/suggestion.actions.ts';
import type { Decision } from '#domain/replenishment/suggestion.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { post } from '#tests/setup/ledger.ts';
import { at, knowDay, later, next, platformAt, product, shop, stock, suggestionsOf, supplier } from './shop.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const admin = { userId: 'ada', grants: [{ role: 'admin' as const, storeId: null }] };
const day = (days: number) => later(days).slice(0, 10);
const decide = (decision: Decision) =>
  decideSuggestions(platformAt(database), admin, { decisions: [decision] }, next('key'));

async function openAfter(storeId: string, days: number) {
  await knowDay(database.sql, storeId, day(days - 1));
  await planStore(platformAt(database, later(days)), storeId, { at: later(days) });
  return suggestionsOf(database, storeId, 'open');
}

/** A shop in which one product is low, and what was suggested of it is rejected: 9 days to arrive, to last for 7. */
async function rejected(more: { until?: string } = {}) {
  const storeId = await shop(database);
  const productId = await product(database, storeId, await supplier(database));
  await planStore(platformAt(database), storeId, { at });
  const [made] = await suggestionsOf(database, storeId, 'open');
  const suggestionId = made?.id ?? '';
  await decide({ suggestionId, verdict: 'reject', reason: 'There is enough', ...more });
  const sell = (quantity: number) =>
    post(database.sql, [
      { key: next('m'), store_id: storeId, product_id: productId, type: 'sale', quantity: -quantity, occurred_at: at },
    ]);
  return { storeId, productId, suggestionId, sell };
}

describe('what is rejected', () => {
  test('is not suggested again for the lead time and review, and then is', async () => {
    const { storeId } = await rejected();
    for (const days of [1, 5, 15]) expect(await openAfter(storeId, days)).toEqual([]);
    expect(await openAfter(storeId, 16)).toMatchObject([{ kind: 'buy' }]);
  });

  test('is suggested earlier when as much has sold as an order is to last for, and no sooner', async () => {
    const { storeId, sell } = await rejected();
    await sell(20);
    expect(await openAfter(storeId, 1)).toEqual([]);
    await sell(2);
    expect(await openAfter(storeId, 2)).toMatchObject([{ kind: 'buy' }]);
  });

  test('waits until the day that was said, however much is sold until then', async () => {
    const { storeId, sell } = await rejected({ until: day(30) });
    await sell(17);
    for (const days of [1, 20, 29]) expect(await openAfter(storeId, days)).toEqual([]);
    expect(await openAfter(storeId, 30)).toMatchObject([{ kind: 'buy' }]);
  });

  test('is suggested by the next plan once somebody lets it, and says until when it holds before that', async () => {
    const { storeId, suggestionId } = await rejected();
    const asked = { store: storeId, status: 'rejected', limit: 10 } as const;
    const [held] = (await listSuggestions(platformAt(database), admin, asked)).items;
    const weekly = Number((await suggestionsOf(database, storeId))[0]?.inputs['perDay']) * 7;
    expect(held).toMatchObject({ heldUntil: day(16), heldBelow: String(17 - Math.round(weekly)) });
    expect((await decide({ suggestionId, verdict: 'resume' })).decided).toMatchObject([{ suggestionId }]);
    expect((await decide({ suggestionId, verdict: 'resume' })).refused).toEqual([]);
    const [free] = (await listSuggestions(platformAt(database), admin, asked)).items;
    expect(free).toMatchObject({ heldUntil: null, heldBelow: null });
    const [again] = await openAfter(storeId, 1);
    expect(again).toMatchObject({ kind: 'buy' });
    const open = await decide({ suggestionId: again?.id ?? '', verdict: 'resume' });
    expect(open).toMatchObject({ decided: [], refused: [{ suggestionId: again?.id }] });
  });

  test('holds for the store that would have given alone: the goods may still be bought', async () => {
    const [storeId, giver] = [await shop(database), await shop(database)];
    const productId = await product(database, storeId, await supplier(database), { onHand: 2 });
    await stock(database, giver, productId, { onHand: 400 });
    await planStore(platformAt(database), giver, { at });
    await planStore(platformAt(database), storeId, { at });
    const [fetched, ...others] = await suggestionsOf(database, storeId, 'open');
    expect(others).toEqual([]);
    await decide({ suggestionId: fetched?.id ?? '', verdict: 'reject', reason: 'They need it' });
    const open = await openAfter(storeId, 1);
    expect(open.filter(({ kind }) => kind === 'transfer')).toEqual([]);
  });
});
