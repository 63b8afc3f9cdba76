import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultKind } from '#local/data-api/faults.ts';
import { runImport } from '#domain/imports/run-import.actions.ts';
import { relayOutbox } from '#domain/platform/outbox.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { memoryFiles } from '#tests/setup/files.ts';
import { arrive, lookUp, rejectsOf, unhurried } from '#tests/setup/imports.ts';
import { addProducts, mismatches, openStore } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let platform: Platform & { files: ReturnType<typeof memoryFiles> };
let runs = 0;

beforeAll(async () => {
  // A call that hangs is given up after 300 ms.
  database = await testDatabase({ budgetMs: 20_000, timeoutMs: 300 });
  const files = memoryFiles();
  const base = testPlatform(database.db, { files });
  platform = { ...base, files, relayEvents: async () => void (await relayOutbox(base)) };
  await openStore(database.sql, 'shop');
});
afterAll(async () => {
  expect(await mismatches(database.sql)).toEqual([]);
  await database.close();
});

/** Imports a file of 30 sale lines in three chunks, two of them bad, with the fault at one of its calls. */
async function run(fault?: { call: number; when: 'before' | 'after'; kind: FaultKind }) {
  const tag = `F${(runs += 1)}`;
  await addProducts(
    database.sql,
    [0, 1, 2].map((n) => `${tag}-P${n}`),
  );
  const rows = Array.from(
    { length: 30 },
    (_, n) =>
      `shop,${tag}-S${n % 3},${n === 12 ? 'NOBODY' : `${tag}-P${n % 3}`},${n === 20 ? 'x' : 1},2.50,2026-06-01T09:00:00`,
  );
  const key = `uploads/sales/${tag}.csv`;
  database.dataApi.faults.clear();
  if (fault) database.dataApi.faults.add(fault);
  const id = await arrive(platform, key, `store,sale_id,sku,quantity,price,sold_at\n${rows.join('\n')}\n`);
  await runImport(platform, id ?? '', { ...unhurried, chunkRows: 10 });
  const calls = database.dataApi.faults.count;
  const done = await lookUp(database.sql, key);
  const { rows: levels } = await database.sql.query(
    'select l.on_hand::float from product p join stock_level l on l.product_id = p.id where p.sku like $1 order by p.sku',
    [`${tag}-%`],
  );
  const { rows: sums } = await database.sql.query(
    `select (select count(*) from sale where external_id like $1)::int as sales,
       (select count(*) from sale_line l join product p on p.id = l.product_id where p.sku like $1)::int as lines,
       (select -sum(sold) from fact_unfolded f join product p on p.id = f.product_id where p.sku like $1)::int as facts,
       (select count(*) from outbox where data->>'importId' = $2)::int as events,
       (select count(*) from outbox where published_at is null)::int as unpublished`,
    [`${tag}-%`, done.id],
  );
  const { status, rows_read, applied, duplicate, rejected } = done;
  const rejects = await rejectsOf(database.sql, done.id);
  return { calls, result: { status, rows_read, applied, duplicate, rejected, rejects, levels, sums } };
}

const kinds: FaultKind[] = [
  'reset',
  'hang',
  '500',
  '502-html',
  '503',
  '504',
  '429',
  'ThrottlingException',
  'DatabaseResumingException',
  'StatementTimeoutException',
  'TransactionNotFoundException',
  'InvalidSecretException',
];

describe('an import ends as if nothing had been, with the Data API failing', () => {
  test.each(kinds)('by %s at any one of its calls, before or after the effect', async (kind) => {
    const { result: expected, calls } = await run();
    expect(expected).toMatchObject({ status: 'done_with_errors', rows_read: 30, applied: 28, rejected: 2 });
    expect(calls).toBeGreaterThan(8);
    for (const when of ['before', 'after'] as const)
      for (let call = 1; call <= calls; call += 1)
        expect((await run({ call, when, kind })).result, `${kind} ${when} call ${call}`).toEqual(expected);
  });
});

test('the faults are real: without our retries each of them is met', async () => {
  database.dataApi.faults.clear();
  database.dataApi.faults.add({ call: 1, when: 'after', kind: 'reset', times: 1_000 });
  const impatient = await testDatabase({ budgetMs: 0, timeoutMs: 300 });
  impatient.dataApi.faults.add({ call: () => true, when: 'after', kind: 'reset', times: 1_000 });
  const files = memoryFiles();
  const world = { ...testPlatform(impatient.db, { files }), files };
  await expect(arrive(world, 'uploads/sales/x.csv', 'a,b\n')).rejects.toMatchObject({ code: 'database.unavailable' });
  await impatient.close();
});
