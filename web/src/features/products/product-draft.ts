import type { ProductDetail } from '#domain/catalogue/product.ts';
import { decimal, given } from '#web/lib/typed.ts';
import type { Edition } from '#web/lib/use-form.ts';

/** A product as its form holds it: everything as typed. */
export type ProductDraft = Record<
  'sku' | 'name' | 'category' | 'family' | 'price' | 'cost' | 'reorderPoint',
  string
> & {
  status: ProductDetail['status'];
  isStocked: boolean;
  barcodes: string[];
};

export const statuses: { value: ProductDraft['status']; label: string }[] = [
  { value: 'active', label: 'Active' },
  { value: 'draft', label: 'Draft, to be completed' },
  { value: 'archived', label: 'Archived: no longer sold' },
];

export const blank: Edition<ProductDraft> = {
  draft: {
    sku: '',
    name: '',
    category: '',
    family: '',
    price: '',
    cost: '',
    reorderPoint: '',
    status: 'active',
    isStocked: true,
    barcodes: [],
  },
  version: undefined,
};

export const editionOf = (product: ProductDetail): Edition<ProductDraft> => ({
  draft: {
    sku: product.sku,
    name: product.name,
    category: product.category ?? '',
    family: product.family ?? '',
    price: product.price === null ? '' : shorn(product.price),
    cost: product.cost === null ? '' : shorn(product.cost),
    reorderPoint: product.reorderPoint ?? '',
    status: product.status,
    isStocked: product.isStocked,
    barcodes: product.barcodes,
  },
  version: product.version,
  saved: product,
});

/** Prices are kept to six decimals; the zeros behind the second say nothing. */
export const shorn = (price: string): string => price.replace(/(\.\d\d\d*?)0+$/, '$1');

export const bodyOf = (draft: ProductDraft) => ({
  ...draft,
  category: given(draft.category),
  family: given(draft.family),
  price: decimal(draft.price),
  cost: decimal(draft.cost),
  reorderPoint: decimal(draft.reorderPoint),
});

export const wordsOf = (draft: ProductDraft): Record<string, string> => ({
  Name: draft.name,
  SKU: draft.sku,
  Category: draft.category,
  Family: draft.family,
  Price: draft.price,
  Cost: draft.cost,
  'Reorder at': draft.reorderPoint,
  Barcodes: draft.barcodes.join('\n'),
  Status: statuses.find(({ value }) => value === draft.status)?.label ?? draft.status,
  Stocked: draft.isStocked ? 'yes' : 'no',
});
