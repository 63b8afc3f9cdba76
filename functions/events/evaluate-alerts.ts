import { alertOn } from '#domain/alerts/react.actions.ts';
import { openMail } from '#domain/platform/mail.ts';
import { platform } from '#domain/platform/platform.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['stock.changed', 'import.completed'], alertOn, () =>
  // Nobody waits for the answer, and events of one store take turns: who gave up early would only stand in line again.
  platform({ budgetMs: 60_000, timeoutMs: 50_000 }, { mail: openMail }),
);
