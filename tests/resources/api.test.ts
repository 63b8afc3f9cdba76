import { describe, expect, test } from 'vitest';
import { type Check, holds, resource, unless } from './checks.ts';
import { packaged } from './package.ts';
import { at, idOf, listOf, ofType, type Properties, type Template, textAt } from './template.ts';

/** What anybody may ask. Everything else is refused without a token or a till's key. */
const open = ['GET /docs', 'GET /health', 'GET /openapi.json', 'POST /unsubscribe/{token}'];

/** The sockets of open pages: their routes are let in by ticket. */
const ofSockets = (it: Properties) => idOf(it['ApiId']) === 'WebsocketsApi';
const stage = (template: Template) => ofType(template, 'AWS::ApiGatewayV2::Stage').filter((it) => !ofSockets(it));
const routes = (template: Template) => ofType(template, 'AWS::ApiGatewayV2::Route').filter((it) => !ofSockets(it));
const authorizer = (template: Template, id: unknown) => template.Resources[idOf(id) ?? '']?.Properties ?? {};

const checks: Check[] = [
  {
    says: 'lets nobody in without a token or a till’s key, but to four routes (CKV_AWS_309)',
    find: (template) =>
      routes(template).flatMap((it) => {
        const key = String(it['RouteKey']);
        const closed = it['AuthorizationType'] !== undefined && authorizer(template, it['AuthorizerId']) !== undefined;
        return unless(open.includes(key) !== (closed && it['AuthorizerId'] !== undefined), key);
      }),
    break: (template) => {
      const [first] = Object.values(template.Resources).filter(
        ({ Properties }) => Properties['AuthorizationType'] === 'JWT',
      );
      delete first?.Properties['AuthorizerId'];
    },
  },
  {
    says: 'lets tills in by key on the routes for tills only, and people by token on all others',
    find: (template) =>
      routes(template).flatMap((it) => {
        const forTills = / \/till\//.test(String(it['RouteKey']));
        const type = authorizer(template, it['AuthorizerId'])['AuthorizerType'];
        return unless(type === undefined || type === (forTills ? 'REQUEST' : 'JWT'), String(it['RouteKey']));
      }),
    break: (template) => {
      const [first] = Object.values(template.Resources).filter(
        ({ Properties }) => Properties['AuthorizationType'] === 'JWT',
      );
      Object.assign(first?.Properties ?? {}, { AuthorizerId: { Ref: 'HttpApiAuthorizerTills' } });
    },
  },
  {
    says: 'takes tokens of this stage’s own sign-in, for its own web app',
    find: (template) => {
      const config = at(template.Resources['HttpApiAuthorizerPeople'], 'Properties', 'JwtConfiguration');
      return [
        ...unless(listOf(at(config, 'Audience')).map(idOf).join() === 'UserPoolClient', 'audience'),
        ...unless(textAt(config, 'Issuer', 'Fn::Sub').endsWith('/${UserPool}'), 'issuer'),
      ];
    },
    break: (template) =>
      Object.assign(resource(template, 'HttpApiAuthorizerPeople').Properties['JwtConfiguration'] as object, {
        Audience: ['another-app'],
      }),
  },
  {
    says: 'answers so many requests a second and no more',
    find: (template) =>
      stage(template).flatMap((it) => {
        const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = (it['DefaultRouteSettings'] ?? {}) as Record<
          string,
          unknown
        >;
        return unless(Number(rate) > 0 && Number(burst) >= Number(rate), it.id);
      }),
    break: (template) => delete resource(template, 'HttpApiStage').Properties['DefaultRouteSettings'],
  },
  {
    says: 'notes who asked for what, as JSON, in a log (CKV_AWS_95)',
    find: (template) =>
      stage(template).flatMap((it) => {
        const log = template.Resources[idOf(at(it, 'AccessLogSettings', 'DestinationArn')) ?? ''];
        const format = textAt(it, 'AccessLogSettings', 'Format') || '{}';
        const fields = Object.values(JSON.parse(format) as Record<string, string>);
        const told = ['requestId', 'identity.sourceIp', 'routeKey', 'status', 'authorizer.claims.sub'];
        const missing = told.filter((name) => !fields.includes(`$context.${name}`));
        return [...missing, ...unless(log?.Type === 'AWS::Logs::LogGroup', 'log')];
      }),
    break: (template) => delete resource(template, 'HttpApiStage').Properties['AccessLogSettings'],
  },
  {
    says: 'has no cross-origin door: the web app asks on its own origin',
    find: (template) =>
      ofType(template, 'AWS::ApiGatewayV2::Api').flatMap((it) => unless(it['CorsConfiguration'] === undefined, it.id)),
    break: (template) => (resource(template, 'HttpApi').Properties['CorsConfiguration'] = { AllowOrigins: ['*'] }),
  },
];

holds('the API', ['dev', 'prod'], checks);

describe('the limit of the API', () => {
  test('is higher in production', async () => {
    const [dev, prod] = await Promise.all([packaged('dev'), packaged('prod')]);
    const rate = (template: Template) => Number(at(stage(template)[0], 'DefaultRouteSettings', 'ThrottlingRateLimit'));
    expect(rate(prod.template)).toBeGreaterThan(rate(dev.template));
  }, 300_000);
});
