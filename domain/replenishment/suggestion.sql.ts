import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { WhatIf } from './grade-what-if.ts';
import { Inputs } from './inputs.ts';
import { Hold, Suggestion } from './suggestion.ts';

const parsedJson = z.string().transform((text): unknown => JSON.parse(text));
const SuggestionRow = Suggestion.omit({ terms: true, holds: true, outcome: true }).extend({
  costMinor: z.coerce.number().nullable(),
  marginAtRiskMinor: z.coerce.number(),
  holds: parsedJson.pipe(z.array(Hold)),
  inputs: parsedJson.pipe(Inputs),
  whatIf: parsedJson.nullable().pipe(WhatIf.nullable()),
});
export type SuggestionRow = z.infer<typeof SuggestionRow>;

/**
 * Suggestions, the dearest to be without first, after (`afterMargin`, `afterId`).
 * @param values.stores JSON array of ids, or null for all
 */
export async function listSuggestionRows(
  db: Db,
  values: {
    stores: string | null;
    supplier: string | null;
    kind: string | null;
    status: string;
    product: string | null;
    pattern: string | null;
    afterMargin: string | null;
    afterId: string | null;
    limit: number;
  },
): Promise<SuggestionRow[]> {
  return db.query(
    `select g.id::text, g.run_id::text as "runId", g.business_date::text as "businessDate", g.store_id::text as "storeId",
       s.name as "storeName", g.product_id::text as "productId", p.sku, p.name, p.category, g.kind,
       g.supplier_id::text as "supplierId", u.name as "supplierName", g.from_store_id::text as "fromStoreId",
       f.name as "fromStoreName", g.status, ${decimal('g.quantity')} as quantity,
       ${decimal('g.raw_quantity')} as "rawQuantity", ${decimal('g.decided_quantity')} as "decidedQuantity",
       ${decimal('g.pack_size')} as "packSize", s.currency, ${decimal('g.unit_cost')} as "unitCost",
       g.cost_minor::text as "costMinor", g.margin_at_risk_minor::text as "marginAtRiskMinor", g.sentence,
       to_json(g.holds)::text as holds, g.inputs::text as inputs, g.reason,
       g.held_until::text as "heldUntil", ${decimal('g.held_below')} as "heldBelow", w.told::text as "whatIf", ${iso('g.decided_at')} as "decidedAt",
       g.decided_by as "decidedBy", actor_name(g.decided_by) as "decidedByName", g.order_id::text as "orderId",
       g.transfer_id::text as "transferId", ${iso('g.created_at')} as "createdAt"
     from suggestion g
     join store s on s.id = g.store_id
     join product p on p.id = g.product_id
     left join supplier u on u.id = g.supplier_id
     left join store f on f.id = g.from_store_id
     left join suggestion_what_if w on w.suggestion_id = g.id
     where g.status = :status::text
       and (:stores::jsonb is null or g.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
       and (:supplier::bigint is null or g.supplier_id = :supplier::bigint)
       and (:kind::text is null or g.kind = :kind::text)
       and (:product::bigint is null or g.product_id = :product::bigint)
       and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text)
       and (:afterMargin::bigint is null or g.margin_at_risk_minor < :afterMargin::bigint
         or g.margin_at_risk_minor = :afterMargin::bigint and g.id > :afterId::bigint)
     order by g.margin_at_risk_minor desc, g.id
     limit :limit::integer`,
    values,
    SuggestionRow,
  );
}

const Placed = z.object({ suggestionId: z.string(), storeId: z.string(), isRejected: z.boolean() });

/** In which stores these suggestions are, and whether they were rejected. @param ids JSON array */
export async function listStoresOf(db: Db, ids: string): Promise<z.infer<typeof Placed>[]> {
  return db.query(
    `select g.id::text as "suggestionId", g.store_id::text as "storeId", g.status = 'rejected' as "isRejected"
     from suggestion g where g.id in (select jsonb_array_elements_text(:ids::jsonb)::bigint)`,
    { ids },
    Placed,
  );
}

const Done = z.object({ done: z.int() });

/**
 * Decides suggestions that are open; see decide_suggestions in the migrations.
 * @param values.decisions JSON array of decisions
 * @throws DomainError `suggestion.conflict`: the decision was about others
 */
export async function decideRows(
  db: Db,
  values: { decisions: string; decision: string; actor: string; at: string },
): Promise<void> {
  await db.query(
    `select decide_suggestions(:decisions::jsonb, :decision::uuid, :actor::text, :at::timestamptz) as done`,
    values,
    Done,
  );
}

const DecidedRow = z.object({
  suggestionId: z.string(),
  status: Suggestion.shape.status,
  kind: Suggestion.shape.kind,
  storeId: z.string(),
  supplierId: z.string().nullable(),
  fromStoreId: z.string().nullable(),
  productId: z.string(),
  quantity: z.string().nullable(),
  unitCost: z.string().nullable(),
  autoMode: z.string(),
  isByItself: z.boolean(),
  orderId: z.string().nullable(),
  transferId: z.string().nullable(),
});
export type DecidedRow = z.infer<typeof DecidedRow>;

/** What was decided together, by suggestion, after one of them. */
export async function listDecided(
  db: Db,
  values: { decision: string; after: string; limit: number },
): Promise<DecidedRow[]> {
  return db.query(
    `select g.id::text as "suggestionId", g.status, g.kind, g.store_id::text as "storeId",
       g.supplier_id::text as "supplierId", g.from_store_id::text as "fromStoreId", g.product_id::text as "productId",
       ${decimal('g.decided_quantity')} as quantity, ${decimal('g.unit_cost')} as "unitCost", g.auto_mode as "autoMode",
       g.decided_by = 'replenishment' as "isByItself", g.order_id::text as "orderId", g.transfer_id::text as "transferId"
     from suggestion g
     where g.decision = :decision::uuid and g.id > :after::bigint
     order by g.id limit :limit::integer`,
    values,
    DecidedRow,
  );
}

const Linked = z.object({ id: z.string() });

/** Says which order or transfer has come of suggestions that have none. @param values.ids JSON array */
export async function linkSuggestions(
  db: Db,
  values: { ids: string; orderId: string | null; transferId: string | null },
): Promise<void> {
  await db.query(
    `update suggestion g set order_id = :orderId::bigint, transfer_id = :transferId::bigint
     where g.id in (select jsonb_array_elements_text(:ids::jsonb)::bigint) and g.order_id is null and g.transfer_id is null
     returning g.id::text as id`,
    values,
    Linked,
  );
}

const Unplaced = z.object({ decision: z.string() });

/** Decisions of which something was accepted before an instant, and neither ordered nor moved yet: whoever did it was cut off. */
export async function listUnplaced(db: Db, values: { before: string }): Promise<string[]> {
  const rows = await db.query(
    `select distinct g.decision::text as decision from suggestion g
     where g.status in ('accepted', 'changed') and g.order_id is null and g.transfer_id is null
       and g.decided_at < :before::timestamptz
     limit 100`,
    values,
    Unplaced,
  );
  return rows.map(({ decision }) => decision);
}
