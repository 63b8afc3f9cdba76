import { MutationCache, QueryCache, QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** How often an open page asks again, in ms: a file dropped into the bucket must show within six seconds. */
export const liveInterval = 4_000;

/** How often a running import is asked for its progress, in ms. */
export const progressInterval = 500;

/** Under which the cache keeps who asks and what they may do. */
export const meKey = ['me'];

const worthRetrying = (error: Error) => !(error instanceof ApiProblem) || error.isPassing;

/**
 * The cache of server state. Refusals (4xx) are shown at once; what may pass is tried again, waiting 1 s, 2 s, 4 s. After
 * a 403 it asks anew who we are.
 * @param onSessionEnd called when the API no longer accepts our token
 */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiProblem && error.status === 401) onSessionEnd();
    // Somebody may less than this page thinks, or is locked out: whoever is asked says so in place of old figures.
    if (error instanceof ApiProblem && error.status === 403) void client.invalidateQueries({ queryKey: meKey });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => failures < 3 && worthRetrying(error),
        retryDelay: (failures) => 1_000 * 2 ** failures,
      },
    },
  });
  return client;
}

/**
 * A change on the server. Once it is made, everything on screen is asked for anew: names, rights, levels and lists all
 * hang together, and a page shows few of them at a time.
 */
export function useWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => queries.invalidateQueries() });
}
