import { Button, Skeleton } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { FigureName, FigureRow } from '#domain/analytics/figure.ts';
import type { FiguresPage as FiguresResult } from '#domain/analytics/figures.ts';
import { breakdowns, columnsOf, shows, usual } from '#web/features/figures/figure-groups.ts';
import { FiguresFilters } from '#web/features/figures/figures-filters.tsx';
import { figuresSheet } from '#web/features/figures/figures-sheet.ts';
import { FiguresTable } from '#web/features/figures/figures-table.tsx';
import classes from '#web/features/figures/figures-table.module.css';
import { fetchFigures, questionOf, useFigures, useSupplierName } from '#web/features/figures/list-figures.ts';
import { StoreFilter } from '#web/features/stores/store-filter.tsx';
import { figureWords } from '#web/lib/figure-words.ts';
import { useStoreList } from '#web/lib/stores.ts';
import type { FiguresSearch } from '#web/paths.ts';
import { againstNote } from '#web/ui/figure-compared.ts';
import { CompletenessLine } from '#web/ui/completeness-line.tsx';
import { ExportMenu } from '#web/ui/export-menu.tsx';
import { type ExportRun, readAllPages } from '#web/ui/export-pages.ts';
import { LoadMore } from '#web/ui/load-more.tsx';
import { Failed, Notice } from '#web/ui/notice.tsx';
import { Page } from '#web/ui/page.tsx';
import { CompareControl, CurrencyControl, PeriodControl } from '#web/ui/period-control.tsx';
import { againstWords, periodWords, searchWords, storeWords } from '#web/ui/paper-words.ts';
import { daysOf } from '#web/ui/period.ts';
import { currenciesOf, inScope, useToday } from '#web/ui/use-today.ts';

const route = getRouteApi('/inside/figures');
const mostPerRequest = 200; // the API's largest page

/** Every figure of each store, category, supplier or product, down to the product's page. */
export function FiguresPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Partial<FiguresSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...next }), resetScroll: false });
  const list = useStoreList();
  const stores = list.data ?? [];
  const isReady = list.data !== undefined || list.error !== null;
  const currencies = currenciesOf(stores.filter(({ isArchived }) => !isArchived));
  const today = useToday(search);
  const days = daysOf(search, today);
  const question = questionOf(search, days);
  const pages = useFigures(question);
  const supplierName = useSupplierName(question, search.supplier);
  const { by = usual.by, show = usual.show, store } = search;
  const one = breakdowns.find(({ value }) => value === by)?.one ?? '';
  const first = pages.data?.pages[0];
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const { columns, missing } = columnsWith(columnsOf[show], rows, first?.total);
  const isAhead = first?.completeness.isAhead === true;
  const comparing = { before: first?.before ?? null, isOnlyToday: !isAhead && (first?.period ?? days).from >= today };
  const note = first && !isAhead ? againstNote(first.period, today, comparing) : null;
  // Of days ahead, or before all data, no filter is to blame.
  const unknown = first?.total.figures.netSales.value === null ? first.total.figures.netSales.reason : undefined;
  const currency = first?.scope.currency ?? search.currency ?? 'GBP';
  const storeName = stores.find(({ id }) => id === store)?.name;
  const named = search.category ?? (search.without ? `without ${search.without}` : supplierName);

  async function readAll(run: ExportRun) {
    let all: FiguresResult | undefined;
    const { items, isCut } = await readAllPages(async (cursor, signal) => {
      const page = await fetchFigures(question, cursor, mostPerRequest, signal);
      all ??= page;
      return page;
    }, run);
    if (all === undefined) throw new Error('A list has at least one page');
    return { ...figuresSheet(items, all.total, { by, columns, currency, before: all.before }), isCut };
  }

  return (
    <Page
      title="Figures"
      paper={[
        `${shows.find(({ value }) => value === show)?.label ?? show} by ${one.toLowerCase()}`,
        periodWords(days),
        againstWords(search.compare, first?.before),
        storeWords(storeName, currency),
        named,
        searchWords(search.search),
      ]}
      actions={
        <>
          <PeriodControl search={search} today={today} onChange={change} />
          <CompareControl value={search.compare} onChange={change} />
          <StoreFilter stores={stores} value={store} onChange={(chosen) => change({ store: chosen })} />
          {store === undefined ? (
            <CurrencyControl
              currencies={currencies}
              value={search.currency ?? currencies[0] ?? ''}
              onChange={(chosen) => change({ currency: chosen })}
            />
          ) : null}
          <ExportMenu
            name={[`${show} by ${by}`, days.from, days.to, storeName ?? currency, named, search.search]}
            read={readAll}
          />
        </>
      }
    >
      {/* Until the stores are known the head may grow by a line: nothing is drawn that this would move. */}
      {isReady ? <FiguresFilters search={search} supplierName={supplierName} onChange={change} /> : null}
      {!isReady ? null : !first && pages.error ? (
        <Failed what="The figures" error={pages.error} onRetry={() => void pages.refetch()} minHeight="40vh" />
      ) : !first ? (
        <div role="status" aria-label="Loading the figures">
          <Skeleton h={420} radius={10} />
        </div>
      ) : rows.length === 0 && unknown !== undefined ? (
        <Notice title={unknown} minHeight="40vh">
          Choose other days to see figures.
        </Notice>
      ) : rows.length === 0 ? (
        <Notice
          title="Nothing matches"
          minHeight="40vh"
          action={
            <Button
              variant="default"
              onClick={() =>
                change({ search: undefined, category: undefined, supplier: undefined, without: undefined })
              }
            >
              Clear the filters
            </Button>
          }
        >
          Nothing of the chosen store, period and search has figures.
        </Notice>
      ) : (
        <div className={pages.isPlaceholderData ? classes['busy'] : undefined} aria-busy={pages.isPlaceholderData}>
          <div className={classes['complete']}>
            <CompletenessLine
              completeness={first.completeness}
              currency={currency}
              zone={inScope(stores, store, search.currency)[0]?.timeZone ?? 'UTC'}
              asOf={new Date(pages.dataUpdatedAt).toISOString()}
            />
            {note === null ? null : <p className={classes['note']}>{note}</p>}
          </div>
          <FiguresTable
            rows={rows}
            total={first.total}
            columns={columns}
            currency={currency}
            comparing={comparing}
            search={search}
            onSort={(sort, dir) =>
              change({ sort: sort === usual.sort ? undefined : sort, dir: dir === usual.dir ? undefined : dir })
            }
          />
          <LoadMore pages={pages} />
          {missing.map(({ name, reason }) => (
            <p key={name} className={classes['note']}>
              {figureWords[name].label} is not shown: {reason}.
            </p>
          ))}
        </div>
      )}
    </Page>
  );
}

/** The columns that hold any figure at all; of the others, why they do not. */
function columnsWith(wanted: FigureName[], rows: FigureRow[], total: FigureRow | undefined) {
  const all = total ? [total, ...rows] : rows;
  const isThere = (name: FigureName) => all.length === 0 || all.some(({ figures }) => figures[name].value !== null);
  return {
    columns: wanted.filter(isThere),
    missing: wanted
      .filter((name) => !isThere(name))
      .map((name) => ({ name, reason: (all.at(-1)?.figures[name].reason ?? 'nothing is known').replace(/\.$/, '') })),
  };
}
