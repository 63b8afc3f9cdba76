// Apart from the schemas: the web app names them, and loads no schema for it.

export const reportKinds = ['daily', 'weekly', 'monthly'] as const;
export type ReportKind = (typeof reportKinds)[number];

export const languages = ['en', 'de', 'fr'] as const;
export type Language = (typeof languages)[number];

/** How numbers, money and days are written, by the language of the words around them. The first is the usual one. */
export const locales = {
  en: ['en-GB', 'en-US', 'en-IE', 'en-AU', 'en-CA', 'en-NZ', 'en-IN', 'en-ZA'],
  de: ['de-DE', 'de-AT', 'de-CH', 'de-LU'],
  fr: ['fr-FR', 'fr-BE', 'fr-CH', 'fr-CA', 'fr-LU'],
} as const satisfies Record<Language, readonly string[]>;

export const attachmentKinds = ['csv', 'xlsx'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];

/**
 * What becomes of a mail: `due` until its report is being made, `rendering` while it is, `ready` to be sent (or waiting
 * to be tried again), `sending` while SES is asked; then `sent`, `unknown` (nobody knows whether SES took it), `failed`
 * (it surely did not, or the address bounced), or `suppressed` (its reader wants, or may be sent, none).
 */
export const mailStates = ['due', 'rendering', 'ready', 'sending', 'sent', 'unknown', 'failed', 'suppressed'] as const;
export type MailState = (typeof mailStates)[number];

/** A store that chose nothing waits so many minutes for files. */
export const usualWait = 120;
