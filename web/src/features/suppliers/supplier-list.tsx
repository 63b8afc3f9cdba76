import { Link } from '@tanstack/react-router';
import type { Supplier } from '#domain/suppliers/supplier.ts';
import { plural } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

const days = ({ leadTimeDays }: Supplier) => (leadTimeDays === null ? '–' : plural(leadTimeDays, 'day', 'days'));

/** Who delivers to the chain. */
export function SupplierList({ suppliers }: { suppliers: Supplier[] }) {
  const narrow = useNarrow();
  if (narrow) return <Cards suppliers={suppliers} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Suppliers">
      <thead>
        <tr>
          <th scope="col">Supplier</th>
          <th scope="col">Code</th>
          <th scope="col">E-mail</th>
          <th scope="col">Order to door</th>
          <th scope="col" className={table['right']}>
            Products
          </th>
        </tr>
      </thead>
      <tbody>
        {suppliers.map((supplier) => (
          <tr key={supplier.id}>
            <td>
              <Name supplier={supplier} />
            </td>
            <td className="code">{supplier.code}</td>
            <td>{supplier.email ?? <span className="quiet">–</span>}</td>
            <td>{days(supplier)}</td>
            <td className={table['right']}>{supplier.itemCount}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ suppliers }: { suppliers: Supplier[] }) {
  return (
    <ul className={rows['list']} aria-label="Suppliers">
      {suppliers.map((supplier) => (
        <li key={supplier.id} className={listing['row']}>
          <Name supplier={supplier} />
          <span>{plural(supplier.itemCount, 'product', 'products')}</span>
          <span className={`${listing['sub'] ?? ''} code`}>{supplier.code}</span>
          <span className={listing['sub']}>{days(supplier)}</span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ supplier }: { supplier: Supplier }) => (
  <span>
    <Link className={`link ${listing['name'] ?? ''}`} to={paths.supplier} params={{ supplierId: supplier.id }}>
      {supplier.name}
    </Link>{' '}
    {supplier.isArchived ? <Tag tone="calm">Archived</Tag> : null}
  </span>
);
