import * as z from 'zod';
import { NewDayTotal } from '#domain/sales/day-total.ts';
import { NewReturn } from '#domain/sales/return.ts';
import { NewSale } from '#domain/sales/sale.ts';
import { HappenedAt, Id, Instant, line, PageQuery, pageOf } from '#domain/values.ts';

/** How long a replaced secret goes on working, in hours: time enough to bring the new one to the till. */
export const graceHours = 24;

/** Replaced: works until `expiresAt`, beside the key that `replacedBy` names. */
export const TillKeyState = z.enum(['active', 'replaced', 'expired', 'revoked']);
export type TillKeyState = z.infer<typeof TillKeyState>;

export const TillKey = z
  .object({
    id: Id,
    storeId: Id,
    label: z.string().meta({ description: 'Which till it is', example: 'Till 3' }),
    prefix: z.string().meta({ description: 'How its secret begins', example: 'stk_Ab3dE7' }),
    state: TillKeyState,
    rateLimit: z.int().meta({ description: 'Calls a second' }),
    createdBy: z.string(),
    createdByName: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant.nullable(),
    revokedAt: Instant.nullable(),
    replacedBy: Id.nullable(),
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'TillKey' });
export type TillKey = z.infer<typeof TillKey>;

/** The only answer that ever holds the secret. */
export const NewTillKeyDone = TillKey.extend({
  secret: z.string().meta({ description: 'Send it as `x-api-key`. It is shown this once: only its hash is kept' }),
}).meta({ id: 'NewTillKeyDone' });
export type NewTillKeyDone = z.infer<typeof NewTillKeyDone>;

export const TillKeyPage = pageOf(TillKey);

export const ListTillKeys = z.object({ ...PageQuery, store: Id.optional() });
export type ListTillKeys = z.infer<typeof ListTillKeys>;

export const NewTillKey = z
  .strictObject({
    storeId: Id,
    label: line(100).meta({ example: 'Till 3' }),
    expiresAt: Instant.optional().meta({ description: 'Never, if left out' }),
    rateLimit: z.int().min(1).max(1000).default(20).meta({ description: 'Calls a second' }),
  })
  .meta({ id: 'NewTillKey' });
export type NewTillKey = z.infer<typeof NewTillKey>;

const ownStore = { storeId: Id.optional().meta({ description: "The key's own store, if it is named at all" }) };

/** A sale as a till sends it: as `NewSale`, and the store is the key's. */
export const TillSale = NewSale.extend({
  ...ownStore,
  soldAt: HappenedAt.optional().meta({ description: 'When it happened; now if left out. It is recorded in any case' }),
}).meta({ id: 'TillSale' });
export type TillSale = z.infer<typeof TillSale>;

export const TillReturn = NewReturn.extend(ownStore).meta({ id: 'TillReturn' });
export type TillReturn = z.infer<typeof TillReturn>;

export const TillDayTotal = NewDayTotal.extend(ownStore).meta({ id: 'TillDayTotal' });
export type TillDayTotal = z.infer<typeof TillDayTotal>;

/** The till that calls: which key, of which store. */
export type Till = { keyId: string; storeId: string };
