import { getStockDashboard } from '#domain/analytics/stock-dashboard.actions.ts';
import { GetStockDashboard, StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { route } from '#functions/http.ts';

export const getStockDashboardRoute = route({
  method: 'GET',
  path: '/dashboard/stock',
  summary: 'What is in stock, how long it lasts, its classes and ages, and what is out',
  permission: 'stock.read',
  input: GetStockDashboard,
  output: StockDashboard,
  run: getStockDashboard,
});
