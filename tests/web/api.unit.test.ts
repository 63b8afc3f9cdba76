import { afterEach, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { connect, get, put } from '#web/lib/api.ts';
import { ApiProblem } from '#web/lib/problem.ts';

// The browser's fetch takes a path of its own origin, which Node's refuses: it is replaced by one that notes its calls.
function answering(status: number, body: unknown) {
  const fetching = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(body, { status })));
  vi.stubGlobal('fetch', fetching);
  return () => ({ url: fetching.mock.lastCall?.[0], init: fetching.mock.lastCall?.[1] });
}
const Done = z.object({ done: z.boolean() });
afterEach(() => vi.unstubAllGlobals());

it('an API under a path of the own origin is asked there, with a reference of its own for each request', async () => {
  connect({ apiUrl: '/api', accessToken: () => Promise.resolve('good') });
  const asked = answering(200, { done: true });
  await get('/stock', Done, { query: { store: '1', search: '' } });
  expect(asked().url).toBe('/api/stock?store=1');
  const first = new Headers(asked().init?.headers).get('x-correlation-id');
  await put('/stores/1', Done, { version: 3 });
  const second = new Headers(asked().init?.headers).get('x-correlation-id');
  expect(asked()).toMatchObject({ url: '/api/stores/1', init: { method: 'PUT', body: '{"version":3}' } });
  expect(first).toMatch(/^[0-9a-f-]{36}$/);
  expect(second).not.toBe(first);
});

it('a refusal carries the reference that the server logged, else the one that was sent', async () => {
  connect({ apiUrl: '', accessToken: () => Promise.resolve('good') });
  answering(409, { status: 409, code: 'store.stale', detail: 'Ada was faster', correlationId: 'from-the-server' });
  const told = await get('/stores/1', Done).catch((error: unknown) => error);
  expect(told).toMatchObject({ reference: 'from-the-server', isStale: true });
  const asked = answering(502, 'a gateway');
  const bare = (await get('/stores/1', Done).catch((error: unknown) => error)) as ApiProblem;
  expect(bare).toBeInstanceOf(ApiProblem);
  expect(bare.reference).toBe(new Headers(asked().init?.headers).get('x-correlation-id'));
});
