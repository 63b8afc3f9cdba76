import { lambda } from '#functions/http.ts';
import { createProductRoute } from './create-product.ts';
import { createSupplierRoute } from './create-supplier.ts';
import { editProductRoute } from './edit-product.ts';
import { editSupplierRoute } from './edit-supplier.ts';
import { getProductRoute } from './get-product.ts';
import { getSupplierRoute } from './get-supplier.ts';
import { listCategoriesRoute } from './list-categories.ts';
import { listPricesRoute } from './list-prices.ts';
import { listProductsRoute } from './list-products.ts';
import { listSupplierItemsRoute } from './list-supplier-items.ts';
import { listSuppliersRoute } from './list-suppliers.ts';
import { putSupplierItemRoute } from './put-supplier-item.ts';
import { removeSupplierItemRoute } from './remove-supplier-item.ts';

export const handler = lambda([
  listProductsRoute,
  getProductRoute,
  createProductRoute,
  editProductRoute,
  listPricesRoute,
  listCategoriesRoute,
  listSuppliersRoute,
  getSupplierRoute,
  createSupplierRoute,
  editSupplierRoute,
  listSupplierItemsRoute,
  putSupplierItemRoute,
  removeSupplierItemRoute,
]);
