import { sendImportMail } from '#domain/imports/import-mail.actions.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['import.completed', 'import.failed'], sendImportMail);
