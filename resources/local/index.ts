import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Addresses, removeAddresses, runningAddresses, writeAddresses } from './addresses.ts';
import { type AuthServer, startAuth } from './auth.ts';
import { killChildren } from './child.ts';
import { addressTable, openConsole } from './console.ts';
import { type DataApi, startDataApi } from './data-api/server.ts';
import { createDelivery, type Delivery } from './delivery.ts';
import { baseEnvironment, cloudEnvironment } from './environment.ts';
import { type EventBus, startEvents } from './events.ts';
import { callFunction, type Functions, startFunctions } from './lambda.ts';
import { startLambdaFront } from './lambda-front.ts';
import { type MailServer, startMail } from './mail.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { lockName, takeLock } from './lock.ts';
import { runMigrations } from './migrations.ts';
import { host, type Ports } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { appRole, databaseName, ownerRole, prepareDatabase } from './roles.ts';
import { loadSecrets } from './secrets.ts';
import { startStorage } from './storage.ts';
import { buildWeb, startWeb } from './web.ts';

const region = 'eu-west-1';
const account = '000000000000';
const credentials = {
  accessKeyId: 'LOCALCLOUDACCESSKEY1',
  secretAccessKey: 'a-secret-that-opens-nothing-but-this-machine',
};
const databaseArn = `arn:aws:rds:${region}:${account}:cluster:stockroom`;
const ownerSecretArn = `arn:aws:secretsmanager:${region}:${account}:secret:stockroom-owner`;
const appSecretArn = `arn:aws:secretsmanager:${region}:${account}:secret:stockroom-app`;

export type CloudOptions = {
  /** Where the cloud keeps its state. One cloud at a time. */
  directory: string;
  ports: Ports;
  /** The serverless.yml to run. */
  serviceFile: string;
  /** Deletes the state first. */
  fresh?: boolean;
  quiet?: boolean;
  /** Loads the demo data, if the database has none. */
  demo?: boolean;
  /** Builds and serves the web application. */
  web?: boolean;
  /** False turns the database's fsync off, for tests. */
  durable?: boolean;
  /** Waits before the second and third try of an asynchronous invocation, in milliseconds. */
  retryDelaysMs?: readonly number[];
  /** Stops a start that is under way. */
  signal?: AbortSignal;
};

/** The running cloud, and what tests may do to it. */
export type Cloud = {
  addresses: Addresses;
  manifest: Manifest;
  /** The environment in which SDK clients and the product find this cloud. */
  environment: Record<string, string>;
  auth: AuthServer;
  mail: MailServer;
  events: EventBus;
  dataApi: DataApi;
  delivery: Delivery;
  functions: Functions;
  /** Calls a function by its key in serverless.yml. `Event` answers at once, and the function is tried up to 3 times. */
  invoke(key: string, payload: unknown, type?: 'Event' | 'RequestResponse'): Promise<unknown>;
  /** Stops everything in reverse order; a second call does nothing. */
  stop(): Promise<void>;
};

/**
 * Starts the same cloud on one machine, from a serverless.yml. If a part fails to start, those that did are stopped.
 *
 * @throws if a cloud runs in that directory already; whatever the failing part threw
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const directory = resolve(options.directory);
  const running = await runningAddresses(directory);
  if (running !== undefined) throw new AlreadyRunning(directory, running);
  const stops: (() => Promise<void>)[] = [takeLock(directory)];
  // Nobody waits for a build or a bundler that is not wanted any more.
  options.signal?.addEventListener('abort', killChildren);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopAll(stops));
  try {
    return await start({ ...options, directory }, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Thrown when a cloud runs in the directory already. */
export class AlreadyRunning extends Error {
  constructor(directory: string, addresses: Addresses) {
    super(
      `The local cloud runs already (process ${addresses.pid}, state in ${directory}):\n${addressTable(addresses)}`,
    );
  }
}

async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  for (const stop of stops.splice(0).toReversed()) {
    await stop().catch((error: unknown) => console.error('While stopping:', error));
  }
}

