import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { FigureName, Figures } from '#domain/analytics/figure.ts';
import { figureText, figureWords, rangeText } from '#web/lib/figure-words.ts';
import { dayRange, money, wholeMoney } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Change } from '#web/ui/change.tsx';
import { changeAgainst, knownOf, wasWords } from '#web/ui/figure-compared.ts';
import type { Shown } from './shown.ts';
import classes from './headlines.module.css';

type HeadlinesProps = {
  figures: Figures;
  before: Figures | null;
  shown: Shown;
  names: readonly FigureName[];
  /** Which columns of the list a press opens. */
  show: 'sales' | 'margin' | 'stock' | 'availability' | 'losses';
};

/** A few figures of the period, each with its change; what it is and the exact amounts on hover and focus. */
export function Headlines({ names, ...rest }: HeadlinesProps) {
  return names.map((name) => <Headline key={name} name={name} {...rest} />);
}

function Headline({ name, figures, before, shown, show }: Omit<HeadlinesProps, 'names'> & { name: FigureName }) {
  const tip = useId();
  const { label, meaning, unit } = figureWords[name];
  const figure = figures[name];
  const was = before?.[name];
  const difference = changeAgainst(name, figure, was, shown);
  const range = figure.value === null ? null : rangeText(name, figure, shown.currency);
  // Every figure says the same of a period that data covers in part: that stands once above all of them.
  const reason = figure.reason === figures.netSales.reason ? undefined : figure.reason;
  const { before: compared } = shown;
  const knownFrom = compared?.dataFrom ?? compared?.from;
  const isLarge = unit === 'money' && figure.value !== null && Math.abs(figure.value) >= 100_000;
  const text = isLarge ? wholeMoney(figure.value ?? 0, shown.currency) : figureText(name, figure, shown.currency);
  return (
    <div className={classes['place']}>
      <Link
        to={paths.figures}
        search={{ ...shown.search, show, sort: name }}
        className={classes['card']}
        aria-describedby={tip}
      >
        <span className={classes['label']}>{label}</span>
        <span className={`${classes['value'] ?? ''} ${figure.value === null ? (classes['none'] ?? '') : ''}`}>
          {text}
        </span>
        <span className={classes['foot']}>
          {figure.value === null ? null : difference ? (
            <Change difference={difference} />
          ) : (
            wasWords(name, figure, was, shown)
          )}
        </span>
        {range === null ? null : <span className={classes['bear']}>likely {range}</span>}
        {reason === undefined ? null : <span className={classes['bear']}>{reason}</span>}
      </Link>
      <div className={classes['tip']} id={tip} role="tooltip">
        {figure.value === null ? null : (
          <b>
            {figureText(name, figure, shown.currency)}
            {figure.low !== undefined && figure.high !== undefined
              ? ` (between ${bound(figure.low)} and ${bound(figure.high)}, 9 times in 10)`
              : ''}
          </b>
        )}
        {was && compared && knownFrom && knownOf(shown) !== 'none' ? (
          <div>
            {figureText(name, was, shown.currency)} from {dayRange(knownFrom, compared.to)}
          </div>
        ) : null}
        <div>{meaning}</div>
        {figure.reason !== undefined ? <div>{figure.reason}.</div> : null}
      </div>
    </div>
  );

  function bound(value: number): string {
    return unit === 'money' ? money(Math.round(value), shown.currency) : figureText(name, { value }, shown.currency);
  }
}
