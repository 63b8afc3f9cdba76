import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type BackupState, type BackupWorld } from '#domain/backups/backup.actions.ts';
import { leftOut } from '#domain/backups/backup.ts';
import type { RestoreTarget } from '#domain/backups/restore.actions.ts';
import type { Source } from '#domain/backups/verify.actions.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { openSnapshots, type Snapshots } from '#domain/platform/snapshots.ts';
import { inOwnConnection } from '#domain/platform/straight.ts';
import type { Vault } from '#domain/platform/vault.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';
import { foldAll, sell } from '#tests/setup/facts.ts';
import type { TestDatabase } from '#tests/setup/database.ts';

export type MemoryVault = Vault & { objects: Map<string, Uint8Array>; source(folder: string): Source };

/** A bucket in memory, to which objects are only added. */
export function memoryVault(): MemoryVault {
  const objects = new Map<string, Uint8Array>();
  return {
    objects,
    add(key, bytes) {
      const isNew = !objects.has(key);
      if (isNew) objects.set(key, bytes);
      return Promise.resolve(isNew);
    },
    put(key, bytes) {
      objects.set(key, bytes);
      return Promise.resolve();
    },
    list: (prefix, after) =>
      Promise.resolve([...objects.keys()].filter((key) => key.startsWith(prefix) && key > after)),
    source: (folder) => ({
      manifest: () => Promise.resolve(Buffer.from(objects.get(`${folder}/manifest.json`) ?? []).toString()),
      read: (key) => Promise.resolve(objects.get(`${folder}/${key}`)),
    }),
  };
}

/** What a backup needs; what it hands over lands in `handed`. */
export function backupWorld(
  vault: Vault,
  snapshots: Snapshots = openSnapshots(50_000),
): BackupWorld & { handed: BackupState[] } {
  const handed: BackupState[] = [];
  return {
    handed,
    snapshots,
    vault,
    clock: systemClock,
    release: 'tested',
    handOver(state) {
      // As it travels.
      handed.push(JSON.parse(JSON.stringify(state)) as BackupState);
      return Promise.resolve();
    },
  };
}

/** A new database beside the test's own: without a table, or as the migrations leave it. */
export async function anotherDatabase(
  database: TestDatabase,
  kind: 'bare' | 'migrated',
): Promise<{ target: RestoreTarget; connectionString: string; sql: pg.Pool; close(): Promise<void> }> {
  const name = `restored_${randomBytes(6).toString('hex')}`;
  const { template } = JSON.parse(process.env['TEST_POSTGRES'] ?? '') as { template: string };
  const admin = new pg.Client({ connectionString: database.connectionString });
  await admin.connect();
  // Two clones at once would each find the template in use.
  await admin.query('select pg_advisory_lock(1)');
  await admin.query(
    `create database ${name} ${kind === 'migrated' ? `template ${template}` : ''} owner stockroom_owner`,
  );
  await admin.end();
  const url = new URL(database.connectionString);
  url.pathname = name;
  const connectionString = url.href;
  const sql = new pg.Pool({ connectionString, max: 4 });
  return {
    sql,
    connectionString,
    target: { name, inTransaction: (run) => inOwnConnection(connectionString, run) },
    close: () => sql.end(),
  };
}

/** A small chain with something in many tables, among it values that travel badly. */
export async function fillChain(database: TestDatabase, lines = 300): Promise<string> {
  const { sql, app } = database;
  const store = await openStore(sql, 'LDN');
  const skus = ['TEA', 'MUG', 'Größe "L" \\ 日本'];
  await addProducts(sql, skus);
  for (let nth = 0; nth < lines; nth += 50)
    await sell(
      app,
      store,
      `sale ${nth}`,
      Array.from({ length: Math.min(50, lines - nth) }, (_, index) => ({
        sku: skus[index % 3] ?? '',
        quantity: 1 + (index % 4),
        at: `2026-03-0${1 + (nth % 7)}T12:00:${String(index).padStart(2, '0')}.123Z`,
      })),
    );
  await foldAll(app);
  await sell(app, store, 'not folded', [{ sku: 'TEA', quantity: 2, at: '2026-03-09T10:00:00Z' }]);
  await sql.query(
    `insert into api_key (store_id, label, prefix, hash, rate_limit, created_by, created_at)
    values ($1, E'tab\\tline\\nend', 'stk_', decode(repeat('00ff', 16), 'hex'), 5, 'ada', now())`,
    [store],
  );
  await sql.query(`insert into outbox (name, data) values ('test.large', jsonb_build_object('keys',
    (select jsonb_agg(jsonb_build_object('storeId', n::text, 'productId', (n * 977)::text)) from generate_series(1, 1000) n)))`);
  await sql.query("insert into saved_view (user_id, name, path, search) values ('ada', 'Ansicht', '/stock', '?q=%F6')");
  return store;
}

/** Every table's number of rows and a hash over all of them, but for what no backup holds. */
export async function contents(sql: pg.Pool): Promise<Record<string, string>> {
  const tables = await sql.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables.rows.filter((table) => !(table.name in leftOut))) {
    // Numbers of transactions are of one database.
    const row = name === 'outbox' ? `(to_jsonb(t) - 'xid')` : 't';
    const { rows } = await sql.query<{ said: string }>(
      `select count(*) || ' rows ' || coalesce(md5(string_agg(${row}::text, E'\\n' order by ${row}::text collate "C")), '') as said from "${name}" t`,
    );
    found[name] = rows[0]?.said ?? '';
  }
  return found;
}
