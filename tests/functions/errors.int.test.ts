import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { addProducts, openStore } from '#tests/setup/ledger.ts';
import { httpBudget, lambda, route } from '#functions/http.ts';
import { listStoresRoute } from '#functions/api/list-stores.ts';
import { recordSaleRoute } from '#functions/api/record-sale.ts';
import { DomainError } from '#domain/errors.ts';
import { openDatabase } from '#domain/platform/database.ts';
import { clientId, context, eventFor, read, testApi, type TestApi, testIssuer } from './api.ts';

let api: TestApi;
let store: string;
let foreign: string;
const key = { 'idempotency-key': 'errors-1' };
const soldAt = new Date(Date.now() - 3_600_000).toISOString();
const sale = () => ({ storeId: store, soldAt, lines: [{ sku: 'MUG', quantity: '1' }] });

beforeAll(async () => {
  api = await testApi();
  store = await openStore(api.database.sql, 'ONE');
  foreign = await openStore(api.database.sql, 'TWO');
  await addProducts(api.database.sql, ['MUG']);
  await api.grant('clerk', 'clerk', store);
  await api.grant('viewer', 'viewer', store);
  await api.grant('admin', 'admin');
});
afterAll(() => api.close());

describe('a token', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = () => Math.floor(Date.now() / 1000);
  const bad: [string, () => string][] = [
    ['of another issuer', () => api.token('clerk', { iss: 'http://127.0.0.1:2' })],
    ['for another client', () => api.token('clerk', { client_id: 'another' })],
    ['with an audience but no client', () => api.token('clerk', { client_id: undefined, aud: clientId })],
    ['that has expired', () => api.token('clerk', { exp: now() - 1 })],
    ['that never expires', () => api.token('clerk', { exp: undefined })],
    ['that is not valid yet', () => api.token('clerk', { nbf: now() + 600 })],
    ['for signing in (an ID token)', () => api.token('clerk', { token_use: 'id', aud: clientId })],
    ['without a subject', () => api.token('clerk', { sub: undefined })],
    [
      'whose content was changed',
      () => {
        const [head, , signature] = api.token('clerk').split('.');
        return `${head}.${encode(api.claims('admin'))}.${signature}`;
      },
    ],
    ['signed with alg none', () => `${encode({ alg: 'none', kid: kid() })}.${encode(api.claims('admin'))}.`],
    [
      'signed with HS256 and the public key as secret',
      () => {
        const content = `${encode({ alg: 'HS256', kid: kid() })}.${encode(api.claims('admin'))}`;
        return `${content}.${createHmac('sha256', process.env['AUTH_JWKS'] ?? '')
          .update(content)
          .digest('base64url')}`;
      },
    ],
    ['with an unknown key id', () => api.token('clerk').replace(/^[^.]+/, encode({ alg: 'RS256', kid: 'unknown' }))],
    [
      'of another key under our key id',
      () => {
        const saved = process.env['AUTH_JWKS'];
        const other = testIssuer().token('admin');
        process.env['AUTH_JWKS'] = saved;
        return other.replace(/^[^.]+/, encode({ alg: 'RS256', kid: kid() }));
      },
    ],
    ['that is no token', () => 'abc'],
  ];
  const kid = () => (JSON.parse(process.env['AUTH_JWKS'] ?? '') as { keys: { kid: string }[] }).keys[0]?.kid;

  test('of ours lets in', async () => {
    expect((await api.call('GET', '/stores', { authorization: `Bearer ${api.token('clerk')}` })).status).toBe(200);
    expect((await api.call('GET', '/stores', { authorization: `bearer ${api.token('clerk')}` })).status).toBe(200);
  });

  test.each(bad)('%s is refused', async (_name, token) => {
    const answer = await api.call('GET', '/stores', { authorization: `Bearer ${token()}` });
    expect(answer).toMatchObject({ status: 401, body: { code: 'auth.invalid' } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });

  test.each([undefined, 'Basic YTpi', 'Bearer', 'Bearer  '])('is missing in %j', async (authorization) => {
    const answer = await api.call('GET', '/stores', authorization === undefined ? {} : { authorization });
    expect(answer).toMatchObject({ status: 401, body: { code: 'auth.missing' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json' });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  });
});

describe('a request', () => {
  const post = (asked: object) => api.call('POST', '/sales', { as: 'clerk', headers: key, ...asked });

  test.each([
    ['nothing', ''],
    ['no JSON', '{"storeId":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"a"'],
  ])('whose body is %s is refused', async (_name, text) => {
    expect(await post({ text })).toMatchObject({ status: 400, body: { code: 'request.body', title: 'Bad Request' } });
  });

  test.each([null, '', undefined])('without a body (as %j, depending on who runs the API) is told so', async (body) => {
    const handler = lambda([recordSaleRoute], () => api.platform);
    const event = eventFor('POST', '/sales', { authorization: `Bearer ${api.token('clerk')}`, headers: key });
    const result = read(await handler({ ...event, body } as APIGatewayProxyEventV2, context()));
    expect(result).toMatchObject({
      status: 400,
      body: { code: 'request.body', detail: 'The body is empty; send a JSON object' },
    });
  });

  test('with a field nobody knows is refused, and the field named', async () => {
    expect(await post({ body: { ...sale(), colour: 'red' } })).toMatchObject({
      status: 400,
      body: { code: 'request.invalid', errors: [{ path: 'colour' }] },
    });
    expect(await post({ body: { ...sale(), lines: [{ sku: 'MUG', quantity: '1', price: '2' }] } })).toMatchObject({
      body: { errors: [{ path: 'lines.0.price' }] },
    });
    expect(await api.call('GET', '/stock', { as: 'clerk', query: { sort: 'name' } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'sort' }] },
    });
    expect((await api.call('GET', '/stores', { as: 'clerk', query: { a: 'b' } })).status).toBe(400);
  });

  test.each([
    { quantity: '0' },
    { quantity: '1.2345' },
    { quantity: 1 },
    { quantity: '1e3' },
    { quantity: '99999999999' },
    { quantity: '1', unitPrice: '999999999999' },
    { quantity: '1', discountMinor: 0.5 },
    { quantity: '1', discountMinor: Number.MAX_SAFE_INTEGER },
    { quantity: '1', sku: '' },
  ])('with the line %j is refused as the caller’s fault', async (line) => {
    const body = { ...sale(), lines: [{ sku: 'MUG', ...line }] };
    expect(await post({ body })).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  test.each([
    '2026-02-30T10:00:00Z',
    '2026-01-01 10:00',
    '0001-01-01T00:00:00Z',
    '2026-01-01T10:00:00',
    '9999-12-31T23:59:59Z',
  ])('sold at %s is refused as the caller’s fault', async (soldAt) => {
    expect((await post({ body: { ...sale(), soldAt } })).status).toBe(400);
  });

  test.each(['\u0000', 'a\u0000b', '\ud800'])('with text that no database stores (%j) is refused', async (text) => {
    expect(await post({ body: { ...sale(), lines: [{ sku: `M${text}`, quantity: '1' }] } })).toMatchObject({
      status: 400,
      body: { code: 'request.text' },
    });
    expect((await api.call('GET', '/products', { as: 'clerk', query: { search: `M${text}` } })).status).toBe(400);
  });

  test.each([
    {},
    { 'idempotency-key': '' },
    { 'idempotency-key': 'a b' },
    { 'idempotency-key': 'ü' },
    { 'idempotency-key': 'a'.repeat(256) },
  ])('without a proper Idempotency-Key (%j) is refused', async (headers) => {
    expect(await post({ headers, body: sale() })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'idempotency-key' }] },
    });
  });

  test('without the Idempotency-Key header is told to send a new one', async () => {
    const message = 'The Idempotency-Key header is missing: send a new UUID for each thing that happens';
    const answer = await post({ headers: {}, body: sale() });
    expect(answer.body['errors']).toEqual([{ path: 'idempotency-key', message }]);
  });

  test.each(['abc', '', '0', '-1', '0.5', '201', '1e400', '10,20'])(
    'with limit=%s is told the range once',
    async (limit) => {
      const answer = await api.call('GET', '/stock', { as: 'clerk', query: { limit } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
      expect(answer.body['errors']).toEqual([{ path: 'limit', message: 'must be a whole number from 1 to 200' }]);
    },
  );

  test('with a price too long before the point is told how long it may be', async () => {
    const lines = [{ sku: 'MUG', quantity: '1', unitPrice: '1234567890123' }];
    const message = 'must be a number like 6.50, with at most 12 digits before the point and 6 behind it';
    expect((await post({ body: { ...sale(), lines } })).body['errors']).toEqual([
      { path: 'lines.0.unitPrice', message },
    ]);
  });

  test('of more than 1 MB is refused, and of just 1 MB is read', async () => {
    const padded = (bytes: number) => {
      const text = JSON.stringify(sale());
      return text + ' '.repeat(bytes - text.length);
    };
    expect(await post({ text: padded(1024 ** 2 + 1) })).toMatchObject({
      status: 413,
      body: { code: 'request.too_large' },
    });
    expect((await post({ text: padded(1024 ** 2) })).status).toBe(200);
  });

  test('with base64, as API Gateway sends what it takes for binary, is read', async () => {
    const handler = lambda([recordSaleRoute], () => api.platform);
    const event = eventFor('POST', '/sales', { authorization: `Bearer ${api.token('clerk')}`, headers: key });
    const body = Buffer.from(JSON.stringify(sale())).toString('base64');
    expect(read(await handler({ ...event, body, isBase64Encoded: true }, context())).status).toBe(200);
  });

  test.each([
    'x',
    'W10',
    Buffer.from('["a"]').toString('base64url'),
    Buffer.from('["a","x"]').toString('base64url'),
    Buffer.from('["a\\u0000","1"]').toString('base64url'),
    Buffer.from('{"0":"a","1":"1"}').toString('base64url'),
  ])('with the broken cursor %s is refused', async (cursor) => {
    for (const path of ['/stock', '/products/1/movements'])
      expect(await api.call('GET', path, { as: 'clerk', query: { cursor } })).toMatchObject({
        status: 400,
        body: { code: 'request.cursor' },
      });
  });

  test.each([['/products/abc'], ['/products/0'], ['/products/-1'], ['/products/9223372036854775808'], ['/imports/1']])(
    'for %s, which is no id, is refused',
    async (path) => {
      expect((await api.call('GET', path, { as: 'admin' })).status).toBe(400);
    },
  );

  test('for a route that does not exist is told so', async () => {
    for (const [method, path] of [
      ['GET', '/nothing'],
      ['DELETE', '/stock'],
      ['POST', '/stock'],
      ['PUT', '/sales'],
      ['GET', '/'],
    ] as const)
      expect(await api.call(method, path, { as: 'admin' })).toMatchObject({
        status: 404,
        body: { code: 'route.unknown' },
      });
  });
});

describe('what the caller may not', () => {
  test('see is answered like what does not exist', async () => {
    const absent = '999999';
    for (const path of ['/stock', '/dashboard/sales', '/figures']) {
      const days = { from: '2026-02-01', to: '2026-02-28' };
      const fields = path === '/stock' ? {} : path === '/figures' ? { ...days, by: 'store' } : days;
      const [theirs, none] = [
        await api.call('GET', path, { as: 'clerk', query: { ...fields, store: foreign } }),
        await api.call('GET', path, { as: 'clerk', query: { ...fields, store: absent } }),
      ];
      expect(theirs).toMatchObject({ status: 404, body: { code: 'store.unknown' } });
      expect(theirs.text).toBe(none.text);
      const admins = await api.call('GET', path, { as: 'admin', query: { ...fields, store: absent } });
      expect(admins.text).toBe(none.text);
    }
    const write = (storeId: string) =>
      api.call('POST', '/sales', { as: 'clerk', headers: key, body: { ...sale(), storeId } });
    expect((await write(foreign)).text).toBe((await write(absent)).text);
    expect((await write(foreign)).status).toBe(404);
    const everywhere = { as: 'admin', headers: { 'idempotency-key': 'absent' }, body: { ...sale(), storeId: absent } };
    expect((await api.call('POST', '/sales', everywhere)).text).toBe((await write(absent)).text);
    for (const path of ['/products/999999', '/products/999999/movements'])
      expect(await api.call('GET', path, { as: 'clerk' })).toMatchObject({
        status: 404,
        body: { code: 'product.unknown' },
      });
  });

  test('do in a store they see is forbidden', async () => {
    const adjustment = { storeId: store, productId: '1', quantity: '1', reason: 'found' };
    expect(await api.call('POST', '/sales', { as: 'viewer', headers: key, body: sale() })).toMatchObject({
      status: 403,
      body: { code: 'user.forbidden' },
    });
    expect((await api.call('POST', '/adjustments', { as: 'viewer', headers: key, body: adjustment })).status).toBe(403);
  });

  test('do anywhere is forbidden to somebody without a grant, on every route that needs a permission', async () => {
    for (const path of ['/stores', '/products', '/products/1', '/products/1/movements', '/stock'])
      expect([path, (await api.call('GET', path, { as: 'stranger' })).status]).toEqual([path, 403]);
    const adjustment = { storeId: store, productId: '1', quantity: '1', reason: 'found' };
    expect((await api.call('POST', '/sales', { as: 'stranger', headers: key, body: sale() })).status).toBe(403);
    expect((await api.call('POST', '/adjustments', { as: 'stranger', headers: key, body: adjustment })).status).toBe(
      403,
    );
  });
});

describe('trouble', () => {
  const failing = (error: Error) => {
    const db = { query: () => Promise.reject(error) };
    return lambda([listStoresRoute], () => ({ ...api.platform, db }));
  };
  const event = () => eventFor('GET', '/stores', { authorization: `Bearer ${api.token('clerk')}` });

  test('that passes is 503 with Retry-After', async () => {
    const result = read(
      await failing(new DomainError('unavailable', 'database.unavailable', 'Soon'))(event(), context()),
    );
    expect(result).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'database.unavailable' },
    });
  });

  test('nobody foresaw is a bare 500 that tells nothing', async () => {
    const result = read(await failing(new Error('password=hunter2 at 10.0.0.1'))(event(), context()));
    expect(result.status).toBe(500);
    expect(result.body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      code: 'internal',
      detail: 'Something went wrong on our side',
      correlationId: 'request-1',
    });
  });

  test('of a database that does not answer is 503, well before API Gateway gives up', async () => {
    const saved = process.env['AWS_ENDPOINT_URL_RDS_DATA'];
    process.env['AWS_ENDPOINT_URL_RDS_DATA'] = 'http://127.0.0.1:1';
    const db = openDatabase({ budgetMs: 500, timeoutMs: 500 });
    const handler = lambda([listStoresRoute], () => ({ ...api.platform, db }));
    const result = read(await handler(event(), context()));
    process.env['AWS_ENDPOINT_URL_RDS_DATA'] = saved;
    expect(result).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'database.unavailable' },
    });
  });

  test('of a cluster that wakes from its pause is 503 with Retry-After, within what a browser waits for', async () => {
    const resuming = { when: 'before', kind: 'DatabaseResumingException', call: () => true, times: 1_000 } as const;
    api.database.dataApi.faults.add(resuming);
    const started = Date.now();
    const handler = lambda([listStoresRoute], () => ({ ...api.platform, db: openDatabase(httpBudget) }));
    const result = read(await handler(event(), context()));
    api.database.dataApi.faults.clear();
    expect(result).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { code: 'database.unavailable' },
    });
    expect(Date.now() - started).toBeLessThan(httpBudget.budgetMs + 1_000);
    expect(read(await handler(event(), context())).status).toBe(200);
  });

  test('of a request that would outlast the function is 503 five seconds before its end', async () => {
    const db = { query: () => new Promise<never>(() => undefined) };
    const handler = lambda([listStoresRoute], () => ({ ...api.platform, db }));
    const started = Date.now();
    expect(read(await handler(event(), context(5_300)))).toMatchObject({
      status: 503,
      body: { code: 'request.timeout' },
    });
    expect(Date.now() - started).toBeLessThan(2_000);
  });
});

