import type { ReportMail } from '#domain/reports/archive.ts';
import { type AttachmentKind, type Language, locales, type MailState, type ReportKind } from '#domain/reports/kinds.ts';
import { dayRange, longDay, longMonth } from '#web/lib/format.ts';
import type { Tone } from '#web/ui/tag.tsx';

export const kindWords: Record<ReportKind, string> = { daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly' };
export const languageWords: Record<Language, string> = { en: 'English', de: 'Deutsch', fr: 'Français' };
export const attachmentWords: Record<AttachmentKind, string> = { csv: 'CSV', xlsx: 'Excel' };

export const stateWords: Record<MailState, { label: string; tone: Tone }> = {
  due: { label: 'Being prepared', tone: 'info' },
  rendering: { label: 'Being prepared', tone: 'info' },
  ready: { label: 'About to be sent', tone: 'info' },
  sending: { label: 'Being sent', tone: 'info' },
  sent: { label: 'Sent', tone: 'good' },
  unknown: { label: 'Unknown', tone: 'warn' },
  failed: { label: 'Failed', tone: 'bad' },
  suppressed: { label: 'Not sent', tone: 'calm' },
};

const reasons: Record<string, string> = {
  bounce: 'The address takes no mail',
  complaint: 'Its owner complained of a mail',
  unsubscribed: 'Its reader left the subscription',
  'no address': 'No address is known',
  'no right': 'Its reader may not see this any more',
};

/** Why a mail is in its state, as a sentence; empty where there is nothing to say. */
export function reasonOf({ state, reason }: Pick<ReportMail, 'state' | 'reason'>): string {
  if (state === 'unknown') return 'It may or may not have left: look into the mailbox before you send it again';
  return reason === null ? '' : (reasons[reason] ?? reason);
}

/** Which days a report is about. */
export function daysOf({ kind, from, to }: Pick<ReportMail, 'kind' | 'from' | 'to'>): string {
  if (kind === 'daily') return longDay(to);
  return kind === 'weekly' ? dayRange(from, to) : longMonth(to);
}

/** The formats of a language, each with what it looks like. */
export const formatsOf = (language: Language): { value: string; label: string }[] =>
  locales[language].map((locale) => {
    const example = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(1234.5);
    const today = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeZone: 'UTC' }).format(
      Date.UTC(2026, 10, 30),
    );
    return { value: locale, label: `${locale}: ${example} · ${today}` };
  });
