import * as z from 'zod';
import type { Db } from '#domain/platform/database.ts';
import { decimal, iso } from '#domain/sql.ts';
import { Alert, AlertFacts } from './alert.ts';
import { beganAt, besideFacts, factsNow } from './facts-now.ts';
import { alertKindNames, type AlertState } from './kinds.ts';

const json = z.string().transform((text): unknown => JSON.parse(text));
const AlertRow = Alert.extend({ facts: json.pipe(AlertFacts), moneyMinor: z.coerce.number().int() });
const ListedRow = AlertRow.extend({ key: z.string() });
type ListedRow = z.infer<typeof ListedRow>;

const state = 'alert_state(e.resolved_at, e.snoozed_until, e.awaits_arrival, e.acknowledged_at, :now::timestamptz)';

/** What an alert `e` shows, with `state` and `key` beside it; only a page of them is looked up so. */
const columns = `e.id::text, e.kind, e.state, s.id::text as "storeId", s.code as "storeCode", s.name as "storeName", s.currency,
  p.id::text as "productId", p.sku, p.name, nullif(e.reference, '') as reference, e.is_urgent as "isUrgent",
  e.money_minor::text as "moneyMinor", ${factsNow} as facts, ${decimal('l.on_hand')} as "onHand",
  ${decimal('l.available')} as available,
  case when e.product_id <> 0 then coalesce(${decimal('i.quantity')}, '0') end as incoming, i.arrives_on::text as "arrivesOn",
  ${iso(beganAt)} as "beganAt", ${iso('e.opened_at')} as "openedAt", ${iso('e.acknowledged_at')} as "acknowledgedAt",
  actor_name(e.acknowledged_by) as "acknowledgedByName", ${iso('e.snoozed_until')} as "snoozedUntil",
  e.awaits_arrival as "awaitsArrival", ${iso('e.resolved_at')} as "resolvedAt", e.why_resolved as "whyResolved"`;
/** An amount is at most 2^53 - 1, about 0.9e16: what stands in front of it decides first. */
const weight = `e.money_minor + 10000000000000000 * case when e.kind = 'negative' then 2 when e.is_urgent then 1 else 0 end`;
const beside = `join store s on s.id = e.store_id
  left join product p on p.id = e.product_id
  left join stock_level l on l.store_id = e.store_id and l.product_id = e.product_id
  left join lateral stock_incoming(e.store_id, e.product_id) i on e.resolved_at is null
  ${besideFacts}`;

export type AlertFilter = {
  stores: string | null;
  kind: string | null;
  product: string | null;
  state: AlertState;
  pattern: string | null;
  now: string;
};

/**
 * Alerts by the money that they cost a day, what is below zero and what is urgent before that; those that are over by when
 * they ended; each the most first, after (`afterKey`, `afterId`). Amounts of several currencies are not converted.
 * What a worse alert covers is left out; see alert_shown in the migrations.
 * @param values.stores JSON array of ids, or null for all
 */
export async function listAlertRows(
  db: Db,
  values: AlertFilter & { afterKey: string | null; afterId: string | null; limit: number },
): Promise<ListedRow[]> {
  const isOver = values.state === 'resolved';
  const by = isOver ? 'e.resolved_at' : weight;
  return db.query(
    `with page as (
       select e.*, ${state} as state, ${isOver ? iso('e.resolved_at', 'US') : `(${weight})::text`} as key
       from alert_shown e
       left join product p on p.id = e.product_id
       where e.resolved_at is ${isOver ? 'not null' : 'null'} and ${state} = :state::text
         and (:stores::jsonb is null or e.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
         and (:kind::text is null or e.kind = :kind::text)
         and (:product::bigint is null or e.product_id = :product::bigint)
         and (:pattern::text is null or p.sku ilike :pattern::text or p.name ilike :pattern::text)
         and (:afterKey::text is null
           or (${by}, e.id) < (:afterKey::text::${isOver ? 'timestamptz' : 'bigint'}, :afterId::bigint))
       order by ${by} desc, e.id desc
       limit :limit::integer
     )
     select ${columns}, e.key from page e ${beside} order by ${by} desc, e.id desc`,
    values,
    ListedRow,
  );
}

