import * as z from 'zod';
import { sendTestReport } from '#domain/reports/archive.actions.ts';
import { PreviewReport } from '#domain/reports/archive.ts';
import { route } from '#functions/http.ts';

export const sendTestReportRoute = route({
  method: 'POST',
  path: '/reports/test',
  summary: 'Send the caller a report as it would go out now',
  description: 'To their own address and nobody else. It is not kept. Asked twice, it is sent twice.',
  permission: 'stock.read',
  input: PreviewReport,
  output: z.object({ email: z.string() }),
  run: sendTestReport,
});
