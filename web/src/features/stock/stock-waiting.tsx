import { Skeleton } from '@mantine/core';
import classes from './stock-list.module.css';

/** The list's frame while its first page loads. */
export function StockWaiting() {
  return (
    <div
      className={classes['frame']}
      style={{ padding: 16, minHeight: '60vh' }}
      aria-busy
      aria-label="Loading stock"
      role="status"
    >
      {Array.from({ length: 12 }, (_, index) => (
        <Skeleton key={index} h={26} mb={20} w={`${96 - (index % 4) * 9}%`} />
      ))}
    </div>
  );
}
