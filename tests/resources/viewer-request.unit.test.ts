import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';

const file = new URL('../../resources/web-host/viewer-request.mjs', import.meta.url);

/** Runs the function as CloudFront does: a script that declares `handler`, in a world of its own. */
function rewritten(uri: string): unknown {
  const request = { method: 'GET', uri, querystring: { limit: { value: '5' } }, headers: {}, cookies: {} };
  const event = { version: '1.0', context: { eventType: 'viewer-request' }, viewer: { ip: '192.0.2.1' }, request };
  const answer: unknown = runInNewContext(`${readFileSync(file, 'utf8')};handler(event)`, { event });
  expect(answer).toMatchObject({ ...request, uri: expect.any(String) as unknown });
  return (answer as { uri: unknown }).uri;
}

test.for([
  ['/', '/index.html'],
  ['/stock', '/index.html'],
  ['/products/17', '/index.html'],
  ['/products/17/', '/index.html'],
  ['/releases/1.2/notes', '/index.html'],
  ['/api', '/index.html'],
  ['/apis/x', '/index.html'],
])('%s is a page of the app', ([from = '', to]) => expect(rewritten(from)).toBe(to));

test.for(['/index.html', '/config.json', '/icon.svg', '/assets/app-1a2b.js', '/templates/sales.csv'])(
  '%s is a file and stays as it is',
  (file) => expect(rewritten(file)).toBe(file),
);

test.for([
  ['/api/', '/'],
  ['/api/stock', '/stock'],
  ['/api/openapi.json', '/openapi.json'],
  ['/api/products/a%20b/movements', '/products/a%20b/movements'],
  ['/api/api/x', '/api/x'],
])('%s reaches the API without its prefix', ([from = '', to]) => expect(rewritten(from)).toBe(to));

test('is small enough, and of a language level that CloudFront takes', () => {
  const code = readFileSync(file, 'utf8');
  expect(code.length).toBeLessThan(10_000); // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
  expect(code).not.toMatch(/\b(import|export|require|eval|setTimeout|fetch)\b/);
});
