import * as z from 'zod';
import { Instant } from '#domain/values.ts';

/** An address that gets no mail: it bounced for good, or its owner complained of one. */
export const SuppressedAddress = z
  .object({
    address: z.string(),
    reason: z.enum(['bounce', 'complaint']),
    detail: z.string().nullable().meta({ description: 'What the other side said' }),
    since: Instant,
  })
  .meta({ id: 'SuppressedAddress' });
export type SuppressedAddress = z.infer<typeof SuppressedAddress>;

export const SuppressedAddressList = z.object({ items: z.array(SuppressedAddress) });
