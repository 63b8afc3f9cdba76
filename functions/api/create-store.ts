import { createStore } from '#domain/stores/store.actions.ts';
import { NewStore, StoreDetail } from '#domain/stores/store.ts';
import { route } from '#functions/http.ts';

export const createStoreRoute = route({
  method: 'POST',
  path: '/stores',
  summary: 'Open a store',
  description: 'A code that is in use is refused (409 `store.taken`); the very same request again answers again.',
  permission: 'store.edit',
  input: NewStore,
  output: StoreDetail,
  run: createStore,
});
