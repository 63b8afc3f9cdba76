import { orderStatuses } from '#domain/orders/order.ts';
import { id, oneOf, search, type Searched } from '#web/lib/search.ts';

/** Which orders are shown. */
export const OrdersSearch = search({
  store: id,
  supplier: id,
  status: oneOf([...orderStatuses, 'all']),
  late: oneOf(['yes']),
});
export type OrdersSearch = Searched<typeof OrdersSearch>;

/** For whom a new order is begun. */
export const NewOrderSearch = search({ store: id, supplier: id });
export type NewOrderSearch = Searched<typeof NewOrderSearch>;
