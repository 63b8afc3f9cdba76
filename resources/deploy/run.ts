import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** Runs osls for a stage: `package`, `deploy` or `remove`. */
export function osls(
  verb: string,
  { stage, params }: Target,
  args: readonly string[] = [],
  environment: Record<string, string> = {},
): Promise<void> {
  const script = join(root, 'node_modules/serverless/bin/serverless.js');
  const given = params.flatMap((param) => ['--param', param]);
  return run(process.execPath, [script, verb, '--stage', stage, ...given, ...args], environment);
}
