import type { Platform } from '#domain/platform/platform.ts';
import { requireStore } from '#domain/stores/store.actions.ts';
import { requireEverywhere, requireIn, visibleStores } from '#domain/users/user.actions.ts';
import type { Caller } from '#domain/users/user.ts';
import type { AlertRule, AlertRuleEdit } from './rule.ts';
import { listRuleRows, saveRuleRow } from './rule.sql.ts';

/**
 * What opens alerts: in the chain, and in those stores of the caller that have settings of their own.
 * @throws DomainError forbidden, `store.unknown`
 */
export async function listAlertRules(
  platform: Platform,
  caller: Caller,
  { store }: { store?: string | undefined },
): Promise<{ items: AlertRule[] }> {
  const stores = visibleStores(caller, 'stock.read', store);
  if (store !== undefined) await requireStore(platform, store);
  return { items: await listRuleRows(platform.db, stores) };
}

/**
 * Sets what opens alerts of a kind: for the chain, or for a store instead. Sent again it changes nothing. It counts from
 * the next time that a product changes, or everything is looked at.
 * @throws DomainError forbidden, `store.unknown`, `rule.stale`
 */
export async function saveAlertRule(
  platform: Platform,
  caller: Caller,
  { kind, storeId, settings, version }: AlertRuleEdit,
): Promise<{ rule: AlertRule | null }> {
  if (storeId === null) requireEverywhere(caller, 'replenishment.edit');
  else {
    requireIn(caller, 'replenishment.edit', storeId);
    await requireStore(platform, storeId);
  }
  await saveRuleRow(platform.db, {
    kind,
    storeId,
    settings: settings === null ? null : JSON.stringify(settings),
    version,
    actor: caller.userId,
  });
  const rules = await listRuleRows(platform.db, storeId === null ? '[]' : JSON.stringify([storeId]));
  return { rule: rules.find((rule) => rule.kind === kind && rule.storeId === storeId) ?? null };
}
