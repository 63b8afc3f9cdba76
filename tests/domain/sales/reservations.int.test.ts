import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#domain/platform/clock.ts';
import { expireReservations, wakeAtExpiry, wakeLater } from '#domain/sales/expiry.actions.ts';
import {
  confirmReservation,
  listReservations,
  releaseReservation,
  reserve,
} from '#domain/sales/reservation.actions.ts';
import { NewReservation } from '#domain/sales/reservation.ts';
import { recordSale } from '#domain/sales/sale.actions.ts';
import type { FaultKind } from '#local/data-api/faults.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, mismatches, openStore, post } from '#tests/setup/ledger.ts';

let database: TestDatabase;
let store: string;
let mug: string;
let lamp: string;
let made = 0;
let minutesLater: number;
const admin = { userId: 'admin', grants: [{ role: 'admin' as const, storeId: null }] };
const clock = { ...systemClock, now: () => new Date(Date.now() + minutesLater * 60_000) };
const platform = () => testPlatform(database.db, { clock });

beforeAll(async () => {
  database = await testDatabase({ budgetMs: 20_000, timeoutMs: 1_000 });
});
beforeEach(async () => {
  minutesLater = 0;
  made += 1;
  store = await openStore(database.sql, `WEB-${made}`);
  [mug = '', lamp = ''] = await addProducts(database.sql, [`MUG-${made}`, `LAMP-${made}`]);
  await post(
    database.sql,
    [mug, lamp].map((id) => ({
      key: `${made} ${id}`,
      store_id: store,
      product_id: id,
      type: 'receipt',
      quantity: 5,
      occurred_at: '2026-06-01T08:00:00Z',
    })),
  );
});
afterEach(async () => {
  database.dataApi.faults.clear();
  expect(await mismatches(database.sql)).toEqual([]);
  expect(await strayHolds()).toEqual([]);
});
afterAll(() => database.close());

const line = (name: 'MUG' | 'LAMP', quantity: string) => ({ sku: `${name}-${made}`, quantity });
const hold = (key: string, ...lines: { sku: string; quantity: string }[]) =>
  reserve(platform(), admin, { storeId: store, lines, minutes: 15 }, key);

async function levels() {
  const { rows } = await database.sql.query<{ level: string }>(
    `select concat_ws(' ', trim_scale(on_hand), trim_scale(reserved), trim_scale(available)) as level
     from stock_level where product_id = any ($1::bigint[]) order by product_id`,
    [[mug, lamp]],
  );
  return rows.map(({ level }) => level);
}

/** Levels whose `reserved` is not the sum of what open reservations hold: must always be none. */
async function strayHolds(): Promise<unknown[]> {
  const { rows } = await database.sql.query(
    `select l.store_id, l.product_id, l.reserved, coalesce(h.held, 0) as held
     from stock_level l
     full join (
       select r.store_id, n.product_id, sum(n.held) as held
       from reservation r join reservation_line n on n.reservation_id = r.id where r.state = 'open' group by 1, 2
     ) h using (store_id, product_id)
     where l.reserved is distinct from coalesce(h.held, 0)`,
  );
  return rows;
}

