import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type * as z from 'zod';
import type { Movement as MovementSchema } from '#domain/stock/stock.ts';
import { useMovements } from './list-movements.ts';
import { movementWords, reasonWords } from './movement-words.ts';
import { useStores } from '#web/lib/stores.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { quantity, signedQuantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import classes from './product.module.css';

type Movement = z.infer<typeof MovementSchema>;
type MovementsProps = {
  productId: string;
  store: string | undefined;
  filter: ReactNode;
};

/** Everything that ever happened to the product's stock, the newest first. */
export function Movements({ productId, store, filter }: MovementsProps) {
  const narrow = useNarrow();
  const pages = useMovements(productId, store);
  const { data, error, refetch } = pages;
  const movements = data?.pages.flatMap((page) => page.items);
  const List = narrow ? Cards : Table;
  return (
    <Panel title="Movements" side={filter} style={{ minHeight: 420 }}>
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

/** A movement's store by name; the code stands in for a name that is not loaded. */
function useStoreNames() {
  const stores = useStores();
  return ({ storeId, storeCode }: Movement) => stores.find(({ id }) => id === storeId)?.name ?? storeCode;
}

// Learnt within a minute of happening is "at once"; more is worth saying, as it explains figures that changed late.
const late = 60_000;

function When({ movement: { occurredAt, recordedAt, storeId } }: { movement: Movement }) {
  const isLate = Date.parse(recordedAt) - Date.parse(occurredAt) > late;
  return (
    <>
      <div>
        <StoreTime at={occurredAt} storeId={storeId} />
      </div>
      {isLate ? (
        <div className={rows['small']}>
          recorded <StoreTime at={recordedAt} storeId={storeId} />
        </div>
      ) : null}
    </>
  );
}

function What({ movement: { type, counted } }: { movement: Movement }) {
  return (
    <>
      {movementWords[type]}
      {counted === null ? null : <span className="quiet"> {quantity(counted)}</span>}
    </>
  );
}

function Signed({ quantity: text }: { quantity: string }) {
  const value = Number(text);
  return <span className={value < 0 ? 'bad' : value > 0 ? 'good' : 'quiet'}>{signedQuantity(text)}</span>;
}

function Why({ movement: { reason, note, actor, actorName, importId, importFile } }: { movement: Movement }) {
  return (
    <>
      {reason ? <div>{reasonWords(reason)}</div> : null}
      {note ? <div className={classes['note']}>{note}</div> : null}
      {importId ? (
        <Link className="link" to={paths.import} params={{ importId }}>
          {importFile ?? 'Import'}
        </Link>
      ) : importFile ? (
        <div className={rows['small']}>from {importFile}</div>
      ) : actor ? (
        <div className={rows['small']}>
          by <PersonName id={actor} name={actorName} />
        </div>
      ) : null}
    </>
  );
}
