import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailServer, startMail } from '#local/mail.ts';
import type { Db } from '#domain/platform/database.ts';
import { openMail } from '#domain/platform/mail.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { dueReports } from '#domain/reports/due.actions.ts';
import { makeReports } from '#domain/reports/make.actions.ts';
import { sendReports } from '#domain/reports/send.actions.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { sell } from '#tests/setup/facts.ts';
import { type MemoryFiles, memoryFiles } from '#tests/setup/files.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

/** Where a run of the sender dies: everything that it asks for after is never answered. */
export const crashPoints = [
  'nowhere',
  'before it notes',
  'before it claims',
  'before SES',
  'before it tells',
  'after it told',
] as const;
export type CrashPoint = (typeof crashPoints)[number];

export type MailWorld = {
  database: TestDatabase;
  mail: MailServer;
  files: MemoryFiles;
  /** How many statements went to the database. */
  statements(): number;
  at(instant: string): void;
  later(minutes: number): void;
  now(): Date;
  /** Notes, makes and sends, as the schedule does; with a crash it dies there. */
  run(crash?: CrashPoint): Promise<void>;
  /** A store that sells a little each day, open 9 to 18 in London. */
  store(name: string): Promise<string>;
  sale(storeId: string, at: string, price?: number): Promise<void>;
  /** A sales file of a store's day has come, and nothing in it is posted. */
  arrive(storeId: string, day: string): Promise<void>;
  subscribe(userId: string, storeId: string | null, kind?: string, more?: object): Promise<string>;
  platform: Platform;
  close(): Promise<void>;
};

class Crash extends Error {}
let nth = 0;

/** A database, a bucket in memory, and the stand-in for SES on a port of its own. */
export async function openMailWorld(start: string): Promise<MailWorld> {
  const database = await testDatabase();
  const directory = await mkdtemp(join(tmpdir(), 'reports-'));
  const mail = await startMail({ port: 0, directory });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: mail.url,
    MAIL_FROM: 'stockroom@example.com',
    WEB_ORIGIN: 'https://stock.example.com',
    UPLOAD_BUCKET: 'uploads',
  });
  const files = memoryFiles();
  let now = new Date(start);
  let statements = 0;
  await addProducts(database.sql, ['MUG']);
  const counting: Db = {
    query: (...asked) => {
      statements += 1;
      return database.db.query(...asked);
    },
  };
  const clock = { now: () => now, newId: () => crypto.randomUUID() };
  const platform = testPlatform(counting, { files, mail: openMail({ timeoutMs: 700 }), clock });

  /** The same platform in a process that dies: from then on nothing is answered. */
  function dying(crash: CrashPoint): Platform {
    let isDead = false;
    const unlessDead = async <T>(run: () => Promise<T>): Promise<T> => {
      if (isDead) throw new Crash();
      return run();
    };
    const db: Db = {
      query: (sql, values, row) =>
        unlessDead(async () => {
          if (crash === 'before it notes' && sql.includes('insert into report_run')) isDead = true;
          if (crash === 'before it claims' && sql.includes("'sending' else 'suppressed'")) isDead = true;
          if (
            crash === 'before it tells' &&
            sql.includes('m.attempt = :attempt::uuid and m.state') &&
            sql.startsWith('update report_mail m set state = o.state')
          )
            isDead = true;
          if (isDead) throw new Crash();
          const rows = await counting.query(sql, values, row);
          if (crash === 'after it told' && sql.startsWith('update report_mail m set state = o.state')) isDead = true;
          return rows;
        }),
    };
    const sending = openMail({ timeoutMs: 700 });
    return {
      ...platform,
      db,
      reads: db,
      mail: {
        send: (message) =>
          unlessDead(() => {
            if (crash === 'before SES') isDead = true;
            return isDead ? Promise.reject(new Crash()) : sending.send(message);
          }),
      },
    };
  }

  return {
    database,
    mail,
    files,
    platform,
    statements: () => statements,
    now: () => now,
    at(instant) {
      now = new Date(instant);
    },
    later(minutes) {
      now = new Date(now.getTime() + minutes * 60_000);
    },
    async run(crash = 'nowhere') {
      const world: Platform = crash === 'nowhere' ? platform : dying(crash);
      const limits = { remainingMs: () => 600_000, unsubscribe: 'https://api.example.com/unsubscribe' };
      try {
        await dueReports(world.db, now.toISOString());
        await makeReports(world, limits);
        await sendReports(world, limits);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
      }
    },
    async store(name) {
      const id = await openStore(database.sql, `${name} ${(nth += 1)}`);
      const day = [{ opens: '09:00', closes: '18:00' }];
      const week = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
      await database.sql.query(
        "update store set hours = $2::jsonb, time_zone = 'Europe/London', currency = 'GBP' where id = $1",
        [id, JSON.stringify(Object.fromEntries(week.map((name) => [name, day])))],
      );
      return id;
    },
    async sale(storeId, at, price = 5) {
      const left = await sell(database.sql, storeId, `sale ${(nth += 1)}`, [{ sku: 'MUG', quantity: 2, price, at }]);
      if (left.length > 0) throw new Error(JSON.stringify(left));
    },
    async arrive(storeId, day) {
      await database.sql.query(
        `with come as (
           insert into import (id, kind, file_name, bucket, key, status, store_id)
           values ($1, 'sales', 'sales.csv', 'uploads', 'sales.csv', 'done', $2) returning id)
         insert into import_day (import_id, store_id, business_date, kind, row_count, units, amount_minor, arrived_at)
         select id, $2, $3, 'sales', 1, 1, 1, now() from come`,
        [crypto.randomUUID(), storeId, day],
      );
    },
    async subscribe(userId, storeId, kind = 'daily', more = {}) {
      await database.sql.query(
        `insert into person (user_id, email, name) values ($1, $1 || '@example.com', $1) on conflict do nothing`,
        [userId],
      );
      await database.sql.query("insert into user_role_grant values ($1, 'viewer', $2) on conflict do nothing", [
        userId,
        storeId,
      ]);
      const wish = { language: 'en', locale: 'en-GB', attachments: [], since: '2026-01-01T00:00:00Z', ...more };
      const { rows } = await database.sql.query<{ id: string }>(
        `insert into report_subscription (user_id, store_id, kind, language, locale, attachments, since)
         values ($1, $2, $3, $4, $5, $6, $7) returning id::text`,
        [userId, storeId, kind, wish.language, wish.locale, wish.attachments, wish.since],
      );
      return rows[0]?.id ?? '';
    },
    async close() {
      await mail.stop();
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}
