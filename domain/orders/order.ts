import * as z from 'zod';
import {
  BusinessDate,
  Change,
  Currency,
  Id,
  Instant,
  Minor,
  pageOf,
  PageQuery,
  Price,
  Quantity,
  UnitPrice,
  Version,
} from '#domain/values.ts';
import { TolerancePercent } from '#domain/suppliers/supplier.ts';
import { Receipt } from './receipt.ts';

/** From the first word to the last. `closed`: all is here, or the rest is not awaited any more. */
export const orderStatuses = ['draft', 'approved', 'sent', 'partly_received', 'closed', 'cancelled'] as const;
export const OrderStatus = z.enum(orderStatuses).meta({ id: 'OrderStatus' });
export type OrderStatus = z.infer<typeof OrderStatus>;

/** What may be done with an order of each status. Receiving wants one that was sent. */
export const orderSteps: Record<
  OrderStatus,
  readonly ('edit' | 'approve' | 'send' | 'receive' | 'close' | 'cancel')[]
> = {
  draft: ['edit', 'approve', 'cancel'],
  approved: ['send', 'cancel'],
  sent: ['receive', 'close', 'cancel'],
  partly_received: ['receive', 'close'],
  closed: [],
  cancelled: [],
};

/** Most lines of an order: its page and its mail stay readable, and its rows fit into one reply of the Data API. */
export const mostOrderLines = 500;

const MoreThanNone = Change.refine((text) => Number(text) > 0, 'must be more than 0').meta({ example: '12' });

const NewOrderLine = z.strictObject({
  productId: Id,
  quantity: MoreThanNone.meta({ description: 'In single units, not packs', example: '12' }),
  unitCost: Price.optional().meta({
    description: "Agreed for one unit; left out: the supplier's, else the product's cost",
    example: '2.55',
  }),
  suggestionId: Id.optional().meta({ description: 'The suggestion that this line comes from' }),
});

const lines = z
  .array(NewOrderLine)
  .min(1)
  .max(mostOrderLines)
  .superRefine((given, ctx) => {
    const seen = new Set<string>();
    for (const [index, { productId }] of given.entries()) {
      if (seen.has(productId))
        ctx.addIssue({ code: 'custom', path: [index, 'productId'], message: 'is on another line already' });
      seen.add(productId);
    }
  });

/** What can be set of an order while it is a draft. */
const set = {
  expectedOn: BusinessDate.nullable()
    .default(null)
    .meta({ description: "When it is due; null: what the supplier's lead time says when it is sent" }),
  note: z
    .string()
    .trim()
    .max(2000)
    .regex(/^[^\p{Cc}]*([\n\r\t][^\p{Cc}]*)*$/u, 'must not hold control characters')
    .nullable()
    .default(null)
    .meta({ description: 'For the supplier: it stands in the mail', example: 'Please deliver before 11.' }),
  landedMinor: Minor.min(0)
    .max(1_000_000_000_000)
    .default(0)
    .meta({ description: 'Freight, duty and the like for the whole order, on top of its lines', example: 1200 }),
  tolerancePercent: TolerancePercent.optional().meta({
    description:
      "How much more than ordered may be received, in percent of a line; left out: the supplier's, else 5, and what it was where an order is edited",
    example: 5,
  }),
  lines,
};

export const NewOrder = z.strictObject({ supplierId: Id, storeId: Id, ...set }).meta({ id: 'NewOrder' });
export type NewOrder = z.infer<typeof NewOrder>;

/** Everything that can be set, as it is to be. */
export const OrderEdit = z.strictObject({ orderId: Id, version: Version, ...set }).meta({ id: 'OrderEdit' });
export type OrderEdit = z.infer<typeof OrderEdit>;

export const GetOrder = z.object({ orderId: Id });
/** Approves, sends, cancels or closes. `version` is the one that was read. */
export const OrderStep = z.strictObject({ orderId: Id, version: Version });
export type OrderStep = z.infer<typeof OrderStep>;

