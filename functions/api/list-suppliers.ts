import { listSuppliers } from '#domain/suppliers/supplier.actions.ts';
import { ListSuppliers, SupplierPage } from '#domain/suppliers/supplier.ts';
import { route } from '#functions/http.ts';

export const listSuppliersRoute = route({
  method: 'GET',
  path: '/suppliers',
  summary: 'The suppliers, by code',
  permission: 'stock.read',
  input: ListSuppliers,
  output: SupplierPage,
  run: listSuppliers,
});
