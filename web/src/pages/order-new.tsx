import { NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { NewOrder } from '#domain/orders/order.ts';
import { may } from '#domain/users/rights.ts';
import { useCreateOrder } from '#web/features/orders/change-order.ts';
import { blankOrder, orderBody } from '#web/features/orders/order-draft.ts';
import { OrderForm } from '#web/features/orders/order-form.tsx';
import { NewOrderSearch } from '#web/features/orders/orders-search.ts';
import { useSupplierChoice } from '#web/features/suppliers/list-suppliers.ts';
import { useMe } from '#web/features/users/get-me.ts';
import { useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { notify } from '#web/ui/notify.tsx';
import { Page } from '#web/ui/page.tsx';
import form from '#web/ui/form.module.css';
import { AllOrders } from './order.tsx';
import { AddLine } from './order-add-line.tsx';

const route = getRouteApi('/inside/orders/new');
const unchosen = { value: '', label: 'Choose…' };

/** Drafts an order by hand. */
export function NewOrderPage() {
  const { store = '', supplier = '' } = NewOrderSearch.parse(route.useSearch());
  const navigate = useNavigate();
  const me = useMe().data;
  const stores = useStores().filter(({ id, isArchived }) => !isArchived && me && may(me, 'order.edit', id));
  const suppliers = useSupplierChoice();
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const create = useCreateOrder(idempotencyKey);
  const made = useRef<string>(undefined);
  const [storeId, setStoreId] = useState(store);
  const [supplierId, setSupplierId] = useState(supplier);
  const currency = stores.find(({ id }) => id === storeId)?.currency ?? '';
  const leave = () =>
    void (made.current
      ? navigate({ to: paths.order, params: { orderId: made.current } })
      : navigate({ to: paths.orders }));
  return (
    <Page title="New order" note={<AllOrders />}>
      <OrderForm
        start={blankOrder(supplier, store)}
        schema={NewOrder}
        currency={currency}
        action="Draft the order"
        body={(draft) => ({
          supplierId: draft.supplierId,
          storeId: draft.storeId,
          ...orderBody(draft, currency || 'GBP'),
        })}
        send={async (body) => {
          const order = await create.mutateAsync(body);
          made.current = order.orderId;
          notify({ color: 'teal', message: `${order.number} is drafted` });
        }}
        onDone={leave}
        onCancel={leave}
        renderHead={({ draft, set, problem }) => (
          <div className={form['fields']}>
            <NativeSelect
              label="Supplier"
              required
              data={[unchosen, ...suppliers.map(({ id, name }) => ({ value: id, label: name }))]}
              value={draft.supplierId}
              error={problem('supplierId') && 'Choose a supplier'}
              onChange={(event) => {
                set({ supplierId: event.currentTarget.value });
                setSupplierId(event.currentTarget.value);
              }}
            />
            <NativeSelect
              label="For the store"
              required
              data={[unchosen, ...stores.map(({ id, name }) => ({ value: id, label: name }))]}
              value={draft.storeId}
              error={problem('storeId') && 'Choose a store'}
              onChange={(event) => {
                set({ storeId: event.currentTarget.value });
                setStoreId(event.currentTarget.value);
              }}
            />
          </div>
        )}
        renderAdd={(add) => <AddLine supplierId={supplierId} onAdd={add} />}
      />
    </Page>
  );
}
