import { removeSupplierItem } from '#domain/suppliers/supplier-item.actions.ts';
import { SupplierItemRemoval, SupplierItemRemoved } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const removeSupplierItemRoute = route({
  method: 'POST',
  path: '/suppliers/{supplierId}/items/{productId}/remove',
  summary: 'Say that a supplier no longer sells a product',
  description: 'What was ordered and delivered stays. Removing what is not there any more does nothing.',
  permission: 'supplier.edit',
  input: SupplierItemRemoval,
  output: SupplierItemRemoved,
  run: removeSupplierItem,
});
