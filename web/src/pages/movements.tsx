import { Button, NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { BridgeKind } from '#domain/analytics/bridge.ts';
import { kindWords } from '#web/features/movements/kinds.ts';
import { readMovements, useMovementTotals, useStoreMovements } from '#web/features/movements/list-all-movements.ts';
import { MovementFilters } from '#web/features/movements/movement-filters.tsx';
import { MovementList } from '#web/features/movements/movement-list.tsx';
import { Totals } from '#web/features/movements/totals.tsx';
import { useProduct } from '#web/features/products/get-product.ts';
import { ProductFilter } from '#web/features/products/product-filter.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useStoreList, useStores } from '#web/lib/stores.ts';
import { type MovementsSearch, paths } from '#web/paths.ts';
import { ExportMenu } from '#web/ui/export-menu.tsx';
import { Listing } from '#web/ui/listing.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { searchWords, storeWords } from '#web/ui/paper-words.ts';
import { daysOf } from '#web/ui/period.ts';
import { PeriodControl } from '#web/ui/period-control.tsx';
import { SearchBox } from '#web/ui/search-box.tsx';
import { clockOf, instantsOf, scopeOf } from '#web/ui/span.ts';
import { SpanControl } from '#web/ui/span-control.tsx';
import { inScope, useToday } from '#web/ui/use-today.ts';

const route = getRouteApi('/inside/movements');

const kinds = [
  { value: '', label: 'Every kind' },
  ...BridgeKind.options.map((kind) => ({ value: kind as string, label: kindWords[kind] })),
];

/** Every movement of stock between two instants: what is behind the bars of the stock bridge. */
export function MovementsPage() {
  const asked = route.useSearch();
  const { store, product, currency, kind, search, different } = asked;
  const navigate = route.useNavigate();
  const stores = useStores();
  const isNamed = !useStoreList().isPending;
  const today = useToday({ store, currency });
  const clock = clockOf(inScope(stores, store, currency));
  const filter = { ...instantsOf(asked, today, clock), kind, store, product, currency, search, different };
  const movements = useStoreMovements(filter);
  const { data: summed } = useMovementTotals(filter);
  const change = (next: Partial<MovementsSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: false });
  const days = daysOf(asked, today);
  const storeName = stores.find(({ id }) => id === store)?.name;
  const productName = useProduct(product).data?.name;
  const clear = () =>
    change({
      kind: undefined,
      search: undefined,
      store: undefined,
      product: undefined,
      currency: undefined,
      different: undefined,
    });
  return (
    <Page
      title="Movements"
      paper={[
        storeWords(storeName, currency),
        kind && `only ${kindWords[kind].toLowerCase()}`,
        productName,
        searchWords(search),
        different && 'only differences',
      ]}
      note={
        <Link className="link" data-print="never" to={paths.bridge} search={scopeOf(asked)}>
          Stock bridge
        </Link>
      }
      actions={
        <>
          <SearchBox
            label="Search movements"
            placeholder="Name, SKU or barcode"
            value={search}
            onChange={(text) => change({ search: text })}
          />
          <NativeSelect
            aria-label="Kind"
            w={170}
            data={kinds}
            value={kind ?? ''}
            onChange={(event) => change({ kind: BridgeKind.safeParse(event.currentTarget.value).data })}
          />
          {product === undefined ? null : (
            <ProductFilter value={product} onChange={(chosen) => change({ product: chosen })} />
          )}
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          <PeriodControl
            search={asked}
            today={today}
            onChange={(next) => change({ ...next, fromTime: undefined, toTime: undefined })}
          />
          <ExportMenu
            name={['movements', kind, days.from, days.to, storeName, search]}
            read={(run) => readMovements(filter, stores, run)}
          />
        </>
      }
    >
      <SpanControl search={asked} today={today} clock={clock} onChange={change} />
      <MovementFilters
        currency={store === undefined ? currency : undefined}
        isDifferent={different === 'yes'}
        onChange={change}
      />
      <Totals totals={summed?.totals} what={kind === undefined ? 'All changes' : kindWords[kind]} />
      <Listing
        what="The movements"
        pages={movements}
        isReady={isNamed}
        empty={
          <Notice
            title="No movements"
            minHeight={280}
            action={
              <Button variant="default" onClick={clear}>
                Clear the filters
              </Button>
            }
          >
            Nothing of this kind happened in the chosen stores and days.
          </Notice>
        }
      >
        {(items) => <MovementList movements={items} />}
      </Listing>
    </Page>
  );
}
