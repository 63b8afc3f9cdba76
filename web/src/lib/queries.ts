import { MutationCache, QueryCache, QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';

/** How often an open page asks again, in ms: a file dropped into the bucket must show within six seconds. */
export const liveInterval = 4_000;

/** How often a running import is asked for its progress, in ms. */
export const progressInterval = 500;

const worthRetrying = (error: Error) => !(error instanceof ApiProblem) || error.isPassing;

/**
 * The cache of server state. Refusals (4xx) are shown at once; what may pass is tried again, waiting 1 s, 2 s, 4 s.
 * @param onSessionEnd called when the API no longer accepts our token
 */
export function createQueryClient(onSessionEnd: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiProblem && error.status === 401) onSessionEnd();
  };
  return new QueryClient({
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
}

/**
 * A change on the server. Once it is made, everything on screen is asked for anew: names, rights, levels and lists all
 * hang together, and a page shows few of them at a time.
 */
export function useWrite<Input, Output>(write: (input: Input) => Promise<Output>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: write, onSuccess: () => queries.invalidateQueries() });
}
