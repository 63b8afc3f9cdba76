import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { context, eventFor, read, testIssuer } from './api.ts';
import { declaredRoutes } from './declared.ts';

type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;

const { functions } = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' }) as {
  functions: Record<string, { handler: string; events?: { httpApi?: { method: string; path: string } }[] }>;
};
const routes = declaredRoutes();

const load = async (handler: string) => {
  const url = pathToFileURL(resolve(handler.replace(/\.handler$/, '.ts'))).href;
  return ((await import(url)) as { handler: Handler }).handler;
};

beforeAll(() => void testIssuer());

describe('the Lambda that serverless.yml names', () => {
  test.each(routes)('answers $method $path', async ({ handler, method, path, authorizer }) => {
    const answer = read(await (await load(handler))(eventFor(method, path.replaceAll(/\{\w+\}/g, '1')), context()));
    // Without a token a route of ours says 401; 404 would say that this Lambda does not know it. What is open to all
    // answers, or finds fault with the 1 in its path.
    expect(answer.status).toBe(authorizer !== undefined ? 401 : path.includes('{') ? 400 : 200);
  });

  test.each(Object.entries(functions))('%s has a handler', async (_name, { handler }) => {
    expect(await load(handler)).toBeTypeOf('function');
  });
});

const greedy = Object.values(functions).flatMap(({ handler, events = [] }) =>
  events.flatMap(({ httpApi }) => (httpApi?.path.endsWith('{proxy+}') === true ? [{ handler, ...httpApi }] : [])),
);

test.each(greedy)('$method $path says of what is no route that it is none', async ({ handler, method, path }) => {
  const answerTo = await load(handler);
  const nowhere = path.replace('{proxy+}', 'no/such/route');
  for (const asked of method === '*' ? ['GET', 'POST', 'DELETE'] : [method]) {
    const answer = read(await answerTo(eventFor(asked, nowhere), context()));
    expect(answer).toMatchObject({ status: 404, body: { code: 'route.unknown' } });
    expect(answer.headers['content-type']).toBe('application/problem+json');
  }
});

test('the three public routes say what they are', async () => {
  const ask = async (path: string) =>
    read(await (await load('functions/api/public.handler'))(eventFor('GET', path), context()));
  expect((await ask('/health')).body).toEqual({ status: 'ok' });
  expect((await ask('/openapi.json')).body).toMatchObject({ openapi: '3.1.0', info: { title: 'Stockroom' } });
  const page = await ask('/docs');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.headers['content-security-policy']).toContain('style-src');
  expect(page.text).toMatch(/^<!doctype html>/);
});
