import { lambda } from '#functions/http.ts';
import { getSupplierRoute } from './get-supplier.ts';
import { listSupplierItemsRoute } from './list-supplier-items.ts';
import { listSuppliersRoute } from './list-suppliers.ts';

export const handler = lambda([listSuppliersRoute, getSupplierRoute, listSupplierItemsRoute]);
