import type * as z from 'zod';
import { ApiProblem, problemOf } from './problem.ts';

/** `apiUrl` without a slash at its end: another origin, or a path such as `/api` of the page's own. */
type Connection = { apiUrl: string; accessToken: () => Promise<string | null> };
let connection: Connection | undefined;

/** Says where the API is and how to get a token for it. Called once, before anything is drawn. */
export function connect(to: Connection): void {
  connection = to;
}

/** The API's address with its origin, for people to copy. */
export const apiAddress = (): string =>
  new URL(connection?.apiUrl ?? '', globalThis.location.origin).href.replace(/\/$/, '');

type Query = Record<string, string | number | undefined>;

async function call(path: string, init: RequestInit, query: Query = {}): Promise<unknown> {
  if (!connection) throw new Error('The API was called before connect()');
  const token = await connection.accessToken();
  if (token === null) throw new ApiProblem(401, 'auth.missing', 'Your session has ended. Please sign in again.');
  const fields = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  const search = fields.length > 0 ? `?${new URLSearchParams(fields)}` : '';
  const headers = new Headers(init.headers);
  headers.set('accept', 'application/json');
  headers.set('authorization', `Bearer ${token}`);
  // The server writes it into every log line of this request: what a person reads out to support finds them.
  const reference = crypto.randomUUID();
  headers.set('x-correlation-id', reference);
  const answer = await fetch(`${connection.apiUrl}${path}${search}`, { ...init, headers });
  if (!answer.ok) throw await problemOf(answer, reference);
  return answer.json();
}

/**
 * Asks the API and checks the answer's shape. Query fields that are undefined or empty are left out.
 * @throws ApiProblem when the API refuses, TypeError when it cannot be reached, ZodError when the answer is misshapen
 */
export async function get<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  options: { query?: Query; signal?: AbortSignal } = {},
): Promise<z.infer<Schema>> {
  const init = options.signal ? { signal: options.signal } : {};
  return schema.parse(await call(path, init, options.query));
}

type Sending = { idempotencyKey?: string };

async function send<Schema extends z.ZodType>(
  method: 'POST' | 'PUT',
  path: string,
  schema: Schema,
  body: unknown,
  { idempotencyKey }: Sending,
): Promise<z.infer<Schema>> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
  return schema.parse(await call(path, { method, headers, body: JSON.stringify(body) }));
}

/**
 * Sends a JSON body. With an idempotency key the same request may be sent again without happening twice.
 * @throws as `get`
 */
export const post = <Schema extends z.ZodType>(path: string, schema: Schema, body: unknown, options: Sending = {}) =>
  send('POST', path, schema, body, options);

/**
 * Puts a thing as a whole in place of what is there; the body names the version that it replaces.
 * @throws as `get`; ApiProblem 409 with a code `….stale` when somebody else was faster
 */
export const put = <Schema extends z.ZodType>(path: string, schema: Schema, body: unknown) =>
  send('PUT', path, schema, body, {});
