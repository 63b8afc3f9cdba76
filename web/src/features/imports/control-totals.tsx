import type { ImportDetail } from '#domain/imports/import.ts';
import { count, day, money, quantity } from '#web/lib/format.ts';
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
    </section>
  );
}
