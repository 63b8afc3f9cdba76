import { OrderPage } from '#domain/orders/order.ts';
import { usePages } from '#web/lib/pages.ts';
import type { OrdersSearch } from './orders-search.ts';

/** Orders, the newest first: those still open, unless the filter says otherwise. */
export const useOrders = ({ store, supplier, status, late }: OrdersSearch) =>
  usePages(['orders'], '/orders', OrderPage, {
    store,
    supplierId: supplier,
    status: status === 'all' ? undefined : (status ?? 'open'),
    late: late === 'yes' ? 'true' : undefined,
  });
