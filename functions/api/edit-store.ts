import { editStore } from '#domain/stores/store.actions.ts';
import { StoreDetail, StoreEdit } from '#domain/stores/store.ts';
import { route } from '#functions/http.ts';

export const editStoreRoute = route({
  method: 'PUT',
  path: '/stores/{storeId}',
  summary: 'Change a store',
  description:
    'Name the `version` you have read; 409 `store.stale`: somebody was faster, read it again. The currency is fixed ' +
    'once there are movements (409 `store.currency_fixed`). Another time zone or cut-off is for new movements: those ' +
    'that are in keep their business date. A store with stock on hand cannot be archived (409 `store.has_stock`).',
  permission: 'store.edit',
  input: StoreEdit,
  output: StoreDetail,
  run: editStore,
});
