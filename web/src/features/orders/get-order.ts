import { useQuery } from '@tanstack/react-query';
import { OrderDetail } from '#domain/orders/order.ts';
import { get } from '#web/lib/api.ts';

export const orderPath = (orderId: string) => `/orders/${encodeURIComponent(orderId)}`;

export const fetchOrder = (orderId: string, signal?: AbortSignal) =>
  get(orderPath(orderId), OrderDetail, signal ? { signal } : {});

export const useOrder = (orderId: string) =>
  useQuery({ queryKey: ['order', orderId], queryFn: ({ signal }) => fetchOrder(orderId, signal) });
