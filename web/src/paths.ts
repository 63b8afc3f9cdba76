import * as z from 'zod';
import { ImportKind } from '#domain/imports/import.ts';
import { ListStock } from '#domain/stock/stock.ts';
import { Id } from '#domain/values.ts';

/** Every address of the app. */
export const paths = {
  dashboard: '/',
  stock: '/stock',
  products: '/products',
  newProduct: '/products/new',
  product: '/products/$productId',
  editProduct: '/products/$productId/edit',
  imports: '/imports',
  import: '/imports/$importId',
  stores: '/stores',
  newStore: '/stores/new',
  store: '/stores/$storeId',
  suppliers: '/suppliers',
  supplier: '/suppliers/$supplierId',
  people: '/people',
  tills: '/tills',
  audit: '/audit',
  callback: '/callback',
  signedOut: '/signed-out',
} as const;

// What stands behind the `?`. A value nobody can read (an old link, a typing error) is dropped, never an error page.
const storeField = { store: Id.optional().catch(undefined) };

export const DashboardSearch = z.object({ ...storeField, currency: z.string().length(3).optional().catch(undefined) });
export const StockSearch = z.object({
  ...storeField,
  state: ListStock.shape.state.catch(undefined),
  search: z.string().max(100).optional().catch(undefined),
});
export const ProductSearch = z.object(storeField);
export const ImportsSearch = z.object({
  kind: ImportKind.optional().catch(undefined),
  watch: z.uuid().optional().catch(undefined),
  /** What the upload form is set to when the page opens. */
  send: ImportKind.optional().catch(undefined),
});
const text = z.string().max(100).optional().catch(undefined);
export const ProductsSearch = z.object({ search: text, status: text, category: text, supplier: text });
export const SuppliersSearch = z.object({ search: text, archived: z.literal('yes').optional().catch(undefined) });
export const PeopleSearch = z.object({ search: text, state: text });
export const TillsSearch = z.object(storeField);
export const AuditSearch = z.object({
  search: text,
  by: text,
  kind: text,
  subject: text,
  actor: text,
  from: text,
  to: text,
});
export type ProductsSearch = z.infer<typeof ProductsSearch>;
export type AuditSearch = z.infer<typeof AuditSearch>;
export type StockSearch = z.infer<typeof StockSearch>;
