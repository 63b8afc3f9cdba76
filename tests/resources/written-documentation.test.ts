import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentation, documentationPage } from '#functions/api/documentation.ts';
import { context, eventFor, read } from '#tests/functions/api.ts';
import { unzipped } from '#tests/security/zip.ts';
import { packaged } from './package.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const place = mkdtempSync(join(tmpdir(), 'stockroom-bundle-'));
afterAll(() => rmSync(place, { recursive: true }));

/** The bundle of a function as it would be deployed. */
async function bundleOf(name: string): Promise<string> {
  const files = unzipped(readFileSync(join((await packaged('dev')).folder, `${name}.zip`)));
  return String([...files].find(([file]) => file.endsWith('.mjs'))?.[1]);
}

let ask: (path: string) => Promise<ReturnType<typeof read>>;
beforeAll(async () => {
  const file = join(place, 'public.mjs');
  writeFileSync(file, await bundleOf('public'));
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: Handler };
  ask = async (path) => read(await handler(eventFor('GET', path), context()));
}, 300_000);

test('what is deployed tells of the routes that are deployed with it', async () => {
  expect((await ask('/openapi.json')).body).toEqual(documentation());
  expect((await ask('/docs')).text).toBe(documentationPage().body);
});

test('and holds none of what they do', async () => {
  const holds = async (name: string) => (await bundleOf(name)).includes('from stock_movement');
  expect([await holds('stockRead'), await holds('public')]).toEqual([true, false]);
});
