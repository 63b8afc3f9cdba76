import { at, type Make } from './request.ts';
import type { World } from './world.ts';

/** Somebody new who may look at one store. */
async function somebody({ sql, next, store: { own } }: World): Promise<string> {
  const userId = `somebody-${next()}`;
  await sql.query('insert into person (user_id, name, email) values ($1, $1, $2)', [userId, `${userId}@example.com`]);
  await sql.query("insert into user_role_grant values ($1, 'viewer', $2)", [userId, own]);
  return userId;
}

/** How to ask for people, what they may do, and what they have done. */
export const userRequests: Record<string, Make> = {
  'GET /people': () => at('/people', { query: { search: 'some' } }),
  'POST /people': (world) =>
    at('/people', {
      body: {
        email: `new-${world.next()}@example.com`,
        name: 'New',
        grants: [{ role: 'clerk', storeId: world.store.own }],
      },
    }),
  'PUT /people/{userId}/grants': async (world) =>
    at(`/people/${await somebody(world)}/grants`, {
      body: { version: 1, grants: [{ role: 'clerk', storeId: world.store.own }] },
    }),
  'POST /people/{userId}/disable': async (world) => at(`/people/${await somebody(world)}/disable`, { body: {} }),
  'POST /people/{userId}/enable': async (world) => at(`/people/${await somebody(world)}/enable`, { body: {} }),
  'POST /people/{userId}/invitation': async (world) => at(`/people/${await somebody(world)}/invitation`, { body: {} }),
  'GET /audit': () => at('/audit', { query: { subjectKind: 'store', subjectId: '1', actor: 'somebody' } }),
};
