import { lambda } from '#functions/http.ts';
import { createStoreRoute } from './create-store.ts';
import { createTillKeyRoute } from './create-till-key.ts';
import { editStoreRoute } from './edit-store.ts';
import { getStoreRoute } from './get-store.ts';
import { listStoresRoute } from './list-stores.ts';
import { listTillKeysRoute } from './list-till-keys.ts';
import { revokeTillKeyRoute } from './revoke-till-key.ts';
import { rotateTillKeyRoute } from './rotate-till-key.ts';

export const handler = lambda([
  listStoresRoute,
  getStoreRoute,
  createStoreRoute,
  editStoreRoute,
  listTillKeysRoute,
  createTillKeyRoute,
  rotateTillKeyRoute,
  revokeTillKeyRoute,
]);
