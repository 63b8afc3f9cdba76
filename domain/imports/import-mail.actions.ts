import type * as z from 'zod';
import type { events } from '#domain/events.ts';
import { setting } from '#domain/platform/config.ts';
import { onceForEvent } from '#domain/platform/handled.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { AddressSuppressed, isRefusedForGood } from '#domain/platform/suppressed.ts';
import { findImport, findSenderEmail } from './import.sql.ts';

type Ended = { id: string } & (
  | { name: 'import.completed'; data: z.output<(typeof events)['import.completed']> }
  | { name: 'import.failed'; data: z.output<(typeof events)['import.failed']> }
);

/** Refused rows that the mail shows; the rest are behind its link. */
const shown = 10;

/**
 * Tells the people who look after imports, and whoever sent the file, that it failed or that rows of it were refused. A
 * file that went in whole sends nothing; the same event twice sends each address one mail.
 * @throws what the database or SES says
 */
export async function sendImportMail(platform: Platform, ended: Ended): Promise<void> {
  if (ended.name === 'import.completed' && ended.data.rejected === 0) return;
  const operations = setting('MAIL_TO');
  await onceForEvent(platform.db, 'import-mail', ended.id, () =>
    send(platform, ended, operations).catch(unlessSuppressed),
  );
  const sender = await findSenderEmail(platform.db, ended.data.importId);
  if (sender === undefined || sender === operations.toLowerCase()) return;
  await onceForEvent(platform.db, 'import-mail-to-sender', ended.id, () =>
    send(platform, ended, sender).catch(unlessRefused),
  );
}

/** Whoever sent the file is told all the same. */
function unlessSuppressed(error: unknown): void {
  if (!(error instanceof AddressSuppressed)) throw error;
  log.error('Nobody who looks after imports is told of one', { reason: error.message });
}

/** It bounces, or SES in its sandbox takes no mail to an address that was not confirmed: trying again would not help. */
function unlessRefused(error: unknown): void {
  if (!isRefusedForGood(error)) throw error;
  log.warn('No mail goes to whoever sent the file', { reason: error.message });
}

async function send(platform: Platform, { name, data }: Ended, to: string): Promise<void> {
  const found = await findImport(platform.db, { stores: null, userId: '' }, data.importId);
  const rejects = (found?.rejects ?? []).slice(0, shown);
  const file = plain(data.fileName);
  const lines = [
    name === 'import.failed'
      ? `The file "${file}" could not be imported: ${plain(data.reason)}`
      : `The file "${file}" is in, except for ${data.rejected} of its ${data.rowsRead} rows.`,
    '',
    `Rows read: ${data.rowsRead}, applied: ${data.applied}, in already: ${data.duplicate}, refused: ${data.rejected}`,
    ...(rejects.length > 0 ? ['', 'The first refused rows:'] : []),
    ...rejects.map(
      ({ line, column, reason }) => `  line ${line}${column === null ? '' : `, ${column}`}: ${plain(reason)}`,
    ),
    '',
    `All of it: ${setting('WEB_ORIGIN')}/imports/${data.importId}`,
  ];
  const subject =
    name === 'import.failed'
      ? `Import failed: ${file}`
      : `Import: ${data.rejected} ${data.rejected === 1 ? 'row' : 'rows'} of ${file} ${data.rejected === 1 ? 'was' : 'were'} refused`;
  await platform.mail.send({ to, subject, text: lines.join('\n') });
  log.info('Import mail sent', { importId: data.importId });
}

/** A file's own words on one line: nothing in them starts a new line of the mail. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 300);
