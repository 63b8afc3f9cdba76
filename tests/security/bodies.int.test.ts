import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lambda } from '#functions/http.ts';
import { createUploadRoute } from '#functions/api/create-upload.ts';
import { type Asked, context, eventFor, read } from '#tests/functions/api.ts';
import { replaced, textsIn } from './parameters.ts';
import type { Sent } from './request.ts';
import { requestFor, requests } from './requests.ts';
import { openWorld, type World } from './world.ts';

// What a body may be made of, whoever sends it: an admin here, so that nothing else is in the way.
// But for the route that mail programs post to, which looks at no body at all.
const bodiless = 'POST /unsubscribe/{token}';
const writes = Object.keys(requests).filter((route) => !route.startsWith('GET ') && route !== bodiless);
let world: World;
let key: string;

beforeAll(async () => {
  world = await openWorld();
  await world.api.grant('boss', 'admin');
  ({ secret: key } = await world.newKey('own'));
});
afterAll(() => world.api.close());

async function send(route: string, change: (sent: Sent) => Asked) {
  const sent = await requestFor(route, world);
  const { headers, ...asked } = change(sent);
  const [method = ''] = route.split(' ');
  return world.api.call(method, sent.path, {
    as: 'boss',
    headers: { 'x-api-key': key, ...sent.headers, ...headers },
    ...asked,
  });
}
const withField = (name: string, value: unknown) => (sent: Sent) => ({
  body: { ...(sent.body as object), [name]: value },
});
const text = (made: (body: string) => string) => (sent: Sent) => ({ text: made(JSON.stringify(sent.body)) });
const unknownField = (path: string) => ({
  status: 400,
  body: { code: 'request.invalid', errors: expect.arrayContaining([{ path, message: 'is not a known field' }]) },
});

