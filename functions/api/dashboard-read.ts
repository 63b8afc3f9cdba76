import { lambda } from '#functions/http.ts';
import { getDashboardRoute } from './get-dashboard.ts';

export const handler = lambda([getDashboardRoute]);
