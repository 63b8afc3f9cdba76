// Apart from the schemas in user.ts: the web app asks these on every page, and loads no schema for it.
export const roles = ['admin', 'buyer', 'manager', 'clerk', 'viewer'] as const;
type Role = (typeof roles)[number];

/** What counts of whoever asks: their roles, each in a store or, with null, in every store. */
type Granted = { grants: { role: Role; storeId: string | null }[] };

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
  'stock.move': ['admin', 'buyer', 'manager', 'clerk'],
  'stock.count': ['admin', 'manager', 'clerk'],
  'alert.handle': ['admin', 'buyer', 'manager', 'clerk'],
  'order.edit': ['admin', 'buyer', 'manager'],
  'order.receive': ['admin', 'buyer', 'manager', 'clerk'],
  'replenishment.edit': ['admin', 'buyer'],
  'report.send': ['admin', 'manager'],
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
  'stock.move': 'move stock between stores',
  'stock.count': 'count stock',
  'alert.handle': 'handle alerts',
  'order.edit': 'order from suppliers',
  'order.receive': 'receive orders',
  'replenishment.edit': 'set how stock is replenished',
  'report.send': 'see and send the reports of others',
};

/**
 * The stores in which the caller holds the permission.
 * @returns 'all', or the ids (none: an empty list)
 */
export function storesWhere(caller: Granted, permission: Permission): 'all' | string[] {
  const roles: readonly Role[] = permissions[permission];
  const grants = caller.grants.filter((grant) => roles.includes(grant.role));
  if (grants.some((grant) => grant.storeId === null)) return 'all';
  return grants.flatMap((grant) => (grant.storeId === null ? [] : [grant.storeId]));
}

/** Whether the caller holds the permission in this store; with null, in every store. */
export function may(caller: Granted, permission: Permission, storeId: string | null): boolean {
  const stores = storesWhere(caller, permission);
  return stores === 'all' || (storeId !== null && stores.includes(storeId));
}
