import * as z from 'zod';
import { platform } from '#domain/platform/platform.ts';
import { auditLedger } from '#domain/stock/audit-ledger.actions.ts';
import { onSchedule } from '#functions/schedule.ts';

/** By hand, an audit that ran out of time goes on from where it stopped. Anything else is the schedule's own event. */
const Event = z.object({ from: z.object({ storeId: z.string(), productId: z.string() }).optional() });

export const handler = onSchedule(
  (world, event, invocation) =>
    auditLedger(world, { ...Event.parse(event), remainingMs: () => invocation.getRemainingTimeInMillis() }),
  // The Data API gives up on a statement after 45 s; a piece that took so long is not repeated but made smaller.
  () => platform({ budgetMs: 20_000, timeoutMs: 50_000 }),
);
