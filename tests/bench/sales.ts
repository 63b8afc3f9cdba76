import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type pg from 'pg';
import type * as z from 'zod';
import { keyOf } from '#domain/platform/key.ts';
import type { Db } from '#domain/platform/database.ts';
import { recordSaleRow } from '#domain/sales/sale.sql.ts';
import { loadKeys } from '#local/auth-keys.ts';
import { parseStatement } from '#local/data-api/statements.ts';
import { randomFrom } from '#local/demo/random.ts';
import type { BenchCloud } from './cloud.ts';
import { shape, sku } from './data.ts';
import { pgbenchSales } from './pgbench.ts';
import { median, type Table } from './table.ts';

/** What a process of callers is told: `ms` is how long it sells. */
export type CallerOrder = {
  bundle: string;
  token: string;
  stores: string[];
  callers: number;
  ms: number;
  seed: number;
  /** The one product that all of them want, in one store. */
  hot?: { store: string; sku: string };
};

type Sold = { waits: number[]; seconds: number; acknowledged: number; refused?: number };

const issuer = 'http://127.0.0.1/bench';
const sellMs = 1_500;

/**
 * Sales of one line over the function of POST /sales, beside the same statement straight over as many connections.
 * @throws when a sale that was acknowledged is not in the stock afterwards
 */
