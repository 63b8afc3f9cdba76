import * as z from 'zod';
import { Id } from '#domain/values.ts';
import { roles } from './rights.ts';

export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** A role in one store, or in all of them when `storeId` is null. */
export const Grant = z.object({ role: Role, storeId: Id.nullable() });
export type Grant = z.infer<typeof Grant>;

/** Who is asking, and what the database lets them do. */
export const Caller = z.object({ userId: z.string(), grants: z.array(Grant) }).meta({ id: 'Caller' });
export type Caller = z.infer<typeof Caller>;

/** The caller, with what is known of them. */
export const Me = Caller.extend({
  name: z.string().nullable(),
  email: z.string().nullable(),
  isDisabled: z.boolean().meta({ description: 'Locked out by an admin: the grants count for nothing' }),
}).meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
