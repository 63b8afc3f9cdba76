import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { webHeaders } from '#local/web-headers.ts';
import { type Check, holds, resource, unless } from './checks.ts';
import { textOf } from './evaluate.ts';
import { packaged } from './package.ts';
import { at, idOf, listOf, ofType, policyOf, type Properties, statementsOf, type Template } from './template.ts';

const properties = (template: Template, id: string): Properties => resource(template, id).Properties;
const distribution = (template: Template) =>
  properties(template, 'Distribution')['DistributionConfig'] as Properties & { DefaultCacheBehavior: Properties };
const behaviours = (template: Template) => [
  distribution(template).DefaultCacheBehavior,
  ...listOf<Properties>(distribution(template)['CacheBehaviors']),
];
const behaviour = (template: Template, path: string): Properties =>
  behaviours(template).find(({ PathPattern }) => PathPattern === path) ?? {};
const origin = (template: Template, id: string): Properties =>
  listOf<Properties>(distribution(template)['Origins']).find(({ Id }) => Id === id) ?? {};
const launch = (template: Template) => properties(template, 'WebHost')['LaunchTemplateData'] as Properties;
const attribute = (template: Template, key: string) =>
  listOf<Properties>(properties(template, 'LoadBalancer')['LoadBalancerAttributes']).find(({ Key }) => Key === key);

const onlyTls: Check = {
  says: 'the site bucket speaks TLS only',
  find: (template) =>
    unless(
      policyOf(template, 'SiteBucket').some(
        ({ Effect, Action, Condition }) =>
          Effect === 'Deny' && Action === 's3:*' && at(Condition, 'Bool', 'aws:SecureTransport') === false,
      ),
      'SiteBucket',
    ),
  break: (template) => delete template.Resources['SitePolicy'],
};
const noCycle: Check = {
  says: 'the API knows nothing of who stands before it: no origin but its own may call it from a browser',
  find: (template) =>
    ofType(template, 'AWS::ApiGatewayV2::Api').flatMap((api) =>
      unless(!/CorsConfiguration|Distribution|LoadBalancer/.test(JSON.stringify(api)), api.id),
    ),
  break: (template) =>
    Object.assign(properties(template, 'HttpApi'), { CorsConfiguration: { AllowOrigins: ['https://example.com'] } }),
};

