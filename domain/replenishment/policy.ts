import * as z from 'zod';
import {
  BusinessDate,
  Changed,
  ChangedBy,
  Currency,
  Id,
  Instant,
  line,
  Minor,
  PageQuery,
  pageOf,
  Quantity,
} from '#domain/values.ts';

/** Where a policy is set, the most general first: each next one goes before those above it, field by field. */
export const policyLevels = ['chain', 'category', 'store', 'store_category', 'product', 'store_product'] as const;
export const PolicyLevel = z.enum(policyLevels).meta({ id: 'PolicyLevel' });
export type PolicyLevel = z.infer<typeof PolicyLevel>;

const Method = z.enum(['learned', 'fixed', 'off']).meta({
  description: '`learned`: from what sells; `fixed`: the typed reorder point and order-up-to; `off`: never ordered',
});
const AutoMode = z.enum(['off', 'suggest', 'draft', 'send']).meta({
  description: 'What happens by itself: nothing, a suggestion, a draft order, or an order sent to the supplier',
});
const Amount = Quantity.refine((text) => Number(text) >= 0, 'must not be negative');

/** What can be set at each level; null leaves it to the levels above. */
export const policyFields = {
  method: Method.nullable(),
  reorderPoint: Amount.nullable().meta({ description: 'Ordered when what is there and coming is at or below it' }),
  orderUpTo: Amount.nullable().meta({ description: 'An order fills up to it' }),
  reviewDays: z.int().min(1).max(90).nullable().meta({ description: 'Days between two orders' }),
  serviceLevel: z.number().min(0.5).max(0.999).nullable().meta({
    description: 'The chance of getting through one lead time and review without running out',
    example: 0.95,
  }),
  shelfMax: Amount.nullable().meta({ description: 'More than this is never ordered onto the shelf' }),
  supplierId: Id.nullable().meta({ description: 'Bought from this supplier; null: the cheapest that sells it' }),
  warehouseId: Id.nullable().meta({ description: 'Fetched from this store of the chain first' }),
  autoMode: AutoMode.nullable(),
  priceJump: z.number().min(0).max(1_000).nullable().meta({
    description: 'Per cent over the cost last paid from which nothing is ordered by itself',
  }),
  snoozedUntil: BusinessDate.nullable().meta({ description: 'Nothing is suggested before this day' }),
};
export type PolicyField = keyof typeof policyFields;

/** What a position falls back to where no level says anything. */
export const policyDefaults = {
  method: 'learned',
  reviewDays: 7,
  serviceLevel: 0.95,
  autoMode: 'suggest',
  priceJump: 25,
};

const place = {
  storeId: Id.nullable().meta({ description: 'null: every store' }),
  category: z.string().nullable().meta({ description: 'null: every category; not together with a product' }),
  productId: Id.nullable(),
};

/** What is set at one level. */
export const Policy = z
  .object({
    ...place,
    level: PolicyLevel,
    storeName: z.string().nullable(),
    sku: z.string().nullable(),
    name: z.string().nullable(),
    ...policyFields,
    ...Changed,
  })
  .meta({ id: 'Policy' });
export type Policy = z.infer<typeof Policy>;
export const PolicyPage = pageOf(Policy);

export const ListPolicies = z.strictObject({
  ...PageQuery,
  store: Id.optional(),
  level: PolicyLevel.optional(),
});
export type ListPolicies = z.infer<typeof ListPolicies>;

/** Sets a policy at a level: the whole of it, so that what is null is no longer said there. */
export const PolicyEdit = z
  .strictObject({
    storeId: Id.nullish(),
    category: line(200).nullish(),
    productId: Id.nullish(),
    version: z.int().min(0).meta({ description: 'The one that was read; 0 where nothing was set' }),
    ...z.object(policyFields).partial().shape,
  })
  .refine(({ category, productId }) => category == null || productId == null, {
    error: 'name a product or a category, not both',
    path: ['category'],
  })
  .meta({ id: 'PolicyEdit', example: { storeId: '42', version: 0, serviceLevel: 0.98, autoMode: 'draft' } });
export type PolicyEdit = z.infer<typeof PolicyEdit>;

/** What applies to a position, and where each part of it is set; a part that nothing sets is the default. */
export const EffectivePolicy = z
  .object({
    storeId: Id,
    storeName: z.string(),
    productId: Id,
    sku: z.string(),
    name: z.string(),
    category: z.string().nullable(),
    ...policyFields,
    setAt: z.partialRecord(z.enum(Object.keys(policyFields) as [PolicyField, ...PolicyField[]]), PolicyLevel),
    level: z
      .object({
        reorderPoint: Quantity,
        orderUpTo: Quantity,
        safetyStock: Quantity,
        source: z.string().meta({ description: 'How it was found: learned, typed or fixed' }),
        computedAt: Instant,
      })
      .nullable()
      .meta({ description: 'What the last run found; null: not planned yet' }),
  })
  .meta({ id: 'EffectivePolicy' });
