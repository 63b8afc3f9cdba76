import * as z from 'zod';
import { BusinessDate, Id, Instant, PageQuery, pageOf } from '#domain/values.ts';
import { languages, mailStates, reportKinds } from './kinds.ts';

export const ListReportMails = z.object({
  ...PageQuery,
  store: Id.optional().meta({ description: "One store's; else also those of the chain" }),
  kind: z.enum(reportKinds).optional(),
  state: z.enum(mailStates).optional(),
  mine: z.stringbool().default(false).meta({ description: "Only the caller's own" }),
});
export type ListReportMails = z.output<typeof ListReportMails>;

/** A mail of a report: what it was about, for whom, and what became of it. */
export const ReportMail = z
  .object({
    id: Id,
    storeId: Id.nullable().meta({ description: 'null: the chain' }),
    storeName: z.string().nullable(),
    kind: z.enum(reportKinds),
    from: BusinessDate,
    to: BusinessDate,
    revision: z.int().meta({ description: 'Above 1: told again, since figures had changed' }),
    isPartial: z.boolean().nullable(),
    subject: z.string().nullable(),
    readerName: z.string().nullable(),
    email: z.string().nullable(),
    state: z.enum(mailStates),
    reason: z.string().nullable(),
    attempts: z.int(),
    sentAt: Instant.nullable(),
    isKept: z.boolean().meta({ description: 'It was written, and can be read' }),
    maySendAgain: z.boolean().meta({ description: 'Nobody knows whether it left, or it surely did not' }),
  })
  .meta({ id: 'ReportMail' });
export type ReportMail = z.infer<typeof ReportMail>;

export const ReportMailPage = pageOf(ReportMail);

/** A mail as it was sent, but for its link to unsubscribe. Pictures stand within the HTML. */
export const ReportMailBody = z
  .object({ subject: z.string(), html: z.string(), text: z.string(), files: z.array(z.string()) })
  .meta({ id: 'ReportMailBody' });
export type ReportMailBody = z.infer<typeof ReportMailBody>;

/** Which report somebody wants to look at before it goes out, and how written. */
export const PreviewReport = z.object({
  store: Id.optional().meta({ description: 'Left out: the chain' }),
  kind: z.enum(reportKinds).default('daily'),
  to: BusinessDate.optional().meta({ description: "Its last business day; left out: the store's day of now" }),
  language: z.enum(languages).default('en'),
  locale: z.string().max(35).default('en-GB'),
});
export type PreviewReport = z.output<typeof PreviewReport>;
