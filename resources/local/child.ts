import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';

export type Child = {
  process: ChildProcess;
  /** Resolves with the exit code (or the signal's name) when it ends, for whatever reason. */
  ended: Promise<string>;
  kill(): Promise<void>;
};

const preload = fileURLToPath(new URL('./child-preload.ts', import.meta.url));

const children = new Set<ChildProcess>();

/** Kills all children at once: whoever waits for one of them hears that it ended. */
export function killChildren(): void {
  for (const { pid } of children) if (pid !== undefined) killGroup(pid);
}

/**
 * Runs a script of Node's in a process of its own: its output goes to `logFile` line by line (and to `onLine`), and it
 * dies with this process, however this process ends.
 */
export function startChild(options: {
  script: string;
  arguments: readonly string[];
  directory: string;
  environment: Record<string, string>;
  logFile: string;
  onLine?: (line: string) => void;
}): Child {
  mkdirSync(dirname(options.logFile), { recursive: true });
  const log = createWriteStream(options.logFile);
  // A group of its own: Ctrl-C in the terminal reaches us alone, and the whole group can be killed at once.
  const child = spawn(process.execPath, ['--import', preload, options.script, ...options.arguments], {
    cwd: options.directory,
    env: options.environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const output = new PassThrough();
  child.stdout?.pipe(output, { end: false });
  child.stderr?.pipe(output, { end: false });
  createInterface({ input: output }).on('line', (line) => {
    log.write(`${line}\n`);
    options.onLine?.(line);
  });
  children.add(child);
  const ended = once(child, 'exit').then(([code, signal]: (number | string | null)[]) => {
    children.delete(child);
    output.end();
    log.end();
    return String(code ?? signal);
  });
  return {
    process: child,
    ended,
    async kill() {
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) killGroup(child.pid);
      await ended;
    },
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

/** The last lines of a log file, for an error message. */
export function tailOf(file: string, lines = 25): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}
