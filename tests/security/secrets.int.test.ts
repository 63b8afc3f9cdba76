import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { packaged } from '#tests/resources/package.ts';
import { type Find, secretsIn } from './secrets.ts';
import { unzipped } from './zip.ts';

const Allowed = z.array(
  z.strictObject({ where: z.string(), rule: z.string(), begins: z.string(), why: z.string().min(10) }),
);
/** What looks like a secret and is none: where it is, how it begins, and why it may be there. */
const allowed = Allowed.parse(JSON.parse(readFileSync('tests/security/allowed-secrets.json', 'utf8')));
const used = new Set<(typeof allowed)[number]>();

const site = mkdtempSync(join(tmpdir(), 'stockroom-site-'));
afterAll(() => rmSync(site, { recursive: true, force: true }));

/** What is found and not allowed, cut so that no report tells a whole secret. */
function refused(finds: Find[]): string[] {
  return finds.flatMap((find) => {
    const reason = allowed.find(
      ({ where, rule, begins }) => where === find.where && rule === find.rule && find.text.startsWith(begins),
    );
    if (reason !== undefined) used.add(reason);
    return reason === undefined ? [`${find.where}: ${find.rule} ${find.text.slice(0, 12)}…`] : [];
  });
}

describe('there is no secret in', () => {
  test('any file of the repository', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(existsSync);
    expect(files.length).toBeGreaterThan(300);
    expect(refused(files.flatMap((file) => secretsIn(file, readFileSync(file, 'latin1'))))).toEqual([]);
  });

  test('any package that is deployed', async () => {
    const { folder } = await packaged('dev');
    const zips = globSync(join(folder, '*.zip'));
    expect(zips.length).toBeGreaterThan(20);
    for (const zip of zips) {
      const files = unzipped(readFileSync(zip));
      expect(files.size).toBeGreaterThan(0);
      // What all of them hold alike is told under one name.
      for (const [name, bytes] of files)
        expect(refused(secretsIn('package', bytes.toString('latin1'))), `${zip} ${name}`).toEqual([]);
    }
  }, 300_000);

  describe('the web app as built', () => {
    beforeAll(async () => {
      await build({ configFile: 'web/vite.config.ts', logLevel: 'error', build: { outDir: site, emptyOutDir: true } });
    }, 120_000);

    test('and nothing of the server either', () => {
      const files = globSync('**/*.{js,css,html,svg,json,csv,map}', { cwd: site });
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) {
        const text = readFileSync(join(site, file), 'latin1');
        expect(refused(secretsIn('web app', text)), file).toEqual([]);
        expect(text, file).not.toMatch(/DATABASE_SECRET_ARN|secretsmanager|insert into|from stock_movement/);
      }
      expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
    });
  });

  test('what is allowed, unless it is there', () => {
    expect(allowed.filter((one) => !used.has(one))).toEqual([]);
  });
});

// Put together here, so that this file holds none.
describe('a secret that somebody leaves is found:', () => {
  const chance = randomBytes(30).toString('base64url');
  const token = [
    { alg: 'RS256', kid: 'a' },
    { sub: 'somebody', exp: 1 },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  test.each([
    ['AWS access key', `aws_access_key_id = AKIA${'ABCDEFGHIJKLMN2345'.slice(0, 16)}`],
    ['private key', String(privateKey.export({ type: 'pkcs8', format: 'pem' }))],
    ['private key', String(privateKey.export({ type: 'sec1', format: 'pem' }))],
    ['private JSON web key', JSON.stringify(privateKey.export({ format: 'jwk' }))],
    ['JSON web token', `Bearer ${[...token, chance].join('.')}`],
    ["till's key", `x-api-key: stk_${randomBytes(32).toString('base64url')}`],
    ['GitHub token', `ghp_${'a1'.repeat(18)}`],
    ['npm token', `//registry.npmjs.org/:_auth${'Token'}=x`],
    ['password in an address', `postgresql://owner:${'correct-horse'}@db.example.com/stockroom`],
    ['named like a secret', `const dbPassword = '${chance}7';`],
    ['named like a secret', `{"apiKey":"${chance}7"}`],
    ['named like a secret', `CLIENT_SECRET: "${chance}7"`],
  ])('%s', (rule, text) => {
    expect(secretsIn('planted', `some text\n${text}\nmore`).map((find) => find.rule)).toContain(rule);
    expect(refused(secretsIn('planted', text))).not.toEqual([]);
  });

  test('but what only speaks of one is not', () => {
    for (const text of [
      "password: 'choose your own'",
      'secret: !Ref DatabaseAppSecret',
      "token: 'abc'",
      'tokenUrl: "https://example.com/oauth2/token1"',
    ])
      expect(secretsIn('text', text)).toEqual([]);
  });
});
