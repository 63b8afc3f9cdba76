import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';

const Started = z.object({ outcome: z.enum(['mine', 'done', 'busy']), runId: z.string(), businessDate: z.string() });
export type Started = z.infer<typeof Started>;

/** Claims the run of a store's business day; see start_run in the migrations. No row: there is no such store. */
export async function startRun(
  db: Db,
  values: { storeId: string; at: string; claim: string },
): Promise<Started | undefined> {
  const [row] = await db.query(
    `select outcome, run_id::text as "runId", business_date::text as "businessDate"
     from start_run(:storeId::bigint, :at::timestamptz, :claim::uuid)`,
    values,
    Started,
  );
  return row;
}

const Put = z.object({ put: z.int() });

/**
 * Puts reorder levels in place of those that were there.
 * @param values.rows JSON array of [product, reorder point, order-up-to, safety stock, units of a lead time, source, units a day,
 *   margin at risk a day in minor units]
 * @throws DomainError `run.conflict`: somebody else has taken the run
 */
export async function putLevels(db: Db, values: { runId: string; claim: string; rows: string }): Promise<void> {
  await db.query('select put_levels(:runId::bigint, :claim::uuid, :rows::jsonb) as put', values, Put);
}

/**
 * Keeps suggestions; see put_suggestions in the migrations for the rows and for what is left out.
 * @returns how many of these positions have one of this run now
 * @throws DomainError `run.conflict`: somebody else has taken the run
 */
export async function putSuggestions(db: Db, values: { runId: string; claim: string; rows: string }): Promise<number> {
  const [row] = await db.query(
    'select put_suggestions(:runId::bigint, :claim::uuid, :rows::jsonb) as put',
    values,
    Put,
  );
  return row?.put ?? 0;
}

const HeldRow = z.object({
  productId: z.string(),
  kind: z.enum(['buy', 'transfer']),
  fromStoreId: z.string().nullable(),
  heldBelow: z.coerce.number().nullable(),
});

/**
 * What was rejected of these products in a store and holds on a day; see held_positions in the migrations.
 * @param values.products JSON array of ids
 */
export async function readHeld(
  db: Db,
  values: { storeId: string; today: string; products: string },
): Promise<z.infer<typeof HeldRow>[]> {
  return db.query(
    `select h.product_id::text as "productId", h.kind, h.from_store_id::text as "fromStoreId",
       h.held_below::text as "heldBelow"
     from held_positions((select :storeId::bigint), (select :today::date)) h
     where h.product_id in (select jsonb_array_elements_text(:products::jsonb)::bigint)`,
    values,
    HeldRow,
  );
}

const Finished = z.object({ suggestions: z.int(), costMinor: z.coerce.number() });

/** Ends a run; see finish_run in the migrations. @throws DomainError `run.conflict` */
export async function finishRun(
  db: Db,
  values: {
    runId: string;
    claim: string;
    at: string;
    positions: number;
    demandTo: string | null;
    isComplete: boolean;
    words: string;
  },
): Promise<z.infer<typeof Finished>> {
  const [row] = await db.query(
    `select suggestions, cost_minor::text as "costMinor"
     from finish_run(:runId::bigint, :claim::uuid, :at::timestamptz, :positions::integer, :demandTo::date,
       :isComplete::boolean, :words::text)`,
    values,
    Finished,
  );
  return Finished.parse(row);
}

const Due = z.object({ storeId: z.string() });

/**
 * Stores to plan now: their business day has begun, has no finished run (or one that stands on what is not so any more), and
 * the day before is in what sells; or two hours have gone by, and it is planned on what there is.
 */
export async function listDueStores(db: Db, values: { at: string }): Promise<string[]> {
  const rows = await db.query(
    `select s.id::text as "storeId"
     from store s
     cross join lateral (select business_day(:at::timestamptz, s.time_zone, s.day_cutoff) as today) b
     left join store_availability a on a.store_id = s.id
     where not s.is_archived
       and not exists (select from replenishment_run r
         where r.store_id = s.id and r.business_date >= b.today and r.finished_at is not null and not is_outdated(r, :at::timestamptz))
       and exists (select from stock_level l where l.store_id = s.id)
       and (a.demand_to >= b.today - 1
         or :at::timestamptz >= local_instant(b.today + s.day_cutoff, s.time_zone) + interval '2 hours')
     order by s.id`,
    values,
    Due,
  );
  return rows.map(({ storeId }) => storeId);
}

const Unordered = z.object({ runId: z.string() });

/** Runs that are finished, but of which it is not decided yet what is ordered by itself. */
export async function listUnorderedRuns(db: Db): Promise<string[]> {
  const rows = await db.query(
    `select r.id::text as "runId" from replenishment_run r
     where r.finished_at is not null and r.ordered_at is null order by r.id limit 100`,
    {},
    Unordered,
  );
  return rows.map(({ runId }) => runId);
}

const Accepted = z.object({ done: z.int() });

/** Accepts what a run is to order by itself, once; see accept_by_itself in the migrations. */
export async function acceptByItself(db: Db, values: { runId: string; decision: string; at: string }): Promise<number> {
  const [row] = await db.query(
    'select accept_by_itself(:runId::bigint, :decision::uuid, :at::timestamptz) as done',
    values,
    Accepted,
  );
  return row?.done ?? 0;
}

const RunRow = z.object({
  id: z.string(),
  storeId: z.string(),
  storeName: z.string(),
  businessDate: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  positions: z.int(),
  suggestions: z.int(),
  currency: z.string(),
  costMinor: z.coerce.number(),
  demandTo: z.string().nullable(),
  isComplete: z.boolean(),
  words: z.string(),
});

/** The last run of each store. @param values.stores JSON array of ids, or null for all */
export async function listLastRuns(db: Db, values: { stores: string | null }): Promise<z.infer<typeof RunRow>[]> {
  return db.query(
    `select r.id::text, r.store_id::text as "storeId", s.name as "storeName", r.business_date::text as "businessDate",
       ${iso('r.started_at')} as "startedAt", ${iso('r.finished_at')} as "finishedAt", r.positions, r.suggestions,
       s.currency, r.cost_minor::text as "costMinor", r.demand_to::text as "demandTo", r.is_complete as "isComplete", r.words
     from store s
     cross join lateral (select * from replenishment_run r where r.store_id = s.id order by r.business_date desc limit 1) r
     where :stores::jsonb is null or s.id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by lower(s.code)`,
    values,
    RunRow,
  );
}
