import { Skeleton } from '@mantine/core';
import classes from './figures.module.css';

/**
 * The dashboard's outline until its figures come. They replace it as a whole, as how many currencies there are is not
 * known before: nothing that is already drawn moves.
 */
export function DashboardWaiting() {
  return (
    <div role="status" aria-label="Loading the dashboard">
      <div className={classes['grid']}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} className={index % 3 === 0 ? classes['wide'] : classes['half']} h={106} radius={10} />
        ))}
      </div>
      <Skeleton h={336} mt={12} radius={10} />
      <Skeleton h={560} mt={12} radius={10} />
    </div>
  );
}
