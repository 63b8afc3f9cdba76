import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Quantity } from '#domain/values.ts';
import { Movement, StockLevel } from './stock.ts';

const StockRow = StockLevel.extend({ key: z.string(), valueMinor: z.coerce.number().int() });
type StockRow = z.infer<typeof StockRow>;

/** What the last planning found, else what the catalogue says. */
const reorderPoint = 'reorder_point_for(r.reorder_point, p.reorder_point)';

/**
 * Stock by SKU and store, after (`afterSku`, `afterStore`). Archived products are listed, but are never low or out.
 * Value: the book value at cost, as every figure has it, so that the lists behind a chart add up to it.
 * @param values.stores JSON array of ids, or null for all
 * @param values.age the how manieth of the stretches of `ageFrom`, from 1 on
 * @param values.ownClass whether the classes are those of each store; else those of all stores of its currency
 */
export async function listStockRows(
  db: Db,
  values: {
    stores: string | null;
    product: string | null;
    state: string | null;
    currency: string | null;
    abc: string | null;
    xyz: string | null;
    coverFrom: number | null;
    coverTo: number | null;
    noDemand: boolean;
    dead: boolean;
    age: number | null;
    ownClass: boolean;
    search: string | null;
    pattern: string | null;
    afterSku: string | null;
    afterStore: string | null;
    limit: number;
  },
): Promise<StockRow[]> {
  return db.query(
    `select s.id::text as "storeId", s.code as "storeCode", s.name as "storeName", p.id::text as "productId", p.sku, p.name,
       p.category, ${decimal('l.on_hand')} as "onHand", ${decimal('l.reserved')} as reserved,
       ${decimal('l.available')} as available, ${decimal(reorderPoint)} as "reorderPoint",
       p.status <> 'archived' and coalesce(is_low(l.available, ${reorderPoint}), false) as "isLow", s.currency,
       l.value_minor::text as "valueMinor",
       ${iso('l.last_movement_at')} as "lastMovementAt", ${decimal('round(d.daily_units, 3)')} as "dailyUnits",
       trunc(cover_days(l.available, d.daily_units)::numeric, 1)::float8 as "coverDays", k.abc, k.xyz,
       (select ${iso('o.began_at')} from stock_out o
        where o.store_id = l.store_id and o.product_id = l.product_id and o.ended_at is null) as "outSince",
       lower(p.sku) as key
     from product p
     join stock_level l on l.product_id = p.id
     join store s on s.id = l.store_id
     left join reorder_level r on r.store_id = l.store_id and r.product_id = l.product_id
     left join product_demand d on d.store_id = l.store_id and d.product_id = l.product_id
     left join product_demand k on k.store_id = case when :ownClass::boolean then l.store_id else 0 end
       and k.product_id = l.product_id and k.currency = s.currency
     where p.is_stocked
       and (:currency::text is null or s.currency = :currency)
       and (:abc::text is null or k.abc = :abc)
       and (:xyz::text is null or k.xyz = :xyz)
       and (:coverFrom::integer is null and :coverTo::integer is null or p.status <> 'archived'
         and case when :coverTo::integer = 0 then l.available <= 0
           else cover_days(l.available, d.daily_units) >= coalesce(:coverFrom::integer, 0)
             and (:coverTo::integer is null or cover_days(l.available, d.daily_units) < :coverTo::integer) end)
       and (not :noDemand::boolean or p.status <> 'archived' and l.available > 0 and coalesce(d.daily_units, 0) <= 0)
       and (not :dead::boolean or is_dead(d.as_of, d.last_sold_on, d.first_day, d.age_units))
       and (:age::integer is null or d.age_units[:age::integer] > 0)
       and (:stores::jsonb is null or l.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:product::bigint is null or p.id = :product::bigint)
       and (:afterSku::text is null or (lower(p.sku), l.store_id) > (:afterSku::text, :afterStore::bigint))
       and (:state::text is null or p.status <> 'archived' and case :state::text
         when 'low' then is_low(l.available, ${reorderPoint})
         when 'out' then l.on_hand = 0
         when 'negative' then l.on_hand < 0 end)
       and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text
         or p.id = (select b.product_id from product_barcode b where b.barcode = :search::text))
     order by lower(p.sku), l.store_id
     limit :limit::integer`,
    values,
    StockRow,
  );
}

const MovementRow = Movement.extend({ key: z.string() });
type MovementRow = z.infer<typeof MovementRow>;

/**
 * A product's movements, newest first, before (`beforeAt`, `beforeId`). Each store's own index gives its newest; only
 * these are sorted together. An import is named by its id only to those who may open it: those who see its store, all
 * stores, or who sent it.
 * @param values.stores JSON array of ids, or null for all; those whose imports may be seen are `importStores`
 */
export async function listMovementRows(
  db: Db,
  values: {
    productId: string;
    stores: string | null;
    importStores: string | null;
    userId: string;
    beforeAt: string | null;
    beforeId: string | null;
    limit: number;
  },
): Promise<MovementRow[]> {
  return db.query(
    `select m.id::text, s.id::text as "storeId", s.code as "storeCode", m.type, ${decimal('m.quantity')} as quantity,
       ${decimal('m.counted')} as counted, ${decimal('m.unit_cost')} as "unitCost", m.reason, m.note,
       ${iso('m.occurred_at')} as "occurredAt", ${iso('m.recorded_at')} as "recordedAt",
       m.business_date::text as "businessDate", m.actor, actor_name(m.actor) as "actorName",
       case when :importStores::jsonb is null or i.uploaded_by = :userId
         or i.store_id in (select jsonb_array_elements_text(:importStores::jsonb)::bigint) then m.import_id::text
       end as "importId", i.file_name as "importFile",
       ${iso('m.occurred_at', 'US')} as key
     from store s
     cross join lateral (
       select * from stock_movement m
       where m.store_id = s.id and m.product_id = :productId::bigint
         and (:beforeAt::timestamptz is null or m.occurred_at <= :beforeAt::timestamptz)
         and (:beforeAt::timestamptz is null or (m.occurred_at, m.id) < (:beforeAt::timestamptz, :beforeId::bigint))
       order by m.occurred_at desc, m.id desc
       limit :limit::integer
     ) m
     left join import i on i.id = m.import_id
     where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by m.occurred_at desc, m.id desc
     limit :limit::integer`,
    values,
    MovementRow,
  );
}

const AdjustedRow = z.object({ onHand: Quantity, repeated: z.boolean() });

/** Posts one adjustment; its key makes a second run a no-op that answers the same. */
export async function postAdjustment(
  db: Db,
  values: {
    key: string;
    keyBefore: string;
    payload: string;
    storeId: string;
    productId: string;
    quantity: string;
    occurredAt: string;
    reason: string;
    note: string | null;
    actor: string;
  },
): Promise<z.infer<typeof AdjustedRow>[]> {
  return db.query(
    `select ${decimal('a.on_hand')} as "onHand", a.repeated
     from post_adjustment(row(1, coalesce((
         select k.key from posted_key k
         where k.key = :keyBefore::uuid and k.payload = :payload::uuid and exists (
           select from stock_movement m
           where m.store_id = :storeId::bigint and m.product_id = :productId::bigint and m.type = 'adjustment'
             and m.source_type = 'api' and m.quantity = :quantity::numeric and m.actor = :actor::text)
       ), :key::uuid), :payload::uuid, :storeId::bigint, :productId::bigint, 'adjustment',
       :quantity::numeric, null, :occurredAt::timestamptz, null, :reason::text, :note::text, 'api', null, null, null, null,
       null)::posting, :actor::text) a`,
    values,
    AdjustedRow,
  );
}
