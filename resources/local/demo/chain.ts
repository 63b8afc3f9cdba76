import { people } from '#local/people.ts';
import type { Query } from './query.ts';
import { closuresAround, demoFeeds, demoStores, hoursOf, trades } from './stores.ts';
import { demoSuppliers, termsOf } from './suppliers.ts';

/** What each of the seeded people may do, and where: null is every store. */
const grants = people.map(({ key, sub, name, email }) => ({
  user_id: sub,
  name,
  email,
  role: key,
  code: key === 'clerk' ? 'NORTHGATE' : key === 'viewer' ? 'HARBOUR' : null,
}));

/**
 * Makes the stores, the suppliers and the grants of the seeded people, if there is no store at all.
 * @param today `YYYY-MM-DD`: they are closed on the holidays around it
 * @returns whether the chain in this database is the demo's; someone else's is left alone
 */
export async function makeChain(query: Query, today = new Date().toISOString().slice(0, 10)): Promise<boolean> {
  const closures = closuresAround(today);
  const stores = JSON.stringify(
    demoStores.map((store, index) => {
      const trade = trades[index];
      return { ...store, hours: trade === undefined ? null : hoursOf(trade), closures, feeds: demoFeeds };
    }),
  );
  const suppliers = JSON.stringify(
    demoSuppliers.map((supplier) => ({ ...supplier, leadTimeDays: termsOf(supplier.code).leadTimeDays })),
  );
  await query(
    `with made as (
       insert into store (code, name, kind, time_zone, day_cutoff, currency, unknown_sku, hours, closures,
         expected_feeds)
       select s->>'code', s->>'name', s->>'kind', s->>'timeZone', (s->>'dayCutoff')::time, s->>'currency', s->>'unknownSku',
         s->'hours', s->'closures', s->'feeds'
       from jsonb_array_elements(:stores::jsonb) with ordinality as given (s, nth)
       where not exists (select from store)
       order by nth
       returning id, code
     ), suppliers as (
       insert into supplier (code, name, email, lead_time_days)
       select s->>'code', s->>'name', s->>'email', (s->>'leadTimeDays')::integer
       from jsonb_array_elements(:suppliers::jsonb) s
       where exists (select from made)
       on conflict do nothing
     )
     select count(*)::text as made from made`,
    { stores, suppliers },
  );
  const [known] = await query(
    `select count(*)::text as stores from store
     where code in (select s->>'code' from jsonb_array_elements(:stores::jsonb) s)`,
    { stores },
  );
  if (known?.['stores'] !== String(demoStores.length)) return false;
  await introduce(query);
  return true;
}

/** Names the seeded people and grants them their roles, each once: what an admin changes later stays changed. */
async function introduce(query: Query): Promise<void> {
  await query(
    `with named as (
       insert into person (user_id, name, email)
       select g.user_id, g.name, g.email
       from jsonb_to_recordset(:grants::jsonb) as g (user_id text, name text, email text)
       on conflict (user_id) do update set name = excluded.name, email = excluded.email where person.email is null
       returning user_id
     )
     insert into user_role_grant (user_id, role, store_id)
     select g.user_id, g.role, store.id
     from jsonb_to_recordset(:grants::jsonb) as g (user_id text, role text, code text)
     join named using (user_id)
     left join store on store.code = g.code
     on conflict do nothing`,
    { grants: JSON.stringify(grants) },
  );
}
