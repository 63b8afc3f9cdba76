import { createUploadRoute } from './create-upload.ts';
import { getDashboardRoute } from './get-dashboard.ts';
import { getHealthRoute } from './get-health.ts';
import { getImportRoute } from './get-import.ts';
import { getMeRoute } from './get-me.ts';
import { getProductRoute } from './get-product.ts';
import { getStockHistoryRoute } from './get-stock-history.ts';
import { listImportsRoute } from './list-imports.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listProductsRoute } from './list-products.ts';
import { listStockRoute } from './list-stock.ts';
import { listStoresRoute } from './list-stores.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';
import { recordSaleRoute } from './record-sale.ts';

/** Every documented route, in the order of the documentation. Only the documentation imports this. */
export const routes = [
  getMeRoute,
  listStoresRoute,
  getDashboardRoute,
  listStockRoute,
  listProductsRoute,
  getProductRoute,
  listMovementsRoute,
  getStockHistoryRoute,
  recordSaleRoute,
  recordAdjustmentRoute,
  createUploadRoute,
  listImportsRoute,
  getImportRoute,
  getHealthRoute,
];
