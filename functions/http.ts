import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { correlated, correlationId } from '#domain/platform/correlation.ts';
import { type Platform, platform } from '#domain/platform/platform.ts';
import { callerOf } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { Permission } from '#domain/users/rights.ts';
import { fieldWords } from './field-words.ts';
import { invalidRequest, problemAnswer, RequestError } from './problem.ts';
import { fieldsOf } from './request.ts';
import { userOf } from './token.ts';

/** A route as data: the API's documentation is made from the same object that answers. */
export type Route = {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  summary: string;
  description?: string;
  /** What the caller must hold, as the action checks it; the wrapper only tells it to readers. */
  permission?: Permission;
  isPublic: boolean;
  /** Asked for with a till's key instead of a sign-in. */
  forTills?: boolean;
  contentType: string;
  input: z.ZodObject;
  headers: z.ZodObject;
  output: z.ZodType;
  answer: (platform: Platform, event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
};

export type Told = Pick<Route, 'method' | 'path' | 'summary' | 'description' | 'permission'>;

/**
 * Declares a route for signed-in callers. Its fields are parsed once, here; one that `input` does not name is an error.
 * What leaves is what `output` names and nothing else.
 */
export function route<Input extends z.ZodObject, Output extends z.ZodType, Headers extends z.ZodObject = z.ZodObject>(
  declared: Told & {
    input: Input;
    output: Output;
    headers?: Headers;
    run: (
      platform: Platform,
      caller: Caller,
      input: z.output<Input>,
      headers: z.output<Headers>,
    ) => Promise<z.input<Output>>;
  },
): Route {
  const { run, input, output, headers, ...told } = declared;
  return {
    ...told,
    isPublic: false,
    contentType: 'application/json',
    input,
    output,
    headers: headers ?? z.object({}),
    async answer(platform, event) {
      const userId = await userOf(event.headers['authorization']);
      const fields = parsed(input.strict(), fieldsOf(event));
      const sent = parsed(headers ?? z.object({}), event.headers);
      const caller = await callerOf(platform, userId);
      const result = await run(platform, caller, fields as z.output<Input>, sent as z.output<Headers>);
      return content('application/json', JSON.stringify(output.parse(result)));
    },
  };
}

/**
 * Declares a route that needs no token. Of a request it takes what the path says and nothing else, whatever else is sent;
 * `run` makes the body, and the page's content policy.
 */
export function publicRoute<Input extends z.ZodObject = z.ZodObject>(
  declared: Told & {
    input?: Input;
    output: z.ZodType;
    contentType?: string;
    run: (platform: Platform, input: z.output<Input>) => Promise<{ body: string; policy?: string }>;
  },
): Route {
  const { run, contentType = 'application/json', input, ...told } = declared;
  return {
    ...told,
    isPublic: true,
    contentType,
    input: input ?? z.object({}),
    headers: z.object({}),
    async answer(platform, event) {
      const fields = parsed(input ?? z.object({}), event.pathParameters ?? {});
      const { body, policy } = await run(platform, fields as z.output<Input>);
      return content(contentType, body, policy === undefined ? {} : { 'content-security-policy': policy });
    },
  };
}

/** API Gateway gives up after 30 s and the function is stopped after 25: this long before, it answers 503 itself. */
const spareMs = 5_000;

/** What may be asked for twice in a request (the grants, then the work) must fit into the rest: 2 x 10 s. */
export const httpBudget = { budgetMs: 2_000, timeoutMs: 8_000 };

/** A Lambda that answers these routes. Every error becomes problem details here, and nowhere else. */
export function lambda(routes: Route[], open: () => Platform = () => platform(httpBudget)) {
  let opened: Platform | undefined;
  const router = httpRouter<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    routes: routes.map(({ method, path, answer }) => ({
      method,
      path,
      handler: (event: APIGatewayProxyEventV2) => answer((opened ??= open()), event),
    })),
    notFoundResponse: () => {
      throw new RequestError(404, 'route.unknown', 'There is no such route; see /docs');
    },
  });
  const answer = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
    timeoutEarlyInMillis: spareMs,
    timeoutEarlyResponse: () => {
      throw new DomainError('unavailable', 'request.timeout', 'This takes too long just now; try again soon');
    },
  })
    .after((request) => {
      request.response = withSecurity(request.response ?? {});
    })
    .onError((request) => {
      request.response = withSecurity(problemAnswer(request.error));
    })
    .handler(router);
  // What the browser calls this request; else what API Gateway does, in its own log as well; else what Lambda does. A
  // gateway's id ends in `=`: another stands there when something in a gateway's place has none to give.
  return (event: APIGatewayProxyEventV2, context: Context) => {
    const gatewayId = /^(.+?)=+$/.exec(event.requestContext.requestId ?? '')?.[1];
    return correlated([event.headers[correlationHeader], gatewayId, context.awsRequestId], () =>
      answer(event, context),
    );
  };
}

/** Sent by the browser and in every answer: what one request is called in all logs. */
const correlationHeader = 'x-correlation-id';

/** An answer of status 200. */
export const content = (type: string, body: string, headers: Record<string, string> = {}) => ({
  statusCode: 200,
  headers: { 'content-type': type, ...headers },
  body,
});

// https://cheatsheetseries.owasp.org/cheatsheets/REST_Security_Cheat_Sheet.html#security-headers
const withSecurity = (answer: APIGatewayProxyStructuredResultV2): APIGatewayProxyStructuredResultV2 => ({
  ...answer,
  headers: {
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    [correlationHeader]: correlationId() ?? '',
    ...answer.headers,
  },
});

/** @throws RequestError 400 that names each field at fault */
export function parsed<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value, { error: fieldWords });
  if (!result.success) throw invalidRequest(result.error);
  return result.data;
}
