import type { OrderDetail } from '#domain/orders/order.ts';
import { Panel } from '#web/ui/panel.tsx';
import { PersonName } from '#web/ui/person-name.tsx';
import { StoreTime } from '#web/ui/store-time.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './orders.module.css';
import { happenedWords } from './order-words.ts';

/** What happened to an order, by whom and when. */
export const OrderHistory = ({ order }: { order: OrderDetail }) => (
  <Panel title="What happened" style={{ marginTop: 16 }}>
    <ul className={rows['list']}>
      {order.history.map(({ at, what, by, byName, detail }) => (
        <li key={`${at} ${what}`} className={`${rows['line'] ?? ''} ${classes['happened'] ?? ''}`}>
          <span>
            {happenedWords[what]}
            {by === null ? null : (
              <>
                {' '}
                by <PersonName id={by} name={byName} />
              </>
            )}
            {detail === null ? null : <span className="quiet"> – {detail}</span>}
          </span>
          <span className={rows['small']}>
            <StoreTime at={at} storeId={order.storeId} />
          </span>
        </li>
      ))}
    </ul>
  </Panel>
);
