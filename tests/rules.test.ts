import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Finding = { code: string; message: string; filename: string };

/** A file at a place in the tree: what it says, and the rule that must refuse it (`null`: it must pass). */
type Case = { at: string; says: string; refusedBy: string | null };

const imports = 'eslint(no-restricted-imports)';
const refused = (at: string, from: string): Case => ({ at, says: `export { x } from '${from}';`, refusedBy: imports });
const allowed = (at: string, from: string): Case => ({ ...refused(at, from), refusedBy: null });

/** Who may import whom. Each line is one import at its place. */
const layers: Case[] = [
  // pure files: pure files, zod, csv-parse, which does no I/O of its own, and simple-statistics, which is all formulas
  allowed('domain/imports/csv.ts', 'csv-parse'),
  allowed('domain/replenishment/statistics.ts', 'simple-statistics'),
  allowed('domain/stock/stock.ts', '#domain/catalogue/product.ts'),
  allowed('domain/stock/stock.ts', '#domain/errors.ts'),
  allowed('domain/stock/stock.ts', './level.ts'),
  refused('domain/stock/stock.ts', 'node:crypto'),
  refused('domain/stock/stock.ts', 'pg'),
  refused('domain/stock/stock.ts', '@aws-sdk/client-s3'),
  refused('domain/stock/stock.ts', './stock.sql.ts'),
  refused('domain/stock/stock.ts', '#domain/stock/stock.actions.ts'),
  refused('domain/stock/stock.ts', '#domain/platform/clock.ts'),
  refused('domain/events.ts', './platform/clock.ts'),
  refused('domain/events.ts', '#functions/http.ts'),
  // statements: pure files and the type Db
  allowed('domain/stock/stock.sql.ts', '#domain/stock/stock.ts'),
  { at: 'domain/stock/stock.sql.ts', says: "export type { Db } from '#domain/platform/database.ts';", refusedBy: null },
  refused('domain/stock/stock.sql.ts', '#domain/platform/database.ts'),
  refused('domain/stock/stock.sql.ts', '#domain/platform/files.ts'),
  refused('domain/stock/stock.sql.ts', '#domain/sales/sale.sql.ts'),
  refused('domain/stock/stock.sql.ts', './stock.actions.ts'),
  // actions: pure files, own statements, any actions, the platform
  allowed('domain/stock/stock.actions.ts', './stock.sql.ts'),
  allowed('domain/stock/stock.actions.ts', '#domain/alerts/alert.actions.ts'),
  allowed('domain/stock/stock.actions.ts', '#domain/platform/database.ts'),
  refused('domain/stock/stock.actions.ts', '#domain/alerts/alert.sql.ts'),
  refused('domain/stock/stock.actions.ts', '@aws-sdk/client-s3'),
  refused('domain/stock/stock.actions.ts', '#functions/http.ts'),
  refused('domain/stock/stock.actions.ts', '#local/files.ts'),
  // the platform: the SDK, and no noun
  allowed('domain/platform/files.ts', '@aws-sdk/client-s3'),
  allowed('domain/platform/files.ts', '#domain/errors.ts'),
  refused('domain/platform/files.ts', '#domain/stock/stock.actions.ts'),
  refused('domain/platform/files.ts', '#local/files.ts'),
  // functions: pure files, actions, log and config, the wrappers
  allowed('functions/api/list-stock.ts', '#domain/stock/stock.actions.ts'),
  allowed('functions/api/list-stock.ts', '#domain/platform/config.ts'),
  allowed('functions/http.ts', '#domain/platform/correlation.ts'),
  refused('functions/http.ts', '#domain/platform/metrics.ts'),
  allowed('functions/api/list-stock.ts', '#functions/http.ts'),
  allowed('functions/api/stock-read.ts', './list-stock.ts'),
  refused('functions/api/list-stock.ts', '#domain/platform/database.ts'),
  refused('functions/api/list-stock.ts', '#domain/stock/stock.sql.ts'),
  refused('functions/api/list-stock.ts', '#functions/events/import-file.ts'),
  refused('functions/api/list-stock.ts', '@aws-sdk/client-s3'),
  refused('functions/api/list-stock.ts', '#local/files.ts'),
  allowed('functions/operations/migrate.ts', '#domain/platform/database.ts'),
  refused('functions/operations/migrate.ts', '#domain/stock/stock.sql.ts'),
  // web: the pure domain; pages -> features -> ui and lib
  allowed('web/src/lib/api.ts', '#domain/stock/stock.ts'),
  refused('web/src/lib/api.ts', '#domain/stock/stock.actions.ts'),
  refused('web/src/lib/api.ts', '#domain/stock/stock.sql.ts'),
  refused('web/src/lib/api.ts', '#domain/platform/log.ts'),
  refused('web/src/lib/api.ts', 'node:fs'),
  refused('web/src/lib/api.ts', '@aws-sdk/client-s3'),
  refused('web/src/lib/api.ts', '#web/features/stock/list.tsx'),
  allowed('web/vite.config.ts', 'node:path'),
  allowed('web/src/main.tsx', '#web/pages/stock.tsx'),
  allowed('web/src/pages/stock.tsx', '#web/features/stock/list.tsx'),
  refused('web/src/pages/stock.tsx', '#web/pages/sales.tsx'),
  allowed('web/src/features/stock/list.tsx', '#web/ui/table.tsx'),
  allowed('web/src/features/stock/list.tsx', './row.tsx'),
  refused('web/src/features/stock/list.tsx', '#web/features/sales/list.tsx'),
  refused('web/src/features/stock/list.tsx', '#web/pages/sales.tsx'),
  allowed('web/src/ui/table.tsx', '#web/lib/format.ts'),
  refused('web/src/ui/table.tsx', '#web/features/stock/list.tsx'),
  // the local cloud: tests and itself
  allowed('resources/local/start.ts', '#local/files.ts'),
  allowed('resources/local/files.ts', '@aws-sdk/client-s3'),
  allowed('tests/flows/import.e2e.test.ts', '#local/start.ts'),
  allowed('tests/flows/import.e2e.test.ts', '@aws-sdk/client-s3'),
  refused('web/src/main.tsx', '#local/start.ts'),
  refused('vite.shared.ts', './resources/local/start.ts'),
];

