import { lambda } from '#functions/http.ts';
import { recordAdjustmentRoute } from './record-adjustment.ts';

export const handler = lambda([recordAdjustmentRoute]);
