import { setReportWait } from '#domain/reports/subscription.actions.ts';
import { ReportWait } from '#domain/reports/subscription.ts';
import { route } from '#functions/http.ts';

export const setReportWaitRoute = route({
  method: 'PUT',
  path: '/reports/waits',
  summary: "Choose for how long a store's report waits for files",
  permission: 'report.send',
  input: ReportWait,
  output: ReportWait,
  run: setReportWait,
});
