import { editSupplier } from '#domain/suppliers/supplier.actions.ts';
import { SupplierDetail, SupplierEdit } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const editSupplierRoute = route({
  method: 'PUT',
  path: '/suppliers/{supplierId}',
  summary: 'Change, archive or restore a supplier',
  description: 'Name the `version` you have read; 409 `supplier.stale`: somebody was faster, read it again.',
  permission: 'supplier.edit',
  input: SupplierEdit,
  output: SupplierDetail,
  run: editSupplier,
});
