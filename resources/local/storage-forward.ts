import { request as connect, type IncomingMessage, type OutgoingHttpHeaders, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { sendProblem, StorageProblem } from './storage-problem.ts';

/**
 * Passes a request on to the engine and its answer back, as streams. Knows what the engine lacks: If-Match without
 * quotes and on HEAD, and the `response-…` parameters of a presigned address. Returns the status sent.
 */
export async function forward(
  engine: string,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<number> {
  const { 'if-match': condition, ...headers } = request.headers;
  const match = condition === undefined || condition.startsWith('"') ? condition : `"${condition}"`;
  const answer = await send(engine, request, { ...headers, ...(match === undefined ? {} : { 'if-match': match }) });
  const status = answer.statusCode ?? 500;
  if (request.method === 'HEAD' && status === 200 && match !== undefined && answer.headers.etag !== match) {
    answer.resume();
    sendProblem(response, new StorageProblem(412, 'PreconditionFailed', ''), true);
    return 412;
  }
  const passed = { ...answer.headers };
  for (const name of ['connection', 'keep-alive', 'transfer-encoding']) delete passed[name];
  for (const [name, value] of query) {
    if (status < 300 && name.startsWith('response-')) passed[name.slice('response-'.length)] = value;
  }
  if (status < 300 && request.method === 'GET') passed['accept-ranges'] ??= 'bytes';
  response.writeHead(status, passed);
  await pipeline(answer, response);
  return status;
}

function send(engine: string, request: IncomingMessage, headers: OutgoingHttpHeaders): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { host } = new URL(engine);
    const onward = connect(
      engine + (request.url ?? '/'),
      { method: request.method, headers: { ...headers, host } },
      resolve,
    );
    onward.once('error', reject);
    request.once('error', (error) => onward.destroy(error));
    request.pipe(onward);
  });
}

/** Size and ETag of an object as the engine has it, or undefined if there is none. */
export async function objectAt(
  engine: string,
  bucket: string,
  key: string,
): Promise<{ size: number; etag: string } | undefined> {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const answer = await fetch(`${engine}/${bucket}/${path}`, { method: 'HEAD' });
  if (!answer.ok) return undefined;
  return { size: Number(answer.headers.get('content-length')), etag: answer.headers.get('etag') ?? '' };
}
