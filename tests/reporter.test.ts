import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'stockroom-reporter-'));

/** Runs these test files with the tree's own configuration and reporter; gives the lines of what was printed. */
function run(name: string, tests: Record<string, string>): { status: number | null; lines: string[] } {
  const folder = join(room, name);
  mkdirSync(join(folder, 'tests/setup'), { recursive: true });
  for (const file of ['package.json', 'vitest.config.ts', 'tests/reporter.ts'])
    cpSync(join(root, file), join(folder, file));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tests/setup/global.ts'), 'export default () => {};');
  for (const [file, text] of Object.entries(tests)) {
    writeFileSync(join(folder, 'tests', file), `import { test, expect, describe, beforeAll } from 'vitest';\n${text}`);
  }
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run'], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, lines: stdout.trimEnd().split('\n') };
}

afterAll(() => rmSync(room, { recursive: true, force: true }));

test('ends with the tally, after one line for each skipped test and its reason', { timeout: 30_000 }, () => {
  const { status, lines } = run('good', {
    'a.test.ts': `
      test('passes', () => { expect(1).toBe(1); });
      test.skipIf(true)('works in the cloud (skipped: no account)', () => {});
      describe('a group', () => { test('needs a browser', (ctx) => ctx.skip('no browser here')); });
      test.skip('nobody knows why', () => {});`,
    'b.int.test.ts': `test('passes too', () => { expect(1).toBe(1); });`,
  });
  expect(status).toBe(0);
  expect(lines.slice(-4)).toEqual([
    'skipped: works in the cloud (skipped: no account) - no account',
    'skipped: a group > needs a browser - no browser here',
    'skipped: nobody knows why - no reason given',
    '2 passed, 0 failed, 3 skipped',
  ]);
});

test('counts a failed test, a file that does not load, a broken suite and a stray error', { timeout: 30_000 }, () => {
  const { status, lines } = run('bad', {
    'fails.test.ts': `test('fails', () => { expect(1).toBe(2); });`,
    'missing.test.ts': `import './nowhere.ts';`,
    'suite.test.ts': `describe('a', () => { beforeAll(() => { throw new Error('no'); }); test('b', () => {}); });`,
    'stray.test.ts': `test('c', async () => {
      setTimeout(() => { throw new Error('late'); }, 1);
      await new Promise((done) => setTimeout(done, 100));
    });`,
  });
  expect(status).toBe(1);
  expect(lines.slice(-2)).toEqual(['skipped: a > b - what it stands in broke', '1 passed, 4 failed, 1 skipped']);
});

test('says that nothing ran when there are no tests', { timeout: 30_000 }, () => {
  const { status, lines } = run('none', {});
  expect(status).toBe(1);
  expect(lines.at(-1)).toBe('0 passed, 0 failed, 0 skipped');
});
