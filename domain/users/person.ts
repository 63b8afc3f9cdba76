import * as z from 'zod';
import { Id, Instant, line, PageQuery, pageOf } from '#domain/values.ts';
import { Grant } from './user.ts';

/** An address to sign in with, in small letters: the sign-in takes capitals for another address. */
export const Email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email('must be an e-mail address').max(254))
  .meta({ id: 'Email', example: 'ada@example.com' });

/** Invited: has not been seen yet. Disabled: cannot sign in, and the grants count for nothing. */
export const PersonState = z.enum(['invited', 'active', 'disabled']);
export type PersonState = z.infer<typeof PersonState>;

/** What somebody may do, and where: each role in each store once. */
const Grants = z
  .array(z.strictObject({ role: Grant.shape.role, storeId: Id.nullable().meta({ description: 'null: every store' }) }))
  .max(100)
  .refine(
    (grants) => new Set(grants.map(({ role, storeId }) => `${role} ${storeId}`)).size === grants.length,
    'must name each role in each store once',
  );

export const UserId = z.string().min(1).max(200).meta({ description: "The sign-in's id of the person (`sub`)" });

export const Person = z
  .object({
    userId: UserId,
    name: z.string().nullable().meta({ description: 'null: nobody has told it yet' }),
    email: z.string().nullable(),
    state: PersonState,
    grants: z.array(Grant),
    version: z.int().meta({ description: 'Rises with each change; send it with the next one' }),
    createdAt: Instant.nullable(),
    lastSeenAt: Instant.nullable().meta({ description: 'Within the hour' }),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const PersonPage = pageOf(Person);

export const ListPeople = z.object({
  ...PageQuery,
  search: z.string().trim().max(100).optional().meta({ description: 'Part of a name or an e-mail address' }),
  state: PersonState.optional(),
});
export type ListPeople = z.infer<typeof ListPeople>;

export const InvitePerson = z
  .strictObject({ email: Email, name: line(100), grants: Grants })
  .meta({ id: 'InvitePerson' });
export type InvitePerson = z.infer<typeof InvitePerson>;

export const ReplaceGrants = z
  .strictObject({
    userId: UserId,
    version: z.int().min(0).meta({ description: 'The `version` of the person you have seen' }),
    grants: Grants,
  })
  .meta({ id: 'ReplaceGrants' });
export type ReplaceGrants = z.infer<typeof ReplaceGrants>;