export type EffectivePolicy = z.infer<typeof EffectivePolicy>;
export const EffectivePolicyPage = pageOf(EffectivePolicy);

export const ListEffectivePolicies = z.strictObject({
  ...PageQuery,
  store: Id,
  product: Id.optional(),
  category: z.string().max(200).optional(),
  search: z.string().max(200).optional(),
});
export type ListEffectivePolicies = z.infer<typeof ListEffectivePolicies>;

const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month like 2026-11')
  .meta({ example: '2026-11' });

/** How much a store may order in a month, and how much of it is gone. */
export const Budget = z
  .object({
    storeId: Id,
    storeName: z.string(),
    month: Month,
    currency: Currency,
    amountMinor: Minor.nullable().meta({ description: 'null: no limit any more' }),
    spentMinor: Minor.meta({
      description: 'Cost of the orders approved this month, and of what was accepted and waits for approval',
    }),
    ...Changed,
  })
  .meta({ id: 'Budget' });
export type Budget = z.infer<typeof Budget>;
export const BudgetList = z.object({ items: z.array(Budget) });
export const ListBudgets = z.strictObject({ store: Id.optional() });
export const BudgetEdit = z
  .strictObject({
    storeId: Id,
    month: Month,
    amountMinor: Minor.min(0).nullable().meta({ description: 'null: no limit any more' }),
    version: z.int().min(0).meta({ description: 'The one that was read; 0 where there was none' }),
  })
  .meta({ id: 'BudgetEdit' });
export type BudgetEdit = z.infer<typeof BudgetEdit>;

/** While it is on nothing is drafted or sent by itself; suggestions are still made. */
export const OrderingStop = z
  .object({ isStopped: z.boolean(), reason: z.string().nullable(), version: z.int(), changedAt: Instant, ...ChangedBy })
  .meta({ id: 'OrderingStop' });
export type OrderingStop = z.infer<typeof OrderingStop>;
export const OrderingStopEdit = z
  .strictObject({ isStopped: z.boolean(), reason: line(200).nullish(), version: z.int().min(1) })
  .meta({ id: 'OrderingStopEdit' });
export type OrderingStopEdit = z.infer<typeof OrderingStopEdit>;

/** Days on which something sells otherwise than usual: past ones are damped, those to come are planned for. */
export const Promotion = z
  .object({
    id: Id,
    storeId: Id.nullable(),
    category: z.string().nullable(),
    productId: Id.nullable(),
    sku: z.string().nullable(),
    name: z.string(),
    fromDay: BusinessDate,
    toDay: BusinessDate,
    uplift: z.number().meta({ description: 'How many times the usual demand', example: 2.5 }),
    ...Changed,
  })
  .meta({ id: 'Promotion' });
export type Promotion = z.infer<typeof Promotion>;
export const PromotionPage = pageOf(Promotion);
export const ListPromotions = z.strictObject({ ...PageQuery, store: Id.optional() });
export type ListPromotions = z.infer<typeof ListPromotions>;
export const NewPromotion = z
  .strictObject({
    storeId: Id.nullish(),
    category: line(200).nullish(),
    productId: Id.nullish(),
    name: line(100),
    fromDay: BusinessDate,
    toDay: BusinessDate,
    uplift: z.number().min(0.01).max(100),
  })
  .refine(({ fromDay, toDay }) => fromDay <= toDay, { error: 'must not end before it begins', path: ['toDay'] })
  .refine(({ category, productId }) => (category == null) !== (productId == null), {
    error: 'name a product or a category',
    path: ['productId'],
  })
  .meta({
    id: 'NewPromotion',
    example: { category: 'Kitchen', name: 'Spring sale', fromDay: '2026-03-01', toDay: '2026-03-07', uplift: 2.5 },
  });
export type NewPromotion = z.infer<typeof NewPromotion>;
export const PromotionRemoval = z.strictObject({ promotionId: Id });
export const PromotionRemoved = z.object({ removed: z.boolean() });

/** At which level a policy stands. */
export function levelOf(at: {
  storeId: string | null;
  category: string | null;
  productId: string | null;
}): PolicyLevel {
  if (at.productId !== null) return at.storeId === null ? 'product' : 'store_product';
  if (at.category !== null) return at.storeId === null ? 'category' : 'store_category';
  return at.storeId === null ? 'chain' : 'store';
}
