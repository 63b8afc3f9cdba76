import { useLiveState } from './live-state.ts';
import { liveInterval } from './queries.ts';

/**
 * What goes into a query's `refetchInterval`, in ms: false while changes are told (then the queries concerned are asked
 * anew when something has changed), else how often to ask without knowing.
 */
export const useLiveInterval = (): number | false => (useLiveState() === 'apart' ? liveInterval : false);
