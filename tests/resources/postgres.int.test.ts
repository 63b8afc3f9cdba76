import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Postgres, startPostgres } from '#local/postgres.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };
const script = join(import.meta.dirname, 'postgres-child.ts');
const nobodyCanRunIt = isRoot && spawnSync(process.execPath, ['--check', script], { ...nobody, cwd: '/' }).status === 0;

let directory: string;
let running: Postgres[] = [];
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'postgres-test-'));
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop();
  running = [];
  await rm(directory, { recursive: true });
});

const start = async (options: Partial<Parameters<typeof startPostgres>[0]> = {}): Promise<Postgres> => {
  const postgres = await startPostgres({ directory, port: 0, durable: false, ...options });
  running.push(postgres);
  return postgres;
};

const ask = async (connectionString: string, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<unknown[]>({ text: sql, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
};

const startChild = async (port: number, as = {}): Promise<{ child: ChildProcess; url: string; port: number }> => {
  const child = spawn(process.execPath, [script, directory, String(port)], {
    ...as,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const died = once(child, 'exit').then(() => Promise.reject(new Error('the child died')));
  const [line] = (await Promise.race([once(child.stdout, 'data'), died])) as [Buffer];
  died.catch(() => {});
  return { child, ...(JSON.parse(line.toString()) as { url: string; port: number }) };
};

test('it is PostgreSQL 17 with UTF-8 text that folds case beyond ASCII, in UTC', async () => {
  const postgres = await start();
  const sql =
    "select current_setting('server_version'), current_setting('server_encoding'), lower('ÅÉ'), current_setting('timezone')";
  const [version, ...others] = await ask(postgres.connectionString('postgres'), sql);
  expect(version).toMatch(/^17\./);
  expect(others).toEqual(['UTF8', 'åé', 'UTC']);
});

test('it listens on 127.0.0.1 alone, and asks for the password', async () => {
  const postgres = await start();
  expect(await ask(postgres.connectionString('postgres'), 'show listen_addresses')).toEqual(['127.0.0.1']);
  const wrong = postgres.connectionString('postgres').replace(postgres.password, 'wrong');
  await expect(ask(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  const hashes = await ask(
    postgres.connectionString('postgres'),
    'select rolpassword from pg_authid where rolcanlogin',
  );
  expect(hashes).toEqual([expect.stringMatching(/^SCRAM-SHA-256\$/)]);
});

test('the password is kept in a file that only its owner can read', async () => {
  const postgres = await start();
  const file = join(directory, 'password');
  expect(await readFile(file, 'utf8')).toBe(postgres.password);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('data and password are still there after a restart', async () => {
  const first = await start();
  await ask(first.connectionString('postgres'), 'create table kept as select 42 as n');
  await first.stop();
  const second = await start();
  expect(second.password).toBe(first.password);
  expect(await ask(second.connectionString('postgres'), 'select n from kept')).toEqual([42]);
});

test('stop can be called twice, and the server is gone after it', async () => {
  const postgres = await start();
  await Promise.all([postgres.stop(), postgres.stop()]);
  await expect(ask(postgres.connectionString('postgres'), 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('it is durable unless told, and takes settings', async () => {
  const postgres = await start({ durable: true, settings: { work_mem: '7MB' } });
  const sql = "select current_setting('fsync'), current_setting('synchronous_commit'), current_setting('work_mem')";
  expect(await ask(postgres.connectionString('postgres'), sql)).toEqual(['on', 'on', '7MB']);
  await postgres.stop();
  const careless = await start();
  expect(await ask(careless.connectionString('postgres'), sql)).toEqual(['off', 'off', '4MB']);
});

test('a server that a killed run left behind is stopped, and the port taken over with the data', async () => {
  const { child, url, port } = await startChild(0);
  await ask(url, 'create table kept as select 42 as n');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await ask(url, 'select n from kept')).toEqual([42]); // it does outlive its starter
  const [orphan] = await ask(url, 'select pg_postmaster_start_time()::text');
  const postgres = await start({ port });
  expect(await ask(postgres.connectionString('postgres'), 'select n from kept')).toEqual([42]);
  const [fresh] = await ask(url, 'select pg_postmaster_start_time()::text');
  expect(fresh).not.toBe(orphan);
});

test('it ends with its starter, even one that handles no signals', async () => {
  const { child, url } = await startChild(0);
  expect(await ask(url, 'select 1')).toEqual([1]);
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([130, null]);
  const end = (): Promise<unknown> => ask(url, 'select 1').catch((error: { code: string }) => error.code);
  await expect.poll(end, { timeout: 5_000 }).toBe('ECONNREFUSED');
  await expect.poll(() => existsSync(join(directory, 'data', 'postmaster.pid')), { timeout: 5_000 }).toBe(false);
});

test('a stale postmaster.pid that names some other program neither harms that nor stops the start', async () => {
  await (await start()).stop();
  const { uid, gid } = await stat(join(directory, 'data'));
  const stranger = spawn('sleep', ['60'], { uid, gid });
  await writeFile(
    join(directory, 'data', 'postmaster.pid'),
    `${stranger.pid}\n${join(directory, 'data')}\n1\n1\n\n\n\n`,
  );
  await start();
  expect(stranger.exitCode).toBe(null);
  expect(stranger.signalCode).toBe(null);
  stranger.kill();
});

test('a port that another program holds is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(start({ port })).rejects.toMatchObject({
    code: 'EADDRINUSE',
    message: expect.stringMatching(new RegExp(`Port ${port} .* taken by another program. .*option "port"`)),
  });
  other.close();
});

test('a server that dies at its start says why', async () => {
  await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
    /PostgreSQL did not start[^]*invalid value for parameter "shared_buffers": "plenty"/,
  );
});

test.runIf(nobodyCanRunIt)(
  'an ordinary user can run it (skipped: only root can become one, and this test is run by one already)',
  async () => {
    await chown(directory, nobody.uid, nobody.gid);
    const { child, url } = await startChild(0, nobody);
    expect(await ask(url, 'select 1')).toEqual([1]);
    expect((await stat(join(directory, 'data'))).uid).toBe(nobody.uid);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    await expect(ask(url, 'select 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  },
);

test.runIf(isRoot)(
  'root lends it another user, and another place where that user cannot go (skipped: not run as root)',
  async () => {
    const hidden = join(directory, 'hidden');
    await chmod(directory, 0o700);
    const postgres = await start({ directory: hidden });
    const [data] = await ask(postgres.connectionString('postgres'), 'show data_directory');
    expect(data).toMatch(new RegExp(`^${tmpdir()}/postgres-[0-9a-f]{16}/data$`));
    expect((await stat(String(data))).uid).not.toBe(0);
    expect(existsSync(join(hidden, 'data'))).toBe(false);
    await postgres.stop();
    await rm(dirname(String(data)), { recursive: true });
  },
);
