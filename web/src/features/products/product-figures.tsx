import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FigureName } from '#domain/analytics/figure.ts';
import { FiguresPage } from '#domain/analytics/figures.ts';
import { get } from '#web/lib/api.ts';
import { differenceOf, figureText, figureWords, rangeText } from '#web/lib/figure-words.ts';
import { useLiveInterval } from '#web/lib/live.ts';
import { useStores } from '#web/lib/stores.ts';
import { Change } from '#web/ui/change.tsx';
import { Failed } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import type { TimelineFilter } from './get-timeline.ts';
import classes from './timeline.module.css';

// What one asks of one product; the list of figures has them all.
const shown: FigureName[] = [
  'netSales',
  'units',
  'grossMargin',
  'grossMarginRate',
  'sellThrough',
  'stockValue',
  'cover',
  'stockTurn',
  'stockOutRate',
  'missedSales',
  'shrinkage',
  'returnRate',
];

/** The product's figures of the period, against the days before. */
export function ProductFigures({ productId, filter }: { productId: string; filter: TimelineFilter }) {
  const refetchInterval = useLiveInterval();
  const { data, error, refetch } = useQuery({
    queryKey: ['figures', 'product', productId, filter],
    queryFn: ({ signal }) =>
      get('/figures', FiguresPage, {
        query: { ...filter, by: 'product', product: productId, compare: 'previous', limit: 1 },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval,
  });
  const stores = useStores().filter(({ isArchived }) => !isArchived);
  const row = data?.total;
  // What net sales need is what the period needs: every figure says it, so it stands once above them.
  const note = row?.figures.netSales.reason;
  const currency = data?.scope.currency ?? 'GBP';
  return (
    <Panel
      title="Figures"
      note={data ? [`Against the days before, in ${currency}`, note].filter(Boolean).join('. ') : ' '}
    >
      {error && !data ? (
        <Failed what="The figures" error={error} onRetry={() => void refetch()} minHeight={120} />
      ) : null}
      {data && filter.store === undefined && data.scope.currencies.length > 1 ? (
        <p className={classes['scope']}>
          Of {data.scope.stores.length} of {stores.length} stores: those that trade in {currency}. The chart and the
          levels on this page are of all stores; choose a store for the figures of another currency.
        </p>
      ) : null}
      <dl className={classes['figures']} aria-busy={!row}>
        {shown.map((name) => {
          const figure = row?.figures[name];
          const difference = differenceOf(name, figure, row?.before?.[name]);
          const range = figure && figure.value !== null ? rangeText(name, figure, currency) : null;
          return (
            <div key={name}>
              <dt title={figureWords[name].meaning}>{figureWords[name].label}</dt>
              <dd>
                {figure ? figureText(name, figure, currency) : '–'}
                {/* Its line is kept where there is nothing to compare, so that nothing moves. */}
                <small>{difference ? <Change difference={difference} brief /> : '\u00A0'}</small>
                {range === null ? null : <small className="quiet">likely {range}</small>}
                {figure?.reason === undefined || (figure.reason === note && figure.value !== null) ? null : (
                  <small className="quiet">{figure.reason}</small>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
