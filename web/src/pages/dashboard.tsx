import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Attention } from '#web/features/dashboard/attention.tsx';
import { DashboardWaiting } from '#web/features/dashboard/dashboard-waiting.tsx';
import { FirstSteps } from '#web/features/dashboard/first-steps.tsx';
import { useDashboard } from '#web/features/dashboard/get-dashboard.ts';
import { RevenueChart } from '#web/features/dashboard/revenue-chart.tsx';
import { StoreRevenue } from '#web/features/dashboard/store-revenue.tsx';
import { Today } from '#web/features/dashboard/today.tsx';
import { TopSellers } from '#web/features/dashboard/top-sellers.tsx';
import { useFirstSteps } from '#web/features/dashboard/use-first-steps.ts';
import { RecentImports } from '#web/features/imports/recent-imports.tsx';
import { useStores } from '#web/lib/stores.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { useMayEverywhere, useMayImport } from '#web/features/users/get-me.ts';
import { timeOfDay } from '#web/lib/format.ts';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { preloadChart } from '#web/ui/line-figure.tsx';
import { Page } from '#web/ui/page.tsx';
import classes from './dashboard.module.css';

const route = getRouteApi('/inside/');

export function DashboardPage() {
  const { store, currency } = route.useSearch();
  const navigate = route.useNavigate();
  useEffect(preloadChart, []);
  const stores = useStores();
  const mayImport = useMayImport();
  const { data, error, refetch, isRefetchError } = useDashboard(store);
  const steps = useFirstSteps(store === undefined ? data : undefined);
  const may = {
    openStores: useMayEverywhere('store.edit'),
    editCatalogue: useMayEverywhere('catalogue.edit'),
    importFiles: mayImport,
  };
  const guide = steps && (may.importFiles || may.editCatalogue) ? <FirstSteps done={steps} may={may} /> : null;
  const timeZone = stores.find(({ id }) => id === store)?.timeZone;
  const isReading = data?.recentImports.some(({ status }) => status === 'received' || status === 'running');
  const filter = (
    <StoreFilter
      stores={stores}
      value={store}
      onChange={(chosen) => void navigate({ search: (old) => ({ ...old, store: chosen }), replace: true })}
    />
  );
  if (!data)
    return (
      <Page title="Dashboard" note=" " actions={filter}>
        {error ? (
          <Failed what="The dashboard" error={error} onRetry={() => void refetch()} minHeight="50vh" />
        ) : (
          <DashboardWaiting />
        )}
      </Page>
    );
  if (data.stores.length === 0 || guide)
    return (
      <Page title="Dashboard">
        {guide ? (
          <div className={classes['stack']}>
            {guide}
            {data.recentImports.length > 0 ? (
              <RecentImports imports={data.recentImports} mayImport={mayImport} />
            ) : null}
          </div>
        ) : (
          <Notice title="There is no store yet" minHeight="50vh">
            The dashboard shows what the stores sell and have, once an admin has created one.
          </Notice>
        )}
      </Page>
    );
  return (
    <Page
      title="Dashboard"
      note={
        <>
          as of {timeOfDay(data.asOf, { timeZone })}
          {isRefetchError ? ', cannot refresh just now' : isReading ? <StillReading /> : ''}
        </>
      }
      actions={filter}
    >
      <div className={classes['stack']}>
        <Today dashboard={data} timeZone={timeZone} />
        <Attention levels={data.levels} store={store} />
        <div className={classes['two']}>
          <RevenueChart
            dashboard={data}
            currency={currency}
            onCurrency={(chosen) => void navigate({ search: (old) => ({ ...old, currency: chosen }), replace: true })}
          />
          <StoreRevenue stores={data.stores} />
        </div>
        <div className={classes['halves']}>
          <TopSellers sellers={data.topSellers} store={store} />
          <RecentImports imports={data.recentImports} mayImport={mayImport} />
        </div>
      </div>
    </Page>
  );
}

/** Beside the time, on its line: shorter where the window is, so that nothing below moves when it comes and goes. */
function StillReading() {
  return (
    <>
      <span className={classes['roomy']}>. Files are still being read: figures will change</span>
      <span className={classes['tight']}>, still reading</span>
    </>
  );
}
