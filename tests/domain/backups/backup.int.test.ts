import { afterAll, beforeAll, expect, test } from 'vitest';
import { backUp } from '#domain/backups/backup.actions.ts';
import { leftOut, Manifest, seeded } from '#domain/backups/backup.ts';
import { restore } from '#domain/backups/restore.actions.ts';
import { openSnapshots, type Snapshots } from '#domain/platform/snapshots.ts';
import { type TestDatabase, testDatabase } from '#tests/setup/database.ts';
import { foldAll, sell } from '#tests/setup/facts.ts';
import { anotherDatabase, backupWorld, contents, fillChain, memoryVault } from './backups.ts';

let database: TestDatabase;
let store: string;
beforeAll(async () => {
  Object.assign(process.env, {
    STAGE: 'test',
    DATABASE_ARN: 'cluster',
    DATABASE_SECRET_ARN: 'app',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  database = await testDatabase();
  store = await fillChain(database);
});
afterAll(() => database.close());

const small = { pageBytes: 20_000, firstBlocks: 1, partBytes: 50_000 };
const tables = async (sql: TestDatabase['sql']) =>
  (
    await sql.query<{ name: string; rows: string; readable: boolean }>(
      `select relname as name, has_table_privilege('stockroom_app', oid, 'select') as readable,
         (xpath('/row/n/text()', query_to_xml('select count(*) as n from ' || oid::regclass, false, true, '')))[1]::text as rows
       from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`,
    )
  ).rows;

test.each(['bare', 'migrated'] as const)(
  'a backup brings back every table row for row into a database that is %s',
  async (kind) => {
    const vault = memoryVault();
    const backup = await backUp(backupWorld(vault), undefined, kind === 'bare' ? {} : small);
    expect(backup).toMatchObject({ isComplete: true });
    const before = await contents(database.sql);
    const other = await anotherDatabase(database, kind);
    const restored = await restore(other.target, vault.source(backup.folder));
    expect(restored.rows).toBe(backup.rows);
    expect(await contents(other.sql)).toEqual(before);
    expect(before['sale_line']).toMatch(/^301 rows/);

    // What was taken away is there again, and life goes on behind the last number.
    const guards = `select (select count(*) from pg_constraint where contype = 'f') as keys,
      (select count(*) from pg_trigger where tgenabled = 'D') as disabled`;
    const { rows: there } = await other.sql.query(guards);
    expect(there).toEqual((await database.sql.query(guards)).rows);
    expect(there).toMatchObject([{ disabled: '0' }]);
    await sell(other.sql, store, 'after', [{ sku: 'TEA', quantity: 1, at: '2026-03-10T10:00:00Z' }]);
    await expect(other.sql.query('update stock_movement set note = null')).rejects.toThrow('append');
    await other.close();
  },
);

test('every table is in the backup or in the short list of those that are not, and the backup may read it', async () => {
  const vault = memoryVault();
  const { folder } = await backUp(backupWorld(vault), undefined);
  const manifest = Manifest.parse(JSON.parse(await vault.source(folder).manifest()));
  const all = await tables(database.sql);
  expect([...manifest.tables.map(({ name }) => name), ...Object.keys(leftOut)].toSorted()).toEqual(
    all.map(({ name }) => name).toSorted(),
  );
  expect(all.filter(({ readable }) => !readable)).toEqual([]);
  expect(Object.fromEntries(manifest.tables.map(({ name, rows }) => [name, String(rows)]))).toEqual(
    Object.fromEntries(all.flatMap(({ name, rows }) => (name in leftOut ? [] : [[name, rows]]))),
  );
  expect(manifest).toMatchObject({ format: 1, release: 'tested', ledger: { lastMovementId: expect.any(String) } });
  expect(manifest.tables.find(({ name }) => name === 'sale')).toMatchObject({ firstKey: '["1"]', lastKey: '["7"]' });
});

test('a new table is saved without anybody telling', async () => {
  await database.sql.query('create table tomorrow (id bigint primary key); insert into tomorrow values (7)');
  await database.sql.query('grant select on tomorrow to stockroom_app');
  const vault = memoryVault();
  const { folder } = await backUp(backupWorld(vault), undefined);
  await database.sql.query('drop table tomorrow');
  expect(Manifest.parse(JSON.parse(await vault.source(folder).manifest())).tables).toContainEqual(
    expect.objectContaining({ name: 'tomorrow', rows: 1 }),
  );
});

test('migrations leave rows in those tables only that a restore empties before', async () => {
  const other = await anotherDatabase(database, 'migrated');
  const full = (await tables(other.sql)).filter(({ rows }) => rows !== '0').map(({ name }) => name);
  await other.close();
  expect(full.filter((name) => !(name in leftOut))).toEqual(seeded.toSorted());
});

test('one invocation hands over to the next whenever its time is over, and they save the same', async () => {
  const vault = memoryVault();
  const world = backupWorld(vault);
  let looks = 0;
  const limits = { ...small, remainingMs: () => ((looks += 1) % 7 === 0 ? 10_000 : 600_000) };
  let run = await backUp(world, undefined, limits);
  while (!run.isComplete) {
    // Until the manifest is there, there is no backup.
    expect([...vault.objects.keys()].filter((key) => key.endsWith('manifest.json'))).toEqual([]);
    run = await backUp(world, world.handed.at(-1), limits);
  }
  expect(world.handed.length).toBeGreaterThan(3);
  expect(new Set(world.handed.map(({ snapshot }) => snapshot)).size).toBe(1);
  const other = await anotherDatabase(database, 'migrated');
  await restore(other.target, vault.source(run.folder));
  expect(await contents(other.sql)).toEqual(await contents(database.sql));
  await other.close();
});

test('work that is done twice leaves one backup, and it is whole', async () => {
  const vault = memoryVault();
  const world = backupWorld(vault);
  let looks = 0;
  await backUp(world, undefined, { ...small, remainingMs: () => ((looks += 1) > 5 ? 0 : 600_000) });
  const [state] = world.handed;
  // Lambda delivered the same event again after the first had written its first part.
  looks = -1_000;
  const kept = structuredClone(state);
  await vault.add(`${state?.folder}/left/behind`, Buffer.from('x'), '', '');
  const first = await backUp(world, state, small);
  await expect(backUp(world, kept, small)).resolves.toMatchObject({ isComplete: true });
  const other = await anotherDatabase(database, 'migrated');
  await restore(other.target, vault.source(first.folder));
  expect(await contents(other.sql)).toEqual(await contents(database.sql));
  await other.close();
});

test('a snapshot that is lost has the backup begin again under another name; three times, and it has failed', async () => {
  const vault = memoryVault();
  const snapshots = openSnapshots(50_000);
  let left = 2;
  const leaky: Snapshots = {
    begin: async () => {
      const snapshot = await snapshots.begin();
      if ((left -= 1) >= 0) await snapshot.end();
      return snapshot;
    },
    resume: snapshots.resume,
  };
  const done = await backUp(backupWorld(vault, leaky), undefined, small);
  expect(done.isComplete).toBe(true);
  left = 3;
  await expect(backUp(backupWorld(memoryVault(), leaky), undefined, small)).rejects.toThrow('The snapshot is gone');
});

/** Sells, all the while that something is done. */
async function whileSelling<T>(run: () => Promise<T>): Promise<T> {
  let isDone = false;
  const selling = (async () => {
    for (let nth = 0; !isDone; nth += 1)
      await sell(database.app, store, `busy ${Math.random()} ${nth}`, [
        { sku: 'MUG', quantity: 1, at: '2026-03-11T10:00:00Z' },
        { sku: 'TEA', quantity: 2, at: '2026-03-11T10:00:00Z' },
      ]);
  })();
  try {
    return await run();
  } finally {
    isDone = true;
    await selling;
    await foldAll(database.app);
  }
}

/** Reads page by page, each as the database is at that moment. */
const withoutTransaction: Snapshots = {
  begin: () => Promise.resolve({ ...database.db, id: 'none', end: () => Promise.resolve() }),
  resume: () => ({ ...database.db, id: 'none', end: () => Promise.resolve() }),
};

test('while sales come in a backup is of one instant; read without its transaction it is refused by the restore', async () => {
  const saved = async (snapshots?: Snapshots) => {
    const vault = memoryVault();
    const { folder } = await whileSelling(() => backUp(backupWorld(vault, snapshots), undefined, small));
    const other = await anotherDatabase(database, 'migrated');
    try {
      return await restore(other.target, vault.source(folder)).then(
        () => 'restored',
        (error: unknown) => String(error),
      );
    } finally {
      await other.close();
    }
  };
  expect(await saved()).toBe('restored');
  expect(await saved(withoutTransaction)).toMatch(/What was saved is not what the ledger says|duplicate key/);
});
