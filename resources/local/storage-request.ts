import type { IncomingMessage, ServerResponse } from 'node:http';
import { finished } from 'node:stream/promises';
import { unchunk } from './storage-chunked.ts';
import { StorageProblem } from './storage-problem.ts';

/** A request in S3's words: `/bucket/key?query`. */
export type Target = { bucket: string; key: string; query: URLSearchParams };

/** Reads a path-style address, `/bucket/key?query`; the key may hold slashes. */
export function parseTarget(url: string): Target {
  const [path = '/', search = ''] = url.split(/\?(.*)/s);
  const [, bucket = '', ...rest] = path.split('/');
  return {
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(rest.join('/')),
    query: new URLSearchParams(search),
  };
}

/** Lets the web application's pages read the answer, and answers their browser's question before an upload. */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, webOrigin: string): void {
  if (request.headers.origin !== webOrigin) return;
  response.setHeader('access-control-allow-origin', webOrigin);
  response.setHeader('vary', 'origin');
  response.setHeader('access-control-expose-headers', 'etag, location, content-range');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('access-control-allow-methods', 'GET, HEAD, PUT, POST');
  response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-max-age', '3600');
}

/** The engine keeps objects as files by the name of their key: a key must not lead out of its folder. */
export function refuseClimbing(key: string): void {
  if (key.split('/').some((part) => part === '..' || part === '.') || key.includes('\0')) {
    throw new StorageProblem(
      400,
      'InvalidArgument',
      'Keys with "." or ".." between slashes are not taken on one machine.',
    );
  }
}

/** Of a presigned address only the time limit is checked here. */
export function refuseExpired(query: URLSearchParams, now: number): void {
  const [date, seconds] = [query.get('X-Amz-Date'), query.get('X-Amz-Expires')];
  if (date === null || seconds === null) return;
  const signed = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(signed + Number(seconds) * 1000 > now)) throw new StorageProblem(403, 'AccessDenied', 'Request has expired');
}

/** The answer to a conditional request whose condition does not hold. */
export function preconditionFailed(): StorageProblem {
  return new StorageProblem(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
}

/** An ETag with its quotes, which clients may leave off. */
export function quoted(etag: string): string {
  return etag.startsWith('"') ? etag : `"${etag}"`;
}

/** The object in a PUT request, without the frames that the SDK puts around a stream. */
export function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  const bytes = bytesOf(request);
  return request.headers['content-encoding']?.includes('aws-chunked') === true ? unchunk(bytes) : bytes;
}

/** The request's bytes; whoever stops reading early leaves the connection whole, so that it can carry the answer. */
export function bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false });
}

/** Lets the rest of an unwanted upload run out: a client that is still sending would not read the answer. */
export async function drain(request: IncomingMessage): Promise<void> {
  request.removeAllListeners('readable');
  request.resume();
  await finished(request, { writable: false }).catch(() => {});
}

/** The header fields of a PUT request that are kept with the object. */
export function objectHeaders(request: IncomingMessage): Record<string, string> {
  const kept = /^(content-(type|disposition|language)|cache-control|x-amz-meta-.*|x-amz-checksum-.*)$/;
  const headers: Record<string, string> = { 'content-type': 'application/octet-stream' };
  for (const [name, value] of Object.entries(request.headers)) {
    if (kept.test(name) && typeof value === 'string') headers[name] = value;
  }
  const encoding = (request.headers['content-encoding'] ?? '').replace(/aws-chunked,?\s*/, '');
  if (encoding !== '') headers['content-encoding'] = encoding;
  // The engine would read such a body as a call of another service.
  if (/x-www-form-urlencoded|x-amz-json/.test(headers['content-type'] ?? ''))
    headers['content-type'] = 'application/octet-stream';
  return headers;
}

/** Passes bytes on and counts them. */
export function count(body: AsyncIterable<Uint8Array>): { bytes: AsyncIterable<Uint8Array>; length(): number } {
  let length = 0;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const piece of body) {
      length += piece.length;
      yield piece;
    }
  }
  return { bytes: pass(), length: () => length };
}
