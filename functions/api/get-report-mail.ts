import * as z from 'zod';
import { readReportMail } from '#domain/reports/archive.actions.ts';
import { ReportMailBody } from '#domain/reports/archive.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const getReportMailRoute = route({
  method: 'GET',
  path: '/reports/{mailId}',
  summary: 'A mail as it was sent',
  permission: 'stock.read',
  input: z.object({ mailId: Id }),
  output: ReportMailBody,
  run: readReportMail,
});
