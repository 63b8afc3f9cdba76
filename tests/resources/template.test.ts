import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Statement = {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
};
type Properties = Record<string, unknown>;
type Resource = { Type: string; Properties: Properties; DeletionPolicy?: string };

const folder = mkdtempSync(join(tmpdir(), 'stockroom-package-'));
let resources: Record<string, Resource>;

/** The service, packaged as for deployment: without credentials or network. */
beforeAll(() => {
  const environment = { PATH: process.env['PATH'], HOME: folder, LOCAL_BUILD_FOLDER: join(folder, 'build') };
  const args = [resolve('node_modules/serverless/bin/serverless.js'), 'package', '--stage', 'dev', '--package', folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(`osls package failed:\n${stdout}${stderr}`);
  const text = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  resources = (JSON.parse(text) as { Resources: Record<string, Resource> }).Resources;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ofType = (type: string) => Object.entries(resources).filter(([, { Type }]) => Type === type);
const only = (type: string): Resource => {
  const found = ofType(type);
  expect(found).toHaveLength(1);
  return found[0]![1];
};
const functions = (): (Properties & { id: string })[] =>
  ofType('AWS::Lambda::Function').map(([id, { Properties }]) => ({ ...Properties, id }));
const statements = (role: Resource) =>
  (role.Properties['Policies'] as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );
const roleOf = (name: string) => resources[`${name}Role`]!;
const actionsOf = (name: string) => statements(roleOf(name)).flatMap(({ Action }) => [Action].flat());

describe('functions', () => {
  test('are at most 45, of a template far below the 500 resources that CloudFormation takes', () => {
    const count = Object.keys(resources).length;
    console.log(`${count} resources, ${functions().length} functions`);
    expect(functions().length).toBeGreaterThanOrEqual(14);
    expect(functions().length).toBeLessThanOrEqual(45);
    expect(count).toBeLessThan(400);
  });

  test('that hand work on to themselves are not stopped for it; no other is let loop', () => {
    const looping = functions().filter(({ RecursiveLoop }) => RecursiveLoop !== undefined);
    expect(looping.map(({ id, RecursiveLoop }) => [id, RecursiveLoop])).toEqual([
      ['ImportFileLambdaFunction', 'Allow'],
    ]);
  });

  test('are bundled small, each with what it needs and no more', () => {
    const sizes = functions().map(({ FunctionName }) => {
      const name = String(FunctionName).replace('stockroom-dev-', '');
      return [name, statSync(join(folder, `${name}.zip`)).size] as const;
    });
    console.log(sizes.map(([name, size]) => `${name} ${Math.round(size / 1024)} KB`).join(', '));
    for (const [name, size] of sizes) expect([name, size < 600 * 1024]).toEqual([name, true]);
  });

  test('run Node 24 on arm64 and have a log that does not grow for ever', () => {
    for (const { Runtime, Architectures } of functions())
      expect([Runtime, Architectures]).toEqual(['nodejs24.x', ['arm64']]);
    const groups = ofType('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functions().length);
    for (const [, { Properties }] of groups) expect(Properties['RetentionInDays']).toBe(30);
  });

  test('of the API end before API Gateway gives up, and answer before they end', () => {
    const api = functions().filter(({ Handler }) => String(Handler).startsWith('functions/api/'));
    expect(api.length).toBeGreaterThanOrEqual(15);
    // API Gateway waits 30 s for an answer, and 10 s for an authorizer.
    for (const { id, Timeout } of api)
      expect([id, Timeout]).toEqual([id, id === 'AuthorizeTillLambdaFunction' ? 10 : 25]);
  });

  test('that nobody waits for put what failed to the end into a queue', () => {
    const asynchronous = ['ImportFile', 'SendImportMail', 'RelayOutbox', 'SweepImports'];
    const configured = ofType('AWS::Lambda::EventInvokeConfig').map(([id, { Properties }]) => {
      expect(JSON.stringify(Properties['DestinationConfig'])).toContain('FailedInvocations');
      return id.replace('LambdaEvConf', '');
    });
    expect(configured.toSorted()).toEqual(asynchronous.toSorted());
    for (const name of asynchronous) expect(actionsOf(name)).toContain('sqs:SendMessage');
  });
});

describe('roles', () => {
  test('belong to one function each', () => {
    const roles = functions().map(({ Role }) => (Role as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions().length);
    expect(
      ofType('AWS::IAM::Role')
        .map(([id]) => id)
        .toSorted(),
    ).toEqual(roles.toSorted());
  });

  test('allow named actions on named things, nothing with a star of its own', () => {
    for (const [id, role] of ofType('AWS::IAM::Role'))
      for (const { Effect, Action, Resource } of statements(role)) {
        expect(Effect).toBe('Allow');
        for (const action of [Action].flat())
          expect([id, action]).toEqual([id, expect.stringMatching(/^[a-z0-9-]+:[A-Z]\w+$/i)]);
        expect([id, Resource]).not.toEqual([id, '*']);
        // A star may only stand at the end, behind a prefix: the streams of a log, the objects of a folder.
        if (typeof Resource === 'object' && Resource !== null && 'Fn::Sub' in Resource)
          expect([id, Resource['Fn::Sub']]).toEqual([id, expect.stringMatching(/^arn:[^*]+\w([:/]\*)?$/)]);
      }
  });

  test('write to their own function’s log only', () => {
    for (const { id, FunctionName } of functions()) {
      const [log] = statements(roleOf(id.replace('LambdaFunction', ''))).filter(({ Action }) =>
        String(Action).includes('logs:'),
      );
      expect(JSON.stringify(log?.Resource)).toContain(`log-group:/aws/lambda/${String(FunctionName)}:*`);
    }
  });

  test('let nothing open a transaction, and only the rotation of the application’s secret know the owner', () => {
    for (const { id } of functions()) {
      const name = id.replace('LambdaFunction', '');
      const may = actionsOf(name).includes('rds-data:BeginTransaction');
      const owner = JSON.stringify(statements(roleOf(name))).includes('MasterUserSecret');
      expect([name, may, owner]).toEqual([name, false, name === 'RotateAppSecret']);
    }
  });

  test('let only readers of the API read, and only those send mail or start functions whose work it is', () => {
    const holders = (action: string) =>
      functions()
        .map(({ id }) => id.replace('LambdaFunction', ''))
        .filter((name) => actionsOf(name).includes(action))
        .toSorted();
    expect(holders('ses:SendEmail')).toEqual(['SendImportMail']);
    expect(holders('lambda:InvokeFunction')).toEqual(['ImportFile', 'SweepImports']);
    expect(holders('s3:GetObject')).toEqual(['ImportFile', 'ImportsRead']);
    expect(holders('s3:PutObject')).toEqual(['ImportFile', 'ImportsWrite']);
    expect(holders('events:PutEvents')).toEqual([
      'ImportFile',
      'RelayOutbox',
      'SalesWrite',
      'StockWrite',
      'SweepImports',
      'TillSales',
    ]);
    expect(holders('cognito-idp:AdminCreateUser')).toEqual(['UsersWrite']);
    expect(actionsOf('Public')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });
});

describe('the API', () => {
  test('lets nobody in without a token, but to three routes, and to one with a till’s key', () => {
    const asking = (type?: string) =>
      ofType('AWS::ApiGatewayV2::Route')
        .filter(([, { Properties }]) => Properties['AuthorizationType'] === type)
        .map(([, { Properties }]) => String(Properties['RouteKey']))
        .toSorted();
    expect(asking()).toEqual(['GET /docs', 'GET /health', 'GET /openapi.json']);
    expect(asking('CUSTOM')).toEqual(['POST /till/sales']);
    expect(asking('JWT').length).toBe(ofType('AWS::ApiGatewayV2::Route').length - 4);
    const [people, tills, ...others] = ofType('AWS::ApiGatewayV2::Authorizer').map(([, { Properties }]) => Properties);
    expect(others).toEqual([]);
    expect(people?.['AuthorizerType']).toBe('JWT');
    expect(JSON.stringify(people?.['JwtConfiguration'])).toContain('UserPoolClient');
    expect(tills).toMatchObject({ AuthorizerType: 'REQUEST', IdentitySource: ['$request.header.x-api-key'] });
    expect(Number(tills?.['AuthorizerResultTtlInSeconds'])).toBeLessThanOrEqual(60);
  });

  test('is of the web app’s own origin, and of no other', () => {
    expect(only('AWS::ApiGatewayV2::Api').Properties).not.toHaveProperty('CorsConfiguration');
  });
});

describe('the upload bucket', () => {
  const bucket = () => resources['S3BucketUploads']!.Properties;

  test('is encrypted, versioned and closed to the public', () => {
    expect(JSON.stringify(bucket()['BucketEncryption'])).toContain('"SSEAlgorithm":"AES256"');
    expect(bucket()['VersioningConfiguration']).toEqual({ Status: 'Enabled' });
    expect(bucket()['PublicAccessBlockConfiguration']).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(resources['S3BucketUploads']?.DeletionPolicy).toBe('Retain');
  });

  test('moves, forgets and tidies up', () => {
    const { Rules } = bucket()['LifecycleConfiguration'] as { Rules: Properties[] };
    expect(Rules).toMatchObject([
      {
        Prefix: 'uploads/',
        Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: 90 }],
        ExpirationInDays: 730,
      },
      { Prefix: 'rejects/', ExpirationInDays: 90 },
      { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
    ]);
    for (const rule of Rules) expect(rule['Status']).toBe('Enabled');
  });

  test('speaks TLS only', () => {
    const [statement] = (resources['UploadsPolicy']!.Properties['PolicyDocument'] as { Statement: Statement[] })
      .Statement;
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': false } },
    });
    expect(JSON.stringify(statement?.Resource)).toMatch(/S3BucketUploads.*S3BucketUploads\.Arn\}\/\*/);
  });

  test('starts the import for what is put under uploads/, and not for the rejects that the import writes', () => {
    expect(bucket()['NotificationConfiguration']).toEqual({
      LambdaConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Function: { 'Fn::GetAtt': ['ImportFileLambdaFunction', 'Arn'] },
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'uploads/' }] } },
        },
      ],
    });
    const [[, permission]] = ofType('AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties['Principal'] === 's3.amazonaws.com',
    ) as [[string, Resource]];
    expect(permission.Properties['SourceAccount']).toEqual({ Ref: 'AWS::AccountId' });
    expect(JSON.stringify(permission.Properties['SourceArn'])).toContain('stockroom-demo-dev-uploads');
  });
});

