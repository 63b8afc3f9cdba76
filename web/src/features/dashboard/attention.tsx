import { Link } from '@tanstack/react-router';
import type { StockDashboard } from '#domain/analytics/stock-dashboard.ts';
import { count } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import classes from './headlines.module.css';
import { type Shown, stockList } from './shown.ts';

const states = [
  { state: 'low', label: 'Low', colour: 'var(--warn)', meaning: 'at or below reorder point' },
  { state: 'out', label: 'Out', colour: 'var(--bad)', meaning: 'nothing on hand' },
  { state: 'negative', label: 'Negative', colour: 'var(--bad)', meaning: 'sold more than was there' },
] as const;

type AttentionProps = { levels: StockDashboard['levels']; shown: Shown };

/** What needs somebody's attention; each card opens its list. */
export function Attention({ levels, shown }: AttentionProps) {
  return (
    <nav className={classes['three']} aria-label="Stock that needs attention">
      {states.map(({ state, label, colour, meaning }) => (
        <Link
          key={state}
          to={paths.stock}
          search={stockList(shown, { state })}
          className={`${classes['card'] ?? ''} ${classes['line'] ?? ''}`}
        >
          <span className={classes['label']}>
            <span className={classes['dot']} style={{ background: colour }} aria-hidden />
            {label}
          </span>
          <span className={classes['value']}>{count(levels[state])}</span>
          {/* The lists overlap: nobody shall add them up. */}
          {state === 'low' && levels.lowAndGone > 0 ? (
            <span className={classes['among']}>{count(levels.lowAndGone)} of these out</span>
          ) : null}
          <span className={classes['foot']}>{meaning}</span>
        </Link>
      ))}
    </nav>
  );
}
