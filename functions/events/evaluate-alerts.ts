import { alertOn } from '#domain/alerts/react.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['stock.changed', 'import.completed'], alertOn, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { mail: openMail }),
);
