import type { TransferDetail } from '#domain/transfers/transfer.ts';
import { decimal, given } from '#web/lib/typed.ts';
import type { Edition } from '#web/lib/use-form.ts';

/** A line as its form holds it; `available`: in the sending store, where that is known. */
export type DraftLine = { productId: string; sku: string; name: string; quantity: string; available: string | null };

/** A transfer as its form holds it: everything as typed. */
export type TransferDraft = {
  fromStoreId: string;
  toStoreId: string;
  expectedOn: string;
  note: string;
  lines: DraftLine[];
};

export const editionOf = (transfer: TransferDetail): Edition<TransferDraft> => ({
  draft: {
    fromStoreId: transfer.fromStoreId,
    toStoreId: transfer.toStoreId,
    expectedOn: transfer.expectedOn ?? '',
    note: transfer.note ?? '',
    lines: transfer.lines.map(({ productId, sku, name, quantity, available }) => ({
      productId,
      sku,
      name,
      quantity,
      available,
    })),
  },
  version: transfer.version,
  saved: transfer,
});

export const bodyOf = (draft: TransferDraft) => ({
  fromStoreId: draft.fromStoreId,
  toStoreId: draft.toStoreId,
  expectedOn: given(draft.expectedOn),
  note: given(draft.note),
  lines: draft.lines.map(({ productId, quantity }) => ({ productId, quantity: decimal(quantity) ?? '' })),
});

export const wordsOf = (draft: TransferDraft): Record<string, string> => ({
  Expected: draft.expectedOn,
  Note: draft.note,
  Lines: draft.lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join('\n'),
});
