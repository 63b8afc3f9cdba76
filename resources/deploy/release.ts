import type { Stack } from './stack.ts';

/** What a release is made of; each part throws when it fails. */
export type Parts = {
  /** The stack as it is deployed now; undefined before the first release. */
  readStack(): Promise<Stack | undefined>;
  readKeys(issuer: string): Promise<string>;
  check(): Promise<void>;
  /**
   * @param keys the sign-in's public keys; undefined for a first deployment, in which nothing is protected, so that
   * CloudFormation can take all of it back if a part fails, and nothing runs by itself
   */
  package(keys: string | undefined): Promise<void>;
  /** Before a first deployment: whether the account has room for what was packaged. */
  checkAccount(): Promise<void>;
  /** Brings the database up to date; answers the migrations that were run. */
  migrate(stack: Stack): Promise<string[]>;
  deploy(): Promise<void>;
  buildWeb(stack: Stack): Promise<void>;
  publish(stack: Stack): Promise<void>;
  smokeTest(stack: Stack): Promise<void>;
};

/**
 * Releases: everything that can fail without harm first, then the database while the old code runs on it (migrations
 * only ever add), then the code, then the web app that calls it. It may be run again after whatever went wrong.
 * @param say is told each step as it begins
 * @returns the stack as it is now
 * @throws what the first failing part threw; nothing after it was done
 */
export async function release(parts: Parts, say: (line: string) => void): Promise<Stack> {
  let number = 0;
  const step = (what: string) => say(`\n[${(number += 1)}/8] ${what}`);
  const migrate = async (stack: Stack) => {
    const names = await parts.migrate(stack);
    say(names.length === 0 ? 'Nothing to migrate' : `${names.length} migrations run`);
  };

  step('Look at what is deployed');
  const before = await parts.readStack();
  const keys = before === undefined ? undefined : await parts.readKeys(before.AuthIssuer);
  say(before === undefined ? 'Nothing yet: this is the first release' : `A release is at ${before.WebUrl}`);
  step('Check types, rules and format');
  await parts.check();
  step('Package');
  await parts.package(keys);
  if (before === undefined) await parts.checkAccount();
  step('Migrate the database');
  if (before === undefined) say('There is none yet; it follows the stack');
  else await migrate(before);
  step('Deploy the stack');
  await parts.deploy();
  const after = await parts.readStack();
  if (after === undefined) throw new Error('The stack is deployed and has no outputs');
  if (before === undefined) {
    await migrate(after);
    say('Once more, now with the keys of its sign-in, its protections and its schedules');
    const newKeys = await parts.readKeys(after.AuthIssuer);
    await parts.package(newKeys);
    await parts.deploy();
  }
  step('Build the web app');
  await parts.buildWeb(after);
  step('Publish the web app');
  await parts.publish(after);
  step('Try it');
  await parts.smokeTest(after);
  return after;
}
