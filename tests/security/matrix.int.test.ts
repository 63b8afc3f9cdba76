import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requestFor } from './requests.ts';
import { deployedRoutes, nameOf } from './routes.ts';
import { type Row, rowsOf, table, tellsNames } from './table.ts';
import { marks, openWorld, type Target, targets, type World } from './world.ts';

/** Somebody who asks: with a token, a till's key, or nothing. */
type Asker = { name: string; role?: string; isChain?: boolean; key?: string };

const roles = ['admin', 'buyer', 'manager', 'clerk', 'viewer'];
const people: Asker[] = [
  ...roles.map((role) => ({ name: `${role} of one store`, role, isChain: false })),
  ...roles.map((role) => ({ name: `${role} of all stores`, role, isChain: true })),
  { name: 'stranger without a role', role: '' },
];
const rows = rowsOf(table);
const askFor = (row: Row): string => [nameOf(row), row.about].filter(Boolean).join(' ');
let world: World;
let askers: Asker[];

beforeAll(async () => {
  world = await openWorld();
  for (const { name, role, isChain } of people)
    if (role) await world.api.grant(name, role, isChain === true ? null : world.store.own);
  await world.newImport('foreign');
  const { secret } = await world.newKey('own');
  await world.newKey('foreign');
  askers = [...people, { name: 'nobody' }, { name: 'a till', key: secret }];
});
afterAll(() => world.api.close());

/** What the table promises: the status, and the code of a refusal. */
function promised({ may, held, otherwise }: Row, { role, isChain, key }: Asker, target: Target): string {
  if (may === 'everybody') return '200';
  if (may === 'a till') return key === undefined ? '401 till.key' : target === 'own' ? '200' : otherwise;
  if (role === undefined) return '401 auth.missing';
  if (may === 'signed in') return '200';
  const forbidden = otherwise.startsWith('403') ? otherwise : '403 user.forbidden';
  if (!may.includes(role) || (held === 'everywhere' && isChain !== true)) return forbidden;
  if (held === 'theirs') return target === 'own' ? '200' : otherwise;
  if (held !== 'there' || target === 'own') return '200';
  if (isChain === true)
    return target === 'foreign' ? '200' : otherwise.replace('403 import.forbidden', '404 store.unknown');
  return otherwise;
}

async function ask(row: Row, { name, role, key }: Asker, target: Target) {
  const { path, ...asked } = await requestFor(askFor(row), world, target, name);
  const headers = { ...asked.headers, ...(key === undefined ? {} : { 'x-api-key': key }) };
  return world.api.call(row.method, path, { ...asked, headers, ...(role === undefined ? {} : { as: name }) });
}

/** Where the API does not do what a row promises, one line each. */
async function brokenPromises(row: Row, by: Asker[]): Promise<string[]> {
  const broken: string[] = [];
  for (const asker of by) {
    const told = new Map<Target, string>();
    for (const target of ['there', 'theirs'].includes(row.held) ? targets : (['own'] as const)) {
      const answer = await ask(row, asker, target);
      const said = [answer.status, answer.status === 200 ? [] : answer.body['code']].flat().join(' ');
      const expected = promised(row, asker, target);
      told.set(target, `${answer.status} ${answer.text} ${JSON.stringify(answer.headers)}`);
      if (said !== expected) broken.push(`${asker.name}, ${target}: ${said}, not ${expected}`);
      // Names, and nothing else.
      const text = tellsNames.includes(nameOf(row))
        ? answer.text.replaceAll(/"(code|name)":"[^"]*"/g, '')
        : answer.text;
      if (asker.isChain !== true && (text.includes(marks.name) || marks.quantity.test(text)))
        broken.push(`${asker.name}, ${target}: sees the other store: ${answer.text}`);
    }
    if (asker.isChain !== true && told.get('foreign') !== told.get('absent'))
      broken.push(`${asker.name} can tell what is not theirs from what does not exist`);
  }
  return broken;
}

test('every route that is deployed stands in the table once, and nothing else does', () => {
  const deployed = deployedRoutes().map(nameOf);
  expect(deployed.length).toBeGreaterThan(40);
  expect(
    rows
      .filter(({ about }) => about === '')
      .map(nameOf)
      .toSorted(),
  ).toEqual(deployed.toSorted());
});

test('what the table lets everybody ask has no authorizer before it, and everything else has', () => {
  const wanted = new Map(rows.map((row) => [nameOf(row), row.may]));
  for (const route of deployedRoutes()) {
    const may = wanted.get(nameOf(route));
    const authorizer = may === 'everybody' ? undefined : may === 'a till' ? 'tills' : 'people';
    expect([nameOf(route), route.authorizer]).toEqual([nameOf(route), authorizer]);
  }
});

describe('whoever asks, for a store of theirs, of others, or of nobody, is answered as the table says by', () => {
  test.each(rows.map((row) => [askFor(row), row] as const))('%s', async (_, row) => {
    expect(await brokenPromises(row, askers)).toEqual([]);
  });
});

describe('a promise that is broken is noticed:', () => {
  const row = (name: string) => rows.find((one) => nameOf(one) === name) as Row;

  test('one who sees the other store as well', async () => {
    const spy = { name: 'spy', role: 'clerk', isChain: false };
    for (const store of [world.store.own, world.store.foreign]) await world.api.grant('spy', 'clerk', store);
    for (const name of ['GET /stock', 'GET /stores', 'GET /products/{productId}', 'GET /imports'])
      expect([name, await brokenPromises(row(name), [spy])]).toEqual([
        name,
        expect.arrayContaining([expect.any(String)]),
      ]);
  });

  test('one who may do more than their role says, or less', async () => {
    await world.api.grant('climber', 'admin');
    const climber = { name: 'climber', role: 'viewer', isChain: true };
    expect(await brokenPromises(row('GET /audit'), [climber])).toHaveLength(1);
    const fallen = { name: 'fallen', role: 'admin', isChain: true };
    expect(await brokenPromises(row('GET /audit'), [fallen])).toHaveLength(1);
  });
});
