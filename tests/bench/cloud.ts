import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { prepareFor } from '#domain/platform/prepare-database.ts';
import { cloudEnvironment } from '#local/environment.ts';
import { type Postgres, startPostgres } from '#local/postgres.ts';
import { shape, sku, storeCode } from './data.ts';

/** What the process of the stand-ins is told. */
export type Services = {
  directory: string;
  postgres: { host: string; port: number; secrets: Record<string, { user: string; password: string }> };
  credentials: { accessKeyId: string; secretAccessKey: string };
  webOrigin: string;
};

/** A function in its own process. */
export type Running = {
  readyMs: number;
  /** Hands it an event. @returns how long the handler took, in ms, and the most memory the process ever held, in bytes */
  invoke(event: unknown): Promise<{ ms: number; maxRss: number }>;
  /** The memory it holds now, in bytes. */
  rss(): Promise<number>;
  stop(): Promise<void>;
};

export type BenchCloud = {
  directory: string;
  environment: Record<string, string>;
  /** A new database with the schema, the products and the levels. @returns its name */
  clone(): Promise<string>;
  /** A new database without a table, the owner's. */
  bare(): Promise<{ name: string; url: string }>;
  drop(database: string): Promise<void>;
  /** A pool of the superuser's own connections. */
  pool(database: string, size: number): pg.Pool;
  /** Puts a file into the bucket. @returns the event that S3 sends of it */
  upload(key: string, file: string): Promise<unknown>;
  /** Starts a function of a bundle against a database. */
  run(bundle: string, database: string, more?: Record<string, string>): Promise<Running>;
  stop(): Promise<void>;
};

// V8 grows with the machine; a function of 512 MB has that and no more.
const heap = ['--max-old-space-size=460', '--max-semi-space-size=25'];
const node = { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: 'inherit' as const };
const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const template = 'prepared';

