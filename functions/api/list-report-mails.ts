import { listReportMails } from '#domain/reports/archive.actions.ts';
import { ListReportMails, ReportMailPage } from '#domain/reports/archive.ts';
import { route } from '#functions/http.ts';

export const listReportMailsRoute = route({
  method: 'GET',
  path: '/reports',
  summary: 'The mails of reports and what became of each, newest first',
  description: "The caller's own, and everybody's of stores where they hold `report.send`.",
  permission: 'stock.read',
  input: ListReportMails,
  output: ReportMailPage,
  run: listReportMails,
});