/** What a file may say, wherever it stands. */
const habits: Case[] = [
  { at: 'domain/a/up.ts', says: "import '../b.ts';", refusedBy: 'import(no-relative-parent-imports)' },
  { at: 'tests/a/up.test.ts', says: "import '../b.ts';", refusedBy: 'import(no-relative-parent-imports)' },
  { at: 'domain/a/env.ts', says: 'export const a = process.env;', refusedBy: 'node(no-process-env)' },
  {
    at: 'functions/api/env.ts',
    says: 'export const a = process.env;',
    refusedBy: 'node(no-process-env)',
  },
  { at: 'domain/platform/config.ts', says: 'export const a = process.env;', refusedBy: null },
  {
    at: 'domain/a/any.ts',
    says: 'export const a = (b: any): string => String(b);',
    refusedBy: 'typescript(no-explicit-any)',
  },
  { at: 'domain/a/unused.ts', says: 'const a = 1;', refusedBy: 'eslint(no-unused-vars)' },
  { at: 'domain/a/ignore.ts', says: '// @ts-ignore\nexport const a = 1;', refusedBy: 'typescript(ban-ts-comment)' },
  {
    at: 'domain/a/promise.ts',
    says: 'const a = async () => {};\nexport const b = () => { a(); };',
    refusedBy: 'typescript(no-floating-promises)',
  },
  {
    at: 'domain/a/misused.ts',
    says: 'const a = async () => true;\nexport const b = () => (a() ? 1 : 2);',
    refusedBy: 'typescript(no-misused-promises)',
  },
  {
    at: 'domain/a/await.ts',
    says: 'export const a = async (b: number) => { await b; };',
    refusedBy: 'typescript(await-thenable)',
  },
  {
    at: 'domain/a/switch.ts',
    says: "export function a(b: 'x' | 'y') { switch (b) { case 'x': return 1; } return 2; }",
    refusedBy: 'typescript(switch-exhaustiveness-check)',
  },
  {
    at: 'domain/a/json.ts',
    says: 'export const a = (b: string): number => JSON.parse(b);',
    refusedBy: 'typescript(no-unsafe-return)',
  },
  {
    at: 'web/src/ui/deps.tsx',
    says: "import { useMemo } from 'react';\nexport const useA = (b: number) => useMemo(() => b + 1, []);",
    refusedBy: 'react-hooks(exhaustive-deps)',
  },
  { at: 'web/src/ui/alt.tsx', says: 'export const A = () => <img src="a.png" />;', refusedBy: 'jsx-a11y(alt-text)' },
  {
    at: 'web/src/ui/click.tsx',
    says: 'export const A = (p: { go: () => void }) => <div onClick={p.go}>a</div>;',
    refusedBy: 'jsx-a11y(click-events-have-key-events)',
  },
  {
    at: 'tests/only.test.ts',
    says: "import { test } from 'vitest';\ntest.only('a', () => {});",
    refusedBy: 'vitest(no-focused-tests)',
  },
];