holds(
  'CloudFront',
  ['dev', 'prod'],
  [
    onlyTls,
    noCycle,
    {
      says: 'reads the site bucket over S3’s own API, signed',
      find: (template) => [
        ...unless(idOf(origin(template, 'site')['DomainName']) === 'SiteBucket', 'origin'),
        ...unless(JSON.stringify(origin(template, 'site')['DomainName']).includes('RegionalDomainName'), 'REST'),
        ...unless(idOf(origin(template, 'site')['OriginAccessControlId']) === 'SiteAccess', 'access control'),
        ...unless(
          at(properties(template, 'SiteAccess'), 'OriginAccessControlConfig', 'SigningBehavior') === 'always',
          'signing',
        ),
      ],
      break: (template) => delete origin(template, 'site')['OriginAccessControlId'],
    },
    {
      says: 'is, as this one distribution, the only one that may read the site bucket',
      find: (template) =>
        policyOf(template, 'SiteBucket')
          .filter(({ Effect }) => Effect === 'Allow')
          .flatMap(({ Principal, Action, Condition }) =>
            unless(
              at(Principal, 'Service') === 'cloudfront.amazonaws.com' &&
                Action === 's3:GetObject' &&
                String(at(Condition, 'StringEquals', 'AWS:SourceArn', 'Fn::Sub')).endsWith(
                  'distribution/${Distribution}',
                ),
              String(Action),
            ),
          ),
      break: (template) => {
        for (const statement of policyOf(template, 'SiteBucket')) delete statement.Condition;
      },
    },
    {
      says: 'answers over TLS only (CKV_AWS_34)',
      find: (template) =>
        behaviours(template).flatMap(({ PathPattern, ViewerProtocolPolicy }) =>
          unless(ViewerProtocolPolicy !== 'allow-all' && ViewerProtocolPolicy !== undefined, String(PathPattern)),
        ),
      break: (template) => Object.assign(behaviour(template, '/api/*'), { ViewerProtocolPolicy: 'allow-all' }),
    },
    {
      says: 'takes TLS 1.2 at least, where the name is its own (CKV_AWS_174), and so do its origins',
      find: (template) => [
        ...unless(
          at(distribution(template)['ViewerCertificate'], 'Fn::If', 1, 'MinimumProtocolVersion') === 'TLSv1.2_2021',
          'viewers',
        ),
        ...unless(
          JSON.stringify(at(origin(template, 'api'), 'CustomOriginConfig')).includes(
            '"OriginProtocolPolicy":"https-only","OriginSSLProtocols":["TLSv1.2"]',
          ),
          'API',
        ),
      ],
      break: (template) => {
        Object.assign(at(distribution(template)['ViewerCertificate'], 'Fn::If', 1) as Properties, {
          MinimumProtocolVersion: 'TLSv1',
        });
      },
    },
    {
      says: 'speaks HTTP/2, HTTP/3 and IPv6, compresses what it keeps, and keeps a log (CKV_AWS_86)',
      find: (template) => [
        ...unless(distribution(template)['HttpVersion'] === 'http2and3', 'HTTP'),
        ...unless(distribution(template)['IPV6Enabled'] === true, 'IPv6'),
        ...unless(idOf(at(distribution(template), 'Logging', 'Bucket')) === 'DistributionLogBucket', 'log'),
        ...behaviours(template)
          .filter(({ TargetOriginId }) => TargetOriginId === 'site')
          .flatMap(({ PathPattern, Compress }) => unless(Compress === true, String(PathPattern))),
      ],
      break: (template) => delete distribution(template)['Logging'],
    },
    {
      says: 'hands everything but the host name on to the API, and keeps nothing of what it answers',
      find: (template) => {
        const api = behaviour(template, '/api/*');
        return [
          ...unless(api['TargetOriginId'] === 'api', 'origin'),
          // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
          ...unless(api['CachePolicyId'] === '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', 'cache'),
          ...unless(api['OriginRequestPolicyId'] === 'b689b0a8-53d0-40ab-baf2-68738e2966ac', 'headers'),
          ...unless(listOf(api['AllowedMethods']).length === 7, 'methods'),
        ];
      },
      break: (template) => delete behaviour(template, '/api/*')['OriginRequestPolicyId'],
    },
    {
      says: 'runs the same function for pages and the API, and none for files with a hash',
      find: (template) => [
        ...[undefined, '/api/*'].flatMap((path) =>
          unless(
            idOf(
              at(
                behaviours(template).find(({ PathPattern }) => PathPattern === path),
                'FunctionAssociations',
                0,
                'FunctionARN',
              ),
            ) === 'ViewerRequest',
            String(path),
          ),
        ),
        ...unless(behaviour(template, '/assets/*')['FunctionAssociations'] === undefined, 'assets'),
        ...unless(
          properties(template, 'ViewerRequest')['FunctionCode'] ===
            readFileSync('resources/web-host/viewer-request.mjs', 'utf8'),
          'code',
        ),
      ],
      break: (template) => delete behaviour(template, '/api/*')['FunctionAssociations'],
    },
    {
      says: 'keeps no page for longer than a second, so that a release is seen at once',
      find: (template) =>
        unless(
          idOf(distribution(template).DefaultCacheBehavior['CachePolicyId']) === 'PagesCachePolicy' &&
            at(properties(template, 'PagesCachePolicy'), 'CachePolicyConfig', 'MaxTTL') === 1,
          'PagesCachePolicy',
        ),
      break: (template) =>
        Object.assign(distribution(template).DefaultCacheBehavior, {
          CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
        }),
    },
  ],
);

