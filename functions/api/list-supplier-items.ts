import { listSupplierItems } from '#domain/suppliers/supplier-item.actions.ts';
import { ListSuppliedProducts, SuppliedProductPage } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const listSupplierItemsRoute = route({
  method: 'GET',
  path: '/suppliers/{supplierId}/items',
  summary: 'What a supplier sells and on what terms, by SKU',
  permission: 'stock.read',
  input: ListSuppliedProducts,
  output: SuppliedProductPage,
  run: listSupplierItems,
});
