import { lambda } from '#functions/http.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listStockRoute } from './list-stock.ts';

export const handler = lambda([listStockRoute, listMovementsRoute]);
