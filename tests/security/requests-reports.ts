import { hash, randomUUID } from 'node:crypto';
import { at, type Make } from './request.ts';
import type { Target, World } from './world.ts';

const chosen = { kind: 'daily', language: 'en', locale: 'en-GB', attachments: [], isOn: true };

/** Makes an address known for `who`, as their first sign-in does. */
async function known({ sql }: World, who: string): Promise<string> {
  const email = `${who.replaceAll(' ', '.')}@example.com`;
  await sql.query(
    'insert into person (user_id, email, name) values ($1, $2, $1) on conflict (user_id) do update set email = excluded.email',
    [who, email],
  );
  return who;
}

/** A person who may see every store, for an admin to choose reports for. */
async function reader(world: World): Promise<string> {
  const who = await known(world, `reader ${world.next()}`);
  await world.api.grant(who, 'viewer');
  return who;
}

/** A mail to `who` about that store, of which nobody knows whether it left: its id. */
async function mailed(world: World, target: Target, who: string, token: string = randomUUID()): Promise<string> {
  if (target === 'absent') return '999999';
  const { rows } = await world.sql.query<{ id: string }>(
    `with p as (
       insert into report_subscription (user_id, store_id, kind, language, locale, since)
       values ($1, $2, 'daily', 'en', 'en-GB', '2026-01-01Z')
       on conflict (user_id, store_id, kind) do update set is_on = true returning id
     ), r as (
       insert into report_run (store_id, kind, from_day, to_day, revision, due_at, rendered_at)
       values ($2, 'daily', '2026-01-05', '2026-01-05', $3, now(), now()) returning id
     )
     insert into report_mail (run_id, subscription_id, to_day, revision, user_id, email, state, subject, body_key, token_hash)
     select r.id, p.id, '2026-01-05', $3, $1, 'reader@example.com', 'unknown', $4, 'reports/kept.json', $5 from p, r returning id::text`,
    [who, world.store[target], world.next(), `Daily report: ${world.code[target]}`, hash('sha256', token)],
  );
  const kept = { subject: 'Daily report', html: '<p>It</p>', text: 'It', pictures: [], files: [] };
  await world.api.platform.files.write('bucket', 'reports/kept.json', pieces(JSON.stringify(kept)), 'application/json');
  return rows[0]?.id ?? '';
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield await Promise.resolve(text);
}

/** How to ask for reports, who gets them, and what became of each. */
export const reportRequests: Record<string, Make> = {
  'GET /reports': async (world, target, who) => {
    await mailed(world, target, who);
    return at('/reports', { query: { store: world.store[target], kind: 'daily', state: 'unknown', mine: 'false' } });
  },
  'GET /reports/{mailId}': async (world, target, who) => at(`/reports/${await mailed(world, target, who)}`),
  'POST /reports/{mailId}/send': async (world, target, who) =>
    at(`/reports/${await mailed(world, target, who)}/send`, { body: {} }),
  'GET /reports/preview': (world, target) =>
    at('/reports/preview', { query: { store: world.store[target], to: '2026-01-05' } }),
  'GET /reports/preview (chain)': () => at('/reports/preview', { query: { to: '2026-01-05' } }),
  'POST /reports/test': async (world, target, who) => {
    await known(world, who);
    return at('/reports/test', { body: { store: world.store[target], to: '2026-01-05' } });
  },
  'GET /reports/subscriptions': () => at('/reports/subscriptions'),
  'GET /reports/subscriptions (person)': async (world) =>
    at('/reports/subscriptions', { query: { person: await reader(world) } }),
  'PUT /reports/subscriptions': (world, target) =>
    at('/reports/subscriptions', { body: { ...chosen, storeId: world.store[target] } }),
  'PUT /reports/subscriptions (chain)': () => at('/reports/subscriptions', { body: { ...chosen, storeId: null } }),
  'PUT /reports/subscriptions (person)': async (world) =>
    at('/reports/subscriptions', { body: { ...chosen, storeId: world.store.own, person: await reader(world) } }),
  'GET /reports/waits': () => at('/reports/waits'),
  'PUT /reports/waits': (world, target) =>
    at('/reports/waits', { body: { storeId: world.store[target], minutes: world.next() % 1_440 } }),
  'GET /reports/suppressions': () => at('/reports/suppressions'),
  'POST /reports/suppressions/release': () =>
    at('/reports/suppressions/release', { body: { address: 'gone@example.com' } }),
  'POST /unsubscribe/{token}': async (world) => {
    const token = hash('sha256', randomUUID());
    await mailed(world, 'own', `leaver ${world.next()}`, token);
    return at(`/unsubscribe/${token}`, { text: 'List-Unsubscribe=One-Click' });
  },
};
