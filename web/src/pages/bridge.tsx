import { Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { BridgeChart } from '#web/features/bridge/bridge-chart.tsx';
import { useBridge } from '#web/features/bridge/get-bridge.ts';
import { useProduct } from '#web/features/products/get-product.ts';
import { ProductFilter } from '#web/features/products/product-filter.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useStores } from '#web/lib/stores.ts';
import type { BridgeSearch } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { Panel } from '#web/ui/panel.tsx';
import { storeWords } from '#web/ui/paper-words.ts';
import { daysOf } from '#web/ui/period.ts';
import { CurrencyControl, PeriodControl } from '#web/ui/period-control.tsx';
import { clockOf, hasNoTime, instantsOf, scopeOf } from '#web/ui/span.ts';
import { SpanControl } from '#web/ui/span-control.tsx';
import { currenciesOf, inScope, useToday } from '#web/ui/use-today.ts';

const route = getRouteApi('/inside/bridge');

/** What stock is made of between two instants. */
export function BridgePage() {
  const search = route.useSearch();
  const { store, product, currency, measure } = search;
  const navigate = route.useNavigate();
  const stores = useStores();
  const today = useToday({ store, currency });
  const clock = clockOf(inScope(stores, store, currency));
  const instants = instantsOf(search, today, clock);
  const { data, error, refetch } = useBridge({ ...instants, store, product, currency });
  const change = (next: Partial<BridgeSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const currencies = currenciesOf(stores.filter(({ isArchived }) => !isArchived));
  const storeName = stores.find(({ id }) => id === store)?.name;
  const productName = useProduct(product).data?.name;
  const days = daysOf(search, today);
  return (
    <Page
      title="Stock bridge"
      paper={[storeWords(storeName, data?.currency), productName]}
      actions={
        <>
          <ProductFilter value={product} onChange={(chosen) => change({ product: chosen })} />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {store === undefined && data ? (
            <CurrencyControl
              currencies={currencies}
              value={data.currency}
              onChange={(chosen) => change({ currency: chosen })}
            />
          ) : null}
          <PeriodControl
            search={search}
            today={today}
            onChange={(next) => change({ ...next, fromTime: undefined, toTime: undefined })}
          />
        </>
      }
    >
      <SpanControl search={search} today={today} clock={clock} onChange={change} />
      {hasNoTime(instants) ? (
        <Panel title="Stock bridge">
          <Notice title="No time to show" minHeight={380}>
            Choose a later time to end at, or an earlier one to begin at.
          </Notice>
        </Panel>
      ) : data ? (
        <BridgeChart
          bridge={data}
          measure={measure ?? 'value'}
          onMeasure={(chosen) => change({ measure: chosen === 'units' ? 'units' : undefined })}
          exportName={['stock-bridge', days.from, days.to, storeName]}
          scope={{ ...scopeOf(search), currency: store ? undefined : data.currency }}
        />
      ) : (
        <Panel title="Stock bridge">
          {error ? (
            <Failed what="The stock bridge" error={error} onRetry={() => void refetch()} minHeight={380} />
          ) : (
            <Skeleton h={380} />
          )}
        </Panel>
      )}
    </Page>
  );
}
