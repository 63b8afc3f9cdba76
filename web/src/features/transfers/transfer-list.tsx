import { Link } from '@tanstack/react-router';
import type { OnTheWay, Transfer } from '#domain/transfers/transfer.ts';
import { day, inUnits, money, plural, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { StoreTime } from '#web/ui/store-time.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { statusWords } from './transfer-words.ts';
import classes from './transfers.module.css';

/** What is on the way, with its value at cost: of each currency a line. */
export function Underway({ onTheWay }: { onTheWay: OnTheWay[] | undefined }) {
  return (
    <p className={classes['underway']} role="status">
      {onTheWay === undefined
        ? '\u00a0'
        : onTheWay.length === 0
          ? 'Nothing is on the way.'
          : onTheWay.map(({ currency, transfers, units, valueMinor }) => (
              <span key={currency}>
                On the way: <strong>{money(valueMinor, currency)}</strong> at cost, {inUnits(units)} in{' '}
                {plural(transfers, 'transfer', 'transfers')}.{' '}
              </span>
            ))}
    </p>
  );
}

/** Transfers between stores, each with how much of it is still on the way. */
export function TransferList({ transfers }: { transfers: Transfer[] }) {
  const narrow = useNarrow();
  if (narrow) return <Cards transfers={transfers} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Transfers">
      <thead>
        <tr>
          <th scope="col">Transfer</th>
          <th scope="col">From</th>
          <th scope="col">To</th>
          <th scope="col">State</th>
          <th scope="col" className={table['right']}>
            Units
          </th>
          <th scope="col" className={table['right']}>
            On the way
          </th>
          <th scope="col">Expected</th>
        </tr>
      </thead>
      <tbody>
        {transfers.map((transfer) => (
          <tr key={transfer.id}>
            <td>
              <Name transfer={transfer} />
              <div className={listing['sub']}>
                <StoreTime at={transfer.shippedAt ?? transfer.createdAt} storeId={transfer.fromStoreId} />
              </div>
            </td>
            <td>{transfer.fromStoreName}</td>
            <td>{transfer.toStoreName}</td>
            <td>
              <State transfer={transfer} />
            </td>
            <td className={table['right']}>{quantity(transfer.quantity)}</td>
            <td className={table['right']}>
              <Way transfer={transfer} />
            </td>
            <td className="figures">
              {transfer.expectedOn ? day(transfer.expectedOn) : <span className="quiet">–</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const Cards = ({ transfers }: { transfers: Transfer[] }) => (
  <ul className={rows['list']} aria-label="Transfers">
    {transfers.map((transfer) => (
      <li key={transfer.id} className={listing['row']}>
        <Name transfer={transfer} />
        <State transfer={transfer} />
        <span className={listing['across']}>
          {transfer.fromStoreName} → {transfer.toStoreName}
        </span>
        <span className={`${listing['sub'] ?? ''} figures`}>{inUnits(transfer.quantity)}</span>
        <span className={listing['sub']}>{transfer.expectedOn ? `expected ${day(transfer.expectedOn)}` : ''}</span>
      </li>
    ))}
  </ul>
);

const Name = ({ transfer: { id } }: { transfer: Transfer }) => (
  <Link className={`link ${listing['name'] ?? ''}`} to={paths.transfer} params={{ transferId: id }}>
    Transfer {id}
  </Link>
);

export function State({ transfer }: { transfer: Pick<Transfer, 'status' | 'lost' | 'damaged'> }) {
  const { label, tone } = statusWords[transfer.status];
  const [lost, damaged] = [Number(transfer.lost), Number(transfer.damaged)];
  const short = lost > 0 ? 'Some missing' : damaged > 0 ? 'Some damaged' : null;
  return (
    <span>
      <Tag tone={tone}>{label}</Tag> {short ? <Tag tone="warn">{short}</Tag> : null}
    </span>
  );
}

function Way({ transfer: { inTransit, inTransitMinor, currency } }: { transfer: Transfer }) {
  if (Number(inTransit) === 0) return <span className="quiet">–</span>;
  return (
    <>
      {quantity(inTransit)}
      <div className={listing['sub']}>{money(inTransitMinor, currency)}</div>
    </>
  );
}
