import { queryOptions, useInfiniteQuery, keepPreviousData, useQuery } from '@tanstack/react-query';
import { PartnerList, TransferDetail, TransferPage } from '#domain/transfers/transfer.ts';
import { get } from '#web/lib/api.ts';
import { useLiveInterval } from '#web/lib/live.ts';

type Filter = { store: string | undefined; status: string | undefined };

/** Transfers, the newest first; each page bears what is on the way. */
export const useTransfers = (filter: Filter) =>
  useInfiniteQuery({
    queryKey: ['transfers', filter],
    queryFn: ({ pageParam, signal }) =>
      get('/transfers', TransferPage, { query: { ...filter, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/**
 * The stores that a transfer can name, also those that whoever asks may not see; nothing while they load.
 * @param isAsked whether whoever asks may draft one
 */
export const usePartners = (isAsked: boolean) =>
  useQuery({
    queryKey: ['transfer-partners'],
    queryFn: async ({ signal }) => (await get('/transfers/partners', PartnerList, { signal })).items,
    staleTime: 60_000,
    enabled: isAsked,
  });

export const transferQuery = (transferId: string) =>
  queryOptions({
    queryKey: ['transfer', transferId],
    queryFn: ({ signal }) => get(`/transfers/${encodeURIComponent(transferId)}`, TransferDetail, { signal }),
  });

/** One transfer with its lines, as it is now. */
export function useTransfer(transferId: string) {
  const refetchInterval = useLiveInterval();
  return useQuery({ ...transferQuery(transferId), refetchInterval });
}
