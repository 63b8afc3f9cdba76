import { addPromotionRoute } from './add-promotion.ts';
import { approveOrderRoute } from './approve-order.ts';
import { cancelCountSheetRoute } from './cancel-count-sheet.ts';
import { cancelOrderRoute } from './cancel-order.ts';
import { cancelTransferRoute } from './cancel-transfer.ts';
import { closeOrderRoute } from './close-order.ts';
import { closeTransferRoute } from './close-transfer.ts';
import { confirmReservationRoute } from './confirm-reservation.ts';
import { createCountSheetRoute } from './create-count-sheet.ts';
import { createLiveTicketRoute } from './create-live-ticket.ts';
import { createOrderRoute } from './create-order.ts';
import { createProductRoute } from './create-product.ts';
import { createReservationRoute } from './create-reservation.ts';
import { createStoreRoute } from './create-store.ts';
import { createSupplierRoute } from './create-supplier.ts';
import { createTillKeyRoute } from './create-till-key.ts';
import { createTransferRoute } from './create-transfer.ts';
import { createUploadRoute } from './create-upload.ts';
import { createViewRoute } from './create-view.ts';
import { decideSuggestionsRoute } from './decide-suggestions.ts';
import { disablePersonRoute } from './disable-person.ts';
import { editBudgetRoute } from './edit-budget.ts';
import { editOrderRoute } from './edit-order.ts';
import { editOrderingStopRoute } from './edit-ordering-stop.ts';
import { editPolicyRoute } from './edit-policy.ts';
import { editProductRoute } from './edit-product.ts';
import { editStoreRoute } from './edit-store.ts';
import { editSupplierRoute } from './edit-supplier.ts';
import { editTransferRoute } from './edit-transfer.ts';
import { editViewRoute } from './edit-view.ts';
import { enablePersonRoute } from './enable-person.ts';
import { getAlertPreferenceRoute } from './get-alert-preference.ts';
import { getAlertRoute } from './get-alert.ts';
import { getBridgeRoute } from './get-bridge.ts';
import { getCountSheetRoute } from './get-count-sheet.ts';
import { getHealthRoute } from './get-health.ts';
import { getImportRoute } from './get-import.ts';
import { getMeRoute } from './get-me.ts';
import { getOrderRoute } from './get-order.ts';
import { getOrderingStopRoute } from './get-ordering-stop.ts';
import { getProductRoute } from './get-product.ts';
import { getReportMailRoute } from './get-report-mail.ts';
import { getSaleRoute } from './get-sale.ts';
import { getSalesDashboardRoute } from './get-sales-dashboard.ts';
import { getScorecardRoute } from './get-scorecard.ts';
import { getStockDashboardRoute } from './get-stock-dashboard.ts';
import { getStoreRoute } from './get-store.ts';
import { getSupplierRoute } from './get-supplier.ts';
import { getTimelineRoute } from './get-timeline.ts';
import { getTransferRoute } from './get-transfer.ts';
import { handleAlertsRoute } from './handle-alerts.ts';
import { invitePersonRoute } from './invite-person.ts';
import { listAlertRulesRoute } from './list-alert-rules.ts';
import { listAlertsRoute } from './list-alerts.ts';
import { listAllMovementsRoute } from './list-all-movements.ts';
import { listAuditRoute } from './list-audit.ts';
import { listBudgetsRoute } from './list-budgets.ts';
import { listCategoriesRoute } from './list-categories.ts';
import { listCountSheetsRoute } from './list-count-sheets.ts';
import { listEffectivePoliciesRoute } from './list-effective-policies.ts';
import { listFiguresRoute } from './list-figures.ts';
import { listImportsRoute } from './list-imports.ts';
import { listLiveChangesRoute } from './list-live-changes.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listOrdersRoute } from './list-orders.ts';
import { listPeopleRoute } from './list-people.ts';
import { listPoliciesRoute } from './list-policies.ts';
import { listPricesRoute } from './list-prices.ts';
import { listProductsRoute } from './list-products.ts';
import { listPromotionsRoute } from './list-promotions.ts';
import { listReportMailsRoute } from './list-report-mails.ts';
import { listReportSubscriptionsRoute } from './list-report-subscriptions.ts';
import { listReportWaitsRoute } from './list-report-waits.ts';
import { listReservationsRoute } from './list-reservations.ts';
import { listSalesRoute } from './list-sales.ts';
import { listStockRoute } from './list-stock.ts';
import { listStoresRoute } from './list-stores.ts';
import { listSuggestionGradesRoute } from './list-suggestion-grades.ts';
import { listSuggestionRunsRoute } from './list-suggestion-runs.ts';
import { listSuggestionsRoute } from './list-suggestions.ts';
import { listSupplierItemsRoute } from './list-supplier-items.ts';
import { listSuppliersRoute } from './list-suppliers.ts';
import { listSuppressedAddressesRoute } from './list-suppressed-addresses.ts';
import { listTillKeysRoute } from './list-till-keys.ts';
import { listTransferPartnersRoute } from './list-transfer-partners.ts';
import { listTransfersRoute } from './list-transfers.ts';
import { listViewsRoute } from './list-views.ts';
import { postCountSheetRoute } from './post-count-sheet.ts';
import { previewReportRoute } from './preview-report.ts';
import { putSupplierItemRoute } from './put-supplier-item.ts';
import { receiveOrderRoute } from './receive-order.ts';
import { receiveTransferRoute } from './receive-transfer.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';
import { recordDayTotalRoute } from './record-day-total.ts';
import { recordReturnRoute } from './record-return.ts';
import { recordSaleRoute } from './record-sale.ts';
import { recordTillDayTotalRoute } from './record-till-day-total.ts';
import { recordTillReturnRoute } from './record-till-return.ts';
import { recordTillSaleRoute } from './record-till-sale.ts';
import { releaseAddressRoute } from './release-address.ts';
import { releaseReservationRoute } from './release-reservation.ts';
import { removePromotionRoute } from './remove-promotion.ts';
import { removeSupplierItemRoute } from './remove-supplier-item.ts';
import { removeViewRoute } from './remove-view.ts';
import { replaceGrantsRoute } from './replace-grants.ts';
import { resendInvitationRoute } from './resend-invitation.ts';
import { revokeTillKeyRoute } from './revoke-till-key.ts';
import { rotateTillKeyRoute } from './rotate-till-key.ts';
import { saveAlertPreferenceRoute } from './save-alert-preference.ts';
import { saveAlertRuleRoute } from './save-alert-rule.ts';
import { saveCountsRoute } from './save-counts.ts';
import { saveReportSubscriptionRoute } from './save-report-subscription.ts';
import { sendOrderRoute } from './send-order.ts';
import { sendReportAgainRoute } from './send-report-again.ts';
import { sendTestReportRoute } from './send-test-report.ts';
import { setReportWaitRoute } from './set-report-wait.ts';
import { shipTransferRoute } from './ship-transfer.ts';
import { summarizeAlertsRoute } from './summarize-alerts.ts';
import { unsubscribeRoute } from './unsubscribe.ts';

