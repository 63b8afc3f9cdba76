import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ImportDetail } from '#domain/imports/import.ts';
import { count, day, inUnits, money, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import table from '#web/ui/table.module.css';
import classes from './result.module.css';

const unitsOf: Partial<Record<ImportDetail['kind'], string>> = { stock: 'Counted', deliveries: 'Received' };

/** What the file told of each store and day, to be held against the sender's own totals. */
export function ControlTotals({ item }: { item: ImportDetail }) {
  if (item.days.length === 0) return null;
  const hasAmounts = item.kind !== 'stock';
  return (
    <section className={classes['rejects']} aria-label="Control totals">
      <div className={classes['rejectsHead']}>
        <h3>Control totals</h3>
      </div>
      <section className={classes['scroll']} tabIndex={0} aria-label="Control totals, table">
        <table className={`${table['table'] ?? ''} ${table['held'] ?? ''} ${classes['table'] ?? ''}`}>
          <thead>
            <tr>
              <th scope="col">Store</th>
              <th scope="col">Business day</th>
              <th scope="col" className={table['right']}>
                Rows
              </th>
              <th scope="col" className={table['right']}>
                {unitsOf[item.kind] ?? 'Units'}
              </th>
              {hasAmounts ? (
                <th scope="col" className={table['right']}>
                  {item.kind === 'deliveries' ? 'Cost' : 'Net sales'}
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody>
            {item.days.map((one) => (
              <tr key={`${one.storeId} ${one.businessDate}`}>
                <td>{one.storeName}</td>
                <td>{day(one.businessDate)}</td>
                <td className={table['right']}>{count(one.rows)}</td>
                <td className={table['right']}>{quantity(one.units)}</td>
                {hasAmounts ? <td className={table['right']}>{money(one.amountMinor, one.currency)}</td> : null}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <BeyondOrder items={item.beyondOrder} />
    </section>
  );
}

/** What came beyond an order and what it tolerates: it is in stock, and somebody has to send it back or pay for it. */
function BeyondOrder({ items }: { items: ImportDetail['beyondOrder'] }) {
  if (items.length === 0) return null;
  return (
    <Text size="sm" component="div">
      <p>More came than was ordered. It is in stock like the rest; the order does not count it as received:</p>
      <ul aria-label="Beyond what was ordered">
        {items.map(({ orderId, orderNumber, productId, sku, name, units }) => (
          <li key={`${orderId} ${productId}`}>
            {inUnits(units)} of {name} <span className="quiet code">{sku}</span> beyond{' '}
            <Link className="link" to={paths.order} params={{ orderId }}>
              {orderNumber}
            </Link>
          </li>
        ))}
      </ul>
    </Text>
  );
}
