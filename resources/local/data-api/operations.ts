import type { PoolClient } from 'pg';
import { DataApiError, invalid } from './errors.ts';
import { checkResponse, checkRows, checkSqlLength, type Limits } from './limits.ts';
import { bind, type SqlParameter } from './parameters.ts';
import { type Pools, type Target, timedOut } from './pools.ts';
import { recordsJson } from './records.ts';
import { parseStatement } from './statements.ts';
import type { Transactions } from './transactions.ts';
import type { NumberForms } from './fields.ts';

/** A request's body: every member of the five operations, none of them checked yet. */
export type Request = {
  resourceArn?: string;
  secretArn?: string;
  database?: string;
  schema?: string;
  sql?: string;
  parameters?: SqlParameter[];
  parameterSets?: SqlParameter[][];
  transactionId?: string;
  includeResultMetadata?: boolean;
  continueAfterTimeout?: boolean;
  formatRecordsAs?: string;
  resultSetOptions?: NumberForms;
};

/** What the operations work on. */
export type Cluster = {
  resourceArn: string;
  secrets: Record<string, { user: string; password: string }>;
  pools: Pools;
  transactions: Transactions;
  limits: Limits;
};

/** Answers one operation. @returns the JSON of the reply @throws DataApiError */
export type Operation = (cluster: Cluster, request: Request) => Promise<string>;

/** The operations by their route; the deprecated /ExecuteSql does not exist here, as on Serverless v2. */
export const operations: Record<string, Operation | undefined> = {
  '/Execute': execute,
  '/BatchExecute': batchExecute,
  '/BeginTransaction': async (cluster, request) => {
    const transactionId = await cluster.transactions.begin(targetOf(cluster, request));
    return JSON.stringify({ transactionId });
  },
  '/CommitTransaction': (cluster, request) => end(cluster, request, 'commit'),
  '/RollbackTransaction': (cluster, request) => end(cluster, request, 'rollback'),
};

async function execute(cluster: Cluster, request: Request): Promise<string> {
  const target = targetOf(cluster, request);
  const statement = parseStatement(sqlOf(cluster, request));
  const bound = bind(statement.names, request.parameters ?? []);
  if (request.continueAfterTimeout && request.transactionId !== undefined) {
    throw invalid('continueAfterTimeout cannot be used in a transaction');
  }
  return within(cluster, request, target, async (client) => {
    const result = await cluster.pools.run(client, statement.text, bound, request.continueAfterTimeout);
    checkRows(result.rows, cluster.limits);
    const json = await recordsJson(result, request, client);
    checkResponse(json, cluster.limits);
    return json;
  });
}

async function batchExecute(cluster: Cluster, request: Request): Promise<string> {
  const target = targetOf(cluster, request);
  const statement = parseStatement(sqlOf(cluster, request));
  const sets = request.parameterSets?.length ? request.parameterSets : [[]];
  const bound = sets.map((set) => bind(statement.names, set));
  return within(cluster, request, target, async (client) => {
    // One after the other, each a transaction of its own unless the caller has one open: no promise is documented that
    // a batch is all or nothing, so a failure here leaves what came before it.
    for (const values of bound) await cluster.pools.run(client, statement.text, values);
    return JSON.stringify({ updateResults: bound.map(() => ({ generatedFields: [] })) });
  });
}

async function end(cluster: Cluster, request: Request, how: 'commit' | 'rollback'): Promise<string> {
  targetOf(cluster, request);
  const id = required(request, 'transactionId');
  return JSON.stringify({ transactionStatus: await cluster.transactions.end(id, how) });
}

async function within(
  { pools, transactions, limits }: Cluster,
  { transactionId, continueAfterTimeout }: Request,
  target: Target,
  work: (client: PoolClient) => Promise<string>,
): Promise<string> {
  if (transactionId !== undefined) return transactions.use(transactionId, target, work);
  const client = await pools.connect(target);
  const working = work(client);
  // Not waited for: the caller has its answer while the session is wiped.
  void working.catch(() => {}).then(() => pools.giveBack(client));
  return continueAfterTimeout ? orTimeout(working, limits.statementMs) : working;
}

async function orTimeout<T>(working: Promise<T>, milliseconds: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(timedOut()), milliseconds);
  try {
    return await Promise.race([working, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

function targetOf({ resourceArn, secrets }: Cluster, request: Request): Target {
  if (request.schema !== undefined) throw invalid("Schema parameter isn't supported");
  const asked = required(request, 'resourceArn');
  const secret = secrets[required(request, 'secretArn')];
  // An ARN that matches no cluster is reported as one whose endpoint is off, see data-api.troubleshooting.html.
  if (asked !== resourceArn) {
    throw new DataApiError('HttpEndpointNotEnabledException', `HttpEndpoint isn't enabled for cluster ${asked}`);
  }
  if (!secret) throw new DataApiError('SecretsErrorException', "The secret provided wasn't found.");
  return { ...secret, database: request.database ?? secret.user };
}

function sqlOf({ limits }: Cluster, request: Request): string {
  const sql = required(request, 'sql');
  checkSqlLength(sql, limits);
  return sql;
}

function required(request: Request, member: 'resourceArn' | 'secretArn' | 'sql' | 'transactionId'): string {
  const value = request[member];
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}
