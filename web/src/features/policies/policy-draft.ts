import type { Policy, PolicyField } from '#domain/replenishment/policy.ts';
import { decimal, given, whole } from '#web/lib/typed.ts';
import type { Edition } from '#web/lib/use-form.ts';

/** A policy as its form holds it: everything as typed; empty is left to the levels above. */
export type PolicyDraft = Record<PolicyField, string> & { storeId: string; category: string; productId: string };

const fields = [
  'method',
  'reorderPoint',
  'orderUpTo',
  'reviewDays',
  'shelfMax',
  'supplierId',
  'warehouseId',
  'autoMode',
  'priceJump',
  'snoozedUntil',
] as const;

const nothing = Object.fromEntries(fields.map((field) => [field, ''])) as Record<(typeof fields)[number], string>;

export const blankPolicy: Edition<PolicyDraft> = {
  draft: { ...nothing, serviceLevel: '', storeId: '', category: '', productId: '' },
  version: 0,
};

export const policyEdition = (policy: Policy): Edition<PolicyDraft> => ({
  draft: {
    ...(Object.fromEntries(fields.map((field) => [field, String(policy[field] ?? '')])) as typeof nothing),
    // People think of it in percent; 0.955 must not come out as 95.49999.
    serviceLevel: policy.serviceLevel === null ? '' : String(Math.round(policy.serviceLevel * 1000) / 10),
    storeId: policy.storeId ?? '',
    category: policy.category ?? '',
    productId: policy.productId ?? '',
  },
  version: policy.version,
  saved: policy,
});

/** The policy as the API takes it. */
export const policyBody = (draft: PolicyDraft, version: number | undefined) => ({
  storeId: given(draft.storeId),
  category: given(draft.category),
  productId: given(draft.productId),
  version: version ?? 0,
  method: given(draft.method),
  reorderPoint: decimal(draft.reorderPoint),
  orderUpTo: decimal(draft.orderUpTo),
  reviewDays: whole(draft.reviewDays),
  serviceLevel: fraction(draft.serviceLevel),
  shelfMax: decimal(draft.shelfMax),
  supplierId: given(draft.supplierId),
  warehouseId: given(draft.warehouseId),
  autoMode: given(draft.autoMode),
  priceJump: numeric(draft.priceJump),
  snoozedUntil: given(draft.snoozedUntil),
});

/** A number; null for an empty box, and what is none stays text for the schema to refuse. */
export function numeric(text: string): number | string | null {
  const typed = decimal(text);
  return typed === null || Number.isNaN(Number(typed)) ? typed : Number(typed);
}

/**
 * What is wrong with a field, in the unit in which it is typed: a service level is typed in percent and kept as a fraction. An
 * empty box is never wrong, so that what is to be filled in is text where a number belongs.
 */
export function plainProblem(field: PolicyField, problem: string | null): string | null {
  if (problem === 'Fill this in') return 'A number, please';
  if (problem === null || field !== 'serviceLevel') return problem;
  return problem.replace(/^(At (?:most|least)) (0\.\d+)$/, (_, bound: string, share: string) => {
    return `${bound} ${Math.round(Number(share) * 1_000) / 10} %`;
  });
}

/** 95 is 0.95. */
function fraction(text: string): number | string | null {
  const value = numeric(text);
  return typeof value === 'number' ? Math.round(value * 10) / 1000 : value;
}