const heading = {
  orderId: Id,
  number: z.string().meta({ example: 'PO-00042' }),
  supplierId: Id,
  supplierCode: z.string(),
  supplierName: z.string(),
  storeId: Id,
  status: OrderStatus,
  currency: Currency,
  expectedOn: BusinessDate.nullable(),
  daysLate: z.int().meta({ description: 'Days since it was due, if it was sent and is still awaited; else 0' }),
  lineCount: z.int(),
  orderedUnits: Quantity.meta({ description: 'Less what is not awaited any more' }),
  receivedUnits: Quantity.meta({ description: 'The sum of what receipts took in' }),
  totalMinor: Minor.meta({ description: 'What the lines cost as they were ordered, without freight and duty' }),
  chargedMinor: Minor.meta({
    description: 'What came of it (beyond the order, too), at the prices that were charged, without freight and duty',
  }),
  costMinor: Minor.meta({
    description: 'What it comes to: `chargedMinor`, and what is still to come as it was ordered',
  }),
  isSuggested: z.boolean().meta({ description: 'A line of it comes from a suggestion' }),
  createdAt: Instant,
  sentAt: Instant.nullable(),
  version: Version,
};

export const Order = z.object(heading).meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;
export const OrderPage = pageOf(Order);

export const ListOrders = z.object({
  ...PageQuery,
  store: Id.optional(),
  supplierId: Id.optional(),
  status: z
    .enum([...orderStatuses, 'open'])
    .optional()
    .meta({ description: '`open`: neither closed nor cancelled' }),
  late: z.literal('true').optional().meta({ description: 'Only those that should be here by now' }),
});
export type ListOrders = z.infer<typeof ListOrders>;

export const OrderLine = z
  .object({
    productId: Id,
    sku: z.string(),
    name: z.string(),
    barcodes: z.array(z.string()),
    supplierSku: z.string().nullable(),
    packSize: Quantity,
    ordered: Quantity,
    unitCost: UnitPrice.nullable(),
    totalMinor: Minor.nullable().meta({ description: 'As it was ordered' }),
    costMinor: Minor.nullable().meta({ description: 'What came, as it was charged, and the rest as it was ordered' }),
    received: Quantity.meta({ description: 'What receipts took in' }),
    damaged: Quantity.meta({ description: 'Came damaged: not in stock, and still awaited' }),
    cancelled: Quantity.meta({ description: 'Not awaited any more' }),
    open: Quantity.meta({ description: 'Still to come' }),
    mostAccepted: Quantity.meta({ description: 'As much may still be received, the tolerance included' }),
    suggestionId: Id.nullable(),
    isSold: z.boolean().meta({ description: 'The supplier is known to sell it' }),
  })
  .meta({ id: 'OrderLine' });
export type OrderLine = z.infer<typeof OrderLine>;

/** Why a mail was not sent to the supplier: no address, or one that bounced, complained of a mail, or that SES refuses. */
export const NotMailed = z.enum(['no_address', 'bounce', 'complaint', 'refused']);
export type NotMailed = z.infer<typeof NotMailed>;

/** What became of a mail to the supplier. */
const SupplierMail = z.object({
  state: z.enum(['none', 'waiting', 'supplier', 'operations']).meta({
    description: '`operations`: the supplier has no address that takes mail, so it went to your own people',
  }),
  to: z.string().nullable(),
  at: Instant.nullable(),
  because: NotMailed.nullable().meta({ description: 'Of `operations`: why not to the supplier; null: not known' }),
  cameBack: z.boolean().meta({ description: 'The address that it went to has bounced since' }),
});

/** What happened to an order, in the order in which it did. */
export const Happened = z.object({
  at: Instant,
  what: z.enum(['created', 'edited', 'approved', 'sent', 'mailed', 'received', 'closed', 'cancelled', 'cancel_mailed']),
  by: z.string().nullable(),
  byName: z.string().nullable(),
  detail: z.string().nullable().meta({ description: 'An address, or a delivery note' }),
});
export type Happened = z.infer<typeof Happened>;

export const OrderDetail = z
  .object({
    ...heading,
    supplierEmail: z.string().nullable(),
    note: z.string().nullable(),
    landedMinor: Minor,
    tolerancePercent: z.int(),
    mail: SupplierMail.meta({ description: 'What became of the mail to the supplier' }),
    cancelMail: SupplierMail.meta({
      description: 'What became of the mail that tells the supplier that the order, which it was sent, is cancelled',
    }),
    lines: z.array(OrderLine),
    receipts: z.array(Receipt),
    history: z.array(Happened),
  })
  .meta({ id: 'OrderDetail' });
export type OrderDetail = z.infer<typeof OrderDetail>;

/** A receipt that is in, and what the order has become. */
export const ReceiptDone = z
  .object({
    receiptId: Id,
    repeated: z.boolean().meta({ description: 'It was in already: nothing happened' }),
    order: OrderDetail,
  })
  .meta({ id: 'ReceiptDone' });
export type ReceiptDone = z.infer<typeof ReceiptDone>;