const CountRow = z.object({
  kind: z.enum(alertKindNames),
  open: z.coerce.number(),
  acknowledged: z.coerce.number(),
  snoozed: z.coerce.number(),
  urgent: z.coerce.number(),
});

/** How many alerts that are not over there are of each kind; kinds without any are left out. @param values.stores as above */
export async function countAlertRows(
  db: Db,
  values: { stores: string | null; now: string },
): Promise<z.infer<typeof CountRow>[]> {
  return db.query(
    `select e.kind, count(*) filter (where e.state = 'open')::text as open,
       count(*) filter (where e.state = 'acknowledged')::text as acknowledged,
       count(*) filter (where e.state = 'snoozed')::text as snoozed,
       count(*) filter (where e.state = 'open' and e.is_urgent)::text as urgent
     from (
       select e.kind, e.is_urgent, ${state} as state from alert_shown e
       where e.resolved_at is null
         and (:stores::jsonb is null or e.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))
     ) e
     group by e.kind`,
    values,
    CountRow,
  );
}

const Steps = z.array(
  z.object({
    at: z.string(),
    step: z.enum(['acknowledged', 'snoozed', 'reopened']),
    byName: z.string().nullable(),
    note: z.string().nullable(),
  }),
);
const Earlier = z.array(
  z.object({ id: z.string(), openedAt: z.string(), resolvedAt: z.string(), whyResolved: z.string().nullable() }),
);
const DetailRow = AlertRow.extend({ steps: json.pipe(Steps), earlier: json.pipe(Earlier) });

/** One alert with what people did with it (the last 100 steps) and the ten before it; none where it is of another store. */
export async function findAlertRow(
  db: Db,
  values: { id: string; stores: string | null; now: string },
): Promise<z.infer<typeof DetailRow> | undefined> {
  const [row] = await db.query(
    `select ${columns},
       coalesce((select json_agg(json_build_object('at', ${iso('t.at')}, 'step', t.step, 'byName', actor_name(t.actor),
           'note', t.note) order by t.id)
         from (select * from alert_step t where t.episode_id = e.id order by t.id desc limit 100) t)::text, '[]') as steps,
       coalesce((select json_agg(json_build_object('id', o.id::text, 'openedAt', ${iso('o.opened_at')},
           'resolvedAt', ${iso('o.resolved_at')}, 'whyResolved', o.why_resolved) order by o.id desc)
         from (select * from alert_episode o where o.store_id = e.store_id and o.product_id = e.product_id
           and o.kind = e.kind and o.reference = e.reference and o.id < e.id and o.resolved_at is not null
           order by o.opened_at desc limit 10) o)::text, '[]') as earlier
     from (select e.*, ${state} as state from alert_episode e where e.id = :id::bigint
       and (:stores::jsonb is null or e.store_id in (select jsonb_array_elements_text(:stores::jsonb)::bigint))) e
     ${beside}`,
    values,
    DetailRow,
  );
  return row;
}

const HandledRow = z.object({ found: z.int(), handled: z.int() });

/** Acknowledges, snoozes or reopens; see handle_alerts in the migrations. @param values.ids JSON array or null, as `stores` */
export async function handleAlertRows(
  db: Db,
  values: {
    action: string;
    ids: string | null;
    stores: string | null;
    kind: string | null;
    state: string | null;
    pattern: string | null;
    openedBefore: string | null;
    until: string | null;
    forArrival: boolean;
    actor: string;
    now: string;
  },
): Promise<z.infer<typeof HandledRow>> {
  const list = (name: string) =>
    `case when :${name}::jsonb is not null
       then array(select i::bigint from jsonb_array_elements_text(:${name}::jsonb) i) end`;
  const [row] = await db.query(
    `select found, handled from handle_alerts(:action::text, ${list('ids')}, ${list('stores')}, :kind::text, :state::text,
       :pattern::text, :openedBefore::timestamptz, :until::date, :forArrival::boolean, :actor::text, :now::timestamptz)`,
    values,
    HandledRow,
  );
  return row ?? { found: 0, handled: 0 };
}
