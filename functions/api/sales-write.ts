import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { recordSaleRoute } from './record-sale.ts';

export const handler = lambda([recordSaleRoute], () => platform(httpBudget, { bus: openBus, wakes: openWakes }));
