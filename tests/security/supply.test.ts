import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Locked = { version?: string; resolved?: string; integrity?: string; hasInstallScript?: boolean; link?: boolean };
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const packages = Object.entries(lock.packages).filter(([place]) => place !== '');
const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
const registry = 'https://registry.npmjs.org/';

/** What is wrong with where a package comes from. Without `resolved` npm takes the registry that it is set to. */
function strange([place, { resolved, integrity, link }]: [string, Locked]): string[] {
  return [
    ...(resolved === undefined || resolved.startsWith(registry) ? [] : [`${place} comes from ${resolved}`]),
    ...(/^sha512-[\w+/]{86}==$/.test(integrity ?? '') ? [] : [`${place} has no SHA-512 to be held to`]),
    ...(link === true ? [`${place} is a link`] : []),
  ];
}
const unasked = ([place, { hasInstallScript }]: [string, Locked]): string[] =>
  hasInstallScript === true && !(nameOf(place) in manifest.allowScripts) ? [place] : [];

describe('what is installed', () => {
  test('comes from the public registry only, and every package is held to its hash', () => {
    expect(packages.length).toBeGreaterThan(500);
    expect(packages.flatMap(strange)).toEqual([]);
  });

  test('names its own registry nowhere: what npm is set to is what the lock file was made with', () => {
    expect(readFileSync('.npmrc', 'utf8')).not.toMatch(/registry|_auth|proxy|strict-ssl/i);
  });

  test('runs no script that package.json does not speak of', () => {
    expect(packages.flatMap(unasked)).toEqual([]);
    const scripted = packages
      .filter(([, { hasInstallScript }]) => hasInstallScript === true)
      .map(([place]) => nameOf(place));
    // Nothing is allowed for nothing.
    expect(Object.keys(manifest.allowScripts).filter((name) => !scripted.includes(name))).toEqual([]);
  });

  test('is asked for by exact versions of the registry', () => {
    const asked = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(asked.filter(([, version]) => !/^(npm:[\w/@-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });

  test.each([
    ['another host', { resolved: 'https://registry.npmjs.org.evil.example/a.tgz' }],
    ['a repository', { resolved: 'git+ssh://git@github.com/a/b.git#1' }],
    ['plain HTTP', { resolved: 'http://registry.npmjs.org/a.tgz' }],
    ['no hash', { integrity: '' }],
    ['an old hash', { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }],
    ['a folder', { link: true }],
  ])('is noticed when it comes with %s', (_, change) => {
    const [[, good] = ['', {}]] = packages;
    expect(strange(['node_modules/a', good])).toEqual([]);
    expect(strange(['node_modules/a', { ...good, ...change }])).toHaveLength(1);
    expect(unasked(['node_modules/a', { ...good, hasInstallScript: true }])).toEqual(['node_modules/a']);
  });
});

test('nothing that is deployed has a known weakness (npm audit)', (ctx) => {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    encoding: 'utf8',
    timeout: 25_000,
    shell: process.platform === 'win32',
  });
  const report = (stdout.trim().startsWith('{') ? JSON.parse(stdout) : {}) as {
    vulnerabilities?: Record<string, { severity: string; via: unknown[] }>;
    metadata?: { dependencies?: { total?: number } };
  };
  if (report.vulnerabilities === undefined) ctx.skip('the registry does not answer npm audit from here');
  expect(report.metadata?.dependencies?.total).toBeGreaterThan(10);
  const weak = Object.entries(report.vulnerabilities ?? {}).filter(
    ([, { severity }]) => severity !== 'info' && severity !== 'low',
  );
  expect(weak.map(([name, { severity }]) => `${name}: ${severity}`)).toEqual([]);
}, 30_000);
