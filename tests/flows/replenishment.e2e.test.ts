import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeChain } from '#local/demo/chain.ts';
import { openQuery } from '#local/demo/query.ts';
import { type Cloud, startCloud } from '#local/index.ts';
import { openMailbox } from '#local/mailbox.ts';
import { findPerson } from '#local/people.ts';
import { anyFreePorts } from '#local/ports.ts';
import { launchBrowser } from '#tests/setup/browser.ts';

// The whole system, as `npm start` runs it: a product runs low, is ordered, comes in, and all is well again.
let directory: string;
let cloud: Cloud;
let browser: Browser;
let s3: S3Client;
let lambda: LambdaClient;
const soon = { timeout: 60_000, interval: 100 };
const dayMs = 86_400_000;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'flow-'));
  await chmod(directory, 0o755);
  const state = { directory, ports: await anyFreePorts(), durable: false, retryDelaysMs: [20, 20] };
  [cloud, browser] = await Promise.all([
    startCloud({ ...state, serviceFile: 'serverless.yml', quiet: true, web: true }),
    launchBrowser(),
  ]);
  await makeChain(openQuery(cloud.addresses));
  const { region, credentials, s3: endpoint, lambda: functions } = cloud.addresses;
  s3 = new S3Client({ endpoint, region, credentials: { ...credentials } });
  lambda = new LambdaClient({ endpoint: functions, region, credentials: { ...credentials } });
});
afterAll(async () => {
  await browser.close();
  s3.destroy();
  lambda.destroy();
  await cloud.stop();
  await rm(directory, { recursive: true, force: true });
});

async function drop(key: string, lines: string[]): Promise<void> {
  const Body = `${lines.join('\n')}\n`;
  await s3.send(new PutObjectCommand({ Bucket: cloud.addresses.buckets['uploads'], Key: `uploads/${key}`, Body }));
  const fileName = key.split('/').at(-1);
  await expect
    .poll(async () => (await ask<Imports>('GET', '/imports')).items.find((item) => item.fileName === fileName), soon)
    .toMatchObject({ status: 'done', rejected: 0 });
}

async function ask<T>(method: string, path: string, body?: unknown, person = 'buyer'): Promise<T> {
  const token = cloud.auth.issueToken(findPerson(person).key);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': randomUUID(),
  };
  const answer = await fetch(`${cloud.addresses.api}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

type Imports = { items: { fileName: string; status: string; rejected: number }[] };
type Alerts = { items: { id: string; kind: string; sku: string; whyResolved: string | null }[] };
type Suggestions = { items: { id: string; sku: string; sentence: string; quantity: string; storeName: string }[] };
type Order = { orderId: string; version: number; status: string; number: string };

const alertsOf = async (sku: string, state: string) =>
  (await ask<Alerts>('GET', `/alerts?state=${state}&search=${sku}`)).items.map(({ kind }) => kind);
const schedule = () => lambda.send(new InvokeCommand({ FunctionName: 'stockroom-local-planStock' }));
const mails = () => openMailbox(join(directory, 'mailbox')).list();
const dayBefore = (days: number, time: string) =>
  `${new Date(Date.now() - days * dayMs).toISOString().slice(0, 10)}T${time}`;

test('a file of sales takes a product low: alert, digest, suggestion, order, delivery, and the alert is over', async () => {
  const { id: supplierId } = await ask<{ id: string }>('POST', '/suppliers', {
    code: 'CLAY',
    name: 'Clay & Sons',
    email: 'orders@clay.example',
    leadTimeDays: 6,
  });
  await drop('products/catalogue.csv', [
    'sku,name,price,cost,reorder_point,supplier',
    'MUG,"Mug, blue",8.50,3.10,15,CLAY',
  ]);
  await drop('stock/NORTHGATE/count.csv', ['sku,quantity,counted_at', `MUG,200,${dayBefore(62, '08:00:00')}`]);
  const sale = (id: string, at: string, units: number) => `NORTHGATE,${id},1,MUG,${units},8.50,${at}`;
  const header = 'store,sale_id,line,sku,quantity,unit_price,sold_at';
  await drop('sales/weeks.csv', [
    header,
    ...Array.from({ length: 60 }, (_, day) => sale(`W${day}`, dayBefore(day + 1, '11:00:00'), 3)),
  ]);
  expect(await alertsOf('MUG', 'open')).toEqual([]);

  // An open page shows the alert of its own accord.
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
  await page.goto(`${cloud.addresses.web}/alerts`);
  await page.getByRole('button', { name: /buyer/i }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  const from = performance.now();
  await drop('sales/morning.csv', [header, sale('M1', dayBefore(0, '00:05:00'), 12)]);
  await expect.poll(() => alertsOf('MUG', 'open'), soon).toContain('low');
  console.log(`alert ${((performance.now() - from) / 1000).toFixed(1)} s after the file was dropped`);
  await page.getByText('Mug, blue').first().waitFor({ timeout: 30_000 });

  // The digest goes out at the hour that somebody chose: this one.
  const preference = await ask<{ version: number }>('GET', '/alerts/preferences');
  await ask('PUT', '/alerts/preferences', {
    isOn: true,
    hour: new Date().getUTCHours(),
    timeZone: 'UTC',
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    stores: null,
    kinds: null,
    urgent: false,
    version: preference.version,
  });
  await expect
    .poll(async () => {
      await schedule();
      return mails().filter(({ to }) => to.includes(findPerson('buyer').email)).length;
    }, soon)
    .toBe(1);

  const find = async () =>
    (await ask<Suggestions>('GET', '/suggestions')).items.find(
      ({ sku, storeName }) => sku === 'MUG' && /northgate/i.test(storeName),
    );
  await expect
    .poll(async () => {
      await schedule();
      return (await find())?.sentence;
    }, soon)
    .toMatch(/sells [\d.]+\/day.*order \d+/);
  const suggestion = await find();
  const { orders } = await ask<{ orders: { orderId: string }[] }>('POST', '/suggestions/decide', {
    decisions: [{ suggestionId: suggestion?.id, verdict: 'accept' }],
  });
  const orderId = orders[0]?.orderId ?? '';
  const read = () => ask<Order>('GET', `/orders/${orderId}`);
  await ask('POST', `/orders/${orderId}/approve`, { version: (await read()).version });
  await ask('POST', `/orders/${orderId}/send`, { version: (await read()).version });
  await expect
    .poll(
      () =>
        mails()
          .find(({ to }) => to.includes('orders@clay.example'))
          ?.attachments.map(({ type }) => type),
      soon,
    )
    .toEqual(expect.arrayContaining([expect.stringContaining('application/pdf'), expect.stringContaining('text/csv')]));

  await drop('deliveries/note.csv', [
    'store,supplier,delivery_note,line,sku,quantity,unit_cost,received_at',
    `NORTHGATE,CLAY,N1,1,MUG,${Number(suggestion?.quantity)},3.10,${new Date().toISOString()}`,
  ]);
  await expect.poll(async () => (await read()).status, soon).toBe('closed');
  await expect.poll(() => alertsOf('MUG', 'open'), soon).toEqual([]);
  expect(await alertsOf('MUG', 'resolved')).toContain('low');
  const card = await ask<{ leadTime: { observations: number; plannedDays: number } }>(
    'GET',
    `/orders/scorecard?supplierId=${supplierId}`,
  );
  expect(card.leadTime.observations).toBe(1);
  expect(card.leadTime.plannedDays).toBeLessThan(6);
  await page.close();
});
