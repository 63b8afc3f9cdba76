/** Someone who can sign in to the local cloud. `sub` is what the product knows a person by. */
export type Person = { key: string; sub: string; name: string; email: string; role: string };

/** The seeded people; the demo data grants each the role of the same name. */
export const people: readonly Person[] = [
  {
    key: 'manager',
    sub: '00000000-0000-4000-8000-000000000001',
    name: 'Maya Manager',
    email: 'maya@example.com',
    role: 'runs every store: imports, adjusts, sees all',
  },
  {
    key: 'clerk',
    sub: '00000000-0000-4000-8000-000000000002',
    name: 'Cole Clerk',
    email: 'cole@example.com',
    role: 'works in Northgate: adjusts stock, sees that store',
  },
  {
    key: 'viewer',
    sub: '00000000-0000-4000-8000-000000000003',
    name: 'Vera Viewer',
    email: 'vera@example.com',
    role: 'looks at Harbour, and changes nothing',
  },
  {
    key: 'admin',
    sub: '00000000-0000-4000-8000-000000000004',
    name: 'Ada Admin',
    email: 'ada@example.com',
    role: 'invites people, sets up stores, sees who changed what',
  },
];

/**
 * The person of that key, such as `manager`.
 *
 * @throws naming the people there are, if it is nobody
 */
export function findPerson(key: string): Person {
  const person = people.find((candidate) => candidate.key === key);
  if (person === undefined) {
    throw new Error(`There is no person "${key}". Known: ${people.map((candidate) => candidate.key).join(', ')}.`);
  }
  return person;
}
