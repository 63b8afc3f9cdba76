import * as z from 'zod';
import { Changed, Id } from '#domain/values.ts';
import { AlertKind } from './alert.ts';
import { alertKinds, urgencies } from './kinds.ts';

const Settings = z
  .strictObject({
    isOn: z.boolean(),
    threshold: z
      .number()
      .nullable()
      .meta({ description: 'In the unit of its kind; null where the kind has none', example: 10 }),
    hysteresis: z
      .number()
      .nullable()
      .meta({ description: 'In the unit of its kind; null where the kind has none', example: 10 }),
    urgent: z.enum(urgencies).meta({
      description: 'Whose alerts are told at once by mail: none, those of class A products, or all',
    }),
  })
  .meta({ id: 'AlertSettings' });
export type AlertSettings = z.infer<typeof Settings>;

/** What opens alerts of a kind: in the whole chain, or, instead of that, in one store. */
export const AlertRule = z
  .object({
    kind: AlertKind,
    storeId: Id.nullable().meta({ description: 'null: every store that has no settings of its own' }),
    ...Settings.shape,
    ...Changed,
  })
  .meta({ id: 'AlertRule' });
export type AlertRule = z.infer<typeof AlertRule>;
export const AlertRuleList = z.object({ items: z.array(AlertRule) });
export const ListAlertRules = z.object({
  store: Id.optional().meta({ description: 'The chain and this store alone' }),
});

export const AlertRuleEdit = z
  .strictObject({
    kind: AlertKind.meta({ example: 'low' }),
    storeId: Id.nullable(),
    version: z
      .int()
      .min(0)
      .meta({ description: 'The one that was read; 0: the store had no settings of its own', example: 0 }),
    settings: Settings.nullable().meta({
      description: 'null: as the chain, for a store alone',
      example: { isOn: true, threshold: null, hysteresis: 10, urgent: 'never' },
    }),
  })
  .superRefine(({ kind, storeId, settings }, ctx) => {
    const wrong = (path: string[], message: string) => ctx.addIssue({ code: 'custom', path, message });
    if (settings === null) {
      if (storeId === null) wrong(['settings'], 'the chain has nothing to fall back on');
      return;
    }
    for (const name of ['threshold', 'hysteresis'] as const) {
      const may = alertKinds[kind][name];
      const is = settings[name];
      if (may === null && is !== null) wrong(['settings', name], 'this kind has none: send null');
      if (may !== null && (is === null || is < may.least || is > may.most))
        wrong(['settings', name], `must be from ${may.least} to ${may.most} ${may.unit}`);
    }
  });
export type AlertRuleEdit = z.infer<typeof AlertRuleEdit>;

export const AlertRuleSaved = z.object({ rule: AlertRule.nullable().meta({ description: 'null: as the chain' }) });
