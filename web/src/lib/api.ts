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

/** What an answer must look like: one of the domain's zod schemas. */
type Shape<Answer> = { parse(answer: unknown): Answer };

/**
 * Takes the server's word for the shape of an answer; it has checked it against the same schema. For what every visit
 * asks first, so that the first page loads without the checker.
 */
export const unchecked = <Answer>(): Shape<Answer> => ({ parse: (answer) => answer as Answer });

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
export async function get<Answer>(
  path: string,
  schema: Shape<Answer>,
  options: { query?: Query; signal?: AbortSignal } = {},
): Promise<Answer> {
  const init = options.signal ? { signal: options.signal } : {};
  return schema.parse(await call(path, init, options.query));
}

/**
 * Posts to a route that is open to everybody: without a token, a body, or an answer that is looked at.
 * @throws ApiProblem when the API refuses, TypeError when it cannot be reached
 */
export async function postOpenly(path: string): Promise<void> {
  if (!connection) throw new Error('The API was called before connect()');
  const reference = crypto.randomUUID();
  const headers = { accept: 'application/json', 'x-correlation-id': reference };
  const answer = await fetch(`${connection.apiUrl}${path}`, { method: 'POST', headers });
  if (!answer.ok) throw await problemOf(answer, reference);
}

type Sending = { idempotencyKey?: string };

async function send<Answer>(
  method: 'POST' | 'PUT',
  path: string,
  schema: Shape<Answer>,
  body: unknown,
  { idempotencyKey }: Sending,
): Promise<Answer> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (idempotencyKey) headers.set('idempotency-key', idempotencyKey);
  return schema.parse(await call(path, { method, headers, body: JSON.stringify(body) }));
}

/**
 * Sends a JSON body. With an idempotency key the same request may be sent again without happening twice.
 * @throws as `get`
 */
export const post = <Answer>(path: string, schema: Shape<Answer>, body: unknown, options: Sending = {}) =>
  send('POST', path, schema, body, options);

/**
 * Puts a thing as a whole in place of what is there; the body names the version that it replaces.
 * @throws as `get`; ApiProblem 409 with a code `….stale` when somebody else was faster
 */
export const put = <Answer>(path: string, schema: Shape<Answer>, body: unknown) => send('PUT', path, schema, body, {});
