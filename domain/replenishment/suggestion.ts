import * as z from 'zod';
import {
  BusinessDate,
  Currency,
  Id,
  Instant,
  line,
  Minor,
  Money,
  PageQuery,
  pageOf,
  Quantity,
  UnitPrice,
} from '#domain/values.ts';

export const SuggestionKind = z.enum(['buy', 'transfer']);
export const SuggestionStatus = z.enum(['open', 'accepted', 'changed', 'rejected', 'expired']).meta({
  description: '`expired`: a later run took its place',
});
export type SuggestionStatus = z.infer<typeof SuggestionStatus>;

/** Why a suggestion is not ordered by itself, or was made smaller. */
export const holdWords = {
  budget: "The month's budget is spent",
  minimum_value: "Waits: below the supplier's minimum order value",
  price_jump: 'The cost has risen by more than is let pass',
  no_supplier: 'No supplier sells it',
  no_cost: 'Nobody knows what it costs',
  shelf_max: 'Cut to what the shelf holds',
} as const;
export const Hold = z.enum(Object.keys(holdWords) as [keyof typeof holdWords, ...(keyof typeof holdWords)[]]);
export type Hold = z.infer<typeof Hold>;

/** One line of the table that explains a quantity. */
export const Term = z
  .object({
    key: z.string().meta({ example: 'daily_units' }),
    label: z.string().meta({ example: 'Sells a day while in stock' }),
    value: z.string().meta({ example: '3.1' }),
    unit: z.string().meta({ description: 'units, days, units/day, %, or the currency', example: 'units/day' }),
    note: z.string().nullable().meta({ description: 'Where it comes from' }),
  })
  .meta({ id: 'SuggestionTerm' });
export type Term = z.infer<typeof Term>;

