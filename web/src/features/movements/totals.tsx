import type { MovementTotal } from '#domain/stock/movement.ts';
import { money, signedQuantity } from '#web/lib/format.ts';
import classes from './movements.module.css';

type TotalsProps = {
  /** undefined: not known yet; null: too many to add up. */
  totals: MovementTotal[] | null | undefined;
  what: string;
};

/** What all that match add up to, beyond the rows that have been loaded: the bar that opened them. */
export function Totals({ totals, what }: TotalsProps) {
  const shown = totals?.filter(
    ({ units, valueMinor }) => totals.length === 1 || Number(units) !== 0 || valueMinor !== 0,
  );
  return (
    <p className={classes['totals']} role="status">
      {totals === null ? 'The search finds too many products to add up what happened.' : null}
      {shown && shown.length > 0 ? (
        <>
          {what} in all:{' '}
          {shown.map(({ currency, units, valueMinor }, index) => (
            <span key={currency}>
              {index === 0 ? '' : '; '}
              <strong>{signedQuantity(units)}</strong> units,{' '}
              <strong>
                {valueMinor > 0 ? '+' : ''}
                {money(valueMinor, currency)}
              </strong>
            </span>
          ))}{' '}
          at cost
        </>
      ) : null}
      {/* Its line is kept while it is worked out, so that nothing moves. */}
      {totals === undefined || shown?.length === 0 ? '\u00A0' : null}
    </p>
  );
}
