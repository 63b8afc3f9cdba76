import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Figure, FigureName, FigureRow } from '#domain/analytics/figure.ts';
import { figureText, figureWords, rangeText } from '#web/lib/figure-words.ts';
import { type FiguresSearch, paths } from '#web/paths.ts';
import { Change } from '#web/ui/change.tsx';
import { changeAgainst, type Comparing, knownOf, wasWords } from '#web/ui/figure-compared.ts';
import { breakdowns, labelOf, maySort, usual } from './figure-groups.ts';
import classes from './figures-table.module.css';

type FiguresTableProps = {
  rows: FigureRow[];
  total: FigureRow;
  columns: FigureName[];
  currency: string;
  comparing: Comparing;
  search: FiguresSearch;
  onSort: (sort: string, dir: 'asc' | 'desc') => void;
};

/** The list as a table whose head and first column stay while the rest scrolls; the sum of everything stands first. */
export function FiguresTable({ rows, total, columns, currency, comparing, search, onSort }: FiguresTableProps) {
  const by = search.by ?? usual.by;
  const one = breakdowns.find(({ value }) => value === by)?.one ?? '';
  return (
    <section className={classes['frame']} aria-label={`Figures by ${one.toLowerCase()}`} tabIndex={0}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <Head name="label" text={one} search={search} onSort={onSort} />
            {columns.map((name) => (
              <Head
                key={name}
                name={name}
                text={figureWords[name].label}
                title={figureWords[name].meaning}
                search={search}
                {...(maySort(by, name) ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          <Row
            row={total}
            name="All together"
            columns={columns}
            currency={currency}
            comparing={comparing}
            className={classes['total'] ?? ''}
          />
          {rows.map((row) => (
            <Row
              key={row.key}
              row={row}
              name={
                <>
                  <Deeper row={row} search={search} />
                  {row.sku === undefined ? null : <span className={`${classes['sku'] ?? ''} code`}>{row.sku}</span>}
                </>
              }
              columns={columns}
              currency={currency}
              comparing={comparing}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

type HeadProps = {
  name: string;
  text: string;
  title?: string;
  search: FiguresSearch;
  onSort?: FiguresTableProps['onSort'];
};

function Head({ name, text, title, search, onSort }: HeadProps) {
  const isSorted = (search.sort ?? usual.sort) === name;
  const dir = search.dir ?? usual.dir;
  const first = name === 'label' ? 'asc' : 'desc';
  const next = isSorted ? (dir === 'asc' ? 'desc' : 'asc') : first;
  return (
    <th scope="col" aria-sort={isSorted ? (dir === 'asc' ? 'ascending' : 'descending') : undefined} title={title}>
      {onSort ? (
        <button type="button" className={classes['sort']} onClick={() => onSort(name, next)}>
          {text}
          <span className={classes['arrow']} aria-hidden>
            {isSorted ? (dir === 'asc' ? '▲' : '▼') : ''}
          </span>
        </button>
      ) : (
        <span className={classes['unsorted']}>{text}</span>
      )}
    </th>
  );
}

type RowProps = Pick<FiguresTableProps, 'columns' | 'currency' | 'comparing'> & {
  row: FigureRow;
  name: ReactNode;
  className?: string;
};

function Row({ row, name, columns, currency, comparing, className }: RowProps) {
  // What net sales need is what the period needs, and every figure says it.
  const note = row.figures.netSales.reason;
  return (
    <tr className={className}>
      <th scope="row">{name}</th>
      {columns.map((column) => (
        <td key={column}>
          <Value
            name={column}
            figure={row.figures[column]}
            before={row.before?.[column]}
            currency={currency}
            comparing={comparing}
            note={note}
          />
        </td>
      ))}
    </tr>
  );
}

type ValueProps = {
  name: FigureName;
  figure: Figure;
  before: Figure | undefined;
  currency: string;
  comparing: Comparing;
  note: string | undefined;
};

function Value({ name, figure, before, currency, comparing, note }: ValueProps) {
  const text = figureText(name, figure, currency);
  if (figure.value === null)
    return (
      <span className={classes['missing']}>
        <Told text={text} reason={figure.reason ?? ''} />
      </span>
    );
  const difference = changeAgainst(name, figure, before, comparing);
  const range = rangeText(name, figure, currency);
  const own = [
    range === null ? '' : `Between ${range.replace(' to ', ' and ')}, 9 times in 10.`,
    figure.reason === undefined || figure.reason === note ? '' : `${figure.reason}.`,
  ].join(' ');
  const was = wasWords(name, figure, before, { ...comparing, currency });
  const told = before && before.value !== null ? `was ${figureText(name, before, currency)}` : undefined;
  return (
    <span title={[told, note].filter(Boolean).join('; ') || undefined}>
      {own.trim() === '' ? text : <Told text={text} reason={own} />}
      {/* That of the days before only a part is known, or nothing, is said once above the table. */}
      {before && knownOf(comparing) === 'all' ? (
        <span className={classes['change']}>{difference ? <Change difference={difference} brief /> : (was ?? '')}</span>
      ) : null}
    </span>
  );
}

/** A number with what to know of it: in the way of Tab, so that it can be had without a mouse. */
function Told({ text, reason }: { text: string; reason: string }) {
  return (
    <span className={classes['told']} tabIndex={0}>
      {text}
      <span className={classes['reason']} role="tooltip">
        {reason}
      </span>
    </span>
  );
}

/** One level further down, over the same days: a store's categories, a category's products, a product's page. */
function Deeper({ row, search }: { row: FigureRow; search: FiguresSearch }) {
  const { key, label } = row;
  const inside = { ...search, search: undefined };
  switch (search.by ?? usual.by) {
    case 'store':
      return (
        <Link
          className="link"
          to={paths.figures}
          search={{ ...inside, by: 'category', store: key, currency: undefined }}
        >
          {label}
        </Link>
      );
    case 'category':
    case 'supplier': {
      const by = search.by === 'category' ? 'category' : 'supplier';
      const filter: FiguresSearch = key === '' ? { without: by } : { [by]: key };
      return (
        <Link className="link" to={paths.figures} search={{ ...inside, by: 'product', ...filter }}>
          {labelOf(row, by)}
        </Link>
      );
    }
    case 'product': {
      const { range, from, to, store } = search;
      return (
        <Link className="link" to={paths.product} params={{ productId: key }} search={{ range, from, to, store }}>
          {label}
        </Link>
      );
    }
  }
}
