import { getSalesDashboard } from '#domain/analytics/sales-dashboard.actions.ts';
import { GetSalesDashboard, SalesDashboard } from '#domain/analytics/sales-dashboard.ts';
import { route } from '#functions/http.ts';

export const getSalesDashboardRoute = route({
  method: 'GET',
  path: '/dashboard/sales',
  summary: 'What sold over some days: by day, hour, category, store and product',
  permission: 'stock.read',
  input: GetSalesDashboard,
  output: SalesDashboard,
  run: getSalesDashboard,
});