holds(
  'web hosts',
  ['ec2'],
  [
    onlyTls,
    noCycle,
    {
      says: 'are reached over TLS 1.2 at least (CKV_AWS_103); plain HTTP is sent on to it (CKV_AWS_2)',
      find: (template) =>
        ofType(template, 'AWS::ElasticLoadBalancingV2::Listener').flatMap((listener) => {
          const redirected = at(listener, 'DefaultActions', 0, 'RedirectConfig', 'Protocol') === 'HTTPS';
          const secure =
            listener['Protocol'] === 'HTTPS' && /^ELBSecurityPolicy-TLS13-1-[23]-/.test(String(listener['SslPolicy']));
          return unless(redirected || secure, listener.id);
        }),
      break: (template) =>
        Object.assign(properties(template, 'HttpsListener'), { SslPolicy: 'ELBSecurityPolicy-2016-08' }),
    },
    {
      says: 'stand behind a load balancer that drops malformed headers (CKV_AWS_131) and keeps a log (CKV_AWS_91)',
      find: (template) =>
        ['routing.http.drop_invalid_header_fields.enabled', 'access_logs.s3.enabled'].flatMap((key) =>
          unless(attribute(template, key)?.['Value'] === 'true', key),
        ),
      break: (template) => Object.assign(attribute(template, 'access_logs.s3.enabled') ?? {}, { Value: 'false' }),
    },
    {
      says: 'give their rights to nobody who asks them for it from outside (CKV_AWS_79), on encrypted disks (CKV_AWS_8)',
      find: (template) => [
        ...unless(at(launch(template), 'MetadataOptions', 'HttpTokens') === 'required', 'IMDSv2'),
        ...unless(at(launch(template), 'MetadataOptions', 'HttpPutResponseHopLimit') === 1, 'hops'),
        ...unless(at(launch(template), 'BlockDeviceMappings', 0, 'Ebs', 'Encrypted') === true, 'disk'),
      ],
      break: (template) => Object.assign(launch(template)['MetadataOptions'] as Properties, { HttpTokens: 'optional' }),
    },
    {
      says: 'let in the load balancer alone',
      find: (template) =>
        unless(
          JSON.stringify(at(launch(template), 'NetworkInterfaces', 0, 'Groups')) === '[{"Ref":"WebGroup"}]',
          'group',
        ),
      break: (template) =>
        Object.assign(at(launch(template), 'NetworkInterfaces', 0) as Properties, {
          Groups: [{ Ref: 'LoadBalancerGroup' }],
        }),
    },
    {
      says: 'may read the site, write their own log and be looked after, and nothing else',
      find: (template) =>
        statementsOf(properties(template, 'WebHostRole')).flatMap(({ Action, Resource }) =>
          listOf<string>(Action).flatMap((action) =>
            unless(
              /^ssm(messages)?:/.test(action)
                ? /^(ssm:UpdateInstanceInformation|ssmmessages:(Create|Open)(Control|Data)Channel)$/.test(action)
                : ['SiteBucket', 'WebHostLog'].includes(idOf(Resource) ?? ''),
              action,
            ),
          ),
        ),
      break: (template) => Object.assign(statementsOf(properties(template, 'WebHostRole'))[0] ?? {}, { Resource: '*' }),
    },
    {
      says: 'are replaced one by one, each once it has answered, in both zones, when the load balancer misses them',
      find: (template) => {
        const { UpdatePolicy } = resource(template, 'WebHosts') as unknown as { UpdatePolicy: unknown };
        const group = properties(template, 'WebHosts');
        return [
          ...unless(at(UpdatePolicy, 'AutoScalingRollingUpdate', 'WaitOnResourceSignals') === true, 'update'),
          ...unless(group['HealthCheckType'] === 'ELB', 'health'),
          ...unless(listOf(group['VPCZoneIdentifier']).length === 2, 'zones'),
          ...unless(Number(group['MaxSize']) > Number(group['MinSize']), 'room for one more'),
        ];
      },
      break: (template) => Object.assign(properties(template, 'WebHosts'), { HealthCheckType: 'EC2' }),
    },
    {
      says: 'fit the 16 KB that a host is told at its start',
      find: (template) => unless(JSON.stringify(launch(template)['UserData']).length < 16_000, 'UserData'),
      break: (template) => Object.assign(launch(template), { UserData: 'x'.repeat(20_000) }),
    },
  ],
);

