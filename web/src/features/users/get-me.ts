import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ImportKind } from '#domain/imports/import.ts';
import { importKinds, rightFor } from '#domain/imports/kinds.ts';
import type { Me } from '#domain/users/user.ts';
import { may, type Permission, storesWhere } from '#domain/users/rights.ts';
import { get, unchecked } from '#web/lib/api.ts';
import { meKey } from '#web/lib/queries.ts';

/** Who the API takes us for, and what we may do. Grants change rarely: asked again every five minutes, and
 * after the API has refused something. */
export const meQuery = queryOptions({
  queryKey: meKey,
  queryFn: ({ signal }) => get('/me', unchecked<Me>(), { signal }),
  staleTime: 5 * 60_000,
});

export const useMe = () => useQuery(meQuery);

/** The stores for which the caller may import files: 'all', or their ids. None while we do not know who asks. */
export function useImportStores(): 'all' | string[] {
  const caller = useMe().data;
  return caller ? storesWhere(caller, 'import.create') : [];
}

/** The kinds of file that the caller may send: products only who may edit the catalogue. */
export function useImportKinds(): ImportKind[] {
  const caller = useMe().data;
  if (caller === undefined) return [];
  return importKinds.filter((kind) =>
    kind === 'products' ? may(caller, rightFor(kind), null) : storesWhere(caller, rightFor(kind)).length > 0,
  );
}

/** Whether the caller may import files at all. */
export const useMayImport = (): boolean => useMay('import.create');

/** Whether the caller holds the permission anywhere; not while we do not know who asks. */
export function useMay(permission: Permission): boolean {
  const caller = useMe().data;
  return caller !== undefined && storesWhere(caller, permission).length > 0;
}

/** Whether the caller holds the permission in every store: what is the chain's own is changed by nobody else. */
export function useMayEverywhere(permission: Permission): boolean {
  const caller = useMe().data;
  return caller !== undefined && may(caller, permission, null);
}
