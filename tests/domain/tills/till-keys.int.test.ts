import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#domain/platform/clock.ts';
import { type Answered, type TestApi, testApi } from '#tests/functions/api.ts';
import { addProducts, onHand, openStore } from '#tests/setup/ledger.ts';

let api: TestApi;
let harbour: string;
let northgate: string;
let mug: string;
let now = new Date('2026-06-01T10:00:00.500Z');
let sent = 0;

beforeAll(async () => {
  api = await testApi({ clock: { ...systemClock, now: () => now } });
  [harbour, northgate] = [await openStore(api.database.sql, 'Harbour'), await openStore(api.database.sql, 'Northgate')];
  [mug = ''] = await addProducts(api.database.sql, ['MUG']);
  await api.grant('ada', 'admin');
  await api.grant('maya', 'manager', harbour);
  await api.grant('cole', 'clerk', harbour);
});
afterAll(() => api.close());

const make = (body: Record<string, unknown> = {}, as = 'ada') =>
  api.call('POST', '/till-keys', { as, body: { storeId: harbour, label: 'Till 3', ...body } });
const idOf = (answer: Answered) => String(answer.body['id']);
const secretOf = (answer: Answered) => String(answer.body['secret']);
const act = (key: string, verb: 'rotate' | 'revoke', as = 'ada') =>
  api.call('POST', `/till-keys/${key}/${verb}`, { as, body: {} });
const sell = (secret: string | undefined, body: Record<string, unknown> = {}, key = `sale-${(sent += 1)}`) =>
  api.call('POST', '/till/sales', {
    body: { lines: [{ sku: 'MUG', quantity: '1' }], ...body },
    headers: { ...(secret === undefined ? {} : { 'x-api-key': secret }), 'idempotency-key': key },
  });
const later = (seconds: number) => (now = new Date(now.getTime() + seconds * 1000));

describe('a key', () => {
  test('is shown once; only its hash is kept, and the audit log has neither', async () => {
    const answer = await make();
    expect(answer.status).toBe(200);
    expect(secretOf(answer)).toMatch(/^stk_[\w-]{43}$/);
    expect(answer.body).toMatchObject({ state: 'active', rateLimit: 20, createdBy: 'ada', lastUsedAt: null });
    const list = await api.call('GET', '/till-keys', { as: 'ada' });
    expect(list.body['items']).toEqual([{ ...answer.body, secret: undefined }]);
    expect(list.text).not.toContain(secretOf(answer));
    const { rows } = await api.database.sql.query<{ all: string }>(
      'select json_agg(k)::text || (select json_agg(a)::text from audit_entry a) as all from api_key k',
    );
    expect(rows[0]?.all).not.toContain(secretOf(answer));
    const { rows: entries } = await api.database.sql.query<{ after: object }>(
      "select after from audit_entry where subject_kind = 'till'",
    );
    expect(Object.keys(entries[0]?.after ?? {})).not.toContain('hash');
  });

  test('cannot be made to have expired already, nor for a store that is not there', async () => {
    expect((await make({ expiresAt: '2026-06-01T09:00:00Z' })).body['code']).toBe('till.expired');
    expect(await make({ storeId: '999' })).toMatchObject({ status: 404, body: { code: 'store.unknown' } });
  });

  test('is made, seen, replaced and revoked by whoever manages its store, and by nobody else', async () => {
    const foreign = idOf(await make({ storeId: northgate }));
    const own = await make({}, 'maya');
    expect(own.status).toBe(200);
    expect((await make({ storeId: northgate }, 'maya')).status).toBe(404);
    expect((await make({}, 'cole')).status).toBe(403);
    expect((await api.call('GET', '/till-keys', { as: 'cole' })).status).toBe(403);
    const seen = await api.call('GET', '/till-keys', { as: 'maya' });
    expect(seen.text).not.toContain(`"storeId":"${northgate}"`);
    for (const verb of ['rotate', 'revoke'] as const) {
      // A key of another store answers as one that does not exist.
      const answer = await act(foreign, verb, 'maya');
      expect(answer).toEqual(await act('999999', verb, 'maya'));
      expect(answer).toMatchObject({ status: 404, body: { code: 'till.unknown' } });
      expect((await act(idOf(own), verb, 'cole')).status).toBe(403);
      expect((await act(idOf(own), verb, 'maya')).status).toBe(200);
    }
  });

  test('is listed in pages, newest first', async () => {
    const all = (await api.call('GET', '/till-keys', { as: 'ada' })).body['items'] as { id: string }[];
    const first = await api.call('GET', '/till-keys', { as: 'ada', query: { limit: '2' } });
    const cursor = String(first.body['nextCursor']);
    const rest = await api.call('GET', '/till-keys', { as: 'ada', query: { limit: '200', cursor } });
    expect([...(first.body['items'] as unknown[]), ...(rest.body['items'] as unknown[])]).toEqual(all);
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).toSorted((a, b) => Number(b) - Number(a)));
  });
});