async function start(options: CloudOptions, stops: (() => Promise<void>)[], stop: () => Promise<void>): Promise<Cloud> {
  const { directory, ports } = options;
  const { say, step } = openConsole(options.quiet ?? false);
  const manifest = readManifest(options.serviceFile);
  const root = dirname(manifest.file);
  const inState = (...names: string[]): string => join(directory, ...names);
  const webOrigin = `http://${host}:${ports.web}`;
  const goOn = (): void => options.signal?.throwIfAborted();
  async function part<T extends { stop(): Promise<void> }>(name: string, work: () => Promise<T>): Promise<T> {
    goOn();
    const started = await step(name, work);
    stops.push(() => started.stop());
    return started;
  }

  // The delivery of asynchronous invocations: bucket notices, events and Lambda's own.
  const byName = new Map(manifest.functions.map((entry) => [entry.name, entry]));
  const delivery = createDelivery({
    invoke: (functionName, payload) => callSuccessfully(ports.functions, functionName, payload),
    retries: (functionName) => byName.get(functionName)?.retries ?? 2,
    delaysMs: options.retryDelaysMs ?? [1_000, 2_000],
    onDead: ({ functionName, source, error }) => say(`! ${functionName} gave up on a message of ${source}: ${error}`),
  });
  stops.push(async () => delivery.stop());

  if (options.fresh === true) await forget(directory);
  const secrets = loadSecrets(inState('secrets.json'));

  // 1. Everything that depends on nothing.
  const [postgres, storage, auth, events, mail] = await all([
    part('PostgreSQL', () =>
      startPostgres({ directory: inState('postgres'), port: ports.postgres, durable: options.durable ?? true }),
    ),
    part('S3', () =>
      startStorage({
        port: ports.s3,
        directory: inState('s3'),
        region,
        buckets: Object.values(manifest.buckets),
        triggers: manifest.uploads,
        credentials,
        webOrigin,
        delivery,
      }),
    ),
    part('sign-in', () => startAuth({ port: ports.auth, directory, webOrigin })),
    part('EventBridge', () =>
      startEvents({ port: ports.events, region, buses: manifest.buses, rules: manifest.rules, delivery }),
    ),
    part('SES', () => startMail({ port: ports.mail, directory: inState('mailbox') })),
  ]);

  // 2. The database and its API.
  await prepareDatabase(postgres.connectionString('postgres'), secrets, options.fresh === true);
  const dataApi = await part('RDS Data API', () =>
    startDataApi({
      port: ports.dataApi,
      resourceArn: databaseArn,
      secrets: {
        [ownerSecretArn]: { user: ownerRole, password: secrets.owner },
        [appSecretArn]: { user: appRole, password: secrets.app },
      },
      postgres,
    }),
  );
  const environment = cloudEnvironment({
    endpoints: {
      s3: storage.url,
      dataApi: dataApi.url,
      events: events.url,
      mail: mail.url,
      lambda: `http://${host}:${ports.lambda}`,
    },
    region,
    credentials,
    service: {
      DATABASE_ARN: databaseArn,
      DATABASE_APP_SECRET_ARN: appSecretArn,
      DATABASE_OWNER_SECRET_ARN: ownerSecretArn,
      DATABASE_NAME: databaseName,
      AUTH_ISSUER: auth.url,
      AUTH_CLIENT_ID: auth.clientId,
      AUTH_JWKS: auth.jwks,
      WEB_ORIGIN: webOrigin,
      S3_FORCE_PATH_STYLE: '1',
    },
  });
  goOn();
  await step(
    'migrations',
    () => runMigrations(root, ownerSecretArn, environment),
    (names) => (names.length === 0 ? 'nothing to do' : `${names.length} run`),
  );

  // 3. The functions, and the web application beside them.
  const [functions] = await all([
    part('functions', () =>
      startFunctions({
        manifest,
        ports,
        environment,
        buildDirectory: inState('build'),
        logFile: inState('logs/functions.log'),
        tell: say,
      }),
    ),
    part('Lambda', () =>
      startLambdaFront({
        port: ports.lambda,
        functionsPort: ports.functions,
        functionNames: [...byName.keys()],
        delivery,
      }),
    ),
    (async () => {
      if (options.web === false) return;
      const logFile = inState('logs/web-build.log');
      const build = (): ReturnType<typeof buildWeb> =>
        buildWeb({ root, directory, logFile, environment: baseEnvironment() });
      await step('web build', build, (result) =>
        result === 'absent' ? 'skipped: there is no web/index.html' : result,
      );
      await part('web', () =>
        startWeb({
          port: ports.web,
          dist: join(root, 'web/dist'),
          config: {
            apiUrl: `http://${host}:${ports.api}`,
            authIssuer: auth.url,
            authClientId: auth.clientId,
            uploadOrigin: storage.url,
            mailUrl: mail.url,
          },
          origins: [`http://${host}:${ports.api}`, auth.url, storage.url],
        }),
      );
    })(),
  ]);

  const addresses: Addresses = {
    web: webOrigin,
    api: `http://${host}:${ports.api}`,
    s3: storage.url,
    dataApi: dataApi.url,
    events: events.url,
    mail: mail.url,
    auth: auth.url,
    lambda: `http://${host}:${ports.lambda}`,
    postgres: { host: postgres.host, port: postgres.port, database: databaseName },
    buckets: manifest.buckets,
    databaseArn,
    appSecretArn,
    ownerSecretArn,
    region,
    credentials: { ...credentials },
    authClientId: auth.clientId,
    pid: process.pid,
  };
  await writeAddresses(directory, addresses);
  stops.push(() => removeAddresses(directory));
  goOn();
  if (options.demo === true) await loadDemo(addresses, say);

  return {
    addresses,
    manifest,
    environment,
    auth,
    mail,
    events,
    dataApi,
    delivery,
    functions,
    async invoke(key, payload, type = 'RequestResponse') {
      const entry = manifest.functions.find((candidate) => candidate.key === key);
      if (entry === undefined) throw new Error(`serverless.yml has no function ${key}`);
      if (type === 'RequestResponse') return callSuccessfully(ports.functions, entry.name, payload);
      delivery.deliver({ source: 'lambda', functionName: entry.name, payload });
      return undefined;
    },
    stop,
  };
}

