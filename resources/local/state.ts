import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Addresses, runningAddresses } from './addresses.ts';
import { addressTable } from './console.ts';
import { lockName } from './lock.ts';

/** Thrown when a cloud runs in the directory already. */
export class AlreadyRunning extends Error {
  constructor(directory: string, addresses: Addresses) {
    super(
      `The local cloud runs already (process ${addresses.pid}, state in ${directory}):\n${addressTable(addresses, directory)}`,
    );
  }
}

/**
 * Does nothing if no cloud is up with its state in `directory`.
 *
 * @throws AlreadyRunning if one is
 */
export async function refuseRunning(directory: string): Promise<void> {
  const running = await runningAddresses(directory);
  if (running !== undefined) throw new AlreadyRunning(directory, running);
}

/** Deletes all state but the database server's, which may be held by a server that a killed run left behind. */
export async function forget(directory: string): Promise<void> {
  for (const name of existsSync(directory) ? await readdir(directory) : []) {
    if (name !== 'postgres' && name !== lockName) await rm(join(directory, name), { recursive: true, force: true });
  }
}
