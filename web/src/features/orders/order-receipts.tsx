import type { OrderDetail } from '#domain/orders/order.ts';
import type { Receipt } from '#domain/orders/receipt.ts';
import { money, quantity, unitPrice } from '#web/lib/format.ts';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './orders.module.css';

/** What came, delivery by delivery. */
export function OrderReceipts({ order }: { order: OrderDetail }) {
  if (order.receipts.length === 0) return null;
  return (
    <Panel title="Deliveries" style={{ marginTop: 16 }}>
      <ul className={rows['list']}>
        {order.receipts.map((receipt) => (
          <li key={receipt.receiptId} className={classes['receipt']}>
            <div className={rows['line']}>
              <strong>{receipt.deliveryNote ?? 'Without a delivery note'}</strong>
              <span className={rows['small']}>
                <StoreTime at={receipt.receivedAt} storeId={order.storeId} />
                {receipt.receivedBy === null ? null : (
                  <>
                    , <PersonName id={receipt.receivedBy} name={receipt.receivedByName} />
                  </>
                )}
              </span>
            </div>
            <ul className={classes['came']}>
              {receipt.lines.map((line) => (
                <li key={line.productId}>
                  {line.name}: {cameWords(line)}
                  {line.differenceMinor === 0 || line.unitCost === null ? null : (
                    <>
                      , charged {unitPrice(line.unitCost, order.currency, 4)} each (
                      {money(Math.abs(line.differenceMinor), order.currency)}{' '}
                      {line.differenceMinor > 0 ? 'more' : 'less'} than ordered)
                    </>
                  )}
                  {line.reason === null ? null : <span className="quiet"> – {line.reason}</span>}
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** `10 accepted, 1 damaged`. */
function cameWords({ accepted, damaged, wrong, excess }: Receipt['lines'][number]): string {
  const parts = Object.entries({ accepted, damaged, wrong, 'beyond the order': excess });
  return parts
    .filter(([, amount]) => Number(amount) > 0)
    .map(([word, amount]) => `${quantity(amount)} ${word}`)
    .join(', ');
}
