import { Button } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { orderSteps } from '#domain/orders/order.ts';
import { may } from '#domain/users/rights.ts';
import { useOrder } from '#web/features/orders/get-order.ts';
import { ReceiveForm } from '#web/features/orders/receive-form.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { MissingOrder } from './order.tsx';

const route = getRouteApi('/inside/orders/$orderId/receive');

/** Takes in a delivery, box in hand: on a phone as well as at a desk. */
export function ReceivePage() {
  const { orderId } = route.useParams();
  const navigate = useNavigate();
  const { data: order, error, refetch } = useOrder(orderId);
  const me = useMe().data;
  const back = () => void navigate({ to: paths.order, params: { orderId } });
  if (!order || !me) return <MissingOrder error={error} onRetry={() => void refetch()} />;
  const isAwaited = orderSteps[order.status].includes('receive');
  const canReceive = isAwaited && may(me, 'order.receive', order.storeId);
  return (
    <Page
      title={`Receive ${order.number}`}
      note={
        <Link className="link" to={paths.order} params={{ orderId }}>
          {order.supplierName}
        </Link>
      }
    >
      {canReceive ? (
        <ReceiveForm order={order} onDone={back} onCancel={back} />
      ) : (
        <Notice
          title={isAwaited ? 'You may not receive orders of this store' : 'Nothing is awaited of this order'}
          minHeight="40vh"
          action={
            <Button variant="default" onClick={back}>
              Back to the order
            </Button>
          }
        />
      )}
    </Page>
  );
}
