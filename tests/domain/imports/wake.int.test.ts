import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runImport } from '#domain/imports/run-import.actions.ts';
import { wakeImport } from '#domain/imports/wake-import.actions.ts';
import { openBus } from '#domain/platform/bus.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { platform as cloudPlatform } from '#domain/platform/platform.ts';
import type { Wake } from '#domain/platform/wakes.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { arrive, lookUp, unhurried } from '#tests/setup/imports.ts';
import { addProducts, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let world: Platform & { files: ReturnType<typeof memoryFiles> };
let messages: Wake[];
let resumed: string[];
let files = 0;

beforeAll(async () => {
  database = await testDatabase();
  await openStore(database.sql, 'shop');
  await addProducts(database.sql, ['MUG']);
  const memory = memoryFiles(200);
  const parts = {
    files: memory,
    wakes: { later: (wake: Wake) => Promise.resolve(void messages.push(wake)) },
    workers: {
      resumeImport: (id: string) => Promise.resolve(void resumed.push(id)),
      deliverReports: () => Promise.reject(new Error('no report is due')),
    },
  };
  world = { ...testPlatform(database.db, parts), files: memory };
});
beforeEach(() => {
  messages = [];
  resumed = [];
});
afterAll(() => database.close());

const receive = async () => {
  const key = `uploads/sales/wake-${(files += 1)}.csv`;
  const id = await arrive(
    world,
    key,
    `store,sale_id,sku,quantity,price,sold_at\nshop,W${files},MUG,1,2,2026-06-01T09:00:00\n`,
  );
  return { key, id: id ?? '' };
};

/** Delivers the messages that wait, as the queue does 3 minutes later. */
async function wake(): Promise<string[]> {
  const due = messages.splice(0);
  const standings: string[] = [];
  for (const message of due)
    if (message.wake === 'import') standings.push(await wakeImport(world, message.importId, message.looks));
  return standings;
}

describe('an import without sweeps', () => {
  test('is looked after from before anybody works on it', async () => {
    const { id } = await receive();
    expect(messages).toEqual([{ wake: 'import', importId: id, looks: 1 }]);
  });

  test('whose worker vanished is taken up by the message, once its lease has run out', async () => {
    const { id, key } = await receive();
    await database.sql.query(
      "update import set status = 'running', worker = gen_random_uuid(), lease_until = now() + interval '1 minute' where id = $1",
      [id],
    );
    expect(await wake()).toEqual(['working']);
    expect([resumed, messages]).toEqual([[], [{ wake: 'import', importId: id, looks: 2 }]]);

    await database.sql.query("update import set lease_until = now() - interval '1 second' where id = $1", [id]);
    expect(await wake()).toEqual(['stuck']);
    expect(resumed).toEqual([id]);

    await runImport(world, id, unhurried); // what the resumed function does
    expect(await lookUp(database.sql, key)).toMatchObject({ status: 'done', applied: 1 });
    expect(await wake()).toEqual(['ended']);
    expect(messages).toEqual([]);
  });

  test('that was noted and never claimed is taken up too', async () => {
    const { id } = await receive();
    await database.sql.query("update import set created_at = now() - interval '2 minutes' where id = $1", [id]);
    expect(await wake()).toEqual(['stuck']);
    expect(resumed).toEqual([id]);
  });

  test('stays as it is without the message: nobody else looks', async () => {
    const { id, key } = await receive();
    messages = [];
    await database.sql.query("update import set created_at = now() - interval '1 day' where id = $1", [id]);
    await wake();
    expect([resumed, (await lookUp(database.sql, key)).status]).toEqual([[], 'received']);
  });

  test('that never ends is given up after a day and a half, loudly', async () => {
    const { id } = await receive();
    messages = [];
    await wakeImport(world, id, 749);
    expect(messages).toHaveLength(1);
    messages = [];
    await wakeImport(world, id, 750);
    expect(messages).toEqual([]);
  });

  test('is imported all the same when the queue does not take the message', async () => {
    const deaf = { ...world, wakes: { later: () => Promise.reject(new Error('SQS is away')) } };
    const key = `uploads/sales/deaf.csv`;
    expect(await arrive(deaf, key, 'store,sale_id,sku,quantity,price,sold_at\n')).not.toBeNull();
  });
});

describe('events that the bus does not take', () => {
  const budget = { budgetMs: 5_000, timeoutMs: 5_000 };
  const away = { ...process.env };

  beforeAll(() => {
    Object.assign(process.env, {
      BUS_NAME: 'bus',
      AWS_ENDPOINT_URL_EVENTBRIDGE: 'http://127.0.0.1:1',
      AWS_MAX_ATTEMPTS: '1',
    });
  });
  afterAll(() => void (process.env = away));

  test('are woken for once a minute, not with each request', async () => {
    await database.sql.query(
      'insert into outbox (name, data) values (\'stock.changed\', \'{"storeId":"1","productIds":[]}\')',
    );
    const sender = cloudPlatform(budget, { bus: openBus, wakes: () => world.wakes });
    for (let request = 0; request < 5; request += 1) await sender.relayEvents();
    expect(messages).toEqual([{ wake: 'outbox' }]);
  });

  test('wait for nobody where nothing failed', async () => {
    await database.sql.query('update outbox set published_at = now()');
    const sender = cloudPlatform(budget, { bus: openBus, wakes: () => world.wakes });
    await sender.relayEvents();
    expect(messages).toEqual([]);
  });

  test('harm no request when there is no queue either', async () => {
    await database.sql.query('update outbox set published_at = null');
    const mute = { later: () => Promise.reject(new Error('SQS is away')) };
    await cloudPlatform(budget, { bus: openBus, wakes: () => mute }).relayEvents();
  });
});
