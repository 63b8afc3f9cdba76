import { evaluate } from '#domain/alerts/check.actions.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { type TestDatabase, testDatabase, testPlatform } from '#tests/setup/database.ts';
import { addProducts, onHand, openStore, post } from '#tests/setup/ledger.ts';

export type Sent = { to: string; subject: string; text: string };
type Episode = { kind: string; opened_at: Date; resolved_at: Date | null; why_resolved: string | null; money: number };

/** A store, a database and a platform whose mails are kept, and whose clock is set by hand. */
export type AlertWorld = {
  database: TestDatabase;
  platform: Platform;
  store: string;
  mails: Sent[];
  /** Sets the clock. */
  at(instant: string): void;
  /** A new product with a reorder point: its id. */
  product(reorderPoint: number | null, fields?: { price: number; cost: number }): Promise<string>;
  /** Makes this much be on hand of it, as of an hour ago. */
  stock(productId: string, quantity: number): Promise<void>;
  /** Evaluates its alerts, as its event does. */
  look(...productIds: string[]): Promise<{ opened: number; resolved: number }>;
  /** The product's alerts of a kind, the oldest first. */
  episodes(productId: string, kind?: string): Promise<Episode[]>;
  /** Puts what would be worked out by night into place of what sells of it. */
  sells(productId: string, daily: number, more?: Record<string, unknown>): Promise<void>;
};

let next = 0;

/** Opens a world. Close `database` in afterAll. @param patience how long its database is waited for, in ms */
export async function openAlertWorld(patience?: { budgetMs: number; timeoutMs: number }): Promise<AlertWorld> {
  const database = await testDatabase(patience);
  const { sql } = database;
  const store = await openStore(sql, 'Harbour');
  const mails: Sent[] = [];
  let now = new Date('2026-06-15T12:00:00Z');
  process.env['WEB_ORIGIN'] = 'https://stock.example.com';
  const platform = testPlatform(database.db, {
    mail: {
      send: (mail) => {
        mails.push(mail);
        return Promise.resolve();
      },
    },
    clock: { now: () => now, newId: () => crypto.randomUUID() },
  });
  return {
    database,
    platform,
    store,
    mails,
    at(instant) {
      now = new Date(instant);
    },
    async product(reorderPoint, fields) {
      const [id = ''] = await addProducts(sql, [`SKU-${(next += 1)}`], fields);
      await sql.query('update product set reorder_point = $2 where id = $1', [id, reorderPoint]);
      return id;
    },
    async stock(productId, quantity) {
      const change = quantity - ((await onHand(sql, store, productId)) ?? 0);
      if (change === 0) return;
      await post(sql, [
        {
          key: `stock ${(next += 1)}`,
          store_id: store,
          product_id: productId,
          type: change > 0 ? 'receipt' : 'sale',
          quantity: change,
          occurred_at: new Date(now.getTime() - 3_600_000).toISOString(),
          ...(change > 0 ? { unit_cost: 1 } : {}),
        },
      ]);
    },
    look: (...productIds) => evaluate(platform, store, productIds),
    async episodes(productId, kind = 'low') {
      const { rows } = await sql.query<Episode>(
        `select kind, opened_at, resolved_at, why_resolved, money_minor::float as money from alert_episode
         where store_id = $1 and product_id = $2 and kind = $3 order by id`,
        [store, productId, kind],
      );
      return rows;
    },
    async sells(productId, daily, more = {}) {
      const fields = {
        as_of: '2026-06-14',
        first_day: '2026-01-01',
        demand_days: 28,
        in_stock_days: 28,
        daily_units: daily,
        sales: 28,
        weeks: '{}',
        in_stock_weeks: 13,
        xyz: 'X',
        abc: 'A',
        units: daily * 90,
        net_minor: Math.round(daily * 90 * 250),
        margin_minor: Math.round(daily * 90 * 150),
        last_sold_on: '2026-06-14',
        age_units: '{0,0,0,0,0}',
        age_minor: '{0,0,0,0,0}',
        ...more,
      };
      const names = Object.keys(fields);
      await sql.query('delete from product_demand where store_id = $1 and product_id = $2', [store, productId]);
      await sql.query(
        `insert into product_demand (store_id, product_id, currency, ${names.join(', ')})
         values ($1, $2, 'GBP', ${names.map((_, index) => `$${index + 3}`).join(', ')})`,
        [store, productId, ...Object.values(fields)],
      );
    },
  };
}
