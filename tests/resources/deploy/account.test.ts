import { describe, expect, test } from 'vitest';
import { obstacles } from '#resources/deploy/account.ts';
import { packaged } from '#tests/resources/package.ts';

const nothingTaken = { unreserved: 1_000, isTaken: async () => false };

describe('before a first release', () => {
  test('an account with room for all of it is fine', async () => {
    const { template } = await packaged('prod');
    expect(await obstacles(template, nothingTaken)).toEqual([]);
  }, 300_000);

  test('a new account’s ten concurrent functions are too few for prod, which reserves some, and enough for dev', async () => {
    const [dev, prod] = await Promise.all([packaged('dev'), packaged('prod')]);
    expect(await obstacles(dev.template, { ...nothingTaken, unreserved: 10 })).toEqual([]);
    expect(await obstacles(prod.template, { ...nothingTaken, unreserved: 10 })).toEqual([
      expect.stringMatching(/^31 of .* has 10, .*importConcurrency, mailConcurrency and pushConcurrency to none/),
    ]);
    expect(await obstacles(prod.template, { ...nothingTaken, unreserved: 131 })).toEqual([]);
  }, 300_000);

  test('a chain’s name that S3 or Cognito do not take is told', async () => {
    const { template } = await packaged('dev');
    const of = async (chain: string) =>
      obstacles(
        JSON.parse(JSON.stringify(template).replaceAll('stockroom-demo-', `stockroom-${chain}-`)),
        nothingTaken,
      );
    expect(await of('corner-shop')).toEqual([]);
    expect(await of('a'.repeat(50))).toEqual([expect.stringContaining('-access-logs')]);
    expect(await of('Corner')).toEqual([expect.stringContaining('stockroom-Corner-dev-uploads')]);
    expect(await of('lawson')).toEqual([expect.stringContaining('as in stockroom-lawson-dev')]);
  }, 300_000);

  test('a domain without its certificate is told', async () => {
    const { template } = await packaged('ec2');
    expect(await obstacles(template, nothingTaken)).toEqual([]);
    const without = JSON.stringify(template).replaceAll('certificate/a"', 'certificate/none"');
    expect(await obstacles(JSON.parse(without), nothingTaken)).toEqual([expect.stringContaining('certificateArn')]);
  }, 300_000);

  test('buckets that a removed stage has left behind are named', async () => {
    const { template } = await packaged('dev');
    const asked: string[] = [];
    const isTaken = async (name: string) => {
      asked.push(name);
      return name.endsWith('-backups') || name.endsWith('-uploads');
    };
    expect(await obstacles(template, { ...nothingTaken, isTaken })).toEqual([
      expect.stringMatching(/stockroom-demo-dev-(uploads|backups), stockroom-demo-dev-(uploads|backups)\./),
    ]);
    expect(asked.toSorted()).toEqual(
      ['access-logs', 'backups', 'data', 'site', 'uploads', 'web-logs'].map((name) => `stockroom-demo-dev-${name}`),
    );
  }, 300_000);
});
