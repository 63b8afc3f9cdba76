import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { isFromElsewhere } from './elsewhere.ts';
import { host } from './ports.ts';

export type Listening = { url: string; port: number; stop(): Promise<void> };

/** Thrown by `readBody` when a request is longer than allowed. */
export class TooLong extends Error {}

/**
 * Serves `answer` on `port` of this machine (0 = any free port), but not to pages from elsewhere. An exception becomes a bare 500 and goes to `onError`.
 *
 * @throws with code EADDRINUSE if the port is taken
 */
export async function listen(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
  onError: (error: unknown) => void = (error) => console.error(error),
): Promise<Listening> {
  const handle: RequestListener = (request, response) => {
    void (async () => {
      try {
        if (isFromElsewhere(request)) return void response.writeHead(403).end();
        await answer(request, response);
      } catch (error) {
        if (!response.destroyed) onError(error);
        if (!response.headersSent) response.writeHead(500).end();
        else response.destroy();
      }
    })();
  };
  const server = createServer({ keepAliveTimeout: 30_000 }, handle);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host}:${actual}`,
    port: actual,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Reads a request's body as bytes.
 *
 * @throws TooLong above `limit` bytes
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    length += bytes.length;
    if (length > limit) throw new TooLong(`longer than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Answers with JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