describe('the headers of the web app', () => {
  let template: Template;
  beforeAll(async () => {
    ({ template } = await packaged('dev'));
  }, 120_000);

  const sent = (policy: string): Record<string, string> => {
    const config = properties(template, policy)['ResponseHeadersPolicyConfig'];
    const security = at(config, 'SecurityHeadersConfig');
    const values = { 'AWS::Region': 'eu-west-1', 'AWS::URLSuffix': 'amazonaws.com', WebsocketsApi: 'sockets' };
    return {
      'content-security-policy': textOf(at(security, 'ContentSecurityPolicy', 'ContentSecurityPolicy'), values),
      'x-content-type-options': at(security, 'ContentTypeOptions', 'Override') === true ? 'nosniff' : '',
      'x-frame-options': String(at(security, 'FrameOptions', 'FrameOption')),
      'referrer-policy': String(at(security, 'ReferrerPolicy', 'ReferrerPolicy')),
      ...Object.fromEntries(
        listOf<{ Header: string; Value: string }>(at(config, 'CustomHeadersConfig', 'Items')).map(
          ({ Header, Value }) => [Header, Value],
        ),
      ),
    };
  };

  test('are from CloudFront what they are on one machine, but for where uploads and sign-in are', () => {
    const { security, pagesCache } = webHeaders([
      'https://stockroom-demo-dev-uploads.s3.eu-west-1.amazonaws.com',
      'https://cognito-idp.eu-west-1.amazonaws.com',
      'https://stockroom-demo-dev.auth.eu-west-1.amazoncognito.com',
      'wss://sockets.execute-api.eu-west-1.amazonaws.com',
    ]);
    expect(sent('PagesHeaders')).toEqual({ ...security, 'cache-control': pagesCache });
    expect(sent('AssetsHeaders')).toEqual(security);
  });

  test('let no script in but the app’s own, and nobody frame it', () => {
    const directives = new Map(
      (sent('PagesHeaders')['content-security-policy'] ?? '').split('; ').map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        return [name, sources] as const;
      }),
    );
    expect(directives.get('default-src')).toEqual(["'none'"]);
    // WebAssembly is compiled, for reading barcodes; no text becomes script.
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    for (const name of ['object-src', 'base-uri', 'frame-ancestors']) expect(directives.get(name)).toEqual(["'none'"]);
  });

  test('ask for TLS for a year at least', () => {
    const { AccessControlMaxAgeSec, Override } = at(
      properties(template, 'PagesHeaders'),
      'ResponseHeadersPolicyConfig',
      'SecurityHeadersConfig',
      'StrictTransportSecurity',
    ) as Properties;
    expect([Number(AccessControlMaxAgeSec) >= 31_536_000, Override]).toEqual([true, true]);
  });
});

test('each way of hosting tells where the app is, and where its files go', async () => {
  const outputs = async (variant: 'dev' | 'ec2') => Object.keys((await packaged(variant)).template.Outputs ?? {});
  expect(await outputs('dev')).toEqual(
    expect.arrayContaining(['WebUrl', 'ApiUrl', 'WebTarget', 'SiteBucketName', 'DistributionId']),
  );
  expect(await outputs('ec2')).toEqual(expect.arrayContaining(['WebUrl', 'ApiUrl', 'WebTarget', 'SiteBucketName']));
}, 120_000);
