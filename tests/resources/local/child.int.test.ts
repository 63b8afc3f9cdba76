import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChild, tailOf } from '#local/child.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'child-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a child ends by itself when its work is done, and its output is in the log', async () => {
  const script = join(directory, 'short.mjs');
  await writeFile(script, 'console.log("one"); console.error("two"); process.exitCode = 3;');
  const lines: string[] = [];
  const logFile = join(directory, 'short.log');
  const child = startChild({
    script,
    arguments: [],
    directory,
    environment: {},
    logFile,
    onLine: (line) => lines.push(line),
  });
  expect(await child.ended).toBe('3');
  await expect.poll(() => tailOf(logFile)).toContain('two');
  expect(lines.toSorted()).toEqual(['one', 'two']);
});

test('a child dies with its parent, even if the parent is killed', async () => {
  const pidFile = join(directory, 'pid');
  const endless = join(directory, 'endless.mjs');
  await writeFile(endless, 'setInterval(() => {}, 1000);');
  const parent = join(directory, 'parent.mjs');
  await writeFile(
    parent,
    `import { writeFileSync } from 'node:fs';
     import { startChild } from ${JSON.stringify(join(import.meta.dirname, '../../../resources/local/child.ts'))};
     const { process: child } = startChild({ script: ${JSON.stringify(endless)}, arguments: [], environment: {},
       directory: ${JSON.stringify(directory)}, logFile: ${JSON.stringify(join(directory, 'endless.log'))} });
     writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));`,
  );
  const running = spawn(process.execPath, [parent], { stdio: 'inherit' });
  await expect
    .poll(async () => Number(await readFile(pidFile, 'utf8').catch(() => 0)), { timeout: 10_000 })
    .toBeGreaterThan(0);
  const pid = Number(await readFile(pidFile, 'utf8'));
  // Long enough for the child to have loaded what watches its parent.
  await expect.poll(() => isAlive(pid)).toBe(true);
  running.kill('SIGKILL');
  await once(running, 'exit');
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});
