import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { News, Ticket } from '#domain/live/live.ts';
import { makeChain } from '#local/demo/chain.ts';
import { openQuery } from '#local/demo/query.ts';
import { type Cloud, startCloud } from '#local/index.ts';
import { findPerson } from '#local/people.ts';
import { anyFreePorts } from '#local/ports.ts';
import { launchBrowser } from '#tests/setup/browser.ts';

// The whole system, as `npm start` runs it: sockets are opened, and hear of what happens.
let directory: string;
let cloud: Cloud;
let browser: Browser | undefined;
let stores: { id: string; code: string }[];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'live-'));
  await chmod(directory, 0o755);
  const state = { directory, ports: await anyFreePorts(), durable: false, retryDelaysMs: [20, 20] };
  cloud = await startCloud({ ...state, serviceFile: 'serverless.yml', quiet: true, web: true });
  const query = openQuery(cloud.addresses);
  await makeChain(query);
  await query("insert into product (sku, name, price, cost) values ('MUG', 'Mug', 8.5, 3.1)");
  stores = (await ask<{ items: typeof stores }>('GET', '/stores', 'admin')).items;
  const [mug] = (await ask<{ items: { id: string }[] }>('GET', '/products?search=MUG', 'admin')).items;
  for (const { id } of stores)
    await ask('POST', '/adjustments', 'admin', { storeId: id, productId: mug?.id, quantity: '1000', reason: 'found' });
});
afterAll(async () => {
  await browser?.close();
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

async function ask<T>(method: string, path: string, person: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${cloud.addresses.api}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${cloud.auth.issueToken(findPerson(person).key)}`,
      'idempotency-key': crypto.randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
const sell = (storeId: string) =>
  ask('POST', '/sales', 'admin', { storeId, lines: [{ sku: 'MUG', quantity: '1', unitPrice: '8.5' }] });
const storeId = (code: string) => stores.find((store) => store.code === code)?.id ?? '';

type Heard = { socket: WebSocket; news: (News & { at: number })[] };

/** Opens a socket as a page does; fails when it is refused. */
async function listen(person: string): Promise<Heard> {
  const { ticket, url } = await ask<Ticket>('POST', '/live/ticket', person, {});
  const socket = new WebSocket(`${url}?ticket=${ticket}`);
  const news: Heard['news'] = [];
  socket.addEventListener('message', ({ data }) =>
    news.push({ ...(JSON.parse(String(data)) as News), at: performance.now() }),
  );
  await opened(socket);
  return { socket, news };
}
const opened = (socket: WebSocket) =>
  new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('refused')));
  });

/** The status with which a socket is refused. */
const refusal = (url: string, origin?: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': randomBytes(16).toString('base64'),
      'sec-websocket-version': '13',
      ...(origin === undefined ? {} : { origin }),
    };
    get(url.replace('ws', 'http'), { headers }, ({ statusCode }) => resolve(statusCode))
      .on('upgrade', (_, socket) => {
        socket.destroy();
        resolve(101);
      })
      .on('error', reject);
  });
const inTwoSeconds = { timeout: 2_000, interval: 10 };

test('a sale is heard within two seconds by who may see the store, and by nobody else', async () => {
  const [boss, clerk, viewer] = [await listen('admin'), await listen('clerk'), await listen('viewer')];
  await sell(storeId('NORTHGATE'));
  for (const { news } of [boss, clerk])
    await expect
      .poll(
        () => news.flatMap(({ changes }) => changes).find((one) => one.storeId === storeId('NORTHGATE')),
        inTwoSeconds,
      )
      .toMatchObject({ topics: ['sales', 'stock'] });
  // A second sale at once, which publishes nothing by itself, is heard as well.
  await sell(storeId('NORTHGATE'));
  await expect.poll(() => boss.news.length, inTwoSeconds).toBeGreaterThanOrEqual(2);
  const seen = viewer.news.flatMap(({ changes }) => changes.map((change) => change.storeId));
  expect(seen).not.toContain(storeId('NORTHGATE'));
  for (const { socket } of [boss, clerk, viewer]) socket.close();
});

test('two browsers show a sale within two seconds, without a reload', async () => {
  browser = await launchBrowser();
  const open = browser;
  const pages = await Promise.all(
    [/manager/i, /clerk/i].map(async (person) => {
      const page = await (await open.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
      const complaints: string[] = [];
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      await page.goto(`${cloud.addresses.web}/stock?search=MUG&store=${storeId('NORTHGATE')}`);
      await page.getByRole('button', { name: person }).click();
      await page.getByText('Live', { exact: true }).waitFor();
      const row = page.getByRole('row', { name: /Mug/ });
      await row.waitFor();
      return { page, row, complaints };
    }),
  );
  const onHand = async () => {
    const { items } = await ask<{ items: { onHand: string }[] }>(
      'GET',
      `/stock?search=MUG&store=${storeId('NORTHGATE')}`,
      'admin',
    );
    return items[0]?.onHand ?? '';
  };
  const waits: number[] = [];
  for (let nth = 0; nth < 5; nth += 1) {
    await sell(storeId('NORTHGATE'));
    const sold = performance.now();
    const now = await onHand();
    for (const { row } of pages)
      await expect.poll(() => row.textContent(), { timeout: 5_000, interval: 20 }).toContain(now);
    waits.push(performance.now() - sold);
    await sleep(nth % 2 === 0 ? 100 : 1_700);
  }
  console.log(`From the sale to both browsers: ${waits.map((wait) => wait.toFixed(0)).join(', ')} ms`);
  // Of five, so that a machine busy with other tests is no failure.
  expect(waits.toSorted((a, b) => a - b)[2]).toBeLessThan(2_000);
  expect(pages.flatMap(({ complaints }) => complaints)).toEqual([]);
  await browser.close();
});

test('a socket opens with a ticket only, once, and not for a page of another site', async () => {
  const { ticket, url } = await ask<Ticket>('POST', '/live/ticket', 'clerk', {});
  expect(await refusal(url)).toBe(401);
  expect(await refusal(`${url}?ticket=${'A'.repeat(43)}`)).toBe(403);
  expect(await refusal(`${url}?ticket=${ticket}`, 'https://evil.example')).toBe(403);
  const first = new WebSocket(`${url}?ticket=${ticket}`);
  await opened(first);
  await expect(opened(new WebSocket(`${url}?ticket=${ticket}`))).rejects.toThrow('refused');
  first.close();
});

test('200 open pages all hear of a sale, and a page that is gone is forgotten', async () => {
  const query = openQuery(cloud.addresses);
  // More than one person may have open; so they are of ten.
  await query(
    "insert into user_role_grant (user_id, role) select 'listener-' || n, 'viewer' from generate_series(1, 10) n",
  );
  const heard: Heard[] = [];
  const waiting = Array.from({ length: 200 }, (_, index) => index);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
        const token = cloud.auth.issueToken(findPerson('admin').key, { sub: `listener-${(index % 10) + 1}` });
        const answer = await fetch(`${cloud.addresses.api}/live/ticket`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: '{}',
        });
        const { ticket, url } = (await answer.json()) as Ticket;
        const socket = new WebSocket(`${url}?ticket=${ticket}`);
        const news: Heard['news'] = [];
        socket.addEventListener('message', ({ data }) =>
          news.push({ ...(JSON.parse(String(data)) as News), at: performance.now() }),
        );
        await opened(socket);
        heard.push({ socket, news });
      }
    }),
  );
  const delays: number[] = [];
  for (let round = 1; round <= 5; round += 1) {
    for (const one of heard) one.news.length = 0;
    const began = performance.now();
    await sell(storeId('HARBOUR'));
    await expect.poll(() => heard.every(({ news }) => news.length > 0), { timeout: 5_000, interval: 20 }).toBe(true);
    delays.push(...heard.map(({ news }) => (news[0]?.at ?? 0) - began));
    await sleep(1_500);
  }
  const [p50, p99] = [0.5, 0.99].map((part) => delays.toSorted((a, b) => a - b)[Math.floor(delays.length * part)] ?? 0);
  console.log(
    `From the sale's request to the message, 200 sockets: p50 ${p50?.toFixed(0)} ms, p99 ${p99?.toFixed(0)} ms`,
  );
  expect(p99).toBeLessThan(2_000);
  // A few, one after the other: here every function that runs is a thread. The rest end with the system.
  const left = async () =>
    (await query("select count(*)::text as n from live_connection where user_id like 'listener-%'"))[0]?.['n'];
  for (const { socket } of heard.slice(0, 10)) {
    socket.close();
    await sleep(200);
  }
  await expect.poll(left, { timeout: 30_000, interval: 200 }).toBe('190');
}, 120_000);
