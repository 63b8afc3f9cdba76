import * as z from 'zod';
import { Id } from '#domain/values.ts';
import { AlertKind } from './alert.ts';

/** IANA zone that this runtime knows. */
const TimeZone = z
  .string()
  .max(60)
  .refine(isZone, 'must be a time zone like Europe/London')
  .meta({ example: 'Europe/London' });

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const wishes = {
  isOn: z.boolean().meta({ description: 'A digest by mail' }),
  hour: z.int().min(0).max(23).meta({ description: 'When, by the clock of `timeZone`', example: 7 }),
  timeZone: TimeZone,
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'name each day once')
    .meta({ description: 'On which days: 1 is Monday, 7 Sunday', example: [1, 2, 3, 4, 5] }),
  stores: z.array(Id).min(1).max(200).nullable().meta({ description: 'Of which stores; null: of all that they see' }),
  kinds: z.array(AlertKind).min(1).nullable().meta({ description: 'Of which kinds; null: of all' }),
  urgent: z.boolean().meta({ description: 'Mails at once of what is urgent' }),
};

/** What somebody wants to be told of alerts, and when. */
export const AlertPreference = z
  .object({
    ...wishes,
    version: z.int().meta({ description: '0: nothing was chosen, and this is what their role brings', example: 1 }),
    email: z.string().nullable().meta({ description: 'Where mails go; null: no address is known, so none are sent' }),
    suppressed: z
      .enum(['bounce', 'complaint'])
      .nullable()
      .meta({ description: 'Why nothing is sent to that address; null: mails go there' }),
    hoursUntilItCounts: z
      .number()
      .min(0)
      .meta({ description: 'After so many hours at the latest a changed hour counts; 0: at once', example: 0 }),
  })
  .meta({ id: 'AlertPreference' });
export type AlertPreference = z.infer<typeof AlertPreference>;

export const AlertPreferenceEdit = z
  .strictObject({
    ...wishes,
    version: z.int().min(0).meta({ description: 'The one that was read', example: 0 }),
  })
  .meta({ id: 'AlertPreferenceEdit' });
export type AlertPreferenceEdit = z.infer<typeof AlertPreferenceEdit>;
