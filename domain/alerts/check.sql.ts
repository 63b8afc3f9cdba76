import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

const Checked = z.object({ opened: z.int(), resolved: z.int() });
type Checked = z.infer<typeof Checked>;
const nothing: Checked = { opened: 0, resolved: 0 };

/** Opens, keeps up and ends the alerts of these products of a store; see evaluate_alerts. @param values.products JSON array */
export async function evaluateAlertRows(
  db: Db,
  values: { storeId: string; products: string; now: string },
): Promise<Checked> {
  const [row] = await db.query(
    `with changed as (
       select array_agg(:storeId::bigint) as stores, array_agg(p::bigint) as products
       from jsonb_array_elements_text(:products::jsonb) p
     )
     select e.opened, e.resolved from changed c, evaluate_alerts(c.stores, c.products, :now::timestamptz) e`,
    values,
    Checked,
  );
  return row ?? nothing;
}

const Piece = Checked.extend({ lastStore: z.string().nullable(), lastProduct: z.string().nullable() });

/** Looks at `most` positions behind a key, by time too; `lastStore` is null after the last piece. */
export async function checkAlertRows(
  db: Db,
  values: { afterStore: string; afterProduct: string; most: number; now: string },
): Promise<z.infer<typeof Piece>> {
  const [row] = await db.query(
    `select opened, resolved, last_store::text as "lastStore", last_product::text as "lastProduct"
     from check_alerts(:afterStore::bigint, :afterProduct::bigint, :most::integer, :now::timestamptz)`,
    values,
    Piece,
  );
  return row ?? { ...nothing, lastStore: null, lastProduct: null };
}

/** Opens alerts of orders that are late, and ends those of orders that came or were cancelled. */
export async function checkLateOrderRows(db: Db, now: string): Promise<Checked> {
  const [row] = await db.query(
    `select c.opened, c.resolved
     from (
       select coalesce(jsonb_agg(jsonb_build_object('storeId', l.store_id, 'reference', l.order_id::text,
         'since', local_instant(o.expected_on + 1 + s.day_cutoff, s.time_zone), 'moneyMinor', m.money,
         'facts', jsonb_build_object('number', o.number, 'supplier', left(u.name, 200), 'expectedOn', o.expected_on::text))), '[]') as wrong
       from order_late l
       join purchase_order o on o.id = l.order_id
       join store s on s.id = l.store_id
       join supplier u on u.id = o.supplier_id
       cross join lateral (
         -- What is lost a day for want of it: the margin of what it brings and is out.
         select coalesce(least(sum(at_risk_minor(d.daily_units, d.margin_minor, d.units)), 9007199254740991), 0) as money
         from order_open_line n
         join stock_level v on v.store_id = n.store_id and v.product_id = n.product_id and v.available <= 0
         join product_demand d on d.store_id = n.store_id and d.product_id = n.product_id and d.currency = s.currency
         where n.order_id = l.order_id
       ) m
     ) w
     cross join lateral put_reference_alerts('late_order', w.wrong, :now::timestamptz, 'It has come, or comes no more') c`,
    { now },
    Checked,
  );
  return row ?? nothing;
}

/** Opens and ends alerts of files. @param values.wrong JSON array of what is missing now: {storeId, reference, since, facts} */
export async function putMissingFileRows(db: Db, values: { wrong: string; now: string }): Promise<Checked> {
  const [row] = await db.query(
    `select opened, resolved
     from put_reference_alerts('feed_missing', :wrong::jsonb, :now::timestamptz, 'It has come, or is waited for no more')`,
    values,
    Checked,
  );
  return row ?? nothing;
}

/** The stores that expect files, as a JSON array of ids; null: none does. */
export async function readExpecting(db: Db): Promise<string | null> {
  const [row] = await db.query(
    `select jsonb_agg(s.id::text)::text as stores from store s where not s.is_archived and s.expected_feeds <> '[]'`,
    {},
    z.object({ stores: z.string().nullable() }),
  );
  return row?.stores ?? null;
}