describe('a till', () => {
  test('sells in its own store, in its own name, once for one key', async () => {
    const key = await make({ storeId: northgate });
    const sale = await sell(secretOf(key), {}, 'once');
    expect(sale).toMatchObject({ status: 200, body: { currency: 'GBP', totalMinor: 250, repeated: false } });
    expect((await sell(secretOf(key), {}, 'once')).body).toMatchObject({ repeated: true });
    expect(await onHand(api.database.sql, northgate, mug)).toBe(-1);
    const { rows } = await api.database.sql.query('select distinct actor from stock_movement where store_id = $1', [
      northgate,
    ]);
    expect(rows).toEqual([{ actor: `till:${idOf(key)}` }]);
    const used = await api.call('GET', '/till-keys', { as: 'ada', query: { store: northgate, limit: '1' } });
    expect(used.body['items']).toMatchObject([{ lastUsedAt: now.toISOString() }]);
  });

  test('shares its keys with the tills of its own store only: a receipt number may come twice in a chain', async () => {
    const [here, there] = [await make(), await make({ storeId: northgate })].map(secretOf);
    const sales = [];
    for (const secret of [here, there, here]) sales.push((await sell(secret, {}, 'receipt-1001')).body);
    expect(sales.map(({ repeated }) => repeated)).toEqual([false, false, true]);
    expect(sales[2]?.['saleId']).toBe(sales[0]?.['saleId']);
    expect((await sell(here, { soldAt: '2026-05-01T10:00:00Z' }, 'receipt-1001')).status).toBe(409);
  });

  test('may name its own store, and no other', async () => {
    const secret = secretOf(await make());
    expect((await sell(secret, { storeId: harbour })).status).toBe(200);
    expect(await sell(secret, { storeId: northgate })).toMatchObject({ status: 403, body: { code: 'till.store' } });
  });

  test.each([
    ['no key', undefined],
    ['an empty key', ''],
    ['a key of nobody', `stk_${'A'.repeat(43)}`],
    ['something else', "' or 1=1 --"],
  ])('with %s is not let in', async (_what, secret) => {
    expect(await sell(secret)).toMatchObject({ status: 401, body: { code: 'till.key' } });
  });

  test('cannot use its key for anything that a person does', async () => {
    const secret = secretOf(await make());
    const headers = { 'x-api-key': secret, authorization: `Bearer ${secret}` };
    expect((await api.call('GET', '/till-keys', { headers })).status).toBe(401);
  });

  test('has its key replaced without a gap: both work for a day, then only the new one', async () => {
    const old = await make();
    const fresh = await act(idOf(old), 'rotate');
    expect(secretOf(fresh)).not.toBe(secretOf(old));
    expect(fresh.body).toMatchObject({ label: 'Till 3', storeId: harbour, expiresAt: null });
    for (const key of [old, fresh]) expect((await sell(secretOf(key))).status).toBe(200);
    expect(await act(idOf(old), 'rotate')).toMatchObject({ status: 409, body: { code: 'till.conflict' } });
    later(24 * 3600 - 1);
    expect((await sell(secretOf(old))).status).toBe(200);
    later(1);
    expect((await sell(secretOf(old))).status).toBe(401);
    expect((await sell(secretOf(fresh))).status).toBe(200);
    const list = await api.call('GET', '/till-keys', { as: 'ada' });
    expect(list.body['items']).toContainEqual(
      expect.objectContaining({ id: idOf(old), state: 'expired', replacedBy: idOf(fresh) }),
    );
  });

  test('whose key was revoked or has expired is not let in again', async () => {
    const revoked = await make();
    expect((await act(idOf(revoked), 'revoke')).body).toMatchObject({ state: 'revoked' });
    expect((await sell(secretOf(revoked))).status).toBe(401);
    expect((await act(idOf(revoked), 'rotate')).status).toBe(409);
    const short = await make({ expiresAt: new Date(now.getTime() + 60_000).toISOString() });
    expect((await sell(secretOf(short))).status).toBe(200);
    const { status, body } = await act(idOf(short), 'rotate');
    expect([status, body['expiresAt']]).toEqual([200, new Date(now.getTime() + 60_000).toISOString()]);
    later(60);
    expect((await sell(secretOf(short))).status).toBe(401);
  });

  test('that calls too often in one second is told to wait for the next', async () => {
    const secret = secretOf(await make({ rateLimit: 2 }));
    expect((await sell(secret)).status).toBe(200);
    expect((await sell(secret)).status).toBe(200);
    const refused = await sell(secret);
    expect(refused).toMatchObject({ status: 429, body: { code: 'till.limited' }, headers: { 'retry-after': '1' } });
    later(1);
    expect((await sell(secret)).status).toBe(200);
  });
});