/** Starts what `npm start` starts for an import: PostgreSQL with its default settings, and the stand-ins beside it. */
export async function startBenchCloud(): Promise<BenchCloud> {
  const directory = await mkdtemp(join(tmpdir(), 'stockroom-bench-'));
  // PostgreSQL does not run as root, and must reach its folder all the same.
  await chmod(directory, 0o755);
  const postgres = await startPostgres({ directory: join(directory, 'postgres'), port: 0 });
  const admin = new pg.Pool({ connectionString: postgres.connectionString('postgres'), max: 1 });
  await admin.query("create role stockroom_owner login createrole password 'owner'");
  await admin.query(`create database ${template} owner stockroom_owner`);

  const services: Services = {
    directory: join(directory, 's3'),
    postgres: {
      host: postgres.host,
      port: postgres.port,
      secrets: {
        owner: { user: 'stockroom_owner', password: 'owner' },
        app: { user: 'stockroom_app', password: 'app' },
      },
    },
    credentials,
    webOrigin: 'http://127.0.0.1',
  };
  const child = fork(join(import.meta.dirname, 'services.ts'), [JSON.stringify(services)], node);
  const [urls] = (await once(child, 'message')) as [{ s3: string; dataApi: string; events: string; queues: string }];
  const environment = cloudEnvironment({
    endpoints: { ...urls, mail: urls.events, lambda: urls.events, auth: urls.events, live: urls.events },
    region: 'eu-west-1',
    credentials,
    service: {
      STAGE: 'bench',
      DATABASE_ARN: 'cluster',
      DATABASE_SECRET_ARN: 'app',
      UPLOAD_BUCKET: 'uploads',
      BUS_NAME: 'bus',
      IMPORT_FUNCTION: 'importFile',
      WAKES_QUEUE_URL: `${urls.queues}/000000000000/Wakes`,
      S3_FORCE_PATH_STYLE: '1',
    },
  });
  Object.assign(process.env, environment, { DATABASE_NAME: template });
  await prepareFor(
    { username: 'stockroom_app', password: 'app' },
    { databaseArn: 'cluster', databaseName: template, ownerSecretArn: 'owner' },
  );
  await prepare(postgres);

  const s3 = new S3Client({ endpoint: urls.s3, region: 'eu-west-1', credentials, forcePathStyle: true });
  let clones = 0;
  return {
    directory,
    environment,
    async clone() {
      const name = `run_${(clones += 1)}`;
      // No connection may be left in the template: the stand-in keeps its own for a while.
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [template]);
      await admin.query(`create database ${name} template ${template}`);
      return name;
    },
    async bare() {
      const name = `bare_${(clones += 1)}`;
      await admin.query(`create database ${name} owner stockroom_owner`);
      return { name, url: postgres.connectionString(name) };
    },
    drop: async (database) => void (await admin.query(`drop database ${database} with (force)`)),
    pool(database, max) {
      const pool = new pg.Pool({ connectionString: postgres.connectionString(database), max });
      // A database is dropped right after its pool has ended, which may be before its last connection is gone.
      pool.on('error', () => undefined);
      return pool;
    },
    async upload(key, file) {
      const told = noticeOf(child, key);
      const Body = createReadStream(file);
      await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: key, Body, ContentLength: statSync(file).size }));
      return told;
    },
    run: (bundle, database, more = {}) => runFunction(bundle, { ...environment, ...more, DATABASE_NAME: database }),
    async stop() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
      await admin.end();
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Stores, products and a level for each pair, from a receipt a while ago; no till of the bench sells it out. */
async function prepare(postgres: Postgres): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.connectionString(template) });
  await client.connect();
  const stores = Array.from({ length: shape.stores }, (_, store) => storeCode(store));
  const products = Array.from({ length: shape.products }, (_, product) => sku(product));
  await client.query(
    `insert into store (code, name, time_zone, currency) select code, code, 'Europe/London', 'GBP' from unnest($1::text[]) code`,
    [stores],
  );
  await client.query(
    `insert into product (sku, name, price, cost) select sku, sku, 9.99, 4.50 from unnest($1::text[]) sku`,
    [products],
  );
  await client.query(`
    insert into stock_movement (store_id, product_id, type, quantity, unit_cost, value_minor, occurred_at, business_date)
    select s.id, p.id, 'receipt', 100000, 4.5, 45000000, '2025-12-01T09:00:00Z', '2025-12-01' from store s, product p`);
  await client.query(`
    insert into stock_level (store_id, product_id, on_hand, avg_cost, last_movement_at)
    select store_id, product_id, sum(quantity), 4.5, max(occurred_at) from stock_movement group by 1, 2`);
  await client.query('vacuum analyze');
  await client.query('checkpoint');
  await client.end();
}

async function noticeOf(child: ChildProcess, key: string): Promise<unknown> {
  for (;;) {
    const [{ notice }] = (await once(child, 'message')) as [
      { notice: { Records: { s3: { object: { key: string } } }[] } },
    ];
    if (notice.Records.some(({ s3 }) => s3.object.key === key)) return notice;
  }
}

async function runFunction(bundle: string, env: Record<string, string>): Promise<Running> {
  const child = fork(join(import.meta.dirname, 'function.ts'), [bundle], {
    ...node,
    execArgv: [...node.execArgv, ...heap],
    env,
  });
  const [ready] = (await once(child, 'message')) as [{ readyMs: number }];
  // Answers of both kinds may cross: each is taken by its shape.
  const answer = async <T extends object>(message: object, has: (said: object) => boolean): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const listen = (said: object): void => {
      if ('error' in said) reject(new Error(String(said.error)));
      else if (has(said)) resolve(said as T);
      else return;
      child.off('message', listen);
    };
    child.on('message', listen);
    child.send(message);
    return promise;
  };
  return {
    readyMs: ready.readyMs,
    invoke: (event) => answer({ event }, (said) => 'ms' in said),
    rss: async () => (await answer<{ rss: number }>({}, (said) => 'rss' in said)).rss,
    async stop() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