type Bad = [what: string, status: number, code: string, made: () => string];
const badBodies: Bad[] = [
  ['of more than 1 MB', 413, 'request.too_large', () => `{"a":"${'a'.repeat(1024 ** 2)}"}`],
  ['of 100,000 nested lists', 400, 'request.body', () => `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['of 100,000 nested objects', 400, 'request.body', () => `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['of 21 levels', 400, 'request.body', () => `{"a":${'['.repeat(20)}${']'.repeat(20)}}`.replace('[[]]', '[[1]]')],
  ['of brackets that never close', 400, 'request.body', () => '['.repeat(500_000)],
  [
    'with a list of 10,000',
    400,
    'request.invalid',
    () => JSON.stringify({ lines: Array(10_000).fill({}), grants: Array(10_000).fill({}) }),
  ],
  ['with half a character', 400, 'request.text', () => '{"a":"\\ud800"}'],
  ['with NUL', 400, 'request.text', () => '{"a":"\\u0000"}'],
  ['with NUL in a name', 400, 'request.text', () => '{"a\\u0000":1}'],
  ['that is a list', 400, 'request.body', () => '[{}]'],
  ['of no JSON but XML', 400, 'request.body', () => '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
];

test.each(badBodies)(`${bodiless} does not look at a body %s`, async (_what, _status, _code, made) => {
  expect(await send(bodiless, () => ({ text: made() }))).toMatchObject({
    status: 200,
    body: { status: 'unsubscribed' },
  });
});

describe.each(writes)('%s', (route) => {
  test('takes no field that it does not know, least of all one of who it is or what they may', async () => {
    for (const name of [
      'actor',
      'by',
      'role',
      'roles',
      'isAdmin',
      'createdBy',
      'changedAt',
      'id',
      'secret',
      'hash',
      'constructor',
      'toString',
    ])
      expect(await send(route, withField(name, 'admin')), name).toMatchObject(unknownField(name));
    expect((await send(route, withField('grantsOfAll', ['admin']))).status).toBe(400);
  });

  test('takes no __proto__, whose fields nobody would have checked', async () => {
    const polluted = text((body) =>
      body.replace(/^\{/, '{"__proto__":{"isAdmin":true,"polluted":true},').replace(/,\}$/, '}'),
    );
    expect(await send(route, polluted)).toMatchObject(unknownField('__proto__'));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('takes the same field twice as the last of the two alone', async () => {
    const twice = text((body) => body.replace(/\}$/, `${body === '{}' ? '' : ','}"extra":1,"extra":2}`));
    expect((await send(route, twice)).body['errors']).toContainEqual({
      path: 'extra',
      message: 'is not a known field',
    });
  });

  test.each(badBodies)('refuses a body %s', async (_, status, code, made) => {
    expect(await send(route, () => ({ text: made() }))).toMatchObject({ status, body: { code } });
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=a',
    'application/jsonx',
    'application/xml',
    '',
  ])('refuses a body sent as %j', async (type) => {
    const answer = await send(route, () => ({ headers: { 'content-type': type } }));
    expect(answer).toMatchObject({ status: 415, body: { code: 'request.type' } });
  });

  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON'])(
    'takes one sent as %j',
    async (type) => {
      expect((await send(route, ({ body }) => ({ body, headers: { 'content-type': type } }))).status).toBe(200);
    },
  );
});

test('no text of any body may be as long as one likes, a number, or something else altogether', async () => {
  let tried = 0;
  for (const route of writes) {
    const { body } = await requestFor(route, world);
    for (const path of textsIn(body))
      for (const value of ['a'.repeat(100_000), 1e308, -1, 2 ** 53, true, ['a'], { a: 1 }]) {
        const answer = await send(route, (sent) => ({ body: replaced(sent.body, path, value) }));
        expect([route, path, value, answer.status]).toEqual([route, path, value, 400]);
        tried += 1;
      }
  }
  expect(tried).toBeGreaterThan(300);
});

test.each(['1e400', '-1e400', '9007199254740993', '1.5', '"1"', 'null', '-0.5'])(
  'no number may be %s',
  async (number) => {
    for (const [route, field] of [
      ['PUT /stores/{storeId}', 'version'],
      ['PUT /people/{userId}/grants', 'version'],
      ['POST /till-keys', 'rateLimit'],
      ['POST /suppliers', 'leadTimeDays'],
    ] as const) {
      if (number === 'null' && field === 'leadTimeDays') continue;
      const answer = await send(route, (sent) => ({
        text: JSON.stringify({ ...(sent.body as object), [field]: '@' }).replace('"@"', number),
      }));
      expect([route, answer.status]).toEqual([route, 400]);
    }
  },
);

describe('what a path says', () => {
  test('is not undone by the body or the query: the foreign store keeps its name', async () => {
    await world.api.grant('local boss', 'admin', world.store.own);
    const { path, body } = await requestFor('PUT /stores/{storeId}', world);
    const answer = await world.api.call('PUT', path, {
      as: 'local boss',
      body: { ...(body as object), name: 'Taken over', storeId: world.store.foreign },
    });
    expect(answer).toMatchObject({ status: 200, body: { id: world.store.own, name: 'Taken over' } });
    const { rows } = await world.sql.query("select id::text from store where name = 'Taken over'");
    expect(rows).toEqual([{ id: world.store.own }]);
  });

  test('is who an adjustment is noted by: the token, never the body', async () => {
    const { rows } = await world.sql.query('select distinct actor from stock_movement where type = $1', ['adjustment']);
    expect(rows).toEqual([{ actor: 'boss' }]);
  });
});

test("a file's name cannot make its form good for other keys", async () => {
  for (const fileName of [
    '${filename}',
    'a${filename}',
    '${FileName}.csv',
    '../a.csv',
    'a/b.csv',
    'a\\b.csv',
    'a\nb.csv',
    '',
  ]) {
    const body = { kind: 'sales', fileName, storeCode: 'NEARBY' };
    const event = eventFor('POST', '/uploads', { body, authorization: `Bearer ${world.api.token('boss')}` });
    const answer = read(await lambda([createUploadRoute], () => world.api.platform)(event, context()));
    expect([fileName, answer.status]).toEqual([fileName, 400]);
  }
});
