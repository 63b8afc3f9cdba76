import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Platform } from '#domain/platform/platform.ts';
import { lambda, publicRoute } from '#functions/http.ts';
import { type Asked, context, eventFor, read } from './api.ts';

const stop = publicRoute({
  method: 'POST',
  path: '/stop/{token}',
  summary: 'Sends no more mails',
  input: z.object({ token: z.string().length(4) }),
  output: z.object({ token: z.string(), hasDatabase: z.boolean() }),
  run: ({ db }, { token }) => Promise.resolve({ body: JSON.stringify({ token, hasDatabase: db !== undefined }) }),
});
const handler = lambda([stop], () => ({ db: {} }) as Platform);
const ask = async (path: string, asked?: Asked) => read(await handler(eventFor('POST', path, asked), context()));

test('a public route gets what its path says, and the platform', async () => {
  expect(await ask('/stop/abcd')).toMatchObject({ status: 200, body: { token: 'abcd', hasDatabase: true } });
});

// A mail program sends a form (RFC 8058, 3.1), and links may have a query of somebody else's.
test('and nothing else that is sent to it, which may be anything', async () => {
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, text: 'List-Unsubscribe=One-Click' };
  const answer = await ask('/stop/abcd', { ...form, query: { token: 'efgh', source: 'mail' } });
  expect(answer).toMatchObject({ status: 200, body: { token: 'abcd' } });
});

test('what is no such path is a problem that names the field', async () => {
  expect(await ask('/stop/abcde')).toMatchObject({ status: 400, body: { errors: [{ path: 'token' }] } });
});
