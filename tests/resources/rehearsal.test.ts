import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readDeployed } from '#resources/deploy/deployed.ts';
import { readStack } from '#resources/deploy/stack.ts';
import { type Moto, motoMissing, startMoto } from '#tests/setup/moto.ts';
import { type Package, packaged } from './package.ts';

const stack = 'stockroom-dev';
/** What moto really makes; tests/fixtures/moto says why no more. */
const made =
  /^AWS::(Events|IAM|Lambda::(Function|Permission|EventSourceMapping)|Logs::LogGroup|S3::Bucket$|SNS::Topic$|SQS::Queue$)/;

describe.skipIf(motoMissing !== undefined)(
  `rehearsed against moto${motoMissing ? ` (skipped: ${motoMissing})` : ''}`,
  () => {
    let moto: Moto;
    let release: Package;
    let folder: string;
    let lambda: LambdaClient;
    let queues: SQSClient;
    let events: EventBridgeClient;
    let files: S3Client;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'stockroom-rehearsal-'));
      [moto, release] = await Promise.all([startMoto(), packaged('dev')]);
      // moto knows the older word alone.
      release = {
        ...release,
        folder: another('first', (template) => template.replaceAll('RetainExceptOnCreate', 'Retain')),
      };
      Object.assign(process.env, moto.environment);
      lambda = new LambdaClient({});
      queues = new SQSClient({});
      events = new EventBridgeClient({});
      files = new S3Client({});
    }, 240_000);
    afterAll(async () => {
      for (const client of [lambda, queues, events, files]) client?.destroy();
      await moto?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Runs a program of the project as whoever deploys would. */
    async function run(...args: string[]): Promise<{ status: number; output: string }> {
      const child = spawn(process.execPath, args, {
        env: { PATH: process.env['PATH'], HOME: folder, SLS_AWS_MONITORING_FREQUENCY: '300', ...moto.environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const [output, errors, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      return { status: Number(status), output: output + errors };
    }
    const deploy = (from: string) =>
      run(resolve('node_modules/serverless/bin/serverless.js'), 'deploy', '--stage', 'dev', '--package', from);

    /** Another release of the same code: with other keys of the sign-in, or as `change` makes its template. */
    function another(name: string, change: (template: string) => string): string {
      const copy = join(folder, name);
      cpSync(release.folder, copy, { recursive: true });
      for (const file of ['cloudformation-template-update-stack.json', 'serverless-state.json']) {
        const path = join(copy, file);
        writeFileSync(path, change(readFileSync(path, 'utf8')));
      }
      return copy;
    }
    const withKey = (kid: string) => (template: string) =>
      template.replaceAll(String.raw`{\"keys\":[]}`, String.raw`{\"keys\":[{\"kid\":\"${kid}\",\"kty\":\"RSA\"}]}`);

    async function functionNames(): Promise<string[]> {
      const names: string[] = [];
      for await (const page of paginateListFunctions({ client: lambda }, {}))
        names.push(...(page.Functions ?? []).map(({ FunctionName = '' }) => FunctionName));
      return names.toSorted();
    }
    async function keysInUse(): Promise<string | undefined> {
      const FunctionName = `${stack}-stockRead`;
      const answer = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return answer.Environment?.Variables?.['AUTH_JWKS'];
    }
    const declared = (type: string) =>
      Object.values(release.template.Resources).filter((resource) => resource.Type === type);
    const queueUrls = async () => (await queues.send(new ListQueuesCommand({}))).QueueUrls?.toSorted() ?? [];

    test(
      'a first release makes every function, queue, rule and bucket of the template',
      { timeout: 120_000 },
      async () => {
        const { status, output } = await deploy(release.folder);
        expect(status, output).toBe(0);

        const expected = declared('AWS::Lambda::Function').map(({ Properties }) => String(Properties['FunctionName']));
        expect(await functionNames()).toEqual(expected.toSorted());
        expect(await queueUrls()).toHaveLength(declared('AWS::SQS::Queue').length);
        const rules = (await events.send(new ListRulesCommand({ EventBusName: stack }))).Rules ?? [];
        expect(rules.length).toBeGreaterThan(0);
        for (const { Name = '' } of rules) {
          const rule = await events.send(new DescribeRuleCommand({ Name, EventBusName: stack }));
          const { Targets } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName: stack }));
          if (rule.EventPattern === undefined || rule.ManagedBy !== undefined) continue;
          for (const target of Targets ?? [])
            if (target.Arn?.includes(':function:') === true)
              expect([Name, target.DeadLetterConfig?.Arn]).toEqual([
                Name,
                expect.stringMatching(/:sqs:.*:stockroom-dev-undelivered-events$/),
              ]);
        }
        const buckets = ((await files.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
        expect(buckets).toEqual(expect.arrayContaining(['stockroom-demo-dev-uploads', 'stockroom-demo-dev-site']));

        // What the rest of a release is told by the stack.
        const outputs = await readStack(stack);
        expect(outputs).toMatchObject({ SiteBucketName: 'stockroom-demo-dev-site', ApiUrl: `${outputs?.WebUrl}/api` });
        expect(await readStack('stockroom-none')).toBeUndefined();

        const resources = await readDeployed(stack);
        const types = [...new Set(resources.map(({ type }) => type))].toSorted();
        const covered = types.filter((type) => made.test(type));
        console.log(`Made by moto: ${covered.map((type) => `${type} (${declared(type).length})`).join(', ')}`);
        console.log(`Not rehearsed, names only: ${types.filter((type) => !made.test(type)).join(', ')}`);
        expect(covered).toEqual(
          expect.arrayContaining([
            'AWS::Events::Rule',
            'AWS::IAM::Role',
            'AWS::Lambda::Function',
            'AWS::S3::Bucket',
            'AWS::SQS::Queue',
          ]),
        );
        expect(types).toEqual(
          expect.arrayContaining(['AWS::ApiGatewayV2::Api', 'AWS::Cognito::UserPool', 'AWS::RDS::DBCluster']),
        );
      },
    );

    test(
      'a second release takes its place, and going back brings the first again; no queue or message is lost',
      { timeout: 120_000 },
      async () => {
        const before = await queueUrls();
        const QueueUrl = before.find((url) => url.endsWith('/stockroom-dev-failed-invocations'));
        await queues.send(new SendMessageCommand({ QueueUrl, MessageBody: 'still to be looked at' }));
        expect(await keysInUse()).toBe('{"keys":[]}');

        const second = await deploy(another('second', withKey('second')));
        expect(second.status, second.output).toBe(0);
        expect(await keysInUse()).toContain('"kid":"second"');

        const back = await deploy(release.folder);
        expect(back.status, back.output).toBe(0);
        expect(await keysInUse()).toBe('{"keys":[]}');
        expect(await queueUrls()).toEqual(before);
        const { Messages } = await queues.send(new ReceiveMessageCommand({ QueueUrl }));
        expect(Messages?.[0]?.Body).toBe('still to be looked at');
      },
    );

    test('a release that CloudFormation refuses is told as failed', { timeout: 120_000 }, async () => {
      const broken = another('broken', (template) =>
        withKey('broken')(template)
          .replaceAll('"Fn::GetAtt":["FailedInvocations"', '"Fn::GetAtt":["NoSuchQueue"')
          .replaceAll(/"Fn::GetAtt": \[\s*"FailedInvocations"/g, '"Fn::GetAtt": ["NoSuchQueue"'),
      );
      const { status, output } = await deploy(broken);
      expect(status).not.toBe(0);
      // That CloudFormation then puts back what it had changed is its own doing; moto does not.
      expect(output).toContain('NoSuchQueue');
    });

    test('a release that would move the web app to another domain by the way is refused before it begins', async () => {
      const script = resolve('resources/deploy/deploy.ts');
      const { status, output } = await run(script, '--stage', 'dev', '--param', 'domain=stock.shops.ie');
      expect(status).toBe(1);
      expect(output).toMatch(/This is not what is deployed:[^]*domain is .* now, and would be "stock\.shops\.ie"/);
      expect(output).not.toContain('[1/8]');
    }, 60_000);

    test('redriving reads the queues of a stage that is there, and says of another that it is not', async () => {
      const redrive = resolve('resources/deploy/redrive.ts');
      const here = await run(redrive, '--stage', 'dev', '--dry-run');
      expect(here).toMatchObject({ status: 0, output: expect.stringContaining('stockroom-dev-undelivered-events:') });
      expect(await run(redrive, '--stage', 'none')).toEqual({
        status: 1,
        output: 'There is no stack stockroom-none: nothing is deployed under that stage.\n',
      });
      const removed = await run(resolve('resources/deploy/remove.ts'), '--stage', 'none');
      expect(removed.output).toBe(
        'There is no stack stockroom-none: nothing is deployed under that stage.\nNot removed.\n',
      );
    }, 60_000);

    test('removing refuses prod, empties what goes, and tells what stays', { timeout: 120_000 }, async () => {
      const remove = resolve('resources/deploy/remove.ts');
      const prod = await run(remove, '--stage', 'prod');
      expect(prod).toMatchObject({ status: 1, output: expect.stringContaining('--yes-remove-prod') });

      for (const Key of ['index.html', 'index.html', 'assets/a.js'])
        await files.send(new PutObjectCommand({ Bucket: 'stockroom-demo-dev-site', Key, Body: Key }));
      await files.send(new PutObjectCommand({ Bucket: 'stockroom-demo-dev-uploads', Key: 'uploads/a.csv', Body: 'a' }));
      const { status, output } = await run(remove, '--stage', 'dev');
      expect(status, output).toBe(0);
      expect(output).toMatch(/stockroom-demo-dev-site: [23] objects deleted/);
      expect(output).toMatch(/What stays[^]*AWS::S3::Bucket {2}stockroom-demo-dev-uploads/);
      expect(output).toContain('the last snapshot of the database');
      expect(await functionNames()).toEqual([]);
      const buckets = ((await files.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name);
      expect(buckets).toContain('stockroom-demo-dev-uploads');
      expect(buckets).not.toContain('stockroom-demo-dev-site');
    });
  },
);
