import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Why tests against moto are skipped here; undefined where it is installed. (`pip install 'moto[server]'`) */
export const motoMissing: string | undefined =
  spawnSync('moto_server', ['--help'], { stdio: 'ignore', timeout: 30_000 }).status === 0
    ? undefined
    : 'moto_server is not on PATH';

/** What an AWS client needs to find it. */
export type Moto = { url: string; environment: Record<string, string>; stop(): Promise<void> };

/** Starts moto, an AWS made of Python that others wrote (https://docs.getmoto.org), on a free port. Stop it always. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  // A group of its own: the command may be a shell script around the server.
  const child = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, PYTHONPATH: resolve('tests/fixtures/moto'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: 'ignore',
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => end(child);
  const dieWithUs = () => killGroup(child);
  process.once('exit', dieWithUs);
  try {
    await answering(`${url}/moto-api/`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const environment = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  return {
    url,
    environment,
    async stop() {
      process.off('exit', dieWithUs);
      await stop();
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error('moto_server did not answer within 30 s');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  killGroup(child);
  await ended;
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No free port');
  return address.port;
}
