import * as z from 'zod';
import { BusinessDate, Id, Instant, Minor, Quantity, UnitPrice } from '#domain/values.ts';
import { checkPeriod } from './period.ts';

export const GetTimeline = z
  .object({ productId: Id, from: BusinessDate, to: BusinessDate, store: Id.optional() })
  .superRefine(checkPeriod);

export const TimelineEvent = z.object({
  at: Instant,
  date: BusinessDate,
  kind: z.enum(['count', 'delivery', 'outOfStock', 'backInStock', 'price', 'adjustment', 'return']),
  storeId: Id.nullable(),
  storeName: z.string().nullable(),
  text: z.string().meta({ description: 'In a few words: "Delivery of 24", "Counted 12, 2 less than recorded"' }),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

/** At most so many events are told: the newest. */
export const mostEvents = 500;

/** A product's sales, price and stock over the same days, and what happened to it. */
export const Timeline = z
  .object({
    days: z
      .array(
        z.object({
          date: BusinessDate,
          units: Quantity.meta({ description: 'Sold less returned' }),
          onHand: Quantity.meta({ description: 'When the day closed, all stores together' }),
          price: UnitPrice.nullable().meta({ description: "The catalogue's, as it was" }),
          sales: z.array(z.object({ currency: z.string(), netMinor: Minor })),
        }),
      )
      .meta({ description: 'Every day, oldest first' }),
    events: z.array(TimelineEvent).meta({ description: `Oldest first; at most ${mostEvents}, the newest` }),
  })
  .meta({ id: 'Timeline' });
export type Timeline = z.infer<typeof Timeline>;