describe('events', () => {
  test('have one bus, whose name the functions know', () => {
    expect(only('AWS::Events::EventBus').Properties['Name']).toBe('stockroom-dev');
    for (const { Environment } of functions())
      expect((Environment as { Variables: Properties }).Variables['BUS_NAME']).toBe('stockroom-dev');
  });

  test('start the mail for failed imports and for completed ones with refused rows', () => {
    const rules = ofType('AWS::Events::Rule').filter(([, { Properties }]) => Properties['EventPattern'] !== undefined);
    expect(rules.map(([, { Properties }]) => Properties['EventPattern'])).toEqual([
      { source: ['stockroom'], 'detail-type': ['import.failed'] },
      {
        source: ['stockroom'],
        'detail-type': ['import.completed'],
        detail: { data: { rejected: [{ numeric: ['>', 0] }] } },
      },
    ]);
    for (const [, { Properties }] of rules)
      expect(JSON.stringify(Properties['Targets'])).toContain('"DeadLetterConfig"');
  });

  test('that got lost lie in encrypted queues for 14 days', () => {
    const queues = ofType('AWS::SQS::Queue');
    expect(queues).toHaveLength(2);
    for (const [, { Properties }] of queues)
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 });
  });
});

test('the database is encrypted, private, spoken to by the Data API, and leaves a snapshot behind', () => {
  const cluster = only('AWS::RDS::DBCluster');
  expect(cluster.Properties).toMatchObject({
    Engine: 'aurora-postgresql',
    EngineVersion: expect.stringMatching(/^17\./),
    EnableHttpEndpoint: true,
    ManageMasterUserPassword: true,
    StorageEncrypted: true,
    DeletionProtection: true,
  });
  expect(cluster.DeletionPolicy).toBe('Snapshot');
  expect(only('AWS::RDS::DBInstance').Properties['PubliclyAccessible']).toBe(false);
});

test('every reference of the template leads to a resource of it', () => {
  const targets = [
    ...JSON.stringify(resources).matchAll(/"(?:Ref":"|Fn::GetAtt":\[")(?!AWS::)(\w+)"|\$\{(\w+)(?:\.\w+)*\}/g),
  ].map(([, named, substituted]) => named ?? substituted ?? '');
  expect(targets.length).toBeGreaterThan(50);
  // What a Fn::Sub brings along itself, and the stack's one parameter.
  const others = ['AWS', 'Origins', 'WebDomain'];
  expect(targets.filter((name) => !(name in resources) && !others.includes(name))).toEqual([]);
});

test('no secret is in the environment of a function', () => {
  for (const { Environment } of functions()) {
    const names = Object.keys((Environment as { Variables: Properties }).Variables);
    expect(names.filter((name) => /PASSWORD|TOKEN|PRIVATE|ACCESS_KEY/.test(name))).toEqual([]);
  }
});