describe('a reservation', () => {
  test('keeps goods, once for one key, and says until when', async () => {
    const first = await hold('a', line('MUG', '2'), line('LAMP', '1'));
    expect(first).toMatchObject({ repeated: false, lines: [line('MUG', '2'), line('LAMP', '1')] });
    expect(Math.abs(Date.parse(first.expiresAt) - Date.now() - 15 * 60_000)).toBeLessThan(10_000);
    expect(await hold('a', line('MUG', '2'), line('LAMP', '1'))).toEqual({ ...first, repeated: true });
    await expect(hold('a', line('MUG', '3'))).rejects.toMatchObject({ code: 'reservation.conflict' });
    expect(await levels()).toEqual(['5 2 3', '5 1 4']);
    const { items } = await listReservations(platform(), admin, { store, state: 'open', limit: 50 });
    expect(items).toMatchObject([{ reservationId: first.reservationId, lines: [line('LAMP', '1'), line('MUG', '2')] }]);
  });

  test('is listed with its products, who made it and what became of it', async () => {
    const id = async (key: string) => (await hold(key, line('MUG', '1'))).reservationId;
    const [open, sold, given] = [await id('open'), await id('sold'), await id('given')];
    await confirmReservation(platform(), admin, { reservationId: sold, lines: [] });
    await releaseReservation(platform(), admin, { reservationId: given });
    const listed = async (state: 'open' | 'confirmed' | 'released' | 'all') => {
      const { items } = await listReservations(platform(), admin, { store, state, limit: 50 });
      return items.map(({ reservationId }) => reservationId);
    };
    expect(await listed('open')).toEqual([open]);
    expect(await listed('confirmed')).toEqual([sold]);
    expect(await listed('released')).toEqual([given]);
    expect(await listed('all')).toEqual([given, sold, open]);
    const { items } = await listReservations(platform(), admin, { store, state: 'all', limit: 50 });
    expect(items[0]).toMatchObject({
      state: 'released',
      madeBy: 'admin',
      endedAt: expect.stringMatching(/Z$/) as string,
    });
    expect(items[2]).toMatchObject({ state: 'open', endedAt: null, lines: [{ productId: mug, sku: `MUG-${made}` }] });
  });

  test('of the largest kind fits into an answer, a page of 20 at a time', async () => {
    const skus = Array.from({ length: 100 }, (_, at) => `${'S'.repeat(90)}-${made}-${String(at).padStart(3, '0')}`);
    await addProducts(database.sql, skus);
    await database.sql.query('update product set name = $1 where sku = any ($2)', ['N'.repeat(200), skus]);
    await database.sql.query("update store set overselling = 'allow' where id = $1", [store]);
    const lines = skus.map((sku) => ({ sku, quantity: '1234567890.125' }));
    for (let at = 0; at < 21; at += 1) await hold(`large-${at}`, ...lines);
    const first = await listReservations(platform(), admin, { store, state: 'open', limit: 50 });
    expect([first.items.length, first.items[0]?.lines.length, first.items[0]?.lines[0]?.name.length]).toEqual([
      20, 100, 80,
    ]);
    const rest = { store, state: 'open', limit: 50, cursor: first.nextCursor ?? '' } as const;
    expect(await listReservations(platform(), admin, rest)).toMatchObject({ items: [{}], nextCursor: null });
  });

  test('keeps all of its lines or none', async () => {
    await expect(hold('all', line('MUG', '1'), line('LAMP', '6'))).rejects.toMatchObject({
      problem: 'conflict',
      code: 'stock.insufficient',
      message: `there is not enough of LAMP-${made}: 6 wanted, 5 available`,
    });
    await expect(hold('all', line('MUG', '1'), { sku: 'NOPE', quantity: '1' })).rejects.toThrow(
      'line 2: unknown SKU "NOPE"',
    );
    expect(await levels()).toEqual(['5 0 5', '5 0 5']);
  });

  test('names each SKU once, however it is written', () => {
    const lines = [line('MUG', '1'), { sku: `mug-${made}`, quantity: '1' }];
    expect(NewReservation.safeParse({ storeId: '1', lines }).error?.issues).toMatchObject([
      { path: ['lines', 1, 'sku'] },
    ]);
  });

  test('may go below zero where the store allows it', async () => {
    await database.sql.query("update store set overselling = 'allow' where id = $1", [store]);
    await hold('easy', line('MUG', '7'));
    expect(await levels()).toEqual(['5 7 -2', '5 0 5']);
  });

  test('of what has no stock holds nothing, and is sold with the rest', async () => {
    await database.sql.query('update product set is_stocked = false where id = $1', [lamp]);
    const { reservationId } = await hold('post', line('MUG', '1'), line('LAMP', '1'));
    await confirmReservation(platform(), admin, { reservationId, lines: [] });
    expect(await levels()).toEqual(['4 0 4', '5 0 5']);
  });

  test('tells that something else is available now', async () => {
    const told = async () =>
      (
        await database.sql.query<{ data: unknown }>(
          "delete from outbox where name = 'stock.changed' and data->>'storeId' = $1 returning data",
          [store],
        )
      ).rows;
    await told();
    const { reservationId } = await hold('told', line('MUG', '1'));
    expect(await told()).toEqual([{ data: { storeId: store, productIds: [mug] } }]);
    await releaseReservation(platform(), admin, { reservationId });
    expect(await told()).toEqual([{ data: { storeId: store, productIds: [mug] } }]);
  });
});

