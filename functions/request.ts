import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { RequestError } from './problem.ts';

/** Largest body of a request, in bytes. Files do not come this way: POST /uploads makes a place for them. */
const maxBodyBytes = 1024 ** 2;

/** How deep a body may nest. The deepest that a route takes has 4 levels; without a limit the stack would be it. */
const maxDepth = 20;

/**
 * All fields of a request as one object: what the path says wins over the query, and the query over the body.
 * @throws RequestError for a body that is too large, too deep or not a JSON object
 */
export function fieldsOf(event: APIGatewayProxyEventV2): Record<string, unknown> {
  const body = event.requestContext.http.method === 'GET' ? {} : bodyOf(event);
  if (depthOf(body) > maxDepth)
    throw new RequestError(400, 'request.body', `The body is nested more than ${maxDepth} levels deep`);
  // Of a route declared as `{proxy+}` API Gateway tells the rest of the path; the router finds the parameters in it.
  const named = Object.entries(event.pathParameters ?? {}).filter(([name]) => name !== 'proxy');
  const fields = { ...body, ...event.queryStringParameters, ...Object.fromEntries(named) };
  if (!isText(fields))
    throw new RequestError(400, 'request.text', 'Text must be valid Unicode and cannot hold the character U+0000');
  return fields;
}

function bodyOf({ body, headers, isBase64Encoded }: APIGatewayProxyEventV2): Record<string, unknown> {
  // A form of another site can send text/plain and the like without being asked first (CORS), JSON it cannot.
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type))
    throw new RequestError(415, 'request.type', 'Send the body as application/json');
  // API Gateway leaves an empty body out; serverless-offline says null.
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length === 0) throw new RequestError(400, 'request.body', 'The body is empty; send a JSON object');
  if (bytes.length > maxBodyBytes) throw new RequestError(413, 'request.too_large', 'A body may hold 1 MB at most');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new RequestError(400, 'request.body', 'The body is not JSON');
  }
  if (!isObject(value)) throw new RequestError(400, 'request.body', 'The body is not a JSON object');
  return value;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many levels of lists and objects there are, counted no further than one beyond the limit. */
function depthOf(value: unknown): number {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= maxDepth; depth += 1) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? (Object.values(item) as unknown[]) : [],
    );
    if (level.length === 0) return depth;
  }
  return maxDepth + 1;
}

/** Whether PostgreSQL can store every text in the value: no NUL, no half of a surrogate pair. */
function isText(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (Array.isArray(value)) return value.every(isText);
  return !isObject(value) || Object.entries(value).every(([name, item]) => isText(name) && isText(item));
}
