import type { OrderDetail, OrderLine } from '#domain/orders/order.ts';
import { given, decimal } from '#web/lib/typed.ts';
import { plain } from './order-draft.ts';

export type CameDraft = Record<'accepted' | 'damaged' | 'wrong' | 'unitCost' | 'reason', string>;

/** What came, as it is typed or scanned; by product. */
export type ReceiptDraft = { deliveryNote: string; came: Record<string, CameDraft> };

export const nothingCame: CameDraft = { accepted: '', damaged: '', wrong: '', unitCost: '', reason: '' };

/** The line that a code means: one of its barcodes, its SKU or the supplier's number for it. */
export function lineOf(lines: readonly OrderLine[], code: string): OrderLine | undefined {
  const wanted = code.trim().toLowerCase();
  if (wanted === '') return undefined;
  const isIt = (known: string | null) => known?.toLowerCase() === wanted;
  return (
    lines.find(({ barcodes }) => barcodes.some((barcode) => isIt(barcode) || sameProduct(barcode, wanted))) ??
    lines.find(({ sku }) => isIt(sku)) ??
    lines.find(({ supplierSku }) => isIt(supplierSku))
  );
}

// A UPC-A of 12 digits is the EAN-13 with a nought before it (GS1 General Specifications, 1.3): scanners give either.
const sameProduct = (one: string, other: string): boolean =>
  /^\d{12,13}$/.test(one) && /^\d{12,13}$/.test(other) && one.padStart(13, '0') === other.padStart(13, '0');

/** So many more of a product were taken out of the boxes. */
export function counted(draft: ReceiptDraft, productId: string, more: number): ReceiptDraft {
  const line = draft.came[productId] ?? nothingCame;
  const accepted = plain((Number(decimal(line.accepted) ?? 0) + more).toFixed(3));
  return { ...draft, came: { ...draft.came, [productId]: { ...line, accepted } } };
}

/** Everything that is still to come has come. */
export const allCame = (draft: ReceiptDraft, lines: readonly OrderLine[]): ReceiptDraft => ({
  ...draft,
  came: {
    ...draft.came,
    ...Object.fromEntries(
      lines
        .filter(({ open }) => Number(open) > 0)
        .map(({ productId, open }) => [
          productId,
          { ...(draft.came[productId] ?? nothingCame), accepted: plain(open) },
        ]),
    ),
  },
});

/** The receipt as the API takes it: lines of which nothing was typed are left out. */
export function receiptBody({ orderId, lines }: Pick<OrderDetail, 'orderId' | 'lines'>, draft: ReceiptDraft) {
  const note = given(draft.deliveryNote);
  return {
    orderId,
    ...(note === null ? {} : { deliveryNote: note }),
    lines: lines.flatMap(({ productId }) => {
      const came = draft.came[productId] ?? nothingCame;
      if ([came.accepted, came.damaged, came.wrong].every((text) => Number(decimal(text) ?? 0) === 0)) return [];
      const reason = given(came.reason);
      return [
        {
          productId,
          accepted: decimal(came.accepted) ?? '0',
          damaged: decimal(came.damaged) ?? '0',
          wrong: decimal(came.wrong) ?? '0',
          ...(came.unitCost.trim() === '' ? {} : { unitCost: decimal(came.unitCost) }),
          ...(reason === null ? {} : { reason }),
        },
      ];
    }),
  };
}
