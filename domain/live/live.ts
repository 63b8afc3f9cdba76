import * as z from 'zod';
import { Id, Instant } from '#domain/values.ts';

/** What pages show and may have changed. */
export const Topic = z.enum(['stock', 'sales', 'imports']);
export type Topic = z.infer<typeof Topic>;

/** That something changed, not what it is now: whoever wants to know asks the API, which looks at their rights. */
export const Change = z
  .object({
    storeId: Id.nullable().meta({ description: 'null: an import of files for several stores' }),
    topics: z.array(Topic),
    productIds: z.array(Id).max(100).nullable().meta({ description: 'null: more than 100, or none in particular' }),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof Change>;

/** Message to a page. It bears no cursor: news of other stores may be on their way while it is sent. */
export const News = z.object({ changes: z.array(Change) });
export type News = z.infer<typeof News>;

/** Message from a page: which stores it wants to hear of (null: all that it may see), or that it is still there. */
export const PageMessage = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('watch'), stores: z.array(Id).max(200).nullable() }),
  z.strictObject({ action: z.literal('ping') }),
]);
export type PageMessage = z.infer<typeof PageMessage>;

export const Ticket = z
  .object({
    ticket: z.string().meta({ description: 'A secret, good for one socket' }),
    url: z.string().meta({ description: 'Open it with `?ticket=…` behind' }),
    expiresAt: Instant,
  })
  .meta({ id: 'LiveTicket' });
export type Ticket = z.infer<typeof Ticket>;

/** How long a ticket is good for, in ms: time enough to open a socket with it at once. */
export const ticketLifeMs = 30_000;

/** API Gateway ends a socket after 2 hours (quotas of WebSocket APIs). */
export const socketLifeMs = 2 * 3_600_000;

/** Sockets that one person may have open. */
export const maxSockets = 20;

/** PostgreSQL's text form of a snapshot: the oldest transaction under way, the next one, and those under way between. */
export const Cursor = z
  .string()
  .max(4_000)
  .regex(/^\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19})*)?$/, 'must be the cursor of an earlier answer');

export const GetChanges = z.object({
  since: Cursor.optional().meta({ description: '`cursor` of the answer before; without it: of the last ten seconds' }),
});
export type GetChanges = z.infer<typeof GetChanges>;

export const Changes = z
  .object({
    cursor: z.string().meta({ description: 'Send it as `since` next time' }),
    isComplete: z.boolean().meta({ description: 'false: too much has changed to name it; ask for everything anew' }),
    changes: z.array(Change),
  })
  .meta({ id: 'Changes' });
export type Changes = z.infer<typeof Changes>;
