import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DomainError } from '#domain/errors.ts';
import { cancelTransfer, closeTransfer, receiveTransfer, shipTransfer } from '#domain/transfers/move.actions.ts';
import { createTransfer, getTransfer } from '#domain/transfers/transfer.actions.ts';
import type { TransferDetail } from '#domain/transfers/transfer.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let from: string;
let to: string;
let made = 0;
const boss = { userId: 'boss', grants: [{ role: 'admin' as const, storeId: null }] };
const started = 30;

beforeAll(async () => {
  database = await testDatabase();
  from = await openStore(database.sql, 'FROM');
  to = await openStore(database.sql, 'TO');
});
afterAll(() => database.close());

type Missing = 'lost' | 'theft' | 'damaged' | 'not_sent';
/** Of each of two products so many that can be sold, and so many that are broken. */
type Boxes = [[number, number], [number, number]];
/** How one thing is asked for: once, again with the same key one after another or at once, or by two people at once. */
type Manner = 'once' | 'again' | 'twice at once' | 'by two';
type Step = { manner: Manner } & (
  | { do: 'receive'; boxes: Boxes }
  | { do: 'close'; missing: Missing }
  | { do: 'cancel' }
);

const units = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 2 }));
const manner = fc.constantFrom<Manner>('once', 'again', 'twice at once', 'by two');
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      manner,
      do: fc.constant('receive' as const),
      boxes: fc.tuple(units, units).filter((boxes) => boxes.flat().some((some) => some > 0)),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      manner,
      do: fc.constant('close' as const),
      missing: fc.constantFrom<Missing>('lost', 'theft', 'damaged', 'not_sent'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ manner, do: fc.constant('cancel' as const) }) },
);

/** What the rules say became of the units of one product. */
type Fate = { inTransit: number; received: number; damaged: number; lost: number; notSent: number };

class Model {
  status = 'shipped';
  fates: [Fate, Fate];
  constructor(sent: [number, number]) {
    this.fates = sent.map((inTransit) => ({ inTransit, received: 0, damaged: 0, lost: 0, notSent: 0 })) as [Fate, Fate];
  }
  /** Whether it may happen; then it has. */
  run(step: Step): boolean {
    const { fates } = this;
    if (this.status !== 'shipped') return false;
    if (step.do === 'receive') {
      if (step.boxes.some(([good, bad], n) => good + bad > (fates[n as 0 | 1]?.inTransit ?? 0))) return false;
      for (const [n, [good, bad]] of step.boxes.entries()) {
        const fate = fates[n as 0 | 1];
        fate.inTransit -= good + bad;
        fate.received += good;
        fate.damaged += bad;
      }
    } else {
      if (step.do === 'cancel' && fates.some((fate) => fate.received + fate.damaged > 0)) return false;
      const missing = step.do === 'cancel' ? 'not_sent' : step.missing;
      const column = missing === 'not_sent' ? 'notSent' : missing === 'damaged' ? 'damaged' : 'lost';
      for (const fate of fates) {
        fate[column] += fate.inTransit;
        fate.inTransit = 0;
      }
    }
    if (fates.every(({ inTransit }) => inTransit === 0)) this.status = step.do === 'cancel' ? 'cancelled' : 'received';
    return true;
  }
}

const platform = () => testPlatform(database.db);

function ask(step: Step, { id, version, lines }: TransferDetail, key: string): Promise<TransferDetail> {
  const asked = { transferId: id, version };
  if (step.do === 'cancel') return cancelTransfer(platform(), boss, asked);
  if (step.do === 'close') return closeTransfer(platform(), boss, { ...asked, missing: step.missing }, key);
  const arrived = step.boxes.flatMap(([good, bad], n) =>
    good + bad === 0 ? [] : [{ productId: lines[n]?.productId, received: String(good), damaged: String(bad) }],
  );
  return receiveTransfer(platform(), boss, { ...asked, lines: arrived }, key);
}

/** Whether it went through; a refusal that is not in words of ours is an error of the test. */
async function outcome(run: Promise<TransferDetail>): Promise<'done' | 'repeated' | 'refused'> {
  try {
    return (await run).repeated ? 'repeated' : 'done';
  } catch (error) {
    if (error instanceof DomainError && /^transfer\.(conflict|stale)$/.test(error.code)) return 'refused';
    throw error;
  }
}

