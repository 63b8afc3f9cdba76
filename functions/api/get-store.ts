import * as z from 'zod';
import { getStore } from '#domain/stores/store.actions.ts';
import { StoreDetail } from '#domain/stores/store.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const getStoreRoute = route({
  method: 'GET',
  path: '/stores/{storeId}',
  summary: 'One store with its hours, closures, expected files and settings',
  permission: 'stock.read',
  input: z.object({ storeId: Id }),
  output: StoreDetail,
  run: getStore,
});
