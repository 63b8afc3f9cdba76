import type { Execute } from '#domain/platform/database.ts';
import { scramVerifier } from '#domain/platform/scram.ts';

/** A role and its password, as Secrets Manager keeps them. */
export type Login = { username: string; password: string };

/** The application's two roles: the secret names one of them, the next rotation the other. */
export const appRoles = ['stockroom_app', 'stockroom_app_alternate'] as const;
/** Logs in with IAM tokens and reads, nothing else. */
export const readerRole = 'stockroom_reader';

/** The one of the two roles of the application that its secret does not name now. */
export const otherAppRole = (username: string): string => (username === appRoles[0] ? appRoles[1] : appRoles[0]);

/**
 * Makes the application's roles and the reader's, if they are not there. The second role of the application is a
 * member of the first, so that one grant counts for both.
 * @param execute runs as a role that may create roles; on RDS the master user
 */
export async function ensureRoles(execute: Execute): Promise<void> {
  const [first, second] = appRoles;
  const found = await execute(
    `select rolname from pg_roles where rolname in ('${first}', '${second}', '${readerRole}', 'rds_iam')`,
  );
  const names = new Set(found.map((row) => row['rolname']));
  if (!names.has(first)) await execute(`create role ${first} login`);
  if (!names.has(second)) await execute(`create role ${second} login in role ${first}`);
  if (!names.has(readerRole)) await execute(`create role ${readerRole} login`);
  await execute(`alter role ${readerRole} set default_transaction_read_only = on`);
  // Questions here take milliseconds: to start workers, or to compile, takes longer than to answer.
  for (const role of [first, second, readerRole]) {
    await execute(`alter role ${role} set max_parallel_workers_per_gather = 0`);
    await execute(`alter role ${role} set jit = off`);
  }
  // This role is RDS' own: whoever has it logs in with IAM tokens, and with no password.
  if (names.has('rds_iam')) await execute(`grant rds_iam to ${readerRole}`);
}

/**
 * Lets one of the application's roles log in with this password from now on; sessions go on as they are.
 * Only a SCRAM verifier reaches the database.
 * @throws Error for any other role
 */
export async function setPassword(execute: Execute, { username, password }: Login): Promise<void> {
  const role = appRoles.find((name) => name === username);
  if (role === undefined) throw new Error(`${username} is not a role of the application`);
  // The Data API takes a colon and a word for a parameter; PostgreSQL reads \x3A as a colon.
  await execute(`alter role ${role} password E'${scramVerifier(password).replaceAll(':', String.raw`\x3A`)}'`);
}

/** Lets the reader read every table there is; to be called when migrations have made new ones. */
export async function grantReading(execute: Execute): Promise<void> {
  await execute(`grant usage on schema public to ${readerRole}`);
  await execute(`grant select on all tables in schema public to ${readerRole}`);
}
