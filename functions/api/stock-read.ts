import { lambda } from '#functions/http.ts';
import { getStockHistoryRoute } from './get-stock-history.ts';
import { listMovementsRoute } from './list-movements.ts';
import { listStockRoute } from './list-stock.ts';

export const handler = lambda([listStockRoute, listMovementsRoute, getStockHistoryRoute]);
