import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { FigureName } from '#domain/analytics/figure.ts';
import { FiguresPage } from '#domain/analytics/figures.ts';
import { get } from '#web/lib/api.ts';
import { figureText, figureWords, rangeText } from '#web/lib/figure-words.ts';
import { useLiveInterval } from '#web/lib/live.ts';
import { Change } from '#web/ui/change.tsx';
import { changeAgainst, knownOf, partWords } from '#web/ui/figure-compared.ts';
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
  'stockRetail',
  'cover',
  'stockTurn',
  'stockOutRate',
  'missedSales',
  'shrinkage',
  'returnRate',
];

// Nothing is kept of what they were: of every other period they are those of now, which they say.
const ofNow = new Set<FigureName>(['stockRetail', 'cover']);

type ProductFiguresProps = {
  productId: string;
  filter: TimelineFilter;
  /** The first business day that is not over yet in any of the stores. */
  today: string;
};

/** The product's figures of the period, against the days before. */
export function ProductFigures({ productId, filter, today }: ProductFiguresProps) {
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
  // In a store further east today may be the day after: the API takes the last that has begun.
  const now = useQuery({
    queryKey: ['figures', 'product', productId, 'now', filter.store, today],
    queryFn: ({ signal }) =>
      get('/figures', FiguresPage, {
        query: { from: today, to: dayAfter(today), store: filter.store, by: 'product', product: productId, limit: 1 },
        signal,
      }),
    enabled: filter.to < today,
    placeholderData: keepPreviousData,
    refetchInterval,
  }).data?.total;
  const comparing = {
    before: data?.before ?? null,
    isOnlyToday: (data?.period ?? filter).from >= today,
  };
  const row = data?.total;
  // What net sales need is what the period needs: every figure says it, so it stands once above them.
  const note = row?.figures.netSales.reason;
  const currency = data?.scope.currency ?? 'GBP';
  return (
    <Panel
      title="Figures"
      note={
        data
          ? [
              whose(data.scope, filter.store, currency),
              knownOf(comparing) === 'all' ? 'Against the days before' : partWords(comparing),
              note,
            ]
              .filter(Boolean)
              .join('. ')
          : ' '
      }
    >
      {error && !data ? (
        <Failed what="The figures" error={error} onRetry={() => void refetch()} minHeight={120} />
      ) : null}
      <dl className={classes['figures']} aria-busy={!row}>
        {shown.map((name) => {
          const present = ofNow.has(name) && row?.figures[name].value === null ? now?.figures[name] : undefined;
          const figure = present ?? row?.figures[name];
          const difference = present ? null : changeAgainst(name, figure, row?.before?.[name], comparing);
          const range = figure && figure.value !== null ? rangeText(name, figure, currency) : null;
          return (
            <div key={name}>
              <dt title={figureWords[name].meaning}>{figureWords[name].label}</dt>
              <dd>
                {figure ? figureText(name, figure, currency) : '–'}
                {/* Its line is kept where there is nothing to compare, so that nothing moves. */}
                <small>{difference ? <Change difference={difference} brief /> : present ? 'now' : '\u00A0'}</small>
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

/** Whose figures they are: the chart beside them is of all stores, whatever they trade in. */
function whose({ stores, currencies }: FiguresPage['scope'], store: string | undefined, currency: string): string {
  const names = stores.map(({ name }) => name).join(', ');
  if (store !== undefined || currencies.length === 1) return `${names}, in ${currency}`;
  return `In ${currency} stores: ${names}`;
}

const dayAfter = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
