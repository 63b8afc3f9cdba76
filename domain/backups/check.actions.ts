import { DomainError } from '#domain/errors.ts';
import type { Db } from '#domain/platform/database.ts';
import { compareFacts, compareLevels, listStores } from './check.sql.ts';

/**
 * Works levels and facts out of the ledger, store by store, and compares them with those in the tables. They are posted
 * in one transaction, so in a copy of one instant they agree; in one that was read while sales came in, they do not.
 * @throws DomainError `restore.ledger` where they differ
 */
export async function checkLedger(db: Db, report: (line: string) => void): Promise<void> {
  const stores = await listStores(db);
  const wrong: string[] = [];
  for (const { id, code } of stores) {
    for (const [what, compare] of [
      ['levels', compareLevels],
      ['facts', compareFacts],
    ] as const) {
      const differences = await compare(db, id);
      if (differences !== undefined && differences.count > 0)
        wrong.push(`${differences.count} ${what} of store ${code}, such as ${differences.examples}`);
    }
  }
  if (wrong.length > 0)
    throw new DomainError(
      'conflict',
      'restore.ledger',
      `What was saved is not what the ledger says: ${wrong.slice(0, 3).join('; ')}. Nothing was changed.`,
    );
  report(`Levels and facts of ${stores.length} stores are what the ledger says`);
}