describe('confirming', () => {
  const prices = () => [{ sku: `mug-${made}`, unitPrice: '4', discountMinor: 100, taxMinor: 50 }];

  test('sells what was kept and frees it, once', async () => {
    const { reservationId } = await hold('c', line('MUG', '5'), line('LAMP', '1'));
    const confirm = (lines = prices()) => confirmReservation(platform(), admin, { reservationId, lines });
    const first = await confirm();
    expect(first).toMatchObject({ totalMinor: 5 * 400 - 100 + 250, repeated: false });
    expect(await confirm()).toEqual({ ...first, repeated: true });
    await expect(confirm([])).rejects.toMatchObject({ code: 'sale.conflict' });
    expect(await levels()).toEqual(['0 0 0', '4 0 4']);
    await expect(releaseReservation(platform(), admin, { reservationId })).rejects.toMatchObject({
      code: 'reservation.confirmed',
    });
  });

  test('at the same moment as twenty others and a release ends in one of the two', async () => {
    const { reservationId } = await hold('race', line('MUG', '5'));
    const results = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => confirmReservation(platform(), admin, { reservationId, lines: [] })),
      releaseReservation(platform(), admin, { reservationId }),
    ]);
    const sold = results.slice(0, 20).filter(({ status }) => status === 'fulfilled').length;
    expect([0, 20]).toContain(sold);
    expect(await levels()).toEqual([sold === 0 ? '5 0 5' : '0 0 0', '5 0 5']);
  });

  test('takes prices only for what is kept, and nothing off that is more than the price', async () => {
    const { reservationId } = await hold('p', line('MUG', '1'));
    const confirm = (sku: string, discountMinor: number) =>
      confirmReservation(platform(), admin, { reservationId, lines: [{ sku, discountMinor }] });
    await expect(confirm(`LAMP-${made}`, 0)).rejects.toMatchObject({ code: 'reservation.invalid' });
    await expect(confirm(`MUG-${made}`, 251)).rejects.toMatchObject({ code: 'sale.invalid' });
    expect(await levels()).toEqual(['5 1 4', '5 0 5']);
  });

  test('goes through as long as the goods are there, also when others keep the rest', async () => {
    const [one, two] = [await hold('h1', line('MUG', '3')), await hold('h2', line('MUG', '2'))];
    // A till sold one that was kept: it was in somebody's hand.
    await recordSale(
      platform(),
      admin,
      { storeId: store, soldAt: '2026-06-02T08:00:00Z', lines: [line('MUG', '1')] },
      `${made}`,
    );
    await confirmReservation(platform(), admin, { reservationId: one.reservationId, lines: [] });
    await expect(
      confirmReservation(platform(), admin, { reservationId: two.reservationId, lines: [] }),
    ).rejects.toMatchObject({ code: 'stock.insufficient' });
    expect(await levels()).toEqual(['1 2 -1', '5 0 5']);
  });
});

describe('when its time has run out', () => {
  test('it is freed, and a late buyer gets the goods if they are still there', async () => {
    const [one, two] = [await hold('x1', line('MUG', '3')), await hold('x2', line('MUG', '2'))];
    minutesLater = 16;
    expect(await expireReservations(platform(), store)).toBe(2);
    expect(await levels()).toEqual(['5 0 5', '5 0 5']);
    await confirmReservation(platform(), admin, { reservationId: one.reservationId, lines: [] });
    await hold('x3', line('MUG', '1'));
    await expect(
      confirmReservation(platform(), admin, { reservationId: two.reservationId, lines: [] }),
    ).rejects.toMatchObject({ problem: 'conflict', code: 'reservation.expired' });
    expect(await releaseReservation(platform(), admin, { reservationId: two.reservationId })).toEqual({
      state: 'expired',
      repeated: true,
    });
    expect(await levels()).toEqual(['2 1 1', '5 0 5']);
  });

  test('nobody is refused for its sake, also where nobody has swept', async () => {
    await hold('o1', line('MUG', '5'));
    minutesLater = 16;
    await hold('o2', line('MUG', '4'));
    minutesLater = 32;
    await recordSale(platform(), admin, { storeId: store, lines: [line('MUG', '5')] }, `sold ${made}`);
    expect(await levels()).toEqual(['0 0 0', '5 0 5']);
  });

  test('one message wakes whoever frees those of a minute, in steps that SQS can wait', async () => {
    const sent: unknown[] = [];
    const world = testPlatform(database.db, {
      clock,
      wakes: { later: (wake, seconds) => Promise.resolve(void sent.push([wake.wake, seconds])) },
    });
    const at = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 60 * 60_000);
    await wakeAtExpiry(world, at);
    await wakeAtExpiry(world, at);
    await wakeAtExpiry(world, new Date(at.getTime() + 24 * 3_600_000));
    expect(sent).toEqual([['reservations', 900]]);
    minutesLater = 59;
    expect(await wakeLater(world, at.toISOString())).toBe(true);
    minutesLater = 61;
    expect(await wakeLater(world, at.toISOString())).toBe(false);
    expect(sent).toEqual([
      ['reservations', 900],
      ['reservations', expect.closeTo(90, -2)], // from one minute to two, as the clock stands
    ]);
  });
});

test.each<FaultKind>(['reset', 'hang', '500', 'StatementTimeoutException'])(
  'an answer that is lost by %s leaves it right: what was done is done once',
  async (kind) => {
    const after = (call: number) => {
      database.dataApi.faults.clear();
      database.dataApi.faults.add({ call, when: 'after', kind });
    };
    after(1);
    const { reservationId } = await hold('lost', line('MUG', '2'));
    expect(await levels()).toEqual(['5 2 3', '5 0 5']);
    after(2);
    const sold = await confirmReservation(platform(), admin, { reservationId, lines: [] });
    expect(sold).toMatchObject({ totalMinor: 500, repeated: true });
    expect(await levels()).toEqual(['3 0 3', '5 0 5']);
    database.dataApi.faults.clear();
    const other = await hold('lost too', line('LAMP', '2'));
    after(2);
    await releaseReservation(platform(), admin, other);
    expect(await levels()).toEqual(['3 0 3', '5 0 5']);
  },
);
