import { lambda } from '#functions/http.ts';
import { getMeRoute } from './get-me.ts';
import { getStoreRoute } from './get-store.ts';
import { listStoresRoute } from './list-stores.ts';

export const handler = lambda([getMeRoute, listStoresRoute, getStoreRoute]);
