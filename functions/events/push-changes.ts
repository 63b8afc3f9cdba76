import { tellNews } from '#domain/live/tell.actions.ts';
import { openBus } from '#domain/platform/bus.ts';
import { platform } from '#domain/platform/platform.ts';
import { openSockets } from '#domain/platform/sockets.ts';
import { reactTo } from '#functions/event.ts';

export const handler = reactTo(['stock.changed', 'import.completed', 'import.failed'], tellNews, () =>
  platform({ budgetMs: 10_000, timeoutMs: 10_000 }, { bus: openBus, sockets: openSockets }),
);
