import { createTillKeyRoute } from './create-till-key.ts';
import { createUploadRoute } from './create-upload.ts';
import { disablePersonRoute } from './disable-person.ts';
import { enablePersonRoute } from './enable-person.ts';
import { getDashboardRoute } from './get-dashboard.ts';
import { getHealthRoute } from './get-health.ts';
import { getImportRoute } from './get-import.ts';
import { getMeRoute } from './get-me.ts';
import { getProductRoute } from './get-product.ts';
import { getStockHistoryRoute } from './get-stock-history.ts';
import { invitePersonRoute } from './invite-person.ts';
import { listAuditRoute } from './list-audit.ts';
import { listImportsRoute } from './list-imports.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listPeopleRoute } from './list-people.ts';
import { listProductsRoute } from './list-products.ts';
import { listStockRoute } from './list-stock.ts';
import { listStoresRoute } from './list-stores.ts';
import { listTillKeysRoute } from './list-till-keys.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';
import { recordSaleRoute } from './record-sale.ts';
import { recordTillSaleRoute } from './record-till-sale.ts';
import { replaceGrantsRoute } from './replace-grants.ts';
import { resendInvitationRoute } from './resend-invitation.ts';
import { revokeTillKeyRoute } from './revoke-till-key.ts';
import { rotateTillKeyRoute } from './rotate-till-key.ts';

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
  recordTillSaleRoute,
  recordAdjustmentRoute,
  createUploadRoute,
  listImportsRoute,
  getImportRoute,
  listTillKeysRoute,
  createTillKeyRoute,
  rotateTillKeyRoute,
  revokeTillKeyRoute,
  listPeopleRoute,
  invitePersonRoute,
  replaceGrantsRoute,
  disablePersonRoute,
  enablePersonRoute,
  resendInvitationRoute,
  listAuditRoute,
  getHealthRoute,
];