/** Every documented route, in the order of the documentation. Only the documentation imports this. */
export const routes = [
  getMeRoute,
  listStoresRoute,
  getStoreRoute,
  createStoreRoute,
  editStoreRoute,
  getSalesDashboardRoute,
  getStockDashboardRoute,
  listFiguresRoute,
  getBridgeRoute,
  listAllMovementsRoute,
  listStockRoute,
  listProductsRoute,
  getProductRoute,
  createProductRoute,
  editProductRoute,
  listPricesRoute,
  listCategoriesRoute,
  listMovementsRoute,
  getTimelineRoute,
  listSuppliersRoute,
  getSupplierRoute,
  createSupplierRoute,
  editSupplierRoute,
  listSupplierItemsRoute,
  putSupplierItemRoute,
  removeSupplierItemRoute,
  listOrdersRoute,
  getOrderRoute,
  createOrderRoute,
  editOrderRoute,
  approveOrderRoute,
  sendOrderRoute,
  receiveOrderRoute,
  closeOrderRoute,
  cancelOrderRoute,
  getScorecardRoute,
  listSuggestionsRoute,
  decideSuggestionsRoute,
  listSuggestionGradesRoute,
  listSuggestionRunsRoute,
  listPoliciesRoute,
  listEffectivePoliciesRoute,
  editPolicyRoute,
  listBudgetsRoute,
  editBudgetRoute,
  getOrderingStopRoute,
  editOrderingStopRoute,
  listPromotionsRoute,
  addPromotionRoute,
  removePromotionRoute,
  recordSaleRoute,
  listSalesRoute,
  getSaleRoute,
  recordReturnRoute,
  createReservationRoute,
  listReservationsRoute,
  confirmReservationRoute,
  releaseReservationRoute,
  recordDayTotalRoute,
  recordTillSaleRoute,
  recordTillReturnRoute,
  recordTillDayTotalRoute,
  recordAdjustmentRoute,
  listTransfersRoute,
  listTransferPartnersRoute,
  getTransferRoute,
  createTransferRoute,
  editTransferRoute,
  shipTransferRoute,
  receiveTransferRoute,
  closeTransferRoute,
  cancelTransferRoute,
  listCountSheetsRoute,
  getCountSheetRoute,
  createCountSheetRoute,
  saveCountsRoute,
  postCountSheetRoute,
  cancelCountSheetRoute,
  createUploadRoute,
  listImportsRoute,
  getImportRoute,
  listAlertsRoute,
  summarizeAlertsRoute,
  getAlertRoute,
  handleAlertsRoute,
  listAlertRulesRoute,
  saveAlertRuleRoute,
  getAlertPreferenceRoute,
  saveAlertPreferenceRoute,
  listReportMailsRoute,
  previewReportRoute,
  sendTestReportRoute,
  listReportSubscriptionsRoute,
  saveReportSubscriptionRoute,
  listReportWaitsRoute,
  setReportWaitRoute,
  listSuppressedAddressesRoute,
  releaseAddressRoute,
  getReportMailRoute,
  sendReportAgainRoute,
  listViewsRoute,
  createViewRoute,
  editViewRoute,
  removeViewRoute,
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
  createLiveTicketRoute,
  listLiveChangesRoute,
  listAuditRoute,
  unsubscribeRoute,
  getHealthRoute,
];
