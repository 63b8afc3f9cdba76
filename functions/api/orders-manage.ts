import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openWakes } from '#domain/platform/wakes.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { approveOrderRoute } from './approve-order.ts';
import { cancelOrderRoute } from './cancel-order.ts';
import { closeOrderRoute } from './close-order.ts';
import { createOrderRoute } from './create-order.ts';
import { editOrderRoute } from './edit-order.ts';
import { getOrderRoute } from './get-order.ts';
import { getScorecardRoute } from './get-scorecard.ts';
import { listOrdersRoute } from './list-orders.ts';
import { receiveOrderRoute } from './receive-order.ts';
import { sendOrderRoute } from './send-order.ts';

export const handler = lambda(
  [
    listOrdersRoute,
    getScorecardRoute,
    getOrderRoute,
    createOrderRoute,
    editOrderRoute,
    approveOrderRoute,
    sendOrderRoute,
    cancelOrderRoute,
    closeOrderRoute,
    receiveOrderRoute,
  ],
  () => platform(httpBudget, { bus: openBus, wakes: openWakes }),
);
