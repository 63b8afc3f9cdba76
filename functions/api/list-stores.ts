import * as z from 'zod';
import { listStores } from '#domain/stores/store.actions.ts';
import { StoreList } from '#domain/stores/store.ts';
import { route } from '#functions/http.ts';

export const listStoresRoute = route({
  method: 'GET',
  path: '/stores',
  summary: 'The stores you may see, by code',
  permission: 'stock.read',
  input: z.object({}),
  output: StoreList,
  run: listStores,
});
