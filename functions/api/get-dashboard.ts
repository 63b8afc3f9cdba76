import { getDashboard } from '#domain/analytics/dashboard.actions.ts';
import { Dashboard, GetDashboard } from '#domain/analytics/dashboard.ts';
import { route } from '#functions/http.ts';

export const getDashboardRoute = route({
  method: 'GET',
  path: '/dashboard',
  summary: 'Today against last week, stock that runs low, what sells, what came in',
  permission: 'stock.read',
  input: GetDashboard,
  output: Dashboard,
  run: getDashboard,
});
