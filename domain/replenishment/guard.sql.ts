import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { Budget, OrderingStop, Promotion } from './policy.ts';

const BudgetRow = Budget.extend({
  amountMinor: z.coerce.number().nullable(),
  spentMinor: z.coerce.number(),
});
export type BudgetRow = z.infer<typeof BudgetRow>;

/** Budgets from the month before last on. @param values.stores JSON array of ids, or null for all */
export async function listBudgetRows(
  db: Db,
  values: { stores: string | null; at: string; month: string | null },
): Promise<BudgetRow[]> {
  return db.query(
    `select b.store_id::text as "storeId", s.name as "storeName", to_char(b.month, 'YYYY-MM') as month, s.currency,
       b.amount_minor::text as "amountMinor",
       ordered_in_month(b.store_id, b.month)::text as "spentMinor",
       b.version, ${iso('b.updated_at')} as "changedAt", b.updated_by as "changedBy",
       actor_name(b.updated_by) as "changedByName"
     from reorder_budget b join store s on s.id = b.store_id
     where (:stores::jsonb is null or b.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and case when :month::date is null then b.month >= :at::timestamptz - interval '62 days' else b.month = :month::date end
     order by b.month desc, lower(s.code)
     limit 500`,
    values,
    BudgetRow,
  );
}

const Saved = z.object({ id: z.string() });

/** Sets a month's budget; see save_budget in the migrations. @param values.month its first day */
export async function saveBudgetRow(
  db: Db,
  values: { storeId: string; month: string; amountMinor: number | null; version: number; actor: string },
): Promise<void> {
  await db.query(
    `select save_budget(:storeId::bigint, :month::date, :amountMinor::bigint, :version::integer, :actor::text)::text as id`,
    values,
    Saved,
  );
}

export async function readStopRow(db: Db): Promise<OrderingStop> {
  const [row] = await db.query(
    `select o.is_stopped as "isStopped", o.reason, o.version, ${iso('o.updated_at')} as "changedAt",
       o.updated_by as "changedBy", actor_name(o.updated_by) as "changedByName"
     from ordering_stop o`,
    {},
    OrderingStop,
  );
  return OrderingStop.parse(row);
}

/** Turns the stop on or off; see save_stop in the migrations. */
export async function saveStopRow(
  db: Db,
  values: { isStopped: boolean; reason: string | null; version: number; actor: string },
): Promise<void> {
  await db.query(
    'select save_stop(:isStopped::boolean, :reason::text, :version::integer, :actor::text)::text as id',
    values,
    Saved,
  );
}

const PromotionRow = Promotion.extend({ uplift: z.coerce.number() });

/**
 * Promotions, the last one first, before (`before`). What is marked for every store is everybody's.
 * @param values.stores JSON array of ids, or null for all
 * @param values.promotionId this one alone, or null
 */
export async function listPromotionRows(
  db: Db,
  values: { stores: string | null; promotionId: string | null; before: string | null; limit: number },
): Promise<z.infer<typeof PromotionRow>[]> {
  return db.query(
    `select o.id::text, o.store_id::text as "storeId", o.category, o.product_id::text as "productId", p.sku, o.name,
       o.from_day::text as "fromDay", o.to_day::text as "toDay", o.uplift::text, o.version,
       ${iso('o.updated_at')} as "changedAt", o.updated_by as "changedBy", actor_name(o.updated_by) as "changedByName"
     from promotion o left join product p on p.id = o.product_id
     where (:stores::jsonb is null or o.store_id is null
         or o.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:promotionId::bigint is null or o.id = :promotionId::bigint)
       and (:before::bigint is null or o.id < :before::bigint)
     order by o.id desc
     limit :limit::integer`,
    values,
    PromotionRow,
  );
}

/** Marks days; see add_promotion in the migrations. @param values.fields JSON object of columns @returns its id */
export async function addPromotionRow(db: Db, values: { key: string; fields: string; actor: string }): Promise<string> {
  const [row] = await db.query(
    'select add_promotion(:key::uuid, :fields::jsonb, :actor::text)::text as id',
    values,
    Saved,
  );
  return Saved.parse(row).id;
}

const Removed = z.object({ removed: z.boolean() });

/** @returns whether there was such a promotion */
export async function removePromotionRow(db: Db, values: { promotionId: string; actor: string }): Promise<boolean> {
  const [row] = await db.query(
    'select remove_promotion(:promotionId::bigint, :actor::text) as removed',
    values,
    Removed,
  );
  return row?.removed ?? false;
}
