import { approveOrder, createDraft, sendOrder } from '#domain/orders/order.actions.ts';
import { mostOrderLines } from '#domain/orders/order.ts';
import { keyOf } from '#domain/platform/key.ts';
import { log } from '#domain/platform/log.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { draftTransfer } from '#domain/transfers/transfer.actions.ts';
import { acceptByItself, listUnorderedRuns } from './run.sql.ts';
import { type DecidedRow, linkSuggestions, listDecided, listUnplaced } from './suggestion.sql.ts';

/** Rows of a decision that are read at once. */
const page = 1_000;
/** So long after a decision nobody is at it any more. */
const cutOffMs = 120_000;

export type Placed = {
  orders: { orderId: string; storeId: string; supplierId: string; lines: number }[];
  transfers: { transferId: string; storeId: string; fromStoreId: string; lines: number }[];
};

/**
 * Makes a draft order for each supplier and store, and a draft transfer for each pair of stores, of what was accepted
 * together. Keyed by the decision: done again, it finds what it has made. What is decided by itself to be sent, is.
 * @param actor who decided
 * @returns what came of it, and the rows as they are now
 */
export async function placeDecision(
  platform: Platform,
  decision: string,
  actor: string,
): Promise<Placed & { rows: DecidedRow[] }> {
  const rows = await decidedRows(platform, decision);
  const accepted = rows.filter(({ status }) => status === 'accepted' || status === 'changed');
  const placed: Placed = { orders: [], transfers: [] };
  const together = Map.groupBy(accepted, (row) =>
    [row.kind, row.storeId, row.supplierId ?? row.fromStoreId, row.isByItself ? row.autoMode : ''].join(' '),
  );
  for (const [which, group] of together) {
    for (let from = 0; from < group.length; from += mostOrderLines) {
      const lines = group.slice(from, from + mostOrderLines);
      const key = `suggestions ${decision} ${which} ${from}`;
      await place(platform, lines, key, actor, placed);
    }
  }
  return { ...placed, rows };
}

async function place(
  platform: Platform,
  lines: DecidedRow[],
  key: string,
  actor: string,
  placed: Placed,
): Promise<void> {
  const [first] = lines;
  if (first === undefined) return;
  const { storeId, supplierId, fromStoreId } = first;
  const ids = json(lines.map(({ suggestionId }) => suggestionId));
  if (first.kind === 'transfer' && fromStoreId !== null) {
    const wanted = lines.map(({ productId, quantity }) => ({ productId, quantity: quantity ?? '0' }));
    const { id } = await draftTransfer(platform, actor, { fromStoreId, toStoreId: storeId, lines: wanted }, key);
    await linkSuggestions(platform.db, { ids, orderId: null, transferId: id });
    for (const line of lines) line.transferId ??= id;
    placed.transfers.push({ transferId: id, storeId, fromStoreId, lines: lines.length });
    return;
  }
  if (supplierId === null) return;
  const plan = { userId: actor, isPlan: true } as const;
  const { orderId } = await createDraft(platform, plan, {
    key,
    supplierId,
    storeId,
    lines: lines.map(({ productId, quantity, unitCost, suggestionId }) => ({
      productId,
      quantity: quantity ?? '0',
      ...(unitCost === null ? {} : { unitCost }),
      suggestionId,
    })),
  });
  await linkSuggestions(platform.db, { ids, orderId, transferId: null });
  for (const line of lines) line.orderId ??= orderId;
  placed.orders.push({ orderId, storeId, supplierId, lines: lines.length });
  if (first.isByItself && first.autoMode === 'send') {
    // A draft is version 1; each step counts one on. Done already, it is not done again.
    await approveOrder(platform, plan, { orderId, version: 1 });
    await sendOrder(platform, plan, { orderId, version: 2 });
  }
}

async function decidedRows(platform: Platform, decision: string): Promise<DecidedRow[]> {
  const rows: DecidedRow[] = [];
  for (let after: string | undefined = '0'; after !== undefined;) {
    const read: DecidedRow[] = await listDecided(platform.db, { decision, after, limit: page });
    rows.push(...read);
    after = read.length === page ? read.at(-1)?.suggestionId : undefined;
  }
  return rows;
}

/**
 * Orders what finished runs are to order by themselves, and ends what somebody was cut off from. Safe to run at any time.
 * @returns how many orders and transfers were made, or found
 */
export async function orderByItself(platform: Platform): Promise<{ orders: number; transfers: number }> {
  const { db } = platform;
  const now = platform.clock.now();
  const decisions = new Set(await listUnplaced(db, { before: new Date(now.getTime() - cutOffMs).toISOString() }));
  for (const runId of await listUnorderedRuns(db)) {
    const decision = keyOf('replenishment run', runId);
    if ((await acceptByItself(db, { runId, decision, at: now.toISOString() })) > 0) decisions.add(decision);
  }
  let orders = 0;
  let transfers = 0;
  for (const decision of decisions) {
    try {
      const placed = await placeDecision(platform, decision, 'replenishment');
      orders += placed.orders.length;
      transfers += placed.transfers.length;
    } catch (error) {
      // One supplier's trouble is not the others'; the next run tries again.
      log.error('What was accepted could not be ordered', { decision, error });
    }
  }
  return { orders, transfers };
}
