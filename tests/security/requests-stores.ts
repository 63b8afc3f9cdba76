import { at, type Make, versionOf } from './request.ts';
import { marks, type Target, type World } from './world.ts';

const week = Object.fromEntries(
  ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'].map((day) => [
    day,
    [{ opens: '09:00', closes: '18:00' }],
  ]),
);

const store = (code: string) => ({
  code,
  name: code,
  kind: 'shop',
  timeZone: 'Europe/London',
  dayCutoff: '00:00',
  currency: 'GBP',
  hours: week,
  closures: [{ from: '2026-12-25', to: '2026-12-26', reason: 'Christmas' }],
  expectedFeeds: [{ kind: 'sales', weekdays: ['monday'], by: '22:00' }],
  overselling: 'refuse',
  unknownSku: 'reject',
  dateOrder: 'ymd',
});

/** A view that the person keeps, or that somebody else does, or that is not there: its id. */
async function viewOf({ sql, next }: World, target: Target, who: string): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await sql.query<{ id: string }>(
    "insert into saved_view (user_id, name, path, search) values ($1, $2, '/stock', '') returning id",
    target === 'own' ? [who, `View ${next()}`] : ['somebody else', `${marks.name} ${next()}`],
  );
  return rows[0]?.id ?? '';
}

const view = (name: string) => ({ name, path: '/stock', search: '?state=low' });

/** How to ask for stores and their tills' keys, and for what a page keeps or hears. */
export const storeRequests: Record<string, Make> = {
  'GET /me': () => at('/me'),
  'GET /stores': () => at('/stores'),
  'GET /stores/{storeId}': (world, target) => at(`/stores/${world.store[target]}`),
  'POST /stores': (world) => at('/stores', { body: store(`S${world.next()}`) }),
  async 'PUT /stores/{storeId}'(world, target) {
    const version = await versionOf(world, 'store', 'id = $1', [world.store[target]]);
    return at(`/stores/${world.store[target]}`, { body: { ...store(world.code[target]), version, isArchived: false } });
  },
  'GET /views': () => at('/views'),
  'POST /views': (world) => at('/views', { body: view(`View ${world.next()}`) }),
  'PUT /views/{viewId}': async (world, target, who) =>
    at(`/views/${await viewOf(world, target, who)}`, { body: view(`View ${world.next()}`) }),
  async 'POST /views/{viewId}/remove'(world, target, who) {
    await viewOf(world, target, who); // stays: what the request changes can be told from nothing
    return at(`/views/${await viewOf(world, target, who)}/remove`, { body: {} });
  },
  'GET /till-keys': (world, target) => at('/till-keys', { query: { store: world.store[target] } }),
  'POST /till-keys': (world, target) => at('/till-keys', { body: { storeId: world.store[target], label: 'Till 3' } }),
  'POST /till-keys/{keyId}/rotate': async (world, target) =>
    at(`/till-keys/${(await world.newKey(target)).id}/rotate`, { body: {} }),
  'POST /till-keys/{keyId}/revoke': async (world, target) =>
    at(`/till-keys/${(await world.newKey(target)).id}/revoke`, { body: {} }),
  'POST /live/ticket': () => at('/live/ticket', { body: {} }),
  'GET /live/changes': () => at('/live/changes', { query: { since: '1:1:' } }),
};
