import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unzipped } from '#tests/security/zip.ts';
import { packaged, type Variant } from './package.ts';
import { functionsOf, type Template } from './template.ts';

const variants: Variant[] = ['dev', 'prod', 'reader', 'nat', 'ec2'];
/** CloudFormation takes 500 resources; the rest is for what is still to come. */
const most = 400;
const tooMany = (template: Template) => Object.keys(template.Resources).length > most;

describe('the stack', () => {
  test.each(variants)(
    'of %s is far below what CloudFormation takes',
    async (variant) => {
      const { template } = await packaged(variant);
      const names = functionsOf(template).length;
      console.log(`${variant}: ${Object.keys(template.Resources).length} resources, ${names} functions`);
      expect(names).toBeLessThanOrEqual(45);
      expect(tooMany(template)).toBe(false);
      // CloudFormation's limit is 1 MB for a template in a bucket.
      expect(JSON.stringify(template).length).toBeLessThan(800_000);
    },
    300_000,
  );

  test('with too many is found', async () => {
    const { template } = await packaged('dev');
    const added = Array.from({ length: most }, (_, index) => [
      `More${index}`,
      { Type: 'AWS::SNS::Topic', Properties: {} },
    ]);
    expect(tooMany({ Resources: { ...template.Resources, ...Object.fromEntries(added) } })).toBe(true);
  }, 300_000);

  test.each(variants)(
    'of %s has nothing that refers to what is not there',
    async (variant) => {
      const { template } = await packaged(variant);
      const dangling = (one: Template) => {
        const known = new Set([...Object.keys(one.Resources), ...Object.keys(one.Parameters ?? {}), 'AWS', 'Origins']);
        const text = JSON.stringify({ resources: one.Resources, outputs: one.Outputs });
        const named = [...text.matchAll(/"(?:Ref":"|Fn::GetAtt":\[")(?!AWS::)(\w+)"/g)].map(([, name]) => name ?? '');
        return named.filter((name) => !known.has(name));
      };
      expect(dangling(template)).toEqual([]);
      const broken = structuredClone(template);
      delete broken.Resources['Vpc'];
      expect(dangling(broken)).toContain('Vpc');
    },
    300_000,
  );
});

/** What a minified bundle may hold in KB, and the functions that need more: each has a reason. */
const usual = 400;
const larger = new Map([
  ['salesWrite', 420], // sales, returns, reservations and totals: what each of them takes is checked
  ['tillSales', 420],
  // tells of what it posts at once, and has somebody woken if it cannot: two clients of AWS beside all that it takes
  ['movesManage', 440],
  ['dashboardRead', 530], // may read from the second instance: PostgreSQL's protocol beside the Data API
  ['planStock', 500], // plans, checks alerts, sends mail, and sends orders of which it tells at once
  ['replenishmentManage', 420], // everything that suggestions and policies take and answer
  ['wake', 440], // whatever was left undone: hands on imports, publishes events, waits again, sends digests
  ['backUp', 470], // S3's client, and Lambda's, to hand itself on
  ['exportData', 470],
  ['importsRead', 470], // S3's client, and with it XML, checksums and its rules for addresses
  ['importsWrite', 470],
  ['ordersManage', 430], // tells of what it posts at once: two clients of AWS
  ['sendOrder', 1290], // draws PDFs: fonts, line breaking and compression
  ['reportsManage', 1320], // writes mails as React does, packs spreadsheets, and speaks S3
  ['sendReports', 1320],
  ['sweepImports', 480],
  ['importFile', 590], // S3, and the clients that hand it on, tell of it and wake it
]);

test('functions are bundled small, each with what it needs and no more', async () => {
  const { template, folder } = await packaged('dev');
  const sizes = functionsOf(template).map(({ name }) => {
    const files = unzipped(readFileSync(join(folder, `${name}.zip`)));
    const bundle = [...files].find(([file]) => file.endsWith('.mjs'));
    return [name, Math.ceil((bundle?.[1].length ?? 0) / 1024)] as const;
  });
  console.log(sizes.map(([name, size]) => `${name} ${size} KB`).join(', '));
  expect(sizes.filter(([, size]) => size < 100)).toEqual([]);
  expect(sizes.filter(([name, size]) => size > (larger.get(name) ?? usual))).toEqual([]);
}, 300_000);
