import { DomainError } from '#domain/errors.ts';
import { pageFrom, readCursor } from '#domain/paging.ts';
import { setting } from '#domain/platform/config.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireEverywhere, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import { storesWhere } from '#domain/users/rights.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import type { ListReportMails, PreviewReport, ReportMail, ReportMailBody } from './archive.ts';
import {
  findMailRow,
  findReaderRow,
  findReportToday,
  listMailRows,
  type MailRow,
  type Seeing,
  sendAgainRow,
} from './archive.sql.ts';
import { keptMail } from './kept.actions.ts';
import { locales } from './kinds.ts';
import { reportOf } from './report.actions.ts';
import { addressed } from './send.actions.ts';
import { requireReader } from './subscription.actions.ts';
import { linesOnce, writeMail } from './write.actions.ts';
import { forBrowser, type WrittenMail } from './written.ts';

/**
 * The mails of reports, newest first: the caller's own, and everybody's of the stores where they may send reports.
 * @throws DomainError forbidden, `store.unknown`, `request.cursor`
 */
export async function listReportMails(
  platform: Platform,
  caller: Caller,
  { cursor, limit, store, kind, state, mine }: ListReportMails,
): Promise<Page<ReportMail>> {
  visibleStores(caller, 'stock.read', store);
  const [beforeId = null] = readCursor(cursor, [Id]);
  const rows = await listMailRows(platform.db, {
    ...seeing(caller),
    store: store ?? null,
    kind: kind ?? null,
    state: state ?? null,
    mine,
    beforeId,
    limit: limit + 1,
  });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(rows, limit, ({ id }) => [id], told);
}

/**
 * A mail as it was sent.
 * @throws DomainError forbidden, `report.unknown`, `report.unwritten` before it was written, `file.missing`
 */
export async function readReportMail(
  platform: Platform,
  caller: Caller,
  { mailId }: { mailId: string },
): Promise<ReportMailBody> {
  const { bodyKey } = await requireMail(platform, caller, mailId);
  if (bodyKey === null)
    throw new DomainError('conflict', 'report.unwritten', 'This report is not written yet; look again in some minutes');
  return bodyOf(await keptMail(platform, bodyKey));
}

/**
 * Has a mail sent again of which nobody knows whether it left, or which surely did not. It goes out with the next that
 * are sent. Said twice it is sent once.
 * @throws DomainError forbidden, `report.unknown`, `report.sent` for a mail that left, is under way or is not wanted
 */
export async function sendAgain(
  platform: Platform,
  caller: Caller,
  { mailId }: { mailId: string },
): Promise<ReportMail> {
  visibleStores(caller, 'report.send');
  const mail = await requireMail(platform, caller, mailId);
  if (mail.storeId === null) requireEverywhere(caller, 'report.send');
  else requireIn(caller, 'report.send', mail.storeId);
  const now = platform.clock.now().toISOString();
  const after = await sendAgainRow(platform.db, { mailId, userId: caller.userId, now });
  if (after?.state !== 'ready' && after?.state !== 'due')
    throw new DomainError(
      'conflict',
      'report.sent',
      'This mail cannot be sent again: it left, is being sent, or is not wanted',
    );
  return told(await requireMail(platform, caller, mailId));
}

/**
 * A report as it would go out now, for the page and for a test.
 * @throws DomainError forbidden, `store.unknown`, `report.locale`
 */
export async function previewReport(platform: Platform, caller: Caller, asked: PreviewReport): Promise<ReportMailBody> {
  return bodyOf(await written(platform, caller, asked));
}

/**
 * Sends the caller a report as it would go out now, to their own address and nobody else. It is not kept, and its link
 * to unsubscribe leads nowhere.
 * @returns the address
 * @throws DomainError as previewReport; `report.address` where there is none, or it takes no mail; whatever SES says
 */
export async function sendTestReport(
  platform: Platform,
  caller: Caller,
  asked: PreviewReport,
): Promise<{ email: string }> {
  const reader = await findReaderRow(platform.db, caller.userId);
  if (reader?.email == null || reader.isSuppressed)
    throw new DomainError(
      'conflict',
      'report.address',
      'Your address is not known, or takes no mail; ask an administrator',
    );
  const { email } = reader;
  const mail = await written(platform, caller, asked);
  const message = addressed(mail, { id: '0', email, token: 'test', unsubscribe: '' });
  delete message.headers;
  await platform.mail.send({ ...message, subject: `Test: ${mail.subject}` });
  return { email };
}

async function written(platform: Platform, caller: Caller, asked: PreviewReport): Promise<WrittenMail> {
  const { kind, language, locale } = asked;
  const storeId = asked.store ?? null;
  requireReader(caller, storeId);
  if (!(locales[language] as readonly string[]).includes(locale))
    throw new DomainError('invalid', 'report.locale', 'This format is not one of the language; choose another');
  const now = platform.clock.now().toISOString();
  const to = asked.to ?? (await findReportToday(platform.db, { storeId, now }));
  const report = await reportOf(platform, { storeId, kind, to });
  const writing = { language, locale, attachments: [], origin: setting('WEB_ORIGIN') };
  return writeMail(report, writing, linesOnce(platform, report));
}

async function requireMail(platform: Platform, caller: Caller, mailId: string): Promise<MailRow> {
  visibleStores(caller, 'stock.read');
  const mail = await findMailRow(platform.db, { ...seeing(caller), mailId });
  if (mail === undefined) throw new DomainError('missing', 'report.unknown', 'There is no such mail');
  return mail;
}

function seeing(caller: Caller): Seeing {
  const of = (permission: 'report.send' | 'stock.read') => {
    const stores = storesWhere(caller, permission);
    return stores === 'all' ? null : JSON.stringify(stores);
  };
  return { userId: caller.userId, stores: of('report.send'), reads: of('stock.read') };
}

const bodyOf = (mail: WrittenMail): ReportMailBody => ({
  subject: mail.subject,
  html: forBrowser(mail),
  text: mail.text,
  files: mail.files.map(({ name }) => name),
});

const told = ({ bodyKey: _bodyKey, ...mail }: MailRow): ReportMail => mail;
