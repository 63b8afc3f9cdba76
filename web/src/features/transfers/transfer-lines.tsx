import { Link } from '@tanstack/react-router';
import type { TransferDetail, TransferLine } from '#domain/transfers/transfer.ts';
import { quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';

const fates = [
  { field: 'received', label: 'Received' },
  { field: 'damaged', label: 'Damaged' },
  { field: 'lost', label: 'Lost' },
  { field: 'notSent', label: 'Not sent' },
  { field: 'inTransit', label: 'On the way' },
] as const satisfies { field: keyof TransferLine; label: string }[];

const amount = (text: string) => (Number(text) === 0 ? <span className="quiet">–</span> : quantity(text));

/** What was sent, and what became of it. Of a draft: what is available for it. */
export function TransferLines({ transfer: { lines, status } }: { transfer: TransferDetail }) {
  const narrow = useNarrow();
  const isDraft = status === 'draft';
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Lines">
        {lines.map((line) => (
          <li key={line.productId} className={listing['row']}>
            <Product line={line} />
            <strong className="figures">{quantity(line.quantity)}</strong>
            <span className={`${listing['sub'] ?? ''} ${listing['across'] ?? ''}`}>
              {isDraft
                ? line.available !== null && `${quantity(line.available)} available`
                : fates
                    .filter(({ field }) => Number(line[field]) > 0)
                    .map(({ field, label }) => `${label.toLowerCase()} ${quantity(line[field])}`)
                    .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Lines">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col" className={table['right']}>
            Quantity
          </th>
          {(isDraft ? [{ label: 'Available' }] : fates).map(({ label }) => (
            <th scope="col" key={label} className={table['right']}>
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.productId}>
            <td>
              <Product line={line} />
            </td>
            <td className={table['right']}>{quantity(line.quantity)}</td>
            {isDraft ? (
              <td className={table['right']}>
                <Available line={line} />
              </td>
            ) : (
              fates.map(({ field }) => (
                <td key={field} className={table['right']}>
                  {amount(line[field])}
                </td>
              ))
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whoever may not see the sending store's stock is told none of it, nor whether it is enough. */
function Available({ line: { available, quantity: wanted } }: { line: TransferLine }) {
  if (available === null) return <span className="quiet">not shown</span>;
  return Number(available) < Number(wanted) ? (
    <span className="bad">{quantity(available)}: too few</span>
  ) : (
    quantity(available)
  );
}

const Product = ({ line: { productId, name, sku } }: { line: TransferLine }) => (
  <span>
    <Link className="link" to={paths.product} params={{ productId }}>
      {name}
    </Link>
    <div className={`${listing['sub'] ?? ''} code`}>{sku}</div>
  </span>
);
