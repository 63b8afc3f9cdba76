import { people } from '#local/people.ts';
import type { Query } from './query.ts';
import { demoStores } from './stores.ts';
import { demoSuppliers } from './suppliers.ts';

/** What each of the seeded people may do, and where: null is every store. */
const grants = people.map(({ key, sub }) => ({
  user_id: sub,
  role: key,
  code: key === 'clerk' ? 'NORTHGATE' : key === 'viewer' ? 'HARBOUR' : null,
}));

/**
 * Makes the stores, the suppliers and the grants of the seeded people, if there is no store at all.
 * @returns whether the chain in this database is the demo's; someone else's is left alone
 */
export async function makeChain(query: Query): Promise<boolean> {
  const stores = JSON.stringify(demoStores);
  await query(
    `with made as (
       insert into store (code, name, kind, time_zone, day_cutoff, currency, unknown_sku)
       select s->>'code', s->>'name', s->>'kind', s->>'timeZone', (s->>'dayCutoff')::time, s->>'currency', s->>'unknownSku'
       from jsonb_array_elements(:stores::jsonb) with ordinality as given (s, nth)
       where not exists (select from store)
       order by nth
       returning id, code
     ), suppliers as (
       insert into supplier (code, name, email)
       select s->>'code', s->>'name', s->>'email' from jsonb_array_elements(:suppliers::jsonb) s
       where exists (select from made)
       on conflict do nothing
     )
     insert into user_role_grant (user_id, role, store_id)
     select g.user_id, g.role, made.id
     from jsonb_to_recordset(:grants::jsonb) as g (user_id text, role text, code text)
     left join made using (code)
     where exists (select from made)
     on conflict do nothing`,
    { stores, suppliers: JSON.stringify(demoSuppliers), grants: JSON.stringify(grants) },
  );
  const [known] = await query(
    `select count(*)::text as stores from store
     where code in (select s->>'code' from jsonb_array_elements(:stores::jsonb) s)`,
    { stores },
  );
  return known?.['stores'] === String(demoStores.length);
}
