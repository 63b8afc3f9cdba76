import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// Migrations only ever add: while a release goes out, and after going back, the code before runs on the new schema.

const { previousRelease } = JSON.parse(readFileSync('package.json', 'utf8')) as { previousRelease: string };
const has = spawnSync('git', ['cat-file', '-e', `${previousRelease}^{commit}`], { stdio: 'ignore' }).status === 0;
const why = has ? '' : ' (skipped: git does not have its commit; the clone is shallow or not a clone)';

/** Its own tests, those that write and read the tables most: the ledger, imports, and the API. */
const chosen = [
  'tests/domain/stock/post-movements.int.test.ts',
  'tests/domain/sales/sale.int.test.ts',
  'tests/domain/imports/refused.int.test.ts',
  'tests/domain/imports/uploads.int.test.ts',
  'tests/domain/analytics/dashboard.int.test.ts',
  'tests/functions/routes.int.test.ts',
  'tests/functions/lists.int.test.ts',
  'tests/functions/events.int.test.ts',
];

describe.skipIf(!has)(`the release before${why}`, () => {
  let folder: string;

  /** Its tree, beside the present node_modules. Its tests take the database that they are given. */
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockroom-before-'));
    const tree = spawnSync(
      'git',
      ['archive', previousRelease, 'domain', 'functions', 'resources', 'tests', 'package.json'],
      {
        maxBuffer: 1 << 28,
      },
    );
    const unpacked = spawnSync('tar', ['-x', '-C', folder], { input: tree.stdout });
    if (unpacked.status !== 0)
      throw new Error(`The release before could not be unpacked: ${unpacked.stderr.toString()}`);
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
    writeFileSync(
      join(folder, 'vitest.config.ts'),
      `export default { test: { environment: 'node', pool: 'forks', maxWorkers: 2, testTimeout: 60_000, hookTimeout: 60_000 } };`,
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs its tests on clones of a database. The one that this run's tests clone is migrated by the present code. */
  async function runOn(template: string, files: string[]): Promise<{ status: number; output: string }> {
    const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '') as Record<string, unknown>;
    // It must not take itself for a worker of this run.
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--root', folder, '--reporter=dot', ...files], {
      cwd: folder,
      env: { ...environment, NO_COLOR: '1', TEST_POSTGRES: JSON.stringify({ ...server, template }) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = new Promise<number>((done) => child.on('close', (code) => done(code ?? -1)));
    const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { status, output: output + errors };
  }
  const present = () => (JSON.parse(process.env['TEST_POSTGRES'] ?? '') as { template: string }).template;

  test('runs on the present schema', { timeout: 180_000 }, async () => {
    const { status, output } = await runOn(present(), chosen);
    expect(status, output.slice(-6_000)).toBe(0);
    const passed = /Tests {2}(\d+) passed/.exec(output)?.[1];
    console.log(`${passed} tests of ${previousRelease.slice(0, 7)} pass on the present schema`);
    expect(Number(passed)).toBeGreaterThan(80);
  });

  test(
    'would not on one from which something was taken away: so this finds such a migration',
    { timeout: 120_000 },
    async () => {
      const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '') as { host: string; port: number; password: string };
      const open = (database: string) => {
        const { host, port, password } = server;
        return new pg.Client({ host, port, user: 'postgres', password, database });
      };
      const name = `contracted_${process.pid}`;
      const admin = open('postgres');
      await admin.connect();
      await admin.query('select pg_advisory_lock(1)');
      await admin.query(`create database ${name} template ${present()} owner stockroom_owner`);
      await admin.query('select pg_advisory_unlock(1)');
      const contracted = open(name);
      await contracted.connect();
      await contracted.query('alter table import drop column rejects_key cascade');
      await contracted.end();
      try {
        const { status, output } = await runOn(name, ['tests/domain/imports/refused.int.test.ts']);
        expect(status).not.toBe(0);
        expect(output).toMatch(/column "?(\w+\.)?rejects_key"? .*does not exist/);
      } finally {
        await admin.query(`drop database ${name} with (force)`);
        await admin.end();
      }
    },
  );
});
