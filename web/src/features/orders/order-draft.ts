import type { OrderDetail } from '#domain/orders/order.ts';
import { quantity } from '#web/lib/format.ts';
import { decimal, given, whole } from '#web/lib/typed.ts';
import type { Edition } from '#web/lib/use-form.ts';
import { minorOf, typedMinor } from './minor-typed.ts';

export type LineDraft = {
  productId: string;
  name: string;
  sku: string;
  quantity: string;
  unitCost: string;
  suggestionId: string | null;
  /** Ids of the suppliers that are known to sell it; null: it is not asked. */
  soldBy: string[] | null;
};

/** An order as its form holds it: everything as typed. */
export type OrderDraft = Record<
  'supplierId' | 'storeId' | 'expectedOn' | 'note' | 'landedMinor' | 'tolerancePercent',
  string
> & { lines: LineDraft[] };

export const blankOrder = (supplierId: string, storeId: string): Edition<OrderDraft> => ({
  draft: { supplierId, storeId, expectedOn: '', note: '', landedMinor: '', tolerancePercent: '', lines: [] },
  version: undefined,
});

export const orderEdition = (order: OrderDetail): Edition<OrderDraft> => ({
  draft: {
    supplierId: order.supplierId,
    storeId: order.storeId,
    expectedOn: order.expectedOn ?? '',
    note: order.note ?? '',
    landedMinor: typedMinor(order.landedMinor, order.currency),
    tolerancePercent: String(order.tolerancePercent),
    lines: order.lines.map(({ productId, name, sku, ordered, unitCost, suggestionId }) => ({
      productId,
      name,
      sku,
      quantity: plain(ordered),
      unitCost: plain(unitCost ?? ''),
      suggestionId,
      soldBy: null,
    })),
  },
  version: order.version,
});

/** A decimal without the noughts at its end, as one would type it. */
export const plain = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

/** What can be set of an order, as the API takes it. */
export const orderBody = (draft: OrderDraft, currency: string) => ({
  expectedOn: given(draft.expectedOn),
  note: given(draft.note),
  landedMinor: minorOf(draft.landedMinor, currency),
  ...(draft.tolerancePercent.trim() === '' ? {} : { tolerancePercent: whole(draft.tolerancePercent) }),
  lines: draft.lines.map(({ productId, quantity: wanted, unitCost, suggestionId }) => ({
    productId,
    quantity: decimal(wanted) ?? '',
    ...(unitCost.trim() === '' ? {} : { unitCost: decimal(unitCost) }),
    ...(suggestionId === null ? {} : { suggestionId }),
  })),
});

/** The draft as a person reads it. */
export const orderWords = (draft: OrderDraft): Record<string, string> => ({
  Due: draft.expectedOn,
  'Freight and duty': draft.landedMinor,
  'Over-delivery in percent': draft.tolerancePercent,
  'Note for the supplier': draft.note,
  ...Object.fromEntries(
    draft.lines.map(({ name, sku, quantity: wanted, unitCost }) => [
      `${name} (${sku})`,
      `${/^\d+(\.\d+)?$/.test(wanted) ? quantity(wanted) : wanted}${unitCost ? ` at ${unitCost}` : ''}`,
    ]),
  ),
});
