import * as z from 'zod';
import { Id } from '#domain/values.ts';

export const Role = z.enum(['admin', 'buyer', 'manager', 'clerk', 'viewer']);
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

/**
 * What can be done, and who may do it. `store.edit` and `till.manage` are asked for one store; a new store, the
 * catalogue, suppliers, people and the audit log belong to the whole chain (`requireEverywhere`).
 */
export const permissions = {
  'stock.read': ['admin', 'buyer', 'manager', 'clerk', 'viewer'],
  'stock.adjust': ['admin', 'manager', 'clerk'],
  'sale.record': ['admin', 'manager', 'clerk'],
  'import.read': ['admin', 'buyer', 'manager', 'clerk', 'viewer'],
  'import.create': ['admin', 'buyer', 'manager'],
  'store.edit': ['admin'],
  'catalogue.edit': ['admin', 'buyer'],
  'supplier.edit': ['admin', 'buyer'],
  'till.manage': ['admin', 'manager'],
  'people.manage': ['admin'],
  'audit.read': ['admin'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof permissions;

/** What is not to be done without the permission, as it follows on "You may not". */
export const permissionWords: Record<Permission, string> = {
  'stock.read': 'see stock',
  'stock.adjust': 'adjust stock',
  'sale.record': 'record sales',
  'import.read': 'see imports',
  'import.create': 'import files',
  'store.edit': 'set up stores',
  'catalogue.edit': 'change products',
  'supplier.edit': 'change suppliers',
  'till.manage': 'manage the keys of tills',
  'people.manage': 'manage people',
  'audit.read': 'read the audit log',
};

/**
 * The stores in which the caller holds the permission.
 * @returns 'all', or the ids (none: an empty list)
 */
export function storesWhere(caller: Caller, permission: Permission): 'all' | string[] {
  const roles: readonly Role[] = permissions[permission];
  const grants = caller.grants.filter((grant) => roles.includes(grant.role));
  if (grants.some((grant) => grant.storeId === null)) return 'all';
  return grants.flatMap((grant) => (grant.storeId === null ? [] : [grant.storeId]));
}

/** Whether the caller holds the permission in this store; with null, in every store. */
export function may(caller: Caller, permission: Permission, storeId: string | null): boolean {
  const stores = storesWhere(caller, permission);
  return stores === 'all' || (storeId !== null && stores.includes(storeId));
}
