/** Someone who can sign in to the local cloud. `sub` is what the product knows a person by. */
export type Person = { key: string; sub: string; name: string; email: string; role: string };

/** The seeded people; the demo data grants each the role of the same name, and `role` says what comes of it. */
export const people: readonly Person[] = [
  {
    key: 'manager',
    sub: '00000000-0000-4000-8000-000000000001',
    name: 'Maya Manager',
    email: 'maya@example.com',
    role: 'runs every store: imports, adjusts, sees all',
  },
  {
    key: 'buyer',
    sub: '00000000-0000-4000-8000-000000000005',
    name: 'Bea Buyer',
    email: 'bea@example.com',
    role: 'looks after products, prices and suppliers',
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
 * People as the sign-in page of a chain without the demo's stores shows them: its admin first, and of nobody else what
 * they may do, which is the admin's to say.
 */
export function ofOwnChain<Known extends Person>(known: readonly Known[]): Known[] {
  const isAdmin = ({ key }: Known): boolean => key === 'admin';
  const isSeeded = ({ sub }: Known): boolean => people.some((person) => person.sub === sub);
  const others = known.filter((person) => !isAdmin(person));
  const granted = others.map((person) =>
    isSeeded(person) ? { ...person, role: 'may do what an admin grants, under People' } : person,
  );
  return [...known.filter(isAdmin), ...granted];
}

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
