import { getRouteApi } from '@tanstack/react-router';
import { DashboardWaiting } from '#web/features/dashboard/dashboard-waiting.tsx';
import { FirstSteps } from '#web/features/dashboard/first-steps.tsx';
import { useSalesDashboard, useStockDashboard } from '#web/features/dashboard/get-dashboards.ts';
import { InTurn, Later } from '#web/features/dashboard/in-turn.tsx';
import { SalesPanels } from '#web/features/dashboard/sales-panels.tsx';
import type { Shown } from '#web/features/dashboard/shown.ts';
import { StockPanels } from '#web/features/dashboard/stock-panels.tsx';
import { useFirstSteps } from '#web/features/dashboard/use-first-steps.ts';
import { RecentImports } from '#web/features/imports/recent-imports.tsx';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMayEverywhere, useMayImport } from '#web/features/users/get-me.ts';
import { useStoreList } from '#web/lib/stores.ts';
import { timeOfDay } from '#web/lib/format.ts';
import type { DashboardSearch } from '#web/paths.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { CompareControl, CurrencyControl, PeriodControl } from '#web/ui/period-control.tsx';
import { againstWords, periodWords, storeWords } from '#web/ui/paper-words.ts';
import { daysOf, usualComparison } from '#web/ui/period.ts';
import { currenciesOf, inScope, useToday } from '#web/ui/use-today.ts';
import classes from './dashboard.module.css';

const route = getRouteApi('/inside/');

export function DashboardPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Partial<DashboardSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), resetScroll: false });
  const list = useStoreList();
  const stores = list.data ?? [];
  const mayImport = useMayImport();
  const currencies = currenciesOf(stores.filter(({ isArchived }) => !isArchived));
  const today = useToday(search);
  const days = daysOf(search, today);
  const { store, currency, compare = usualComparison } = search;
  // Nothing is asked of a chain without stores; nor before they are known, as their clocks say which day it is.
  const isAsked = stores.length > 0;
  const sales = useSalesDashboard({ ...days, compare, store, currency }, isAsked);
  const stock = useStockDashboard({ store, currency }, isAsked);
  // Of one store or currency alone one cannot tell whether the chain is new.
  const isWhole = store === undefined && currency === undefined;
  const moved = hasMoved(list.data?.length, stock.data?.levels.tracked, sales.data);
  const steps = useFirstSteps(stores.length, isWhole || list.data?.length === 0 ? moved : undefined);
  const may = {
    openStores: useMayEverywhere('store.edit'),
    editCatalogue: useMayEverywhere('catalogue.edit'),
    importFiles: mayImport,
  };
  const guide = steps && (may.importFiles || may.editCatalogue) ? <FirstSteps done={steps} may={may} /> : null;
  const recent = sales.data?.recentImports ?? [];
  if (list.data?.length === 0 || guide)
    return (
      <Page title="Dashboard">
        {guide ? (
          <div className={classes['stack']}>
            {guide}
            {recent.length > 0 ? <RecentImports imports={recent} mayImport={mayImport} /> : null}
          </div>
        ) : steps === null && may.importFiles ? null : (
          <Notice title="There is no store yet" minHeight="50vh">
            The dashboard shows what the stores sell and have, once an admin has created one.
          </Notice>
        )}
      </Page>
    );

  const shownStores = inScope(stores, store, currency);
  const timeZone = shownStores[0]?.timeZone;
  const shown: Shown = {
    search,
    days: sales.data?.period ?? days,
    before: sales.data?.before ?? null,
    today,
    isAhead: sales.data?.completeness.isAhead === true,
    isOnlyToday: sales.data?.completeness.isAhead !== true && (sales.data?.period ?? days).from >= today,
    dataFrom: sales.data?.completeness.beforeData?.dataFrom,
    currency: sales.data?.scope.currency ?? currency ?? 'GBP',
    only: (sales.data?.scope.currencies.length ?? 0) > 1 ? sales.data?.scope.currency : undefined,
    storeName: stores.find(({ id }) => id === store)?.name,
  };
  const imports = <RecentImports imports={recent} mayImport={mayImport} />;
  const isReading = recent.some(({ status }) => status === 'received' || status === 'running');
  const failed = (what: string, { error, refetch }: typeof sales | typeof stock) => (
    <Failed what={what} error={error} onRetry={() => void refetch()} minHeight="40vh" />
  );
  return (
    <Page
      title="Dashboard"
      note={
        sales.data ? (
          <>
            as of {timeOfDay(sales.data.asOf, { timeZone })}
            {sales.isRefetchError ? ', cannot refresh just now' : isReading ? <StillReading /> : ''}
          </>
        ) : (
          ' '
        )
      }
      paper={[
        periodWords(shown.days),
        againstWords(compare, shown.before),
        storeWords(shown.storeName, shown.currency),
      ]}
      actions={
        // All at once: one that came later would move the others.
        list.data || list.error ? (
          <>
            <PeriodControl search={search} today={today} onChange={change} />
            <CompareControl value={search.compare} onChange={change} />
            <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
            {store === undefined ? (
              <CurrencyControl
                currencies={currencies}
                value={currency ?? currencies[0] ?? ''}
                onChange={(chosen) => change({ currency: chosen })}
              />
            ) : null}
          </>
        ) : null
      }
    >
      {list.error && !list.data ? (
        <Failed what="The dashboard" error={list.error} onRetry={() => void list.refetch()} minHeight="50vh" />
      ) : !sales.data && sales.error ? (
        failed('The dashboard', sales)
      ) : !list.data ? null : !sales.data || (!stock.data && !stock.error) ? (
        <DashboardWaiting />
      ) : (
        <div className={classes['stack']} aria-busy={sales.isPlaceholderData}>
          <InTurn last={7}>
            <SalesPanels dashboard={sales.data} levels={stock.data?.levels} shown={shown} timeZone={timeZone} />
            {stock.data ? (
              <StockPanels dashboard={stock.data} sales={sales.data} shown={shown} beside={imports} />
            ) : (
              <Later turn={4}>
                {failed('The stock figures', stock)}
                {imports}
              </Later>
            )}
          </InTurn>
        </div>
      )}
    </Page>
  );
}

/** Whether the chain has ever had stock or sold anything; undefined while that is not known. */
function hasMoved(
  stores: number | undefined,
  tracked: number | undefined,
  sales: { days: { netMinor: number }[]; today: { netMinor: number } } | undefined,
): boolean | undefined {
  if (stores === 0) return false;
  if (tracked === undefined || sales === undefined) return undefined;
  return tracked > 0 || sales.today.netMinor !== 0 || sales.days.some(({ netMinor }) => netMinor !== 0);
}

/** Beside the time, on its line: shorter where the window is, so that nothing below moves when it comes and goes. */
function StillReading() {
  return (
    <>
      <span className={classes['roomy']}>, still reading files</span>
      <span className={classes['tight']}>, still reading</span>
    </>
  );
}
