import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FigureName } from '#domain/analytics/figure.ts';
import { FiguresPage } from '#domain/analytics/figures.ts';
import { get } from '#web/lib/api.ts';
import { differenceOf, figureText, figureWords } from '#web/lib/figure-words.ts';
import { useLiveInterval } from '#web/lib/live.ts';
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
  const row = data?.total;
  return (
    <Panel title="Figures" note={data ? `Against the days before, in ${data.scope.currency}` : ' '}>
      {error && !data ? (
        <Failed what="The figures" error={error} onRetry={() => void refetch()} minHeight={120} />
      ) : null}
      <dl className={classes['figures']} aria-busy={!row}>
        {shown.map((name) => {
          const figure = row?.figures[name];
          const difference = differenceOf(name, figure, row?.before?.[name]);
          return (
            <div key={name}>
              <dt title={figureWords[name].meaning}>{figureWords[name].label}</dt>
              <dd title={figure?.reason}>
                {figure ? figureText(name, figure, data?.scope.currency ?? 'GBP') : '–'}
                {/* Its line is kept where there is nothing to compare, so that nothing moves. */}
                <small>{difference ? <Change difference={difference} brief /> : '\u00A0'}</small>
              </dd>
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
