import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeChain } from '#local/demo/chain.ts';
import { openQuery } from '#local/demo/query.ts';
import { type Cloud, startCloud } from '#local/index.ts';
import { findPerson } from '#local/people.ts';
import { anyFreePorts } from '#local/ports.ts';
import { forgedTokens } from '#tests/security/forged.ts';
import { deployedRoutes } from '#tests/security/routes.ts';
import { launchBrowser } from '#tests/setup/browser.ts';

// The whole system, as `npm start` runs it, and a browser: what a shop does on its first day.
let directory: string;
let cloud: Cloud;
let browser: Browser;
let s3: S3Client;
const soon = { timeout: 30_000, interval: 100 };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flow-'));
  await chmod(directory, 0o755);
  const state = { directory, ports: await anyFreePorts(), durable: false, retryDelaysMs: [20, 20] };
  [cloud, browser] = await Promise.all([
    startCloud({ ...state, serviceFile: 'serverless.yml', quiet: true, web: true }),
    launchBrowser(),
  ]);
  await makeChain(openQuery(cloud.addresses));
  const { region, credentials, s3: endpoint } = cloud.addresses;
  s3 = new S3Client({ endpoint, region, credentials: { ...credentials } });
});
afterAll(async () => {
  await browser.close();
  s3.destroy();
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

const drop = (key: string, body: string | Buffer) =>
  s3.send(new PutObjectCommand({ Bucket: cloud.addresses.buckets['uploads'], Key: key, Body: body }));

async function get<T>(path: string, person = 'manager'): Promise<T> {
  const token = cloud.auth.issueToken(findPerson(person).key);
  const answer = await fetch(`${cloud.addresses.api}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

type Stock = { items: { sku: string; storeCode: string; onHand: string }[] };
type Imports = {
  items: { id: string; fileName: string; status: string; applied: number; duplicate: number; rejected: number }[];
};

const onHand = async (sku: string) =>
  (await get<Stock>(`/stock?search=${sku}`)).items.map((row) => `${row.storeCode} ${row.onHand}`);
const importOf = async (fileName: string) =>
  (await get<Imports>('/imports')).items.find((item) => item.fileName === fileName);

/** A signed-in page whose console complaints are kept. */
async function signIn(
  person: RegExp,
  path = '/',
): Promise<{ page: Page; context: BrowserContext; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on(
    'console',
    (message) => void (['error', 'warning'].includes(message.type()) && complaints.push(message.text())),
  );
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${cloud.addresses.web}${path}`);
  await page.getByRole('button', { name: person }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  return { page, context, complaints };
}

describe('a CSV dropped into the bucket becomes stock, and a manager sees it', () => {
  test('products, a count, a delivery and sales arrive and end in the stock list', async () => {
    await drop(
      'uploads/products/catalogue.csv',
      'sku,name,price,cost,reorder_point,supplier\nMUG,"Mug, blue",8.50,3.10,5,CLAY\nPOT,Pot,12,4,2,CLAY\n',
    );
    await expect.poll(() => importOf('catalogue.csv'), soon).toMatchObject({ status: 'done', applied: 2 });
    await drop(
      'uploads/stock/NORTHGATE/count 1.csv',
      'sku,quantity,counted_at\nMUG,20,2026-06-01T08:00:00\nPOT,3,2026-06-01T08:00:00\n',
    );
    await drop(
      'uploads/deliveries/note.csv',
      'store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at\nNORTHGATE,CLAY,N1,1,MUG,12,3.00,2026-06-02T10:00:00\n',
    );
    await drop(
      'uploads/sales/till+1.csv',
      'store,sale_id,line,sku,quantity,unit_price,sold_at\nNORTHGATE,S1,1,MUG,2,8.50,2026-06-03T11:00:00\nNORTHGATE,S1,2,POT,1,12.00,2026-06-03T11:00:00\n',
    );
    await expect.poll(() => onHand('MUG'), soon).toEqual(['NORTHGATE 30']);
    await expect.poll(() => onHand('POT'), soon).toEqual(['NORTHGATE 2']);
    expect((await importOf('till+1.csv'))?.status).toBe('done');
  });

  test('an open page shows it without a reload', async () => {
    const { page, context, complaints } = await signIn(/manager/i, '/stock');
    await page.getByRole('searchbox').or(page.getByPlaceholder(/SKU/)).first().fill('MUG');
    const row = page.getByRole('row', { name: /Mug, blue/ });
    await expect.poll(() => row.textContent().catch(() => ''), soon).toContain('30');
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }));
    await drop(
      'uploads/sales/live.csv',
      'store,sale_id,line,sku,quantity,unit_price,sold_at\nNORTHGATE,S2,1,MUG,7,8.50,2026-06-03T12:00:00\n',
    );
    await expect.poll(() => row.textContent(), soon).toContain('23');
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('a file uploaded on the page shows its progress, its bad rows and where to get them', async () => {
    const { page, context, complaints } = await signIn(/manager/i, '/imports');
    const csv =
      'store,sale_id,line,sku,quantity,unit_price,sold_at\nNORTHGATE,U1,1,MUG,1,8.50,2026-06-03T13:00:00\nNORTHGATE,U1,2,NOBODY,1,8.50,2026-06-03T13:00:00\n';
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'upload.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page
      .getByText(/unknown SKU "NOBODY"/i)
      .first()
      .waitFor({ timeout: 30_000 });
    const download = page.getByRole('link', { name: /download|all rejected|rejected rows/i }).first();
    const url = (await download.getAttribute('href')) ?? '';
    const rejects = await (await fetch(url)).text();
    expect(rejects.split('\n')[1]).toBe(
      'NORTHGATE,U1,2,NOBODY,1,8.50,2026-06-03T13:00:00,"sku: unknown SKU ""NOBODY"": import it as a product first"',
    );
    await page.reload();
    await page
      .getByText(/unknown SKU "NOBODY"/i)
      .first()
      .waitFor({ timeout: 30_000 });
    expect(await onHand('MUG')).toEqual(['NORTHGATE 22']);
    expect(complaints).toEqual([]);
    await context.close();
  });

  test('the same file dropped again, and under another name, changes nothing', async () => {
    const csv = 'store,sale_id,line,sku,quantity,unit_price,sold_at\nNORTHGATE,S2,1,MUG,7,8.50,2026-06-03T12:00:00\n';
    await drop('uploads/sales/copy.csv', csv);
    await expect.poll(() => importOf('copy.csv'), soon).toMatchObject({ status: 'done', applied: 0, duplicate: 1 });
    expect(await onHand('MUG')).toEqual(['NORTHGATE 22']);
  });

  test('its end is told on the bus, and of bad rows by mail', async () => {
    const events = async () => {
      const answer = await fetch(`${cloud.addresses.events}/_local/events`);
      return answer.text();
    };
    await expect.poll(events, soon).toContain('import.completed');
    const mailbox = async () => (await fetch(cloud.addresses.mail)).text();
    await expect.poll(mailbox, soon).toContain('upload.csv');
    // To whoever sent it, besides those who look after all files.
    await expect.poll(mailbox, soon).toContain(findPerson('manager').email);
  });

  test("a real shop's export is imported as the sales of the store it is dropped for", async () => {
    const query = openQuery(cloud.addresses);
    await query(
      "insert into store (code, name, time_zone, currency, unknown_sku, date_order) values ('GIFTS', 'Gift shop', 'Europe/London', 'GBP', 'create', 'mdy')",
    );
    await drop(
      'uploads/sales/GIFTS/online-retail.csv',
      await readFile('tests/fixtures/online-retail/online-retail-sample.csv'),
    );
    await expect
      .poll(() => importOf('online-retail.csv'), soon)
      .toMatchObject({ status: 'done', rejected: 0, duplicate: 0 });
  });
});

describe('people see and do what they were granted', () => {
  test('a clerk sees the stock of the own store only, a viewer can import nothing', async () => {
    expect(await get<{ items: { code: string }[] }>('/stores', 'clerk')).toMatchObject({
      items: [{ code: 'NORTHGATE' }],
    });
    expect((await get<Stock>('/stock', 'viewer')).items).toEqual([]);
    const { page, context } = await signIn(/viewer/i, '/imports');
    await page.waitForLoadState('networkidle');
    expect(await page.locator('input[type=file]').count()).toBe(0);
    await context.close();
  });
});

test('no forged token opens any route of the running system, and one of ours does', async () => {
  const issue = (claims: Record<string, unknown>) => cloud.auth.issueToken(findPerson('admin').key, claims);
  const forged = Object.entries(forgedTokens({ issue, jwks: cloud.auth.jwks }));
  const routes = deployedRoutes().filter(({ authorizer }) => authorizer === 'people');
  const ask = (method: string, path: string, token: string) =>
    fetch(`${cloud.addresses.api}${path.replaceAll(/\{\w+\}/g, '1')}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
  // Each forgery at least once, and each route with three of them.
  for (let nth = 0; nth < 3 * Math.max(forged.length, routes.length); nth += 1) {
    const [name, token] = forged[nth % forged.length] ?? ['', ''];
    const { method, path } = routes[nth % routes.length] ?? { method: '', path: '' };
    const answer = await ask(method, path, token);
    expect([method, path, name, answer.status, await answer.json()]).toEqual([
      method,
      path,
      name,
      401,
      expect.objectContaining({ code: 'auth.invalid' }),
    ]);
  }
  expect((await ask('GET', '/stores', issue({}))).status).toBe(200);
});
