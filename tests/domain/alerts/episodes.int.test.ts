import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addProducts } from '#tests/setup/ledger.ts';
import { type AlertWorld, openAlertWorld } from './world.ts';

let world: AlertWorld;
beforeAll(async () => {
  world = await openAlertWorld();
});
afterAll(() => world.database.close());

const open = async (productId: string, kind: string) =>
  (await world.episodes(productId, kind)).filter((episode) => episode.resolved_at === null).length;

describe('low stock', () => {
  test('opens at the reorder point and is over only when well above it', async () => {
    const mug = await world.product(20);
    const seen: number[] = [];
    for (const quantity of [21, 20, 21, 22, 23]) {
      await world.stock(mug, quantity);
      await world.look(mug);
      seen.push(await open(mug, 'low'));
    }
    // 20 + max(1, 10 % of 20) = 22: still open there.
    expect(seen).toEqual([0, 1, 1, 1, 0]);
    expect(await world.episodes(mug)).toMatchObject([{ why_resolved: '23 available, reorder point 20' }]);
  });

  test('is of small reorder points over one unit above', async () => {
    const mug = await world.product(2);
    for (const quantity of [2, 3, 4]) {
      await world.stock(mug, quantity);
      await world.look(mug);
    }
    const [episode, ...more] = await world.episodes(mug);
    expect(more).toEqual([]);
    expect(episode?.why_resolved).toBe('4 available, reorder point 2');
  });

  test('is over when nobody keeps the product, or its reorder point, or the alerts any more', async () => {
    const { sql } = world.database;
    const [gone, pointless, off] = [await world.product(5), await world.product(5), await world.product(5)];
    for (const id of [gone, pointless, off]) await world.stock(id, 3);
    await world.look(gone, pointless, off);
    await sql.query("update product set status = 'archived' where id = $1", [gone]);
    await sql.query('update product set reorder_point = null where id = $1', [pointless]);
    await world.look(gone, pointless);
    await sql.query("insert into alert_rule (kind, store_id, is_on, hysteresis) values ('low', $1, false, 10)", [
      world.store,
    ]);
    await world.look(off);
    await sql.query("delete from alert_rule where kind = 'low' and store_id is not null");
    const why = await Promise.all(
      [gone, pointless, off].map(async (id) => (await world.episodes(id))[0]?.why_resolved),
    );
    expect(why).toEqual([
      'No longer kept',
      '3 available, reorder point taken away',
      'Alerts of this kind were switched off',
    ]);
  });

  /** Whatever a product does within a unit of its reorder point: one alert, which stays. */
  const steady = fc.asyncProperty(
    fc.integer({ min: 1, max: 40 }),
    fc.array(fc.constantFrom(-1, 0, 1), { minLength: 2, maxLength: 12 }),
    async (reorderPoint, steps) => {
      const id = await world.product(reorderPoint);
      await world.stock(id, reorderPoint);
      await world.look(id);
      for (const step of steps) {
        await world.stock(id, reorderPoint + step);
        await world.look(id);
      }
      expect(await world.episodes(id)).toMatchObject([{ resolved_at: null }]);
    },
  );

  test('that moves around the line by one unit opens one alert, however it moves', async () => {
    await fc.assert(steady, { numRuns: 25 });
  });

  test('would come and go without hysteresis: the same property fails', async () => {
    const { sql } = world.database;
    const { rows } = await sql.query<{ made: string }>(
      "select pg_get_functiondef('alert_conditions'::regproc) as made",
    );
    const made = rows[0]?.made ?? '';
    const without = made.replace('greatest(1, k.reorder_point * k.hysteresis / 100)', '0');
    expect(without).not.toBe(made);
    await sql.query(without);
    const { failed } = await fc.check(steady, { numRuns: 25, endOnFailure: true });
    await sql.query(made);
    expect(failed).toBe(true);
  });
});

