import { queryOptions, useQuery } from '@tanstack/react-query';
import { Caller } from '#domain/users/user.ts';
import { get } from '#web/lib/api.ts';

/** Who the API takes us for, and what we may do. Grants change rarely: asked again every five minutes. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => get('/me', Caller, { signal }),
  staleTime: 5 * 60_000,
});

export const useMe = () => useQuery(meQuery);
