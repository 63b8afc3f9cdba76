import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { people, type Person } from './people.ts';

const invitedOf = z.object({ sub: z.string(), name: z.string(), email: z.string(), isConfirmed: z.boolean() });
const storedOf = z.object({ invited: z.array(invitedOf), lockedOut: z.array(z.string()) });
type Stored = z.infer<typeof storedOf>;

/** Confirmed: has signed in once, where Cognito would have had them choose a password. */
export type Account = Person & { isEnabled: boolean; isConfirmed: boolean };

/** Who can sign in to the local cloud: the seeded people, and those who were invited since. */
export type Accounts = {
  list(): Account[];
  /** By `sub`, e-mail address in any capitals, or a seeded person's key. */
  find(name: string): Account | undefined;
  add(email: string, name: string): Account;
  setEnabled(sub: string, isEnabled: boolean): void;
  confirm(sub: string): void;
};

/** Opens the accounts of the local cloud whose state is in `directory`. What is changed is kept there at once. */
export function openAccounts(directory: string): Accounts {
  const file = join(directory, 'auth-accounts.json');
  const stored: Stored = existsSync(file)
    ? storedOf.parse(JSON.parse(readFileSync(file, 'utf8')))
    : { invited: [], lockedOut: [] };

  function write(): void {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify(stored), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  function list(): Account[] {
    const isEnabled = ({ sub }: { sub: string }): boolean => !stored.lockedOut.includes(sub);
    return [
      ...people.map((person) => ({ ...person, isEnabled: isEnabled(person), isConfirmed: true })),
      ...stored.invited.map((account) => ({
        ...account,
        key: account.email,
        role: `invited as ${account.email}`,
        isEnabled: isEnabled(account),
      })),
    ];
  }
  function find(name: string): Account | undefined {
    const wanted = name.toLowerCase();
    return list().find(({ sub, email, key }) => [sub, email.toLowerCase(), key.toLowerCase()].includes(wanted));
  }
  return {
    list,
    find,
    add(email, name) {
      const sub = randomUUID();
      stored.invited.push({ sub, name, email, isConfirmed: false });
      write();
      return find(sub) as Account;
    },
    setEnabled(sub, isEnabled) {
      stored.lockedOut = stored.lockedOut.filter((other) => other !== sub);
      if (!isEnabled) stored.lockedOut.push(sub);
      write();
    },
    confirm(sub) {
      const account = stored.invited.find((other) => other.sub === sub);
      if (account === undefined || account.isConfirmed) return;
      account.isConfirmed = true;
      write();
    },
  };
}

/**
 * The account of that name, as `Accounts.find`.
 *
 * @throws naming the people there are, if it is nobody
 */
export function accountOf(accounts: Accounts, name: string): Account {
  const account = accounts.find(name);
  if (account !== undefined) return account;
  const known = accounts.list().map(({ key }) => key);
  throw new Error(`There is no person "${name}". Known: ${known.join(', ')}.`);
}