/** Deletes all state but the database server's, which may be held by a server that a killed run left behind. */
async function forget(directory: string): Promise<void> {
  for (const name of existsSync(directory) ? await readdir(directory) : []) {
    if (name !== 'postgres' && name !== lockName) await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** Like Promise.all, but waits for all of them even if one fails: what starts late must be stopped as well. */
async function all<T extends readonly unknown[]>(work: { [Index in keyof T]: Promise<T[Index]> }): Promise<T> {
  await Promise.allSettled(work);
  return Promise.all(work) as Promise<unknown> as Promise<T>;
}

async function callSuccessfully(port: number, functionName: string, payload: unknown): Promise<unknown> {
  const { status, failed, body } = await callFunction(port, functionName, JSON.stringify(payload));
  if (failed || status !== 200) throw new Error(errorIn(body) ?? `Lambda answered ${status}`);
  return body === '' ? undefined : (JSON.parse(body) as unknown);
}

function errorIn(body: string): string | undefined {
  try {
    const { errorMessage } = JSON.parse(body) as { errorMessage?: string };
    return errorMessage;
  } catch {
    return undefined;
  }
}

async function loadDemo(addresses: Addresses, onProgress: (line: string) => void): Promise<void> {
  const file = new URL('./demo/load.ts', import.meta.url);
  if (!existsSync(file)) return;
  const { loadDemo: load } = (await import(file.href)) as {
    loadDemo: (addresses: Addresses, onProgress: (line: string) => void) => Promise<void>;
  };
  await load(addresses, onProgress);
}
