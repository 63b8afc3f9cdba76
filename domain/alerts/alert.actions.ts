import * as z from 'zod';
import { DomainError } from '#domain/errors.ts';
import { containing, pageFrom, readCursor } from '#domain/paging.ts';
import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import { Id, type Page } from '#domain/values.ts';
import type { Alert, AlertDetail, AlertsHandled, AlertSummary, HandleAlerts, ListAlerts } from './alert.ts';
import { countAlertRows, findAlertRow, handleAlertRows, listAlertRows } from './alert.sql.ts';
import { causesOf } from './cause.actions.ts';
import { alertKindNames } from './kinds.ts';

/**
 * A page of the alerts of the caller's stores: those that cost most a day first; those that are over, the latest first.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listAlerts(platform: Platform, caller: Caller, asked: ListAlerts): Promise<Page<Alert>> {
  const { cursor, limit, store, state } = asked;
  const stores = visibleStores(caller, 'stock.read', store);
  const Key = state === 'resolved' ? z.iso.datetime() : z.string().regex(/^-?\d{1,18}$/);
  const [afterKey = null, afterId = null] = readCursor(cursor, [Key, Id]);
  const rows = await listAlertRows(platform.db, {
    stores,
    kind: asked.kind ?? null,
    product: asked.product ?? null,
    state,
    pattern: containing(asked.search),
    now: platform.clock.now().toISOString(),
    afterKey,
    afterId,
    limit: limit + 1,
  });
  if (rows.length === 0 && store !== undefined) await requireStore(platform, store);
  return pageFrom(
    rows,
    limit,
    (row) => [row.key, row.id],
    ({ key: _key, ...alert }) => alert,
  );
}

/**
 * How many alerts there are, by kind, for a badge.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function summarizeAlerts(
  platform: Platform,
  caller: Caller,
  { store }: { store?: string | undefined },
): Promise<AlertSummary> {
  const stores = visibleStores(caller, 'stock.read', store);
  const asOf = platform.clock.now().toISOString();
  const counted = await countAlertRows(platform.db, { stores, now: asOf });
  if (counted.length === 0 && store !== undefined) await requireStore(platform, store);
  const kinds = alertKindNames.map((kind) => {
    const { open = 0, acknowledged = 0, snoozed = 0 } = counted.find((row) => row.kind === kind) ?? {};
    return { kind, open, acknowledged, snoozed };
  });
  const sum = (of: 'open' | 'urgent') => counted.reduce((total, row) => total + row[of], 0);
  return { open: sum('open'), urgent: sum('urgent'), asOf, kinds };
}

/**
 * One alert: why it probably came about, and what happened to it and to those before it.
 * @throws DomainError forbidden, `alert.unknown` (also for one of a store that the caller may not see)
 */
export async function getAlert(
  platform: Platform,
  caller: Caller,
  { episodeId }: { episodeId: string },
): Promise<AlertDetail> {
  const stores = visibleStores(caller, 'stock.read');
  const now = platform.clock.now().toISOString();
  const row = await findAlertRow(platform.db, { id: episodeId, stores, now });
  if (row === undefined) throw unknownAlert();
  const { steps, earlier, ...alert } = row;
  const isNegative = alert.kind === 'negative' && alert.productId !== null && alert.resolvedAt === null;
  return {
    ...alert,
    causes: isNegative ? await causesOf(platform, alert.storeId, alert.productId ?? '') : [],
    history: historyOf(alert, steps, now),
    earlier,
  };
}

type Step = AlertDetail['history'][number];

function historyOf(alert: Alert, steps: Step[], now: string): Step[] {
  const byItself = (at: string, step: Step['step'], note: string | null = null) => ({ at, step, byName: null, note });
  const { snoozedUntil, resolvedAt } = alert;
  const hasCome = snoozedUntil !== null && snoozedUntil <= (resolvedAt ?? now);
  return [
    byItself(alert.openedAt, 'opened'),
    ...steps,
    ...(hasCome ? [byItself(snoozedUntil, 'came_back')] : []),
    ...(resolvedAt === null ? [] : [byItself(resolvedAt, 'resolved', alert.whyResolved)]),
  ];
}

/**
 * Acknowledges alerts, snoozes them or opens them again: those named, or those that a filter finds. What is so already
 * stays as it is, so the same request does nothing twice.
 * @throws DomainError forbidden, `store.unknown`, `alert.unknown` when none of those named is in a store in which the
 * caller handles alerts
 */
export async function handleAlerts(platform: Platform, caller: Caller, asked: HandleAlerts): Promise<AlertsHandled> {
  const { action, ids, filter, until, untilArrival } = asked;
  const stores = visibleStores(caller, 'alert.handle', filter?.store);
  const { found, handled } = await handleAlertRows(platform.db, {
    action,
    ids: ids === undefined ? null : JSON.stringify(ids),
    stores,
    kind: filter?.kind ?? null,
    state: filter?.state ?? null,
    pattern: containing(filter?.search),
    openedBefore: filter?.openedBefore ?? null,
    until: until ?? null,
    forArrival: untilArrival === true,
    actor: caller.userId,
    now: platform.clock.now().toISOString(),
  });
  if (found === 0 && ids !== undefined) throw unknownAlert();
  if (found === 0 && filter?.store !== undefined) await requireStore(platform, filter.store);
  return { handled, skipped: found - handled };
}

const unknownAlert = () => new DomainError('missing', 'alert.unknown', 'There is no such alert');
