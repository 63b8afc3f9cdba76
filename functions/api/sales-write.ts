import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { confirmReservationRoute } from './confirm-reservation.ts';
import { createReservationRoute } from './create-reservation.ts';
import { recordDayTotalRoute } from './record-day-total.ts';
import { recordReturnRoute } from './record-return.ts';
import { recordSaleRoute } from './record-sale.ts';
import { releaseReservationRoute } from './release-reservation.ts';

export const handler = lambda(
  [
    recordSaleRoute,
    recordReturnRoute,
    createReservationRoute,
    confirmReservationRoute,
    releaseReservationRoute,
    recordDayTotalRoute,
  ],
  () => platform(httpBudget, { bus: openBus, wakes: openWakes }),
);
