import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Role } from '#domain/users/user.ts';
import { permissions } from '#domain/users/rights.ts';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const all = (pattern: RegExp) => [...readme.matchAll(pattern)].map((match) => match[1] ?? '');

test('every file and picture that the README names is there', () => {
  const linked = all(/\]\(((?!http)[^)#]+)\)/g);
  const named = all(/`((?:domain|functions|resources|web|tests)\/[\w./-]+)`/g).filter((path) => !path.includes('<'));
  expect(linked.length).toBeGreaterThan(8);
  expect([...linked, ...named].filter((path) => !existsSync(path))).toEqual([]);
});

test('every command that the README gives is a script of the package', () => {
  const commands = all(/npm run (?:-s )?([\w:]+)/g);
  expect(commands.length).toBeGreaterThan(5);
  expect(commands.filter((name) => !(name in scripts))).toEqual([]);
});

test('the table of roles says what the code says', () => {
  const rows = all(/^\| (.* \|)$/gm).map((row) => row.split('|').map((cell) => cell.trim()));
  const [, ...heads] = rows.find(([first]) => first === 'May') ?? [];
  expect(heads.slice(0, -1)).toEqual(Role.options);
  const said = rows.flatMap(([what, ...cells]) => {
    const name = /\(`(\w+\.\w+)`\)$/.exec(what ?? '')?.[1];
    return name === undefined ? [] : [[name, Role.options.filter((_, at) => cells[at] === 'yes')]];
  });
  expect(Object.fromEntries(said)).toEqual(permissions);
});

test('names every route that takes an idempotency key', () => {
  const files = readdirSync('functions/api').map((name) => readFileSync(`functions/api/${name}`, 'utf8'));
  const paths = files
    .filter((text) => text.includes("headers['idempotency-key']"))
    .map((text) => /path: '([^']+)'/.exec(text)?.[1] ?? '');
  expect(paths.length).toBeGreaterThan(10);
  const [said = ''] = readme.match(/^\* What must not happen twice[^*]*/m) ?? [];
  expect(paths.filter((path) => !said.includes(`\`${path}\``))).toEqual([]);
});
