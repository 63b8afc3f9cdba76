import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';

const Row = z.object({ isFuture: z.boolean(), repeated: z.boolean() });

/**
 * Notes a till's total of a day, unless it is the same as the last that was told. A day that has not begun is not noted.
 * @param values.till null: the label of the key `keyId`, or where that is null too, the whole store
 * @returns undefined when there is no such store
 */
export async function tellDayTotal(
  db: Db,
  values: {
    storeId: string;
    businessDate: string;
    till: string | null;
    keyId: string | null;
    netMinor: number;
    grossMinor: number | null;
    taxMinor: number | null;
    transactions: number;
    units: string | null;
    actor: string;
    now: string;
  },
): Promise<z.infer<typeof Row> | undefined> {
  const rows = await db.query(
    `with said as materialized (
       select s.id, coalesce(:till::text, (select k.label from api_key k where k.id = :keyId::bigint), '') as till,
         :businessDate::date > business_day(:now::timestamptz, s.time_zone, s.day_cutoff) as is_future
       from store s where s.id = :storeId::bigint
     ), last as materialized (
       select t.* from said
       join day_total_told t on t.store_id = said.id and t.business_date = :businessDate::date and t.till = said.till
       order by t.id desc limit 1
     ), told as (
       insert into day_total_told (store_id, business_date, till, net_minor, gross_minor, tax_minor, transactions, units,
         told_by)
       select said.id, :businessDate::date, said.till, :netMinor::bigint, :grossMinor::bigint, :taxMinor::bigint,
         :transactions::integer, :units::numeric, :actor::text
       from said left join last on true
       where not said.is_future and (last.net_minor, last.gross_minor, last.tax_minor, last.transactions, last.units)
         is distinct from (:netMinor::bigint, :grossMinor::bigint, :taxMinor::bigint, :transactions::integer, :units::numeric)
       returning 1
     )
     select is_future as "isFuture", not exists (select from told) as repeated from said`,
    values,
    Row,
  );
  return rows[0];
}
