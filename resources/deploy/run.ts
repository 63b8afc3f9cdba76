import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, type Target } from './target.ts';

/** Runs a program of the project in its folder, with its output on this terminal. @throws when it fails */
export async function run(command: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code, signal] = (await once(child, 'exit')) as (number | string | null)[];
  if (code !== 0) throw new Error(`${args.slice(0, 2).join(' ') || command} ended with ${code ?? signal}`);
}

/**
 * Runs osls for a stage: `package`, `deploy` or `remove`. Its temporary files go with it: where serverless-esbuild zips,
 * it leaves a folder for each function behind (it removes them as if they were files).
 * @throws when it fails
 */
export async function osls(
  verb: string,
  { stage, params }: Target,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<void> {
  const script = join(root, 'node_modules/serverless/bin/serverless.js');
  const given = params.flatMap((param) => ['--param', param]);
  const folder = await mkdtemp(join(tmpdir(), 'stockroom-osls-'));
  const places = { TMPDIR: folder, TEMP: folder, TMP: folder };
  try {
    await run(process.execPath, [script, verb, '--stage', stage, ...given, ...args], { ...environment, ...places });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
