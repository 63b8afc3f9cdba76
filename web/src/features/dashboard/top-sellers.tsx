import { Link } from '@tanstack/react-router';
import type { Dashboard } from '#domain/analytics/dashboard.ts';
import { money, quantity } from '#web/lib/format.ts';
import { paths } from '#web/paths.ts';
import { Notice } from '#web/ui/notice.tsx';
import { Panel } from '#web/ui/panel.tsx';
import rows from '#web/ui/rows.module.css';
import classes from './lists.module.css';

type TopSellersProps = { sellers: Dashboard['topSellers']; store: string | undefined };

/** What sold most, by units, over the last 30 business days. */
export function TopSellers({ sellers, store }: TopSellersProps) {
  return (
    <Panel title="Top sellers" side={<span className="quiet">last 30 days, by units</span>}>
      {sellers.length === 0 ? (
        <Notice title="Nothing sold in the last 30 days" minHeight={200}>
          Sales show here as soon as a sales file is imported.
        </Notice>
      ) : null}
      <ol className={rows['list']}>
        {sellers.slice(0, 10).map((product, index) => (
          <li key={product.productId} className={classes['row']}>
            <span className={classes['rank']} aria-hidden>
              {index + 1}
            </span>
            <div className={classes['main']}>
              <div className={rows['line']}>
                <Link
                  className="link one-line"
                  to={paths.product}
                  params={{ productId: product.productId }}
                  search={store ? { store } : {}}
                >
                  {product.name}
                </Link>
                <span className={classes['end']}>{quantity(product.units)}</span>
              </div>
              <div className={`${rows['line'] ?? ''} ${rows['small'] ?? ''}`}>
                <span className="code one-line">{product.sku}</span>
                <span className={classes['end']}>
                  {product.revenue.map(({ currency, amountMinor }) => money(amountMinor, currency)).join(' · ')}
                </span>
              </div>
            </div>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
