import { STATUS_CODES } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod';
import { DomainError, type Problem } from '#domain/errors.ts';
import { correlationId } from '#domain/platform/correlation.ts';
import { log } from '#domain/platform/log.ts';

/** The request itself is at fault, before the domain was asked. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly code: string;
  readonly errors: { path: string; message: string }[];

  constructor(status: number, code: string, message: string, errors: { path: string; message: string }[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** What zod found, one entry for each field at fault. */
export function invalidRequest(error: z.ZodError): RequestError {
  const errors = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), message: 'is not a known field' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  );
  return new RequestError(400, 'request.invalid', 'Some fields are not as they should be; see errors', errors);
}

const statuses: Record<Problem, number> = {
  invalid: 400,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  limited: 429,
  unavailable: 503,
};

/**
 * The answer to an error, as RFC 9457 problem details. Only errors made to be read by a caller are shown; anything else
 * is logged and answered with a bare 500.
 */
export function problemAnswer(error: unknown): APIGatewayProxyStructuredResultV2 {
  if (error instanceof RequestError) {
    const scheme = error.code.startsWith('till.') ? 'ApiKey' : 'Bearer';
    const headers = error.status === 401 ? { 'www-authenticate': `${scheme} error="${error.code}"` } : {};
    return answer(error.status, error.code, error.message, error.errors, headers);
  }
  if (error instanceof DomainError) {
    if (error.problem === 'limited') return answer(429, error.code, error.message, [], { 'retry-after': '1' });
    if (error.problem !== 'unavailable') return answer(statuses[error.problem], error.code, error.message);
    log.warn('Not available', { code: error.code, error });
    return answer(503, error.code, error.message, [], { 'retry-after': '5' });
  }
  log.error('Request failed', { error });
  return answer(500, 'internal', 'Something went wrong on our side');
}

function answer(
  status: number,
  code: string,
  detail: string,
  errors: { path: string; message: string }[] = [],
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  const title = STATUS_CODES[status] ?? 'Error';
  const about = { type: 'about:blank', title, status, code, detail, correlationId: correlationId() };
  const body = { ...about, ...(errors.length > 0 ? { errors } : {}) };
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json', ...headers },
    body: JSON.stringify(body),
  };
}
