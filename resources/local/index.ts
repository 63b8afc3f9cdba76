import { dirname, join, resolve } from 'node:path';
import { appSecretArn, credentials, databaseArn, ownerSecretArn, region, userPoolId } from './account.ts';
import { type Addresses, removeAddresses, writeAddresses } from './addresses.ts';
import { startAuth } from './auth.ts';
import { killChildren } from './child.ts';
import type { Cloud, CloudOptions } from './cloud.ts';
import { openConsole } from './console.ts';
import { startDataApi } from './data-api/server.ts';
import { createDelivery } from './delivery.ts';
import { baseEnvironment, cloudEnvironment } from './environment.ts';
import { startEvents } from './events.ts';
import { callSuccessfully, startFunctions } from './lambda.ts';
import { startLambdaFront } from './lambda-front.ts';
import { takeLock } from './lock.ts';
import { startMail } from './mail.ts';
import { readManifest } from './manifest.ts';
import { runMigrations } from './migrations.ts';
import { host } from './ports.ts';
import { startPostgres } from './postgres.ts';
import { startQueues } from './queues.ts';
import { appRole, createDatabase, databaseName, ownerRole } from './roles.ts';
import { isHeld, leftOut, startJudging } from './schedules.ts';
import { loadSecrets } from './secrets.ts';
import { forget, refuseRunning } from './state.ts';
import { startStorage } from './storage.ts';
import { buildWeb, startWeb } from './web.ts';

export type { Cloud, CloudOptions };

/**
 * Starts the same cloud on one machine, from a serverless.yml. If a part fails to start, those that did are stopped.
 *
 * @throws if a cloud runs in that directory already; whatever the failing part threw
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const directory = resolve(options.directory);
  await refuseRunning(directory);
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

  // While the demo's year is read, nobody is told what is wrong with half of it.
  let isReading = options.demo === true;
  const told: Pick<typeof delivery, 'deliver' | 'deadLetters'> = {
    deadLetters: delivery.deadLetters,
    deliver: (message) => {
      if (!(isReading && isHeld(manifest, message.functionName))) delivery.deliver(message);
    },
  };

  // 1. Everything that depends on nothing.
  let isDemo = options.demo !== false;
  const [postgres, storage, auth, events, mail, queues] = await all([
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
    part('sign-in', () => startAuth({ port: ports.auth, directory, webOrigin, isDemo: () => isDemo })),
    part('EventBridge', () =>
      startEvents({ port: ports.events, region, buses: manifest.buses, rules: manifest.rules, delivery: told }),
    ),
    part('SES', () =>
      startMail({
        port: ports.mail,
        directory: inState('mailbox'),
        configurationSet: `${manifest.service}-${manifest.stage}`,
        tell: (told) => events.tell(told),
      }),
    ),
    // Nobody looks at it, so it needs no port that stays the same.
    part('SQS', () => startQueues({ port: 0, region, triggers: manifest.queues, delivery })),
  ]);

  // 2. The database and its API.
  await createDatabase(postgres.connectionString('postgres'), secrets, options.fresh === true);
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
      queues: queues.url,
      auth: auth.url,
      live: `http://${host}:${ports.live}`,
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
      USER_POOL_ID: userPoolId,
      WEB_ORIGIN: webOrigin,
      API_URL: `http://${host}:${ports.api}`,
      S3_FORCE_PATH_STYLE: '1',
      WAKES_QUEUE_URL: `${queues.url}/000000000000/Wakes`,
    },
  });
  goOn();
  await step(
    'migrations',
    () => runMigrations(root, { databaseArn, ownerSecretArn, appPassword: secrets.app }, environment),
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
        further: options.demo === true ? leftOut : [],
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
      // What is built belongs to the sources, so all clouds of these sources share it.
      const build = (): ReturnType<typeof buildWeb> =>
        buildWeb({ root, directory: join(root, '.local'), logFile, environment: baseEnvironment() });
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
          origins: [`http://${host}:${ports.api}`, auth.url, storage.url, `ws://${host}:${ports.live}`],
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
    live: `ws://${host}:${ports.live}`,
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
  // Loaded here, not above: few starts in tests want it.
  const demo = options.demo === true ? await (await import('./demo/load.ts')).loadDemo(addresses, say) : undefined;
  if (demo !== undefined) {
    const allIn = demo.all.then(() => (isReading = false));
    const judging = startJudging({ manifest, functionsPort: ports.functions, allIn, tell: say });
    stops.push(() => judging.stop());
  }
  isDemo = options.demo !== false && demo?.isLeftOut !== true;
  if (!isDemo) await (await import('./first-admin.ts')).grantFirstAdmin(addresses);

  return {
    addresses,
    manifest,
    environment,
    auth,
    mail,
    events,
    queues,
    dataApi,
    delivery,
    functions,
    demo,
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

/** Like Promise.all, but waits for all of them even if one fails: what starts late must be stopped as well. */
async function all<T extends readonly unknown[]>(work: { [Index in keyof T]: Promise<T[Index]> }): Promise<T> {
  await Promise.allSettled(work);
  return Promise.all(work) as Promise<unknown> as Promise<T>;
}
