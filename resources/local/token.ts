import { join, resolve } from 'node:path';
import { runningAddresses } from './addresses.ts';
import { tokenClaims } from './auth.ts';
import { loadKeys } from './auth-keys.ts';

// Prints an access token for one of the seeded people, and nothing else: `curl -H "Authorization: Bearer $(npm run -s
// token -- manager)" …`

const directory = join(resolve(import.meta.dirname, '../..'), '.local');

try {
  const [key] = process.argv.slice(2);
  if (key === undefined) throw new Error('Whose token? For example: npm run token -- manager');
  const addresses = await runningAddresses(directory);
  if (addresses === undefined) throw new Error('The local cloud is not running. Start it with: npm start');
  const keys = loadKeys(join(directory, 'auth-keys.json'));
  console.log(keys.sign(tokenClaims(key, { issuer: addresses.auth, clientId: addresses.authClientId })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