export async function benchSales(cloud: BenchCloud, bundle: string, table: Table): Promise<void> {
  const keys = loadKeys(join(cloud.directory, 'keys.json'));
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: 'bench', iss: issuer, client_id: 'bench', token_use: 'access', iat: now, exp: now + 3_600 };
  const token = keys.sign(claims);
  const auth = { AUTH_ISSUER: issuer, AUTH_CLIENT_ID: 'bench', AUTH_JWKS: JSON.stringify(keys.jwks) };
  const database = await cloud.clone();
  const pool = cloud.pool(database, 40);
  await pool.query("insert into user_role_grant values ('bench', 'manager', null)");
  const stores = (await pool.query<{ id: string }>('select id::text from store')).rows.map(({ id }) => id);
  const before = await onHand(pool);
  let acknowledged = 0;

  table.section('Sales of one line each, over random products (median of 3)');
  for (const callers of [1, 8, 32, 100]) {
    table.progress(`sales, ${callers} at once`);
    const ours: Sold[] = [];
    const bare: Sold[] = [];
    for (let round = 0; round < 3; round += 1) {
      const order: CallerOrder = { bundle, token, stores, callers, ms: sellMs, seed: callers * 10 + round };
      const environment = { ...cloud.environment, ...auth, DATABASE_NAME: database };
      // What the statement alone has posted is told by nobody: the function would first publish all of it.
      await pool.query('update outbox set published_at = now() where published_at is null');
      ours.push(await overFunction(order, environment));
      bare.push(await overConnections(pool, order));
    }
    acknowledged += [...ours, ...bare].reduce((sum, sold) => sum + sold.acknowledged, 0);
    const rate = (sold: Sold[]): number => median(sold.map(({ waits, seconds }) => waits.length / seconds));
    const p50 = median(ours.flatMap(({ waits }) => waits));
    const waits = ours.flatMap((sold) => sold.waits).toSorted((one, other) => one - other);
    const p99 = waits[Math.floor(waits.length * 0.99)] ?? Number.NaN;
    table.row(
      `${callers} at once, POST /sales`,
      `${Math.round(rate(ours))} /s`,
      `${(rate(ours) / rate(bare)).toFixed(2)} of the bare statement; ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
    table.row(`${callers} at once, the same statement over pg`, `${Math.round(rate(bare))} /s`);
    const bench = pgbenchSales(
      String(pool.options.connectionString),
      cloud.directory,
      Math.min(callers, 32),
      2 * sellMs,
    );
    acknowledged += bench?.sales ?? 0;
    table.row(
      `${callers} at once, the same function over pgbench`,
      bench === undefined ? '-' : `${Math.round(bench.rate)} /s`,
      bench === undefined ? 'there is no pgbench here' : callers > 32 ? '32 connections' : '',
    );
  }
  const missing = acknowledged - (before - (await onHand(pool)));
  if (missing !== 0) throw new Error(`${missing} of ${acknowledged} acknowledged sales are not in the stock`);
  table.row('acknowledged and not in the stock', String(missing), `of ${acknowledged.toLocaleString('en')}`);
  await benchHot(
    pool,
    { bundle, token, stores, callers: 100, ms: sellMs, seed: 1 },
    { ...cloud.environment, ...auth, DATABASE_NAME: database },
    table,
  );
  await pool.end();
  await cloud.drop(database);
}

/**
 * All callers want one product of which there are 20, in a store that refuses to oversell.
 * @throws when more or less of it is sold than there was
 */
async function benchHot(pool: pg.Pool, order: CallerOrder, environment: Record<string, string>, table: Table) {
  const [store = ''] = order.stores;
  const hot = { store, sku: sku(0) };
  const level = 'where store_id = $1 and product_id = (select id from product where sku = $2)';
  await pool.query(`update stock_level set on_hand = 20 ${level}`, [store, hot.sku]);
  table.progress('sales, 100 at once, of 20 of one product');
  const sold = await overFunction({ ...order, hot }, environment);
  const { rows } = await pool.query<{ left: number }>(`select on_hand::float as left from stock_level ${level}`, [
    store,
    hot.sku,
  ]);
  const oversold = sold.acknowledged - 20;
  if (oversold !== 0 || rows[0]?.left !== 0)
    throw new Error(`${sold.acknowledged} of 20 were sold, ${rows[0]?.left} are left`);
  table.row(
    '100 at once, 20 of one product: oversold',
    String(oversold),
    `${sold.acknowledged} sold, ${sold.refused} refused`,
  );
}

async function overFunction(order: CallerOrder, env: Record<string, string>): Promise<Sold> {
  const child = fork(join(import.meta.dirname, 'caller.ts'), [JSON.stringify(order)], {
    env,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const [sold] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('The process of the callers ended before its time'))),
  ])) as [Sold];
  child.kill();
  return sold;
}

/** The statement of the action, without the function, its checks and the Data API before it. */
async function overConnections(pool: pg.Pool, { stores, callers, ms, seed }: CallerOrder): Promise<Sold> {
  const random = randomFrom(seed);
  const db: Db = {
    async query<Row extends z.ZodType>(sql: string, values: Record<string, unknown>, row: Row) {
      const { text, names } = parseStatement(sql);
      const answer = await pool.query({ name: 'sale', text, values: names.map((name) => values[name]) });
      return answer.rows.map((each) => row.parse({ ...each, totalMinor: Number(each.totalMinor) }));
    },
  };
  const sell = async (): Promise<void> => {
    const line = {
      key: randomUUID(),
      sku: sku(random.between(0, shape.products - 1)),
      quantity: '1',
      unitPrice: '9.99',
    };
    await recordSaleRow(db, {
      lines: JSON.stringify([{ ...line, oldKey: line.key, discountMinor: 0, taxMinor: 0 }]),
      payload: keyOf(line.key),
      oldPayload: keyOf(line.key),
      storeId: stores[random.between(0, stores.length - 1)] ?? '',
      externalId: line.key,
      source: 'api',
      soldAt: new Date().toISOString(),
      actor: 'bench',
      mustHave: 'available',
      reservation: null,
    });
  };
  const call = async (until: number, kept: number[]): Promise<void> => {
    while (performance.now() < until) {
      const from = performance.now();
      await sell();
      kept.push(performance.now() - from);
    }
  };
  const [warm, waits]: [number[], number[]] = [[], []];
  await Promise.all(Array.from({ length: callers }, () => call(performance.now() + 200, warm)));
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, () => call(began + ms, waits)));
  return { waits, seconds: (performance.now() - began) / 1000, acknowledged: warm.length + waits.length };
}

async function onHand(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ sum: string }>('select sum(on_hand) as sum from stock_level');
  return Number(rows[0]?.sum);
}
