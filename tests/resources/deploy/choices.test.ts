import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { changes, choicesOf, unchosen } from '#resources/deploy/choices.ts';
import type { Stack } from '#resources/deploy/stack.ts';

const text = `service: shop
params:
  default:
    chain: demo
    mailFrom: stockroom@example.com
    mailTo: operations@example.com
    databaseArn: !GetAtt Cluster.Arn
    databaseMax: 4
    databaseProtected: false
    sweeps: 'off'
    hosting: s3
    domain: ''
    importConcurrency: none
  prod:
    mailTo: operations@example.com
    databaseMax: 16
    importConcurrency: 5

  local:
    chain: local
`;

describe('the choices of a stage', () => {
  test('are the defaults, then its own, then what is given', () => {
    expect(choicesOf(text, 'prod', ['databaseMax=32', 'domain=a.b=c'])).toMatchObject({
      chain: 'demo',
      databaseMax: '32',
      importConcurrency: 5,
      domain: 'a.b=c',
    });
    expect(choicesOf(text, 'dev', [])).toMatchObject({ databaseMax: 4 });
  });

  test.each([
    ['databaseMax=x', 'databaseMax: x is not a number'],
    ['databaseMax=', 'databaseMax:  is not a number'],
    ['databaseMax=-1', 'is not a number'],
    ['databaseMx=1', 'serverless.yml has no parameter "databaseMx"'],
    ['databaseProtected=yes', 'databaseProtected: yes is not true or false'],
    ['sweeps=on', undefined],
    ['sweeps=true', 'sweeps: true is not on or off'],
    ['hosting=azure', 'is not s3 or ec2'],
    ['importConcurrency=3', undefined],
    ['domain', 'write it as name=value'],
  ])('%s is told before anything is packaged: %s', (given, problem) => {
    const choose = () => choicesOf(text, 'dev', [given]);
    if (problem === undefined) expect(choose).not.toThrow();
    else expect(choose).toThrow(problem);
  });

  test('in serverless.yml are of the right kinds themselves', () => {
    const real = readFileSync('serverless.yml', 'utf8');
    for (const stage of ['dev', 'prod']) expect(() => choicesOf(real, stage, [])).not.toThrow();
  });
});

describe('an example that nobody has changed', () => {
  test('is told with the line of serverless.yml to edit', () => {
    const lines = unchosen(text, 'prod', choicesOf(text, 'prod', []));
    expect(lines).toEqual([
      expect.stringContaining('line 14, under params, prod: add chain: "demo"'),
      expect.stringContaining('line 14, under params, prod: add mailFrom: "stockroom@example.com"'),
      expect.stringContaining('line 15, under params, prod: mailTo: "operations@example.com"'),
    ]);
    expect(text.split('\n')[14]).toContain('mailTo');
    expect(unchosen(text, 'dev', choicesOf(text, 'dev', []))).toEqual(
      expect.arrayContaining([expect.stringContaining('in a new part "dev:", chain')]),
    );
  });

  test('is none any more once it is chosen', () => {
    const given = ['chain=corner-shops', 'mailFrom=stock@shops.ie', 'mailTo=ops@shops.ie'];
    expect(unchosen(text, 'prod', choicesOf(text, 'prod', given))).toEqual([]);
  });
});

describe('what is deployed', () => {
  const own = 'https://stock.shops.ie';
  const stack = (WebUrl: string, WebTarget: string): Stack => ({
    DatabaseArn: '',
    DatabaseOwnerSecretArn: '',
    DatabaseAppSecretArn: '',
    AuthIssuer: '',
    AuthClientId: '',
    UserPoolId: '',
    WebUrl,
    ApiUrl: `${WebUrl}/api`,
    WebTarget,
    SiteBucketName: 'shop-corner-shops-prod-site',
  });
  const next = (...given: string[]) => choicesOf(text, 'prod', ['chain=corner-shops', ...given]);

  test('may be released again as it is', () => {
    expect(changes(stack('https://d1.cloudfront.net', 'd1.cloudfront.net'), 'prod', next())).toEqual([]);
    expect(changes(stack(own, 'd1.cloudfront.net'), 'prod', next('domain=stock.shops.ie'))).toEqual([]);
    const balanced = stack(own, 'web-1.eu-west-1.elb.amazonaws.com');
    expect(changes(balanced, 'prod', next('domain=stock.shops.ie', 'hosting=ec2'))).toEqual([]);
  });

  test('is missed when it was chosen for one release and forgotten in the next', () => {
    expect(changes(stack(own, 'web-1.eu-west-1.elb.amazonaws.com'), 'prod', next())).toEqual([
      'hosting is "ec2" now, and would be "s3"',
      'domain is "stock.shops.ie" now, and would be ""',
    ]);
    expect(changes(stack(own, 'd1.cloudfront.net'), 'prod', next('domain=stock.shops.ie', 'chain=demo'))).toEqual([
      'chain is "corner-shops" now, and would be "demo"',
    ]);
  });
});