test('nothing leaves but what the route says it answers', async () => {
  const leaky = route({
    method: 'GET',
    path: '/leaky',
    summary: 'A route whose action knows more than it should tell',
    input: z.object({}),
    output: z.object({ items: z.array(z.object({ id: z.string() })) }),
    run: () => Promise.resolve({ items: [{ id: '1', secret: 'hunter2' }], password: 'hunter2' }),
  });
  const event = eventFor('GET', '/leaky', { authorization: `Bearer ${api.token('clerk')}` });
  const answer = read(await lambda([leaky], () => api.platform)(event, context()));
  expect(answer.body).toEqual({ items: [{ id: '1' }] });
});

test('every answer, good or bad, carries the security headers', async () => {
  for (const answer of [
    await api.call('GET', '/stores', { as: 'clerk' }),
    await api.call('GET', '/stores'),
    await api.call('GET', '/health'),
  ])
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': expect.stringContaining('max-age'),
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
});

test('a grant that was taken away ends within a minute', async () => {
  let now = Date.now();
  const handler = lambda([listStoresRoute], () => platform);
  const platform = { ...api.platform, clock: { ...api.platform.clock, now: () => new Date(now) } };
  await api.grant('leaver', 'clerk', store);
  const status = async () =>
    read(await handler(eventFor('GET', '/stores', { authorization: `Bearer ${api.token('leaver')}` }), context()))
      .status;
  expect(await status()).toBe(200);
  await api.database.sql.query("delete from user_role_grant where user_id = 'leaver'");
  now += 60_000;
  expect(await status()).toBe(403);
});
