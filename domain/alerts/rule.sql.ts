import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { iso } from '#domain/sql.ts';
import { AlertRule } from './rule.ts';

const number = z
  .string()
  .nullable()
  .transform((text) => (text === null ? null : Number(text)));
const RuleRow = AlertRule.extend({ threshold: number, hysteresis: number });

/** The rules of the chain and of these stores, by kind. @param stores JSON array of ids, or null for all */
export async function listRuleRows(db: Db, stores: string | null): Promise<AlertRule[]> {
  return db.query(
    `select r.kind, r.store_id::text as "storeId", r.is_on as "isOn", r.threshold::text, r.hysteresis::text, r.urgent,
       r.version, ${iso('r.updated_at')} as "changedAt", r.updated_by as "changedBy",
       actor_name(r.updated_by) as "changedByName"
     from alert_rule r
     where r.store_id is null or :stores::jsonb is null
       or r.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint)
     order by alert_rank(r.kind), r.store_id nulls first`,
    { stores },
    RuleRow,
  );
}

/** Sets a rule, or takes a store's own away; see save_alert_rule. @param values.settings JSON, or null */
export async function saveRuleRow(
  db: Db,
  values: { kind: string; storeId: string | null; settings: string | null; version: number; actor: string },
): Promise<void> {
  await db.query(
    'select save_alert_rule(:kind::text, :storeId::bigint, :settings::jsonb, :version::integer, :actor::text)',
    values,
    z.unknown(),
  );
}
