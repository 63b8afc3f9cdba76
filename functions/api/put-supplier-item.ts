import { putSupplierItem } from '#domain/suppliers/supplier-item.actions.ts';
import { SuppliedProduct, SupplierItemEdit } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const putSupplierItemRoute = route({
  method: 'PUT',
  path: '/suppliers/{supplierId}/items/{productId}',
  summary: 'Say on what terms a supplier sells a product',
  description:
    'Name the `version` you have read, or null for a product that is new to the supplier; 409 `supplier_item.stale`: ' +
    'somebody was faster, read it again.',
  permission: 'supplier.edit',
  input: SupplierItemEdit,
  output: SuppliedProduct,
  run: putSupplierItem,
});
