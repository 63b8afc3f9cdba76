import { createSupplier } from '#domain/suppliers/supplier.actions.ts';
import { NewSupplier, SupplierDetail } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const createSupplierRoute = route({
  method: 'POST',
  path: '/suppliers',
  summary: 'Add a supplier',
  description: 'A code that is in use is refused (409 `supplier.taken`); the very same request again answers again.',
  permission: 'supplier.edit',
  input: NewSupplier,
  output: SupplierDetail,
  run: createSupplier,
});
