import * as z from 'zod';
import { sendAgain } from '#domain/reports/archive.actions.ts';
import { ReportMail } from '#domain/reports/archive.ts';
import { Id } from '#domain/values.ts';
import { route } from '#functions/http.ts';

export const sendReportAgainRoute = route({
  method: 'POST',
  path: '/reports/{mailId}/send',
  summary: 'Have a mail sent again that failed, or of which nobody knows whether it left',
  description:
    'It goes out with the next that are sent, within 15 minutes. Sent again, it is refused with `report.sent`.',
  permission: 'report.send',
  input: z.object({ mailId: Id }),
  output: ReportMail,
  run: sendAgain,
});
