import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { correlated, correlationId, sqlComment } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';
import { lambda, route } from '#functions/http.ts';
import { context, eventFor, read, testApi, type TestApi } from './api.ts';

let api: TestApi;
let lines: string[];

/** Says something, and keeps the database busy for half a second, so that a test can look over its shoulder. */
const slowRoute = route({
  method: 'GET',
  path: '/slow',
  summary: 'Waits',
  input: z.object({}),
  output: z.object({ done: z.boolean() }),
  async run({ db }) {
    log.info('On it');
    const [row] = await db.query('select pg_sleep(0.5) is not null as done', {}, z.object({ done: z.boolean() }));
    return row ?? { done: false };
  },
});

async function ask(headers: Record<string, string>, requestId?: string) {
  const event = eventFor('GET', '/slow', { headers, authorization: `Bearer ${api.token('admin')}` });
  if (requestId !== undefined) event.requestContext.requestId = requestId;
  return read(await lambda([slowRoute], () => api.platform)(event, context()));
}

/** The statements that PostgreSQL runs for us at this moment. */
async function running(): Promise<string[]> {
  const { rows } = await api.database.sql.query<{ query: string }>(
    "select query from pg_stat_activity where query like 'select pg_sleep%' and datname = current_database() and state = 'active'",
  );
  return rows.map(({ query }) => query);
}

const logged = () =>
  lines
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ message }) => message === 'On it')
    .map((line) => String(line['correlation_id']));

beforeAll(async () => {
  process.env['AWS_LAMBDA_FUNCTION_NAME'] = 'stockroom-test-slowRead';
  api = await testApi();
  await api.grant('admin', 'admin');
});
afterAll(() => api.close());
beforeEach(() => {
  log.setLogLevel('INFO');
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(String(line));
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

describe('the id that the browser sends', () => {
  test('is in the log, in the answer and at the end of the statement that PostgreSQL runs', async () => {
    const asking = ask({ 'x-correlation-id': 'page-7_a' });
    await vi.waitUntil(async () => (await running()).length > 0);
    expect(await running()).toEqual(['select pg_sleep(0.5) is not null as done /* slowRead page-7_a */']);
    expect((await asking).headers['x-correlation-id']).toBe('page-7_a');
    expect(logged()).toEqual(['page-7_a']);
    expect(lines.find((line) => line.includes('On it'))).toContain('"function":"slowRead"');
  });

  test('is in the problem that is answered', async () => {
    const event = eventFor('GET', '/slow', { headers: { 'x-correlation-id': 'refused-1' } });
    const answer = read(await lambda([slowRoute], () => api.platform)(event, context()));
    expect(answer).toMatchObject({
      status: 401,
      body: { correlationId: 'refused-1' },
      headers: { 'x-correlation-id': 'refused-1' },
    });
  });

  test('of one request never gets into another that runs at the same time in the same container', async () => {
    const ids = Array.from({ length: 8 }, (_, index) => `request-${index}`);
    const answers = await Promise.all(ids.map((id) => ask({ 'x-correlation-id': id })));
    expect(answers.map(({ headers }) => headers['x-correlation-id'])).toEqual(ids);
    expect(logged().toSorted((a, b) => a.localeCompare(b))).toEqual(ids);
    expect(correlationId()).toBeUndefined();
  });

  test.each(['*/ drop table stock_movement; /*', 'a'.repeat(65), '', 'a b', "a'b", 'a\nb', 'ü', ':id', '$1'])(
    '%j is no token: API Gateway’s own id is taken',
    async (sent) => {
      const asking = ask({ 'x-correlation-id': sent }, 'gateway-1=');
      await vi.waitUntil(async () => (await running()).length > 0);
      expect(await running()).toEqual([expect.stringMatching(/done \/\* slowRead gateway-1 \*\/$/)]);
      expect((await asking).headers['x-correlation-id']).toBe('gateway-1');
    },
  );
});

test('without one, and where nothing like API Gateway’s id is there, the request goes by Lambda’s', async () => {
  expect((await ask({}, 'offlineContext_resourceId')).headers['x-correlation-id']).toBe('request-1');
});

test('without one, the request goes by API Gateway’s id, less the character that is in no token', async () => {
  expect((await ask({}, 'JKJaXmPLvHcESHA=')).headers['x-correlation-id']).toBe('JKJaXmPLvHcESHA');
});

test('whatever is sent, the comment is one comment of plain words', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom('*/', '/*', '--', undefined))), (candidates) => {
      expect(correlated(candidates, sqlComment)).toMatch(/^ \/\* \w+ [\w-]{1,64} \*\/$/);
    }),
  );
  expect(sqlComment()).toBe('');
});
