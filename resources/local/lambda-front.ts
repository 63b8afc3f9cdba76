import type { ServerResponse } from 'node:http';
import type { Delivery } from './delivery.ts';
import { callFunction } from './lambda.ts';
import { listen, type Listening, readBody, sendJson, TooLong } from './listen.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB for an answer's sake, 1 MB for later. */
const maxSyncBytes = 6 * 1024 * 1024;
const maxAsyncBytes = 1024 * 1024;

/**
 * Starts Lambda's Invoke as the AWS SDK calls it. It stands before serverless-offline, which lets the whole process end
 * when an asynchronously invoked function throws; here such a function is tried again and then is a dead letter.
 */
export function startLambdaFront(options: {
  port: number;
  functionsPort: number;
  functionNames: readonly string[];
  delivery: Delivery;
}): Promise<Listening> {
  return listen(options.port, async (request, response) => {
    const match = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '');
    if (request.method !== 'POST' || match?.[1] === undefined) {
      return refuse(response, 404, 'UnknownOperationException', 'This Lambda knows Invoke only.');
    }
    // A name, or an ARN whose seventh part it is.
    const asked = decodeURIComponent(match[1]);
    const functionName = asked.startsWith('arn:') ? (asked.split(':')[6] ?? '') : asked;
    if (!options.functionNames.includes(functionName)) {
      return refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${functionName}`);
    }
    const asynchronous = request.headers['x-amz-invocation-type'] === 'Event';
    const limit = asynchronous ? maxAsyncBytes : maxSyncBytes;
    let payload: string;
    try {
      payload = (await readBody(request, limit)).toString('utf8') || '{}';
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
      return refuse(response, 413, 'RequestTooLargeException', `Request must be smaller than ${limit} bytes`);
    }
    if (asynchronous) {
      options.delivery.deliver({ source: 'lambda', functionName, payload: JSON.parse(payload) as unknown });
      response.writeHead(202).end();
      return undefined;
    }
    const answer = await callFunction(options.functionsPort, functionName, payload);
    response
      .writeHead(answer.status, {
        'content-type': 'application/json',
        ...(answer.failed ? { 'x-amz-function-error': 'Unhandled' } : {}),
        ...(answer.errorType === undefined ? {} : { 'x-amzn-errortype': answer.errorType }),
      })
      .end(answer.body);
    return undefined;
  });
}

function refuse(response: ServerResponse, status: number, type: string, message: string): void {
  sendJson(response, status, { Type: 'User', Message: message }, { 'x-amzn-errortype': type });
}
