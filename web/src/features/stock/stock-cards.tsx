import { Link } from '@tanstack/react-router';
import type { DrawnRows } from './stock-table.tsx';
import { StockState } from '#web/ui/stock-state.tsx';
import { quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import classes from './stock-list.module.css';

/** The stock list on a phone: one card a row. */
export function StockCards({ levels, items, before, after, isComplete, place }: DrawnRows) {
  const height = before + after + items.reduce((sum, item) => sum + item.size, 0);
  const [first] = items;
  const offset = first ? first.start - before : 0;
  return (
    <div ref={place} className={classes['frame']}>
      <ul className={classes['cards']} style={{ height }} aria-label="Stock">
        {items.map((item) => {
          const level = levels[item.index];
          if (!level) return null;
          return (
            <li
              key={`${level.storeId} ${level.productId}`}
              className={classes['card']}
              style={{ top: item.start - offset }}
              aria-posinset={item.index + 1}
              aria-setsize={isComplete ? levels.length : -1}
            >
              <Link
                className={`link two-lines ${classes['name'] ?? ''}`}
                to={paths.product}
                params={{ productId: level.productId }}
                search={{ store: level.storeId }}
              >
                {level.name}
              </Link>
              <div className={classes['amount']}>{quantity(level.onHand)}</div>
              <div className={`${classes['sku'] ?? ''} code one-line`}>{level.sku}</div>
              <div className={classes['end']}>
                {level.reorderPoint === null ? 'on hand' : `reorder at ${quantity(level.reorderPoint)}`}
              </div>
              <div className={`${classes['sku'] ?? ''} one-line`}>
                {level.storeName}
                {level.coverDays === null ? null : `, lasts ${Math.floor(level.coverDays)} days`}
              </div>
              <div className={classes['end']}>
                <StockState level={level} />
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
