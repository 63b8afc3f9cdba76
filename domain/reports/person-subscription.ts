import * as z from 'zod';
import { ReportSubscriptionEdit } from './subscription.ts';

const person = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .meta({ description: "Another's id, for whoever manages people; left out: the caller" });

export const ListReportSubscriptions = z.object({ person });
export type ListReportSubscriptions = z.output<typeof ListReportSubscriptions>;

export const SaveReportSubscription = ReportSubscriptionEdit.safeExtend({ person });
export type SaveReportSubscription = z.output<typeof SaveReportSubscription>;
