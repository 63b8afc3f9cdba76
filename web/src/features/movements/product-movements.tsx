import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { useMovements } from './list-movements.ts';
import { type Movement, Signed, useStoreNames, What, When, Why } from './movement-cells.tsx';
import classes from './movements.module.css';

type MovementsProps = {
  productId: string;
  store: string | undefined;
  side: ReactNode;
};

/** Everything that ever happened to the product's stock, the newest first. */
export function Movements({ productId, store, side }: MovementsProps) {
  const narrow = useNarrow();
  const pages = useMovements(productId, store);
  const { data, error, refetch } = pages;
  const movements = data?.pages.flatMap((page) => page.items);
  const List = narrow ? Cards : Table;
  return (
    <Panel
      title="Movements"
      note="All there ever were, by each store's own clock: its zone is named where it is not yours"
      side={side}
      style={{ minHeight: 420 }}
    >
      {movements && movements.length > 0 ? <List movements={movements} /> : null}
      {movements?.length === 0 ? (
        <Notice title="No movements" minHeight={260}>
          {store
            ? 'Nothing has happened in this store. Choose all stores to see the others.'
            : 'Deliveries, sales, counts and adjustments show here.'}
        </Notice>
      ) : null}
      {!movements && error ? (
        <Failed what="The movements" error={error} onRetry={() => void refetch()} minHeight={260} />
      ) : null}
      {!movements && !error ? <Skeleton h={340} /> : null}
      <LoadMore pages={pages} />
    </Panel>
  );
}

type ListProps = { movements: Movement[] };

function Table({ movements }: ListProps) {
  const nameOf = useStoreNames();
  return (
    <table className={`${table['table'] ?? ''} ${classes['table'] ?? ''}`}>
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Store</th>
          <th scope="col">What</th>
          <th scope="col" className={table['right']}>
            Quantity
          </th>
          <th scope="col">Why, by whom</th>
        </tr>
      </thead>
      <tbody>
        {movements.map((movement) => (
          <tr key={movement.id}>
            <td className="figures">
              <When movement={movement} />
            </td>
            <td>{nameOf(movement)}</td>
            <td>
              <What movement={movement} />
            </td>
            <td className={table['right']}>
              <Signed quantity={movement.quantity} />
            </td>
            <td>
              <Why movement={movement} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ movements }: ListProps) {
  const nameOf = useStoreNames();
  return (
    <ul className={rows['list']}>
      {movements.map((movement) => (
        <li key={movement.id} className={classes['row']}>
          <div>
            <What movement={movement} />
          </div>
          <strong>
            <Signed quantity={movement.quantity} />
          </strong>
          <div className={rows['small']}>
            <When movement={movement} />
          </div>
          <div className={rows['small']}>{nameOf(movement)}</div>
          <div className={rows['small']}>
            <Why movement={movement} />
          </div>
        </li>
      ))}
    </ul>
  );
}
