import { useQuery } from '@tanstack/react-query';
import type { AlertSummary } from '#domain/alerts/alert.ts';
import { get, unchecked } from '#web/lib/api.ts';
import classes from './alert-count.module.css';

/** How often the number is asked for, in ms: alerts open a moment after the change that is told. */
const interval = 10_000;

/** How many alerts are open, beside the link to them; nothing while there are none. */
export default function AlertCount() {
  const { data } = useQuery({
    queryKey: ['alerts', 'count'],
    // Taken at the server's word: what checks answers is not loaded on every page.
    queryFn: ({ signal }) => get('/alerts/summary', unchecked<AlertSummary>(), { signal }),
    refetchInterval: interval,
  });
  if (!data?.open) return null;
  return (
    <span className={classes['count']} data-urgent={data.urgent > 0 || undefined}>
      {data.open > 99 ? '99+' : data.open}
      <span className="hidden"> open</span>
    </span>
  );
}
