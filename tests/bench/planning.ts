import { refreshAvailability } from '#domain/analytics/availability.actions.ts';
import { systemClock } from '#domain/platform/clock.ts';
import { type Db, openDatabase } from '#domain/platform/database.ts';
import { positional } from '#domain/platform/named-parameters.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { orderByItself } from '#domain/replenishment/place.actions.ts';
import { planStore } from '#domain/replenishment/plan.actions.ts';
import { testPlatform } from '#tests/setup/database.ts';
import type { BenchCloud } from './cloud.ts';
import type { Table } from './table.ts';
import { makeYear, now } from './year.ts';

/** What is planned, and how long it may take. */
const stores = 5;
const targetSeconds = 10;
const lines = 200_000;

const clock = { ...systemClock, now: () => new Date(now) };

/**
 * Plans five stores of 5,000 products after a year of sales, through the Data API's stand-in as the function does it: how
 * long it takes, with how many statements, and what it comes to. Then the same again, which is to do nothing.
 */
export async function benchPlanning(cloud: BenchCloud, table: Table): Promise<void> {
  const database = await cloud.clone();
  const pool = cloud.pool(database, 1);
  await makeYear(pool, lines, table.progress);
  table.progress('stock-outs and demand');
  const straight: Db = {
    query: async (sql, values, row) => {
      const { rows } = await pool.query<Record<string, unknown>>(positional(sql, values));
      return rows.map((one) => row.parse(one));
    },
  };
  const until = Date.now() + 900_000;
  await refreshAvailability(testPlatform(straight, { clock }), { remainingMs: () => until - Date.now() });
  await pool.query(suppliers);
  await pool.query(shortage);
  await pool.query('vacuum analyze');

  process.env['DATABASE_NAME'] = database;
  const counted = counting(openDatabase({ budgetMs: 20_000, timeoutMs: 50_000 }));
  const platform: Platform = testPlatform(counted.db, { clock });
  table.section(`Planning ${stores} stores of 5,000 products, after a year of ${lines.toLocaleString('en')} lines`);
  const all = (await pool.query<{ id: string }>('select id::text from store order by id limit $1', [stores])).rows;
  const planAll = async () => {
    const from = performance.now();
    const planned = [];
    for (const { id } of all) planned.push(await planStore(platform, id, { at: now }));
    return { seconds: (performance.now() - from) / 1_000, planned, statements: counted.taken() };
  };
  const first = await planAll();
  const suggestions = first.planned.reduce((sum, one) => sum + one.suggestions, 0);
  const positions = first.planned.reduce((sum, one) => sum + one.positions, 0);
  table.row('planned', `${first.seconds.toFixed(1)} s`, `target ${targetSeconds} s; ${positions} positions`);
  table.row('statements', String(first.statements), `${suggestions} suggestions`);
  const again = await planAll();
  table.row('planned again', `${again.seconds.toFixed(2)} s`, `${again.statements} statements, nothing done`);
  const from = performance.now();
  const made = await orderByItself(platform);
  const took = ((performance.now() - from) / 1_000).toFixed(1);
  table.row('ordered by itself', `${took} s`, `${made.orders} orders; ${counted.taken()} statements`);
  await pool.end();
  await cloud.drop(database);
}

/** Twenty suppliers that sell a twentieth of the products each, in packs, and all of it to be drafted by itself. */
const suppliers = `
  with added as (
    insert into supplier (code, name, lead_time_days, min_order_value)
    select 'V' || n, 'Supplier ' || n, 3 + n % 12, 50 from generate_series(0, 19) n returning id
  ), listed as (
    select array_agg(id order by id) as ids from added
  ), sold as (
    insert into supplier_item (supplier_id, product_id, pack_size, min_order, cost)
    select k.ids[1 + p.id % 20], p.id, 1 + p.id % 12, 0, 4.5 from product p cross join listed k
  )
  insert into reorder_policy (auto_mode) values ('draft')`;

/** The year's deliveries were enough for ten: what is there now lasts some days or weeks. */
const shortage = `
  update stock_level l set on_hand = ceil(coalesce(d.daily_units, 0.1) * (hashint8(l.product_id * 31 + l.store_id) & 31))
  from product_demand d
  where d.store_id = l.store_id and d.product_id = l.product_id and l.on_hand > 0`;

/** The same database, and how many statements it was asked since somebody last took the number. */
function counting(db: Db): { db: Db; taken(): number } {
  let count = 0;
  return {
    db: {
      query: (sql, values, row) => {
        count += 1;
        return db.query(sql, values, row);
      },
    },
    taken: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}
