import { platform } from '#domain/platform/platform.ts';
import { openReads } from '#domain/platform/reads.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { getBridgeRoute } from './get-bridge.ts';
import { getSalesDashboardRoute } from './get-sales-dashboard.ts';
import { getStockDashboardRoute } from './get-stock-dashboard.ts';
import { getTimelineRoute } from './get-timeline.ts';
import { listAllMovementsRoute } from './list-all-movements.ts';
import { listFiguresRoute } from './list-figures.ts';

export const handler = lambda(
  [
    getSalesDashboardRoute,
    getStockDashboardRoute,
    listFiguresRoute,
    getBridgeRoute,
    listAllMovementsRoute,
    getTimelineRoute,
  ],
  () => platform(httpBudget, { reads: () => openReads(httpBudget) }),
);
