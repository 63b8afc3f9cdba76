import { openQuery } from './demo/query.ts';
import { findPerson } from './people.ts';

/**
 * Makes the seeded admin the first one of an empty chain, so that somebody can open its stores and invite the others.
 * Where anybody holds a role already, nothing happens.
 * @throws what the Data API throws
 */
export async function grantFirstAdmin(addresses: Parameters<typeof openQuery>[0]): Promise<void> {
  const { sub, name, email } = findPerson('admin');
  await openQuery(addresses)(
    `with first as (select where not exists (select from user_role_grant)),
     named as (
       insert into person (user_id, name, email) select :sub, :name, :email from first
       on conflict (user_id) do update set name = excluded.name, email = excluded.email where person.email is null
     )
     insert into user_role_grant (user_id, role) select :sub, 'admin' from first`,
    { sub, name, email },
  );
}
