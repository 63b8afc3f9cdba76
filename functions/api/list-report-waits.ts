import * as z from 'zod';
import { listReportWaits } from '#domain/reports/subscription.actions.ts';
import { ReportWait } from '#domain/reports/subscription.ts';
import { route } from '#functions/http.ts';

export const listReportWaitsRoute = route({
  method: 'GET',
  path: '/reports/waits',
  summary: 'For how long reports wait for files, where that was chosen',
  description: 'Stores that chose nothing wait 120 minutes.',
  permission: 'stock.read',
  input: z.object({}),
  output: z.object({ items: z.array(ReportWait) }),
  run: listReportWaits,
});
