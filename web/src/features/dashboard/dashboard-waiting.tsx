import { Skeleton } from '@mantine/core';
import classes from './headlines.module.css';

/** The dashboard's outline until its figures come, as high as they are: nothing that is drawn moves. */
export function DashboardWaiting() {
  return (
    <div role="status" aria-label="Loading the dashboard">
      <div className={classes['grid']}>
        {Array.from({ length: 9 }, (_, index) => (
          <Skeleton key={index} className={index === 0 ? classes['today'] : undefined} mih={98} radius={10} />
        ))}
      </div>
      <Skeleton h={400} mt={12} radius={10} />
      <Skeleton h={380} mt={12} radius={10} />
    </div>
  );
}
