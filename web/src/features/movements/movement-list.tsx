import { Link } from '@tanstack/react-router';
import type { StoreMovement } from '#domain/stock/movement.ts';
import { money } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { useNarrow } from '#web/ui/use-narrow.ts';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { Signed, What, When, Why } from './movement-cells.tsx';
import classes from './movements.module.css';

type MovementListProps = { movements: StoreMovement[] };

/** Movements of many products and stores, with the papers that they came with. */
export function MovementList({ movements }: MovementListProps) {
  const narrow = useNarrow();
  return narrow ? <Cards movements={movements} /> : <Table movements={movements} />;
}

function Table({ movements }: MovementListProps) {
  return (
    <table className={`${table['table'] ?? ''} ${classes['table'] ?? ''}`} aria-label="Movements">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Product</th>
          <th scope="col">Store</th>
          <th scope="col">What</th>
          <th scope="col" className={table['right']}>
            Quantity
          </th>
          <th scope="col" className={table['right']}>
            Value at cost
          </th>
          <th scope="col">Document</th>
        </tr>
      </thead>
      <tbody>
        {movements.map((movement) => (
          <tr key={movement.id}>
            <td className="figures">
              <When movement={movement} />
            </td>
            <td>
              <Product movement={movement} />
              <div className={`${rows['small'] ?? ''} code`}>{movement.sku}</div>
            </td>
            <td>{movement.storeName}</td>
            <td>
              <What movement={movement} />
            </td>
            <td className={table['right']}>
              <Signed quantity={movement.quantity} />
            </td>
            <td className={table['right']}>{money(movement.valueMinor, movement.currency)}</td>
            <td>
              <div className={classes['papers']}>
                <Papers movement={movement} />
                <Why movement={movement} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ movements }: MovementListProps) {
  return (
    <ul className={rows['list']} aria-label="Movements">
      {movements.map((movement) => (
        <li key={movement.id} className={classes['row']}>
          <div>
            <Product movement={movement} />
          </div>
          <strong>
            <Signed quantity={movement.quantity} />
          </strong>
          <div className={rows['small']}>
            <What movement={movement} />, {movement.storeName}
          </div>
          <div className={rows['small']}>{money(movement.valueMinor, movement.currency)}</div>
          <div className={`${rows['small'] ?? ''} ${classes['whole'] ?? ''}`}>
            <When movement={movement} />
            <Papers movement={movement} />
            <Why movement={movement} />
          </div>
        </li>
      ))}
    </ul>
  );
}

const Product = ({ movement: { productId, productName, storeId } }: { movement: StoreMovement }) => (
  <Link className="link" to={paths.product} params={{ productId }} search={{ store: storeId }}>
    {productName}
  </Link>
);

/** The receipt of a sale, the note of a delivery: what one would look for on paper. */
function Papers({ movement: { saleId, supplierId, supplierName, deliveryNote } }: { movement: StoreMovement }) {
  return (
    <>
      {saleId ? (
        <div>
          Sale <span className="code">{saleId}</span>
        </div>
      ) : null}
      {deliveryNote ? (
        <div>
          Delivery note <span className="code">{deliveryNote}</span>
        </div>
      ) : null}
      {supplierId ? (
        <div className={rows['small']}>
          from{' '}
          <Link className="link" to={paths.supplier} params={{ supplierId }}>
            {supplierName}
          </Link>
        </div>
      ) : null}
    </>
  );
}
