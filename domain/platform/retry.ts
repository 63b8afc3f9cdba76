import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '#domain/errors.ts';
import { asDomainError, failureOf } from '#domain/platform/database-errors.ts';

/**
 * Asks the database until it answers, refuses, or `budgetMs` is used up. What is asked must be safe to ask again.
 * @throws DomainError for a refusal raised in SQL, or `unavailable` when the database does not answer in time
 */
export async function untilAnswered<T>(budgetMs: number, ask: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + budgetMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      const pause = Math.min(2_000, 25 * 2 ** attempt) * (0.5 + Math.random() / 2);
      if (failureOf(error) === 'final') throw asDomainError(error);
      if (Date.now() + pause > deadline) {
        const message = 'The database does not answer; try again soon';
        throw new DomainError('unavailable', 'database.unavailable', message, { cause: error });
      }
      await sleep(pause);
    }
  }
}
