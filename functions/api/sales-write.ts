import { lambda } from '#functions/http.ts';
import { recordSaleRoute } from './record-sale.ts';

export const handler = lambda([recordSaleRoute]);
