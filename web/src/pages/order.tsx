import { Button, Skeleton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type OrderDetail, OrderEdit, orderSteps } from '#domain/orders/order.ts';
import { may } from '#domain/users/rights.ts';
import { useEditOrder } from '#web/features/orders/change-order.ts';
import { fetchOrder, useOrder } from '#web/features/orders/get-order.ts';
import { orderBody, orderEdition } from '#web/features/orders/order-draft.ts';
import { OrderFacts } from '#web/features/orders/order-facts.tsx';
import { OrderForm } from '#web/features/orders/order-form.tsx';
import { OrderHistory } from '#web/features/orders/order-history.tsx';
import { OrderLines } from '#web/features/orders/order-lines.tsx';
import { OrderState } from '#web/features/orders/order-list.tsx';
import { OrderReceipts } from '#web/features/orders/order-receipts.tsx';
import { OrderSteps } from '#web/features/orders/order-steps.tsx';
import { useMe } from '#web/features/users/get-me.ts';
import { ApiProblem } from '#web/lib/problem.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { AddLine } from './order-add-line.tsx';

const route = getRouteApi('/inside/orders/$orderId');

/** A purchase order: what was ordered, what came of it, and what can be done with it now. */
export function OrderPage() {
  const { orderId } = route.useParams();
  const { data: order, error, refetch } = useOrder(orderId);
  const me = useMe().data;
  // The name of its store breaks the line otherwise than none: nothing moves.
  const isNamed = !useStoreList().isPending;
  const [isEditing, setIsEditing] = useState(false);
  if (!order || !me || !isNamed) return <MissingOrder error={error} onRetry={() => void refetch()} />;
  const mayEdit = may(me, 'order.edit', order.storeId);
  const mayReceive = may(me, 'order.receive', order.storeId) && orderSteps[order.status].includes('receive');
  const steps = isEditing ? null : (
    <>
      {mayEdit ? <OrderSteps order={order} onEdit={() => setIsEditing(true)} /> : null}
      {mayReceive ? (
        <Button renderRoot={(props) => <Link {...props} to={paths.receive} params={{ orderId }} />}>Receive</Button>
      ) : null}
    </>
  );
  return (
    <Page
      title={order.number}
      note={
        <>
          <OrderState order={order} /> <AllOrders />
        </>
      }
      actions={mayEdit || mayReceive ? steps : null}
    >
      {isEditing ? (
        <EditOrder order={order} onDone={() => setIsEditing(false)} />
      ) : (
        <>
          <OrderFacts order={order} />
          <Panel title="Lines">
            <OrderLines order={order} />
          </Panel>
          <OrderReceipts order={order} />
          <OrderHistory order={order} />
        </>
      )}
    </Page>
  );
}

function EditOrder({ order, onDone }: { order: OrderDetail; onDone: () => void }) {
  const edit = useEditOrder();
  const { orderId, currency, supplierId } = order;
  return (
    <OrderForm
      start={orderEdition(order)}
      schema={OrderEdit}
      currency={currency}
      action="Save"
      body={(draft, version) => ({ orderId, version, ...orderBody(draft, currency) })}
      send={async (body) => {
        await edit.mutateAsync(body);
        notify({ color: 'teal', message: `${order.number} is saved` });
      }}
      reload={async () => orderEdition(await fetchOrder(orderId))}
      onDone={onDone}
      onCancel={onDone}
      renderAdd={(add) => <AddLine supplierId={supplierId} onAdd={add} />}
    />
  );
}

export const AllOrders = () => (
  <Link className="link" to={paths.orders}>
    All orders
  </Link>
);

/** In place of an order: it is on its way, there is none, or it could not be loaded. */
export function MissingOrder({ error, onRetry }: { error: Error | null; onRetry: () => void }) {
  const isMissing = error instanceof ApiProblem && error.isFinal;
  return (
    <Page title={isMissing ? 'No such order' : 'Order'} note={<AllOrders />}>
      {isMissing ? <Notice title="This order does not exist" minHeight="40vh" action={<AllOrders />} /> : null}
      {!isMissing && error ? <Failed what="The order" error={error} onRetry={onRetry} minHeight="40vh" /> : null}
      {error ? null : <Skeleton h={420} />}
    </Page>
  );
}
