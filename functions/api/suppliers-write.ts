import { lambda } from '#functions/http.ts';
import { createSupplierRoute } from './create-supplier.ts';
import { editSupplierRoute } from './edit-supplier.ts';
import { putSupplierItemRoute } from './put-supplier-item.ts';
import { removeSupplierItemRoute } from './remove-supplier-item.ts';

export const handler = lambda([createSupplierRoute, editSupplierRoute, putSupplierItemRoute, removeSupplierItemRoute]);
