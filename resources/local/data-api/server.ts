import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isFromElsewhere } from '#local/elsewhere.ts';
import { DataApiError, type ErrorName, invalid } from './errors.ts';
import { createFaultPlan, type FaultKind, type FaultPlan } from './faults.ts';
import { documentedLimits, type Limits } from './limits.ts';
import { type Cluster, operations } from './operations.ts';
import { createPools } from './pools.ts';
import { readRequest } from './requests.ts';
import { createTransactions } from './transactions.ts';

/** A running stand-in for the RDS Data API. `stop` drops open calls and rolls open transactions back. */
export type DataApi = { url: string; port: number; faults: FaultPlan; stop(): Promise<void> };

/**
 * Starts a stand-in for the RDS Data API of one Aurora PostgreSQL cluster on 127.0.0.1.
 *
 * `secrets` maps each secret's ARN to a database account; `postgres` is the server behind; `poolSize` is the number of
 * connections for each secret and database; `limits` replaces documented limits, for tests.
 *
 * @throws with code EADDRINUSE if the port is taken (0 takes any free one)
 */
export async function startDataApi(options: {
  port: number;
  resourceArn: string;
  secrets: Record<string, { user: string; password: string }>;
  postgres: { host: string; port: number };
  poolSize?: number;
  limits?: Partial<Limits>;
}): Promise<DataApi> {
  const limits = { ...documentedLimits, ...options.limits };
  const { host, port } = options.postgres;
  const pools = createPools({ host, port }, options.poolSize ?? 20, limits);
  const transactions = createTransactions(pools, limits);
  const { resourceArn, secrets } = options;
  const cluster: Cluster = { resourceArn, secrets, pools, transactions, limits };

  const faults = createFaultPlan();
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    void respond(message, response);
  });

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    let broken: FaultKind | undefined;
    let answer: { status: number; json: string; error?: string };
    try {
      const route = message.url ?? '/';
      if (isFromElsewhere(message)) throw invalid('A page from elsewhere may not ask');
      const request = await readRequest(message, limits);
      const operation = message.method === 'POST' ? operations[route] : undefined;
      if (!operation) throw new DataApiError('UnknownOperationException', `No operation ${message.method} ${route}`);
      const fault = faults.next(route, request.sql ?? '');
      broken = fault?.kind;
      const isSpared = fault?.when === 'before';
      answer = { status: 200, json: isSpared ? '' : await operation(cluster, request) };
    } catch (error) {
      answer = errorAnswer(error);
    }
    if (response.destroyed) return;
    if (broken) breakOff(response, broken);
    else send(response, answer);
  }

  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : options.port;
  let stopping: Promise<void> | undefined;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    faults,
    stop: () =>
      (stopping ??= (async () => {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        transactions.stop();
        await Promise.all([closed, pools.stop()]);
      })()),
  };
}

function errorAnswer(thrown: unknown): { status: number; json: string; error: string } {
  const error =
    thrown instanceof DataApiError ? thrown : new DataApiError('InternalServerErrorException', String(thrown));
  return { status: error.status, json: JSON.stringify({ message: error.message, ...error.extra }), error: error.name };
}

function send(response: ServerResponse, answer: { status: number; json: string; error?: string }): void {
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(answer.json),
    'x-amzn-requestid': randomUUID(),
    ...(answer.error === undefined ? {} : { 'x-amzn-errortype': answer.error }),
  });
  response.end(answer.json);
}

const faultErrors: Partial<Record<FaultKind, ErrorName>> = {
  500: 'InternalServerErrorException',
  503: 'ServiceUnavailableError',
  504: 'DatabaseUnavailableException',
  ThrottlingException: 'ThrottlingException',
  DatabaseResumingException: 'DatabaseResumingException',
  StatementTimeoutException: 'StatementTimeoutException',
  TransactionNotFoundException: 'TransactionNotFoundException',
  InvalidSecretException: 'InvalidSecretException',
};

function breakOff(response: ServerResponse, kind: FaultKind): void {
  const error = faultErrors[kind];
  if (error) send(response, errorAnswer(new DataApiError(error, 'A planned fault')));
  else if (kind === 'reset') response.socket?.resetAndDestroy();
  else if (kind === '429') send(response, { status: 429, json: '{"message":"Too many requests"}' });
  else if (kind === '502-html') {
    response.writeHead(502, { 'content-type': 'text/html' });
    response.end('<html><body><h1>502 Bad Gateway</h1></body></html>');
  }
  // 'hang' is what is left: nothing is sent.
}
