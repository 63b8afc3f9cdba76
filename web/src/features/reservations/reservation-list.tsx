import { Button } from '@mantine/core';
import type { Reservation } from '#domain/sales/reservation.ts';
import { inUnits, quantity } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { useNow } from '#web/lib/use-now.ts';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { KeptProducts } from './kept-products.tsx';
import { stateWords, unitsOf } from './reservation-words.ts';

type Deed = 'sell' | 'release';
type ReservationListProps = {
  reservations: Reservation[];
  /** Whether the caller may sell or release what is kept in a store. */
  mayEnd: (storeId: string) => boolean;
  onAsk: (deed: Deed, reservation: Reservation) => void;
};

/** What is kept for buyers: which products, how many, until when and for whom to answer. */
export function ReservationList(props: ReservationListProps) {
  const narrow = useNarrow();
  const stores = useStores();
  const storeOf = ({ storeId }: Reservation) => stores.find(({ id }) => id === storeId)?.name ?? `store ${storeId}`;
  if (narrow)
    return (
      <ul className={rows['list']} aria-label="Reservations">
        {props.reservations.map((reservation) => (
          <li key={reservation.reservationId} className={listing['row']}>
            <KeptProducts reservation={reservation} />
            <State reservation={reservation} />
            <span className={listing['sub']}>
              {inUnits(unitsOf(reservation))} in {storeOf(reservation)}
              <br />
              until <StoreTime at={reservation.expiresAt} storeId={reservation.storeId} />, by{' '}
              <PersonName id={reservation.madeBy} name={reservation.madeByName} />
            </span>
            <Deeds reservation={reservation} {...props} />
          </li>
        ))}
      </ul>
    );
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Reservations">
      <thead>
        <tr>
          <th scope="col">Product</th>
          <th scope="col">Store</th>
          <th scope="col" className={table['right']}>
            Units
          </th>
          <th scope="col">State</th>
          <th scope="col">Until</th>
          <th scope="col">Made by</th>
          <th scope="col" className={listing['actions']}>
            <span className="hidden">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.reservations.map((reservation) => (
          <tr key={reservation.reservationId}>
            <td>
              <KeptProducts reservation={reservation} />
            </td>
            <td>{storeOf(reservation)}</td>
            <td className={table['right']}>{quantity(unitsOf(reservation))}</td>
            <td>
              <State reservation={reservation} />
            </td>
            <td className="figures">
              <StoreTime at={reservation.expiresAt} storeId={reservation.storeId} />
            </td>
            <td>
              <PersonName id={reservation.madeBy} name={reservation.madeByName} />
              <div className={`${listing['sub'] ?? ''} figures`}>
                <StoreTime at={reservation.madeAt} storeId={reservation.storeId} />
              </div>
            </td>
            <td className={listing['actions']}>
              <Deeds reservation={reservation} {...props} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** An open one whose time has run out holds its goods until somebody frees them, and is sold if they are still there. */
function State({ reservation: { state, expiresAt, endedAt, storeId } }: { reservation: Reservation }) {
  const now = useNow();
  const { label, tone } = stateWords[state];
  if (state === 'open' && new Date(expiresAt) <= now) return <Tag tone="warn">Time is up</Tag>;
  return (
    <div>
      <Tag tone={tone}>{label}</Tag>
      {endedAt === null ? null : (
        <div className={`${listing['sub'] ?? ''} figures`}>
          <StoreTime at={endedAt} storeId={storeId} />
        </div>
      )}
    </div>
  );
}

type DeedsProps = Pick<ReservationListProps, 'mayEnd' | 'onAsk'> & { reservation: Reservation };

function Deeds({ reservation, mayEnd, onAsk }: DeedsProps) {
  if (reservation.state !== 'open' || !mayEnd(reservation.storeId)) return <span />;
  const button = (deed: Deed, word: string) => (
    <Button
      size="xs"
      variant="default"
      aria-label={`${word} reservation ${reservation.reservationId}`}
      onClick={() => onAsk(deed, reservation)}
    >
      {word}
    </Button>
  );
  return (
    <span className={listing['deeds']}>
      {button('sell', 'Sell')}
      {button('release', 'Release')}
    </span>
  );
}