/**
 * Whether a text imports zod otherwise than `import * as z`, which alone lets bundlers drop what is unused. (The
 * linter's rule for names refuses the star as well, so it cannot say this.)
 */
function importsZodByName(text: string): boolean {
  return [...text.matchAll(/\bimport\s+([^;'"]+?)\s+from\s+['"]zod['"]/g)].some(
    ([, what]) => !/^(type\s+)?\*\s+as\s+z$/.test(what ?? ''),
  );
}

const root = process.cwd();
const room = mkdtempSync(join(tmpdir(), 'stockroom-rules-'));

// Many cases stand at one place, so each file gets a number: `domain/stock/7-stock.sql.ts`.
const table = [...layers, ...habits].map((each, index) => ({
  ...each,
  file: join(dirname(each.at), `${index}-${basename(each.at)}`),
}));

// The linter looks at static imports only, so each `import('…')` of the tree is put before it as a static one.
const tree = globSync('{domain,functions,resources,tests,web}/**/*.{ts,tsx}', {
  cwd: root,
  exclude: ['**/node_modules/**', 'web/dist/**', 'tests/rules.test.ts'],
}).map((at) => ({ at, text: readFileSync(join(root, at), 'utf8') }));
const dynamic = tree.flatMap(({ at, text }, index) =>
  [...text.matchAll(/\bimport\(\s*'([^']+)'/g)].map((found, nth) => ({
    at,
    says: `export { x } from '${found[1]}';`,
    file: join(dirname(at), `dynamic-${index}-${nth}-${basename(at)}`),
  })),
);
let findings: Finding[] = [];

function put(file: string, text: string): void {
  mkdirSync(join(room, dirname(file)), { recursive: true });
  writeFileSync(join(room, file), text);
}

/** Lints all of `room` in one run, with the tree's own configuration. */
function lint(): Finding[] {
  const run = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--type-aware', '-f', 'json', '.'], {
    cwd: room,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return (JSON.parse(run.stdout) as { diagnostics: Finding[] }).diagnostics;
}

beforeAll(() => {
  for (const name of ['.oxlintrc.json', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(room, name));
  symlinkSync(join(root, 'node_modules'), join(room, 'node_modules'));
  for (const { file, says } of [...table, ...dynamic]) put(file, says);
  put('domain/cycle/one.ts', "import { two } from './two.ts';\nexport const one = () => two;");
  put('domain/cycle/two.ts', "import { one } from '#domain/cycle/one.ts';\nexport const two = () => one;");
  findings = lint();
}, 60_000);
afterAll(() => rmSync(room, { recursive: true, force: true }));

const codesOf = (file: string) => findings.filter((found) => found.filename === file).map((found) => found.code);

describe('the linter', () => {
  test.for(table.filter((each) => each.refusedBy !== null))('refuses $says in $at', ({ file, refusedBy }) => {
    expect(codesOf(file)).toContain(refusedBy);
  });

  test.for(table.filter((each) => each.refusedBy === null))('lets $at say $says', ({ file }) => {
    expect(codesOf(file)).toEqual([]);
  });

  test('finds nothing against the dynamic imports of this tree', () => {
    expect(
      dynamic.filter(({ file }) => codesOf(file).includes(imports)).map(({ at, says }) => `${at}: ${says}`),
    ).toEqual([]);
  });

  test('refuses two files that import each other', () => {
    expect(codesOf('domain/cycle/two.ts')).toContain('import(no-cycle)');
  });
});

describe('zod', () => {
  test.for([
    ["import { z } from 'zod';", true],
    ["import z from 'zod';", true],
    ["import type { ZodType } from 'zod';", true],
    ["import {\n  z,\n} from 'zod';", true],
    ["import * as z from 'zod';", false],
    ["import type * as z from 'zod';", false],
    ["import { a } from './a.ts';\nimport * as z from 'zod';", false],
  ] as const)('of %j it is %s that zod is imported by name', ([text, byName]) => {
    expect(importsZodByName(text)).toBe(byName);
  });

  test('is imported by name nowhere in the tree', () => {
    expect(tree.length).toBeGreaterThan(0);
    expect(tree.filter(({ text }) => importsZodByName(text)).map(({ at }) => at)).toEqual([]);
  });
});
