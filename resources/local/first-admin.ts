import { openQuery } from './demo/query.ts';
import { findPerson, people } from './people.ts';

/**
 * Makes the seeded admin the first one of an empty chain, so that somebody can open its stores and invite the others.
 * Where anybody holds a role already, nobody gets one. All seeded people get their names: they can sign in from the
 * start, and none of them should stand under People as a bare id.
 * @throws what the Data API throws
 */
export async function grantFirstAdmin(addresses: Parameters<typeof openQuery>[0]): Promise<void> {
  const query = openQuery(addresses);
  await query(
    `insert into person (user_id, name, email)
     select g.sub, g.name, g.email from jsonb_to_recordset(:people::jsonb) as g (sub text, name text, email text)
     on conflict (user_id) do update set name = excluded.name, email = excluded.email where person.email is null`,
    { people: JSON.stringify(people) },
  );
  await query(
    `insert into user_role_grant (user_id, role) select :sub, 'admin' where not exists (select from user_role_grant)`,
    { sub: findPerson('admin').sub },
  );
}
