import { Link } from '@tanstack/react-router';
import type { Reservation } from '#domain/sales/reservation.ts';
import { inUnits, plural } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import listing from '#web/ui/listing.module.css';

/** So many products of a reservation are named at once; the others on demand. */
const shown = 3;

/** The products that a reservation keeps, and what the shop calls it. */
export function KeptProducts({ reservation: { lines, reference, reservationId } }: { reservation: Reservation }) {
  const rest = lines.slice(shown);
  const isOne = lines.length === 1;
  return (
    <div>
      {lines.slice(0, shown).map((line) => (
        <Product key={line.productId} line={line} isOne={isOne} />
      ))}
      {rest.length > 0 ? (
        <details>
          <summary className={listing['sub']}>{plural(rest.length, 'more product', 'more products')}</summary>
          {rest.map((line) => (
            <Product key={line.productId} line={line} isOne={false} />
          ))}
        </details>
      ) : null}
      <div className={listing['sub']}>
        Reservation {reservationId}
        {reference === null ? '' : `: ${reference}`}
      </div>
    </div>
  );
}

type ProductProps = { line: Reservation['lines'][number]; isOne: boolean };

const Product = ({ line: { productId, name, sku, quantity }, isOne }: ProductProps) => (
  <div>
    <Link className={`link ${listing['name'] ?? ''}`} to={paths.product} params={{ productId }}>
      {name}
    </Link>
    <div className={listing['sub']}>
      <span className="code">{sku}</span>
      {isOne ? '' : `, ${inUnits(quantity)}`}
    </div>
  </div>
);
