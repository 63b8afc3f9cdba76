import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDelivery } from '#local/delivery.ts';
import { startStorage, type Storage } from '#local/storage.ts';
import { publishSite } from '#resources/deploy/site.ts';

const Bucket = 'site';
const day = 24 * 3600 * 1000;
const start = Date.parse('2026-03-01T00:00:00Z');
let folder: string;
let storage: Storage;
let s3: S3Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stockroom-site-'));
  storage = await startStorage({
    port: 0,
    directory: join(folder, 's3'),
    region: 'eu-west-1',
    buckets: [Bucket],
    triggers: [],
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    webOrigin: 'http://127.0.0.1:1',
    delivery: createDelivery({ invoke: async () => undefined, retries: () => 0, delaysMs: [] }),
  });
  process.env['AWS_ENDPOINT_URL_S3'] = storage.url;
  s3 = new S3Client({});
});
afterAll(async () => {
  s3.destroy();
  await storage.stop();
  rmSync(folder, { recursive: true });
});

/** A built web app of these scripts. */
function built(name: string, ...scripts: string[]): string {
  const web = join(folder, name);
  for (const file of ['index.html', 'config.json', 'logo.svg', ...scripts.map((script) => `assets/${script}.js`)]) {
    mkdirSync(dirname(join(web, file)), { recursive: true });
    writeFileSync(join(web, file), `${file} of ${name}`);
  }
  return web;
}
const publish = (web: string, days: number) => publishSite(Bucket, web, new Date(start + days * day));
const keys = async () =>
  ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key ?? '');
const scripts = async () => (await keys()).filter((key) => key.startsWith('assets/')).map((key) => key.slice(7));

test('what has a hash in its name is kept for a year, what has none is asked for anew, and each has its type', async () => {
  expect(await publish(built('one', 'a', 'b'), 0)).toEqual({ published: 5, removed: [] });
  const head = async (Key: string) => {
    const { CacheControl, ContentType } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return [CacheControl, ContentType];
  };
  expect(await head('assets/a.js')).toEqual(['public, max-age=31536000, immutable', 'text/javascript; charset=utf-8']);
  expect(await head('index.html')).toEqual(['no-cache', 'text/html; charset=utf-8']);
  expect(await head('config.json')).toEqual(['no-cache', 'application/json']);
  expect(await head('logo.svg')).toEqual(['no-cache', 'image/svg+xml']);
});

test('the scripts of a release stay for 30 days after the next one, however old they are, and then go', async () => {
  expect((await publish(built('two', 'b', 'c'), 100)).removed).toEqual([]);
  expect(await scripts()).toEqual(['a.js', 'b.js', 'c.js']);
  const page = await s3.send(new GetObjectCommand({ Bucket, Key: 'index.html' }));
  expect(await page.Body?.transformToString()).toBe('index.html of two');
  expect((await publish(built('three', 'd'), 129)).removed).toEqual([]);
  // 31 days after release two took the place of one: only `a` belonged to nothing later.
  expect((await publish(built('three', 'd'), 131)).removed).toEqual(['assets/a.js']);
  expect(await scripts()).toEqual(['b.js', 'c.js', 'd.js']);
  expect((await publish(built('three', 'd'), 170)).removed).toEqual(['assets/b.js', 'assets/c.js']);
  expect(await keys()).toEqual(['assets/d.js', 'config.json', 'index.html', 'logo.svg', 'releases.json']);
});

test('a folder without a page is not published', async () => {
  await expect(publish(join(folder, 's3'), 200)).rejects.toThrow('holds no built web app');
});
