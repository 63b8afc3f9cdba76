import { NativeSelect } from '@mantine/core';
import { usualWait } from '#domain/reports/kinds.ts';
import type { Store } from '#domain/stores/store.ts';
import { explain } from '#web/lib/problem.ts';
import { notify } from '#web/ui/notify.tsx';
import { useSetWait, useWaits } from './reports.ts';
import classes from './reports.module.css';

const choices = [
  [0, 'does not wait'],
  [30, '30 minutes'],
  [60, '1 hour'],
  [120, '2 hours'],
  [240, '4 hours'],
  [480, '8 hours'],
  [720, '12 hours'],
] as const;

/** For how long each store's report waits for files that have not come. */
export function WaitList({ stores }: { stores: Store[] }) {
  const waits = useWaits();
  const set = useSetWait();
  const minutesOf = (storeId: string) => waits.data?.find((one) => one.storeId === storeId)?.minutes ?? usualWait;
  const choose = (storeId: string, minutes: number) =>
    set.mutate(
      { storeId, minutes },
      { onError: (error) => notify({ color: 'red', title: 'Not saved', message: explain(error) }) },
    );
  return (
    <div>
      {stores.map(({ id, name }) => {
        const minutes = minutesOf(id);
        const isOther = !choices.some(([value]) => value === minutes);
        return (
          <div key={id} className={classes['wait']}>
            <span>{name}</span>
            <NativeSelect
              aria-label={`${name} waits`}
              disabled={waits.data === undefined}
              value={String(minutes)}
              data={[
                ...(isOther ? [{ value: String(minutes), label: `${minutes} minutes` }] : []),
                ...choices.map(([value, label]) => ({ value: String(value), label })),
              ]}
              onChange={(event) => choose(id, Number(event.currentTarget.value))}
            />
          </div>
        );
      })}
    </div>
  );
}
