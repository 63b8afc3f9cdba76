import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { lambda, route as declared } from '#functions/http.ts';
import { type Answered, context, eventFor, read } from '#tests/functions/api.ts';
import { type Parameter, parametersOf } from './parameters.ts';
import { payloads } from './payloads.ts';
import type { Sent } from './request.ts';
import { requestFor, requests } from './requests.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let key: string;
/** How many payloads go into each place of each request; from one place to the next they take turns. */
const each = 10;
let turn = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.api.grant('boss', 'admin');
  ({ secret: key } = await world.newKey('own'));
});
afterAll(() => world.api.close());

async function send(route: string, { path, ...asked }: Sent): Promise<Answered> {
  const [method = ''] = route.split(' ');
  return world.api.call(method, path, { as: 'boss', ...asked, headers: { 'x-api-key': key, ...asked.headers } });
}

/** The rows of every table as a digest each, without what changes with every call. */
async function tables(): Promise<Map<string, string>> {
  const { rows } = await world.sql.query<{ name: string; digest: string }>(
    `select c.relname as name, md5((xpath('/row/d/text()', query_to_xml(format(
         'select string_agg((to_jsonb(t) - ''{last_seen_at,last_used_at,second,calls,version,updated_at}''::text[])::text, E''\\n'' order by t::text) as d from %I t', c.relname),
         false, true, '')))[1]::text) as digest
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}
const changed = (before: Map<string, string>, after: Map<string, string>) =>
  [...after].filter(([name, digest]) => before.get(name) !== digest).map(([name]) => name);

const gossip =
  /syntax error|unterminated|SQLState|PostgreSQL|pg_|relation "|column "|operator does not exist|stockroom_owner|root:x:/i;

/** What is wrong with an answer to a payload; nothing where it is an answer like any other. */
function complaints(what: string, payload: string, answer: Answered, tookMs: number): string[] {
  const echoed = answer.text.replaceAll(JSON.stringify(payload).slice(1, -1), '').replaceAll(payload.trim(), '');
  return [
    ...([200, 400, 401, 403, 404, 409].includes(answer.status) ? [] : [`answers ${answer.status}`]),
    ...(tookMs < 4_000 ? [] : ['waits']),
    ...(answer.status !== 200 && gossip.test(echoed) ? [`tells ${answer.text}`] : []),
  ].map((complaint) => `${what} with ${payload}: ${complaint}`);
}

async function attack(route: string, { name, with: made }: Parameter, payload: string): Promise<string[]> {
  const began = Date.now();
  const answer = await send(route, made(payload));
  return complaints(`${route} ${name}`, payload, answer, Date.now() - began);
}

test('there are a hundred payloads and more, no two alike', () => {
  expect(new Set(payloads).size).toBe(payloads.length);
  expect(payloads.length).toBeGreaterThan(100);
});

// First, while no row holds a payload as its name.
describe('looked for in', () => {
  test.each([
    ['GET /products', 'search'],
    ['GET /products', 'category'],
    ['GET /suppliers', 'search'],
    ['GET /people', 'search'],
    ['GET /stock', 'search'],
    ['GET /audit', 'actor'],
    ['GET /audit', 'subjectId'],
  ])('%s %s, every payload finds nothing', async (route, field) => {
    for (const payload of payloads) {
      const { path, query = {} } = await requestFor(route, world);
      const answer = await send(route, { path, query: { ...query, [field]: payload } });
      expect([payload, answer.status, answer.body['items']]).toEqual([payload, 200, []]);
    }
  });
});

describe('SQL in any place of', () => {
  test.each(Object.keys(requests))('%s does nothing but what the request does', async (route) => {
    const [, template = ''] = route.split(' ');
    const start = await tables();
    const first = await requestFor(route, world);
    // What it takes to make the request belongs to it, also where the request takes it away again.
    const usual = new Set(changed(start, await tables()));
    expect((await send(route, first)).status).toBe(200);
    for (const table of changed(start, await tables())) usual.add(table);
    // A hold that is made and given up leaves levels as they were; one that is only made does not.
    if (usual.has('reservation')) usual.add('stock_level');
    // What making the requests themselves puts in.
    const before = await tables();
    const places = parametersOf(template, await requestFor(route, world));
    const found: string[] = [];
    for (const { name } of places)
      for (let nth = 0; nth < each; nth += 1) {
        // Made anew: a key or version that was used before would keep the payload from coming far.
        const place = parametersOf(template, await requestFor(route, world)).find((one) => one.name === name);
        if (place !== undefined)
          found.push(...(await attack(route, place, payloads[(turn += 1) % payloads.length] ?? '')));
      }
    expect(found).toEqual([]);
    const besides = changed(before, await tables()).filter((table) => !usual.has(table));
    expect(besides).toEqual([]);
  });

  test('what is named is stored and found as it is: names made of payloads', async () => {
    for (const payload of payloads.filter((text) => text.trim() === text)) {
      const { body } = await requestFor('POST /suppliers', world);
      const made = await send('POST /suppliers', { path: '/suppliers', body: { ...(body as object), name: payload } });
      expect(made).toMatchObject({ status: 200, body: { name: payload } });
      const found = await send('GET /suppliers', { path: '/suppliers', query: { search: payload, limit: '200' } });
      const names = (found.body['items'] as { code: string; name: string }[]).map(({ name }) => name);
      expect(names).toContain(payload);
    }
  });

  test('and so does whatever fast-check puts together', async () => {
    const words = fc.constantFrom(...payloads, ' ', 'or', 'select', 'a', '\u0000', '\ud800', '\n');
    const texts = fc.array(words, { maxLength: 6 }).map((parts) => parts.join('').slice(0, 100));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('/products', '/suppliers', '/stock', '/people'), texts, async (path, search) => {
        const answer = await send(`GET ${path}`, { path, query: { search } });
        return [200, 400].includes(answer.status);
      }),
      { numRuns: 300 },
    );
  });
});

test('a route that pastes what it is told into its SQL would be found out', async () => {
  const pasting = declared({
    method: 'GET',
    path: '/pasting',
    summary: 'Asks as nobody may',
    input: z.object({ search: z.string() }),
    output: z.object({ items: z.array(z.unknown()) }),
    run: async ({ db }, _, { search }) => ({
      items: await db.query(`select sku from product where name = '${search}'`, {}, z.unknown()),
    }),
  });
  const handler = lambda([pasting], () => world.api.platform);
  const found: string[] = [];
  const rows: unknown[] = [];
  for (const search of payloads.filter((payload) => !payload.includes('generate_series'))) {
    const event = eventFor('GET', '/pasting', {
      query: { search },
      authorization: `Bearer ${world.api.token('boss')}`,
    });
    const began = Date.now();
    const answer = read(await handler(event, context()));
    found.push(...complaints('pasting', search, answer, Date.now() - began));
    rows.push(...((answer.body['items'] as unknown[] | undefined) ?? []));
    if (found.length > 5 && rows.length > 0) break;
  }
  expect(found.length).toBeGreaterThan(5);
  expect(rows).not.toEqual([]);
});
