import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useOrders } from '#web/features/orders/list-orders.ts';
import { OrderList } from '#web/features/orders/order-list.tsx';
import { statusWords } from '#web/features/orders/order-words.ts';
import { OrdersSearch } from '#web/features/orders/orders-search.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useSupplierChoice } from '#web/features/suppliers/list-suppliers.ts';
import { SupplierFilter } from '#web/features/suppliers/supplier-filter.tsx';
import { useMay, useMe } from '#web/features/users/get-me.ts';
import { useStoreList, useStores } from '#web/lib/stores.ts';
import { paths } from '#web/paths.ts';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { storeWords } from '#web/ui/paper-words.ts';

const route = getRouteApi('/inside/orders');

const shown = [
  { value: '', label: 'Open' },
  { value: 'late', label: 'Late' },
  ...Object.entries(statusWords).map(([value, label]) => ({ value, label })),
  { value: 'all', label: 'All' },
];

/** Purchase orders: those still open, unless somebody asks for others. */
export function OrdersPage() {
  const filter = OrdersSearch.parse(route.useSearch());
  const { store, supplier, status, late } = filter;
  const navigate = route.useNavigate();
  const stores = useStores();
  const isNamed = !useStoreList().isPending;
  const suppliers = useSupplierChoice();
  const orders = useOrders(filter);
  const mayOrder = useMay('order.edit');
  const isKnown = useMe().data !== undefined;
  const change = (next: Partial<OrdersSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true });
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <Page
      title="Orders"
      paper={[
        storeWords(stores.find(({ id }) => id === store)?.name, undefined),
        suppliers.find(({ id }) => id === supplier)?.name,
        late ? 'only late' : `only ${status ?? 'open'}`,
      ]}
      note={
        <Link className="link" data-print="never" to={paths.suggestions} search={{ store }}>
          Suggestions
        </Link>
      }
      actions={
        <>
          <NativeSelect
            aria-label="Which orders"
            w={150}
            data={shown}
            value={late ? 'late' : (status ?? '')}
            onChange={(event) => {
              const { status: chosen } = OrdersSearch.parse({ status: event.currentTarget.value });
              change({ status: chosen, late: event.currentTarget.value === 'late' ? 'yes' : undefined });
            }}
          />
          <SupplierFilter suppliers={suppliers} value={supplier} onChange={(chosen) => change({ supplier: chosen })} />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {mayOrder || !isKnown ? (
            <Button renderRoot={(props) => <Link {...props} to={paths.newOrder} search={{ store, supplier }} />}>
              New order
            </Button>
          ) : null}
        </>
      }
    >
      <Listing
        what="The orders"
        pages={orders}
        isReady={isNamed}
        empty={
          isFiltered ? (
            <Notice
              title={late ? 'Nothing is late' : 'No order matches'}
              minHeight="50vh"
              action={
                <Button variant="default" onClick={() => void navigate({ search: {}, replace: true })}>
                  Show all that are open
                </Button>
              }
            />
          ) : (
            <Notice title="No open order" minHeight="50vh">
              Accepted suggestions become orders, or draft one by hand.
            </Notice>
          )
        }
      >
        {(items) => <OrderList orders={items} />}
      </Listing>
    </Page>
  );
}
