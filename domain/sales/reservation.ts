import * as z from 'zod';
import { Change, Id, Instant, line, pageOf, PageQuery, Quantity, wholeNumber } from '#domain/values.ts';
import { saleLine } from './sale.ts';

const Line = z.strictObject({
  sku: line(100).meta({ example: 'MUG-BLUE' }),
  quantity: Change.refine((text) => Number(text) > 0, 'must be more than 0').meta({ example: '2' }),
});

/** Goods to be kept, all of the lines or none. */
export const NewReservation = z
  .strictObject({
    storeId: Id,
    lines: z
      .array(Line)
      .min(1)
      .max(100)
      .superRefine((lines, ctx) => {
        const skus = lines.map(({ sku }) => sku.toLowerCase());
        for (const [index, sku] of skus.entries())
          if (skus.indexOf(sku) < index)
            ctx.addIssue({ code: 'custom', path: [index, 'sku'], message: 'is on another line already' });
      }),
    minutes: z.int().min(1).max(1440).default(15).meta({ description: 'For how long, at most a day', example: 15 }),
    reference: line(200)
      .optional()
      .meta({ description: "The shop's own name for it; no customer data", example: 'cart 81' }),
  })
  .meta({ id: 'NewReservation' });
export type NewReservation = z.infer<typeof NewReservation>;

const Kept = z.object({ sku: z.string(), quantity: Quantity });

export const ReservationDone = z
  .object({ reservationId: Id, expiresAt: Instant, lines: z.array(Kept), repeated: z.boolean() })
  .meta({ id: 'ReservationDone' });
export type ReservationDone = z.infer<typeof ReservationDone>;

/** What a reserved product is sold for. The quantity is the reserved one. */
const Sold = z.strictObject({
  ...saleLine,
  discountMinor: saleLine.discountMinor
    .unwrap()
    .min(0)
    .optional()
    .meta({ description: 'Off the whole line', example: 50 }),
  taxMinor: saleLine.taxMinor
    .unwrap()
    .min(0)
    .optional()
    .meta({ description: 'The part of the price that is tax', example: 83 }),
});

export const ConfirmReservation = z
  .strictObject({
    reservationId: Id,
    lines: z
      .array(Sold)
      .max(100)
      .default([])
      .meta({ description: "Price, discount and tax by SKU; the catalogue's price for what is left out" }),
  })
  .meta({ id: 'ConfirmReservation' });
export type ConfirmReservation = z.infer<typeof ConfirmReservation>;

export const ReleaseReservation = z.strictObject({ reservationId: Id }).meta({ id: 'ReleaseReservation' });

export const ReservationReleased = z
  .object({
    state: z.enum(['released', 'expired']).meta({ description: '`expired`: its time had run out before' }),
    repeated: z.boolean().meta({ description: 'Nothing was held any more' }),
  })
  .meta({ id: 'ReservationReleased' });
export type ReservationReleased = z.infer<typeof ReservationReleased>;

export const reservationStates = ['open', 'confirmed', 'released', 'expired'] as const;

/** What is kept for a buyer, or was. */
export const Reservation = z
  .object({
    reservationId: Id,
    storeId: Id,
    state: z.enum(reservationStates).meta({ description: '`open`: it holds stock; `confirmed`: it has become a sale' }),
    reference: z.string().nullable(),
    madeAt: Instant,
    madeBy: z.string().meta({ description: 'The id of who asked for it' }),
    madeByName: z.string().nullable(),
    expiresAt: Instant,
    endedAt: Instant.nullable().meta({ description: 'When it stopped holding stock' }),
    lines: z.array(
      Kept.extend({
        productId: Id,
        name: z.string().meta({ description: 'The beginning of its name: at most 80 characters' }),
      }),
    ),
  })
  .meta({ id: 'Reservation' });
export type Reservation = z.infer<typeof Reservation>;
export const ReservationPage = pageOf(Reservation);

export const ListReservations = z.object({
  ...PageQuery,
  limit: wholeNumber(1, 50)
    .default(50)
    .meta({ description: 'Rows a page, at most 50; where more are left it may be fewer' }),
  store: Id.optional(),
  state: z
    .enum([...reservationStates, 'all'])
    .default('open')
    .meta({ description: 'Those that hold stock, if nothing else is asked for' }),
});
export type ListReservations = z.infer<typeof ListReservations>;
