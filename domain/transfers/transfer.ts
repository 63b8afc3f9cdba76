import * as z from 'zod';
import {
  BusinessDate,
  Change,
  Changed,
  Currency,
  HappenedAt,
  Id,
  Instant,
  line,
  Minor,
  PageQuery,
  pageOf,
  Quantity,
  UnitPrice,
  Version,
} from '#domain/values.ts';

/**
 * draft: nothing has moved. shipped: it has left the sender, and some of it is still on the way. received: of every unit
 * that left it is known what became of it. cancelled: it never left, or all of it went back.
 */
export const transferStatuses = ['draft', 'shipped', 'received', 'cancelled'] as const;
const TransferStatus = z.enum(transferStatuses);

/** What became of units that did not arrive. All but `not_sent` are written off in the store that waits for them. */
export const missingReasons = ['lost', 'theft', 'damaged', 'not_sent'] as const;

/** As many lines as one request may bring: what two people pack in a day. */
export const maxTransferLines = 500;

const more = Change.refine((text) => Number(text) > 0, 'must be more than 0');
const atLeastNone = Change.refine((text) => Number(text) >= 0, 'must not be negative');

/** Which product is meant: one of the three. */
const named = {
  productId: Id.optional(),
  sku: line(100).optional().meta({ example: 'MUG-BLUE' }),
  barcode: line(100).optional(),
};
const namesOne = ({ productId, sku, barcode }: { productId?: unknown; sku?: unknown; barcode?: unknown }) =>
  [productId, sku, barcode].filter((name) => name !== undefined).length === 1;
const oneName = { message: 'must name its product once: by productId, sku or barcode' };

const TransferLineWanted = z
  .strictObject({ ...named, quantity: more.meta({ example: '12' }) })
  .refine(namesOne, oneName)
  .meta({ example: { productId: '42', quantity: '12' } });
const Lines = z.array(TransferLineWanted).min(1, 'must hold at least one line').max(maxTransferLines);

const wanted = {
  fromStoreId: Id.meta({ description: 'The store that sends' }),
  toStoreId: Id.meta({ description: 'The store that receives; it trades in the same currency' }),
  expectedOn: BusinessDate.nullish().meta({ description: 'When it should arrive' }),
  note: z.string().trim().max(500).nullish(),
  lines: Lines.meta({ description: 'Each product once' }),
};

export const NewTransfer = z.strictObject(wanted).meta({ id: 'NewTransfer' });
export type NewTransfer = z.infer<typeof NewTransfer>;

export const TransferEdit = z.strictObject({ transferId: Id, version: Version, ...wanted });
export type TransferEdit = z.infer<typeof TransferEdit>;

export const ShipTransfer = z.strictObject({
  transferId: Id,
  version: Version,
  shippedAt: HappenedAt.optional().meta({ description: 'When it left; now if left out' }),
});
export type ShipTransfer = z.infer<typeof ShipTransfer>;

const Arrived = z
  .strictObject({
    ...named,
    received: atLeastNone.meta({ description: 'How much arrived and can be sold', example: '10' }),
    damaged: atLeastNone
      .default('0')
      .meta({ description: 'How much arrived and cannot: it is written off as damaged', example: '1' }),
  })
  .refine(namesOne, oneName)
  .refine(({ received, damaged }) => Number(received) + Number(damaged) > 0, 'must say that something arrived')
  .meta({ example: { productId: '42', received: '10', damaged: '1' } });

/** One delivery of a transfer; what it does not name stays on the way. */
export const ReceiveTransfer = z.strictObject({
  transferId: Id,
  version: Version,
  receivedAt: HappenedAt.optional().meta({ description: 'When it arrived; now if left out' }),
  note: z.string().trim().max(500).nullish(),
  lines: z.array(Arrived).min(1, 'must hold at least one line').max(maxTransferLines),
});
export type ReceiveTransfer = z.infer<typeof ReceiveTransfer>;

export const CloseTransfer = z.strictObject({
  transferId: Id,
  version: Version,
  missing: z.enum(missingReasons).meta({
    description:
      'What became of all that is still on the way: `lost`, `theft`, `damaged`: written off in the receiving store; ' +
      '`not_sent`: it never left and is put back into the sending store',
  }),
  note: z.string().trim().max(500).nullish(),
});
export type CloseTransfer = z.infer<typeof CloseTransfer>;

