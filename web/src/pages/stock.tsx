import { Button } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { ChartFilters, chartFilters } from '#web/features/stock/chart-filters.tsx';
import { StockFilters } from '#web/features/stock/stock-filters.tsx';
import { StockList } from '#web/features/stock/stock-list.tsx';
import { readStockSheet } from '#web/features/stock/stock-sheet.ts';
import { useStores } from '#web/lib/stores.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMayImport } from '#web/features/users/get-me.ts';
import { paths, type StockSearch } from '#web/paths.ts';
import { ExportMenu } from '#web/ui/export-menu.tsx';
import { Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { searchWords, storeWords } from '#web/ui/paper-words.ts';
import classes from './links.module.css';

const route = getRouteApi('/inside/stock');

export function StockPage() {
  const filter = route.useSearch();
  const { store, state } = filter;
  const navigate = route.useNavigate();
  const stores = useStores();
  const storeName = stores.find(({ id }) => id === store)?.name;
  const mayImport = useMayImport();
  const change = (next: Partial<StockSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), replace: true, resetScroll: true });
  return (
    <Page
      title="Stock"
      paper={[
        storeWords(storeName, undefined),
        state && `only ${stateWords[state]}`,
        ...chartFilters(filter).map(({ words }) => words),
        searchWords(filter.search),
      ]}
      note={
        <span className={classes['links']} data-print="never">
          <Link className="link" to={paths.bridge} search={{ store }}>
            Stock bridge
          </Link>
          <Link className="link" to={paths.transfers} search={{ store }}>
            Transfers
          </Link>
          <Link className="link" to={paths.reservations} search={{ store }}>
            Reservations
          </Link>
          <Link className="link" to={paths.countSheets} search={{ store }}>
            Counts
          </Link>
        </span>
      }
      actions={
        <>
          <StockFilters filter={filter} onChange={change} />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          <ExportMenu
            name={['stock', todayOf(), storeName, ...narrowedTo(filter)]}
            read={(run) => readStockSheet(filter, run)}
          />
        </>
      }
    >
      <ChartFilters filter={filter} onChange={change} />
      <StockList
        filter={filter}
        empty={
          Object.values(filter).some(Boolean) ? (
            <Nothing state={state} onClear={() => void navigate({ search: {}, replace: true, resetScroll: true })} />
          ) : (
            <Notice
              title="No stock yet"
              minHeight="50vh"
              action={
                mayImport ? (
                  <Link className="link" to={paths.imports}>
                    Import products and stock
                  </Link>
                ) : null
              }
            >
              Stock shows here once a stock count, a delivery or sales have been imported.
            </Notice>
          )
        }
      />
    </Page>
  );
}

const todayOf = () => new Date().toISOString().slice(0, 10);

/** The filters apart from the store, for the name of a saved file. */
const narrowedTo = ({ store: _store, ...rest }: StockSearch): string[] =>
  Object.entries(rest).flatMap(([name, value]) => (value ? [value === 'yes' ? name : `${name} ${value}`] : []));

const stateWords = { low: 'low', out: 'out of stock', negative: 'below zero' } as const;
const goodNews = { low: 'Nothing is low', out: 'Nothing is out of stock', negative: 'Nothing is below zero' } as const;

function Nothing({ state, onClear }: { state: StockSearch['state']; onClear: () => void }) {
  const clear = (
    <Button variant="default" onClick={onClear}>
      Clear the filters
    </Button>
  );
  return (
    <Notice title={state ? goodNews[state] : 'Nothing matches'} minHeight="50vh" action={clear}>
      No product of the chosen store, state, search and other filters. Search finds part of a name or SKU, or a whole
      barcode.
    </Notice>
  );
}
