import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { receiveFile, sweepImports } from '#domain/imports/import.actions.ts';
import { runImport } from '#domain/imports/run-import.actions.ts';
import type { Db } from '#domain/platform/database.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { arrive, drop, lookUp, rejectsOf, unhurried } from '#tests/setup/imports.ts';
import { addProducts, mismatches, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: ReturnType<typeof testPlatform> & { files: ReturnType<typeof memoryFiles> };
let runs = 0;

beforeAll(async () => {
  process.env['UPLOAD_BUCKET'] = 'bucket';
  database = await testDatabase();
  const files = memoryFiles(200);
  platform = { ...testPlatform(database.db, { files }), files };
  await openStore(database.sql, 'shop');
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

const inChunks = { ...unhurried, chunkRows: 10 };

type Run = { key: string; text: string; tag: string };

/** 45 sale lines of 5 products in no order, told apart by counting; four lines are bad, one stands in the file twice. */
async function aFile(isGood = false): Promise<Run> {
  const tag = `R${(runs += 1)}`;
  await addProducts(
    database.sql,
    Array.from({ length: 5 }, (_, n) => `${tag}-P${n}`),
  );
  const rows = Array.from({ length: 45 }, (_, n) => {
    const sku = n % 12 === 7 && !isGood ? 'NOBODY' : `${tag}-P${n % 5}`;
    return `shop,${tag}-S${n % 4},${sku},${n === 30 && !isGood ? 'bad' : 1},2.50,2026-06-01T09:00:00`;
  });
  return {
    tag,
    key: `uploads/sales/${tag}.csv`,
    text: `store,sale_id,sku,quantity,price,sold_at\n${rows.join('\n')}\n`,
  };
}

/** All that an import leaves behind, without what differs by nature from run to run. */
async function outcome({ key, tag }: Run) {
  const done = await lookUp(database.sql, key);
  const { rows: levels } = await database.sql.query<{ on_hand: number }>(
    `select l.on_hand::float from product p left join stock_level l on l.product_id = p.id where p.sku like $1 order by p.sku`,
    [`${tag}-%`],
  );
  const { rows: sales } = await database.sql.query(
    `select replace(s.external_id, $1, '') as sale, count(*)::int as lines, sum(l.net_minor)::int as net
     from sale s join sale_line l on l.sale_id = s.id where s.external_id like $1 || '-%' group by 1 order by 1`,
    [tag],
  );
  const { rows: facts } = await database.sql.query(
    `select -sum(sold)::int as units, sum(net_minor)::int as net, -sum(cogs_minor)::int as value
     from fact_unfolded f join product p on p.id = f.product_id where p.sku like $1`,
    [`${tag}-%`],
  );
  const { rows: events } = await database.sql.query(
    `select name, data->>'applied' as applied from outbox where data->>'importId' = $1`,
    [done.id],
  );
  const { status, rows_read, applied, duplicate, rejected, byte_offset, size } = done;
  return {
    import: { status, rows_read, applied, duplicate, rejected, complete: byte_offset === size },
    rejects: await rejectsOf(database.sql, done.id),
    file: platform.files.objects
      .get(done.rejects_key ?? '')
      ?.toString()
      .replaceAll(tag, ''),
    levels,
    sales,
    facts,
    events,
  };
}

/** The outcome that every run must end in. */
async function undisturbed() {
  const run = await aFile();
  await drop(platform, database.sql, run.key, run.text, inChunks);
  const result = await outcome(run);
  expect(result.import).toEqual({
    status: 'done_with_errors',
    rows_read: 45,
    applied: 40,
    duplicate: 0,
    rejected: 5,
    complete: true,
  });
  return result;
}

/** A worker whose n-th database call from now on stops before or after its effect, until it is let go. */
function stoppingAt(call: number, when: 'before' | 'after', through: Db = database.db) {
  let calls = 0;
  let letGo: () => void = () => undefined;
  let stopped: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const isStopped = new Promise<void>((resolve) => (stopped = resolve));
  const db: Db = {
    async query(sql, values, row) {
      const stops = (calls += 1) === call;
      if (stops && when === 'before') {
        stopped();
        await gate;
      }
      const rows = await through.query(sql, values, row);
      if (stops && when === 'after') {
        stopped();
        await gate;
      }
      return rows;
    },
  };
  return { db, letGo, isStopped, calls: () => calls };
}

const expireLease = (key: string) =>
  database.sql.query(
    "update import set lease_until = now() - interval '1 second' where key = $1 and lease_until is not null",
    [key],
  );

describe('a worker that is killed', () => {
  test('at any call, before or after its effect, is followed by one that ends as if nothing had been', async () => {
    const expected = await undisturbed();
    let tried = 0;
    for (const when of ['before', 'after'] as const) {
      for (let call = 1; ; call += 1) {
        const run = await aFile();
        const worker = stoppingAt(call, when);
        const id = await arrive(platform, run.key, run.text);
        const work = runImport({ ...platform, db: worker.db }, id ?? '', inChunks).catch(() => undefined);
        const ended = await Promise.race([work.then(() => true), worker.isStopped.then(() => false)]);
        if (ended) break;
        tried += 1;
        await expireLease(run.key); // its lease runs out; the sweep has another go on
        await runImport(platform, id ?? '', inChunks);
        expect(await outcome(run), `killed ${when} call ${call}`).toEqual(expected);
        worker.letGo(); // and now the dead one comes back: nothing changes
        await work;
        expect(await outcome(run), `back from ${when} call ${call}`).toEqual(expected);
      }
    }
    expect(tried).toBeGreaterThan(15);
  });

  test('and comes back while another is in the middle changes nothing either', async () => {
    const expected = await undisturbed();
    for (let call = 3; call < 8; call += 1) {
      const run = await aFile();
      const id = (await arrive(platform, run.key, run.text)) ?? '';
      const first = stoppingAt(call, 'before');
      const firstWork = runImport({ ...platform, db: first.db }, id, inChunks);
      await first.isStopped;
      await expireLease(run.key);
      const second = stoppingAt(5, 'after');
      const secondWork = runImport({ ...platform, db: second.db }, id, inChunks);
      await second.isStopped;
      first.letGo();
      await Promise.race([firstWork, sleep(300)]);
      second.letGo();
      const ends = await Promise.all([firstWork, secondWork]);
      // Whoever lost stopped; if both lost a chunk to the other, the next one goes on.
      if (!ends.includes('ended')) {
        await expireLease(run.key);
        await runImport(platform, id, inChunks);
      }
      expect(await outcome(run)).toEqual(expected);
    }
  });
});

describe('the same event', () => {
  test('delivered five times at once is imported once', async () => {
    const expected = await undisturbed();
    const run = await aFile();
    const { etag, size } = platform.files.put(run.key, run.text);
    const event = { bucket: 'bucket', key: run.key, etag, size, versionId: null, sequencer: 'ABC' };
    await Promise.all(
      Array.from({ length: 5 }, async () => {
        const id = await receiveFile(platform, event);
        if (id !== null) await runImport(platform, id, inChunks);
      }),
    );
    expect(await receiveFile(platform, event)).toBeNull();
    expect(await outcome(run)).toEqual(expected);
    const { rows } = await database.sql.query('select 1 from import where key = $1', [run.key]);
    expect(rows).toHaveLength(1);
  });

  test('would be counted twice if a chunk did not check where the import stands (negative control)', async () => {
    const run = await aFile(true);
    const id = (await arrive(platform, run.key, run.text)) ?? '';
    const careless: Db = {
      async query(sql, values, row) {
        if (!sql.includes('apply_chunk')) return database.db.query(sql, values, row);
        const { byte_offset: from } = await lookUp(database.sql, run.key);
        return database.db.query(sql, { ...values, from: Number(from) }, row);
      },
    };
    const first = stoppingAt(4, 'before', careless);
    const firstWork = runImport({ ...platform, db: first.db }, id, inChunks).catch(() => undefined);
    await first.isStopped;
    await expireLease(run.key);
    const second = stoppingAt(7, 'before');
    const secondWork = runImport({ ...platform, db: second.db }, id, inChunks);
    await second.isStopped;
    first.letGo();
    await firstWork;
    second.letGo();
    await secondWork;
    expect((await lookUp(database.sql, run.key)).rows_read).toBeGreaterThan(45);
  });

  test('a file under another name, or dropped again later, adds nothing', async () => {
    const run = await aFile();
    await drop(platform, database.sql, run.key, run.text, inChunks);
    const before = await outcome(run);
    for (const key of [run.key, `${run.key}-copy.csv`]) {
      const again = await drop(platform, database.sql, key, run.text, inChunks);
      expect(again).toMatchObject({ applied: 0, duplicate: 40, rejected: 5 });
    }
    const { levels, sales, facts } = await outcome(run);
    expect({ levels, sales, facts }).toEqual({ levels: before.levels, sales: before.sales, facts: before.facts });
  });

  test('two files with the same sales at once count each once', async () => {
    const run = await aFile();
    const keys = Array.from({ length: 6 }, (_, n) => `${run.key}-${n}.csv`);
    const results = await Promise.all(keys.map((key) => drop(platform, database.sql, key, run.text, inChunks)));
    expect(results.reduce((sum, row) => sum + row.applied, 0)).toBe(40);
    expect(results.reduce((sum, row) => sum + row.duplicate, 0)).toBe(40 * 5);
  });
});

describe('when time runs short', () => {
  test('the import is handed on and goes on from its checkpoint, counting lines as if read at once', async () => {
    const expected = await undisturbed();
    const run = await aFile();
    const resumed: string[] = [];
    const world = {
      ...platform,
      workers: { ...platform.workers, resumeImport: (id: string) => Promise.resolve(void resumed.push(id)) },
    };
    const id = (await arrive(platform, run.key, run.text)) ?? '';
    const hasty = { remainingMs: () => 50_000, reserveMs: 90_000, chunkRows: 10 };
    let ends = 0;
    for (; (await runImport(world, id, ends < 8 ? hasty : inChunks)) === 'handed on'; ends += 1);
    expect(resumed).toHaveLength(ends);
    expect(ends).toBeGreaterThan(3);
    expect(await outcome(run)).toEqual(expected);
  });
});

describe('the sweep', () => {
  test('takes up what never started, what lost its worker, and what no event told of', async () => {
    const [lost, stuck, untold] = [await aFile(), await aFile(), await aFile()];
    const lostId = await arrive(platform, lost.key, lost.text);
    const stuckId = (await arrive(platform, stuck.key, stuck.text)) ?? '';
    const worker = stoppingAt(5, 'after');
    void runImport({ ...platform, db: worker.db }, stuckId, inChunks).catch(() => undefined);
    await worker.isStopped;
    await expireLease(stuck.key);
    await database.sql.query("update import set created_at = now() - interval '5 minutes' where id = $1", [lostId]);
    platform.files.put(untold.key, untold.text);
    const resumed: string[] = [];
    const world = {
      ...platform,
      workers: { ...platform.workers, resumeImport: (id: string) => Promise.resolve(void resumed.push(id)) },
    };
    await sweepImports(world);
    const untoldId = (await lookUp(database.sql, untold.key)).id;
    expect(new Set(resumed)).toEqual(new Set([lostId, stuckId, untoldId]));
    for (const id of resumed) await runImport(platform, id, inChunks);
    for (const run of [lost, stuck, untold]) expect((await outcome(run)).import.status).toBe('done_with_errors');
    resumed.length = 0;
    await sweepImports(world);
    expect(resumed).toEqual([]);
    // The event that was thought lost comes after all.
    const { etag, size } = platform.files.put(untold.key, untold.text);
    const late = { bucket: 'bucket', key: untold.key, etag, size, versionId: null, sequencer: 'LATE' };
    expect(await receiveFile(platform, late)).toBeNull();
  });
});

describe('a file that is not whole', () => {
  test('replaced while it is read, it fails and says so', async () => {
    const run = await aFile();
    const id = (await arrive(platform, run.key, run.text)) ?? '';
    platform.files.put(run.key, `${run.text}shop,X,Y,1,1,2026-06-01T09:00:00\n`);
    await runImport(platform, id, inChunks);
    expect(await lookUp(database.sql, run.key)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('replaced'),
    });
  });

  test.each(['at a row end', 'in the middle of a row'])('cut %s, it is failed and never done', async (where) => {
    const run = await aFile();
    const cut = where === 'at a row end' ? run.text.lastIndexOf('\n', run.text.length - 2) + 1 : run.text.length - 30;
    const { etag } = platform.files.put(run.key, run.text.slice(0, cut));
    const event = {
      bucket: 'bucket',
      key: run.key,
      etag,
      size: run.text.length,
      versionId: null,
      sequencer: `CUT${run.tag}`,
    };
    await runImport(platform, (await receiveFile(platform, event)) ?? '', inChunks);
    const done = await lookUp(database.sql, run.key);
    expect(done).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(`${cut} of ${run.text.length} bytes`),
    });
  });
});
