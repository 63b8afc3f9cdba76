import { foldFacts } from '#domain/analytics/facts.actions.ts';
import { platform } from '#domain/platform/platform.ts';
import { onSchedule } from '#functions/schedule.ts';

export const handler = onSchedule(
  (world, _, invocation) => foldFacts(world, { remainingMs: () => invocation.getRemainingTimeInMillis() }),
  () => platform({ budgetMs: 15_000, timeoutMs: 15_000 }),
);
