import { Link } from '@tanstack/react-router';
import type { Order } from '#domain/orders/order.ts';
import { day, money, plural, quantity } from '#web/lib/format.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Tag } from '#web/ui/tag.tsx';
import { useNarrow } from '#web/ui/use-narrow.ts';
import listing from '#web/ui/listing.module.css';
import rows from '#web/ui/rows.module.css';
import table from '#web/ui/table.module.css';
import { lateWords, statusTones, statusWords } from './order-words.ts';

/** Orders, one a line: to whom, for where, how far it is, and what it costs. */
export function OrderList({ orders }: { orders: Order[] }) {
  const narrow = useNarrow();
  const stores = useStores();
  const storeOf = ({ storeId }: Order) => stores.find(({ id }) => id === storeId)?.name ?? '';
  if (narrow) return <Cards orders={orders} storeOf={storeOf} />;
  return (
    <table className={`${table['table'] ?? ''} ${listing['table'] ?? ''}`} aria-label="Orders">
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col">Supplier</th>
          <th scope="col">Store</th>
          <th scope="col">Status</th>
          <th scope="col">Due</th>
          <th scope="col" className={table['right']}>
            Received
          </th>
          <th scope="col" className={table['right']}>
            Cost
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.orderId}>
            <td>
              <Name order={order} />
            </td>
            <td>{order.supplierName}</td>
            <td>{storeOf(order)}</td>
            <td>
              <OrderState order={order} />
            </td>
            <td>{order.expectedOn === null ? <span className="quiet">–</span> : day(order.expectedOn)}</td>
            <td className={table['right']}>
              <Received order={order} />
            </td>
            <td className={table['right']}>{money(order.costMinor, order.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

type CardsProps = { orders: Order[]; storeOf: (order: Order) => string };

function Cards({ orders, storeOf }: CardsProps) {
  return (
    <ul className={rows['list']} aria-label="Orders">
      {orders.map((order) => (
        <li key={order.orderId} className={listing['row']}>
          <Name order={order} />
          <span>{money(order.costMinor, order.currency)}</span>
          <span>{order.supplierName}</span>
          <OrderState order={order} />
          <span className={listing['sub']}>{storeOf(order)}</span>
          <span className={listing['sub']}>{order.expectedOn === null ? null : `due ${day(order.expectedOn)}`}</span>
        </li>
      ))}
    </ul>
  );
}

const Name = ({ order }: { order: Order }) => (
  <div>
    <Link className={`link ${listing['name'] ?? ''}`} to={paths.order} params={{ orderId: order.orderId }}>
      {order.number}
    </Link>
    <div className={listing['sub']}>
      {plural(order.lineCount, 'product', 'products')}
      {order.isSuggested ? ', from a suggestion' : null}
    </div>
  </div>
);

/** How far an order is, and whether it should be here by now. */
export const OrderState = ({ order }: { order: Pick<Order, 'status' | 'daysLate'> }) => (
  <span className={listing['deeds']}>
    <Tag tone={statusTones[order.status]}>{statusWords[order.status]}</Tag>
    {order.daysLate > 0 ? <Tag tone="bad">{lateWords(order.daysLate)}</Tag> : null}
  </span>
);

const Received = ({ order }: { order: Order }) =>
  order.sentAt === null ? (
    <span className="quiet">{quantity(order.orderedUnits)} ordered</span>
  ) : (
    <>
      {quantity(order.receivedUnits)} of {quantity(order.orderedUnits)}
    </>
  );
