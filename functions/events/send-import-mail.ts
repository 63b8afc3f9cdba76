import { sendImportMail } from '#domain/imports/import-mail.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['import.completed', 'import.failed'], sendImportMail, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { mail: openMail }),
);
