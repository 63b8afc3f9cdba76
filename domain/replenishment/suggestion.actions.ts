import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor } from '#domain/paging.ts';
import { keyOf } from '#domain/platform/key.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { json } from '#domain/sql.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { may } from '#domain/users/rights.ts';
import { requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import { whatIfWords } from './grade-what-if.ts';
import { termsOf } from './inputs.ts';
import { placeDecision } from './place.actions.ts';
import { listLastRuns } from './run.sql.ts';
import {
  type Decided,
  type Decisions,
  holdWords,
  type ListSuggestions,
  type PlanningRun,
  type Suggestion,
} from './suggestion.ts';
import { decideRows, listStoresOf, listSuggestionRows, type SuggestionRow } from './suggestion.sql.ts';

/**
 * A page of the suggestions of the caller's stores, those first that cost the most margin a day to be without.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listSuggestions(
  platform: Platform,
  caller: Caller,
  asked: ListSuggestions,
): Promise<Page<Suggestion>> {
  const stores = visibleStores(caller, 'stock.read', asked.store);
  const [afterMargin = null, afterId = null] = readCursor(asked.cursor, [z.string().regex(/^\d{1,18}$/), Id]);
  const rows = await listSuggestionRows(platform.db, {
    stores,
    supplier: asked.supplier ?? null,
    kind: asked.kind ?? null,
    status: asked.status ?? 'open',
    product: asked.product ?? null,
    pattern: containing(asked.search),
    afterMargin,
    afterId,
    limit: asked.limit + 1,
  });
  if (rows.length === 0 && asked.store !== undefined) await requireStore(platform, asked.store);
  const today = platform.clock.now().toISOString().slice(0, 10);
  return pageFrom(
    rows,
    asked.limit,
    (row) => [String(row.marginAtRiskMinor), row.id],
    (row) => shown(row, today),
  );
}

function shown({ inputs, holds, whatIf, ...row }: SuggestionRow, today: string): Suggestion {
  const isHeld = row.heldUntil !== null && row.heldUntil > today;
  return {
    ...row,
    ...(isHeld ? {} : { heldUntil: null, heldBelow: null }),
    outcome: whatIf === null ? null : whatIfWords({ ...row, ...whatIf }),
    terms: termsOf(inputs, row.currency),
    holds: holds.map((hold) => ({ hold, words: holdWords[hold] })),
  };
}

/**
 * Accepts, changes or rejects suggestions, each once. What is accepted together becomes one draft order for each supplier
 * and store, and one draft transfer for each pair of stores. What is rejected is not suggested again before a day, or
 * before its stock has fallen further; 'resume' ends that. The same key again answers the same and orders nothing more.
 * @throws DomainError forbidden (in the store of one of them), `suggestion.unknown`, `suggestion.conflict` (the key was
 * used for others)
 */
export async function decideSuggestions(
  platform: Platform,
  caller: Caller,
  { decisions }: Decisions,
  idempotencyKey: string,
): Promise<Decided> {
  const ids = decisions.map(({ suggestionId }) => suggestionId);
  const places = new Map((await listStoresOf(platform.db, json(ids))).map((place) => [place.suggestionId, place]));
  for (const id of ids) {
    const storeId = places.get(id)?.storeId;
    if (storeId === undefined || !may(caller, 'stock.read', storeId)) {
      visibleStores(caller, 'order.edit');
      throw new DomainError('missing', 'suggestion.unknown', 'There is no such suggestion');
    }
    requireIn(caller, 'order.edit', storeId);
  }
  const decision = keyOf('suggestions', caller.userId, idempotencyKey);
  const at = platform.clock.now().toISOString();
  await decideRows(platform.db, { decisions: json(decisions), decision, actor: caller.userId, at });
  const { rows, orders, transfers } = await placeDecision(platform, decision, caller.userId);
  const decided = rows.map(({ suggestionId, status, orderId, transferId }) => ({
    suggestionId,
    status,
    orderId,
    transferId,
  }));
  const resumed = decisions
    .filter(({ verdict, suggestionId }) => verdict === 'resume' && places.get(suggestionId)?.isRejected)
    .map(({ suggestionId }) => ({ suggestionId, status: 'rejected' as const, orderId: null, transferId: null }));
  const done = new Set([...decided, ...resumed].map(({ suggestionId }) => suggestionId));
  return {
    decided: [...decided, ...resumed],
    refused: ids
      .filter((id) => !done.has(id))
      .map((suggestionId) => ({ suggestionId, words: 'It is not open any more, or no supplier sells the product' })),
    orders,
    transfers,
  };
}

/** The last run of each of the caller's stores, and which data it stood on. @throws DomainError forbidden, `store.unknown` */
export async function listRuns(
  platform: Platform,
  caller: Caller,
  { store }: { store?: string | undefined },
): Promise<{ items: PlanningRun[] }> {
  const rows = await listLastRuns(platform.db, { stores: visibleStores(caller, 'stock.read', store) });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return {
    items: rows.map(({ currency, costMinor, ...run }) => ({ ...run, cost: { currency, amountMinor: costMinor } })),
  };
}