describe('never two open alerts of the same', () => {
  /** Evaluations of the same products: some twice, some at once, while stock goes up and down. */
  const busy = fc.array(
    fc.record({ quantity: fc.integer({ min: -3, max: 30 }), looks: fc.integer({ min: 1, max: 4 }) }),
    { minLength: 1, maxLength: 6 },
  );

  const once = fc.asyncProperty(busy, async (rounds) => {
    const id = await world.product(10);
    let most = 0;
    for (const { quantity, looks } of rounds) {
      const change = world.stock(id, quantity);
      await Promise.all([change, ...Array.from({ length: looks }, () => world.look(id))]);
      const { rows } = await world.database.sql.query<{ most: number }>(
        `select coalesce(max(n), 0)::int as most from (
           select count(*) as n from alert_episode where product_id = $1 and resolved_at is null group by kind) k`,
        [id],
      );
      most = Math.max(most, rows[0]?.most ?? 0);
    }
    expect(most).toBeLessThanOrEqual(1);
    await world.look(id);
    const quantity = rounds.at(-1)?.quantity ?? 0;
    const is = [await open(id, 'negative'), await open(id, 'out')];
    // Nothing came in and nothing went out: then nothing has moved, and nothing is missed.
    const hasMoved = (await world.database.sql.query('select from stock_movement where product_id = $1', [id]))
      .rowCount;
    expect(is).toEqual([quantity < 0 ? 1 : 0, quantity <= 0 && hasMoved ? 1 : 0]);
  });

  test('whatever comes twice, late or at once, and at the end just what is so is open', async () => {
    await fc.assert(once, { numRuns: 20 });
  });

  test('would be without the index and without one evaluation at a time: the same property fails', async () => {
    const { sql } = world.database;
    const made = async (what: string) => {
      const { rows } = await sql.query<{ made: string }>(`select ${what} as made`);
      return rows[0]?.made ?? '';
    };
    const lock = await made("pg_get_functiondef('lock_alerts'::regproc)");
    const index = await made("pg_get_indexdef('alert_episode_open'::regclass)");
    // Slower as well, so that whoever comes at once does meet.
    await sql.query(
      `create or replace function lock_alerts(stores bigint[]) returns boolean language sql as
       $$ select pg_sleep(0.02) is not null $$`,
    );
    const conditions = await made("pg_get_functiondef('evaluate_alerts'::regproc)");
    await sql.query(
      conditions
        .replace('select * from alert_conditions', 'select c.* from (select pg_sleep(0.05)) s, alert_conditions')
        .replace('(stores, products, at, by_time)\n', '(stores, products, at, by_time) c\n'),
    );
    await sql.query('drop index alert_episode_open');
    const { failed } = await fc.check(once, { numRuns: 20, endOnFailure: true });
    await sql.query('delete from alert_episode where resolved_at is null');
    await sql.query(index);
    await sql.query(conditions);
    await sql.query(lock);
    expect(failed).toBe(true);
  });

  test('by the index: without it, and without one evaluation at a time, there would be', async () => {
    const { sql } = world.database;
    const [control = ''] = await addProducts(sql, ['CONTROL']);
    await sql.query('update product set reorder_point = 5 where id = $1', [control]);
    await world.stock(control, 3);
    const together = async () => {
      const [one, other] = [await sql.connect(), await sql.connect()];
      const evaluate = 'select * from evaluate_alerts($1::bigint[], $2::bigint[], now())';
      const values = [[world.store], [control]];
      await one.query('begin');
      await one.query(evaluate, values);
      const second = other.query(evaluate, values);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await one.query('commit');
      await second;
      one.release();
      other.release();
      const opened = await open(control, 'low');
      await sql.query('delete from alert_episode where product_id = $1', [control]);
      return opened;
    };
    const { rows } = await sql.query<{ made: string }>("select pg_get_functiondef('lock_alerts'::regproc) as made");
    expect(await together()).toBe(1);
    await sql.query(
      'create or replace function lock_alerts(stores bigint[]) returns boolean language sql as $$ select true $$',
    );
    expect(await together()).toBe(1);
    const index = await sql.query<{ made: string }>(
      "select indexdef as made from pg_indexes where indexname = 'alert_episode_open'",
    );
    await sql.query('drop index alert_episode_open');
    expect(await together()).toBe(2);
    await sql.query(index.rows[0]?.made ?? '');
    await sql.query(rows[0]?.made ?? '');
  });

  test('and what comes in while an older evaluation still runs is not reported as missing', async () => {
    const { sql } = world.database;
    const id = await world.product(5);
    await world.stock(id, 3);
    const slow = await sql.connect();
    await slow.query('begin');
    await slow.query('select lock_alerts($1::bigint[])', [[world.store]]);
    const waiting = world.look(id);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await world.stock(id, 50);
    await slow.query('commit');
    slow.release();
    expect(await waiting).toEqual({ opened: 0, resolved: 0 });
  });
});
