import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listening } from '#local/listen.ts';
import { buildWeb, startWeb } from '#local/web.ts';

let root: string;
let web: Listening;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'web-'));
  await mkdir(join(root, 'web/dist/assets'), { recursive: true });
  await writeFile(join(root, 'web/dist/index.html'), '<!doctype html>the app');
  await writeFile(join(root, 'web/dist/assets/app-1a2b.js'), 'export {};');
  await writeFile(join(root, 'outside.txt'), 'not yours');
  web = await startWeb({
    port: 0,
    dist: join(root, 'web/dist'),
    config: { apiUrl: 'http://api' },
    origins: ['http://127.0.0.1:4401'],
  });
});
afterAll(async () => {
  await web.stop();
  await rm(root, { recursive: true });
});

test("the application's own paths get its page, which is never kept; files with a hash are kept for ever", async () => {
  const page = await fetch(`${web.url}/products/17`);
  expect([page.status, await page.text()]).toEqual([200, '<!doctype html>the app']);
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const script = await fetch(`${web.url}/assets/app-1a2b.js`);
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect((await fetch(`${web.url}/assets/missing.js`)).status).toBe(404);
});

test('its configuration is made at run time, and the policy lets it reach the local cloud alone', async () => {
  const config = await fetch(`${web.url}/config.json`);
  expect(await config.json()).toEqual({ apiUrl: 'http://api' });
  const policy = (await fetch(web.url)).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';");
  expect(policy).toContain("connect-src 'self' http://127.0.0.1:4401;");
});

test('a path that climbs out of the built application finds nothing', async () => {
  // fetch would tidy such a path up before it sends it.
  const answer = await new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(web.url);
    request({ host: '127.0.0.1', port, path: '/..%2f..%2foutside.txt' }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(answer).toBe(404);
});

test('visitors of localhost are sent to the address that sign-in knows', async () => {
  const answer = await fetch(`${web.url.replace('127.0.0.1', 'localhost')}/stock?x=1`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([302, `${web.url}/stock?x=1`]);
});

test('a service without a web application builds nothing', async () => {
  const logFile = join(root, 'build.log');
  expect(await buildWeb({ root, directory: root, logFile, environment: {} })).toBe('absent');
});

test('the application is built once, again when a source changed, and a broken one says why', async () => {
  const directory = join(root, 'state');
  const logFile = join(directory, 'build.log');
  const build = (): ReturnType<typeof buildWeb> =>
    buildWeb({ root, directory, logFile, environment: { PATH: process.env['PATH'] ?? '' } });
  await writeFile(join(root, 'web/index.html'), '<script type="module" src="./main.js"></script>');
  await writeFile(join(root, 'web/main.js'), 'console.log(1);');
  expect(await build()).toBe('built');
  expect(await build()).toBe('unchanged');
  await writeFile(join(root, 'web/main.js'), 'console.log(2);');
  expect(await build()).toBe('built');
  await writeFile(join(root, 'web/main.js'), 'this is not JavaScript');
  await expect(build()).rejects.toThrow(/could not be built[^]*main\.js/);
});
