import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Directory } from '#domain/platform/directory.ts';
import { inviteFirstAdmin } from '#domain/users/invite.actions.ts';
import { type Answered, type TestApi, testApi } from '#tests/functions/api.ts';
import { openStore } from '#tests/setup/ledger.ts';

let api: TestApi;
let harbour: string;
const accounts = new Map<string, string>();
const lockedOut = new Set<string>();

/** A sign-in in memory; its real client has tests of its own. */
const directory: Directory = {
  invite(email) {
    const id = accounts.get(email) ?? `user-${accounts.size + 1}`;
    accounts.set(email, id);
    return Promise.resolve(id);
  },
  resendInvitation: (email) =>
    Promise.resolve(email.startsWith('old') ? 'confirmed' : accounts.has(email) ? 'sent' : 'unknown'),
  lockOut: (userId) => Promise.resolve(void lockedOut.add(userId)),
  letIn: (userId) => Promise.resolve(void lockedOut.delete(userId)),
};

beforeAll(async () => {
  api = await testApi({ directory });
  harbour = await openStore(api.database.sql, 'Harbour');
  await api.grant('ada', 'admin');
  await api.grant('local-admin', 'admin', harbour);
  await api.grant('maya', 'manager');
});
afterAll(() => api.close());

const invite = (email: string, grants: unknown = [], as = 'ada') =>
  api.call('POST', '/people', { as, body: { email, name: 'Bo Buyer', grants } });
const idOf = (answer: Answered) => String(answer.body['userId']);
const audit = async (subject: string) => {
  const { rows } = await api.database.sql.query<{ actor: string | null; what: string }>(
    `select actor, action || ' ' || record as what from audit_entry where subject_kind = 'person' and subject_id = $1 order by id`,
    [subject],
  );
  return rows.map(({ actor, what }) => `${actor}: ${what}`);
};

describe('only an admin of every store manages people', () => {
  test.each(['maya', 'local-admin', 'nobody'])('%s does not', async (as) => {
    expect((await api.call('GET', '/people', { as })).status).toBe(403);
    expect((await invite('x@example.com', [], as)).status).toBe(403);
    for (const [method, path, body] of [
      ['PUT', '/people/maya/grants', { version: 0, grants: [] }],
      ['POST', '/people/maya/disable', {}],
      ['POST', '/people/maya/enable', {}],
      ['POST', '/people/maya/invitation', {}],
    ] as const)
      expect(await api.call(method, path, { as, body })).toMatchObject({
        status: 403,
        body: { detail: 'You may not manage people; ask an administrator if you need to' },
      });
    expect(accounts.has('x@example.com')).toBe(false);
  });
});

describe('an invitation', () => {
  test('makes an account and a person who may do what was granted', async () => {
    const answer = await invite('  Bo@Example.com ', [{ role: 'buyer', storeId: null }]);
    expect(answer.body).toMatchObject({
      name: 'Bo Buyer',
      email: 'bo@example.com',
      state: 'invited',
      grants: [{ role: 'buyer', storeId: null }],
      version: 1,
      lastSeenAt: null,
    });
    const bo = idOf(answer);
    expect((await api.call('GET', '/products', { as: bo })).status).toBe(200);
    expect((await api.call('GET', '/me', { as: bo })).body).toMatchObject({
      name: 'Bo Buyer',
      email: 'bo@example.com',
    });
    const list = await api.call('GET', '/people', { as: 'ada', query: { search: 'bo@' } });
    expect(list.body['items']).toEqual([{ ...answer.body, state: 'active', lastSeenAt: expect.any(String) as string }]);
    expect(await audit(bo)).toEqual(['ada: insert person', 'ada: insert user_role_grant']);
  });

  test('sent twice answers the same person and changes nothing; with other grants it is refused', async () => {
    const grants = [{ role: 'clerk', storeId: harbour }];
    const first = await invite('twice@example.com', grants);
    expect(await invite('twice@example.com', grants)).toEqual(first);
    const other = await invite('twice@example.com', [{ role: 'admin', storeId: null }]);
    expect(other).toMatchObject({ status: 409, body: { code: 'person.conflict' } });
    expect(await audit(idOf(first))).toHaveLength(2);
  });

  test('whose second half failed is mended by the next one', async () => {
    accounts.set('half@example.com', 'half');
    expect((await invite('half@example.com')).body).toMatchObject({ userId: 'half', state: 'invited' });
  });

  test('of somebody whose account was deleted makes another person, who takes over the address alone', async () => {
    const old = idOf(await invite('anew@example.com', [{ role: 'admin', storeId: null }]));
    accounts.delete('anew@example.com');
    accounts.set('anew@example.com', 'anew-2');
    expect((await invite('anew@example.com')).body).toMatchObject({ userId: 'anew-2', grants: [] });
    const list = await api.call('GET', '/people', { as: 'ada', query: { search: old } });
    expect(list.body['items']).toMatchObject([{ email: null, name: 'Bo Buyer', grants: [{ role: 'admin' }] }]);
  });

  test('to a store that is not there leaves no person behind', async () => {
    const answer = await invite('lost@example.com', [{ role: 'clerk', storeId: '999' }]);
    expect(answer).toMatchObject({ status: 404, body: { code: 'store.unknown' } });
    const { rows } = await api.database.sql.query("select from person where email = 'lost@example.com'");
    expect(rows).toEqual([]);
  });

  test.each([
    ['no address', { email: 'nobody', name: 'N', grants: [] }],
    ['a role twice', { email: 'a@b.cc', name: 'N', grants: Array(2).fill({ role: 'clerk', storeId: null }) }],
    ['an unknown role', { email: 'a@b.cc', name: 'N', grants: [{ role: 'king', storeId: null }] }],
    ['no name', { email: 'a@b.cc', name: ' ', grants: [] }],
  ])('with %s is refused', async (_what, body) => {
    expect((await api.call('POST', '/people', { as: 'ada', body })).status).toBe(400);
  });

  test('is sent again while no password is chosen, and not afterwards', async () => {
    const again = async (email: string) =>
      api.call('POST', `/people/${idOf(await invite(email))}/invitation`, { as: 'ada', body: {} });
    expect((await again('new@example.com')).status).toBe(200);
    expect(await again('old@example.com')).toMatchObject({ status: 409, body: { code: 'person.confirmed' } });
    const unknown = await api.call('POST', '/people/nobody-at-all/invitation', { as: 'ada', body: {} });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'person.unknown' } });
  });

  test('of the first admin needs no rights, and makes somebody who is here an admin beside what they are', async () => {
    expect(await inviteFirstAdmin(api.platform, 'Root@Example.com')).toMatchObject({
      email: 'root@example.com',
      name: 'root',
      grants: [{ role: 'admin', storeId: null }],
    });
    await invite('both@example.com', [{ role: 'buyer', storeId: null }]);
    const both = await inviteFirstAdmin(api.platform, 'both@example.com');
    expect(both.grants.map(({ role }) => role)).toEqual(['admin', 'buyer']);
    expect(both.name).toBe('Bo Buyer');
    expect(await inviteFirstAdmin(api.platform, 'both@example.com')).toEqual(both);
    expect((await audit(both.userId)).at(-1)).toBe('operations: insert user_role_grant');
  });
});

