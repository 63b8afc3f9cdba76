import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listen, type Listening } from '#local/listen.ts';
import { smokeTest } from '#resources/deploy/smoke.ts';

type Answer = { status: number; body: string; headers?: Record<string, string> };

const page = '<script src="/assets/app-1.js"></script>';
const good: Record<string, Answer> = {
  '/api/health': { status: 200, body: '{}' },
  '/api/openapi.json': { status: 200, body: '{"openapi":"3.1.0"}' },
  '/api/me': { status: 401, body: '{}' },
  '/': { status: 200, body: page, headers: { 'content-security-policy': "default-src 'none'; script-src 'self'" } },
  '/config.json': { status: 200, body: '{}' },
};
let answers: (path: string) => Answer;
let server: Listening;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockroom-smoke-'));
  writeFileSync(join(folder, 'index.html'), page);
  server = await listen(0, ({ url = '' }, response) => {
    const { status, body, headers } = answers(url);
    response.writeHead(status, headers).end(body);
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

function tried(wrong: Record<string, Answer> = {}, patienceMs = 0): Promise<void> {
  answers = (path) => ({ ...good, ...wrong })[path] ?? { status: 404, body: '' };
  const stack = { WebUrl: server.url, ApiUrl: `${server.url}/api`, WebTarget: 'd1.cloudfront.net' };
  return smokeTest(stack, folder, () => undefined, patienceMs);
}

test('a release that holds passes', async () => {
  await expect(tried()).resolves.toBeUndefined();
});

test.each([
  ['an API that is down', { '/api/health': { status: 503, body: '' } }, 'The API is up? '],
  ['an API that lets anybody in', { '/api/me': { status: 200, body: '{}' } }, 'answers 200, not 401'],
  ['the page instead of the API', { '/api/openapi.json': { status: 200, body: page } }, 'is no OpenAPI 3.1 document'],
  ['the page of another release', { '/': { ...good['/'], status: 200, body: 'old' } }, 'another page than was built'],
  ['a page without a policy', { '/': { status: 200, body: page } }, 'has no Content-Security-Policy'],
  ['no configuration', { '/config.json': { status: 404, body: '' } }, '/config.json answers 404'],
])('%s fails, and is named', async (_name, wrong, message) => {
  await expect(tried(wrong)).rejects.toThrow(message);
});

test.each([
  [401, undefined],
  [101, 'Nobody opens a socket without a ticket? '],
  [502, 'answers 502, not 401'],
])('a socket without a ticket that is answered %d', async (status, message) => {
  answers = (path) => good[path] ?? { status, body: '' };
  const sockets = createServer().on('upgrade', (_, socket) => {
    socket.end(`HTTP/1.1 ${status} X\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  });
  await new Promise<void>((resolve) => void sockets.listen(0, '127.0.0.1', () => resolve()));
  const { port } = sockets.address() as AddressInfo;
  const stack = {
    WebUrl: server.url,
    ApiUrl: `${server.url}/api`,
    WebTarget: 'd1.cloudfront.net',
    ServiceEndpointWebsocket: `ws://127.0.0.1:${port}/dev`,
  };
  const tried = smokeTest(stack, folder, () => undefined, 0);
  if (message === undefined) await expect(tried).resolves.toBeUndefined();
  else await expect(tried).rejects.toThrow(message);
  sockets.close();
});

test('what takes a moment is asked for again', async () => {
  let asked = 0;
  const slow = tried({}, 5_000);
  const ready = answers;
  answers = (path) => (path === '/' && (asked += 1) < 3 ? { status: 200, body: 'the release before' } : ready(path));
  await expect(slow).resolves.toBeUndefined();
}, 20_000);

test('a name that the DNS does not know yet is told what to point at', async () => {
  const stack = {
    WebUrl: 'https://stock.invalid',
    ApiUrl: 'https://stock.invalid/api',
    WebTarget: 'd1.cloudfront.net',
  };
  await expect(smokeTest(stack, folder, () => undefined, 0)).rejects.toThrow(
    /does not answer[^]*point to d1\.cloudfront/,
  );
});
