import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

export const lockName = 'lock';

/** A start takes seconds; a lock this old belongs to a run that was killed, whatever process has its number now. */
const staleMs = 3 * 60_000;

/**
 * Claims a state directory, so that two starts at once do not share one database. A cloud that is up is known by its
 * addresses; the lock is for those that are not up yet. Returns what gives the directory back.
 *
 * @throws if another start has it
 */
export function takeLock(directory: string): () => Promise<void> {
  refuseLocked(directory);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, lockName);
  rmSync(file, { force: true });
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => rm(file, { force: true });
}

/**
 * Does nothing if no other start holds the directory.
 *
 * @throws if one does
 */
export function refuseLocked(directory: string): void {
  const file = join(directory, lockName);
  if (!existsSync(file)) return;
  const owner = Number(readFileSync(file, 'utf8'));
  const isRecent = Date.now() - statSync(file).mtimeMs < staleMs;
  if (owner !== process.pid && isRecent && isAlive(owner)) {
    throw new Error(`Another start is under way in ${directory} (process ${owner}).`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
