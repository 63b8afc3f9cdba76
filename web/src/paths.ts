import * as z from 'zod';
import { ImportKind } from '#domain/imports/import.ts';
import { ListStock } from '#domain/stock/stock.ts';
import { Id } from '#domain/values.ts';

/** Every address of the app. */
export const paths = {
  dashboard: '/',
  stock: '/stock',
  product: '/products/$productId',
  imports: '/imports',
  import: '/imports/$importId',
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
});
export type StockSearch = z.infer<typeof StockSearch>;
