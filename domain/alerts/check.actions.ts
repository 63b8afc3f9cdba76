import { completenessOf } from '#domain/analytics/completeness.actions.ts';
import { addDays } from '#domain/analytics/period.ts';
import type { Platform } from '#domain/platform/platform.ts';
import {
  checkAlertRows,
  checkLateOrderRows,
  evaluateAlertRows,
  putMissingFileRows,
  readExpecting,
} from './check.sql.ts';

type Checked = { opened: number; resolved: number };

/** Positions of one statement of a full re-check: it takes some tenths of a second. */
const pieceSize = 1_000;
/** For so many days a missing file is waited for; after that its alert ends. */
const fileDays = 14;
/** Time that the last piece may take, in ms. */
const spareMs = 10_000;

/**
 * Opens, keeps up and ends the alerts of some products of a store by what is so now, in one statement. Asked twice, late
 * or in any order, it comes to the same.
 * @param productIds at most 1,000
 * @returns how many alerts it opened and ended
 */
export async function evaluate(
  { db, clock }: Pick<Platform, 'db' | 'clock'>,
  storeId: string,
  productIds: string[],
): Promise<Checked> {
  return evaluateAlertRows(db, { storeId, products: JSON.stringify(productIds), now: clock.now().toISOString() });
}

/**
 * Looks at everything again, what time alone brings about as well: products that fell silent, files that did not come,
 * orders that are late. In pieces, for as long as there is time; what is not reached is looked at by the next run.
 * @param limits.remainingMs how long the caller may still run, in ms
 * @returns how many alerts it opened and ended, and whether it came to the end
 */
export async function checkAlerts(
  platform: Pick<Platform, 'db' | 'clock'>,
  limits: { remainingMs: () => number; pieceSize?: number },
): Promise<Checked & { isDone: boolean }> {
  const { db, clock } = platform;
  const now = () => clock.now().toISOString();
  const sum: Checked = { opened: 0, resolved: 0 };
  const add = ({ opened, resolved }: Checked) => {
    sum.opened += opened;
    sum.resolved += resolved;
  };
  add(await checkLateOrderRows(db, now()));
  add(await checkFiles(platform));
  const most = limits.pieceSize ?? pieceSize;
  for (let key = { afterStore: '0', afterProduct: '0' }; limits.remainingMs() > spareMs;) {
    const piece = await checkAlertRows(db, { ...key, most, now: now() });
    add(piece);
    if (piece.lastStore === null || piece.lastProduct === null) return { ...sum, isDone: true };
    key = { afterStore: piece.lastStore, afterProduct: piece.lastProduct };
  }
  return { ...sum, isDone: false };
}

/** Opens alerts of the files that were to come and did not, and ends those of files that came. */
async function checkFiles({ db, clock }: Pick<Platform, 'db' | 'clock'>): Promise<Checked> {
  const now = clock.now().toISOString();
  const today = now.slice(0, 10);
  const storeIds = await readExpecting(db);
  const period = { from: addDays(today, -fileDays), to: addDays(today, 1) };
  const known = storeIds === null ? [] : (await completenessOf(db, { storeIds, period, now, firstDay: null })).stores;
  const wrong = known.flatMap(({ storeId, missing }) =>
    missing.map(({ kind, businessDate, dueAt }) => ({
      storeId,
      reference: `${kind} ${businessDate}`,
      since: dueAt,
      facts: { kind, businessDate, dueAt },
    })),
  );
  return putMissingFileRows(db, { wrong: JSON.stringify(wrong), now });
}
