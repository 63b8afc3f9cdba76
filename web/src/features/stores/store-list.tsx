import { Link } from '@tanstack/react-router';
import type { Store } from '#domain/stores/store.ts';
import { kinds, labelOf } from './store-words.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

/** The stores of the chain; those that are closed for good come last. */
export function StoreList({ stores }: { stores: Store[] }) {
  const narrow = useNarrow();
  const sorted = stores.toSorted((a, b) => Number(a.isArchived) - Number(b.isArchived));
  if (narrow) return <Cards stores={sorted} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Stores">
      <thead>
        <tr>
          <th scope="col">Store</th>
          <th scope="col">Code</th>
          <th scope="col">Kind</th>
          <th scope="col">Time zone</th>
          <th scope="col">Currency</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((store) => (
          <tr key={store.id}>
            <td>
              <Name store={store} />
            </td>
            <td className="code">{store.code}</td>
            <td>{labelOf(kinds, store.kind)}</td>
            <td>{store.timeZone.replaceAll('_', ' ')}</td>
            <td>{store.currency}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ stores }: { stores: Store[] }) {
  return (
    <ul className={rows['list']} aria-label="Stores">
      {stores.map((store) => (
        <li key={store.id} className={listing['row']}>
          <Name store={store} />
          <span>{store.currency}</span>
          <span className={listing['sub']}>
            <span className="code">{store.code}</span> · {labelOf(kinds, store.kind)}
          </span>
          <span className={listing['sub']}>{store.timeZone.replaceAll('_', ' ')}</span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ store }: { store: Store }) => (
  <span>
    <Link className={`link ${listing['name'] ?? ''}`} to={paths.store} params={{ storeId: store.id }}>
      {store.name}
    </Link>{' '}
    {store.isArchived ? <Tag tone="calm">Closed for good</Tag> : null}
  </span>
);