describe('grants', () => {
  const replace = (userId: string, version: unknown, grants: unknown) =>
    api.call('PUT', `/people/${userId}/grants`, { as: 'ada', body: { version, grants } });

  test('are replaced as a whole, and only what differs is noted', async () => {
    const made = await invite('grants@example.com', [
      { role: 'clerk', storeId: harbour },
      { role: 'buyer', storeId: null },
    ]);
    const userId = idOf(made);
    const grants = [
      { role: 'buyer', storeId: null },
      { role: 'manager', storeId: harbour },
    ];
    const answer = await replace(userId, 1, grants);
    expect(answer.body).toMatchObject({ version: 2, grants });
    expect((await audit(userId)).slice(3)).toEqual(['ada: delete user_role_grant', 'ada: insert user_role_grant']);
    // The same again: nothing to do, whatever version was seen.
    expect((await replace(userId, 1, grants)).body).toEqual(answer.body);
    expect(await replace(userId, 1, [])).toMatchObject({ status: 409, body: { code: 'person.stale' } });
    expect(await replace(userId, 2, [{ role: 'clerk', storeId: '999' }])).toMatchObject({ status: 404 });
  });

  test('of somebody who holds a role and was never invited start at version 0', async () => {
    await api.grant('unnamed', 'clerk', harbour);
    const list = await api.call('GET', '/people', { as: 'ada', query: { search: 'unnamed' } });
    expect(list.body['items']).toMatchObject([{ name: null, email: null, state: 'invited', version: 0 }]);
    expect((await replace('unnamed', 0, [])).body).toMatchObject({ version: 1, grants: [] });
  });

  test('of a stranger are not there', async () => {
    expect(await replace('stranger', 0, [])).toMatchObject({ status: 404, body: { code: 'person.unknown' } });
  });
});

describe('somebody locked out', () => {
  test('may do nothing, until they are let in again with what they had', async () => {
    const userId = idOf(await invite('out@example.com', [{ role: 'viewer', storeId: harbour }]));
    const out = await api.call('POST', `/people/${userId}/disable`, { as: 'ada', body: {} });
    expect(out.body).toMatchObject({ state: 'disabled', grants: [{ role: 'viewer' }], version: 2 });
    expect(lockedOut.has(userId)).toBe(true);
    expect((await api.call('GET', '/products', { as: userId })).status).toBe(403);
    const told = async () => (await api.call('GET', '/me', { as: userId })).body;
    expect(await told()).toMatchObject({ isDisabled: true, grants: [] });
    expect((await api.call('POST', `/people/${userId}/disable`, { as: 'ada', body: {} })).body).toEqual({
      ...out.body,
      lastSeenAt: expect.any(String) as string,
    });
    const back = await api.call('POST', `/people/${userId}/enable`, { as: 'ada', body: {} });
    expect(back.body).toMatchObject({ state: 'active', version: 3 });
    expect(lockedOut.has(userId)).toBe(false);
    expect(await told()).toMatchObject({ isDisabled: false });
    expect((await audit(userId)).slice(2)).toEqual(['ada: update person', 'ada: update person']);
  });

  test('is a stranger if nobody knows them', async () => {
    for (const verb of ['disable', 'enable'])
      expect((await api.call('POST', `/people/stranger/${verb}`, { as: 'ada', body: {} })).status).toBe(404);
    expect(lockedOut.has('stranger')).toBe(false);
  });
});

test('people are listed by name in pages, each once, and by state', async () => {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: '3', ...(cursor === null ? {} : { cursor }) };
    const page = (await api.call('GET', '/people', { as: 'ada', query })).body as {
      items: { userId: string; name: string | null; email: string | null }[];
      nextCursor: string | null;
    };
    seen.push(...page.items.map((each) => each.userId));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toHaveLength(new Set(seen).size);
  const { rows } = await api.database.sql.query<{ count: string }>(
    'select count(*) from (select user_id from person union select user_id from user_role_grant) p',
  );
  expect(String(seen.length)).toBe(rows[0]?.count);
  const active = await api.call('GET', '/people', { as: 'ada', query: { state: 'active', limit: '200' } });
  expect((active.body['items'] as { userId: string }[]).map(({ userId }) => userId)).toContain('ada');
});
