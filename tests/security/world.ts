import { hash, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { memoryFiles } from '#tests/setup/files.ts';
import { addProducts, openStore, post } from '#tests/setup/ledger.ts';
import { testApi, type TestApi } from '#tests/functions/api.ts';

/** Whose store a request names: one of the caller's, somebody else's, or none that there is. */
export type Target = 'own' | 'foreign' | 'absent';
export const targets: Target[] = ['own', 'foreign', 'absent'];

/** A chain of two stores with something in each, and the API over it. */
export type World = {
  api: TestApi;
  sql: pg.Pool;
  store: Record<Target, string>;
  code: Record<Target, string>;
  /** A third store, nobody's alone: what is sent goes there or comes from there. */
  partner: string;
  product: string;
  supplier: string;
  /** Another number each time. */
  next(): number;
  /** A new key for a till of that store: its id and its secret. */
  newKey(target: Target): Promise<{ id: string; secret: string }>;
  /** A new import of that store: its id. */
  newImport(target: Target): Promise<string>;
};

/** What only the foreign store's rows hold: the begin of its name, and of every quantity in it. */
export const marks = { name: 'FARAWAY', quantity: /"-?543\d{4}/ };

/** Opens the world. Close `api` in afterAll. */
export async function openWorld(): Promise<World> {
  Object.assign(process.env, { UPLOAD_BUCKET: 'bucket', WEB_ORIGIN: 'https://stock.example.com', STAGE: 'test' });
  let count = 0;
  const next = () => (count += 1);
  const api = await testApi({
    files: memoryFiles(),
    mail: { send: () => Promise.resolve() },
    directory: {
      invite: (email) => Promise.resolve(`sub of ${email}`),
      resendInvitation: () => Promise.resolve('sent'),
      lockOut: () => Promise.resolve(),
      letIn: () => Promise.resolve(),
    },
  });
  const { sql } = api.database;
  const own = await openStore(sql, 'NEARBY');
  const foreign = await openStore(sql, marks.name);
  const partner = await openStore(sql, 'PARTNER');
  const [product = ''] = await addProducts(sql, ['MUG']);
  const { rows } = await sql.query<{ id: string }>(
    "insert into supplier (code, name) values ('CLAY', 'Clay') returning id",
  );
  const supplier = rows[0]?.id ?? '';
  const receipt = { product_id: product, type: 'receipt', unit_cost: 1, occurred_at: '2026-01-05T10:00:00Z' };
  await post(sql, [
    { ...receipt, key: 'near', store_id: own, quantity: 1_000 },
    { ...receipt, key: 'there', store_id: partner, quantity: 1_000 },
    { ...receipt, key: 'far', store_id: foreign, quantity: 5_430_000, reason: marks.name },
  ]);
  const store = { own, foreign, absent: '999999' };
  return {
    api,
    sql,
    store,
    partner,
    code: { own: 'NEARBY', foreign: marks.name, absent: 'NOWHERE' },
    product,
    supplier,
    next,
    async newKey(target) {
      const secret = `stk_${String(next()).padStart(43, 'k')}`;
      if (target === 'absent') return { id: '999999', secret };
      const { rows: made } = await sql.query<{ id: string }>(
        `insert into api_key (store_id, label, prefix, hash, created_by, rate_limit)
         values ($1, $2, 'stk_', decode($3, 'hex'), 'test', 1000) returning id`,
        [store[target], target === 'own' ? 'Till' : marks.name, hash('sha256', secret)],
      );
      return { id: made[0]?.id ?? '', secret };
    },
    async newImport(target) {
      const id = randomUUID();
      if (target === 'absent') return id;
      const name = `${target === 'own' ? 'day' : marks.name}-${id}.csv`;
      await sql.query(
        `insert into import (id, kind, file_name, bucket, key, store_id, status, rejects_key)
         values ($1, 'sales', $2, 'bucket', $2, $3, 'done', $2)`,
        [id, name, store[target]],
      );
      return id;
    },
  };
}
