import * as z from 'zod';
import { getSupplier } from '#domain/suppliers/supplier.actions.ts';
import { SupplierDetail } from '#domain/suppliers/supplier.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const getSupplierRoute = route({
  method: 'GET',
  path: '/suppliers/{supplierId}',
  summary: 'One supplier',
  permission: 'stock.read',
  input: z.object({ supplierId: Id }),
  output: SupplierDetail,
  run: getSupplier,
});
