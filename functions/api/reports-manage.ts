import { openFiles } from '#domain/platform/files.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { httpBudget, lambda } from '#functions/http.ts';
import { getReportMailRoute } from './get-report-mail.ts';
import { listReportMailsRoute } from './list-report-mails.ts';
import { listReportSubscriptionsRoute } from './list-report-subscriptions.ts';
import { listReportWaitsRoute } from './list-report-waits.ts';
import { listSuppressedAddressesRoute } from './list-suppressed-addresses.ts';
import { previewReportRoute } from './preview-report.ts';
import { releaseAddressRoute } from './release-address.ts';
import { saveReportSubscriptionRoute } from './save-report-subscription.ts';
import { sendReportAgainRoute } from './send-report-again.ts';
import { sendTestReportRoute } from './send-test-report.ts';
import { setReportWaitRoute } from './set-report-wait.ts';

// The first that fits answers: what has a name of its own stands before `{mailId}`.
export const handler = lambda(
  [
    listReportMailsRoute,
    previewReportRoute,
    sendTestReportRoute,
    listReportSubscriptionsRoute,
    saveReportSubscriptionRoute,
    listReportWaitsRoute,
    setReportWaitRoute,
    listSuppressedAddressesRoute,
    releaseAddressRoute,
    sendReportAgainRoute,
    getReportMailRoute,
  ],
  () => platform(httpBudget, { files: openFiles, mail: openMail }),
);
