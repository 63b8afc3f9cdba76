import * as z from 'zod';
import { BusinessDate, Currency, Id, Instant, Minor, PageQuery, pageOf, Quantity } from '#domain/values.ts';
import { Cause } from './cause.ts';
import { alertKindNames, alertStates } from './kinds.ts';

export const AlertKind = z.enum(alertKindNames).meta({ id: 'AlertKind', example: 'low' });
export const AlertState = z.enum(alertStates).meta({
  id: 'AlertState',
  description:
    '`open`: to be looked at; `acknowledged`: somebody has; `snoozed`: comes back later if it is still so; `resolved`: over',
});

/** What was known when an alert opened, and, while it is open, what sells now and its reorder point: numbers as decimal strings, days and names as text. */
export const AlertFacts = z.record(z.string(), z.string().nullable()).meta({
  description:
    'What was known when it opened: quantities as decimal strings, amounts in minor units, days as dates. While it is ' +
    'open, `dailyUnits` and `reorderPoint` are those of now',
  example: { available: '4', reorderPoint: '10', dailyUnits: '3.1', coverDays: '1.3' },
});

/** One thing that is wrong, from when it was noticed until it was over. */
export const Alert = z
  .object({
    id: Id,
    kind: AlertKind,
    state: AlertState,
    storeId: Id,
    storeCode: z.string(),
    storeName: z.string(),
    currency: Currency,
    productId: Id.nullable().meta({ description: 'null: it is about a file or an order' }),
    sku: z.string().nullable(),
    name: z.string().nullable(),
    reference: z.string().nullable().meta({
      description: 'What it is about beside products: `sales 2026-11-21` is a file, `42` the id of an order',
      example: 'sales 2026-11-21',
    }),
    isUrgent: z.boolean(),
    moneyMinor: Minor.meta({
      description:
        'Margin lost a day for as long as it stays so, in minor units: what sells a day times the margin of one; of low ' +
        'stock as far as the reorder point is not covered; 0 where that is not known. Lists are sorted by it, what is below ' +
        'zero and what is urgent first; amounts of several currencies stand among each other as they are, unconverted',
    }),
    facts: AlertFacts,
    onHand: Quantity.nullable().meta({ description: 'Now' }),
    available: Quantity.nullable().meta({ description: 'Now' }),
    incoming: Quantity.nullable().meta({ description: 'Ordered or on its way here; null: it is about no product' }),
    arrivesOn: BusinessDate.nullable().meta({ description: 'When the first of that is expected' }),
    beganAt: Instant.meta({
      description:
        'Since when it is so by the books: of what is out or below zero, when the last unit went; else `openedAt`',
    }),
    openedAt: Instant.meta({ description: 'When it was noticed' }),
    acknowledgedAt: Instant.nullable(),
    acknowledgedByName: z.string().nullable(),
    snoozedUntil: Instant.nullable(),
    awaitsArrival: z.boolean().meta({ description: 'Snoozed until what is on its way has arrived' }),
    resolvedAt: Instant.nullable(),
    whyResolved: z.string().nullable().meta({ description: 'In words', example: '24 came in' }),
  })
  .meta({ id: 'Alert' });
export type Alert = z.infer<typeof Alert>;

export const AlertPage = pageOf(Alert);

const Search = z.string().trim().max(100).meta({ description: 'Part of a SKU or name' });

export const ListAlerts = z.object({
  ...PageQuery,
  kind: AlertKind.optional(),
  store: Id.optional(),
  product: Id.optional(),
  state: AlertState.default('open'),
  search: Search.optional(),
});
export type ListAlerts = z.infer<typeof ListAlerts>;

/** How many alerts there are, of the caller's stores. */
export const AlertSummary = z
  .object({
    open: z.int().meta({ description: 'All that are open: the number for a badge' }),
    urgent: z.int().meta({ description: 'Those of them that are urgent' }),
    asOf: Instant.meta({ description: 'Send it as `openedBefore` to handle what was there' }),
    kinds: z.array(z.object({ kind: AlertKind, open: z.int(), acknowledged: z.int(), snoozed: z.int() })).meta({
      description: 'Every kind, the worst first',
    }),
  })
  .meta({ id: 'AlertSummary' });
export type AlertSummary = z.infer<typeof AlertSummary>;
export const SummarizeAlerts = z.object({ store: Id.optional() });

const Step = z.object({
  at: Instant,
  step: z.enum(['opened', 'acknowledged', 'snoozed', 'came_back', 'reopened', 'resolved']),
  byName: z.string().nullable().meta({ description: 'null: it happened by itself' }),
  note: z.string().nullable(),
});

/** An alert with why it probably came about, and what happened to it and to earlier ones of the same. */
export const AlertDetail = Alert.extend({
  causes: z.array(Cause).meta({ description: 'For negative stock, the likeliest first' }),
  history: z.array(Step).meta({ description: 'Of this alert, oldest first' }),
  earlier: z
    .array(z.object({ id: Id, openedAt: Instant, resolvedAt: Instant, whyResolved: z.string().nullable() }))
    .meta({ description: 'The ten before it of the same kind, store and product, newest first' }),
}).meta({ id: 'AlertDetail' });
export type AlertDetail = z.infer<typeof AlertDetail>;
export const GetAlert = z.object({ episodeId: Id });

export const HandleAlerts = z
  .strictObject({
    action: z.enum(['acknowledge', 'snooze', 'reopen']).meta({ example: 'snooze' }),
    ids: z.array(Id).min(1).max(1_000).optional().meta({ description: 'These; or else those that `filter` finds' }),
    filter: z
      .strictObject({
        kind: AlertKind.optional(),
        store: Id.optional(),
        state: z.enum(['open', 'acknowledged', 'snoozed']).default('open'),
        search: Search.optional(),
        openedBefore: Instant.meta({ description: 'What came after the caller looked is left alone' }),
      })
      .optional(),
    until: BusinessDate.optional().meta({ description: 'Snooze until the begin of this day of the store' }),
    untilArrival: z.literal(true).optional().meta({ description: 'Snooze until what is on its way has arrived' }),
  })
  .superRefine(({ action, ids, filter, until, untilArrival }, ctx) => {
    const wrong = (path: string, message: string) => ctx.addIssue({ code: 'custom', path: [path], message });
    if ((ids === undefined) === (filter === undefined)) wrong('ids', 'send either ids or a filter');
    const ends = Number(until !== undefined) + Number(untilArrival !== undefined);
    if (action === 'snooze' && ends !== 1) wrong('until', 'say until when: a day, or the arrival');
    if (action !== 'snooze' && ends > 0) wrong('until', 'only for snooze');
  })
  .meta({ id: 'HandleAlerts', example: { action: 'snooze', ids: ['42'], until: '2026-11-24' } });
export type HandleAlerts = z.infer<typeof HandleAlerts>;

export const AlertsHandled = z
  .object({
    handled: z.int().meta({ description: 'Alerts that are now as asked for' }),
    skipped: z.int().meta({ description: 'Over already, or nothing is on its way whose arrival could be waited for' }),
  })
  .meta({ id: 'AlertsHandled' });
export type AlertsHandled = z.infer<typeof AlertsHandled>;
