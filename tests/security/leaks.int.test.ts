import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { openDatabase } from '#domain/platform/database.ts';
import { log } from '#domain/platform/log.ts';
import { lambda, route } from '#functions/http.ts';
import { routes } from '#functions/api/routes.ts';
import { type Answered, type Asked, context, eventFor, read } from '#tests/functions/api.ts';
import { requestFor, requests } from './requests.ts';
import { openWorld, type World } from './world.ts';

// What must not be in a log: who somebody is beyond their id, what proves it, and what rows hold.
const canary = { email: 'canary.person@example.com', text: 'Canary Row', password: 'hunter2-canary' };
let world: World;
let key: string;
let lines: string[];

beforeAll(async () => {
  world = await openWorld();
  await world.api.grant('boss', 'admin');
  ({ secret: key } = await world.newKey('own'));
});
afterAll(() => world.api.close());
beforeEach(() => {
  log.setLogLevel('INFO');
  lines = [];
  const keep = (text: unknown) => lines.push(String(text)) > 0;
  vi.spyOn(process.stdout, 'write').mockImplementation(keep);
  vi.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => void vi.restoreAllMocks());

function loose(secrets: string[]): string[] {
  return lines.filter((line) => secrets.some((secret) => line.includes(secret)));
}

/** What no caller may read: SQL, names of ours in AWS, where in the code, secrets. */
const inside =
  /\b(select|insert into|update|delete from)\s+[\w"]+|SQLState|arn:aws|\bat \S+ \(|node_modules|\.ts:\d|hunter2|canary|Bearer ey|stk_|ECONNREFUSED|127\.0\.0\.1/i;
const toldTooMuch = ({ status, text }: Answered) => (status >= 400 && inside.test(text) ? [text] : []);

/** Every text of a body that may be any text says the canary, and every address is the canary's. */
function withCanaries(body: unknown): unknown {
  const text = JSON.stringify(body)
    .replaceAll(/"(name|note|label|contact|reason)":"(?!found)[^"]*"/g, `"$1":"${canary.text}"`)
    .replaceAll(/"email":"[^"]*"/g, `"email":"${canary.email}"`);
  return JSON.parse(text);
}

describe('of whatever is asked,', () => {
  test('granted or refused, nothing of who asked and of what was said is in the log', async () => {
    const token = world.api.token('boss');
    const answers: Answered[] = [];
    for (const name of Object.keys(requests)) {
      const [method = ''] = name.split(' ');
      const { path, ...asked } = await requestFor(name, world);
      const body = asked.body === undefined ? {} : { body: withCanaries(asked.body) };
      const headers = { 'x-api-key': key, cookie: canary.text, ...asked.headers };
      const call = (change: Asked) =>
        world.api.call(method, path, { ...asked, ...body, headers, authorization: `Bearer ${token}`, ...change });
      answers.push(await call({}));
      answers.push(await call({ authorization: `Bearer ${token}x` }));
      answers.push(
        await call({
          authorization: `Bearer ${world.api.token(canary.email)}`,
          headers: { ...asked.headers, 'x-api-key': `${key}x` },
        }),
      );
      answers.push(await call({ query: { search: canary.email, nonsense: canary.text } }));
      answers.push(await call({ text: `{"email":"${canary.email}",` }));
      answers.push(await call({ text: canary.text.repeat(150_000) }));
    }
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409, 200, 400, 401, 403, 413]));
    const made = answers.flatMap(({ body }) => (typeof body['secret'] === 'string' ? [body['secret']] : []));
    expect(made.length).toBeGreaterThan(0);
    log.info('The test looks where the log goes');
    expect(lines.length).toBeGreaterThan(0);
    const [, payload = '', signature = ''] = token.split('.');
    expect(loose([payload, signature, key, ...made, canary.email, canary.text])).toEqual([]);
  });

  test('a log that tells it is noticed', () => {
    log.info('Asked', { authorization: `Bearer ${world.api.token('boss')}` });
    expect(loose(['Bearer ey'])).toHaveLength(1);
  });
});

/** All routes over a world in which one part is broken. */
const broken = (parts: object) => {
  const platform = { ...world.api.platform, ...parts };
  const handler = lambda(routes, () => platform);
  return async (name: string): Promise<Answered> => {
    const [method = ''] = name.split(' ');
    const { path, ...asked } = await requestFor(name, world);
    const authorization = `Bearer ${world.api.token('boss')}`;
    const event = eventFor(method, path, { ...asked, headers: { 'x-api-key': key, ...asked.headers }, authorization });
    return read(await handler(event, context()));
  };
};
const guarded = Object.keys(requests).filter(
  (name) => !['GET /health', 'GET /openapi.json', 'GET /docs'].includes(name),
);

