import { previewReport } from '#domain/reports/archive.actions.ts';
import { PreviewReport, ReportMailBody } from '#domain/reports/archive.ts';
import { route } from '#functions/http.ts';

export const previewReportRoute = route({
  method: 'GET',
  path: '/reports/preview',
  summary: 'A report as it would go out now',
  permission: 'stock.read',
  input: PreviewReport,
  output: ReportMailBody,
  run: previewReport,
});