export const Suggestion = z
  .object({
    id: Id,
    runId: Id,
    businessDate: BusinessDate,
    storeId: Id,
    storeName: z.string(),
    productId: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    kind: SuggestionKind,
    supplierId: Id.nullable(),
    supplierName: z.string().nullable(),
    fromStoreId: Id.nullable().meta({ description: 'Of a transfer: the store that gives' }),
    fromStoreName: z.string().nullable(),
    status: SuggestionStatus,
    quantity: Quantity.meta({ description: 'Suggested, in whole packs' }),
    rawQuantity: Quantity.meta({ description: 'Before packs, minimums and limits' }),
    decidedQuantity: Quantity.nullable(),
    packSize: Quantity,
    currency: Currency,
    unitCost: UnitPrice.nullable(),
    costMinor: Minor.nullable(),
    marginAtRiskMinor: Minor.meta({ description: 'Gross margin a day that is lost while it is out of stock' }),
    sentence: z.string(),
    terms: z.array(Term),
    holds: z.array(z.object({ hold: Hold, words: z.string() })),
    reason: z.string().nullable().meta({ description: 'Why it was rejected or changed' }),
    heldUntil: BusinessDate.nullable().meta({
      description: 'Of one that was rejected: not suggested again before this day',
    }),
    heldBelow: Quantity.nullable().meta({
      description:
        'Suggested again before that day if what is there and coming falls to so many; null: the day alone counts',
    }),
    outcome: z.string().nullable().meta({
      description: 'Of one that was changed or rejected, once it is graded: what that came to',
      example: 'Ordered 24 instead of 60: out of stock for 31 opening hours, about £140 of margin lost',
    }),
    decidedAt: Instant.nullable(),
    decidedBy: z.string().nullable().meta({ description: "The user's id; `replenishment`: by itself" }),
    decidedByName: z.string().nullable(),
    orderId: z.string().nullable(),
    transferId: z.string().nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.infer<typeof Suggestion>;
export const SuggestionPage = pageOf(Suggestion);

export const ListSuggestions = z.strictObject({
  ...PageQuery,
  store: Id.optional(),
  supplier: Id.optional(),
  kind: SuggestionKind.optional(),
  status: SuggestionStatus.optional().meta({ description: 'Open ones, unless it says otherwise' }),
  product: Id.optional(),
  search: z.string().max(200).optional(),
});
export type ListSuggestions = z.infer<typeof ListSuggestions>;

const Positive = Quantity.refine((text) => Number(text) > 0, 'must be more than nothing');
export const Decision = z
  .discriminatedUnion('verdict', [
    z.strictObject({ suggestionId: Id, verdict: z.literal('accept') }),
    z.strictObject({
      suggestionId: Id,
      verdict: z.literal('change'),
      quantity: Positive,
      reason: line(200).nullish(),
    }),
    z.strictObject({
      suggestionId: Id,
      verdict: z.literal('reject'),
      reason: line(200),
      until: BusinessDate.nullish().meta({
        description:
          'Not suggested again before this day; left out: for lead time and review, or until a review period more has sold',
      }),
    }),
    z
      .strictObject({ suggestionId: Id, verdict: z.literal('resume') })
      .meta({ description: 'Of one that was rejected: the next plan may suggest it again' }),
  ])
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

export const Decisions = z
  .strictObject({
    decisions: z
      .array(Decision)
      .min(1)
      .max(500)
      .refine(
        (all) => new Set(all.map(({ suggestionId }) => suggestionId)).size === all.length,
        'must name each suggestion once',
      ),
  })
  .meta({ id: 'Decisions' });
export type Decisions = z.infer<typeof Decisions>;

export const Decided = z
  .object({
    decided: z.array(
      z.object({
        suggestionId: Id,
        status: SuggestionStatus,
        orderId: z.string().nullable(),
        transferId: z.string().nullable(),
      }),
    ),
    refused: z
      .array(z.object({ suggestionId: Id, words: z.string() }))
      .meta({ description: 'Decided or expired already, or with no supplier to order from' }),
    orders: z.array(z.object({ orderId: z.string(), storeId: Id, supplierId: Id, lines: z.int() })),
    transfers: z.array(z.object({ transferId: z.string(), storeId: Id, fromStoreId: Id, lines: z.int() })),
  })
  .meta({ id: 'Decided' });
export type Decided = z.infer<typeof Decided>;

/** A store's last run: what it made, and what it stood on. */
export const PlanningRun = z
  .object({
    id: Id,
    storeId: Id,
    storeName: z.string(),
    businessDate: BusinessDate,
    startedAt: Instant,
    finishedAt: Instant.nullable(),
    positions: z.int(),
    suggestions: z.int(),
    cost: Money.nullable(),
    demandTo: BusinessDate.nullable().meta({ description: 'The last day whose sales it knew' }),
    isComplete: z.boolean().meta({ description: "Whether the day before's sales were in" }),
    words: z.string(),
  })
  .meta({ id: 'PlanningRun' });
export type PlanningRun = z.infer<typeof PlanningRun>;
export const PlanningRunList = z.object({ items: z.array(PlanningRun) });
export const ListRuns = z.strictObject({ store: Id.optional() });

const GradeSums = {
  suggestions: z.int(),
  accepted: z.int(),
  overridden: z.int().meta({ description: 'Changed or rejected by somebody' }),
  left: z.int().meta({ description: 'Nobody decided' }),
  outHours: z.number().meta({ description: 'Opening hours out of stock between suggestion and end of its window' }),
  outHoursAccepted: z.number(),
  outHoursOverridden: z.number(),
  excessMinor: Minor.meta({ description: 'Worth, at cost, of what lay above the order-up-to at the end' }),
  excessAcceptedMinor: Minor,
  excessOverriddenMinor: Minor,
  lostMinor: Minor.meta({ description: 'Margin that was lost, about, by ordering less than suggested' }),
  idleMinor: Minor.meta({ description: 'Cost of what was ordered beyond the suggestion and not needed' }),
};
/** What to change where suggestions turn out badly. */
export const ChangeWhat = z.enum(['autoMode', 'serviceLevel', 'reorderPoint', 'reviewDays', 'orderUpTo', 'leadTime']);
export type ChangeWhat = z.infer<typeof ChangeWhat>;
/** How a rule's suggestions turned out, and which part of it to change. */
export const Grade = z
  .object({
    storeId: Id,
    storeName: z.string(),
    category: z.string().nullable(),
    method: z.string(),
    currency: Currency,
    ...GradeSums,
    supplierId: Id.nullable().meta({ description: 'Who sells most of it' }),
    supplierName: z.string().nullable(),
    advice: z.string().nullable().meta({ description: 'Which rule to change, and how; null: nothing stands out' }),
    change: ChangeWhat.nullable().meta({ description: 'The part of the policy that the advice is about' }),
  })
  .meta({ id: 'Grade' });
export type Grade = z.infer<typeof Grade>;

/** One decision against a suggestion, and what it came to. */
export const Override = z
  .object({
    suggestionId: Id,
    businessDate: BusinessDate,
    storeId: Id,
    storeName: z.string(),
    productId: Id,
    sku: z.string(),
    name: z.string(),
    reason: z.string().nullable(),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable(),
    currency: Currency,
    lostMinor: Minor,
    idleMinor: Minor,
    words: z.string().meta({ example: 'Ordered 24 instead of 60: out of stock for 31 opening hours' }),
  })
  .meta({ id: 'Override' });
export type Override = z.infer<typeof Override>;
export const GradeList = z.object({
  items: z.array(Grade),
  overrides: z.array(Override).meta({ description: 'Decisions against a suggestion, the dearest first; at most 20' }),
  from: BusinessDate.meta({ description: 'Suggestions from this day on' }),
  summary: z.string(),
});
export const ListGrades = z.strictObject({
  store: Id.optional(),
  days: z.coerce.number().int().min(7).max(365).default(90),
});
export type ListGrades = z.infer<typeof ListGrades>;