export const CancelTransfer = z.strictObject({ transferId: Id, version: Version });
export type CancelTransfer = z.infer<typeof CancelTransfer>;

/** What became of the units of a transfer, or of one of its lines: the five add up to what was sent. */
const fates = {
  received: Quantity.meta({ description: 'Arrived and can be sold' }),
  damaged: Quantity.meta({ description: 'Written off as damaged, on the way or when it arrived' }),
  lost: Quantity.meta({ description: 'Written off as lost or stolen on the way' }),
  notSent: Quantity.meta({ description: 'Never left, or went back to the sender' }),
  inTransit: Quantity.meta({ description: 'On the way; 0 of a draft' }),
};

/** Stock that goes from one store to another. */
export const Transfer = z
  .object({
    id: Id,
    status: TransferStatus,
    fromStoreId: Id,
    fromStoreCode: z.string(),
    fromStoreName: z.string(),
    toStoreId: Id,
    toStoreCode: z.string(),
    toStoreName: z.string(),
    expectedOn: BusinessDate.nullable(),
    note: z.string().nullable(),
    lineCount: z.int(),
    quantity: Quantity.meta({ description: 'Units of all lines' }),
    ...fates,
    currency: Currency,
    inTransitMinor: Minor.meta({ description: 'What is on the way is worth, at the cost at which it left' }),
    createdAt: Instant,
    shippedAt: Instant.nullable(),
    endedAt: Instant.nullable().meta({ description: 'Received in full, closed or cancelled' }),
    ...Changed,
  })
  .meta({ id: 'Transfer' });
export type Transfer = z.infer<typeof Transfer>;

export const TransferLine = z
  .object({
    productId: Id,
    sku: z.string(),
    name: z.string(),
    barcodes: z.array(z.string()),
    quantity: Quantity,
    ...fates,
    unitCost: UnitPrice.nullable().meta({ description: 'At which it left; null for a draft, or where nobody knows' }),
    available: Quantity.nullable().meta({
      description: 'In the sending store now; null once it has left, and to who may not see its stock',
    }),
  })
  .meta({ id: 'TransferLine' });
export type TransferLine = z.infer<typeof TransferLine>;

/** What happened to a transfer: asked for, changed, shipped and called off; each delivery; and what became of the rest. */
export const TransferHappened = z
  .object({
    at: Instant,
    what: z.enum(['created', 'edited', 'shipped', 'received', ...missingReasons, 'cancelled']),
    by: z.string().nullable(),
    byName: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'TransferHappened' });
export type TransferHappened = z.infer<typeof TransferHappened>;

export const TransferDetail = Transfer.extend({
  lines: z.array(TransferLine),
  history: z.array(TransferHappened).meta({ description: 'What happened to it, the oldest first; the last 200' }),
  repeated: z.boolean().meta({ description: 'This was done before, and nothing happened now' }),
}).meta({ id: 'TransferDetail' });
export type TransferDetail = z.infer<typeof TransferDetail>;

/** What is on the way, of one currency. */
const OnTheWay = z.object({ currency: Currency, transfers: z.int(), units: Quantity, valueMinor: Minor });
export type OnTheWay = z.infer<typeof OnTheWay>;

export const TransferPage = pageOf(Transfer).extend({
  onTheWay: z.array(OnTheWay).meta({ description: 'Of all transfers from and to the stores asked for, at cost' }),
});
export type TransferPage = z.infer<typeof TransferPage>;

export const ListTransfers = z.object({
  ...PageQuery,
  store: Id.optional().meta({ description: 'From or to this store' }),
  status: TransferStatus.or(z.literal('open')).optional().meta({ description: '`open`: draft or shipped' }),
});
export type ListTransfers = z.infer<typeof ListTransfers>;

/** A store that a transfer can name. Who may not see the store learns no more of it. */
export const Partner = z
  .object({ id: Id, code: z.string(), name: z.string(), currency: Currency })
  .meta({ id: 'TransferPartner' });
export type Partner = z.infer<typeof Partner>;
export const PartnerList = z.object({ items: z.array(Partner) });

export const GetTransfer = z.object({ transferId: Id });
