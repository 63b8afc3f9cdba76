import { useQuery } from '@tanstack/react-query';
import { Scorecard } from '#domain/orders/scorecard.ts';
import { get } from '#web/lib/api.ts';

/** How a supplier has done in the last 365 days. */
export const useScorecard = (supplierId: string) =>
  useQuery({
    queryKey: ['scorecard', supplierId],
    queryFn: ({ signal }) => get('/orders/scorecard', Scorecard, { query: { supplierId }, signal }),
    staleTime: 60_000,
  });
