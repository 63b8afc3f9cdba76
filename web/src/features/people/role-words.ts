import type { Grant, Role } from '#domain/users/user.ts';

/** What each role is for, from the widest to the narrowest. */
export const roles: { value: Role; label: string; explains: string }[] = [
  { value: 'admin', label: 'Admin', explains: 'Sets up stores, products, suppliers and people, and sees every change' },
  { value: 'buyer', label: 'Buyer', explains: 'Keeps products and suppliers, and imports files' },
  { value: 'manager', label: 'Manager', explains: 'Runs stores: imports files, adjusts stock, keeps the tills' },
  { value: 'clerk', label: 'Clerk', explains: 'Adjusts stock and records sales' },
  { value: 'viewer', label: 'Viewer', explains: 'Looks, and changes nothing' },
];

type Named = { id: string; name: string };

const placeOf = (storeId: string | null, stores: Named[]): string =>
  storeId === null ? 'every store' : (stores.find(({ id }) => id === storeId)?.name ?? `store ${storeId}`);

/** Grants as people say them, a line for each role: "Clerk: Northgate; Harbour". */
export function grantLines(grants: Grant[], stores: Named[]): string[] {
  return roles.flatMap(({ value, label }) => {
    const places = grants.filter(({ role }) => role === value).map(({ storeId }) => placeOf(storeId, stores));
    return places.length > 0 ? [`${label}: ${places.join('; ')}`] : [];
  });
}
