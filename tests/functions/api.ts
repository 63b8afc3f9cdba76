import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { loadKeys } from '#local/auth-keys.ts';
import { testDatabase, testPlatform, type TestDatabase } from '#tests/setup/database.ts';
import { getDocsRoute } from '#functions/api/get-docs.ts';
import { getOpenApiRoute } from '#functions/api/get-openapi.ts';
import { routes } from '#functions/api/routes.ts';
import { lambda } from '#functions/http.ts';
import type { Platform } from '#domain/platform/platform.ts';

export const issuer = 'http://127.0.0.1:1';
export const clientId = 'stockroom-web';

export type Asked = {
  query?: Record<string, string>;
  body?: unknown;
  /** Sent as it is instead of `body`. */
  text?: string;
  headers?: Record<string, string>;
  /** The user's id; without one no token is sent. */
  as?: string;
  /** The whole Authorization header, instead of a token for `as`. */
  authorization?: string;
};
export type Answered = {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  body: Record<string, unknown>;
};

/** An event as API Gateway sends it (payload format 2.0) for one request. */
export function eventFor(method: string, path: string, asked: Asked = {}): APIGatewayProxyEventV2 {
  const text = asked.text ?? (asked.body === undefined ? undefined : JSON.stringify(asked.body));
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(asked.query).toString(),
    headers: { ...asked.headers, ...(asked.authorization ? { authorization: asked.authorization } : {}) },
    ...(asked.query ? { queryStringParameters: asked.query } : {}),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: false,
    requestContext: { http: { method, path } } as APIGatewayProxyEventV2['requestContext'],
  };
}

export const context = (remainingMs = 25_000) =>
  ({ awsRequestId: 'request-1', getRemainingTimeInMillis: () => remainingMs }) as Context;

/** Keys of an issuer of a test's own; the verifier is told of them by the environment. */
export function testIssuer() {
  const folder = mkdtempSync(join(tmpdir(), 'stockroom-keys-'));
  const keys = loadKeys(join(folder, 'keys.json'));
  rmSync(folder, { recursive: true });
  Object.assign(process.env, {
    AUTH_ISSUER: issuer,
    AUTH_CLIENT_ID: clientId,
    AUTH_JWKS: JSON.stringify(keys.jwks),
  });
  const claims = (sub: string) => {
    const now = Math.floor(Date.now() / 1000);
    return { sub, iss: issuer, client_id: clientId, token_use: 'access', iat: now, exp: now + 3600 };
  };
  const token = (sub: string, overrides: Record<string, unknown> = {}) => keys.sign({ ...claims(sub), ...overrides });
  return { token, claims };
}

export type TestApi = {
  database: TestDatabase;
  platform: ReturnType<typeof testPlatform>;
  call(method: string, path: string, asked?: Asked): Promise<Answered>;
  grant(userId: string, role: string, storeId?: string | null): Promise<void>;
  token: ReturnType<typeof testIssuer>['token'];
  claims: ReturnType<typeof testIssuer>['claims'];
  close(): Promise<void>;
};

/** The whole API over a fresh database, behind one handler. */
export async function testApi(parts: Partial<Platform> = {}): Promise<TestApi> {
  const database = await testDatabase();
  const platform = testPlatform(database.db, parts);
  const { token, claims } = testIssuer();
  const handler = lambda([...routes, getOpenApiRoute, getDocsRoute], () => platform);
  return {
    database,
    platform,
    token,
    claims,
    async call(method, path, asked = {}) {
      const authorization = asked.authorization ?? (asked.as === undefined ? undefined : `Bearer ${token(asked.as)}`);
      const event = eventFor(method, path, { ...asked, ...(authorization ? { authorization } : {}) });
      return read(await handler(event, context()));
    },
    async grant(userId, role, storeId = null) {
      await database.sql.query('insert into user_role_grant values ($1, $2, $3)', [userId, role, storeId]);
    },
    close: () => database.close(),
  };
}

export function read(result: APIGatewayProxyStructuredResultV2): Answered {
  const text = result.body ?? '';
  const isJson = String(result.headers?.['content-type']).includes('json');
  return {
    status: result.statusCode ?? 0,
    headers: result.headers ?? {},
    text,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
