import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { recordTillDayTotalRoute } from './record-till-day-total.ts';
import { recordTillReturnRoute } from './record-till-return.ts';
import { recordTillSaleRoute } from './record-till-sale.ts';

export const handler = lambda([recordTillSaleRoute, recordTillReturnRoute, recordTillDayTotalRoute], () =>
  platform(httpBudget, { bus: openBus, wakes: openWakes }),
);
