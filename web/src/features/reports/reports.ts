import { useQuery } from '@tanstack/react-query';
import * as z from 'zod';
import { type PreviewReport, ReportMail, ReportMailBody, ReportMailPage } from '#domain/reports/archive.ts';
import type { SaveReportSubscription } from '#domain/reports/person-subscription.ts';
import { ReportSubscription, ReportSubscriptionList, ReportWait } from '#domain/reports/subscription.ts';
import { SuppressedAddressList } from '#domain/reports/suppressed-address.ts';
import { get, post, put } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';
import { useWrite } from '#web/lib/queries.ts';

export type MailFilter = { store: string | undefined; kind: string | undefined; state: string | undefined };

/** The mails of reports, newest first. */
export const useReportMails = (filter: MailFilter) => usePages(['reports'], '/reports', ReportMailPage, filter);

/** A mail as it was sent. */
export const useReportMail = (mailId: string) =>
  useQuery({
    queryKey: ['reports', 'mail', mailId],
    queryFn: ({ signal }) => get(`/reports/${encodeURIComponent(mailId)}`, ReportMailBody, { signal }),
    staleTime: Infinity,
  });

export const useSendAgain = () =>
  useWrite(({ id }: ReportMail) => post(`/reports/${encodeURIComponent(id)}/send`, ReportMail, {}));

/** What a report is asked for with, before it goes out. */
export type Wanted = Pick<PreviewReport, 'kind' | 'language' | 'locale'> & { store: string | undefined };

/** A report as it would go out now: drawn anew when it is asked for, not each time that something changes. */
export const usePreview = (wanted: Wanted) =>
  useQuery({
    queryKey: ['report preview', wanted],
    queryFn: ({ signal }) => get('/reports/preview', ReportMailBody, { query: wanted, signal }),
    staleTime: 60_000,
  });

const Sent = z.object({ email: z.string() });
export const useSendTest = () => useWrite((wanted: Wanted) => post('/reports/test', Sent, wanted));

/** What somebody gets; the caller where nobody is named. */
export const useSubscriptions = (person: string | undefined) =>
  useQuery({
    queryKey: ['reports', 'subscriptions', person],
    queryFn: async ({ signal }) =>
      (await get('/reports/subscriptions', ReportSubscriptionList, { query: { person }, signal })).items,
  });

export const useSaveSubscription = () =>
  useWrite((edit: SaveReportSubscription) => put('/reports/subscriptions', ReportSubscription, edit));

const Waits = z.object({ items: z.array(ReportWait) });

/** For how long stores wait for files, where that was chosen. */
export const useWaits = () =>
  useQuery({
    queryKey: ['reports', 'waits'],
    queryFn: async ({ signal }) => (await get('/reports/waits', Waits, { signal })).items,
  });

export const useSetWait = () => useWrite((wait: ReportWait) => put('/reports/waits', ReportWait, wait));

/** Addresses that get no mail. */
export const useSuppressed = () =>
  useQuery({
    queryKey: ['reports', 'suppressions'],
    queryFn: async ({ signal }) => (await get('/reports/suppressions', SuppressedAddressList, { signal })).items,
  });

export const useRelease = () =>
  useWrite((address: string) => post('/reports/suppressions/release', z.object({ address: z.string() }), { address }));
