import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { documentation, documentationPage } from '#functions/api/documentation.ts';
import { exampleOf, type Schema } from '#functions/api/documentation-example.ts';
import { routes } from '#functions/api/routes.ts';
import { declaredRoutes } from './declared.ts';

type Operation = {
  security: unknown[];
  parameters?: { name: string; in: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content: Record<string, { schema: Schema }> }>;
};
type Read = {
  openapi: string;
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
};
const document = documentation() as unknown as Read;
const schemas = document.components.schemas;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
);

const declared = declaredRoutes();

describe('the OpenAPI document', () => {
  test('holds the routes of serverless.yml, all of them and no others', () => {
    const inManifest = declared.map(({ method, path }) => `${method} ${path}`);
    expect(operations.map(({ name }) => name).toSorted()).toEqual(inManifest.toSorted());
  });

  test('asks for a token just where serverless.yml does', () => {
    const open = declared
      .filter(({ authorizer }) => authorizer === undefined)
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.toSorted()).toEqual(['GET /docs', 'GET /health', 'GET /openapi.json', 'POST /unsubscribe/{token}']);
    expect(
      operations
        .filter(({ operation }) => operation.security.length === 0)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(open.toSorted());
  });

  test('is OpenAPI 3.1 whose references all lead somewhere', () => {
    expect(document.openapi).toBe('3.1.0');
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    );
    expect(references.length).toBeGreaterThan(20);
    expect(references.filter((name) => name === undefined || !(name in schemas))).toEqual([]);
  });

  test('says once what holds for every route', () => {
    for (const word of ['Idempotency-Key', 'minor unit', 'decimal string', 'nextCursor', 'problem+json', 'ISO 8601'])
      expect(document.info.description).toContain(word);
  });

  test.each(operations.filter(({ operation }) => operation.security.length > 0))(
    '$name answers every problem as problem details',
    ({ operation }) => {
      const problems = Object.entries(operation.responses).filter(([status]) => status !== '200');
      expect(problems.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '500', '503']));
      for (const [, { content }] of problems) expect(Object.keys(content)).toEqual(['application/problem+json']);
    },
  );

  test.each(routes)('the example of $method $path is one that the route itself would take and give', (route) => {
    const operation = document.paths[route.path]?.[route.method.toLowerCase()];
    const example = (body: { content: Record<string, { schema: Schema }> } | undefined) =>
      exampleOf(body?.content['application/json']?.schema ?? {}, schemas);
    const answer = route.output.safeParse(example(operation?.responses['200']));
    expect(answer.error && z.prettifyError(answer.error)).toBeUndefined();
    // What is sent to a public route beside its path is not looked at.
    if (route.method === 'GET' || route.isPublic) return expect(operation?.requestBody).toBeUndefined();
    const body = route.input.safeParse(example(operation?.requestBody));
    expect(body.error && z.prettifyError(body.error)).toBeUndefined();
    expect(operation?.requestBody).toBeDefined();
  });

  test('asks for the Idempotency-Key where a write must happen once', () => {
    const keyed = operations.filter(({ operation }) =>
      operation.parameters?.some((one) => one.name === 'idempotency-key' && one.in === 'header' && one.required),
    );
    expect(keyed.map(({ name }) => name).toSorted()).toEqual([
      'POST /adjustments',
      'POST /count-sheets',
      'POST /count-sheets/{sheetId}/lines',
      'POST /orders',
      'POST /orders/{orderId}/receipts',
      'POST /policies/promotions',
      'POST /reservations',
      'POST /returns',
      'POST /sales',
      'POST /suggestions/decide',
      'POST /till/returns',
      'POST /till/sales',
      'POST /transfers',
      'POST /transfers/{transferId}/close',
      'POST /transfers/{transferId}/receive',
    ]);
  });
});

describe('the page', () => {
  const { body, policy } = documentationPage();
  const without = body.replace(/<style>.*<\/style>/s, '');

  test('loads nothing and runs nothing', () => {
    expect(without).not.toMatch(/<script|<link|<img|<iframe|\bon\w+=|style=|javascript:|url\(/i);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]+='/);
  });

  test('has an anchor for every link, and every route and shape on it', () => {
    const ids = [...without.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const links = [...without.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    expect(ids).toHaveLength(operations.length + Object.keys(schemas).length);
  });

  test('shows numbers that are likely, not the bounds of what a number can be', () => {
    const within = (minimum: number, maximum: number) => exampleOf({ type: 'integer', minimum, maximum }, {});
    expect(within(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe(12);
    expect([within(50, 60), within(1, 5), exampleOf({ type: 'number' }, {})]).toEqual([50, 5, 12]);
    expect(body).not.toContain(String(Number.MAX_SAFE_INTEGER));
  });

  test('tells the fields within fields, those of a list too', () => {
    const fields = [...without.matchAll(/<th scope="row"><code>([^<]+)<\/code>/g)].map(([, name]) => name);
    const nested = ['lines[].sku', 'days[].stockMinor', 'today.netMinor', 'stores[].missing[].kind'];
    expect(nested.filter((name) => !fields.includes(name))).toEqual([]);
  });

  test('says which amounts include tax, and how to try it with a token', () => {
    expect(without).toContain('Prices include it: <code>unitPrice</code>');
    expect(without).toContain('Revenue is net: without tax');
    expect(without).toMatch(/<pre tabindex="0">curl -H &quot;Authorization: Bearer \$\(npm run -s token -- manager\)/);
  });

  test('is light or dark as the reader has it, and readable on a phone', () => {
    expect(body).toContain('color-scheme:light dark');
    expect(body).toContain('width=device-width');
    expect(body).toContain('@media(max-width:');
  });
});