describe('whatever goes wrong, no body tells of the inside:', () => {
  const secretive = `select * from person where email = '${canary.email}' at arn:aws:rds:eu-west-1:1:cluster:x password=${canary.password} (/var/task/a.ts:1:1)`;
  const failures: [string, Error, number][] = [
    ['any error', new Error(secretive), 500],
    [
      'an error of the SDK',
      Object.assign(new Error(secretive), { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } }),
      500,
    ],
    ['no answer', new DomainError('unavailable', 'database.unavailable', 'Soon', { cause: new Error(secretive) }), 503],
    [
      'a refusal with a cause',
      new DomainError('conflict', 'a.conflict', 'Not so', { cause: new Error(secretive) }),
      409,
    ],
    ['something that is no error', secretive as unknown as Error, 500],
  ];
  test.each(failures)('the database throws %s', async (_, error, status) => {
    const ask = broken({ db: { query: () => Promise.reject(error) }, reads: { query: () => Promise.reject(error) } });
    for (const name of guarded) {
      const answer = await ask(name);
      expect([name, answer.status, toldTooMuch(answer)]).toEqual([name, status, []]);
    }
  });

  test('the database is not there', async () => {
    const saved = process.env['AWS_ENDPOINT_URL_RDS_DATA'];
    process.env['AWS_ENDPOINT_URL_RDS_DATA'] = 'http://127.0.0.1:1';
    const answer = await broken({ db: openDatabase({ budgetMs: 50, timeoutMs: 50 }) })('GET /stores');
    process.env['AWS_ENDPOINT_URL_RDS_DATA'] = saved;
    expect([answer.status, toldTooMuch(answer)]).toEqual([503, []]);
  });

  const another = 'canary.two@example.com';
  test.each([
    ['a table is gone', 'alter table supplier rename to gone', 'alter table gone rename to supplier', 'GET /suppliers'],
    [
      'a right is gone',
      'revoke select on supplier from stockroom_app',
      'grant select on supplier to stockroom_app',
      'GET /suppliers',
    ],
    [
      'a rule that no code knows of refuses a row',
      `alter table person add constraint odd check (email <> '${another}') not valid`,
      'alter table person drop constraint odd',
      'POST /people',
    ],
    [
      'a key is there already',
      `create unique index odd on person ((1)) where user_id = 'boss' or user_id = 'sub of ${another}'`,
      'drop index odd',
      'POST /people',
    ],
  ])('%s', async (_, breaks, mends, name) => {
    await world.sql.query(breaks);
    const [method = '', path = ''] = name.split(' ');
    const body = { email: another, name: canary.text, grants: [] };
    const answer = await world.api.call(method, path, { as: 'boss', ...(method === 'GET' ? {} : { body }) });
    await world.sql.query(mends);
    expect([answer.status, toldTooMuch(answer)]).toEqual([500, []]);
    expect(answer.body).toMatchObject({ code: 'internal', detail: 'Something went wrong on our side' });
    expect(lines.some((line) => line.includes('Request failed'))).toBe(true);
    expect(loose([another, canary.text])).toEqual([]);
  });

  test.each([
    ['POST /uploads', 'files', 'placeFor'],
    ['GET /imports/{importId}', 'files', 'link'],
    ['POST /people', 'directory', 'invite'],
    ['POST /people/{userId}/disable', 'directory', 'lockOut'],
    ['POST /people/{userId}/enable', 'directory', 'letIn'],
    ['POST /people/{userId}/invitation', 'directory', 'resendInvitation'],
  ] as const)('%s: the %s cannot %s', async (name, part, call) => {
    const answer = await broken({ [part]: { [call]: () => Promise.reject(new Error(secretive)) } })(name);
    expect([answer.status, toldTooMuch(answer)]).toEqual([500, []]);
  });

  test('an answer is not as the route promises', async () => {
    const lying = route({
      method: 'GET',
      path: '/lying',
      summary: 'Answers what it does not promise',
      input: z.object({}),
      output: z.object({ email: z.literal('none'), nested: z.object({ secret: z.number() }) }),
      run: () => Promise.resolve({ email: canary.email, nested: { secret: canary.password } } as never),
    });
    const event = eventFor('GET', '/lying', { authorization: `Bearer ${world.api.token('boss')}` });
    const answer = read(await lambda([lying], () => world.api.platform)(event, context()));
    expect([answer.status, toldTooMuch(answer)]).toEqual([500, []]);
    expect(loose([canary.email, canary.password])).toEqual([]);
  });

  test('an answer that told it would be noticed', () => {
    for (const text of ['select sku from product', 'arn:aws:rds:x', 'at run (file.ts:1:1)', canary.password, key])
      expect(toldTooMuch({ status: 500, headers: {}, text, body: {} })).toHaveLength(1);
  });
});
