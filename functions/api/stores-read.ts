import { lambda } from '#functions/http.ts';
import { getMeRoute } from './get-me.ts';
import { listStoresRoute } from './list-stores.ts';

export const handler = lambda([getMeRoute, listStoresRoute]);
