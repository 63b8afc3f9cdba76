import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type DataApi, startDataApi } from '#local/data-api/server.ts';
import type { Envelope } from '#domain/events.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { type Db, openDatabase } from '#domain/platform/database.ts';
import type { Platform } from '#domain/platform/platform.ts';

export type TestDatabase = {
  /** The application's own way in: its role, through the Data API. */
  db: Db;
  /** For a test's own look: the superuser, straight into this database. */
  sql: pg.Pool;
  dataApi: DataApi;
  /** The application's role, straight into this database. */
  app: pg.Pool;
  connectionString: string;
  close(): Promise<void>;
};

const poolSize = 20;

/** A fresh, migrated database of this test file's own, behind a Data API of its own. Close it in afterAll. */
export async function testDatabase(options: { budgetMs?: number; timeoutMs?: number } = {}): Promise<TestDatabase> {
  const server = JSON.parse(process.env['TEST_POSTGRES'] ?? '') as {
    host: string;
    port: number;
    password: string;
    template: string;
  };
  const name = `test_${randomBytes(6).toString('hex')}`;
  const url = (user: string, password: string, database: string) =>
    `postgresql://${user}:${encodeURIComponent(password)}@${server.host}:${server.port}/${database}`;
  const admin = new pg.Client({ connectionString: url('postgres', server.password, 'postgres') });
  await admin.connect();
  // Two clones at once would each find the template in use.
  await admin.query('select pg_advisory_lock(1)');
  await admin.query(`create database ${name} template ${server.template} owner stockroom_owner`);
  await admin.end();

  const dataApi = await startDataApi({
    port: 0,
    resourceArn: 'cluster',
    secrets: {
      owner: { user: 'stockroom_owner', password: 'owner' },
      app: { user: 'stockroom_app', password: 'app' },
    },
    postgres: server,
  });
  Object.assign(process.env, { AWS_ENDPOINT_URL_RDS_DATA: dataApi.url, DATABASE_NAME: name });
  const connectionString = url('postgres', server.password, name);
  const sql = new pg.Pool({ connectionString, max: poolSize });
  const app = new pg.Pool({ connectionString: url('stockroom_app', 'app', name), max: poolSize });
  return {
    db: openDatabase({ budgetMs: options.budgetMs ?? 20_000, timeoutMs: options.timeoutMs ?? 10_000 }),
    sql,
    app,
    dataApi,
    connectionString,
    async close() {
      await Promise.all([sql.end(), app.end(), dataApi.stop()]);
    },
  };
}

/** A Platform around a test's database: a bus that keeps what it is given, and parts that a test brings itself. */
export function testPlatform(db: Db, parts: Partial<Platform> = {}): Platform & { published: Envelope[] } {
  const published: Envelope[] = [];
  const absent = (name: string) => () => {
    throw new Error(`This test brings no ${name}`);
  };
  return {
    published,
    db,
    reads: db,
    files: {
      read: absent('files'),
      write: absent('files'),
      list: absent('files'),
      placeFor: absent('files'),
      link: absent('files'),
    },
    bus: {
      publish: (events) => {
        published.push(...events);
        return Promise.resolve(events.map((event) => event.id));
      },
    },
    mail: { send: absent('mail') },
    workers: { resumeImport: absent('workers'), deliverReports: absent('workers') },
    wakes: { later: () => Promise.resolve() },
    directory: {
      invite: absent('directory'),
      resendInvitation: absent('directory'),
      lockOut: absent('directory'),
      letIn: absent('directory'),
    },
    sockets: { send: absent('sockets') },
    clock: systemClock,
    relayEvents: () => Promise.resolve(),
    ...parts,
  };
}
