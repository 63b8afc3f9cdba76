import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from '#functions/http.ts';
import { conventions } from './conventions.ts';

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().meta({ example: 409 }),
    code: z.string().meta({ description: 'Stable; made to be compared', example: 'stock.insufficient' }),
    detail: z.string().meta({ description: 'For people: what to do next' }),
    correlationId: z.string().meta({ description: 'What this request is called in our logs' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

const meanings: Record<string, string> = {
  400: 'Something in the request is not as it should be; nothing happened',
  401: 'No valid access token, or no key that works',
  403: 'You may not do this',
  404: 'There is no such thing, or you may not see it',
  409: 'It contradicts what is there',
  413: 'The body is larger than 1 MB',
  415: 'The body is not sent as application/json',
  429: 'More calls in a second than the key allows: send it again after Retry-After seconds',
  500: 'Our fault; it has been logged',
  503: 'Not available just now: try again after Retry-After seconds',
};

/** The OpenAPI 3.1 document of these routes, made from what they parse and answer. */
export function openApiOf(routes: Route[]) {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes)
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Stockroom', version: '1', description: conventions, license: { name: 'MIT', identifier: 'MIT' } },
    paths,
    components: {
      securitySchemes: {
        signIn: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An access token of the sign-in (OpenID Connect, authorization code with PKCE)',
        },
        tillKey: {
          type: 'apiKey',
          in: 'header',
          name: 'x-api-key',
          description: "A till's key, made with `POST /till-keys`: it stands for its store",
        },
      },
    },
  });
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { input, method, path, summary, permission, description } = route;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const inQuery = Object.keys(input.shape).filter((name) => !inPath.includes(name));
  const requestParams = {
    ...(inPath.length > 0 ? { path: part(input, inPath) } : {}),
    ...(method === 'GET' && inQuery.length > 0 ? { query: part(input, inQuery) } : {}),
    ...(Object.keys(route.headers.shape).length > 0 ? { header: route.headers } : {}),
  };
  const needs = permission === undefined ? [] : [`Needs the permission \`${permission}\`.`];
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/[/.{}]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    ...(description !== undefined || needs.length > 0
      ? { description: [...(description === undefined ? [] : [description]), ...needs].join(' ') }
      : {}),
    security: route.isPublic ? [] : [route.forTills === true ? { tillKey: [] } : { signIn: [] }],
    ...(Object.keys(requestParams).length > 0 ? { requestParams } : {}),
    ...(method !== 'GET' && !route.isPublic
      ? { requestBody: { required: true, content: { 'application/json': { schema: input } } } }
      : {}),
    responses: {
      200: { description: 'Done', content: { [route.contentType]: { schema: route.output } } },
      ...Object.fromEntries(
        problemsOf(route).map((status) => [
          status,
          {
            description: meanings[status] ?? '',
            content: { 'application/problem+json': { schema: Problem } },
            ...(status === 503 || status === 429
              ? { headers: z.object({ 'retry-after': z.string().meta({ description: 'Seconds', example: '5' }) }) }
              : {}),
          },
        ]),
      ),
    },
  };
}

/** A schema of some of the fields. Unlike `pick` it may be made of a schema with refinements. */
const part = (input: z.ZodObject, names: string[]) =>
  z.object(Object.fromEntries(Object.entries(input.shape).filter(([name]) => names.includes(name))));

function problemsOf({ isPublic, forTills, permission, method, path, input }: Route): number[] {
  // Of a public route only the path is looked at, and whoever reads it may send what they like beside.
  if (isPublic) return [...(path.includes('{') ? [400, 404] : []), 500, ...(method === 'GET' ? [] : [503])];
  return [
    ...(Object.keys(input.shape).length > 0 ? [400] : []),
    401,
    ...(permission === undefined && forTills !== true ? [] : [403]),
    ...(path.includes('{') || method !== 'GET' || 'store' in input.shape ? [404] : []),
    ...(method !== 'GET' ? [409, 413, 415] : []),
    ...(forTills === true ? [429] : []),
    500,
    503,
  ];
}
