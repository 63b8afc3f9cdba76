import { useQuery } from '@tanstack/react-query';
import { OrderDetail } from '#domain/orders/order.ts';
import { get } from '#web/lib/api.ts';
import { liveInterval } from '#web/lib/queries.ts';

export const orderPath = (orderId: string) => `/orders/${encodeURIComponent(orderId)}`;

export const fetchOrder = (orderId: string, signal?: AbortSignal) =>
  get(orderPath(orderId), OrderDetail, signal ? { signal } : {});

export const useOrder = (orderId: string) =>
  useQuery({
    queryKey: ['order', orderId],
    queryFn: ({ signal }) => fetchOrder(orderId, signal),
    // A mail on its way is gone in a moment, and nothing that is told of says so.
    refetchInterval: ({ state: { data } }) =>
      data && [data.mail, data.cancelMail].some((mail) => mail.state === 'waiting') ? liveInterval : false,
  });
