import type { Permission } from '#domain/users/rights.ts';

/** What a file holds. `stock` is counted quantities as of a time; `deliveries` is received quantities. */
export const importKinds = ['products', 'stock', 'deliveries', 'sales'] as const;
type ImportKind = (typeof importKinds)[number];

/** What sending a file asks for: in its store, and for products in every store. */
export const rightFor = (kind: ImportKind): Permission => (kind === 'products' ? 'catalogue.edit' : 'import.create');
