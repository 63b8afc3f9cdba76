import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { notRunning, runningAddresses } from './addresses.ts';
import { tokenClaims } from './auth.ts';
import { accountOf, openAccounts } from './auth-accounts.ts';
import { loadKeys } from './auth-keys.ts';

// Prints an access token for one of the seeded people, or somebody invited (by e-mail address), and nothing else:
//   curl -H "Authorization: Bearer $(npm run -s token -- manager)" http://127.0.0.1:4401/…

try {
  const root = resolve(import.meta.dirname, '../..');
  const { values, positionals } = parseArgs({
    options: { directory: { type: 'string', default: join(root, '.local') } },
    allowPositionals: true,
  });
  const [key] = positionals;
  if (key === undefined) throw new Error('Whose token? For example: npm run -s token -- manager');
  const addresses = await runningAddresses(values.directory);
  if (addresses === undefined) throw new Error(notRunning);
  const keys = loadKeys(join(values.directory, 'auth-keys.json'));
  const person = accountOf(openAccounts(values.directory), key);
  console.log(keys.sign(tokenClaims(person, { issuer: addresses.auth, clientId: addresses.authClientId })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
