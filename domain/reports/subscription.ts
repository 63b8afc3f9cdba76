import * as z from 'zod';
import { permissions } from '#domain/users/rights.ts';
import { Id, Version } from '#domain/values.ts';
import { attachmentKinds, languages, locales, reportKinds } from './kinds.ts';

/** SQL text: the roles that see stock and sales, and so may get reports. */
export const rolesThatRead = permissions['stock.read'].map((role) => `'${role}'`).join(', ');

const chosen = {
  language: z.enum(languages).meta({ description: 'Of the words' }),
  locale: z.string().max(35).meta({ description: 'How numbers, money and days are written', example: 'en-GB' }),
  attachments: z
    .array(z.enum(attachmentKinds))
    .max(attachmentKinds.length)
    .refine((kinds) => new Set(kinds).size === kinds.length, 'must not name a kind twice')
    .meta({ description: 'How the lines sold are attached; none: not at all' }),
  isOn: z.boolean(),
};

const whose = {
  storeId: Id.nullable().meta({ description: 'null: all stores of the chain' }),
  kind: z.enum(reportKinds),
};

/** A report that somebody gets. Put again with another language, format or attachments, it is changed. */
export const ReportSubscriptionEdit = z
  .strictObject({ ...whose, ...chosen })
  .refine(({ language, locale }) => (locales[language] as readonly string[]).includes(locale), {
    path: ['locale'],
    message: 'must be one that is written in the language',
  })
  .meta({ id: 'ReportSubscriptionEdit' });
export type ReportSubscriptionEdit = z.infer<typeof ReportSubscriptionEdit>;

export const ReportSubscription = z
  .object({ id: Id, ...whose, storeName: z.string().nullable(), ...chosen, version: Version })
  .meta({ id: 'ReportSubscription' });
export type ReportSubscription = z.infer<typeof ReportSubscription>;

export const ReportSubscriptionList = z.object({ items: z.array(ReportSubscription) });

/** For how long a store's report waits for files, after it has closed or the last of them was due. */
export const ReportWait = z.object({
  storeId: Id,
  minutes: z.int().min(0).max(1_440).meta({ description: '0: it does not wait', example: 120 }),
});
export type ReportWait = z.infer<typeof ReportWait>;

/** What stands in the address to unsubscribe: 64 hexadecimal digits. */
export const UnsubscribeToken = z.string().regex(/^[0-9a-f]{64}$/, 'must be as the mail has it');
