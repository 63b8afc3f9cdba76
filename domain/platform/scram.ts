import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own number of rounds (scram_iterations); the passwords here are random, not thought up by people. */
const iterations = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5802, RFC 7677): with it a login can be checked, but nobody can log in.
 * Given to `create role … password` it is stored as it is, so that the password itself is in no statement and no log.
 * https://www.postgresql.org/docs/17/catalog-pg-authid.html
 * @param password printable ASCII, which SASLprep (RFC 4013) leaves as it is
 * @throws Error for any other text
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  if (!/^[\x20-\x7e]+$/.test(password)) throw new Error('A password must be printable ASCII');
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyFor = (what: string) => createHmac('sha256', salted).update(what).digest();
  const storedKey = createHash('sha256').update(keyFor('Client Key')).digest('base64');
  const serverKey = keyFor('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