/** Asks as the step says; how it went, in order of the alphabet. */
async function run(step: Step, seen: TransferDetail): Promise<string[]> {
  const key = `step ${(made += 1)}`;
  const one = (who = '') => outcome(ask(step, seen, key + who));
  if (step.manner === 'once') return [await one()];
  if (step.manner === 'again') return [await one(), await one()];
  const both = await Promise.all(step.manner === 'by two' ? [one('a'), one('b')] : [one(), one()]);
  return both.toSorted();
}

/** What should come of it: once it is done, and only the same request again is told that it was. */
function expected(step: Step, may: boolean): string[] {
  if (!may) return step.manner === 'once' ? ['refused'] : ['refused', 'refused'];
  if (step.manner === 'once') return ['done'];
  // Whoever cancels what is cancelled gets what they want, whoever they are.
  return step.manner === 'by two' && step.do !== 'cancel' ? ['done', 'refused'] : ['done', 'repeated'];
}

/** What the ledger alone says of each product: out of the sender, into either store, written off. */
async function ledger(transferId: string) {
  const { rows } = await database.sql.query<Record<string, number>>(
    `select -sum(quantity) filter (where type = 'transfer_out')::float8 as sent,
       coalesce(sum(quantity) filter (where type = 'transfer_in' and store_id = $2 and reason is null), 0)::float8 as received,
       coalesce(sum(quantity) filter (where type = 'transfer_in' and store_id = $3), 0)::float8 as "notSent",
       coalesce(-sum(quantity) filter (where type = 'adjustment' and reason = 'damaged'), 0)::float8 as damaged,
       coalesce(-sum(quantity) filter (where type = 'adjustment' and reason <> 'damaged'), 0)::float8 as lost,
       coalesce(sum(quantity) filter (where type = 'transfer_in'), 0)::float8 as "in"
     from stock_movement where source_type = 'transfer' and source_id = $1
     group by product_id order by product_id`,
    [transferId, to, from],
  );
  return rows;
}

test('whatever order people receive, close and cancel in, again and at once, every unit is accounted for', async () => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (sent, steps) => {
        const name = (made += 1);
        const products = await addProducts(database.sql, [`A-${name}`, `B-${name}`]);
        await post(
          database.sql,
          products.map((product_id) => ({
            key: product_id,
            store_id: from,
            product_id,
            type: 'receipt',
            quantity: started,
            occurred_at: '2026-06-01T08:00:00Z',
          })),
        );
        const lines = products.map((productId, n) => ({ productId, quantity: String(sent[n as 0 | 1]) }));
        const wanted = { fromStoreId: from, toStoreId: to, lines };
        const { id } = await createTransfer(platform(), boss, wanted, `draft ${name}`);
        await shipTransfer(platform(), boss, { transferId: id, version: 1 });
        const model = new Model(sent);
        for (const one of steps) {
          const before = await getTransfer(platform(), boss, { transferId: id });
          const may = model.run(one);
          // Cancelled is cancelled: asked for again by anybody, it is so already.
          const isSo = one.do === 'cancel' && before.status === 'cancelled';
          const went = await run(one, before);
          expect(went).toEqual(isSo ? went.map(() => 'repeated') : expected(one, may));
          if (!may) refused += 1;
        }
        const after = await getTransfer(platform(), boss, { transferId: id });
        expect(after.status).toBe(model.status);
        const posted = await ledger(id);
        expect(posted).toHaveLength(2);
        for (const [n, told] of posted.entries()) {
          const { inTransit, ...fate } = model.fates[n as 0 | 1];
          expect(told).toMatchObject({ sent: sent[n as 0 | 1], ...fate });
          expect(told['sent']).toBe((told['in'] ?? 0) + inTransit);
          const line = after.lines[n];
          expect([line?.inTransit, line?.received, line?.damaged, line?.lost, line?.notSent].map(Number)).toEqual([
            inTransit,
            fate.received,
            fate.damaged,
            fate.lost,
            fate.notSent,
          ]);
          const { rows } = await database.sql.query<{ on_hand: number }>(
            `select coalesce(sum(on_hand), 0)::float8 as on_hand from stock_level where product_id = $1`,
            [products[n]],
          );
          expect(rows[0]?.on_hand).toBe(started - inTransit - fate.damaged - fate.lost);
        }
      },
    ),
    { numRuns: 30, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(10);
  expect(await mismatches(database.sql)).toEqual([]);
});
