import { SupplierPage } from '#domain/suppliers/supplier.ts';
import { useQuery } from '@tanstack/react-query';
import { get } from '#web/lib/api.ts';
import { usePages } from '#web/lib/pages.ts';

export const useSuppliers = (search: string | undefined, archived: 'true' | 'false' | undefined) =>
  usePages(['suppliers'], '/suppliers', SupplierPage, { search, archived });

/** The suppliers to choose from, at most 200; empty while they load. */
export const useSupplierChoice = () =>
  useQuery({
    queryKey: ['suppliers', 'choice'],
    queryFn: async ({ signal }) =>
      (await get('/suppliers', SupplierPage, { query: { archived: 'false', limit: 200 }, signal })).items,
    staleTime: 60_000,
  }).data ?? none;
const none: never[] = [];
