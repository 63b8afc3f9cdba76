import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { randomFrom } from '#local/demo/random.ts';
import { shape, sku } from './data.ts';
import type { CallerOrder } from './sales.ts';

type Answer = { statusCode: number; body: string };
type Handler = (event: unknown, context: unknown) => Promise<Answer>;

// The function of POST /sales in a process of its own, and so many callers that each send a sale, wait for the answer
// and send the next. Every call passes the token check, the parsing and the Data API as in the cloud.
const { bundle, token, stores, callers, ms, seed, hot } = JSON.parse(process.argv[2] ?? '') as CallerOrder;
const { handler } = (await import(pathToFileURL(bundle).href)) as { handler: Handler };
const random = randomFrom(seed);
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 25_000 };

/** Sells one of any product, or of the hot one; answers whether there was one. */
async function sell(): Promise<boolean> {
  const storeId = hot?.store ?? stores[random.between(0, stores.length - 1)];
  const line = { sku: hot?.sku ?? sku(random.between(0, shape.products - 1)), quantity: '1', unitPrice: '9.99' };
  const ask = () => handler(event, context);
  const event = {
    version: '2.0',
    routeKey: 'POST /sales',
    rawPath: '/sales',
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': randomUUID(),
      'content-type': 'application/json',
    },
    requestContext: { http: { method: 'POST', path: '/sales' } },
    body: JSON.stringify({ storeId, lines: [line] }),
    isBase64Encoded: false,
  };
  let answer = await ask();
  // A database that is behind says so; whoever sells sends it again, with the same key.
  while (answer.statusCode === 503) answer = await ask();
  if (hot !== undefined && answer.statusCode === 409 && answer.body.includes('"stock.insufficient"')) return false;
  if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
  return true;
}

const waits: number[] = [];
let refused = 0;
async function call(until: number, kept: number[]): Promise<void> {
  while (performance.now() < until) {
    const from = performance.now();
    if (await sell()) kept.push(performance.now() - from);
    else refused += 1;
  }
}

const warm: number[] = [];
await Promise.all(Array.from({ length: callers }, () => call(performance.now() + 500, warm)));
const began = performance.now();
await Promise.all(Array.from({ length: callers }, () => call(began + ms, waits)));
const seconds = (performance.now() - began) / 1000;
process.send?.({ waits, seconds, refused, acknowledged: warm.length + waits.length });
